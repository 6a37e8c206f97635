import type { Bounds } from './interval.ts'
import { noBounds } from './interval.ts'
import { checkCounts } from './proportion.ts'
import { normalMultiplierByQuadrature } from './quadrature-second.ts'
import { bracketedRoot } from './root.ts'

/**
 * Second engine for proportions: nothing here uses the gamma or beta functions, the first engine's normal quantile or
 * Wilson's closed form. A number that carries a verdict is computed by both, and a relative difference above 1e-9 is a
 * fault (rules TWO-1 to TWO-3).
 */

/**
 * P(X ≥ x), X binomial of n at p, by summing probabilities relative to the largest one, outwards from the mode by the
 * recurrence P(k + 1) / P(k) = (n − k) p / ((k + 1) (1 − p)) (rule TWO-1). O(√n) terms: about 10^5 for n = 10^7.
 */
export function binomialUpperTailBySums(x: number, n: number, p: number): number {
  return binomialShares(x, n, p).upper
}

/** P(X ≤ x), likewise. */
export function binomialLowerTailBySums(x: number, n: number, p: number): number {
  return binomialShares(x + 1, n, p).lower
}

/** P(X < x) and P(X ≥ x); the smaller one keeps its relative digits. */
function binomialShares(x: number, n: number, p: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (x > n) return { lower: 1, upper: 0 }
  if (p <= 0) return { lower: 1, upper: 0 }
  if (p >= 1) return { lower: 0, upper: 1 }
  const odds = p / (1 - p)
  const mode = Math.min(n, Math.floor((n + 1) * p))
  let lower = 0
  let upper = 0
  let term = 1
  for (let k = mode; k <= n; k++) {
    if (k >= x) upper += term
    else lower += term
    if (k >= x && term < 1e-19 * upper) break
    term *= ((n - k) / (k + 1)) * odds
    if (term === 0) break
  }
  term = 1
  for (let k = mode - 1; k >= 0; k--) {
    term *= (k + 1) / (n - k) / odds
    if (k >= x) upper += term
    else lower += term
    if (term === 0 || (k < x && term < 1e-19 * lower)) break
  }
  const all = lower + upper
  return { lower: lower / all, upper: upper / all }
}

/**
 * Clopper-Pearson interval by inverting the two binomial tails that define it: lower p with P(X ≥ x | p) = (1 − level)/2,
 * upper p with P(X ≤ x | p) = (1 − level)/2 (Clopper & Pearson 1934; rule TWO-2). Independent of clopperPearsonInterval.
 */
export function clopperPearsonByBinomialTails(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const tail = (1 - level) / 2
  const p = x / n
  return {
    lower: x === 0 ? 0 : bracketedRoot((at) => binomialUpperTailBySums(x, n, at) - tail, 0, p),
    upper: x === n ? 1 : bracketedRoot((at) => binomialLowerTailBySums(x, n, at) - tail, p, 1),
  }
}

/**
 * Wilson's interval by finding the two roots of the score equation n (x/n − p)² = z² p (1 − p) (Wilson 1927; rule TWO-3).
 * Independent of wilsonInterval's closed form.
 */
export function wilsonByScoreRoots(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const z = normalMultiplierByQuadrature(level)
  const p = x / n
  const score = (at: number): number => n * (p - at) * (p - at) - z * z * at * (1 - at)
  return {
    lower: x === 0 ? 0 : x === n ? bracketedRoot((at) => n * (1 - at) - z * z * at, 0, 1) : bracketedRoot(score, 0, p),
    upper: x === n ? 1 : x === 0 ? bracketedRoot((at) => n * at - z * z * (1 - at), 0, 1) : bracketedRoot(score, p, 1),
  }
}
