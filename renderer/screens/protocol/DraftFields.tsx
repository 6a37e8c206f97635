import { createContext, useContext, useState, type ReactNode } from 'react'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { problemText } from '../../../shared/words/en/problems.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { NumberField, Select, TextArea, TextField, type Option } from '../../kit/index.ts'
import { numberAt, problemsAt, textAt, textsAt, valueAt, type Json, type JsonObject, type Path } from './draft.ts'
import { setValue } from './slice.ts'

interface DraftContext {
  readonly draft: JsonObject
  readonly problems: readonly Problem[]
}

const Context = createContext<DraftContext>({ draft: {}, problems: [] })

export const DraftProvider = ({ children, ...value }: DraftContext & { readonly children: ReactNode }) => (
  <Context.Provider value={value}>{children}</Context.Provider>
)

export const useDraft = (): JsonObject => useContext(Context).draft

/** What the engine says about exactly this value, as one sentence. */
export function useError(path: Path): string | null {
  const { draft, problems } = useContext(Context)
  const [first] = problemsAt(problems, path)
  if (!first) return null
  const value = valueAt(draft, path)
  const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  return isEmpty && first.code === 'protocol/shape' ? protocolWords.stillNeeded : problemText(first).sentence
}

interface DraftFieldProps {
  readonly path: Path
  readonly label: string
  readonly hint?: string
  /** An empty optional value is taken out of the draft. */
  readonly isOptional?: boolean
  readonly isDisabled?: boolean
}

export function DraftText(props: DraftFieldProps & { readonly rows?: number }) {
  const draft = useDraft()
  const error = useError(props.path)
  const shared = {
    label: props.label,
    hint: props.hint,
    error,
    value: textAt(draft, props.path),
    isDisabled: props.isDisabled ?? false,
    onChange: (text: string) => setValue(props.path, text === '' && props.isOptional ? undefined : text),
  }
  return props.rows === undefined ? <TextField {...shared} /> : <TextArea {...shared} rows={props.rows} />
}

export function DraftNumber(props: DraftFieldProps & { readonly step?: number; readonly isInteger?: boolean; readonly minimum?: number }) {
  const draft = useDraft()
  const error = useError(props.path)
  return (
    <NumberField
      label={props.label}
      hint={props.hint}
      error={error}
      value={numberAt(draft, props.path)}
      isInteger={props.isInteger ?? false}
      isDisabled={props.isDisabled ?? false}
      {...(props.minimum === undefined ? {} : { minimum: props.minimum })}
      onChange={(value) => setValue(props.path, value ?? undefined)}
    />
  )
}

export interface DraftSelectProps<T extends string> extends DraftFieldProps {
  readonly options: readonly Option<T>[]
  /** In place of setting the value alone. */
  readonly onChoose?: (value: T) => void
}

export function DraftSelect<T extends string>(props: DraftSelectProps<T>) {
  const draft = useDraft()
  const error = useError(props.path)
  const current = textAt(draft, props.path)
  const chosen = props.options.find((option) => option.id === current)
  return (
    <Select
      label={props.label}
      hint={props.hint}
      error={error}
      options={props.options}
      value={chosen?.id ?? null}
      isDisabled={props.isDisabled ?? false}
      placeholder={current === '' ? '—' : current}
      onChange={props.onChoose ?? ((value) => setValue(props.path, value))}
    />
  )
}

/** Options from a closed list and its words, notes included where there are any. */
export const optionsOf = <T extends string>(
  ids: readonly T[],
  labels: Readonly<Record<T, string>>,
  notes?: Readonly<Record<T, string>>,
): readonly Option<T>[] => ids.map((id) => ({ id, label: labels[id], ...(notes ? { note: notes[id] } : {}) }))

const splitTexts = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

interface DraftListProps extends DraftFieldProps {
  /** Numbers are kept as numbers; what is none is kept as text, so that the check can point at it. */
  readonly isNumeric?: boolean
}

/** A list typed with commas. The text stays as typed while it means the list that is kept. */
export function DraftList(props: DraftListProps) {
  const draft = useDraft()
  const ownError = useError(props.path)
  const { problems } = useContext(Context)
  const items = textsAt(draft, props.path)
  const insideError = items.map((_, index) => problemsAt(problems, [...props.path, index])[0]).find((each) => each !== undefined)
  const [typed, setTyped] = useState(items.join(', '))
  const isSame = splitTexts(typed).join('\n') === items.join('\n')
  const change = (text: string) => {
    setTyped(text)
    const parts: Json[] = splitTexts(text).map((part) => (props.isNumeric && /^[-+]?\d*\.?\d+$/.test(part) ? Number(part) : part))
    setValue(props.path, parts.length === 0 && props.isOptional ? undefined : parts)
  }
  return (
    <TextField
      label={props.label}
      hint={props.hint}
      error={ownError ?? (insideError ? problemText(insideError).sentence : null)}
      value={isSame ? typed : items.join(', ')}
      onChange={change}
      isDisabled={props.isDisabled ?? false}
    />
  )
}

export const useHas = (path: Path): boolean => valueAt(useDraft(), path) !== undefined
