import type { ScoreDirection } from './score-counts.ts'
import type { WeightedDesign } from './weighted-design.ts'
import { NO_STRATUM } from './weighted-design.ts'

/**
 * Second engine for weighted areas (rule WGT-9): plain sums from the last row to the first, the classes sorted apart and
 * walked along, variances from cross products of what units hold instead of from contributions.
 */
export interface SecondOpinion {
  readonly value: number
  readonly variance: number | null
}

/** A weighted mean of numbers in [0, 1], as part of an estimate. */
interface Term {
  readonly rows: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** What each unit holds of a term, side by side: weight × value, weight × (1 − value), weight lent by each stratum. */
interface Held {
  readonly parts: Float64Array
  readonly enters: Uint8Array
  readonly factor: readonly number[]
  readonly mean: number
}

function hold({ weights, clusters, strata }: WeightedDesign, { rows, values }: Term): Held | null {
  const sizes = strata?.sizes ?? []
  const nParts = 2 + sizes.length
  const nUnits = clusters === null ? weights.length : clusters.reduce((most, code) => Math.max(most, code), 0) + 1
  const parts = new Float64Array(nUnits * nParts)
  const enters = new Uint8Array(nUnits)
  const add = (row: number, part: number, weight: number): void => {
    const unit = clusters === null ? row : (clusters[row] ?? 0)
    enters[unit] = 1
    parts[unit * nParts + part] = (parts[unit * nParts + part] ?? 0) + weight
  }
  const inStratum = sizes.map(() => [0, 0])
  let [hit, miss] = [0, 0]
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i] ?? 0
    const weight = weights[row] ?? 0
    const of = weight * (values[i] ?? 0)
    const not = weight * (1 - (values[i] ?? 0))
    add(row, 0, of)
    add(row, 1, not)
    hit += of
    miss += not
    const sums = inStratum[strata?.codes[row] ?? NO_STRATUM]
    if (sums === undefined) continue
    sums[0] = (sums[0] ?? 0) + of
    sums[1] = (sums[1] ?? 0) + not
  }
  const all = hit + miss
  if (!(all > 0)) return null
  for (let row = (strata?.codes.length ?? 0) - 1; row >= 0; row--) {
    const code = strata?.codes[row] ?? NO_STRATUM
    if (code < sizes.length) add(row, 2 + code, (strata?.sampling[row] ?? 0) - (weights[row] ?? 0))
  }
  const mean = hit === 0 ? 0 : 1 / (1 + miss / hit)
  const lent = inStratum.map(([of = 0, not = 0], s) => ((miss / all) * of - mean * not) / all / (sizes[s]?.total || 1))
  return { parts, enters, factor: [miss / all / all, -mean / all, ...lent], mean }
}

/** K/(K − 1) · aᵀ (Σ v wᵀ) b over the units of either. */
function crossed(a: Held, b: Held): number | null {
  const nParts = a.factor.length
  const products = new Float64Array(nParts * nParts)
  let nUnits = 0
  for (let unit = 0; unit < a.enters.length; unit++) {
    if (((a.enters[unit] ?? 0) | (b.enters[unit] ?? 0)) === 0) continue
    nUnits++
    const at = unit * nParts
    for (let i = 0; i < nParts; i++) {
      const left = a.parts[at + i] ?? 0
      if (left === 0) continue
      for (let j = 0; j < nParts; j++) products[i * nParts + j] = (products[i * nParts + j] ?? 0) + left * (b.parts[at + j] ?? 0)
    }
  }
  if (nUnits < 2) return null
  let sum = 0
  for (let i = 0; i < nParts; i++) {
    for (let j = 0; j < nParts; j++) sum += (a.factor[i] ?? 0) * (b.factor[j] ?? 0) * (products[i * nParts + j] ?? 0)
  }
  return (sum * nUnits) / (nUnits - 1)
}

/** A weighted area again, O(n log n). scores: of the i-th of `rows`. Null when a class has no weight. */
export function weightedAreaByMerge(
  design: WeightedDesign,
  { rows, scores }: { readonly rows: Uint32Array; readonly scores: Float64Array },
  present: Uint8Array,
  direction: ScoreDirection,
): SecondOpinion | null {
  const sign = direction === 'higher-is-positive' ? 1 : -1
  const listOf = (wanted: boolean): Uint32Array =>
    Uint32Array.from(rows.keys())
      .filter((i) => (present[rows[i] ?? 0] === 1) === wanted)
      .sort((a, b) => sign * ((scores[b] ?? 0) - (scores[a] ?? 0)))
  const [withCondition, without] = [listOf(true), listOf(false)]
  const weightOf = (i: number): number => design.weights[rows[i] ?? 0] ?? 0
  // Beyond and not beyond: each list is walked from its most positive end.
  const ofAbsent = shareBeyond(without, withCondition, (i) => sign * (scores[i] ?? 0), weightOf)
  const ofPresent = shareBeyond(withCondition, without, (i) => sign * (scores[i] ?? 0), weightOf).map((share) => 1 - share)
  const rowsOf = (list: Uint32Array) => list.map((i) => rows[i] ?? 0)
  const a = hold(design, { rows: rowsOf(withCondition), values: ofPresent })
  const b = hold(design, { rows: rowsOf(without), values: ofAbsent })
  if (a === null || b === null) return null
  const [p, q, mixed] = [crossed(a, a), crossed(b, b), crossed(a, b)]
  return { value: b.mean, variance: p === null || q === null ? null : p + q + 2 * (mixed ?? 0) }
}

/** For each of `own`, most positive first, the weighted share of `others` beyond it, ties one half. */
function shareBeyond(
  own: Uint32Array,
  others: Uint32Array,
  valueOf: (i: number) => number,
  weightOf: (i: number) => number,
): Float64Array {
  let all = 0
  for (const i of others) all += weightOf(i)
  let [above, atOrAbove, j, k] = [0, 0, 0, 0]
  return Float64Array.from(own, (i) => {
    const value = valueOf(i)
    for (; j < others.length && valueOf(others[j] ?? 0) > value; j++) above += weightOf(others[j] ?? 0)
    for (; k < others.length && valueOf(others[k] ?? 0) >= value; k++) atOrAbove += weightOf(others[k] ?? 0)
    return all === 0 ? 0 : (above + atOrAbove) / 2 / all
  })
}
