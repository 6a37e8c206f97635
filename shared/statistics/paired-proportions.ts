import { binomialLowerTail, binomialProbability } from './distributions.ts'
import type { Alternative, TestResult } from './independent-proportions.ts'
import { invertedScore, noTest, normalP } from './independent-proportions.ts'
import type { Bounds } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { wilsonInterval } from './proportion.ts'
import { normalCdf } from './special.ts'

/** Two calls on the same examinations: how many only the first made, only the second, both, neither. */
export interface PairedCalls {
  readonly both: number
  readonly firstOnly: number
  readonly secondOnly: number
  readonly neither: number
}

function total({ both, firstOnly, secondOnly, neither }: PairedCalls): number {
  for (const count of [both, firstOnly, secondOnly, neither]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`not a count: ${count}`)
  }
  return both + firstOnly + secondOnly + neither
}

/** (firstOnly − secondOnly) / n; null when n is 0. */
export function pairedDifference(calls: PairedCalls): number | null {
  const n = total(calls)
  return n === 0 ? null : (calls.firstOnly - calls.secondOnly) / n
}

/** McNemar's exact two-sided p: twice the smaller binomial tail at ½ of the discordant pairs, at most 1 (rule PAIR-1). */
export function exactMcNemar(calls: PairedCalls): { p: number } | { p: null; reason: 'no-examinations' } {
  if (total(calls) === 0) return { p: null, reason: 'no-examinations' }
  const few = Math.min(calls.firstOnly, calls.secondOnly)
  const discordant = calls.firstOnly + calls.secondOnly
  return { p: calls.firstOnly === calls.secondOnly ? 1 : Math.min(1, 2 * binomialLowerTail(few, discordant, 0.5)) }
}

/**
 * McNemar's mid-p, two-sided: the exact p less the probability of what was observed; 1 − half of it when both counts are
 * equal (Fagerland, Lydersen & Laake 2013; rule PAIR-2). No discordant pairs: 1.
 */
export function midPMcNemar(calls: PairedCalls): { p: number } | { p: null; reason: 'no-examinations' } {
  if (total(calls) === 0) return { p: null, reason: 'no-examinations' }
  const few = Math.min(calls.firstOnly, calls.secondOnly)
  const discordant = calls.firstOnly + calls.secondOnly
  if (discordant === 0) return { p: 1 }
  const observed = binomialProbability(few, discordant, 0.5)
  if (calls.firstOnly === calls.secondOnly) return { p: 1 - observed / 2 }
  return { p: 2 * binomialLowerTail(few, discordant, 0.5) - observed }
}

/**
 * McNemar 1947: (b − c)²/(b + c), one degree of freedom, without or with Edwards' 1948 continuity correction (|b − c| − 1,
 * not below 0) (rule PAIR-3). No discordant pairs: refused. The statistic is the chi-square.
 */
export function chiSquareMcNemar(calls: PairedCalls, continuity: 'none' | 'edwards'): TestResult {
  if (total(calls) === 0) return noTest('no-examinations')
  const discordant = calls.firstOnly + calls.secondOnly
  if (discordant === 0) return noTest('no-discordant-pairs')
  const apart = Math.abs(calls.firstOnly - calls.secondOnly)
  const root = Math.max(0, continuity === 'edwards' ? apart - 1 : apart) / Math.sqrt(discordant)
  return { statistic: root * root, p: 2 * normalCdf(-root) }
}

/**
 * Variance of n·(difference − delta) over n under p12 − p21 = delta, at the restricted maximum likelihood estimate of p21
 * (Tango 1998, Stat Med 17: 891–908; rule PAIR-4).
 */
function tangoVariance(calls: PairedCalls, n: number, delta: number): number {
  // The rarer way, second only when delta ≥ 0: then nothing below cancels.
  const [often, rare] = delta < 0 ? [calls.secondOnly, calls.firstOnly] : [calls.firstOnly, calls.secondOnly]
  const size = Math.abs(delta)
  const spread = size * (1 - size)
  const linear = (2 * n - often + rare) * size - often - rare
  const root = Math.sqrt(linear * linear + 8 * n * rare * spread)
  // The positive root of 2n q² + linear q − rare · spread.
  const q = linear < 0 ? (root - linear) / (4 * n) : rare * spread === 0 ? 0 : (2 * rare * spread) / (root + linear)
  return 2 * q + spread
}

/**
 * Tango's score test of H0: p1 − p2 = delta (rule PAIR-4). Non-inferiority of the first: delta = −margin, 'greater'.
 * delta 0 is McNemar's statistic, signed. No variance under H0: no-discordant-pairs.
 */
export function tangoTest(calls: PairedCalls, delta: number, alternative: Alternative): TestResult {
  const n = total(calls)
  if (n === 0) return noTest('no-examinations')
  const variance = tangoVariance(calls, n, delta)
  if (!(variance > 0)) return noTest('no-discordant-pairs')
  const statistic = (calls.firstOnly - calls.secondOnly - n * delta) / Math.sqrt(n * variance)
  return { statistic, p: normalP(statistic, alternative) }
}

/** Tango's score interval of p1 − p2: the deltas that his test does not reject (rule PAIR-5). Iterative: to 1e-9. */
export function tangoInterval(calls: PairedCalls, level: number): Bounds {
  const n = total(calls)
  if (n === 0) return noBounds('no-examinations')
  const z = normalMultiplier(level)
  const { firstOnly, secondOnly } = calls
  if (firstOnly + secondOnly === 0) {
    const bound = (z * z) / (n + z * z)
    return { lower: -bound, upper: bound }
  }
  const difference = (firstOnly - secondOnly) / n
  const beyond = (delta: number, sign: number): number =>
    difference - delta - sign * z * Math.sqrt(tangoVariance(calls, n, delta) / n)
  return invertedScore(difference, n, beyond)
}

/** φ of the four counts, its numerator lessened by n/2 but not below 0 when positive; 0 when a margin is 0. */
function correctedPhi({ both: a, firstOnly: b, secondOnly: c, neither: d }: PairedCalls): number {
  const margins = Math.sqrt((a + b) * (c + d)) * Math.sqrt((a + c) * (b + d))
  if (margins === 0) return 0
  const product = a * d - b * c
  const numerator = product > 0 ? Math.max(0, product - (a + b + c + d) / 2) : product
  return numerator / margins
}

/**
 * Interval of p1 − p2 from the two marginal Wilson intervals with φ between them (Newcombe 1998, Stat Med 17: 2635–2650,
 * method 10; rule PAIR-6).
 */
export function newcombePairedInterval(calls: PairedCalls, level: number): Bounds {
  const n = total(calls)
  if (n === 0) return noBounds('no-examinations')
  const x1 = calls.both + calls.firstOnly
  const x2 = calls.both + calls.secondOnly
  const first = wilsonInterval(x1, n, level)
  const second = wilsonInterval(x2, n, level)
  if (first.lower === null || second.lower === null) return noBounds('no-examinations')
  const phi = correctedPhi(calls)
  const length = (u: number, v: number): number => Math.sqrt(Math.max(0, u * u - 2 * phi * u * v + v * v))
  const difference = (calls.firstOnly - calls.secondOnly) / n
  const below = length(x1 / n - first.lower, second.upper - x2 / n)
  const above = length(first.upper - x1 / n, x2 / n - second.lower)
  return { lower: Math.max(-1, difference - below), upper: Math.min(1, difference + above) }
}
