import { FEW_CLUSTERS } from './clustered-auc.ts'
import { gammaIncomplete } from './distributions.ts'
import { exp, ln, logistic, logit } from './elementary.ts'
import type { Bounds } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { bracketedRoot } from './root.ts'
import { CompensatedSum } from './sum.ts'

/** Σ numerator / Σ denominator over clusters, with its linearised variance. */
export interface Ratio {
  readonly value: number
  readonly numerator: number
  readonly denominator: number
  /** Clusters with any denominator. */
  readonly nClusters: number
  readonly isFew: boolean
  /** Null with one cluster. */
  readonly variance: number | null
}

export const sumOf = (values: Float64Array): number => {
  const sum = new CompensatedSum()
  for (const value of values) sum.add(value)
  return sum.value
}

/**
 * Ratio of two sums over clusters (rule RAT-1): r = Σy/Σx, variance K/(K − 1) Σ(y − r x)²/(Σx)² over the K clusters with
 * x > 0. Cochran 1977, Sampling Techniques, section 2.11; as CLU-4, for numerators that are no counts of the denominator.
 * Both arrays by the same clusters. Null where Σx is 0.
 */
export function ratioOfSums(numerators: Float64Array, denominators: Float64Array): Ratio | null {
  const denominator = sumOf(denominators)
  if (!(denominator > 0)) return null
  const numerator = sumOf(numerators)
  const value = numerator / denominator
  const squares = new CompensatedSum()
  let nClusters = 0
  for (let k = 0; k < denominators.length; k++) {
    const x = denominators[k] ?? 0
    if (!(x > 0)) continue
    nClusters++
    const residual = ((numerators[k] ?? 0) - value * x) / denominator
    squares.add(residual * residual)
  }
  const variance = nClusters < 2 ? null : (squares.value * nClusters) / (nClusters - 1)
  return { value, numerator, denominator, nClusters, isFew: nClusters < FEW_CLUSTERS, variance }
}

/** Why neither transformed interval can be given, or null. */
function refusal(ratio: Ratio): Bounds | null {
  if (ratio.variance === null) return noBounds('too-few-clusters')
  // Rounding residue of residuals that cancel is no variation.
  return ratio.variance <= 1e-28 * ratio.value * ratio.value ? noBounds('zero-variance') : null
}

/** r exp(± z s/r): for rates, which have no upper end (rule RAT-2). None at 0 (`zero-cell`). */
export function logRatioInterval(ratio: Ratio, level: number): Bounds {
  if (ratio.value === 0) return noBounds('zero-cell')
  const refused = refusal(ratio)
  if (refused !== null) return refused
  const half = (normalMultiplier(level) * Math.sqrt(ratio.variance ?? 0)) / ratio.value
  return { lower: ratio.value * exp(-half), upper: ratio.value * exp(half) }
}

/** Interval on the logit scale, for shares of time (rule RAT-3). None at 0 and 1. */
export function logitRatioInterval(ratio: Ratio, level: number): Bounds {
  const { value } = ratio
  if (!(value > 0 && value < 1)) return noBounds('two-sided-interval-at-boundary')
  const refused = refusal(ratio)
  if (refused !== null) return refused
  const half = (normalMultiplier(level) * Math.sqrt(ratio.variance ?? 0)) / (value * (1 - value))
  return { lower: logistic(logit(value) - half), upper: logistic(logit(value) + half) }
}

/**
 * Exact interval of a rate, x events in an exposure, if they came independently of each other (rule RAT-4): the means at
 * which P(X ≥ x) and P(X ≤ x) are (1 − level)/2. Garwood 1936, Biometrika 28: 437–442. Lower bound 0 at x = 0.
 */
export function poissonRateInterval(x: number, exposure: number, level: number): Bounds {
  if (!(exposure > 0)) return noBounds('no-exposure')
  const tail = (1 - level) / 2
  const far = x + 20 + 12 * Math.sqrt(x + 1)
  const atLeast = (mean: number): number => gammaIncomplete(x, mean).lower
  const atMost = (mean: number): number => gammaIncomplete(x + 1, mean).upper
  const lower = x === 0 ? 0 : bracketedRoot((mean) => atLeast(mean) - tail, 1e-12, x + 1)
  const upper = x === 0 ? -ln(tail) : bracketedRoot((mean) => atMost(mean) - tail, x, far)
  return { lower: lower / exposure, upper: upper / exposure }
}
