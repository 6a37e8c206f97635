import { BLOCK, exp, expAll } from './msun.ts'
import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

// The passes over distinct scores that the logistic fits repeat, block by block: terms first, then their sums. Every
// term and every sum is the same double as one score at a time would give.

const block = () => new Float64Array(BLOCK)
const residuals = block()
const weights = block()
const smalls = block()
const moments = block()
const tilts = block()

export interface Slopes {
  /** Score function: derivative of the log likelihood. */
  readonly g0: number
  readonly g1: number
  /** Information matrix. */
  readonly i00: number
  readonly i01: number
  readonly i11: number
}

/** Gradient and information of the logistic log likelihood at linear predictor a + b·x. */
export function slopesAt(counts: ScoreCounts, x: Float64Array, a: number, b: number): Slopes {
  const [g0, g1, i00, i01, i11] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum(), new CompensatedSum(), new CompensatedSum()]
  for (let from = 0; from < x.length; from += BLOCK) {
    const n = Math.min(BLOCK, x.length - from)
    for (let i = 0; i < n; i++) smalls[i] = -Math.abs(a + b * (x[from + i] ?? 0))
    expAll(smalls, n)
    slopeTerms(counts, x, { a, b, from, n })
    g0.addAllBeside(residuals, i00, weights, n)
    for (let i = 0; i < n; i++) {
      const at = x[from + i] ?? 0
      const moment = (weights[i] ?? 0) * at
      tilts[i] = (residuals[i] ?? 0) * at
      moments[i] = moment
      smalls[i] = moment * at
    }
    g1.addAllBeside(tilts, i01, moments, n)
    i11.addAll(smalls, n)
  }
  return { g0: g0.value, g1: g1.value, i00: i00.value, i01: i01.value, i11: i11.value }
}

/** Residual and weight of each score of a block, from e^−|η|: one exponential for both p and 1 − p; neither overflows. */
function slopeTerms(counts: ScoreCounts, x: Float64Array, at: { a: number; b: number; from: number; n: number }): void {
  const { a, b, from, n } = at
  for (let i = 0; i < n; i++) {
    const g = from + i
    const eta = a + b * (x[g] ?? 0)
    const small = smalls[i] ?? 0
    const large = 1 / (1 + small)
    const p = eta < 0 ? small * large : large
    const q = eta < 0 ? large : small * large
    const present = counts.present[g] ?? 0
    const absent = counts.absent[g] ?? 0
    residuals[i] = present * q - absent * p
    weights[i] = (present + absent) * p * q
  }
}

/** Observed minus expected events and the information at intercept a: e^a times the odds, no exponential a score. */
export function offsetSums(counts: ScoreCounts, odds: Float64Array, a: number): { residual: number; information: number } {
  const factor = exp(a)
  const residual = new CompensatedSum()
  const information = new CompensatedSum()
  for (let from = 0; from < odds.length; from += BLOCK) {
    const n = Math.min(BLOCK, odds.length - from)
    for (let i = 0; i < n; i++) {
      const g = from + i
      const moved = factor * (odds[g] ?? 0)
      const q = 1 / (1 + moved)
      const p = moved * q
      const present = counts.present[g] ?? 0
      const absent = counts.absent[g] ?? 0
      residuals[i] = present * q - absent * p
      weights[i] = (present + absent) * p * q
    }
    residual.addAllBeside(residuals, information, weights, n)
  }
  return { residual: residual.value, information: information.value }
}

/** Mean of a value of each score over the examinations. */
export function weightedMean(counts: ScoreCounts, values: Float64Array): number {
  const sum = new CompensatedSum()
  for (let from = 0; from < values.length; from += BLOCK) {
    const n = Math.min(BLOCK, values.length - from)
    for (let i = 0; i < n; i++) weights[i] = ((counts.present[from + i] ?? 0) + (counts.absent[from + i] ?? 0)) * (values[from + i] ?? 0)
    sum.addAll(weights, n)
  }
  return sum.value / (counts.nPresent + counts.nAbsent)
}
