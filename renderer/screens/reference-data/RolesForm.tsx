import { referenceDataWords as words } from '../../../shared/words/en/screens-study.ts'
import { Card } from '../../kit/index.ts'
import { ColumnSelect } from './ColumnSelect.tsx'
import { type DatasetDraft, type Role, withRole } from './mapping-draft.ts'

interface RolesFormProps {
  readonly headers: readonly string[]
  readonly draft: DatasetDraft
  readonly onChange: (draft: DatasetDraft) => void
}

const fields: readonly { readonly role: Role; readonly label: string; readonly hint?: string; readonly isRequired?: true }[] = [
  { role: 'examinationId', label: words.examinationId, hint: words.examinationIdHint, isRequired: true },
  { role: 'referenceColumn', label: words.reference, hint: words.referenceHint, isRequired: true },
  { role: 'participantId', label: words.participantId, hint: words.participantIdHint },
  { role: 'site', label: words.site },
  { role: 'device', label: words.device },
  { role: 'startedAt', label: words.startedAt },
  { role: 'endedAt', label: words.endedAt },
]

export const RolesForm = ({ headers, draft, onChange }: RolesFormProps) => (
  <Card title={words.mapping}>
    <div className="form-grid">
      {fields.map(({ role, ...field }) => (
        <ColumnSelect
          key={role}
          {...field}
          headers={headers}
          value={draft.columnOf[role]}
          onChange={(column) => onChange(withRole(draft, role, column))}
        />
      ))}
    </div>
  </Card>
)
