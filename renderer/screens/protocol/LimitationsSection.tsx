import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Button } from '../../kit/index.ts'
import { listAt } from './draft.ts'
import { DraftText, useDraft } from './DraftFields.tsx'
import { setValue } from './slice.ts'

const words = protocolWords.limitations

export function LimitationsSection() {
  const draft = useDraft()
  const items = listAt(draft, ['limitations'])
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      {items.length === 0 && <p className="muted">{words.none}</p>}
      {items.map((_, index) => (
        <div className="row row-top" key={index}>
          <div className="grow">
            <DraftText path={['limitations', index]} label={words.name(index + 1)} rows={2} />
          </div>
          <Button
            kind="quiet"
            icon="trash"
            label={words.remove(index + 1)}
            onPress={() => setValue(['limitations'], items.length === 1 ? undefined : items.filter((__, each) => each !== index))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" onPress={() => setValue(['limitations', items.length], '')}>
          {words.add}
        </Button>
      </div>
    </div>
  )
}
