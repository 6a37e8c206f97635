import { exp, ln, logistic, logit } from './elementary.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

export type Fit =
  | { readonly value: number; readonly standardError: number }
  | { readonly value: null; readonly reason: StatisticsReason }

/** Probabilities are kept this far from 0 and 1 before the logit (rule CAL-1). */
export const CLIP = 1e-10

const clipped = (p: number): number => Math.min(1 - CLIP, Math.max(CLIP, p))

/** How many examinations have a probability that clipping changes. */
export function clippedCount(counts: ScoreCounts): number {
  let n = 0
  counts.scores.forEach((p, g) => {
    if (clipped(p) !== p) n += (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
  })
  return n
}

const linearPredictor = (counts: ScoreCounts): Float64Array => counts.scores.map((p) => logit(clipped(p)))

interface Slopes {
  /** Score function: derivative of the log likelihood. */
  readonly g0: number
  readonly g1: number
  /** Information matrix. */
  readonly i00: number
  readonly i01: number
  readonly i11: number
}

/** Gradient and information of the logistic log likelihood at linear predictor a + b·x. */
function slopesAt(counts: ScoreCounts, x: Float64Array, a: number, b: number): Slopes {
  const sums = [0, 1, 2, 3, 4].map(() => new CompensatedSum())
  const [g0, g1, i00, i01, i11] = sums as [
    CompensatedSum, CompensatedSum, CompensatedSum, CompensatedSum, CompensatedSum,
  ]
  for (let g = 0; g < x.length; g++) {
    const xg = x[g] ?? 0
    const eta = a + b * xg
    const p = logistic(eta)
    const q = logistic(-eta)
    const present = counts.present[g] ?? 0
    const absent = counts.absent[g] ?? 0
    const residual = present * q - absent * p
    const weight = (present + absent) * p * q
    g0.add(residual)
    g1.add(residual * xg)
    i00.add(weight)
    i01.add(weight * xg)
    i11.add(weight * xg * xg)
  }
  return { g0: g0.value, g1: g1.value, i00: i00.value, i01: i01.value, i11: i11.value }
}

function emptyClass(counts: ScoreCounts): StatisticsReason | null {
  if (counts.nPresent + counts.nAbsent === 0) return 'no-examinations'
  return counts.nPresent === 0 || counts.nAbsent === 0 ? 'one-class' : null
}

/**
 * Calibration-in-the-large (rule CAL-2): intercept of the logistic model with logit(p) as offset (Cox 1958; Steyerberg
 * 2019), 0 when calibrated. Not the intercept of the joint recalibration model. Newton inside a bracket: the score is
 * monotone in the intercept, so there is exactly one root when both classes occur.
 */
export function calibrationIntercept(counts: ScoreCounts): Fit {
  const reason = emptyClass(counts)
  if (reason !== null) return { value: null, reason }
  const x = linearPredictor(counts)
  let low = -60
  let high = 60
  let a = 0
  for (let i = 0; i < 200; i++) {
    const { g0, i00 } = slopesAt(counts, x, a, 1)
    if (g0 === 0) break
    if (g0 > 0) low = a
    else high = a
    const newton = a + g0 / i00
    const next = newton > low && newton < high ? newton : (low + high) / 2
    const isDone = Math.abs(next - a) <= 1e-15 * Math.max(1, Math.abs(next))
    a = next
    if (isDone) break
  }
  return { value: a + 0, standardError: 1 / Math.sqrt(slopesAt(counts, x, a, 1).i00) }
}

/**
 * Complete or quasi-complete separation with one covariate (Albert & Anderson 1984): the two classes do not overlap in
 * an interval of positive length, so no finite slope exists (rule CAL-4). Exact, no iteration.
 */
function separation(counts: ScoreCounts, x: Float64Array): StatisticsReason | null {
  const ends = { present: [Infinity, -Infinity], absent: [Infinity, -Infinity] }
  x.forEach((value, g) => {
    if ((counts.present[g] ?? 0) > 0) ends.present = widen(ends.present, value)
    if ((counts.absent[g] ?? 0) > 0) ends.absent = widen(ends.absent, value)
  })
  const [lowPresent = 0, highPresent = 0] = ends.present
  const [lowAbsent = 0, highAbsent = 0] = ends.absent
  if (Math.min(lowPresent, lowAbsent) === Math.max(highPresent, highAbsent)) return 'all-scores-tied'
  return highAbsent > lowPresent && highPresent > lowAbsent ? null : 'perfect-separation'
}

const widen = (ends: number[], value: number): number[] => [
  Math.min(ends[0] ?? value, value),
  Math.max(ends[1] ?? value, value),
]

/** Logistic recalibration: outcome on intercept + slope · logit(p), both free. */
export type JointRecalibration =
  | {
      readonly intercept: number
      readonly slope: number
      /** Covariance matrix (intercept, slope) from the information at the estimate. */
      readonly covariance: readonly [number, number, number]
      /** −2 ln likelihood ratio of intercept 0 and slope 1 against this fit: χ² with 2 degrees of freedom. */
      readonly likelihoodRatio: number
    }
  | { readonly intercept: null; readonly slope: null; readonly reason: StatisticsReason }

/**
 * Joint recalibration model (rules CAL-3, CAL-6; Cox 1958): its slope is the calibration slope; its intercept is the
 * joint recalibration intercept, which is not calibration-in-the-large. Newton with step halving; p is clipped to
 * [1e-10, 1 − 1e-10] first. covariance holds [var(intercept), cov, var(slope)].
 */
export function jointRecalibration(counts: ScoreCounts): JointRecalibration {
  const refuse = (reason: StatisticsReason) => ({ intercept: null, slope: null, reason })
  const empty = emptyClass(counts)
  if (empty !== null) return refuse(empty)
  const x = linearPredictor(counts)
  const separated = separation(counts, x)
  if (separated !== null) return refuse(separated)
  const centre = weightedMean(counts, x)
  const centred = x.map((value) => value - centre)
  let a = ln(counts.nPresent / counts.nAbsent)
  let b = 0
  for (let i = 0; i < 200; i++) {
    const s = slopesAt(counts, centred, a, b)
    const determinant = s.i00 * s.i11 - s.i01 * s.i01
    const stepA = (s.i11 * s.g0 - s.i01 * s.g1) / determinant
    const stepB = (s.i00 * s.g1 - s.i01 * s.g0) / determinant
    if (!Number.isFinite(stepA) || !Number.isFinite(stepB)) return refuse('no-convergence')
    const isDone = isRounding(stepA, a) && isRounding(stepB, b)
    const share = isDone ? 1 : shareOfStep(counts, centred, { a, b, stepA, stepB })
    a += share * stepA
    b += share * stepB
    if (!isDone && share !== 0) continue
    const [v00, v01, v11] = [s.i11 / determinant, -s.i01 / determinant, s.i00 / determinant]
    const gain = logLikelihood(counts, centred, a, b) - logLikelihood(counts, x, 0, 1)
    return {
      intercept: a - b * centre + 0,
      slope: b + 0,
      covariance: [v00 - 2 * centre * v01 + centre * centre * v11, v01 - centre * v11, v11],
      likelihoodRatio: Math.max(0, 2 * gain),
    }
  }
  return refuse('no-convergence')
}

/**
 * Calibration slope (rule CAL-3): coefficient of logit(p) in a logistic model with its own intercept (Cox 1958), 1 when
 * calibrated.
 */
export function calibrationSlope(counts: ScoreCounts): Fit {
  const fit = jointRecalibration(counts)
  if (fit.slope === null) return { value: null, reason: fit.reason }
  return { value: fit.slope, standardError: Math.sqrt(fit.covariance[2]) }
}

/** Intercept of the joint recalibration model (rule CAL-6): not calibration-in-the-large. */
export function jointRecalibrationIntercept(counts: ScoreCounts): Fit {
  const fit = jointRecalibration(counts)
  if (fit.intercept === null) return { value: null, reason: fit.reason }
  return { value: fit.intercept, standardError: Math.sqrt(fit.covariance[0]) }
}

const isRounding = (step: number, at: number): boolean => Math.abs(step) <= 1e-14 * Math.max(1, Math.abs(at))

/** 1, ½, ¼ … of a Newton step: the first that does not lower the likelihood; 0 when only rounding is left. */
function shareOfStep(
  counts: ScoreCounts,
  x: Float64Array,
  at: { a: number; b: number; stepA: number; stepB: number },
): number {
  const size = Math.abs(at.stepA) + Math.abs(at.stepB)
  if (size < 1e-6) return size < 1e-15 ? 0 : 1
  const before = logLikelihood(counts, x, at.a, at.b)
  for (let share = 1; share > 1e-10; share /= 2) {
    if (logLikelihood(counts, x, at.a + share * at.stepA, at.b + share * at.stepB) >= before) return share
  }
  return 0
}

function logLikelihood(counts: ScoreCounts, x: Float64Array, a: number, b: number): number {
  const sum = new CompensatedSum()
  for (let g = 0; g < x.length; g++) {
    const eta = a + b * (x[g] ?? 0)
    // ln p = −ln(1 + e^−η), written so that neither tail overflows.
    const softplus = Math.max(0, eta) + ln(1 + exp(-Math.abs(eta)))
    sum.add((counts.present[g] ?? 0) * (eta - softplus))
    sum.add(-(counts.absent[g] ?? 0) * softplus)
  }
  return sum.value
}

function weightedMean(counts: ScoreCounts, values: Float64Array): number {
  const sum = new CompensatedSum()
  values.forEach((value, g) => sum.add(((counts.present[g] ?? 0) + (counts.absent[g] ?? 0)) * value))
  return sum.value / (counts.nPresent + counts.nAbsent)
}

/** Mean predicted probability; null without examinations. */
export const meanPredicted = (counts: ScoreCounts): number | null =>
  counts.nPresent + counts.nAbsent === 0 ? null : weightedMean(counts, counts.scores)

/**
 * Observed events over expected ones (rule CAL-5). Interval: exp(ln(O:E) ± z √((1 − observed fraction) / events))
 * (Debray et al. 2017); refused with one class, where it would have no width or no logarithm.
 */
export function observedExpectedRatio(counts: ScoreCounts, level: number): { value: number | null; bounds: Bounds } {
  const n = counts.nPresent + counts.nAbsent
  const mean = meanPredicted(counts)
  if (mean === null) return { value: null, bounds: noBounds('no-examinations') }
  if (mean === 0) return { value: null, bounds: noBounds('denominator-zero') }
  const observed = counts.nPresent / n
  const value = observed / mean
  // Probabilities so close to 0 that the ratio overflows: as good as none expected.
  if (!Number.isFinite(value)) return { value: null, bounds: noBounds('denominator-zero') }
  if (counts.nPresent === 0 || counts.nAbsent === 0) return { value, bounds: noBounds('one-class') }
  const factor = exp(normalMultiplier(level) * Math.sqrt((1 - observed) / counts.nPresent))
  return { value, bounds: { lower: value / factor, upper: value * factor } }
}
