import { problemText } from '../../../../shared/words/en/problems.ts'
import { protocolWords } from '../../../../shared/words/en/screens-protocol.ts'
import { NumberField, Select, TextField, type Option } from '../../../kit/index.ts'
import { numberAt, problemsAt, textAt, valueAt, type Path } from '../draft.ts'
import { setPlanValue, usePlan } from './plan-slice.ts'

interface PlanFieldProps {
  readonly path: Path
  readonly label: string
  readonly hint?: string | undefined
}

/** What the engine said about exactly this value when it was last asked. */
function usePlanError(path: Path): string | null {
  const { plan, problems } = usePlan()
  const [first] = problemsAt(problems, path)
  if (first === undefined) return null
  const value = valueAt(plan, path)
  return value === undefined || value === '' ? protocolWords.stillNeeded : problemText(first).sentence
}

export function PlanText({ path, label, hint }: PlanFieldProps) {
  const { plan } = usePlan()
  return <TextField label={label} hint={hint} error={usePlanError(path)} value={textAt(plan, path)} onChange={(text) => setPlanValue(path, text)} />
}

export function PlanNumber({ path, label, hint, isInteger }: PlanFieldProps & { readonly isInteger?: boolean }) {
  const { plan } = usePlan()
  return (
    <NumberField
      label={label}
      hint={hint}
      error={usePlanError(path)}
      value={numberAt(plan, path)}
      isInteger={isInteger ?? false}
      onChange={(value) => setPlanValue(path, value ?? undefined)}
    />
  )
}

export function PlanSelect<T extends string>({ path, label, hint, options, onChoose }: PlanFieldProps & { readonly options: readonly Option<T>[]; readonly onChoose?: (value: T) => void }) {
  const { plan } = usePlan()
  const current = textAt(plan, path)
  return (
    <Select
      label={label}
      hint={hint}
      error={usePlanError(path)}
      options={options}
      value={options.find((each) => each.id === current)?.id ?? null}
      onChange={onChoose ?? ((value) => setPlanValue(path, value))}
    />
  )
}
