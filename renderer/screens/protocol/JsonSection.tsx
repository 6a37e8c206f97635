import { protocolWords as words } from '../../../shared/words/en/screens-protocol.ts'
import { TextArea } from '../../kit/index.ts'
import { setText, useProtocol } from './slice.ts'

export function JsonSection() {
  const text = useProtocol((state) => state.text)
  return <TextArea label={words.json.label} hint={words.json.hint} value={text} onChange={(next) => setText(next, 'json')} rows={24} code />
}
