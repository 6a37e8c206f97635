import type { Bounds } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { betaQuantile } from './special.ts'

/**
 * Exact (Clopper & Pearson 1934) interval of x of n by beta quantiles (rule PROP-1). level in (0, 1).
 * n = 0: no bounds, denominator-zero. x = 0 gives a lower bound of exactly 0, x = n an upper bound of exactly 1.
 */
export function clopperPearsonInterval(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const tail = (1 - level) / 2
  return {
    lower: x === 0 ? 0 : betaQuantile(tail, x, n - x + 1),
    upper: x === n ? 1 : betaQuantile(1 - tail, x + 1, n - x),
  }
}

/** Score interval without continuity correction (Wilson 1927; rule PROP-2). Same conventions at 0 and n. */
export function wilsonInterval(x: number, n: number, level: number): Bounds {
  checkCounts(x, n)
  if (n === 0) return noBounds('denominator-zero')
  const z = normalMultiplier(level)
  const z2n = (z * z) / n
  const p = x / n
  const centre = (p + z2n / 2) / (1 + z2n)
  const half = (z * Math.sqrt((p * (1 - p)) / n + z2n / (4 * n))) / (1 + z2n)
  return { lower: x === 0 ? 0 : centre - half, upper: x === n ? 1 : centre + half }
}

/** RangeError unless x of n are whole numbers, 0 ≤ x ≤ n. */
export function checkCounts(x: number, n: number): void {
  if (!Number.isInteger(x) || !Number.isInteger(n) || x < 0 || x > n) throw new RangeError(`not ${x} of ${n}`)
}
