import type { DirectedRows } from '../statistics/auc-second.ts'
import type { CalibrationRows } from '../statistics/calibration-second.ts'
import type { ClusterCounted } from '../statistics/clustered-proportion.ts'
import type { PairedCalls } from '../statistics/paired-proportions.ts'
import type { Table } from '../statistics/roc.ts'
import { findCovariate } from '../cohort/covariate.ts'
import type { Columns } from '../vocabulary/columns.ts'
import { textAt } from '../vocabulary/columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { outputCategories } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import type { OutputWork } from './measure-output.ts'
import type { Judged, OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'

/** What the second engines start from: rows of the whole cohort, not the first engine's counts, orders or tables. */
export interface SecondAt {
  readonly protocol: Protocol
  readonly outputs: ReadonlyMap<string, OutputWork>
  readonly reference: ReferenceRows
  readonly clusters: Clusters | null
  readonly cohort: Columns
}

const outputOf = ({ outputs }: SecondAt, id: string | undefined): OutputRows | undefined => outputs.get(id ?? '')?.rows

const pointOf = (rows: OutputRows | undefined, id: string | undefined): Judged | undefined =>
  id === undefined ? rows?.judged[0] : rows?.judged.find((each) => each.point.id === id)

/** The call at the estimate's operating point, cohort row by cohort row. */
export const calledOf = (estimate: Estimate, at: SecondAt): Uint8Array | null =>
  pointOf(outputOf(at, estimate.prediction), estimate.operatingPoint)?.called ?? null

/** Cohort rows that satisfy a condition. */
function rowsWhere({ reference: { present } }: SecondAt, condition: (row: number, present: number) => boolean): Uint32Array {
  const found = new Uint32Array(present.length)
  let n = 0
  for (let row = 0; row < present.length; row++) {
    const truth = present[row] ?? 2
    if (truth < 2 && condition(row, truth)) found[n++] = row
  }
  return found.subarray(0, n)
}

const tables = new WeakMap<Uint8Array, { readonly present: Uint8Array; readonly table: Table }>()

/** The four cells, one filter each; of the same calls once, for all measures of their table. */
export function tableOf(called: Uint8Array, at: SecondAt): Table {
  const { present } = at.reference
  const known = tables.get(called)
  if (known?.present === present) return known.table
  const count = (call: 0 | 1, wanted: 0 | 1) => {
    let n = 0
    for (let row = 0; row < called.length; row++) n += Number(called[row] === call) & Number(present[row] === wanted)
    return n
  }
  const table = { tp: count(1, 1), fp: count(1, 0), fn: count(0, 1), tn: count(0, 0) }
  tables.set(called, { present, table })
  return table
}

/** Successes and trials of a rate from the cells. */
export function countsOfRate(quantity: Estimate['quantity'], { tp, fp, fn, tn }: Table): { x: number; of: number } | null {
  if (quantity === 'sensitivity') return { x: tp, of: tp + fn }
  if (quantity === 'specificity') return { x: tn, of: tn + fp }
  if (quantity === 'ppv') return { x: tp, of: tp + fp }
  return quantity === 'npv' ? { x: tn, of: tn + fn } : null
}

export function prevalenceOf({ reference: { present } }: SecondAt): { x: number; of: number } {
  const count = (wanted: 0 | 1) => {
    let n = 0
    for (let row = 0; row < present.length; row++) n += Number(present[row] === wanted)
    return n
  }
  const x = count(1)
  return { x, of: x + count(0) }
}

/** Rows and hits of a call or an agreement that does not ask for the reference standard, cluster by cluster; null for others. */
function countsWithoutReference(estimate: Estimate, at: SecondAt, clusters: Pick<Clusters, 'codes'>): ClusterCounted | null {
  if (estimate.quantity === 'alerts-per-100-examinations') {
    const called = calledOf(estimate, at)
    return called === null ? null : countedBy(clusters, (row) => (called[row] ?? 2) < 2, (row) => called[row] === 1)
  }
  const raters = at.protocol.agreements?.find(({ id }) => id === estimate.agreementOf)
  if (raters === undefined) return null
  const [first, second] = raters.raters.map(({ prediction, operatingPoint }) => {
    const rows = outputOf(at, prediction)
    if (raters.of !== 'calls') return (row: number): number => rows?.score?.[row] ?? Number.NaN
    const judged = pointOf(rows, operatingPoint)
    // A call before any rule for missing ones turns anything into one.
    return (row: number): number => [outputCategories.indexOf('negative'), outputCategories.indexOf('positive')].indexOf(judged?.category[row] ?? -1)
  })
  if (first === undefined || second === undefined) return null
  const isRated = (row: number): boolean => [first(row), second(row)].every((each) => !Number.isNaN(each) && (raters.of !== 'calls' || each >= 0))
  const wanted = estimate.quantity === 'ppa' ? 1 : estimate.quantity === 'npa' ? 0 : null
  return countedBy(clusters, (row) => isRated(row) && (wanted === null || second(row) === wanted), (row) => first(row) === second(row))
}

function countedBy({ codes }: Pick<Clusters, 'codes'>, isTrial: (row: number) => boolean, isRight: (row: number) => boolean): ClusterCounted {
  const sums = new Map<number, [number, number]>()
  codes.forEach((code, row) => {
    if (!isTrial(row)) return
    const [x, n] = sums.get(code) ?? [0, 0]
    sums.set(code, [x + (isRight(row) ? 1 : 0), n + 1])
  })
  const all = [...sums.values()]
  return { successes: Float64Array.from(all, ([x]) => x), trials: Float64Array.from(all, ([, n]) => n) }
}

/** Successes and trials of a rate, of the prevalence, of alerts or of an agreement, cluster by cluster. */
export function clusteredCounts(estimate: Estimate, at: SecondAt, clusters: Pick<Clusters, 'codes'>): ClusterCounted | null {
  if (estimate.agreementOf !== undefined || estimate.quantity === 'alerts-per-100-examinations') return countsWithoutReference(estimate, at, clusters)
  const called = calledOf(estimate, at)
  if (called === null && estimate.quantity !== 'prevalence') return null
  const call = (row: number): number => called?.[row] ?? 2
  const isTrial = (row: number, present: number): boolean => {
    if (estimate.quantity === 'prevalence') return true
    if (estimate.quantity === 'sensitivity') return present === 1 && call(row) < 2
    if (estimate.quantity === 'specificity') return present === 0 && call(row) < 2
    return call(row) === (estimate.quantity === 'npv' ? 0 : 1)
  }
  const isRight = (row: number, present: number): boolean =>
    estimate.quantity === 'prevalence' ? present === 1 : call(row) === present
  const sums = new Map<number, [number, number]>()
  for (const row of rowsWhere(at, isTrial)) {
    const of = sums.get(clusters.codes[row] ?? 0) ?? [0, 0]
    of[0] += isRight(row, at.reference.present[row] ?? 2) ? 1 : 0
    of[1] += 1
    sums.set(clusters.codes[row] ?? 0, of)
  }
  const all = [...sums.values()]
  return { successes: Float64Array.from(all, (each) => each[0]), trials: Float64Array.from(all, (each) => each[1]) }
}

/** Rows with a score and a resolved reference standard. */
export interface ScoredRows {
  readonly rows: Uint32Array
  readonly present: Uint8Array
  readonly clusters: Uint32Array | null
  readonly score: (rows: OutputRows) => DirectedRows
}

function scoredRowsOf(at: SecondAt, outputs: readonly OutputRows[]): ScoredRows {
  const { clusters, reference } = at
  let rows = new Uint32Array(reference.present.length)
  let n = 0
  for (let row = 0; row < rows.length; row++) if ((reference.present[row] ?? 2) < 2) rows[n++] = row
  for (const { score } of outputs) {
    const before = n
    n = 0
    for (let i = 0; i < before; i++) if (!Number.isNaN(score?.[rows[i] ?? 0] ?? Number.NaN)) rows[n++] = rows[i] ?? 0
  }
  rows = rows.subarray(0, n)
  const present = new Uint8Array(n)
  for (let i = 0; i < n; i++) present[i] = reference.present[rows[i] ?? 0] ?? 0
  return {
    rows,
    present,
    clusters: clusters === null ? null : rows.map((row) => clusters.codes[row] ?? 0),
    score: ({ score, output }) => ({
      scores: picked(score, rows),
      direction: output.score?.direction ?? 'higher-is-positive',
    }),
  }
}

function picked(score: Float64Array | null, rows: Uint32Array): Float64Array {
  const scores = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) scores[i] = score?.[rows[i] ?? 0] ?? 0
  return scores
}

type AreaRows = DirectedRows & Omit<ScoredRows, 'score'>

const rowsOfOutput = new WeakMap<OutputRows, { readonly of: SecondAt['reference']; readonly clusters: Clusters | null; readonly found: AreaRows }>()

/** One output's scores with the reference standard, as rows; of the same output once, for all its numbers. */
export function areaRows(estimate: Estimate, at: SecondAt): AreaRows | null {
  const output = outputOf(at, estimate.prediction)
  if (output === undefined || output.score === null) return null
  const known = rowsOfOutput.get(output)
  if (known?.of === at.reference && known.clusters === at.clusters) return known.found
  const { score, ...rest } = scoredRowsOf(at, [output])
  const found = { ...rest, ...score(output) }
  rowsOfOutput.set(output, { of: at.reference, clusters: at.clusters, found })
  return found
}

export function calibrationRows(estimate: Estimate, at: SecondAt): CalibrationRows | null {
  const found = areaRows(estimate, at)
  return found === null ? null : { probabilities: found.scores, present: found.present, clusters: found.clusters }
}

const comparisonOf = (estimate: Estimate, { protocol }: SecondAt) =>
  protocol.comparisons?.find((each) => each.id === estimate.comparison)

/** Both scores of a comparison on the rows that both score. */
export function pairedRows(estimate: Estimate, at: SecondAt) {
  const comparison = comparisonOf(estimate, at)
  const first = outputOf(at, comparison?.first.prediction)
  const second = outputOf(at, comparison?.second.prediction)
  if (first === undefined || second === undefined) return null
  const { rows, score, present, clusters } = scoredRowsOf(at, [first, second])
  return { rows, first: score(first), second: score(second), present, clusters }
}

/** Calls right and counted, and scores, in the two groups of a comparison; rows of a group by its column's values. */
export function groupsOf(estimate: Estimate, at: SecondAt) {
  const comparison = comparisonOf(estimate, at)
  const groups = comparison?.groups
  const column = groups === undefined ? null : findCovariate(at.cohort, groups.column)
  if (comparison === undefined || groups === undefined || column === null) return null
  const isIn = (values: readonly string[]) => (row: number): boolean => {
    const value = column.kind === 'text' ? textAt(column, row) : String(column.values[row] ?? '')
    return value !== null && values.includes(value)
  }
  const sides = [
    { side: comparison.first, of: isIn(groups.first) },
    { side: comparison.second, of: isIn(groups.second) },
  ]
  return sides.map(({ side, of }) => ({
    rate: (truth: 0 | 1): { x: number; n: number } => {
      const called = pointOf(outputOf(at, side.prediction), side.operatingPoint)?.called ?? new Uint8Array(0)
      const rows = rowsWhere(at, (row, present) => present === truth && of(row) && (called[row] ?? 2) < 2)
      return { x: rows.filter((row) => called[row] === truth).length, n: rows.length }
    },
    area: () => {
      const output = outputOf(at, side.prediction)
      const rows = rowsWhere(at, (row) => of(row) && !Number.isNaN(output?.score?.[row] ?? Number.NaN))
      const present = Uint8Array.from(rows, (row) => at.reference.present[row] ?? 0)
      return { scores: picked(output?.score ?? null, rows), present, direction: output?.output.score?.direction ?? ('higher-is-positive' as const) }
    },
  }))
}

/** The calls of both sides of a comparison, cohort row by cohort row. */
export function comparedCalls(estimate: Estimate, at: SecondAt): { first: Uint8Array; second: Uint8Array } | null {
  const comparison = comparisonOf(estimate, at)
  const first = pointOf(outputOf(at, comparison?.first.prediction), comparison?.first.operatingPoint)?.called
  const second = pointOf(outputOf(at, comparison?.second.prediction), comparison?.second.operatingPoint)?.called
  return first === undefined || second === undefined ? null : { first, second }
}

/** Of each cluster: how much oftener the first was right than the second, and how many pairs it has. */
export function pairedClusters(estimate: Estimate, at: SecondAt): { differences: Float64Array; pairs: Float64Array } | null {
  const { clusters } = at
  const calls = comparedCalls(estimate, at)
  if (clusters === null || calls === null) return null
  const { first, second } = calls
  const right = estimate.quantity === 'sensitivity-difference' ? 1 : 0
  const sums = new Map<number, [number, number]>()
  for (const row of rowsWhere(at, (each, present) => present === right && (first[each] ?? 2) < 2 && (second[each] ?? 2) < 2)) {
    const of = sums.get(clusters.codes[row] ?? 0) ?? [0, 0]
    of[0] += (first[row] === right ? 1 : 0) - (second[row] === right ? 1 : 0)
    of[1] += 1
    sums.set(clusters.codes[row] ?? 0, of)
  }
  const all = [...sums.values()]
  return { differences: Float64Array.from(all, (each) => each[0]), pairs: Float64Array.from(all, (each) => each[1]) }
}

/** Who was right among present (sensitivity) or absent (specificity), counted row by row. */
export function pairedCallsOf(estimate: Estimate, at: SecondAt): PairedCalls | null {
  const calls = comparedCalls(estimate, at)
  if (calls === null) return null
  const { first, second } = calls
  const right = estimate.quantity === 'sensitivity-difference' ? 1 : 0
  const rows = rowsWhere(at, (row, present) => present === right && (first[row] ?? 2) < 2 && (second[row] ?? 2) < 2)
  const count = (isFirst: boolean, isSecond: boolean) =>
    rows.filter((row) => (first[row] === right) === isFirst && (second[row] === right) === isSecond).length
  return { both: count(true, true), firstOnly: count(true, false), secondOnly: count(false, true), neither: count(false, false) }
}
