import type { TwoProportions } from './independent-proportions.ts'
import { normalMultiplierByQuadrature, normalUpperTailByQuadrature, studentMultiplierByQuadrature } from './quadrature-second.ts'
import type { Second } from './table-second.ts'

/** Halves an interval until nothing is left between its ends: the root of a function that falls through 0. */
function fallingRoot(at: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let i = 0; i < 200; i++) {
    const middle = low + (high - low) / 2
    if (middle === low || middle === high) break
    if (at(middle) > 0) low = middle
    else high = middle
  }
  return low + (high - low) / 2
}

/** Variance of p1 − p2 where p1 − p2 = delta, at the likeliest p1: the root of the score in p1 (not in p2), by halving. */
function varianceAt({ x1, n1, x2, n2 }: TwoProportions, delta: number): number {
  const slope = (p1: number): number => {
    const p2 = p1 - delta
    const part = (x: number, n: number, p: number): number => (x === 0 ? 0 : x / p) - (x === n ? 0 : (n - x) / (1 - p))
    return part(x1, n1, p1) + part(x2, n2, p2)
  }
  const p1 = fallingRoot(slope, Math.max(0, delta), Math.min(1, 1 + delta))
  const p2 = p1 - delta
  return Math.max(0, (p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2)
}

/**
 * Second engine for Farrington and Manning's interval of p1 − p2 (rule TWO-20): the score test inverted by halving, its
 * likeliest proportions found in p1, z by quadrature. Where nobody, or everybody, is right, one proportion stays at its end:
 * delta² = z² delta (1 − delta)/n, divided by delta and halved for likewise. Both denominators above 0.
 */
export function farringtonManningByHalving(counts: TwoProportions, level: number): Second {
  const { x1, n1, x2, n2 } = counts
  const value = x1 / n1 - x2 / n2
  const z = normalMultiplierByQuadrature(level)
  const atEnd = (n: number): number => fallingRoot((delta) => z * z * (1 - delta) - n * delta, 0, 1)
  if (x1 + x2 === 0) return { value, bounds: { lower: -atEnd(n2), upper: atEnd(n1) } }
  if (x1 === n1 && x2 === n2) return { value, bounds: { lower: -atEnd(n1), upper: atEnd(n2) } }
  const beyond = (sign: number) => (delta: number) => value - delta - sign * z * Math.sqrt(varianceAt(counts, delta))
  return {
    value,
    bounds: { lower: value === -1 ? -1 : fallingRoot(beyond(1), -1, value), upper: value === 1 ? 1 : fallingRoot(beyond(-1), value, 1) },
  }
}

/**
 * Second engine for Farrington and Manning's one-sided p at any delta in (−1, 1) (rule TWO-22): that variance, and the normal
 * tail by quadrature. Where nothing varies at delta there is no test, and this has no meaning.
 */
export function farringtonManningPByHalving(counts: TwoProportions, delta: number, alternative: 'greater' | 'less'): number {
  const { x1, n1, x2, n2 } = counts
  const apart = x1 / n1 - x2 / n2 - delta
  const z = apart / Math.sqrt(varianceAt(counts, delta))
  return normalUpperTailByQuadrature(alternative === 'greater' ? z : -z)
}

/** Second engine for areas of independent samples (rule TWO-21): variances added, Student's quantile by quadrature. */
export function unpairedAreasByQuadrature(
  first: { readonly value: number; readonly variance: number; readonly n: number },
  second: { readonly value: number; readonly variance: number; readonly n: number },
  level: number,
): Second & { readonly standardError: number } {
  const total = first.variance + second.variance
  const df = (total * total) / ((first.variance * first.variance) / (first.n - 1) + (second.variance * second.variance) / (second.n - 1))
  const value = first.value - second.value
  const standardError = Math.sqrt(total)
  const half = studentMultiplierByQuadrature((1 - level) / 2, df) * standardError
  return { value, standardError, bounds: { lower: Math.max(-1, value - half), upper: Math.min(1, value + half) } }
}
