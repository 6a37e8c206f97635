import { averagePrecision } from '../statistics/average-precision.ts'
import type { BootstrapStatistic } from '../statistics/bootstrap.ts'
import { equalMassQuantileBins, equalWidthBins } from '../statistics/calibration-bins.ts'
import { type CalibrationDistances, calibrationCurve, calibrationDistances, smootherFor } from '../statistics/calibration-curve.ts'
import { expectedCalibrationError } from '../statistics/calibration-error.ts'
import { decisionCurve } from '../statistics/net-benefit.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity, youdenCutOffs } from '../statistics/operating-points.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../statistics/partial-auc.ts'
import { atPrevalence } from '../statistics/resample-weighted.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import { brierSummary, logLoss } from '../statistics/scoring-rules.ts'
import type { Estimate } from '../vocabulary/results.ts'

/** What a replicate needs to know of an estimate to compute it again: plain values, so that any worker can be told. */
export interface ReplicatedNumber {
  /** An estimate's quantity, or a point of a curve. */
  readonly quantity: Estimate['quantity'] | 'net-benefit' | 'smoothed-fraction'
  readonly method: string
  readonly options: Readonly<Record<string, string | number>>
  /** Both classes are brought to this prevalence. */
  readonly prevalence?: number
}

/** Several statistics of one replicate share what is kept by its counts. */
function kept<T>(make: (counts: ScoreCounts) => T): (counts: ScoreCounts) => T {
  const found = new WeakMap<ScoreCounts, { readonly value: T }>()
  return (counts) => {
    const known = found.get(counts) ?? { value: make(counts) }
    found.set(counts, known)
    return known.value
  }
}

// A replicate leaves some scores without an examination; what follows takes distinct scores that occur.
const occurringIn = kept(occurring)

/** Several statistics of one replicate share the counts at a stated prevalence. */
const byPrevalence = new Map<number, (counts: ScoreCounts) => ScoreCounts>()
function atStatedIn(prevalence: number): (counts: ScoreCounts) => ScoreCounts {
  const known = byPrevalence.get(prevalence) ?? kept((counts) => atPrevalence(occurringIn(counts), prevalence))
  byPrevalence.set(prevalence, known)
  return known
}

/** The smoothed curve of a replicate, at its own scores. */
const curveOf = (smoother: 'loess-interpolate' | 'restricted-cubic-spline') =>
  kept((counts) => {
    // The smoother of the whole cohort, also where a replicate has fewer distinct scores.
    const isLarge = smootherFor(counts.nPresent + counts.nAbsent) === 'restricted-cubic-spline'
    return calibrationCurve(counts, isLarge ? 'restricted-cubic-spline' : smoother).fitted
  })
const curvesBy = { 'loess-interpolate': curveOf('loess-interpolate'), 'restricted-cubic-spline': curveOf('restricted-cubic-spline') }

const curveDistances = (smoother: 'loess-interpolate' | 'restricted-cubic-spline') =>
  kept((counts): CalibrationDistances | null => {
    const fitted = curvesBy[smoother](counts)
    return fitted === null ? null : calibrationDistances(counts, fitted)
  })
const distancesBy = { 'loess-interpolate': curveDistances('loess-interpolate'), 'restricted-cubic-spline': curveDistances('restricted-cubic-spline') }

/** The number again, from the counts of one replicate; null for quantities that have an interval of their own. */
export function statisticOf({ quantity, options, method, prevalence }: ReplicatedNumber, direction: ScoreDirection): BootstrapStatistic | null {
  const option = (name: string): number => Number(options[name] ?? Number.NaN)
  const statedIn = prevalence === undefined ? occurringIn : atStatedIn(prevalence)
  const of = (value: (counts: ScoreCounts) => number | null): BootstrapStatistic => ([counts]) => {
    const found = counts === undefined ? null : value(statedIn(counts))
    return found === null || Number.isFinite(found) ? found : null
  }
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
      return of((counts) => sensitivityAtSpecificity(counts, direction, option('least')).value)
    case 'specificity-at-sensitivity':
      return of((counts) => specificityAtSensitivity(counts, direction, option('least')).value)
    case 'youden-maximum':
      return of((counts) => youdenCutOffs(counts, direction).value)
    case 'net-benefit':
      return of((counts) => decisionCurve(counts, [option('threshold')])?.[0]?.netBenefit ?? null)
    case 'smoothed-fraction':
      return of((counts) => fractionAt(counts.scores, curvesBy[method === 'loess-interpolate' ? method : 'restricted-cubic-spline'](counts), option('predicted')))
    case 'ici':
    case 'e50':
    case 'e90':
    case 'emax':
      return distances(quantity)
    case 'ece-equal-width':
      return of((counts) => expectedCalibrationError(equalWidthBins(counts, option('bins'))).ece)
    case 'ece-equal-mass':
      return of((counts) => expectedCalibrationError(equalMassQuantileBins(counts, option('bins'))).ece)
    case 'brier':
      return of((counts) => brierSummary(counts).value)
    case 'scaled-brier':
      return of((counts) => scaled(counts))
    case 'log-loss':
      return of((counts) => logLoss(counts).value)
    default:
      return null
  }
}

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

/** The distinct scores that have examinations; 64-bit numbers hold counts and sums of weights. */
function occurring(counts: ScoreCounts): ScoreCounts {
  const { scores, present, absent } = counts
  const kept = { scores: new Float64Array(scores.length), present: new Float64Array(scores.length), absent: new Float64Array(scores.length) }
  let n = 0
  for (let g = 0; g < scores.length; g++) {
    const p = present[g] ?? 0
    const a = absent[g] ?? 0
    if (p + a === 0) continue
    kept.scores[n] = scores[g] ?? 0
    kept.present[n] = p
    kept.absent[n++] = a
  }
  if (n === scores.length) return counts
  return { ...counts, scores: kept.scores.subarray(0, n), present: kept.present.subarray(0, n), absent: kept.absent.subarray(0, n) }
}

const standardised = (found: ReturnType<typeof partialAreaOverSpecificity>): number | null =>
  found.area === null ? null : found.standardised

function scaled(counts: ScoreCounts): number | null {
  const found = brierSummary(counts)
  return found.value === null ? null : found.scaled
}
