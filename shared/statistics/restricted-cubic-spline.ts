import { CLIP } from './calibration.ts'
import { ln, logit } from './elementary.ts'
import { countedQuantiles } from './counted-quantiles.ts'
import type { StatisticsReason } from './interval.ts'
import type { ScoreCounts } from './score-counts.ts'
import { fitSpline } from './spline-fit.ts'
import { splinePieces, standardised } from './spline-pieces.ts'
import { type CovariateRows, compressRows } from './spline-rows.ts'

/** Quantiles of the knots for 5 knots (Harrell 2015, Regression Modeling Strategies, table 2.3). */
export const HARRELL_QUANTILES: readonly number[] = [0.05, 0.275, 0.5, 0.725, 0.95]

export type SplineSmooth =
  | { readonly fitted: Float64Array; readonly knots: readonly number[] }
  | { readonly fitted: null; readonly reason: StatisticsReason }

/** logit(p) of each score, p clipped to [1e-10, 1 − 1e-10]. */
export const clippedLogits = (scores: Float64Array): Float64Array => scores.map((p) => logit(Math.min(1 - CLIP, Math.max(CLIP, p))))

/** What a caller with many samples over the same scores has already. */
export interface KnownOfScores {
  /** `clippedLogits` of the scores. */
  readonly logits?: Float64Array
  /** `countsBelow` of the counts, both classes. */
  readonly below?: Float64Array
  /** Where the curve goes, one value a score; a list of its own by default. */
  readonly room?: Float64Array
}

/**
 * Flexible calibration curve for large n (rule RCS-1): logistic regression of the outcome on a restricted cubic spline
 * of logit(p), 5 knots at Harrell's quantiles of logit(p) (type 7). p is clipped to [1e-10, 1 − 1e-10]. Newton to
 * rounding: an iterative definition. Refused with one class, with coinciding knots, or when Newton does not converge.
 * O(n).
 */
export function restrictedCubicSpline(counts: ScoreCounts, quantiles = HARRELL_QUANTILES, known: KnownOfScores = {}): SplineSmooth {
  if (counts.nPresent + counts.nAbsent === 0) return { fitted: null, reason: 'no-examinations' }
  if (counts.nPresent === 0 || counts.nAbsent === 0) return { fitted: null, reason: 'one-class' }
  const { present, absent } = counts
  const x = known.logits ?? clippedLogits(counts.scores)
  const knots = countedQuantiles({ ...counts, scores: x }, quantiles, known.below)
  const coincide = knots.some((knot, k) => k > 0 && !(knot > (knots[k - 1] ?? 0)))
  if (coincide || x.length < 15) return { fitted: null, reason: 'too-few-distinct-scores' }
  const start = new Float64Array(knots.length)
  start[0] = ln(counts.nPresent / counts.nAbsent)
  const fitted = fitFrom({ x, present, absent }, knots, start, known.room)
  return fitted === null ? { fitted: null, reason: 'no-convergence' } : { fitted, knots }
}

/** Above so many distinct scores, Newton's first steps are made on few rows that stand for them. */
const MANY_ROWS = 4096
const CELLS_BETWEEN_KNOTS = 256

/** Where the first steps were made makes no difference: the last ones are over all rows, by the same criterion. */
function fitFrom(rows: CovariateRows, knots: readonly number[], start: Float64Array, room?: Float64Array): Float64Array | null {
  const width = ((knots[knots.length - 1] ?? 0) - (knots[0] ?? 0)) / CELLS_BETWEEN_KNOTS
  const few = rows.x.length > MANY_ROWS ? compressRows(rows, width) : rows
  const pieces = standardised(splinePieces(knots), knots, few)
  const cold = { beta: start }
  const near = few === rows ? null : fitSpline(few, pieces, knots, cold)
  return fitSpline(rows, pieces, knots, near ?? cold, room)?.fitted ?? null
}
