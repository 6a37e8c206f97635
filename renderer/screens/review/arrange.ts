import type { Protocol } from '../../../shared/vocabulary/protocol.ts'
import type { ConfusionTable, Estimate, Results } from '../../../shared/vocabulary/results.ts'
import { splitOf } from '../../../shared/report/splits.ts'

/** Puts estimates into the order a person reads them in. Nothing is computed here: only picked, grouped and sorted. */

/** What one forest plot is about. */
export interface Target {
  readonly quantity: Estimate['quantity']
  readonly prediction: string | undefined
  readonly operatingPoint: string | undefined
  /** Of a difference: which comparison. */
  readonly comparison: string | undefined
  /** Of a measure of agreement: which agreement. */
  readonly agreementOf: string | undefined
  /** Of a quantity at a stated value, such as a prevalence. */
  readonly stated: string | undefined
}

export const targetKey = (target: Target): string =>
  [target.quantity, target.prediction ?? '', target.operatingPoint ?? '', target.comparison ?? '', target.agreementOf ?? '', target.stated ?? ''].join('|')

const targetOf = ({ id, quantity, prediction, operatingPoint, comparison, agreementOf }: Estimate): Target => ({
  quantity,
  prediction,
  operatingPoint,
  comparison,
  agreementOf,
  stated: /@([^/]+)/.exec(id)?.[1],
})

/** Every target that has estimates in subgroups, endpoints' targets first: they are what the study is about. */
export function forestTargets(results: Results): readonly Target[] {
  const judged = new Set(results.endpoints.map((each) => each.estimateId))
  const targets = new Map<string, { target: Target; isJudged: boolean }>()
  for (const estimate of results.estimates) {
    const target = targetOf(estimate)
    const key = targetKey(target)
    if (estimate.subgroup && !targets.has(key)) targets.set(key, { target, isJudged: false })
  }
  for (const estimate of results.estimates) {
    const known = targets.get(targetKey(targetOf(estimate)))
    if (known && judged.has(estimate.id)) known.isJudged = true
  }
  const all = [...targets.values()]
  return [...all.filter((each) => each.isJudged), ...all.filter((each) => !each.isJudged)].map((each) => each.target)
}

const isAbout = (estimate: Estimate, target: Target): boolean =>
  estimate.missingRule === undefined && targetKey(targetOf(estimate)) === targetKey(target)

export interface ForestRow {
  readonly estimate: Estimate
  /** Label of the subgroup; null for the whole cohort. */
  readonly subgroup: string | null
  readonly level: string
}

export type ForestOrder = 'protocol' | 'worst'

export interface Forest {
  readonly overall: ForestRow | null
  readonly rows: readonly ForestRow[]
  /** The goal of the endpoint on this target, if one judges it. */
  readonly goal: number | null
}

export function forestOf(results: Results, protocol: Protocol, target: Target, order: ForestOrder, whole: string): Forest {
  const about = results.estimates.filter((estimate) => isAbout(estimate, target))
  const overall = about.find((estimate) => !estimate.subgroup)
  const rows = about.flatMap((estimate) => (estimate.subgroup ? [rowOf(estimate, estimate.subgroup, protocol)] : []))
  const endpoint = results.endpoints.find((each) => each.estimateId === overall?.id)
  return {
    overall: overall ? { estimate: overall, subgroup: null, level: whole } : null,
    rows: order === 'worst' ? worstFirst(rows) : rows,
    goal: endpoint?.goal ?? null,
  }
}

function rowOf(estimate: Estimate, at: { id: string; level: string }, protocol: Protocol): ForestRow {
  const split = splitOf(protocol, at.id)
  return { estimate, subgroup: split.label, level: split.levelLabel(at.level) }
}

/** Lowest lower limit first. Rows without one are never dropped: they follow in the protocol's order. */
export function worstFirst(rows: readonly ForestRow[]): readonly ForestRow[] {
  const lower = (row: ForestRow): number | null => row.estimate.intervals[0]?.lower ?? null
  const known = rows.filter((row) => lower(row) !== null)
  const unknown = rows.filter((row) => lower(row) === null)
  return [...known.toSorted((a, b) => (lower(a) ?? 0) - (lower(b) ?? 0)), ...unknown]
}

export interface Scale {
  readonly from: number
  readonly to: number
}

/** The range that shows every interval, estimate and goal; proportions stay inside 0 to 1. */
export function forestScale(forest: Forest): Scale {
  const all = [...(forest.overall ? [forest.overall] : []), ...forest.rows].flatMap(({ estimate }) => [
    estimate.value,
    estimate.intervals[0]?.lower ?? null,
    estimate.intervals[0]?.upper ?? null,
  ])
  const shown = [...all, forest.goal].filter((value) => value !== null)
  if (shown.length === 0) return { from: 0, to: 1 }
  const low = Math.min(...shown)
  const high = Math.max(...shown)
  const room = Math.max((high - low) * 0.06, 0.01)
  const isProportion = low >= 0 && high <= 1
  return isProportion
    ? { from: Math.max(0, low - room), to: Math.min(1, high + room) }
    : { from: low - room, to: high + room }
}

/** Place of a value on a scale in [0, width]. */
export const placeOn = (scale: Scale, value: number, width: number): number =>
  scale.to === scale.from ? width / 2 : ((value - scale.from) / (scale.to - scale.from)) * width

export const wholeCohortTables = (results: Results): readonly ConfusionTable[] =>
  results.confusion.filter((table) => !table.subgroup)
