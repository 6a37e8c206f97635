import { averagePrecision } from '../statistics/average-precision.ts'
import { binsUpTo, equalMassEnds, equalWidthEnds } from '../statistics/bin-ends.ts'
import type { BootstrapStatistic } from '../statistics/bootstrap.ts'
import { type CalibrationDistances, calibrationCurve, calibrationDistances, smootherFor } from '../statistics/calibration-curve.ts'
import { expectedCalibrationError } from '../statistics/calibration-error.ts'
import { countsBelow } from '../statistics/counts-below.ts'
import { sensitivityWhereSpecificity, specificityWhereSensitivity } from '../statistics/fixed-rates.ts'
import { netBenefitAt } from '../statistics/net-benefit.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity, youdenCutOffs } from '../statistics/operating-points.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../statistics/partial-auc.ts'
import { atPrevalence } from '../statistics/resample-weighted.ts'
import { clippedLogits } from '../statistics/restricted-cubic-spline.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import { logLossIfAbsent, logLossIfPresent, meanLosses, squaredErrorIfAbsent, squaredErrorIfPresent } from '../statistics/score-losses.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { byScore, kept, occurring, roomOf } from './replicate-scores.ts'

/** What a replicate needs to know of an estimate to compute it again: plain values, so that any worker can be told. */
export interface ReplicatedNumber {
  /** An estimate's quantity, or a point of a curve. */
  readonly quantity: Estimate['quantity'] | 'net-benefit' | 'smoothed-fraction'
  readonly method: string
  readonly options: Readonly<Record<string, string | number>>
  /** Both classes are brought to this prevalence. */
  readonly prevalence?: number
}

// What follows takes distinct scores that occur.
const occurringIn = kept(occurring)
const logits = byScore(clippedLogits)
const belowIn = kept((counts: ScoreCounts) => countsBelow(counts, (name, size) => roomOf(counts, name, size)))
const squaredErrors = { present: byScore(squaredErrorIfPresent), absent: byScore(squaredErrorIfAbsent) }
const logLosses = { present: byScore(logLossIfPresent), absent: byScore(logLossIfAbsent) }
const lossOf = (by: typeof squaredErrors, { scores }: ScoreCounts) => ({ ifPresent: by.present(scores), ifAbsent: by.absent(scores) })
const lossesOf = kept((counts: ScoreCounts) => meanLosses(counts, lossOf(squaredErrors, counts), lossOf(logLosses, counts)))
const brierOf = (counts: ScoreCounts): number | null => lossesOf(counts)?.[0] ?? null

/** Several statistics of one replicate share the counts at a stated prevalence. */
const byPrevalence = new Map<number, (counts: ScoreCounts) => ScoreCounts>()
function atStatedIn(prevalence: number): (counts: ScoreCounts) => ScoreCounts {
  const known = byPrevalence.get(prevalence) ?? kept((counts: ScoreCounts) => atPrevalence(occurringIn(counts), prevalence))
  byPrevalence.set(prevalence, known)
  return known
}

/** The smoothed curve of a replicate, at its own scores. */
const curveOf = (smoother: 'loess-interpolate' | 'restricted-cubic-spline') =>
  kept((counts: ScoreCounts) => {
    // The smoother of the whole cohort, also where a replicate has fewer distinct scores.
    const isSpline = smoother === 'restricted-cubic-spline' || smootherFor(counts.nPresent + counts.nAbsent) === 'restricted-cubic-spline'
    return isSpline ? calibrationCurve(counts, 'restricted-cubic-spline', { logits: logits(counts.scores), below: belowIn(counts).both, room: roomOf(counts, 'fitted', counts.scores.length) }).fitted : calibrationCurve(counts, smoother).fitted
  })
const curvesBy = { 'loess-interpolate': curveOf('loess-interpolate'), 'restricted-cubic-spline': curveOf('restricted-cubic-spline') }

const curveDistances = (smoother: 'loess-interpolate' | 'restricted-cubic-spline') =>
  kept((counts: ScoreCounts): CalibrationDistances | null => {
    const fitted = curvesBy[smoother](counts)
    return fitted === null ? null : calibrationDistances(counts, fitted, roomOf(counts, 'distance', fitted.length))
  })
const distancesBy = { 'loess-interpolate': curveDistances('loess-interpolate'), 'restricted-cubic-spline': curveDistances('restricted-cubic-spline') }

/** The number again, from the counts of one replicate; null for quantities that have an interval of their own. */
export function statisticOf({ quantity, options, method, prevalence }: ReplicatedNumber, direction: ScoreDirection): BootstrapStatistic | null {
  const option = (name: string): number => Number(options[name] ?? Number.NaN)
  const statedIn = prevalence === undefined ? occurringIn : atStatedIn(prevalence)
  const among = (pick: (counts: ScoreCounts) => ScoreCounts, value: (counts: ScoreCounts) => number | null): BootstrapStatistic => ([counts]) => {
    const found = counts === undefined ? null : value(pick(counts))
    return found === null || Number.isFinite(found) ? found : null
  }
  const of = (value: (counts: ScoreCounts) => number | null): BootstrapStatistic => among(statedIn, value)
  // Sums over scores: those that do not occur add nothing, and what is known by score is in place.
  const ofSums = (value: (counts: ScoreCounts) => number | null): BootstrapStatistic => among(prevalence === undefined ? (counts) => counts : statedIn, value)
  const distances = (which: 'ici' | 'e50' | 'e90' | 'emax') =>
    of((counts) => distancesBy[method === 'loess-interpolate' ? method : 'restricted-cubic-spline'](counts)?.[which] ?? null)
  switch (quantity) {
    case 'average-precision':
      return of((counts) => averagePrecision(counts, direction))
    case 'partial-auroc-specificity':
      return of((counts) => standardised(partialAreaOverSpecificity(counts, direction, { from: option('from'), to: 1 })))
    case 'partial-auroc-sensitivity':
      return of((counts) => standardised(partialAreaOverSensitivity(counts, direction, { from: option('from'), to: 1 })))
    case 'sensitivity-at-specificity':
      return of((counts) => (isWhole(counts) ? sensitivityWhereSpecificity(counts, belowIn(counts), direction, option('least')) : sensitivityAtSpecificity(counts, direction, option('least')).value))
    case 'specificity-at-sensitivity':
      return of((counts) => (isWhole(counts) ? specificityWhereSensitivity(counts, belowIn(counts), direction, option('least')) : specificityAtSensitivity(counts, direction, option('least')).value))
    case 'youden-maximum':
      return of((counts) => youdenCutOffs(counts, direction).value)
    case 'net-benefit':
      return of((counts) => (counts.nPresent + counts.nAbsent === 0 ? null : netBenefitAt(counts, belowIn(counts), option('threshold')).netBenefit))
    case 'smoothed-fraction':
      return of((counts) => fractionAt(counts.scores, curvesBy[method === 'loess-interpolate' ? method : 'restricted-cubic-spline'](counts), option('predicted')))
    case 'ici':
    case 'e50':
    case 'e90':
    case 'emax':
      return distances(quantity)
    case 'ece-equal-width':
      return of((counts) => expectedCalibrationError(binsUpTo(counts, equalWidthEnds(counts, option('bins')))).ece)
    case 'ece-equal-mass':
      return of((counts) => expectedCalibrationError(binsUpTo(counts, equalMassEnds(counts, option('bins'), belowIn(counts).both))).ece)
    case 'brier':
      return ofSums(brierOf)
    case 'scaled-brier':
      return ofSums(scaled)
    case 'log-loss':
      return ofSums((counts) => lossesOf(counts)?.[1] ?? null)
    default:
      return null
  }
}

/** Counts of examinations, not sums of weights: differences of their sums are exact. */
const isWhole = (counts: ScoreCounts): boolean => counts.rows === undefined

/** Between two scores of the replicate on the line through both; beyond its first and last score not defined. */
function fractionAt(scores: Float64Array, fitted: Float64Array | null, at: number): number | null {
  const last = scores.length - 1
  if (fitted === null || at < (scores[0] ?? Infinity) || at > (scores[last] ?? -Infinity)) return null
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((scores[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  const [from, to] = [scores[low] ?? 0, scores[high] ?? 0]
  const share = to === from ? 0 : (at - from) / (to - from)
  return (fitted[low] ?? 0) + share * ((fitted[high] ?? 0) - (fitted[low] ?? 0))
}

const standardised = (found: ReturnType<typeof partialAreaOverSpecificity>): number | null =>
  found.area === null ? null : found.standardised

/** Scaled Brier score (rule BRI-2). */
function scaled(counts: ScoreCounts): number | null {
  const n = counts.nPresent + counts.nAbsent
  const value = brierOf(counts)
  const reference = (counts.nPresent / n) * (counts.nAbsent / n)
  return value === null || reference === 0 ? null : 1 - value / reference
}
