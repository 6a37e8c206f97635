import type { Measured } from './accuracy.ts'
import { notMeasured } from './accuracy.ts'
import { ln, logistic, logit } from './elementary.ts'
import type { Bounds } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { checkCounts } from './proportion.ts'
import type { Table } from './roc.ts'

/** A prevalence in (0, 1) and the variance of its logit; 0 when it is stated as known. */
export interface Prevalence {
  readonly value: number
  readonly logitVariance: number
}

/** Stated as known. RangeError outside (0, 1). */
export function statedPrevalence(value: number): Prevalence {
  if (!(value > 0 && value < 1)) throw new RangeError(`no prevalence: ${value}`)
  return { value, logitVariance: 0 }
}

/** x of n from another, independent source; logit variance 1/x + 1/(n − x) (rule PREV-2). Null at x = 0 or n. */
export function countedPrevalence(x: number, n: number): Prevalence | null {
  checkCounts(x, n)
  return x === 0 || x === n ? null : { value: x / n, logitVariance: 1 / x + 1 / (n - x) }
}

/**
 * A published value with its interval at a level: standard error of the logit = width of the interval's logits / (2 z)
 * (rule PREV-3). RangeError unless 0 < lower < value < upper < 1.
 */
export function publishedPrevalence(value: number, lower: number, upper: number, level: number): Prevalence {
  if (!(lower > 0 && lower < value && value < upper && upper < 1)) throw new RangeError('no interval of a prevalence')
  const standardError = (logit(upper) - logit(lower)) / (2 * normalMultiplier(level))
  return { value, logitVariance: standardError * standardError }
}

/**
 * PPV at a prevalence π other than the cohort's: logit PPV = ln(se/(1 − sp)) + logit π, normal on that scale with variance
 * (1 − se)/P/se + sp/N/(1 − sp) + var(logit π) (Mercaldo, Lau & Zhou 2007; rules PREV-1 to PREV-3). No interval when
 * TP or FP is 0, or when nothing varies (zero-cell).
 */
export function ppvAtPrevalence(table: Table, prevalence: Prevalence, level: number): Measured {
  const { tp, fp, fn, tn } = table
  if (tp + fn === 0 || fp + tn === 0) return notMeasured('one-class')
  if (tp === 0 && fp === 0) return notMeasured('denominator-zero')
  return atPrevalence(tp, tp + fn, fp, fp + tn, prevalence, level)
}

/**
 * NPV likewise: logit NPV = ln(sp/(1 − se)) − logit π, variance (1 − sp)/N/sp + se/P/(1 − se) + var(logit π). No interval
 * when TN or FN is 0.
 */
export function npvAtPrevalence(table: Table, prevalence: Prevalence, level: number): Measured {
  const { tp, fp, fn, tn } = table
  if (tp + fn === 0 || fp + tn === 0) return notMeasured('one-class')
  if (tn === 0 && fn === 0) return notMeasured('denominator-zero')
  const { value, logitVariance } = prevalence
  return atPrevalence(tn, fp + tn, fn, tp + fn, { value: 1 - value, logitVariance }, level)
}

/** share·r/m against (1 − share)·w/n: right calls r of m, wrong calls w of n. */
function atPrevalence(r: number, m: number, w: number, n: number, share: Prevalence, level: number): Measured {
  const right = share.value * (r / m)
  const wrong = (1 - share.value) * (w / n)
  const value = right / (right + wrong)
  if (r === 0 || w === 0) return { value, bounds: noBounds('zero-cell') }
  const variance = (m - r) / (r * m) + (n - w) / (w * n) + share.logitVariance
  return { value, bounds: logitBounds(ln(right / wrong), variance, level) }
}

function logitBounds(centre: number, variance: number, level: number): Bounds {
  if (!(variance > 0)) return noBounds('zero-cell')
  const half = normalMultiplier(level) * Math.sqrt(variance)
  return { lower: logistic(centre - half), upper: logistic(centre + half) }
}
