import { type Role, roles } from '../../../shared/vocabulary/people.ts'
import { roleNames, roleTexts } from '../../../shared/words/en/people.ts'
import { peopleWords as words } from '../../../shared/words/en/screens-people.ts'
import { useApp } from '../../app-state.ts'
import { Checkbox, Icon, Select } from '../../kit/index.ts'
import { pairsTogether } from './held-roles.ts'

/** '' is the whole workspace. */
export const everywhere = ''

interface ScopeSelectProps {
  readonly value: string
  readonly onChange: (studyId: string) => void
  readonly hint?: string
}

/** The whole workspace, or one study. */
export function ScopeSelect({ value, onChange, hint }: ScopeSelectProps) {
  const studies = useApp((state) => state.studies)
  const options = [{ id: everywhere, label: words.workspace }, ...studies.map(({ id, name }) => ({ id, label: name }))]
  return <Select label={words.scope} hint={hint} options={options} value={value} onChange={onChange} />
}

interface RoleChoicesProps {
  readonly studyId: string
  readonly value: readonly Role[]
  readonly onChange: (value: readonly Role[]) => void
}

export const isOffered = (role: Role, studyId: string): boolean => role !== 'administrator' || studyId === everywhere

/** Several roles at once, each with what it is for, and what of them should be apart. */
export const RoleChoices = ({ studyId, value, onChange }: RoleChoicesProps) => (
  <fieldset className="part">
    <legend className="field-label">{words.roles}</legend>
    <div className="role-choices">
      {roles.map((role) => (
        <Checkbox
          key={role}
          label={roleNames[role]}
          isSelected={value.includes(role)}
          isDisabled={!isOffered(role, studyId)}
          onChange={(isSelected) => onChange(isSelected ? [...value, role] : value.filter((each) => each !== role))}
        >
          {roleNames[role]}
          <span className="option-note">{isOffered(role, studyId) ? roleTexts[role] : words.administratorScope}</span>
        </Checkbox>
      ))}
    </div>
    <Apart pairs={pairsTogether(value.map((role) => ({ role, studyId: null })))} />
  </fieldset>
)

const mostNamed = 3

/** Pairs that should be apart: the first few by name, otherwise how many. */
export function Apart({ pairs }: { readonly pairs: readonly string[] }) {
  const lines = pairs.length > mostNamed ? [words.apartMany(pairs.length)] : pairs.map(words.apart)
  return lines.map((line) => (
    <div key={line} className="apart">
      <Icon name="warning" size={14} />
      <span>{line}</span>
    </div>
  ))
}
