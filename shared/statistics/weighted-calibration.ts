import type { Fit } from './calibration.ts'
import { CLIP, calibrationIntercept, jointRecalibration } from './calibration.ts'
import { exp, ln, logistic, logit } from './elementary.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'
import { classVariance } from './weighted-auc.ts'
import type { Contributions, WeightedDesign } from './weighted-design.ts'
import { contributions } from './weighted-design.ts'

/** Probabilities of some rows of a design, and which of these have the target condition (1 or 0 a design row). */
export interface WeightedProbabilities {
  readonly rows: Uint32Array
  /** Of the i-th of `rows`. */
  readonly probabilities: Float64Array
  readonly present: Uint8Array
  /** The class proportions were fixed by the design, so that only the variation within each class counts. */
  readonly areClassesFixed: boolean
}

export interface WeightedCalibration {
  readonly intercept: Fit
  readonly slope: Fit
}

const refused = (reason: StatisticsReason): Fit => ({ value: null, reason })

/**
 * Calibration-in-the-large and slope by weighted likelihood (rule WGT-10): the estimates of CAL-2 and CAL-3 on sums of
 * weights, with the sandwich variance A⁻¹ V A⁻¹ of linearised contributions. Binder 1983. counts: sums of weights per
 * distinct probability, in any scale.
 */
export function weightedCalibration(design: WeightedDesign, data: WeightedProbabilities, counts: ScoreCounts): WeightedCalibration {
  const intercept = calibrationIntercept(counts)
  const joint = jointRecalibration(counts)
  return {
    intercept: intercept.value === null ? intercept : withSandwich(intercept.value, design, data, { a: intercept.value, b: 1, isJoint: false }),
    slope: joint.slope === null ? refused(joint.reason) : withSandwich(joint.slope, design, data, { a: joint.intercept, b: joint.slope, isJoint: true }),
  }
}

function withSandwich(
  value: number,
  design: WeightedDesign,
  data: WeightedProbabilities,
  { a, b, isJoint }: { readonly a: number; readonly b: number; readonly isJoint: boolean },
): Fit {
  const x = data.probabilities.map((p) => logit(Math.min(1 - CLIP, Math.max(CLIP, p))))
  // One exponential a row and tail: they are what takes the time.
  const p = x.map((value) => logistic(a + b * value))
  const q = x.map((value) => logistic(-a - b * value))
  const [i00, i01, i11] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum()]
  data.rows.forEach((row, i) => {
    const information = (design.weights[row] ?? 0) * (p[i] ?? 0) * (q[i] ?? 0)
    i00.add(information)
    i01.add(information * (x[i] ?? 0))
    i11.add(information * (x[i] ?? 0) * (x[i] ?? 0))
  })
  const determinant = i00.value * i11.value - i01.value * i01.value
  const influence = (row: number, i: number): number => {
    const residual = data.present[row] === 1 ? (q[i] ?? 0) : -(p[i] ?? 0)
    if (!isJoint) return residual / i00.value
    return (residual * (i00.value * (x[i] ?? 0) - i01.value)) / determinant
  }
  const variance = varianceByClass(design, data, influence)
  if (variance === null) return refused(design.clusters === null ? 'denominator-zero' : 'too-few-clusters')
  return variance > 0 ? { value, standardError: Math.sqrt(variance) } : refused('zero-variance')
}

/**
 * Variance of linearised contributions, summed over both classes; where the class proportions were fixed by the design
 * each class's contributions are taken from their mean (rule WGT-11), as in stratified sampling.
 */
function varianceByClass(design: WeightedDesign, data: WeightedProbabilities, influence: (row: number, i: number) => number): number | null {
  const ofClass = (wanted: 0 | 1): Contributions => {
    const at = Uint32Array.from(data.rows.keys()).filter((i) => (data.present[data.rows[i] ?? 0] === 1 ? 1 : 0) === wanted)
    const rows = at.map((i) => data.rows[i] ?? 0)
    const values = Float64Array.from(at, (i) => influence(data.rows[i] ?? 0, i))
    const mean = data.areClassesFixed ? weightedMeanOf(design, rows, values) : 0
    return contributions(design, rows, (_, k) => distance(values[k] ?? 0, mean))
  }
  const parts = { ofPresent: ofClass(1), ofAbsent: ofClass(0) }
  return classVariance(parts, parts, design.clusters).variance
}

/** From the mean; where only rounding keeps a class from being all alike, it is all alike: a width of 1e-16 would be a false claim. */
const distance = (value: number, mean: number): number => (Math.abs(value - mean) <= 1e-14 * Math.abs(mean) ? 0 : value - mean)

function weightedMeanOf({ weights }: WeightedDesign, rows: Uint32Array, values: Float64Array): number {
  const [sum, all] = [new CompensatedSum(), new CompensatedSum()]
  rows.forEach((row, k) => {
    sum.add((weights[row] ?? 0) * (values[k] ?? 0))
    all.add(weights[row] ?? 0)
  })
  return all.value === 0 ? 0 : sum.value / all.value
}

/**
 * Observed over expected events, both weighted (rule WGT-12), with exp(ln O:E ± z·se) from the linearised variance of its
 * logarithm. Refused like CAL-5.
 */
export function weightedObservedExpected(
  design: WeightedDesign,
  data: WeightedProbabilities,
  level: number,
): { readonly value: number | null; readonly bounds: Bounds } {
  const [observed, expected] = [new CompensatedSum(), new CompensatedSum()]
  let nPresent = 0
  data.rows.forEach((row, i) => {
    const weight = design.weights[row] ?? 0
    if (data.present[row] === 1) {
      observed.add(weight)
      nPresent++
    }
    expected.add(weight * (data.probabilities[i] ?? 0))
  })
  if (data.rows.length === 0) return { value: null, bounds: noBounds('no-examinations') }
  const value = observed.value / expected.value
  if (!Number.isFinite(value)) return { value: null, bounds: noBounds('denominator-zero') }
  if (nPresent === 0 || nPresent === data.rows.length) return { value, bounds: noBounds('one-class') }
  const variance = varianceByClass(design, data, (row, i) => {
    const event = data.present[row] === 1 ? 1 / observed.value : 0
    return event - (data.probabilities[i] ?? 0) / expected.value
  })
  if (variance === null) return { value, bounds: noBounds(design.clusters === null ? 'denominator-zero' : 'too-few-clusters') }
  if (!(variance > 0)) return { value, bounds: noBounds('zero-variance') }
  const half = normalMultiplier(level) * Math.sqrt(variance)
  return { value, bounds: { lower: exp(ln(value) - half), upper: exp(ln(value) + half) } }
}
