import type { Bounds } from './interval.ts'
import { noBounds } from './interval.ts'
import { wilsonByScoreRoots } from './proportion-second.ts'
import { checkCounts } from './proportion.ts'
import { betaQuantileByQuadrature, normalMultiplierByQuadrature } from './quadrature-second.ts'
import { bracketedRoot } from './root.ts'

/**
 * Second engine for the Agresti-Coull interval (rule TWO-7): the roots of ñ (p − c)² = z² c (1 − c) cut to [0, 1], about
 * the middle c of Wilson's two score roots, with z by quadrature. n = 0: denominator-zero.
 */
export function agrestiCoullByRoots(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const z = normalMultiplierByQuadrature(level)
  const wilson = wilsonByScoreRoots(x, n, level)
  if (wilson.lower === null) return wilson
  const centre = (wilson.lower + wilson.upper) / 2
  const square = z * z * centre * (1 - centre)
  const beyond = (p: number): number => (n + z * z) * (p - centre) * (p - centre) - square
  return {
    lower: x === 0 || beyond(0) <= 0 ? 0 : bracketedRoot(beyond, 0, centre),
    upper: x === n || beyond(1) <= 0 ? 1 : bracketedRoot(beyond, centre, 1),
  }
}

/** Second engine for the Jeffreys interval (rule TWO-8): its beta quantiles by quadrature. n = 0: denominator-zero. */
export function jeffreysByQuadrature(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const tail = (1 - level) / 2
  return {
    lower: betaQuantileByQuadrature(tail, x + 0.5, n - x + 0.5),
    upper: betaQuantileByQuadrature(1 - tail, x + 0.5, n - x + 0.5),
  }
}
