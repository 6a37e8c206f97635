import { randomStream, tallyDraws } from './random.ts'
import type { ScoreCounts, ScoreOrder } from './score-counts.ts'
import { countGroups } from './score-counts.ts'
import type { Weighting } from './resample-weighted.ts'
import { weighWeighted } from './resample-weighted.ts'

/** What is drawn with replacement: rows within each class, rows, or clusters with all their rows. */
export type Resampling = 'stratified' | 'unstratified' | 'cluster'

/** Everything a replicate needs, built once; a worker may build its own from the same inputs. Memory O(rows). */
export interface ResamplePlan {
  readonly kind: Resampling
  readonly scores: Float64Array
  readonly present: ClassRows
  readonly absent: ClassRows
  /** How many units each stratum has: [present, absent] when stratified, one stratum otherwise. */
  readonly strata: readonly number[]
  /** Rows that count by weights (rule WGT-16); the counts of a replicate are then sums of weights. */
  readonly weighting?: Weighting
}

/** Rows of one class in ascending order of score: tie group, and unit (numbered through the strata). */
export interface ClassRows {
  readonly group: Uint32Array
  readonly unit: Uint32Array
}

/**
 * rows: the rows analysed (all by default). clusters: 0-based cluster number of each row, for the cluster bootstrap.
 */
export interface ResampleRows {
  readonly present: Uint8Array
  readonly rows?: Uint32Array
  readonly clusters?: Uint32Array
}

/**
 * Prepares resampling over a shared order (rule BOOT-1). Units are numbered by row, not by score: two scores of the
 * same rows get the same draws, so that differences can be bootstrapped in pairs.
 */
export function planResampling(kind: Resampling, order: ScoreOrder, data: ResampleRows): ResamplePlan {
  const { present } = data
  const rows = data.rows ?? Uint32Array.from(present, (_, i) => i)
  const units = unitsOf(kind, rows, data)
  const classRows = (wanted: 0 | 1): ClassRows => {
    const starts = groupStarts(order, present, wanted, rows)
    const size = starts[order.scores.length] ?? 0
    const group = new Uint32Array(size)
    const unit = new Uint32Array(size)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0
      if ((present[row] === 1 ? 1 : 0) !== wanted) continue
      const g = order.group[row] ?? 0
      const at = starts[g] ?? 0
      starts[g] = at + 1
      group[at] = g
      unit[at] = units.unit[i] ?? 0
    }
    return { group, unit }
  }
  return { kind, scores: order.scores, present: classRows(1), absent: classRows(0), strata: units.strata }
}

/** Where each tie group's rows of one class begin; their number as the last element. */
function groupStarts(order: ScoreOrder, present: Uint8Array, wanted: 0 | 1, rows: Uint32Array): Uint32Array {
  const counts = countGroups(order, present, rows)
  const perGroup = wanted === 1 ? counts.present : counts.absent
  const starts = new Uint32Array(perGroup.length + 1)
  for (let g = 0; g < perGroup.length; g++) starts[g + 1] = (starts[g] ?? 0) + (perGroup[g] ?? 0)
  return starts
}

interface Units {
  readonly unit: Uint32Array
  readonly strata: readonly number[]
}

function unitsOf(kind: Resampling, rows: Uint32Array, data: ResampleRows): Units {
  if (kind === 'cluster') return clusterUnits(rows, data.clusters)
  const unit = new Uint32Array(rows.length)
  if (kind === 'unstratified') {
    for (let i = 0; i < unit.length; i++) unit[i] = i
    return { unit, strata: [rows.length] }
  }
  let nPresent = 0
  for (const row of rows) nPresent += data.present[row] === 1 ? 1 : 0
  let p = 0
  let a = nPresent
  for (let i = 0; i < rows.length; i++) unit[i] = data.present[rows[i] ?? 0] === 1 ? p++ : a++
  return { unit, strata: [nPresent, rows.length - nPresent] }
}

/** Clusters that occur in the rows, renumbered in order of first appearance. */
function clusterUnits(rows: Uint32Array, clusters: Uint32Array | undefined): Units {
  if (clusters === undefined) throw new RangeError('a cluster bootstrap needs clusters')
  let most = 0
  for (const cluster of clusters) most = cluster > most ? cluster : most
  const number = new Uint32Array(most + 1)
  const unit = new Uint32Array(rows.length)
  let size = 0
  for (let i = 0; i < rows.length; i++) {
    const cluster = clusters[rows[i] ?? 0] ?? 0
    if (number[cluster] === 0) number[cluster] = ++size
    unit[i] = (number[cluster] ?? 1) - 1
  }
  return { unit, strata: [size] }
}

/**
 * How often each unit is in a sample. 8 bits, so that they stay in the cache: n draws from n units hit one of them 256
 * times with a probability below 1/256! ≈ 10^−507.
 */
export type UnitWeights = Uint8Array

export const newWeights = (plan: ResamplePlan): UnitWeights => new Uint8Array(plan.strata.reduce((a, b) => a + b, 0))

/**
 * Weights of replicate r: draws from stream (seed, r), stratum by stratum, as many as it has units (rules BOOT-1,
 * RND-2).
 */
export function drawWeights(plan: ResamplePlan, into: UnitWeights, seed: number, r: number): void {
  const stream = randomStream(seed, r)
  into.fill(0)
  let start = 0
  for (const size of plan.strata) {
    tallyDraws(stream, into.subarray(start, start + size), size)
    start += size
  }
}

/** Counts that `weighCounts` fills; groups may be empty. */
export type ReplicateCounts = { -readonly [K in keyof ScoreCounts]: ScoreCounts[K] }

export function newCounts({ scores, weighting }: ResamplePlan): ReplicateCounts {
  const list = () => (weighting === undefined ? new Uint32Array(scores.length) : new Float64Array(scores.length))
  return { scores, present: list(), absent: list(), nPresent: 0, nAbsent: 0 }
}

/** Counts per tie group of a weighted sample, in one pass in ascending order of score. No sort, no copy of rows. */
export function weighCounts(plan: ResamplePlan, weights: UnitWeights, into: ReplicateCounts): ScoreCounts {
  if (plan.weighting !== undefined) return weighWeighted(plan, plan.weighting, weights, into)
  into.nPresent = sumWeights(plan.present, weights, into.present)
  into.nAbsent = sumWeights(plan.absent, weights, into.absent)
  return into
}

function sumWeights(rows: ClassRows, weights: UnitWeights, to: ScoreCounts['present']): number {
  const { group, unit } = rows
  let total = 0
  to.fill(0)
  for (let i = 0; i < group.length; i++) {
    const weight = weights[unit[i] ?? 0] ?? 0
    const g = group[i] ?? 0
    to[g] = (to[g] ?? 0) + weight
    total += weight
  }
  return total
}
