import type { TablePreview } from '../../../shared/ipc/views.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { referenceMeanings } from '../../../shared/vocabulary/records.ts'
import { dataWords, referenceDataWords as words } from '../../../shared/words/en/screens-study.ts'
import { Banner, Card, RadioGroup } from '../../kit/index.ts'
import { type DatasetDraft, referenceValues, withMeaning } from './mapping-draft.ts'

interface ReferenceValuesFormProps {
  readonly preview: TablePreview
  readonly draft: DatasetDraft
  readonly onChange: (draft: DatasetDraft) => void
}

const options = referenceMeanings.map((id) => ({ id, label: words.meanings[id] }))

/** Every distinct value gets its meaning from the person, one by one; nothing is preselected. */
export function ReferenceValuesForm({ preview, draft, onChange }: ReferenceValuesFormProps) {
  const column = draft.columnOf.referenceColumn
  if (column === null) return null
  const values = referenceValues(preview, column)
  const nDistinct = preview.columns.find((each) => each.name === column)?.nDistinct ?? 0
  return (
    <Card title={words.values}>
      {values === null ? (
        <Banner tone="error">{words.valuesTooMany(formatCount(nDistinct))}</Banner>
      ) : (
        <>
          <p className="muted">{words.valuesLead}</p>
          {!preview.complete && <Banner tone="warning">{words.valuesIncomplete}</Banner>}
          <div className="value-meanings">
            {values.map(({ value, n }) => (
              <div key={value} className="value-meaning">
                <div>
                  <span className="value-text">{value === '' ? dataWords.emptyCell : value}</span>
                  <span className="muted small">{dataWords.rowsWith(formatCount(n))}</span>
                </div>
                <RadioGroup
                  label={words.meaningOf(value === '' ? dataWords.emptyCell : value)}
                  options={options}
                  value={draft.meanings.get(value) ?? null}
                  onChange={(meaning) => onChange(withMeaning(draft, value, meaning))}
                  inRow
                />
              </div>
            ))}
          </div>
        </>
      )}
    </Card>
  )
}
