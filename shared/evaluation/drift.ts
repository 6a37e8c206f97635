import { findCovariate } from '../cohort/covariate.ts'
import type { ReplicateValues } from '../statistics/bootstrap.ts'
import { bootstrapStandardError, percentileInterval } from '../statistics/bootstrap.ts'
import { unitReplicates } from '../statistics/bootstrap-units.ts'
import type { TwoSamples } from '../statistics/two-samples.ts'
import type { Column, Columns, NumberColumn } from '../vocabulary/columns.ts'
import { textAt, textColumn } from '../vocabulary/columns.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { Drift } from '../vocabulary/protocol-designs.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Denominators, Estimate } from '../vocabulary/results.ts'
import type { DriftTable } from '../vocabulary/results-raters.ts'
import type { Clusters } from './clusters.ts'
import { complete, fewClusters, withoutIntervals } from './clustered.ts'
import { type Draft, finish } from './draft.ts'
import { type Distance, type Variable, distancesOf, readVariable, samplesOf, smirnovTest, tableOf } from './drift-distances.ts'
import type { OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'

interface Where {
  readonly cohort: Columns
  readonly reference: ReferenceRows
  readonly clusters: Clusters | null
  readonly protocol: Protocol
  /** The output whose score may have drifted; absent for a covariate. */
  readonly output: OutputRows | undefined
}

/** Rows with a value in the two sets, and how many had none. */
interface Sets {
  readonly baseline: Uint32Array
  readonly current: Uint32Array
  readonly nBaselineMissing: number
  readonly nCurrentMissing: number
}

/**
 * Distances between a baseline and a current set of examinations in one score or covariate (rules DRF-1 to DRF-4), whatever
 * their reference standard. Of a number: PSI and Jensen-Shannon over bins of the baseline, Kolmogorov-Smirnov, Wasserstein,
 * standardised mean difference. Of a text: PSI and Jensen-Shannon over its categories. Descriptive: no criterion.
 */
export function measureDrift(drift: Drift, where: Where): { estimates: Estimate[]; table: DriftTable } {
  const variable = readVariable(where.output === undefined ? columnOf(where.cohort, drift) : { kind: 'number', values: where.output.score ?? new Float64Array(0) })
  const sets = setsOf(drift, variable, where.cohort)
  const samples = samplesOf(variable, sets.baseline, sets.current)
  const table = { drift: drift.id, ...tableOf(variable, samples, drift.bins), nBaselineMissing: sets.nBaselineMissing, nCurrentMissing: sets.nCurrentMissing }
  // The edges of the whole baseline, also in replicates: the bins are part of the question.
  const distances = (of: TwoSamples): Distance[] => distancesOf(variable, of, table.edges)
  // The test takes examinations as independent: with clusters there is none.
  const test = where.clusters === null ? smirnovTest(samples) : {}
  const found = distances(samples).map((each) => (each.quantity === 'kolmogorov-smirnov' && each.value !== null ? { ...each, options: test } : each))
  const replicates = replicatesOf(variable, sets, distances, where)
  const estimates = found.map((distance, k) => estimateOf(distance, replicates?.values[k] ?? null, { ...where, drift, sets, table, options: replicates?.options ?? {}, isFew: replicates?.isFew ?? false }))
  return { estimates, table }
}

function columnOf(cohort: Columns, { variable }: Drift): Column {
  const name = 'column' in variable ? variable.column : ''
  const column = findCovariate(cohort, name)
  if (column === null) throw new Refusal(problem('protocol/no-such-column', { column: name }))
  const isNumber = 'column' in variable && variable.kind === 'number'
  if (isNumber && column.kind === 'text') throw new Refusal(problem('protocol/column-kind', { column: name, expected: 'number', found: 'text' }))
  return isNumber || column.kind === 'text' ? column : textOf(column)
}

/** Categories of a number column are compared as text, as in subgroups. */
const textOf = ({ values }: NumberColumn): Column => textColumn(Array.from(values, (value) => (Number.isNaN(value) ? null : String(value))))

function setsOf({ between }: Drift, { isKnown }: Variable, cohort: Columns): Sets {
  const column = findCovariate(cohort, between.column)
  if (column === null) throw new Refusal(problem('protocol/no-such-column', { column: between.column }))
  const setOf = (wanted: readonly string[]): { rows: Uint32Array; nMissing: number } => {
    const values = new Set(wanted)
    const all = rowsWhere(column, (value) => values.has(value))
    const rows = all.filter(isKnown)
    return { rows, nMissing: all.length - rows.length }
  }
  const baseline = setOf(between.baseline)
  const current = setOf(between.current)
  return { baseline: baseline.rows, current: current.rows, nBaselineMissing: baseline.nMissing, nCurrentMissing: current.nMissing }
}

/** Numbers are compared as text, as in subgroups of categories. */
function rowsWhere(column: Column, isWanted: (value: string) => boolean): Uint32Array {
  const n = column.kind === 'text' ? column.codes.length : column.values.length
  return Uint32Array.from({ length: n }, (_, row) => row).filter((row) => {
    if (column.kind === 'text') return isWanted(textAt(column, row) ?? '') && textAt(column, row) !== null
    const value = column.values[row] ?? Number.NaN
    return !Number.isNaN(value) && isWanted(String(value))
  })
}

interface Replicates {
  readonly values: readonly ReplicateValues[]
  readonly options: Readonly<Record<string, string | number>>
  readonly isFew: boolean
}

/**
 * The bootstrap draws within each set (rule DRF-3). Clusters are drawn whole: within each set where none has rows in both,
 * over both sets together where some has.
 */
function replicatesOf(variable: Variable, { baseline, current }: Sets, distances: (samples: TwoSamples) => Distance[], { clusters, protocol }: Where): Replicates | null {
  const { replicates, seed } = protocol.bootstrap
  if (replicates === 0 || baseline.length === 0 || current.length === 0 || clusters?.isIncomplete === true) return null
  const { unit, strata } = unitsOf(baseline, current, clusters)
  const rows = { baseline: new Uint32Array(baseline.length), current: new Uint32Array(current.length) }
  const statistics = (weights: Uint32Array): (number | null)[] => {
    for (let i = 0; i < baseline.length; i++) rows.baseline[i] = weights[unit[i] ?? 0] ?? 0
    for (let i = 0; i < current.length; i++) rows.current[i] = weights[unit[baseline.length + i] ?? 0] ?? 0
    return distances(samplesOf(variable, baseline, current, rows)).map((each) => each.value)
  }
  const nClusters = strata.reduce((sum, size) => sum + size, 0)
  const options = { replicates, seed, ...(clusters === null ? { resampling: 'within-sets' } : { resampling: 'cluster', clusters: clusters.column, nClusters }) }
  return { values: unitReplicates({ strata, seed, statistics }, replicates), options, isFew: clusters !== null && strata.some((size) => size < 20) }
}

/** What is drawn: rows or clusters, numbered through the sets. unit: of the baseline's rows, then of the current ones. */
function unitsOf(baseline: Uint32Array, current: Uint32Array, clusters: Clusters | null): { unit: Uint32Array; strata: number[] } {
  if (clusters === null) {
    return { unit: Uint32Array.from({ length: baseline.length + current.length }, (_, i) => i), strata: [baseline.length, current.length] }
  }
  const known = new Map<number, number>()
  const number = (row: number): number => {
    const code = clusters.codes[row] ?? 0
    const unit = known.get(code) ?? known.size
    known.set(code, unit)
    return unit
  }
  const first = Array.from(baseline, number)
  const nBaseline = known.size
  const second = Array.from(current, number)
  const isShared = second.some((unit) => unit < nBaseline)
  return { unit: Uint32Array.from([...first, ...second]), strata: isShared ? [known.size] : [nBaseline, known.size - nBaseline] }
}

interface EstimateAt extends Where {
  readonly drift: Drift
  readonly sets: Sets
  readonly table: Omit<DriftTable, 'drift'>
  readonly options: Replicates['options']
  readonly isFew: boolean
}

function estimateOf(distance: Distance, values: ReplicateValues | null, at: EstimateAt): Estimate {
  const { drift, sets, table, protocol, clusters } = at
  const isBootstrapped = values !== null && distance.value !== null
  const error = isBootstrapped ? bootstrapStandardError(values) : null
  const isLost = isBootstrapped && values.nLost > 0
  const draft: Draft = {
    quantity: distance.quantity,
    value: distance.value,
    ...(distance.reason === undefined ? {} : { reason: distance.reason }),
    ...(error === null ? {} : { standardError: error }),
    method: distance.method,
    intervals: isBootstrapped ? [{ method: 'bootstrap-percentile', bounds: percentileInterval(values, protocol.intervals.level) }] : [],
    denominators: denominatorsOf(sets, at.reference),
    denominator: Math.min(sets.baseline.length, sets.current.length),
    options: {
      nBaseline: sets.baseline.length,
      nCurrent: sets.current.length,
      nBaselineMissing: table.nBaselineMissing,
      nCurrentMissing: table.nCurrentMissing,
      ...(distance.isBinned ? { bins: table.baseline.length } : {}),
      ...distance.options,
      ...(isBootstrapped ? at.options : {}),
      ...(isLost ? { nLost: values.nLost } : {}),
    },
    warnings: [...fewClusters(isBootstrapped && at.isFew), ...(isLost ? (['bootstrap-replicates-lost'] as const) : [])],
    rules: [...distance.rules, ...(isBootstrapped ? ['BOOT-2', 'BOOT-6'] : [])],
  }
  const estimate = finish(draft, { driftOf: drift.id }, protocol)
  return clusters === null ? estimate : complete(isBootstrapped ? estimate : withoutIntervals(estimate), clusters)
}

function denominatorsOf({ baseline, current }: Sets, { present }: ReferenceRows): Denominators {
  const nWith = (wanted: 0 | 1): number => [baseline, current].reduce((sum, rows) => rows.reduce((n, row) => n + (present[row] === wanted ? 1 : 0), sum), 0)
  return { n: baseline.length + current.length, present: nWith(1), absent: nWith(0) }
}
