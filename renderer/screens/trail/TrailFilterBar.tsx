import { Input, Label, SearchField } from 'react-aria-components'
import type { TrailFacets } from '../../../shared/ipc/trail-views.ts'
import { ledgerEvent } from '../../../shared/words/en/labels.ts'
import { objectKindName } from '../../../shared/words/en/object-kinds.ts'
import { trailWords as words } from '../../../shared/words/en/screens-trail.ts'
import { Button, Select, TextField } from '../../kit/index.ts'
import { instantOfDay, noFilter, type FilterFields } from './trail-filter.ts'

interface TrailFilterBarProps {
  readonly fields: FilterFields
  readonly facets: TrailFacets | null
  readonly onChange: (fields: FilterFields) => void
}

/** Person, action, object, study, time and text; each narrows what the others left. */
export function TrailFilterBar({ fields, facets, onChange }: TrailFilterBarProps) {
  const set = (name: keyof FilterFields) => (value: string) => onChange({ ...fields, [name]: value })
  const choice = (name: 'personId' | 'action' | 'objectKind' | 'studyId', label: string, any: string, options: readonly { id: string; label: string }[]) => (
    <Select label={label} options={[{ id: '', label: any }, ...options]} value={fields[name]} onChange={set(name)} />
  )
  const day = (name: 'from' | 'to', label: string) => (
    <TextField
      label={label}
      value={fields[name]}
      onChange={set(name)}
      placeholder={words.dayHint}
      maxLength={10}
      error={fields[name].length === 10 && instantOfDay(fields[name], 'first') === null ? words.badDay : null}
    />
  )
  const isEmpty = Object.values(fields).every((value) => value === '')
  return (
    <div className="trail-filter" role="group" aria-label={words.filters}>
      <SearchField className="field trail-search" value={fields.text} onChange={set('text')}>
        <Label className="field-label">{words.search}</Label>
        <Input className="input" placeholder={words.searchHint} maxLength={200} />
      </SearchField>
      {choice('personId', words.fields.person, words.anyone, (facets?.people ?? []).map(({ id, name }) => ({ id, label: name })))}
      {choice('action', words.fields.action, words.anyAction, (facets?.actions ?? []).map((id) => ({ id, label: ledgerEvent(id) })))}
      {choice('objectKind', words.fields.objectKind, words.anything, (facets?.objectKinds ?? []).map((id) => ({ id, label: objectKindName(id) })))}
      {choice('studyId', words.fields.study, words.anyStudy, (facets?.studies ?? []).map(({ id, name }) => ({ id, label: name })))}
      {day('from', words.fields.from)}
      {day('to', words.fields.to)}
      <div className="trail-clear">
        <Button kind="quiet" icon="cross" label={words.clear} onPress={() => onChange(noFilter)} isDisabled={isEmpty} />
      </div>
    </div>
  )
}
