import { quantilesOfSizes } from './counted-quantiles.ts'
import type { StatisticsReason } from './interval.ts'
import { loessDirect, loessInterpolate } from './loess.ts'
import { lowessIter0 } from './lowess.ts'
import { HARRELL_QUANTILES, type KnownOfScores, restrictedCubicSpline } from './restricted-cubic-spline.ts'
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

/**
 * Smoothed observed fraction at each distinct predicted probability; the smoother travels with the numbers. known: what
 * a spline needs and the caller has already.
 */
export function calibrationCurve(
  counts: ScoreCounts,
  smoother: Smoother = smootherFor(counts.nPresent + counts.nAbsent),
  known?: KnownOfScores,
): CalibrationCurve {
  const found = smooth(counts, smoother, known)
  return found.fitted === null
    ? { smoother, fitted: null, reason: found.reason }
    : { smoother, fitted: found.fitted }
}

function smooth(counts: ScoreCounts, smoother: Smoother, known?: KnownOfScores) {
  switch (smoother) {
    case 'loess-interpolate':
      return loessInterpolate(counts)
    case 'loess-direct':
      return loessDirect(counts)
    case 'lowess-iter-0':
      return lowessIter0(counts)
    case 'restricted-cubic-spline':
      return restrictedCubicSpline(counts, HARRELL_QUANTILES, known)
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

const BLOCK = 512
const terms = new Float64Array(BLOCK)

/**
 * ICI, E50, E90 and Emax of a fitted curve (rule CUR-2; Austin & Steyerberg 2019, Statistics in Medicine 38: 4051–4065):
 * over examinations, quantiles of type 7. fitted: one value a distinct score, as calibrationCurve gives it. The curve is
 * not cut to [0, 1]. distance: room for one value a score. O(n).
 */
export function calibrationDistances(counts: ScoreCounts, fitted: Float64Array, distance: Float64Array = new Float64Array(fitted.length)): CalibrationDistances {
  const { scores, present, absent } = counts
  const sum = new CompensatedSum()
  let emax = 0
  for (let from = 0; from < distance.length; from += BLOCK) {
    const n = Math.min(BLOCK, distance.length - from)
    for (let i = 0; i < n; i++) {
      const g = from + i
      const here = Math.abs((scores[g] ?? 0) - (fitted[g] ?? 0))
      distance[g] = here
      if (here > emax) emax = here
      terms[i] = ((present[g] ?? 0) + (absent[g] ?? 0)) * here
    }
    sum.addExactly(terms, n)
  }
  const [e50 = 0, e90 = 0] = quantilesOfSizes(counts, distance, emax, [0.5, 0.9])
  return { ici: sum.value / (counts.nPresent + counts.nAbsent), e50, e90, emax }
}
