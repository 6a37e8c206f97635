import type { PairedCalls } from './paired-proportions.ts'
import { normalMultiplierByQuadrature, normalUpperTailByQuadrature } from './quadrature-second.ts'
import { bracketedRoot } from './root.ts'
import type { Second } from './table-second.ts'

/**
 * P(only the second calls) at which the likelihood is largest while P(only the first) = q + delta, delta ≥ 0: the root of
 * the likelihood's derivative times its poles, found in a bracket. rare, often: the counts of the two.
 */
function likeliestRare(often: number, rare: number, alike: number, delta: number): number {
  if (delta === 0) return (often + rare) / (2 * (often + rare + alike))
  const high = (1 - delta) / 2
  if (!(high > 0)) return 0
  const slope = (q: number): number => {
    const a = often === 0 ? 1 : q + delta
    const b = rare === 0 ? 1 : q
    const c = alike === 0 ? 1 : high - q
    return c * (often * b + rare * a) - alike * a * b
  }
  if (slope(0) <= 0) return 0
  return slope(high) >= 0 ? high : bracketedRoot(slope, 0, high)
}

/** n · variance of p1 − p2 under p1 − p2 = delta: p12 + p21 − delta². */
function varianceUnder(calls: PairedCalls, delta: number): number {
  const alike = calls.both + calls.neither
  const [often, rare] = delta < 0 ? [calls.secondOnly, calls.firstOnly] : [calls.firstOnly, calls.secondOnly]
  const size = Math.abs(delta)
  return 2 * likeliestRare(often, rare, alike, size) + size * (1 - size)
}

/**
 * Second engine for the paired difference with Tango's interval (rule TWO-11): the restricted likelihood is maximised by
 * a root of its derivative instead of the closed quadratic, and the bounds are the roots of the squared score statistic
 * in delta. At least one examination.
 */
export function tangoByLikelihoodRoots(calls: PairedCalls, level: number): Second {
  const n = calls.both + calls.firstOnly + calls.secondOnly + calls.neither
  const z = normalMultiplierByQuadrature(level)
  const value = calls.firstOnly / n - calls.secondOnly / n
  const beyond = (delta: number): number => {
    const apart = calls.firstOnly - calls.secondOnly - n * delta
    return apart * apart - z * z * n * varianceUnder(calls, delta)
  }
  const bound = (sign: 1 | -1): number => {
    if (value === sign) return sign
    // A hair inwards where the statistic is 0 over 0 at the estimate itself.
    const from = beyond(value) < 0 ? value : value + sign * 1e-10
    return bracketedRoot(beyond, from, sign)
  }
  return { value, bounds: { lower: bound(-1), upper: bound(1) } }
}

/** Second engine for Tango's one-sided p (rule TWO-12): that variance, and the normal tail by quadrature. */
export function tangoPByLikelihoodRoots(calls: PairedCalls, delta: number, alternative: 'greater' | 'less'): number {
  const n = calls.both + calls.firstOnly + calls.secondOnly + calls.neither
  const z = ((calls.firstOnly - calls.secondOnly) / n - delta) / Math.sqrt(varianceUnder(calls, delta) / n)
  return normalUpperTailByQuadrature(alternative === 'greater' ? z : -z)
}
