import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { checkCounts, wilsonInterval } from './proportion.ts'
import { bracketedRoot } from './root.ts'
import { normalCdf } from './special.ts'

/** Two proportions of different examinations: x1 of n1 and x2 of n2. Differences are p1 − p2. */
export interface TwoProportions {
  readonly x1: number
  readonly n1: number
  readonly x2: number
  readonly n2: number
}

/** A one-sided or two-sided test: statistic and p, or why there is none. */
export type TestResult =
  | { readonly statistic: number; readonly p: number }
  | { readonly statistic: null; readonly p: null; readonly reason: StatisticsReason }

export const noTest = (reason: StatisticsReason): TestResult => ({ statistic: null, p: null, reason })

/** H1: the difference lies above (greater) or below (less) the value of H0. */
export type Alternative = 'greater' | 'less'

/** One-sided p of a standard normal statistic. */
export const normalP = (z: number, alternative: Alternative): number => normalCdf(alternative === 'greater' ? -z : z)

function isEmpty({ x1, n1, x2, n2 }: TwoProportions): boolean {
  checkCounts(x1, n1)
  checkCounts(x2, n2)
  return n1 === 0 || n2 === 0
}

/** p1 − p2 as one fraction: exact zero when the fractions are equal. Null when a denominator is 0. */
export function proportionDifference(counts: TwoProportions): number | null {
  if (isEmpty(counts)) return null
  return (counts.x1 * counts.n2 - counts.x2 * counts.n1) / (counts.n1 * counts.n2)
}

/**
 * Interval of p1 − p2 from the two Wilson intervals, squares added (Newcombe 1998, Stat Med 17: 873–890, method 10;
 * rule DIF-1). denominator-zero when n1 or n2 is 0.
 */
export function newcombeHybridInterval(counts: TwoProportions, level: number): Bounds {
  if (isEmpty(counts)) return noBounds('denominator-zero')
  const { x1, n1, x2, n2 } = counts
  const first = wilsonInterval(x1, n1, level)
  const second = wilsonInterval(x2, n2, level)
  if (first.lower === null || second.lower === null) return noBounds('denominator-zero')
  const difference = proportionDifference(counts) ?? 0
  const length = (u: number, v: number): number => Math.sqrt(u * u + v * v)
  const below = length(x1 / n1 - first.lower, second.upper - x2 / n2)
  const above = length(first.upper - x1 / n1, x2 / n2 - second.lower)
  return { lower: Math.max(-1, difference - below), upper: Math.min(1, difference + above) }
}

/**
 * Maximum likelihood p1, p2 under p1 − p2 = delta, −1 ≤ delta ≤ 1 (Farrington & Manning 1990; rule DIF-2). The score is
 * monotone in p2, so its one root is bracketed; no trigonometric closed form.
 */
export function restrictedProportions(counts: TwoProportions, delta: number): { p1: number; p2: number } {
  const { x1, n1, x2, n2 } = counts
  if (delta === 0) return { p1: (x1 + x2) / (n1 + n2), p2: (x1 + x2) / (n1 + n2) }
  if (delta > 0) {
    const p2 = smallerProportion(counts, delta)
    return { p1: Math.min(1, p2 + delta), p2 }
  }
  const p1 = smallerProportion({ x1: x2, n1: n2, x2: x1, n2: n1 }, -delta)
  return { p1, p2: Math.min(1, p1 - delta) }
}

/** p2 for delta > 0: between 0 and 1 − delta. */
function smallerProportion({ x1, n1, x2, n2 }: TwoProportions, delta: number): number {
  const high = 1 - delta
  if (!(high > 0)) return 0
  const [y1, y2] = [n1 - x1, n2 - x2]
  // The score times its poles, which are positive inside: a polynomial with the same sign. A count of 0 has no pole.
  const smooth = (p2: number): number => {
    const a = x1 === 0 ? 1 : p2 + delta
    const b = x2 === 0 ? 1 : p2
    const c = y1 === 0 ? 1 : high - p2
    const d = y2 === 0 ? 1 : 1 - p2
    return c * d * (x1 * b + x2 * a) - a * b * (y1 * d + y2 * c)
  }
  if (smooth(0) <= 0) return 0
  return smooth(high) >= 0 ? high : bracketedRoot(smooth, 0, high)
}

/** Which factor the variance carries: none (Mee 1984; Farrington & Manning 1990) or N/(N − 1) (Miettinen & Nurminen 1985). */
export type ScoreVariance = 'farrington-manning' | 'miettinen-nurminen'

function restrictedVariance(counts: TwoProportions, delta: number, kind: ScoreVariance): number {
  const { p1, p2 } = restrictedProportions(counts, delta)
  const { n1, n2 } = counts
  const factor = kind === 'miettinen-nurminen' ? (n1 + n2) / (n1 + n2 - 1) : 1
  return factor * ((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2)
}

/**
 * Score test of H0: p1 − p2 = delta with variances at the restricted maximum likelihood estimates (rule DIF-3).
 * Non-inferiority of 1: delta = −margin, 'greater'. Superiority: delta = 0. No variance under H0: zero-variance.
 */
export function scoreDifferenceTest(
  counts: TwoProportions,
  delta: number,
  alternative: Alternative,
  kind: ScoreVariance,
): TestResult {
  if (isEmpty(counts)) return noTest('denominator-zero')
  const variance = restrictedVariance(counts, delta, kind)
  if (!(variance > 0)) return noTest('zero-variance')
  const statistic = ((proportionDifference(counts) ?? 0) - delta) / Math.sqrt(variance)
  return { statistic, p: normalP(statistic, alternative) }
}

/** Farrington & Manning 1990, Stat Med 9: 1447–1454. */
export const farringtonManningTest = (counts: TwoProportions, delta: number, alternative: Alternative): TestResult =>
  scoreDifferenceTest(counts, delta, alternative, 'farrington-manning')

/** Miettinen & Nurminen 1985, Stat Med 4: 213–226: with the factor N/(N − 1). */
export const miettinenNurminenTest = (counts: TwoProportions, delta: number, alternative: Alternative): TestResult =>
  scoreDifferenceTest(counts, delta, alternative, 'miettinen-nurminen')

/** Inversion of the score test (rule DIF-4). No examinations 0 or all positive on both sides: the closed form. */
function scoreDifferenceInterval(counts: TwoProportions, level: number, kind: ScoreVariance): Bounds {
  if (isEmpty(counts)) return noBounds('denominator-zero')
  const { x1, n1, x2, n2 } = counts
  const z = normalMultiplier(level)
  const difference = proportionDifference(counts) ?? 0
  if (x1 + x2 === 0 || (x1 === n1 && x2 === n2)) {
    // The restricted estimate sits on the edge: delta² = z² k |delta| (1 − |delta|) / n, with the n of the other side.
    const zz = (z * z * (kind === 'miettinen-nurminen' ? n1 + n2 : n1 + n2 - 1)) / (n1 + n2 - 1)
    const [below, above] = x1 + x2 === 0 ? [n2, n1] : [n1, n2]
    return { lower: -zz / (below + zz), upper: zz / (above + zz) }
  }
  const beyond = (delta: number, sign: number): number =>
    difference - delta - sign * z * Math.sqrt(Math.max(0, restrictedVariance(counts, delta, kind)))
  return invertedScore(difference, n1 + n2, beyond)
}

/**
 * Both bounds from beyond(delta, sign), which is positive below the lower bound (sign 1) and negative above the upper one
 * (−1). At a difference of ±1 the variance there is 0: the search then starts closer in than any bound of n can lie.
 */
export function invertedScore(difference: number, n: number, beyond: (delta: number, sign: number) => number): Bounds {
  const inside = Math.min(1 - 1e-3 / n, Math.max(1e-3 / n - 1, difference))
  return {
    lower: difference === -1 ? -1 : bracketedRoot((delta) => beyond(delta, 1), -1, inside, 1e-17),
    upper: difference === 1 ? 1 : bracketedRoot((delta) => beyond(delta, -1), inside, 1, 1e-17),
  }
}

/** Score interval of p1 − p2 with the factor N/(N − 1) (Miettinen & Nurminen 1985). Iterative: to 1e-9. */
export const miettinenNurminenInterval = (counts: TwoProportions, level: number): Bounds =>
  scoreDifferenceInterval(counts, level, 'miettinen-nurminen')

/** Score interval of p1 − p2 without it (Mee 1984; the one that Farrington & Manning's test inverts to). */
export const farringtonManningInterval = (counts: TwoProportions, level: number): Bounds =>
  scoreDifferenceInterval(counts, level, 'farrington-manning')
