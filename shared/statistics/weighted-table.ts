import { exp, ln, logistic, logit } from './elementary.ts'
import type { Measured } from './accuracy.ts'
import { notMeasured } from './accuracy.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import type { Prevalence } from './prevalence-adjusted.ts'
import { combine, linearisedCovariance } from './weighted-design.ts'
import type { WeightedMean } from './weighted-mean.ts'

/** Sensitivity and specificity of one table, weighted; null without weight in the class. */
export interface WeightedRates {
  readonly sensitivity: WeightedMean | null
  readonly specificity: WeightedMean | null
  readonly clusters: Uint32Array | null
}

export interface WeightedMeasured extends Measured {
  readonly standardError: number | null
}

const none = (reason: StatisticsReason): WeightedMeasured => ({ ...notMeasured(reason), standardError: null })

/** Standard error of a·sensitivity + b·specificity. */
function errorOf(one: WeightedMean, other: WeightedMean, [a, b]: readonly [number, number], clusters: Uint32Array | null): number | null {
  const found = combine([[one.contributions, a], [other.contributions, b]])
  const { value } = linearisedCovariance(found, found, clusters)
  return value === null || !(value > 0) ? null : Math.sqrt(value)
}

/**
 * Youden's J and balanced accuracy (rule WGT-13): sums of the two weighted rates, value ± z·se from the sums of their
 * contributions, J cut to [−1, 1].
 */
export function weightedYouden({ sensitivity, specificity, clusters }: WeightedRates, level: number): WeightedMeasured {
  if (sensitivity === null || specificity === null) return none('one-class')
  const value = sensitivity.value + specificity.value - 1
  const standardError = errorOf(sensitivity, specificity, [1, 1], clusters)
  if (standardError === null) return { value, bounds: noBounds('zero-variance'), standardError }
  const half = normalMultiplier(level) * standardError
  return { value, bounds: { lower: Math.max(-1, value - half), upper: Math.min(1, value + half) }, standardError }
}

export function weightedBalancedAccuracy(rates: WeightedRates, level: number): WeightedMeasured {
  const { value, reason, bounds, standardError } = weightedYouden(rates, level)
  if (value === null) return none(reason ?? 'one-class')
  const halved: Bounds = bounds.lower === null ? bounds : { lower: (bounds.lower + 1) / 2, upper: (bounds.upper + 1) / 2 }
  return { value: (value + 1) / 2, bounds: halved, standardError: standardError === null ? null : standardError / 2 }
}

/** The logarithm of a ratio with its linearised standard error, or why there is none. */
type LogRatio = { readonly log: number; readonly error: number | null } | { readonly log: null; readonly isZero: boolean }

type RatioKind = 'positive' | 'negative' | 'odds'

/** ln LR+, ln LR− and their difference ln DOR, as functions of the two rates. */
function logRatio(se: WeightedMean, sp: WeightedMean, kind: RatioKind, clusters: Uint32Array | null): LogRatio {
  const [p, q] = [se.value, sp.value]
  const top = kind === 'negative' ? 1 - p : p
  const bottom = kind === 'negative' ? q : 1 - q
  const isOpen = p > 0 && p < 1 && q > 0 && q < 1
  if (bottom <= 0 || (kind === 'odds' && !isOpen)) return { log: null, isZero: false }
  if (top <= 0) return { log: null, isZero: true }
  const slopes: Record<RatioKind, readonly [number, number]> = {
    positive: [1 / p, 1 / (1 - q)],
    negative: [-1 / (1 - p), -1 / q],
    odds: [1 / (p * (1 - p)), 1 / (q * (1 - q))],
  }
  const log = kind === 'odds' ? logit(p) + logit(q) : ln(top / bottom)
  return { log, error: errorOf(se, sp, slopes[kind], clusters) }
}

/** Likelihood ratios and odds ratio (rule WGT-13): exp(ln ratio ± z·se); empty cells as in ACC-6 and ACC-7. */
export function weightedRatio({ sensitivity, specificity, clusters }: WeightedRates, kind: RatioKind, level: number): WeightedMeasured {
  if (sensitivity === null || specificity === null) return none('one-class')
  const found = logRatio(sensitivity, specificity, kind, clusters)
  if (found.log === null) return found.isZero ? { value: 0, bounds: noBounds('zero-cell'), standardError: null } : none('zero-cell')
  const value = exp(found.log)
  if (found.error === null) return { value, bounds: noBounds('zero-cell'), standardError: null }
  const half = normalMultiplier(level) * found.error
  return { value, bounds: { lower: exp(found.log - half), upper: exp(found.log + half) }, standardError: value * found.error }
}

/**
 * PPV or NPV at a stated prevalence from weighted rates (rule WGT-14): as PREV-1, logit PPV = ln LR+ + logit π, the
 * variance that of the weighted ln LR+ (NPV: −ln LR− − logit π).
 */
export function weightedPredictiveValue(
  { sensitivity, specificity, clusters }: WeightedRates,
  which: 'ppv' | 'npv',
  prevalence: Prevalence,
  level: number,
): WeightedMeasured {
  if (sensitivity === null || specificity === null) return none('one-class')
  const [se, sp] = [sensitivity.value, specificity.value]
  const share = which === 'ppv' ? prevalence.value : 1 - prevalence.value
  const right = share * (which === 'ppv' ? se : sp)
  const wrong = (1 - share) * (which === 'ppv' ? 1 - sp : 1 - se)
  if (right + wrong === 0) return none('denominator-zero')
  const value = right / (right + wrong)
  if (right === 0 || wrong === 0) return { value, bounds: noBounds('zero-cell'), standardError: null }
  const found = logRatio(sensitivity, specificity, which === 'ppv' ? 'positive' : 'negative', clusters)
  if (found.log === null || found.error === null) return { value, bounds: noBounds('zero-cell'), standardError: null }
  const error = Math.sqrt(found.error * found.error + prevalence.logitVariance)
  const half = normalMultiplier(level) * error
  const centre = ln(right / wrong)
  return { value, bounds: { lower: logistic(centre - half), upper: logistic(centre + half) }, standardError: error * value * (1 - value) }
}
