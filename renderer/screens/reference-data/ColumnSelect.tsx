import { dataWords } from '../../../shared/words/en/screens-study.ts'
import { Select } from '../../kit/index.ts'

export interface ColumnSelectProps {
  readonly label: string
  readonly hint?: string
  readonly headers: readonly string[]
  readonly value: string | null
  readonly onChange: (column: string | null) => void
  /** A role the file must have: there is no "not in this file". */
  readonly isRequired?: boolean
}

/** Chooses a column of the file. Options are known by their place, so a column may have any name. */
export function ColumnSelect(props: ColumnSelectProps) {
  const columns = props.headers.map((name, at) => ({ id: `column-${at}`, label: name }))
  const options = props.isRequired ? columns : [{ id: 'none', label: dataWords.notInFile }, ...columns]
  const at = props.value === null ? -1 : props.headers.indexOf(props.value)
  return (
    <Select
      label={props.label}
      {...(props.hint === undefined ? {} : { hint: props.hint })}
      options={options}
      value={at >= 0 ? `column-${at}` : props.isRequired ? null : 'none'}
      placeholder={dataWords.chooseColumn}
      isRequired={props.isRequired ?? false}
      onChange={(id) => props.onChange(props.headers[options.findIndex((each) => each.id === id) - (props.isRequired ? 0 : 1)] ?? null)}
    />
  )
}
