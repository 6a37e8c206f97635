import type { Bounds } from './interval.ts'
import { noBounds } from './interval.ts'
import type { ResamplePlan } from './resample.ts'
import { drawWeights, newCounts, newWeights, weighCounts } from './resample.ts'
import type { ScoreCounts } from './score-counts.ts'
import { normalCdf, normalQuantile } from './special.ts'
import { CompensatedSum } from './sum.ts'

/** A number from the counts of each plan (one plan for one score, two for a difference); null when not defined. */
export type BootstrapStatistic = (counts: readonly ScoreCounts[]) => number | null

/** Plans over the same rows and of one kind; the statistics share the draws. */
export interface BootstrapTask {
  readonly plans: readonly ResamplePlan[]
  readonly statistics: readonly BootstrapStatistic[]
  /** Whole number in [0, 2^32). */
  readonly seed: number
}

/** Values of one statistic in order of replicate, without those in which it is not defined (one class, for example). */
export interface ReplicateValues {
  readonly values: Float64Array
  readonly nLost: number
}

/**
 * Replicates from ≤ r < to of every statistic (rule BOOT-1). Any split of the range over workers gives the same values:
 * replicate r depends on (seed, r) only. Memory: rows + replicates.
 */
export function bootstrapReplicates(task: BootstrapTask, from: number, to: number): ReplicateValues[] {
  const kept = task.statistics.map(() => ({ values: new Float64Array(to - from), n: 0 }))
  const sample = sampler(task)
  for (let r = from; r < to; r++) {
    const counts = sample((weights, first) => drawWeights(first, weights, task.seed, r))
    task.statistics.forEach((statistic, k) => {
      const value = statistic(counts)
      const keep = kept[k]
      if (value !== null && keep !== undefined) keep.values[keep.n++] = value
    })
  }
  return kept.map(({ values, n }) => ({ values: values.slice(0, n), nLost: to - from - n }))
}

/** One set of buffers; draws once and weighs every plan. */
function sampler(task: BootstrapTask): (draw: (weights: Uint8Array, first: ResamplePlan) => void) => ScoreCounts[] {
  const first = task.plans[0]
  if (first === undefined) throw new RangeError('no plan')
  const weights = newWeights(first)
  const buffers = task.plans.map(newCounts)
  return (draw) => {
    draw(weights, first)
    // A new object each time, so that what several statistics share can be kept by it.
    return task.plans.map((plan, k) => ({ ...weighCounts(plan, weights, buffers[k] ?? newCounts(plan)) }))
  }
}

/** Parts of a range, in order, as one. */
export function joinReplicates(parts: readonly ReplicateValues[][]): ReplicateValues[] {
  return (parts[0] ?? []).map((_, k) => ({
    values: Float64Array.from(parts.flatMap((part) => [...(part[k]?.values ?? [])])),
    nLost: parts.reduce((sum, part) => sum + (part[k]?.nLost ?? 0), 0),
  }))
}

/** Type-7 quantile (Hyndman & Fan 1996) of ascending values; needs one at least. */
export function sortedQuantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  const from = sorted[low] ?? 0
  const next = sorted[Math.min(sorted.length - 1, low + 1)] ?? 0
  return from + (at - low) * (next - from)
}

/** Ascending values, or why they bear no interval: fewer than 2/(1 − level) of them, or no variation. */
function usable(replicates: ReplicateValues, level: number): Float64Array | 'too-few-replicates' | 'zero-variance' {
  const sorted = replicates.values.slice().sort()
  if (sorted.length < 2 / (1 - level) - 1e-9) return 'too-few-replicates'
  return sorted[0] === sorted[sorted.length - 1] ? 'zero-variance' : sorted
}

/** Percentile interval: type-7 quantiles at (1 ∓ level)/2 (rule BOOT-2). Efron & Tibshirani 1993, chapter 13. */
export function percentileInterval(replicates: ReplicateValues, level: number): Bounds {
  const sorted = usable(replicates, level)
  if (typeof sorted === 'string') return noBounds(sorted)
  return { lower: sortedQuantile(sorted, (1 - level) / 2), upper: sortedQuantile(sorted, (1 + level) / 2) }
}

/** Standard deviation of the replicates; null below two. */
export function bootstrapStandardError(replicates: ReplicateValues): number | null {
  const { values } = replicates
  if (values.length < 2) return null
  const sum = new CompensatedSum()
  for (const value of values) sum.add(value)
  const mean = sum.value / values.length
  const squares = new CompensatedSum()
  for (const value of values) squares.add((value - mean) * (value - mean))
  return Math.sqrt(squares.value / (values.length - 1))
}

/**
 * Bias-corrected and accelerated interval (rule BOOT-3). Efron 1987, JASA 82: 171–185. Bias correction from the share
 * of replicates below the estimate, those equal to it counted one half; acceleration from `jackknifeAccelerations`.
 */
export function bcaInterval(
  replicates: ReplicateValues,
  estimate: number,
  acceleration: number | null,
  level: number,
): Bounds {
  const sorted = usable(replicates, level)
  if (typeof sorted === 'string') return noBounds(sorted)
  if (acceleration === null) return noBounds('zero-variance')
  let twiceBelow = 0
  for (const value of sorted) twiceBelow += value < estimate ? 2 : value === estimate ? 1 : 0
  if (twiceBelow === 0 || twiceBelow === 2 * sorted.length) return noBounds('too-few-replicates')
  const z0 = normalQuantile(twiceBelow / (2 * sorted.length))
  const zTail = normalQuantile((1 - level) / 2)
  const shareAt = (z: number): number | null => {
    const room = 1 - acceleration * (z0 + z)
    return room > 0 ? normalCdf(z0 + (z0 + z) / room) : null
  }
  const low = shareAt(zTail)
  const high = shareAt(-zTail)
  if (low === null || high === null) return noBounds('too-few-replicates')
  return { lower: sortedQuantile(sorted, low), upper: sortedQuantile(sorted, high) }
}

/** Above so many units a stratum, the jackknife leaves out blocks (units alike modulo this) instead of single units. */
export const JACKKNIFE_BLOCKS = 500
/** Larger strata have fewer, larger blocks: the acceleration is small there, and each block costs a refit. */
export const LARGE_STRATUM = 5000
const LARGE_STRATUM_BLOCKS = 100

/** Blocks of each stratum, in the order of the strata. */
const blocksOf = (strata: readonly number[]): number[] =>
  strata.map((size) => (size > LARGE_STRATUM ? LARGE_STRATUM_BLOCKS : Math.min(size, JACKKNIFE_BLOCKS)))

/** How many values without a block the jackknife of a plan makes. */
export const jackknifeSize = (plan: ResamplePlan): number => blocksOf(plan.strata).reduce((a, b) => a + b, 0)

/**
 * Values of every statistic without block from ≤ i < to, blocks numbered through the strata (rule BOOT-4); NaN where a
 * statistic is not defined. Any split of the range gives the same values.
 */
export function jackknifeValues(task: BootstrapTask, from: number, to: number): Float64Array[] {
  const strata = task.plans[0]?.strata ?? []
  const blocks = blocksOf(strata)
  const sample = sampler(task)
  const values = task.statistics.map(() => new Float64Array(to - from))
  for (let i = from; i < to; i++) {
    let [stratum, block, start] = [0, i, 0]
    while (block >= (blocks[stratum] ?? 1)) {
      block -= blocks[stratum] ?? 1
      start += strata[stratum++] ?? 0
    }
    const counts = sample((weights) => {
      weights.fill(1)
      for (let u = block; u < (strata[stratum] ?? 0); u += blocks[stratum] ?? 1) weights[start + u] = 0
    })
    task.statistics.forEach((statistic, k) => {
      const list = values[k]
      if (list !== undefined) list[i - from] = statistic(counts) ?? Number.NaN
    })
  }
  return values
}

/**
 * Acceleration from the jackknife over units, per stratum (rule BOOT-4): with U = (n − 1)(mean − value without the unit),
 * ⅙ Σ U³/n³ / (Σ U²/n²)^1.5 over all strata (Davison & Hinkley 1997, 5.3.2). Null when the statistic is not defined
 * without some unit, or does not vary.
 */
export function accelerationOf(plan: ResamplePlan, values: Float64Array): number | null {
  let [cube, square, start] = [0, 0, 0]
  for (const blocks of blocksOf(plan.strata)) {
    const list = values.subarray(start, start + blocks)
    start += blocks
    const mean = list.reduce((a, b) => a + b, 0) / blocks
    for (const value of list) {
      const u = ((blocks - 1) * (mean - value)) / blocks
      square += u * u
      cube += u * u * u
    }
  }
  return square > 0 ? cube / (6 * square * Math.sqrt(square)) : null
}

/** Acceleration of each statistic of a task. */
export function jackknifeAccelerations(task: BootstrapTask): (number | null)[] {
  const plan = task.plans[0]
  if (plan === undefined) throw new RangeError('no plan')
  return jackknifeValues(task, 0, jackknifeSize(plan)).map((values) => accelerationOf(plan, values))
}
