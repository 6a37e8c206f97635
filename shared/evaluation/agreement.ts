import type { ReplicateValues } from '../statistics/bootstrap.ts'
import { bootstrapStandardError, percentileInterval } from '../statistics/bootstrap.ts'
import { unitReplicates } from '../statistics/bootstrap-units.ts'
import type { Agreement } from '../vocabulary/protocol-designs.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Denominators, Estimate, EstimateWarning, NotEstimableReason } from '../vocabulary/results.ts'
import type { RaterTable } from '../vocabulary/results-raters.ts'
import type { Coefficient } from './agreement-measures.ts'
import { categoryCoefficients, repeatedScoreCoefficients, scoreCoefficients, tableOf } from './agreement-measures.ts'
import type { Clusters } from './clusters.ts'
import { clusteredRate, complete, fewClusters, withoutIntervals } from './clustered.ts'
import { type Draft, type Place, finish, relativeDifference } from './draft.ts'
import { proportionEstimate } from './estimates.ts'
import type { Level } from './levels.ts'
import type { CategoryRatings, Rater, Ratings } from './ratings.ts'
import { completeRows, readRatings } from './ratings.ts'
import type { ReferenceRows } from './reference.ts'
import { coefficientsRedrawn } from './second-agreement.ts'

interface Where {
  readonly reference: ReferenceRows
  readonly clusters: Clusters | null
  readonly level: Level
  readonly protocol: Protocol
}

/** Everything the estimates of one agreement and level share. */
interface At extends Where {
  readonly agreement: Agreement
  readonly raters: readonly Rater[]
  readonly ratings: Ratings
  readonly rows: Uint32Array
  readonly denominators: Denominators
  readonly place: Place
  readonly warnings: readonly EstimateWarning[]
}

/**
 * Agreement of raters on the examinations that all of them rated (rules AGM-1 to AGM-5): of two raters' calls percent
 * agreement, PPA and NPA with the second as comparator, κ, AC1, α; of more Fleiss' κ instead; of ordinal scores the weighted
 * forms; of other scores intraclass correlations.
 */
export function agree(agreement: Agreement, raters: readonly Rater[], where: Where): { estimates: Estimate[]; tables: RaterTable[] } {
  const ratings = readRatings(agreement, raters)
  const rows = completeRows(ratings, where.level.rows)
  const { subgroup } = where.level
  const at: At = {
    ...where,
    agreement,
    raters,
    ratings,
    rows,
    denominators: countClasses(rows, where.reference),
    place: { agreementOf: agreement.id, ...(subgroup === undefined ? {} : { subgroup }) },
    warnings: raters.some(({ rows: { output } }) => output.role === 'reader') ? ['readers-only-these'] : [],
  }
  const nIncomplete = where.level.rows.length - rows.length
  const estimates = [...(ratings.kind === 'calls' || ratings.kind === 'ordinal' ? proportions(ratings, at) : []), ...coefficients(at)]
  return { estimates: estimates.map((each) => withIncomplete(each, nIncomplete)), tables: tablesOf(at, nIncomplete) }
}

function countClasses(rows: Uint32Array, { present }: ReferenceRows): Denominators {
  const nPresent = rows.reduce((sum, row) => sum + (present[row] === 1 ? 1 : 0), 0)
  const nAbsent = rows.reduce((sum, row) => sum + (present[row] === 0 ? 1 : 0), 0)
  return { n: rows.length, present: nPresent, absent: nAbsent }
}

const withIncomplete = (estimate: Estimate, nIncomplete: number): Estimate => ({ ...estimate, options: { ...estimate.options, nIncomplete } })

/** How often each pattern occurs. */
function timesOf({ code, raters, pattern }: CategoryRatings, rows: Uint32Array): Float64Array {
  const times = new Float64Array(code.length / raters)
  for (const row of rows) times[pattern[row] ?? 0] = (times[pattern[row] ?? 0] ?? 0) + 1
  return times
}

/** Two raters: percent agreement; of calls also PPA and NPA (rule AGM-2), by the ratio estimator where clusters are declared. */
function proportions(ratings: CategoryRatings, at: At): Estimate[] {
  if (ratings.raters !== 2) return []
  const code = (row: number, rater: number): number => ratings.code[2 * (ratings.pattern[row] ?? 0) + rater] ?? 0
  const same = new Uint8Array(ratings.pattern.length)
  for (const row of at.rows) same[row] = code(row, 0) === code(row, 1) ? 1 : 0
  const among = (wanted: number): Uint32Array => at.rows.filter((row) => code(row, 1) === wanted)
  const parts: (readonly ['percent-agreement' | 'ppa' | 'npa', Uint32Array])[] = [['percent-agreement', at.rows]]
  if (ratings.kind === 'calls') parts.push(['ppa', among(1)], ['npa', among(0)])
  return parts.map(([quantity, rows]) => {
    const rule = quantity === 'percent-agreement' ? 'AGR-1' : 'AGR-2'
    const found = proportion(quantity, rows, same, at)
    return { ...found, ...mergedWarnings(found, at.warnings), rules: [rule, ...found.rules] }
  })
}

function proportion(quantity: 'percent-agreement' | 'ppa' | 'npa', rows: Uint32Array, hits: Uint8Array, at: At): Estimate {
  const { clusters, place, protocol, denominators } = at
  if (clusters !== null) return clusteredRate({ quantity, rows, hits, classes: denominators }, clusters, place, protocol)
  const x = rows.reduce((sum, row) => sum + (hits[row] ?? 0), 0)
  return proportionEstimate(quantity, { ...denominators, x, of: rows.length }, place, protocol)
}

function mergedWarnings({ warnings = [] }: Estimate, more: readonly EstimateWarning[]): Pick<Estimate, 'warnings'> {
  return warnings.length + more.length === 0 ? {} : { warnings: [...warnings, ...more] }
}

function coefficients(at: At): Estimate[] {
  const { ratings, agreement, rows } = at
  const weights = agreement.weights ?? 'unweighted'
  const { level } = at.protocol.intervals
  if (ratings.kind === 'scores') {
    return finished(scoreCoefficients(ratings, rows, level), repeatedScoreCoefficients(ratings, rows, level), at)
  }
  if (ratings.kind === 'too-many') {
    return [absent(weights === 'unweighted' ? 'gwet-ac1' : 'gwet-ac2', 'too-many-categories', at)]
  }
  const found = categoryCoefficients(ratings, timesOf(ratings, rows), weights, level)
  const times = new Float64Array(ratings.code.length / ratings.raters)
  const again = (counts: Uint32Array): Coefficient[] => {
    times.fill(0)
    rows.forEach((row, i) => (times[ratings.pattern[row] ?? 0] = (times[ratings.pattern[row] ?? 0] ?? 0) + (counts[i] ?? 0)))
    return categoryCoefficients(ratings, times, weights, level)
  }
  return finished(found, again, at)
}

function absent(quantity: Estimate['quantity'], reason: NotEstimableReason, at: At): Estimate {
  const draft = { quantity, value: null, reason, method: 'none', intervals: [], denominators: at.denominators, denominator: at.rows.length, rules: ['AGM-3'] }
  return finish(draft, at.place, at.protocol)
}

/**
 * Coefficients as estimates (rule AGM-4). Without clusters the method's own interval, or the bootstrap's where it has none;
 * with clusters the cluster bootstrap's alone. The bootstrap is for the whole cohort; without it nothing takes its place.
 */
function finished(found: readonly Coefficient[], again: (counts: Uint32Array) => Coefficient[], at: At): Estimate[] {
  const isClustered = at.clusters !== null
  const replicates = replicatesOf(found, again, at)
  const estimates = found.map((coefficient, k) => {
    const values = replicates?.values[k]
    const isBootstrapped = values !== undefined && coefficient.value !== null && (isClustered || coefficient.interval === undefined)
    const estimate = draftOf(coefficient, at, isBootstrapped ? values : null, replicates?.options ?? {}, replicates?.isFew ?? false)
    if (!isClustered) return estimate
    const kept = isBootstrapped ? estimate : withoutIntervals(estimate)
    return at.clusters === null ? kept : complete(kept, at.clusters)
  })
  return replicates === null ? estimates : coefficientsRedrawn(estimates, replicates.values, { ...at, rows: at.level.rows })
}

interface Replicates {
  readonly values: readonly ReplicateValues[]
  readonly options: Readonly<Record<string, string | number>>
  readonly isFew: boolean
}

function replicatesOf(found: readonly Coefficient[], again: (counts: Uint32Array) => Coefficient[], at: At): Replicates | null {
  const { clusters, level, rows } = at
  const { replicates, seed } = at.protocol.bootstrap
  const isNeeded = clusters !== null || found.some((each) => each.interval === undefined)
  if (!isNeeded || replicates === 0 || level.subgroup !== undefined || rows.length === 0 || clusters?.isIncomplete === true) return null
  const unit = clusters === null ? null : unitsOf(rows, clusters.codes)
  const nUnits = unit === null ? rows.length : unit.reduce((most, each) => Math.max(most, each), 0) + 1
  const counts = new Uint32Array(rows.length)
  const statistics = (weights: Uint32Array): (number | null)[] => {
    for (let i = 0; i < counts.length; i++) counts[i] = weights[unit === null ? i : (unit[i] ?? 0)] ?? 0
    return again(counts).map((each) => each.value)
  }
  const options = { replicates, seed, resampling: clusters === null ? 'examinations' : 'cluster', ...(clusters === null ? {} : { clusters: clusters.column, nClusters: nUnits }) }
  return { values: unitReplicates({ strata: [nUnits], seed, statistics }, replicates), options, isFew: clusters !== null && nUnits < 20 }
}

/** Clusters that occur, renumbered in order of first appearance. */
function unitsOf(rows: Uint32Array, codes: Uint32Array): Uint32Array {
  const known = new Map<number, number>()
  return Uint32Array.from(rows, (row) => {
    const code = codes[row] ?? 0
    const unit = known.get(code) ?? known.size
    known.set(code, unit)
    return unit
  })
}

function draftOf(
  coefficient: Coefficient,
  at: At,
  values: ReplicateValues | null,
  more: Replicates['options'],
  isFew: boolean,
): Estimate {
  const { quantity, at: form, value, reason, method, interval, standardError, options, rules } = coefficient
  const booted = values === null ? null : bootstrapStandardError(values)
  const error = values === null ? (standardError ?? null) : booted
  const { weights } = at.agreement
  const draft = {
    quantity,
    ...(form === undefined ? {} : { at: form }),
    value,
    // A coefficient without a value has nothing to vary: not its variance is missing but the number.
    ...(reason === undefined ? {} : { reason: reason === 'zero-variance' ? ('no-variation' as const) : reason }),
    ...(error === null ? {} : { standardError: error }),
    method,
    intervals:
      values !== null
        ? [{ method: 'bootstrap-percentile', bounds: percentileInterval(values, at.protocol.intervals.level) }]
        : interval === undefined
          ? []
          : [interval],
    denominators: at.denominators,
    denominator: at.rows.length,
    options: {
      ...(weights === undefined || form !== undefined ? {} : { categoryWeights: weights }),
      ...options,
      ...(values === null ? {} : { ...more, ...(values.nLost > 0 ? { nLost: values.nLost } : {}) }),
    },
    ...(values === null && at.clusters === null && at.level.subgroup === undefined ? secondEngine(coefficient) : {}),
    warnings: [...fewClusters(values !== null && isFew), ...at.warnings, ...(values !== null && values.nLost > 0 ? (['bootstrap-replicates-lost'] as const) : [])],
    rules: [...rules, ...(values === null ? [] : ['BOOT-2', 'BOOT-6'])],
  }
  return finish(draft, at.place, at.protocol)
}

/** Both engines on value and standard error; a standard error that is a rounding residue of 0 has no relative size. */
export function secondEngine({ value, standardError = 0, second }: Coefficient): Pick<Draft, 'agreement'> {
  if (second === undefined || value === null) return {}
  const found = second.compute()
  const isNone = standardError < 1e-7 && (found?.standardError ?? 1) < 1e-7
  const ofError = isNone ? 0 : relativeDifference(standardError, found?.standardError ?? null)
  // κ near 0 is a small difference of large numbers: its size is that of the scale, 1.
  const ofValue = found === null ? 1 : Math.abs(found.value - value)
  return { agreement: { method: second.method, relativeDifference: Math.max(ofValue, ofError) } }
}

/** Categories crossed, of two raters; of more the number of positive calls (rule AGM-5). */
function tablesOf(at: At, nIncomplete: number): RaterTable[] {
  const { ratings, agreement, level } = at
  if (ratings.kind === 'scores' || ratings.kind === 'too-many') return []
  const times = timesOf(ratings, at.rows)
  const categories = [...ratings.labels]
  const about = { agreement: agreement.id, ...(level.subgroup === undefined ? {} : { subgroup: level.subgroup }), categories, nIncomplete }
  if (ratings.raters === 2) {
    const { q, cells } = tableOf(ratings, times)
    return [{ ...about, cells: categories.map((_, i) => [...cells.subarray(i * q, i * q + q)]) }]
  }
  if (ratings.kind === 'ordinal') return []
  const positiveBy = new Array<number>(ratings.raters + 1).fill(0)
  times.forEach((n, pattern) => {
    const k = ratings.code.subarray(pattern * ratings.raters, (pattern + 1) * ratings.raters).reduce((sum, each) => sum + each, 0)
    positiveBy[k] = (positiveBy[k] ?? 0) + n
  })
  return [{ ...about, positiveBy }]
}
