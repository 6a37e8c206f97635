import { CLIP } from './calibration.ts'
import { exp, ln, logistic, logit } from './elementary.ts'
import { quantile } from './grouped.ts'
import type { StatisticsReason } from './interval.ts'
import { choleskySolve } from './linear.ts'
import type { ScoreCounts } from './score-counts.ts'

/** Quantiles of the knots for 5 knots (Harrell 2015, Regression Modeling Strategies, table 2.3). */
export const HARRELL_QUANTILES: readonly number[] = [0.05, 0.275, 0.5, 0.725, 0.95]

export type SplineSmooth =
  | { readonly fitted: Float64Array; readonly knots: readonly number[] }
  | { readonly fitted: null; readonly reason: StatisticsReason }

const cubed = (x: number): number => (x > 0 ? x * x * x : 0)

/** Columns of Harrell's basis: x, then k − 2 cubic terms that are linear beyond the outer knots. */
function basis(x: Float64Array, knots: readonly number[]): Float64Array[] {
  const k = knots.length
  const [first = 0, last = 0, before = 0] = [knots[0], knots[k - 1], knots[k - 2]]
  const scale = (last - first) * (last - first)
  const cubics = knots.slice(0, k - 2).map((knot) =>
    x.map((v) => {
      const tail = cubed(v - before) * (last - knot) - cubed(v - last) * (before - knot)
      return (cubed(v - knot) - tail / (last - before)) / scale
    }),
  )
  return [x, ...cubics]
}

/** Row-major design: a column of ones, then each column centred on its mean and divided by its spread. */
function design(columns: readonly Float64Array[], counts: ScoreCounts): Float64Array {
  const n = counts.nPresent + counts.nAbsent
  const size = columns.length + 1
  const rows = new Float64Array(counts.scores.length * size).fill(1)
  const weight = (g: number): number => (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
  columns.forEach((column, k) => {
    let sum = 0
    for (let g = 0; g < column.length; g++) sum += weight(g) * (column[g] ?? 0)
    const mean = sum / n
    let squares = 0
    for (let g = 0; g < column.length; g++) squares += weight(g) * ((column[g] ?? 0) - mean) * ((column[g] ?? 0) - mean)
    const spread = Math.sqrt(squares / n)
    for (let g = 0; g < column.length; g++) rows[g * size + k + 1] = ((column[g] ?? 0) - mean) / (spread > 0 ? spread : 1)
  })
  return rows
}

/**
 * Flexible calibration curve for large n (rule RCS-1): logistic regression of the outcome on a restricted cubic spline
 * of logit(p), 5 knots at Harrell's quantiles of logit(p) (type 7). p is clipped to [1e-10, 1 − 1e-10]. Newton to
 * rounding: an iterative definition. Refused with one class, with coinciding knots, or when Newton does not converge.
 */
export function restrictedCubicSpline(counts: ScoreCounts, quantiles = HARRELL_QUANTILES): SplineSmooth {
  if (counts.nPresent + counts.nAbsent === 0) return { fitted: null, reason: 'no-examinations' }
  if (counts.nPresent === 0 || counts.nAbsent === 0) return { fitted: null, reason: 'one-class' }
  const x = counts.scores.map((p) => logit(Math.min(1 - CLIP, Math.max(CLIP, p))))
  const knots = quantiles.map((share) => quantile({ ...counts, scores: x }, share))
  const coincide = knots.some((knot, k) => k > 0 && !(knot > (knots[k - 1] ?? 0)))
  if (coincide || x.length < 15) return { fitted: null, reason: 'too-few-distinct-scores' }
  const eta = newton(counts, design(basis(x, knots), counts), knots.length)
  return eta === null ? { fitted: null, reason: 'no-convergence' } : { fitted: eta.map(logistic), knots }
}

/** Linear predictor at the maximum likelihood, or null when 60 Newton steps do not reach it (separation). */
function newton(counts: ScoreCounts, rows: Float64Array, size: number): Float64Array | null {
  const beta = new Float64Array(size)
  beta[0] = ln(counts.nPresent / counts.nAbsent)
  const eta = new Float64Array(counts.scores.length)
  for (let iteration = 0; iteration < 60; iteration++) {
    const step = newtonStep(counts, rows, beta, eta)
    if (step === null) return null
    let largest = 0
    for (let j = 0; j < size; j++) {
      beta[j] = (beta[j] ?? 0) + (step[j] ?? 0)
      largest = Math.max(largest, Math.abs(step[j] ?? 0))
    }
    // A Newton step squares the error: after one this small nothing is left but rounding.
    if (largest < 1e-8) return linearPredictor(rows, beta, eta)
    if (!(largest < 1e6)) return null
  }
  return null
}

/** rows · beta into eta. */
function linearPredictor(rows: Float64Array, beta: Float64Array, eta: Float64Array): Float64Array {
  const size = beta.length
  for (let g = 0; g < eta.length; g++) {
    let here = 0
    for (let j = 0; j < size; j++) here += (beta[j] ?? 0) * (rows[g * size + j] ?? 0)
    eta[g] = here
  }
  return eta
}

/** One step of Newton's method from beta; writes the linear predictor at beta into eta. One exponential a row. */
function newtonStep(counts: ScoreCounts, rows: Float64Array, beta: Float64Array, eta: Float64Array): Float64Array | null {
  const size = beta.length
  const gradient = new Float64Array(size)
  const information = new Float64Array(size * size)
  for (let g = 0, at = 0; g < eta.length; g++, at += size) {
    let here = 0
    for (let j = 0; j < size; j++) here += (beta[j] ?? 0) * (rows[at + j] ?? 0)
    eta[g] = here
    const e = exp(-Math.abs(here))
    const small = e / (1 + e)
    const [p, q] = here < 0 ? [small, 1 - small] : [1 - small, small]
    const present = counts.present[g] ?? 0
    const absent = counts.absent[g] ?? 0
    const residual = present * q - absent * p
    const weight = (present + absent) * p * q
    for (let j = 0; j < size; j++) {
      const xj = rows[at + j] ?? 0
      gradient[j] = (gradient[j] ?? 0) + residual * xj
      const wx = weight * xj
      for (let k = 0; k <= j; k++) {
        const cell = j * size + k
        information[cell] = (information[cell] ?? 0) + wx * (rows[at + k] ?? 0)
      }
    }
  }
  return choleskySolve(information, gradient)
}
