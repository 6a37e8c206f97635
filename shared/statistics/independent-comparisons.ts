import type { Measured } from './accuracy.ts'
import { logBounds, notMeasured } from './accuracy.ts'
import { farringtonManningTest, proportionDifference } from './independent-proportions.ts'
import type { TestResult, TwoProportions } from './independent-proportions.ts'
import type { Bounds } from './interval.ts'
import { noBounds, normalMultiplier, waldBounds } from './interval.ts'
import { checkCounts } from './proportion.ts'
import { normalCdf } from './special.ts'
import { CompensatedSum } from './sum.ts'

/** Wald interval of p1 − p2, cut to [−1, 1] (rule DIF-5), for comparison with other programs. Width 0: zero-variance. */
export function waldDifferenceInterval(counts: TwoProportions, level: number): Bounds {
  const difference = proportionDifference(counts)
  if (difference === null) return noBounds('denominator-zero')
  const { x1, n1, x2, n2 } = counts
  const variance = (x1 * (n1 - x1)) / (n1 * n1) / n1 + (x2 * (n2 - x2)) / (n2 * n2) / n2
  return variance === 0 ? noBounds('zero-variance') : cut(waldBounds(difference, Math.sqrt(variance), level))
}

const cut = (bounds: Bounds): Bounds =>
  bounds.lower === null ? bounds : { lower: Math.max(-1, bounds.lower), upper: Math.min(1, bounds.upper) }

/** Agresti & Caffo 2000: Wald on one success and one failure more in each group, cut to [−1, 1] (rule DIF-6). */
export function agrestiCaffoInterval({ x1, n1, x2, n2 }: TwoProportions, level: number): Bounds {
  checkCounts(x1, n1)
  checkCounts(x2, n2)
  if (n1 === 0 || n2 === 0) return noBounds('denominator-zero')
  return waldDifferenceInterval({ x1: x1 + 1, n1: n1 + 2, x2: x2 + 1, n2: n2 + 2 }, level)
}

/** Two-sided test of p1 = p2 with the pooled variance, normal (rule DIF-7): DIF-3 at delta 0. None or all positive: refused. */
export function pooledTest(counts: TwoProportions): TestResult {
  const score = farringtonManningTest(counts, 0, 'greater')
  if (score.statistic === null) return score
  return { statistic: score.statistic, p: 2 * normalCdf(-Math.abs(score.statistic)) }
}

/**
 * Fisher's exact two-sided p: probabilities not above that of the observed table, given its margins (Fisher 1935; ties to
 * a relative 1e-7 as in R; rule DIF-8). Summed outwards from the mode by recurrence, O(√n). An empty group: null.
 */
export function fisherExactTest({ x1, n1, x2, n2 }: TwoProportions): { p: number } | { p: null; reason: 'denominator-zero' } {
  checkCounts(x1, n1)
  checkCounts(x2, n2)
  if (n1 === 0 || n2 === 0) return { p: null, reason: 'denominator-zero' }
  const positive = x1 + x2
  const low = Math.max(0, positive - n2)
  const high = Math.min(n1, positive)
  const mode = Math.min(high, Math.max(low, Math.floor(((positive + 1) * (n1 + 1)) / (n1 + n2 + 2))))
  const next = (k: number): number => ((n1 - k) / (k + 1)) * ((positive - k) / (n2 - positive + k + 1))
  const walk = (visit: (k: number, weight: number) => void): void => {
    visit(mode, 1)
    for (let k = mode, w = 1; k < high && w > 0; k++) visit(k + 1, (w *= next(k)))
    for (let k = mode, w = 1; k > low && w > 0; k--) visit(k - 1, (w /= next(k - 1)))
  }
  let observed = 0
  walk((k, weight) => {
    if (k === x1) observed = weight
  })
  const all = new CompensatedSum()
  const extreme = new CompensatedSum()
  walk((_, weight) => {
    all.add(weight)
    if (weight <= observed * (1 + 1e-7)) extreme.add(weight)
  })
  return { p: Math.min(1, extreme.value / all.value) }
}

/** p1 / p2 with the log interval of Katz 1978 (rule DIF-9). x2 = 0: null, zero-cell; x1 = 0: 0 without interval. */
export function riskRatio({ x1, n1, x2, n2 }: TwoProportions, level: number): Measured {
  checkCounts(x1, n1)
  checkCounts(x2, n2)
  if (n1 === 0 || n2 === 0) return notMeasured('denominator-zero')
  if (x2 === 0) return notMeasured('zero-cell')
  if (x1 === 0) return { value: 0, bounds: noBounds('zero-cell') }
  const value = (x1 * n2) / (n1 * x2)
  return { value, bounds: logBounds(value, (n1 - x1) / (x1 * n1) + (n2 - x2) / (x2 * n2), level) }
}

/** Odds ratio of two groups with Woolf's 1955 log interval (rule DIF-10); any empty cell: null, zero-cell. */
export function oddsRatio({ x1, n1, x2, n2 }: TwoProportions, level: number): Measured {
  checkCounts(x1, n1)
  checkCounts(x2, n2)
  if (n1 === 0 || n2 === 0) return notMeasured('denominator-zero')
  const [y1, y2] = [n1 - x1, n2 - x2]
  if (x1 === 0 || y1 === 0 || x2 === 0 || y2 === 0) return notMeasured('zero-cell')
  const value = (x1 / y1) * (y2 / x2)
  return { value, bounds: logBounds(value, 1 / x1 + 1 / y1 + 1 / x2 + 1 / y2, level) }
}

/**
 * Difference of two independent estimates with standard errors, normal (rule DIF-11): a subgroup against its complement
 * for what is no proportion.
 */
export function independentDifference(
  first: { value: number; standardError: number },
  second: { value: number; standardError: number },
  level: number,
): { difference: number; standardError: number; bounds: Bounds; z: number | null; p: number | null } {
  const difference = first.value - second.value
  const variance = first.standardError * first.standardError + second.standardError * second.standardError
  const standardError = Math.sqrt(variance)
  if (!(variance > 0)) return { difference, standardError, bounds: noBounds('zero-variance'), z: null, p: null }
  const half = normalMultiplier(level) * standardError
  const z = difference / standardError
  const bounds = { lower: difference - half, upper: difference + half }
  return { difference, standardError, bounds, z, p: 2 * normalCdf(-Math.abs(z)) }
}
