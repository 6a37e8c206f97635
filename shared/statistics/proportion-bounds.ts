import type { Bounds } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { checkCounts } from './proportion.ts'
import { betaQuantile } from './special.ts'

/**
 * Agresti & Coull 1998 interval of x of n: Wald about (x + z²/2) / (n + z²), cut to [0, 1] (rule PROP-4).
 * n = 0: no bounds, denominator-zero.
 */
export function agrestiCoullInterval(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const z = normalMultiplier(level)
  const size = n + z * z
  const centre = (x + (z * z) / 2) / size
  const half = z * Math.sqrt((centre * (1 - centre)) / size)
  return { lower: x === 0 ? 0 : Math.max(0, centre - half), upper: x === n ? 1 : Math.min(1, centre + half) }
}

/**
 * Jeffreys interval of x of n: quantiles of beta(x + ½, n − x + ½), equal tails (Brown, Cai & DasGupta 2001; rule
 * PROP-5), not widened to 0 or 1 at x = 0 or n. n = 0: no bounds, denominator-zero.
 */
export function jeffreysInterval(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const tail = (1 - level) / 2
  return { lower: betaQuantile(tail, x + 0.5, n - x + 0.5), upper: betaQuantile(1 - tail, x + 0.5, n - x + 0.5) }
}

/**
 * Wilson's interval with continuity correction, as R's prop.test: the correction is ½, or |x − n/2| where that is less
 * (rule PROP-6). n = 0: no bounds, denominator-zero.
 */
export function wilsonContinuityInterval(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const z = normalMultiplier(level)
  const correction = Math.min(0.5, Math.abs(x - n / 2)) / n
  const z2n = (z * z) / (2 * n)
  const bound = (shifted: number, sign: number): number =>
    (shifted + z2n + sign * z * Math.sqrt((shifted * (1 - shifted)) / n + z2n / (2 * n))) / (1 + 2 * z2n)
  const below = x / n - correction
  const above = x / n + correction
  return { lower: below <= 0 ? 0 : Math.max(0, bound(below, -1)), upper: above >= 1 ? 1 : Math.min(1, bound(above, 1)) }
}

/**
 * Wald interval of x of n, cut to [0, 1] (rule PROP-7): for comparison with other programs only. Refused at x = 0 and
 * x = n (zero-variance), where its width is 0.
 */
export function waldProportionInterval(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  if (x === 0 || x === n) return noBounds('zero-variance')
  const p = x / n
  const half = normalMultiplier(level) * Math.sqrt((p * (1 - p)) / n)
  return { lower: Math.max(0, p - half), upper: Math.min(1, p + half) }
}
