import { MANY, condensed } from './calibration-start.ts'
import { exp, ln, logit } from './elementary.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { type Slopes, offsetSums, slopesAt, weightedMean } from './logistic-sums.ts'
import type { ScoreCounts, ScoreOrder } from './score-counts.ts'
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

/** Of the scores of an order, whatever is counted over it: computed once for the cohort and all its subgroups. */
const logitsOfOrder = new WeakMap<ScoreOrder, Float64Array>()

function logits(scores: Float64Array): Float64Array {
  const x = new Float64Array(scores.length)
  for (let i = 0; i < x.length; i++) x[i] = logit(clipped(scores[i] ?? 0))
  return x
}

/** logit(p) of each score of an order; not to be changed in place. */
export function logitsOf(order: ScoreOrder): Float64Array {
  const known = logitsOfOrder.get(order) ?? logits(order.scores)
  logitsOfOrder.set(order, known)
  return known
}

/** Takes what another worker has computed already. */
export const rememberLogits = (order: ScoreOrder, known: Float64Array): void => void logitsOfOrder.set(order, known)

/** Room for one list of values by score, and again: a fit ends before the next begins, and new lists of a million cost more than a pass. */
let room = new Float64Array(0)
function roomFor(n: number): Float64Array {
  if (room.length < n) room = new Float64Array(n)
  return room.subarray(0, n)
}

/** logit(p) of each score, in a list that may be changed; good until the next fit. */
function linearPredictor({ scores, from }: ScoreCounts): Float64Array {
  if (from === undefined) return logits(scores)
  const { order, groups } = from
  const known = logitsOf(order)
  const x = roomFor(scores.length)
  if (groups === null) {
    x.set(known)
    return x
  }
  for (let i = 0; i < x.length; i++) x[i] = known[groups[i] ?? 0] ?? 0
  return x
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
  const odds = roomFor(counts.scores.length)
  for (let g = 0; g < odds.length; g++) {
    const p = clipped(counts.scores[g] ?? 0)
    odds[g] = p / (1 - p)
  }
  const few = condensed(counts, odds)
  const start = few.reduce((from, each) => interceptFrom(from, each.counts, each.values).a, 0)
  const { a, last } = interceptFrom(start, counts, odds)
  // Where the last step was rounding, the information before it is that after it to the digits that rule CAL-8 promises.
  const information = few.length > 0 && isRounding(last.step, a) ? last.information : offsetSums(counts, odds, a).information
  return { value: a + 0, standardError: 1 / Math.sqrt(information) }
}

/** The intercept, its last step, and the information where that was taken. */
function interceptFrom(start: number, counts: ScoreCounts, odds: Float64Array): { a: number; last: { step: number; information: number } } {
  let low = -60
  let high = 60
  let a = start
  let last = { step: 0, information: 0 }
  for (let i = 0; i < 200; i++) {
    const { residual, information } = offsetSums(counts, odds, a)
    last = { step: 0, information }
    if (residual === 0) break
    if (residual > 0) low = a
    else high = a
    const newton = a + residual / information
    const next = newton > low && newton < high ? newton : (low + high) / 2
    // A Newton step squares the error: after one this small nothing is left but rounding.
    const size = Math.abs(next - a) / Math.max(1, Math.abs(next))
    const isDone = size <= (next === newton ? 1e-9 : 1e-15)
    last = { step: next - a, information }
    a = next
    if (isDone) break
  }
  return { a, last }
}

/**
 * Complete or quasi-complete separation with one covariate (Albert & Anderson 1984): the two classes do not overlap in
 * an interval of positive length, so no finite slope exists (rule CAL-4). Exact, no iteration.
 */
function separation(counts: ScoreCounts, x: Float64Array): StatisticsReason | null {
  const ends = { present: [Infinity, -Infinity], absent: [Infinity, -Infinity] }
  for (let g = 0; g < x.length; g++) {
    if ((counts.present[g] ?? 0) > 0) ends.present = widen(ends.present, x[g] ?? 0)
    if ((counts.absent[g] ?? 0) > 0) ends.absent = widen(ends.absent, x[g] ?? 0)
    // Ranges only widen: once they overlap they do.
    if ((ends.absent[1] ?? 0) > (ends.present[0] ?? 0) && (ends.present[1] ?? 0) > (ends.absent[0] ?? 0)) return null
  }
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

/** The joint model at its maximum, without what only some callers want. */
type JointFit =
  | { readonly a: number; readonly b: number; readonly centre: number; readonly x: Float64Array; readonly at: Slopes; readonly reason?: undefined }
  | { readonly reason: StatisticsReason }

/** Newton on the centred linear predictor; a step is halved while the slope along it does not shrink. */
function fitJoint(counts: ScoreCounts): JointFit {
  const empty = emptyClass(counts)
  if (empty !== null) return { reason: empty }
  const x = linearPredictor(counts)
  const separated = separation(counts, x)
  if (separated !== null) return { reason: separated }
  const centre = weightedMean(counts, x)
  for (let g = 0; g < x.length; g++) x[g] = (x[g] ?? 0) - centre
  const cold = { a: ln(counts.nPresent / counts.nAbsent), b: 0 }
  const start = condensed(counts, x).reduce((from, each) => newton(each.counts, each.values, from) ?? cold, cold)
  const top = newton(counts, x, start) ?? newton(counts, x, cold)
  return top === null ? { reason: 'no-convergence' } : { ...top, centre, x }
}

/** Null where there is no top to go to, or rounding hides it. */
function newton(counts: ScoreCounts, x: Float64Array, start: { readonly a: number; readonly b: number }): { a: number; b: number; at: Slopes } | null {
  let { a, b } = start
  let at = slopesAt(counts, x, a, b)
  for (let i = 0; i < 200; i++) {
    const determinant = at.i00 * at.i11 - at.i01 * at.i01
    const stepA = (at.i11 * at.g0 - at.i01 * at.g1) / determinant
    const stepB = (at.i00 * at.g1 - at.i01 * at.g0) / determinant
    // Rounding can leave no positive determinant where the classes hardly overlap: then there is no standard error either.
    if (!(determinant > 0) || !Number.isFinite(stepA) || !Number.isFinite(stepB)) return null
    if (isLast(stepA, a, x.length) && isLast(stepB, b, x.length)) return { a: a + stepA, b: b + stepB, at }
    const found = stepped(counts, x, { a, b, stepA, stepB, at })
    if (found === null) return null
    a += found.share * stepA
    b += found.share * stepB
    at = found.at
  }
  return null
}

/**
 * 1, ½, ¼ … of a Newton step: the first that does not go far beyond the top along it. The likelihood is concave, so that
 * its slope along the step says this without a logarithm: still rising, or falling less steeply than it rose. Null when
 * there is no such share.
 */
function stepped(
  counts: ScoreCounts,
  x: Float64Array,
  from: { a: number; b: number; stepA: number; stepB: number; at: Slopes },
): { share: number; at: Slopes } | null {
  const { a, b, stepA, stepB } = from
  const isSmall = Math.abs(stepA) + Math.abs(stepB) < 1e-6
  const before = from.at.g0 * stepA + from.at.g1 * stepB
  for (let share = 1; share > 1e-10; share /= 2) {
    const at = slopesAt(counts, x, a + share * stepA, b + share * stepB)
    if (isSmall || at.g0 * stepA + at.g1 * stepB >= -0.9 * before) return { share, at }
  }
  return null
}

/**
 * Joint recalibration model (rules CAL-3, CAL-6; Cox 1958): its slope is the calibration slope; its intercept is the
 * joint recalibration intercept, which is not calibration-in-the-large. Newton with step halving; p is clipped to
 * [1e-10, 1 − 1e-10] first. covariance holds [var(intercept), cov, var(slope)].
 */
export function jointRecalibration(counts: ScoreCounts): JointRecalibration {
  const fit = fitJoint(counts)
  if (fit.reason !== undefined) return { intercept: null, slope: null, reason: fit.reason }
  const { a, b, centre, x, at } = fit
  const determinant = at.i00 * at.i11 - at.i01 * at.i01
  const [v00, v01, v11] = [at.i11 / determinant, -at.i01 / determinant, at.i00 / determinant]
  // The plain model is a + b x at a = centre, b = 1 on the centred predictor.
  const gain = logLikelihood(counts, x, a, b) - logLikelihood(counts, x, centre, 1)
  return {
    intercept: a - b * centre + 0,
    slope: b + 0,
    covariance: [v00 - 2 * centre * v01 + centre * centre * v11, v01 - centre * v11, v11],
    likelihoodRatio: Math.max(0, 2 * gain),
  }
}

/**
 * Calibration slope (rule CAL-3): coefficient of logit(p) in a logistic model with its own intercept (Cox 1958), 1 when
 * calibrated.
 */
export function calibrationSlope(counts: ScoreCounts): Fit {
  const fit = fitJoint(counts)
  if (fit.reason !== undefined) return { value: null, reason: fit.reason }
  const { i00, i01, i11 } = fit.at
  return { value: fit.b + 0, standardError: Math.sqrt(i00 / (i00 * i11 - i01 * i01)) }
}

/** Intercept of the joint recalibration model (rule CAL-6): not calibration-in-the-large. */
export function jointRecalibrationIntercept(counts: ScoreCounts): Fit {
  const fit = jointRecalibration(counts)
  if (fit.intercept === null) return { value: null, reason: fit.reason }
  return { value: fit.intercept, standardError: Math.sqrt(fit.covariance[0]) }
}

const isRounding = (step: number, at: number): boolean => Math.abs(step) <= 1e-13 * Math.max(1, Math.abs(at))

/** A Newton step squares the error. After this one nothing is left but rounding; the information before it is, with many scores, that after it to the digits that rule CAL-8 promises. */
const isLast = (step: number, at: number, n: number): boolean => isRounding(step, at) || (n >= MANY && Math.abs(step) <= 1e-10 * Math.max(1, Math.abs(at)))

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

/** Mean predicted probability; null without examinations. */
export const meanPredicted = (counts: ScoreCounts): number | null =>
  counts.nPresent + counts.nAbsent === 0 ? null : weightedMean(counts, counts.scores)

/**
 * Observed events over expected ones (rule CAL-5). Interval: exp(ln(O:E) ± z √((1 − observed fraction) / events))
 * (Debray et al. 2017); refused with one class, where it would have no width or no logarithm. mean: `meanPredicted`.
 */
export function observedExpectedRatio(counts: ScoreCounts, level: number, mean = meanPredicted(counts)): { value: number | null; bounds: Bounds } {
  const n = counts.nPresent + counts.nAbsent
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
