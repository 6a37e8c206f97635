import { create } from 'zustand'
import type { Response } from '../../../../shared/ipc/contract.ts'
import type { Problem } from '../../../../shared/vocabulary/problem.ts'
import { call } from '../../../client.ts'
import { isObject, valueAt, withValue, type Json, type JsonObject, type Path } from '../draft.ts'
import { emptyPlan, planText } from './plan-draft.ts'

export type PlanAnswer = NonNullable<Response<'planning.compute'>['answer']>

interface PlanState {
  readonly studyId: string | null
  readonly plan: JsonObject
  readonly answer: PlanAnswer | null
  /** What the answer was computed from; another text makes it stale. */
  readonly answered: string | null
  readonly problems: readonly Problem[]
}

export const usePlan = create<PlanState>(() => ({ studyId: null, plan: {}, answer: null, answered: null, problems: [] }))
const { getState, setState } = usePlan

/** Begins with the plan that is in the protocol, else with its endpoints. What is typed stays while the program runs. */
export function openPlan(studyId: string, protocol: JsonObject): void {
  if (getState().studyId === studyId) return
  const kept = valueAt(protocol, ['planning', 'inputs'])
  setState({ studyId, plan: isObject(kept) ? kept : emptyPlan(protocol), answer: null, answered: null, problems: [] })
}

export const setPlan = (plan: JsonObject): void => setState({ plan })

export function setPlanValue(path: Path, value: Json | undefined): void {
  const next = withValue(getState().plan, path, value)
  if (isObject(next)) setState({ plan: next })
}

export async function computePlan(): Promise<void> {
  const { plan, studyId } = getState()
  const text = planText(plan)
  const { answer, problems } = await call('planning.compute', { json: text })
  if (getState().studyId === studyId) setState({ answer, problems, answered: text })
}
