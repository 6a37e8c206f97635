import { studentQuantile } from './distributions.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { normalMultiplier } from './interval.ts'
import { ascendingOrder } from './order.ts'
import { CompensatedSum } from './sum.ts'

type Refused = { readonly value: null; readonly reason: StatisticsReason }
type Coefficient = { readonly value: number } | Refused

function meanOf(x: Float64Array): number {
  const sum = new CompensatedSum()
  for (const v of x) sum.add(v)
  return sum.value / x.length
}

/** Σ (x − mean x)(y − mean y). */
function crossProduct(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [meanOf(x), meanOf(y)]
  const sum = new CompensatedSum()
  x.forEach((v, i) => sum.add((v - mx) * ((y[i] ?? 0) - my)))
  return sum.value
}

export type BlandAltman =
  | {
      /** Mean of first − second, with its Student interval. */
      readonly bias: number
      readonly biasBounds: Bounds
      readonly standardDeviation: number
      /** Limits of agreement, each with its interval. */
      readonly lower: number
      readonly upper: number
      readonly limitStandardError: number
      readonly lowerBounds: Bounds
      readonly upperBounds: Bounds
    }
  | { readonly bias: null; readonly reason: StatisticsReason }

/**
 * Bland & Altman's bias and limits of agreement (rule BLA-1; Bland & Altman 1999, Statistical Methods in Medical
 * Research 8: 135–160): limits bias ± z·s with standard error s √(1/n + z²/(2(n − 1))); t intervals. Needs two pairs.
 */
export function blandAltman(first: Float64Array, second: Float64Array, level: number): BlandAltman {
  const n = first.length
  if (n === 0) return { bias: null, reason: 'no-examinations' }
  if (n < 2) return { bias: null, reason: 'denominator-zero' }
  const difference = first.map((v, i) => v - (second[i] ?? 0))
  const bias = meanOf(difference)
  const standardDeviation = Math.sqrt(crossProduct(difference, difference) / (n - 1))
  const z = normalMultiplier(level)
  const t = studentQuantile(0.5 + level / 2, n - 1)
  const limitStandardError = standardDeviation * Math.sqrt(1 / n + (z * z) / (2 * (n - 1)))
  const around = (value: number, error: number): Bounds => ({ lower: value - t * error, upper: value + t * error })
  const [lower, upper] = [bias - z * standardDeviation, bias + z * standardDeviation]
  return {
    bias,
    biasBounds: around(bias, standardDeviation / Math.sqrt(n)),
    standardDeviation,
    lower,
    upper,
    limitStandardError,
    lowerBounds: around(lower, limitStandardError),
    upperBounds: around(upper, limitStandardError),
  }
}

/** Lin's concordance correlation coefficient with variances over n (rule COR-1; Lin 1989, Biometrics 45: 255–268). */
export function linConcordance(first: Float64Array, second: Float64Array): Coefficient {
  const n = first.length
  if (n === 0) return { value: null, reason: 'no-examinations' }
  const shift = meanOf(first) - meanOf(second)
  const spread = crossProduct(first, first) + crossProduct(second, second) + n * shift * shift
  return spread > 0 ? { value: (2 * crossProduct(first, second)) / spread } : { value: null, reason: 'zero-variance' }
}

/** Pearson's correlation (rule COR-1). */
export function pearsonCorrelation(first: Float64Array, second: Float64Array): Coefficient {
  if (first.length === 0) return { value: null, reason: 'no-examinations' }
  const spread = Math.sqrt(crossProduct(first, first)) * Math.sqrt(crossProduct(second, second))
  return spread > 0 ? { value: crossProduct(first, second) / spread } : { value: null, reason: 'zero-variance' }
}

/** Ranks from 1, equal values their mean rank. */
export function midRanks(x: Float64Array): Float64Array {
  const order = ascendingOrder(x)
  const ranks = new Float64Array(x.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && x[order[to] ?? 0] === x[order[from] ?? 0]) to++
    for (let k = from; k < to; k++) ranks[order[k] ?? 0] = (from + to + 1) / 2
    from = to
  }
  return ranks
}

/** Spearman's rank correlation: Pearson's of mid-ranks (rule COR-1). */
export const spearmanCorrelation = (first: Float64Array, second: Float64Array): Coefficient =>
  pearsonCorrelation(midRanks(first), midRanks(second))

/** Kendall's τ-b (rule COR-2; Kendall 1945; Knight 1966), ties corrected. O(n log n) by a counting tree. */
export function kendallTauB(first: Float64Array, second: Float64Array): Coefficient {
  const n = first.length
  if (n === 0) return { value: null, reason: 'no-examinations' }
  const order = ascendingOrder(first)
  const rank = midRanks(second).map((r) => Math.floor(r))
  const tree = new Float64Array(n + 2)
  const below = (r: number): number => {
    let sum = 0
    for (let k = r; k > 0; k -= k & -k) sum += tree[k] ?? 0
    return sum
  }
  let balance = 0
  for (let from = 0; from < n; ) {
    let to = from
    for (; to < n && first[order[to] ?? 0] === first[order[from] ?? 0]; to++) {
      const r = rank[order[to] ?? 0] ?? 0
      balance += below(r - 1) - (from - below(r))
    }
    for (let k = from; k < to; k++) {
      for (let at = rank[order[k] ?? 0] ?? 1; at <= n; at += at & -at) tree[at] = (tree[at] ?? 0) + 1
    }
    from = to
  }
  const untied = (x: Float64Array): number => (n * (n - 1) - tiePairs(x, 2)) / 2
  const spread = Math.sqrt(untied(first)) * Math.sqrt(untied(second))
  return spread > 0 ? { value: balance / spread } : { value: null, reason: 'zero-variance' }
}

/** Σ t (t − 1) over groups of t equal values (power 2), or Σ (t³ − t) (power 3). */
function tiePairs(x: Float64Array, power: 2 | 3): number {
  const order = ascendingOrder(x)
  let sum = 0
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && x[order[to] ?? 0] === x[order[from] ?? 0]) to++
    const t = to - from
    sum += power === 2 ? t * (t - 1) : t * t * t - t
    from = to
  }
  return sum
}

/** Kendall's W over raters, corrected for ties (rule COR-3; Kendall & Babington Smith 1939). Subject-major matrix. */
export function kendallW(values: Float64Array, raters: number): Coefficient {
  const n = values.length / raters
  if (n < 2) return { value: null, reason: 'no-examinations' }
  const total = new Float64Array(n)
  let ties = 0
  for (let r = 0; r < raters; r++) {
    const column = Float64Array.from({ length: n }, (_, s) => values[s * raters + r] ?? 0)
    midRanks(column).forEach((rank, s) => (total[s] = (total[s] ?? 0) + rank))
    ties += tiePairs(column, 3)
  }
  const spread = raters * raters * (n * n * n - n) - raters * ties
  return spread > 0
    ? { value: (12 * crossProduct(total, total)) / spread }
    : { value: null, reason: 'zero-variance' }
}
