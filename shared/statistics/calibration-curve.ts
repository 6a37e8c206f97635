import type { StatisticsReason } from './interval.ts'
import { loessDirect, loessInterpolate } from './loess.ts'
import { lowessIter0 } from './lowess.ts'
import { ascendingOrder } from './order.ts'
import { restrictedCubicSpline } from './restricted-cubic-spline.ts'
import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

export const smoothers = ['loess-interpolate', 'loess-direct', 'lowess-iter-0', 'restricted-cubic-spline'] as const
export type Smoother = (typeof smoothers)[number]

/** Above this many examinations the curve is a restricted cubic spline unless the protocol names a smoother. */
export const LOESS_MOST_EXAMINATIONS = 5000

/** Rule CUR-1: loess up to 5,000 examinations, restricted cubic splines above. */
export const smootherFor = (n: number): Smoother =>
  n > LOESS_MOST_EXAMINATIONS ? 'restricted-cubic-spline' : 'loess-interpolate'

export type CalibrationCurve =
  | { readonly smoother: Smoother; readonly fitted: Float64Array }
  | { readonly smoother: Smoother; readonly fitted: null; readonly reason: StatisticsReason }

/** Smoothed observed fraction at each distinct predicted probability; the smoother travels with the numbers. */
export function calibrationCurve(
  counts: ScoreCounts,
  smoother: Smoother = smootherFor(counts.nPresent + counts.nAbsent),
): CalibrationCurve {
  const found = smooth(counts, smoother)
  return found.fitted === null
    ? { smoother, fitted: null, reason: found.reason }
    : { smoother, fitted: found.fitted }
}

function smooth(counts: ScoreCounts, smoother: Smoother) {
  switch (smoother) {
    case 'loess-interpolate':
      return loessInterpolate(counts)
    case 'loess-direct':
      return loessDirect(counts)
    case 'lowess-iter-0':
      return lowessIter0(counts)
    case 'restricted-cubic-spline':
      return restrictedCubicSpline(counts)
  }
}

export interface CalibrationDistances {
  /** Integrated calibration index: mean |curve − predicted|. */
  readonly ici: number
  /** Median, 90th centile and maximum of |curve − predicted|. */
  readonly e50: number
  readonly e90: number
  readonly emax: number
}

/**
 * ICI, E50, E90 and Emax of a fitted curve (rule CUR-2; Austin & Steyerberg 2019, Statistics in Medicine 38: 4051–4065):
 * over examinations, quantiles of type 7. fitted: one value a distinct score, as calibrationCurve gives it. The curve is
 * not cut to [0, 1]. O(n).
 */
export function calibrationDistances(counts: ScoreCounts, fitted: Float64Array): CalibrationDistances {
  const n = counts.nPresent + counts.nAbsent
  const distance = counts.scores.map((p, g) => Math.abs(p - (fitted[g] ?? 0)))
  const sum = new CompensatedSum()
  distance.forEach((d, g) => sum.add(((counts.present[g] ?? 0) + (counts.absent[g] ?? 0)) * d))
  const order = ascendingOrder(distance)
  const [e50, e90] = [0.5, 0.9].map((share) => weightedQuantile(counts, distance, order, share))
  const emax = distance[order[order.length - 1] ?? 0] ?? 0
  return { ici: sum.value / n, e50: e50 ?? 0, e90: e90 ?? 0, emax }
}

/** Type-7 quantile of values that stand for as many examinations as their score has. */
function weightedQuantile(counts: ScoreCounts, values: Float64Array, order: Uint32Array, share: number): number {
  const at = (counts.nPresent + counts.nAbsent - 1) * share
  const rank = Math.floor(at)
  let below = 0
  let low: number | null = null
  for (const g of order) {
    below += (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
    const value = values[g] ?? 0
    if (low === null && rank < below) low = value
    if (low !== null && rank + 1 < below) return low + (at - rank) * (value - low)
  }
  return low ?? 0
}
