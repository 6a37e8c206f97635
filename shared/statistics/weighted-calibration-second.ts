import { exp, ln } from './elementary.ts'
import { normalMultiplierByQuadrature } from './quadrature-second.ts'
import { bracketedRoot } from './root.ts'
import type { WeightedDesign } from './weighted-design.ts'
import type { WeightedSecond } from './weighted-table-second.ts'
import { acrossClasses, unitSums } from './weighted-units-second.ts'

/** Probabilities of rows of a design, of the i-th of `rows`, with the reference standard of the i-th. */
export interface WeightedOutcomes {
  readonly rows: Uint32Array
  readonly probabilities: Float64Array
  readonly present: Uint8Array
  /** The class proportions were fixed by the design: only the variation within each class counts. */
  readonly areClassesFixed: boolean
}

/** ln p − ln(1 − p), kept as far from the ends as rule CAL-1 says. */
const linear = (probabilities: Float64Array): Float64Array =>
  probabilities.map((p) => {
    const kept = p < 1e-10 ? 1e-10 : p > 1 - 1e-10 ? 1 - 1e-10 : p
    return ln(kept) - ln(1 - kept)
  })

/** Probability, and how far it is from the outcome, without losing digits in either tail. */
function residualAt(eta: number, isPresent: boolean): { residual: number; weight: number } {
  const small = exp(-Math.abs(eta))
  const rare = small / (1 + small)
  const often = 1 / (1 + small)
  const [p, q] = eta < 0 ? [rare, often] : [often, rare]
  return { residual: isPresent ? q : -p, weight: rare * often }
}

/** Variance over units of Σ w·parts·derivatives, each class by itself and, where the design fixed it, from its own mean. */
function classVariance(design: WeightedDesign, { rows, present, areClassesFixed }: WeightedOutcomes, parts: readonly Float64Array[], derivatives: readonly number[]): number | null {
  const lineOf = (wanted: boolean) => {
    const list = Uint32Array.from(rows.keys()).filter((i) => (present[i] === 1) === wanted)
    const own = parts.map((part) => Float64Array.from(list, (i) => part[i] ?? 0))
    const sums = unitSums(design, list.map((i) => rows[i] ?? 0), [...own, new Uint8Array(list.length).fill(1)])
    const weight = sums.totals[parts.length] ?? 0
    const whole = derivatives.reduce((sum, each, k) => sum + each * (sums.totals[k] ?? 0), 0)
    return sums.line([...derivatives, areClassesFixed && weight > 0 ? -whole / weight : 0])
  }
  return acrossClasses(lineOf(true), lineOf(false))
}

function withError(value: number, variance: number | null, level: number): WeightedSecond {
  if (variance === null) return { value, standardError: null, bounds: null }
  const standardError = Math.sqrt(Math.max(0, variance))
  const half = normalMultiplierByQuadrature(level) * standardError
  return { value, standardError, bounds: { lower: value - half, upper: value + half } }
}

/**
 * Second engine for calibration-in-the-large of weighted rows (rule TWO-37): the root of weighted observed minus expected
 * events in a bracket; sandwich variance from sums of units. Both classes must have weight.
 */
export function weightedInterceptByRoot(design: WeightedDesign, data: WeightedOutcomes, level: number): WeightedSecond {
  const x = linear(data.probabilities)
  const weightOf = (i: number): number => design.weights[data.rows[i] ?? 0] ?? 0
  const all = x.reduce((sum, _, i) => sum + weightOf(i), 0)
  const isPresent = (i: number): boolean => data.present[i] === 1
  const excess = (a: number): number => x.reduce((sum, each, i) => sum + (weightOf(i) / all) * residualAt(a + each, isPresent(i)).residual, 0)
  let far = 1
  while (far < 64 && excess(far) > 0 === excess(-far) > 0) far *= 4
  const value = bracketedRoot(excess, -far, far, 1e-14)
  const information = x.reduce((sum, each, i) => sum + weightOf(i) * residualAt(value + each, isPresent(i)).weight, 0)
  const residuals = x.map((each, i) => residualAt(value + each, isPresent(i)).residual)
  return withError(value, classVariance(design, data, [residuals], [1 / information]), level)
}

/** Weighted sums at a line a + b x: x has its middle and spread under the weights of the step. */
function stepAt(x: Float64Array, present: Uint8Array, shares: Float64Array, a: number, b: number) {
  let [weights, moment, square, residuals, tilt] = [0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const at = x[i] ?? 0
    const share = shares[i] ?? 0
    const { residual, weight } = residualAt(a + b * at, present[i] === 1)
    weights += share * weight
    moment += share * weight * at
    square += share * weight * at * at
    residuals += share * residual
    tilt += share * residual * at
  }
  const centre = moment / weights
  const spread = square - centre * moment
  const slope = (tilt - centre * residuals) / spread
  return { centre, spread, slope, level: residuals / weights - slope * centre, rise: (moved: { level: number; slope: number }): number => residuals * moved.level + tilt * moved.slope }
}

/**
 * Second engine for the calibration slope of weighted rows (rule TWO-37): iteratively reweighted least squares on x centred
 * under the weights of each step; sandwich variance from sums of units. Null without convergence.
 */
export function weightedSlopeByReweighting(design: WeightedDesign, data: WeightedOutcomes, level: number): WeightedSecond | null {
  const weights = Float64Array.from(data.rows, (row) => design.weights[row] ?? 0)
  const all = weights.reduce((sum, each) => sum + each, 0)
  const shares = weights.map((each) => each / all)
  const plain = linear(data.probabilities)
  const middle = plain.reduce((sum, each, i) => sum + (shares[i] ?? 0) * each, 0)
  const x = plain.map((each) => each - middle)
  const events = shares.reduce((sum, each, i) => sum + (data.present[i] === 1 ? each : 0), 0)
  let [a, b] = [ln(events) - ln(1 - events), 0]
  let here = stepAt(x, data.present, shares, a, b)
  for (let i = 0; i < 100; i++) {
    let part = 1
    let there = stepAt(x, data.present, shares, a + here.level, b + here.slope)
    // Concave: a step went too far where the likelihood falls more steeply along it than it rose.
    const size = Math.abs(here.level) + Math.abs(here.slope)
    while (size > 1e-6 && part > 1e-9 && !(there.rise(here) > -0.9 * here.rise(here))) {
      part /= 2
      there = stepAt(x, data.present, shares, a + part * here.level, b + part * here.slope)
    }
    a += part * here.level
    b += part * here.slope
    here = there
    if (!Number.isFinite(size)) return null
    if (size > 1e-10 * (1 + Math.abs(a) + Math.abs(b))) continue
    const { centre, spread } = stepAt(x, data.present, shares, a, b)
    const tilts = x.map((each, k) => residualAt(a + b * each, data.present[k] === 1).residual * (each - centre))
    return withError(b, classVariance(design, data, [tilts], [1 / spread / all]), level)
  }
  return null
}

/**
 * Second engine for O:E of weighted rows (rule TWO-38): both sums by units, ÷ and × one factor. Bounds null with one class.
 */
export function weightedObservedExpectedByUnits(design: WeightedDesign, data: WeightedOutcomes, level: number): WeightedSecond {
  const outcomes = Float64Array.from(data.present)
  const [observed = 0, expected = 0] = unitSums(design, data.rows, [outcomes, data.probabilities]).totals
  const value = observed / expected
  const variance = classVariance(design, data, [outcomes, data.probabilities], [1 / observed, -1 / expected])
  if (variance === null) return { value, standardError: null, bounds: null }
  const factor = exp(normalMultiplierByQuadrature(level) * Math.sqrt(Math.max(0, variance)))
  return { value, standardError: null, bounds: { lower: value / factor, upper: value * factor } }
}
