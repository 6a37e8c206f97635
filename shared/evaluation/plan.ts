import { splitIds } from './levels.ts'
import type { PredictionOutput, Protocol } from '../vocabulary/protocol.ts'

/** One piece of work: the prevalence, one output or one comparison, overall or over the levels of one subgroup. */
export interface WorkItem {
  /** prevalence, prevalence/grade, p_full, p_full/grade … */
  readonly id: string
  readonly prediction: string | null
  readonly subgroup: string | null
  /** A comparison of two outputs instead of one output. */
  readonly comparison: string | null
  /** An agreement of raters, or a drift, instead of one output. */
  readonly agreement?: string
  readonly drift?: string
}

export interface Plan {
  readonly items: readonly WorkItem[]
}

/** The work items of a protocol in the order in which estimates appear in the results (rule EVA-1). */
export function plan(protocol: Protocol): Plan {
  const items: WorkItem[] = []
  const subgroups = [null, ...splitIds(protocol)]
  for (const prediction of [null, ...protocol.predictions.map((output) => output.id)]) {
    for (const subgroup of subgroups) {
      const base = prediction ?? 'prevalence'
      items.push({ id: subgroup === null ? base : `${base}/${subgroup}`, prediction, subgroup, comparison: null })
    }
  }
  for (const { id } of protocol.comparisons ?? []) {
    for (const subgroup of subgroups) {
      items.push({ id: subgroup === null ? id : `${id}/${subgroup}`, prediction: null, subgroup, comparison: id })
    }
  }
  for (const { id } of protocol.agreements ?? []) {
    for (const subgroup of subgroups) {
      items.push({ id: subgroup === null ? id : `${id}/${subgroup}`, prediction: null, subgroup, comparison: null, agreement: id })
    }
  }
  for (const { id } of protocol.drifts ?? []) items.push({ id, prediction: null, subgroup: null, comparison: null, drift: id })
  return { items }
}

/** The pseudo operating point of an output that is judged by its decision. */
export const DECISION_POINT = 'decision'

export interface OperatingPlan {
  readonly id: string
  /** Null: judged by the decision. */
  readonly threshold: number | null
}

/** Operating points of an output; the decision itself when the score has none (rule OUT-2). */
export function operatingPoints(output: PredictionOutput): OperatingPlan[] {
  const points = output.score?.operatingPoints ?? []
  if (points.length > 0) return points.map(({ id, threshold }) => ({ id, threshold }))
  return output.decision === undefined ? [] : [{ id: DECISION_POINT, threshold: null }]
}
