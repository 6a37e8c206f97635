import { words } from '../../shared/words/en/screens.ts'
import { call } from '../client.ts'
import { say } from './Toasts.tsx'

/** Has the main process put text on the clipboard (the page has no permission to) and says whether it worked. */
export function copyText(text: string): void {
  call('clipboard.write', { text }).then(
    () => say(words.common.copied),
    () => say(words.common.notCopied),
  )
}
