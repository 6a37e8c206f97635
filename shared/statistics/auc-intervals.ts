import type { AreaUnderCurve } from './auc.ts'
import { exp, ln, logistic, logit } from './elementary.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'

/**
 * DeLong interval on the logit scale: logistic(logit A ± z·se / (A(1 − A))) (rule AUC-4; Pepe 2003, The Statistical
 * Evaluation of Medical Tests, 5.2.4). Stays inside (0, 1). Refused as in AUC-3.
 */
export function logitDelongInterval(area: AreaUnderCurve, level: number): Bounds {
  const { value, variance } = area
  if (value === null) return noBounds('one-class')
  if (value === 0 || value === 1) return noBounds('two-sided-interval-at-boundary')
  if (variance === null) return noBounds('denominator-zero')
  if (variance === 0) return noBounds('all-scores-tied')
  const half = (normalMultiplier(level) * Math.sqrt(variance)) / (value * (1 - value))
  return { lower: logistic(logit(value) - half), upper: logistic(logit(value) + half) }
}

/** One bound; the other end is the end of the scale. */
export type OneSidedBound =
  | { readonly side: 'lower' | 'upper'; readonly bound: number; readonly nPairs: number }
  | { readonly side: null; readonly bound: null; readonly reason: StatisticsReason }

/**
 * One-sided bound for an area of exactly 1 (lower) or 0 (upper) (rule AUC-5). Among min(present, absent) disjoint,
 * hence independent, pairs all are ordered alike, which happens with probability at most area^pairs whatever the
 * distributions: the exact binomial (Clopper-Pearson) bound (1 − level)^(1/pairs). Conservative: it uses no other pair.
 * level: one-sided, 0.975 beside a two-sided 0.95. Under clustering pass the counts of `disjointClusterPairs`.
 */
export function matchedPairsBound(area: number | null, nPairs: number, level: number): OneSidedBound {
  if (area === null || nPairs === 0) return { side: null, bound: null, reason: 'one-class' }
  if (area !== 0 && area !== 1) throw new RangeError(`not a boundary: ${area}`)
  const bound = exp(ln(1 - level) / nPairs)
  return area === 1 ? { side: 'lower', bound, nPairs } : { side: 'upper', bound: 1 - bound, nPairs }
}

/**
 * Most pairs of one present and one absent examination with all members from different clusters: min(clusters with
 * present, clusters with absent, ⌊clusters / 2⌋).
 */
export const disjointClusterPairs = (nWithPresent: number, nWithAbsent: number, nClusters: number): number =>
  Math.min(nWithPresent, nWithAbsent, Math.floor(nClusters / 2))
