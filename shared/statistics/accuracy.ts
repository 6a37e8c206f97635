import { exp, ln } from './elementary.ts'
import { newcombeHybridInterval } from './independent-proportions.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import type { Table } from './roc.ts'

/** A number and its interval; a null value has its reason. A value of 0 may stand without bounds. */
export interface Measured {
  readonly value: number | null
  readonly reason?: StatisticsReason
  readonly bounds: Bounds
}

export const notMeasured = (reason: StatisticsReason): Measured => ({ value: null, reason, bounds: noBounds(reason) })

function missingClass({ tp, fp, fn, tn }: Table): StatisticsReason | null {
  if (tp + fp + fn + tn === 0) return 'no-examinations'
  return tp + fn === 0 || fp + tn === 0 ? 'one-class' : null
}

/** exp(ln value ± z √variance); refused when the variance is 0, where the width would be a false claim. */
export function logBounds(value: number, variance: number, level: number): Bounds {
  if (!(variance > 0)) return noBounds('zero-cell')
  const half = normalMultiplier(level) * Math.sqrt(variance)
  return { lower: exp(ln(value) - half), upper: exp(ln(value) + half) }
}

/** Correct calls of all examinations (rule ACC-1); intervals as of any proportion. */
export const accuracyCounts = ({ tp, fp, fn, tn }: Table): { x: number; of: number } => ({
  x: tp + tn,
  of: tp + fp + fn + tn,
})

/** J = sensitivity + specificity − 1 (Youden 1950) with Newcombe's hybrid interval of TP/P − FP/N (rule ACC-2). */
export function youdenIndex(table: Table, level: number): Measured {
  const reason = missingClass(table)
  if (reason !== null) return notMeasured(reason)
  const { tp, fp, fn, tn } = table
  const nPresent = tp + fn
  const nAbsent = fp + tn
  return {
    value: (tp * tn - fp * fn) / (nPresent * nAbsent),
    bounds: newcombeHybridInterval({ x1: tp, n1: nPresent, x2: fp, n2: nAbsent }, level),
  }
}

/** Mean of sensitivity and specificity, (J + 1)/2 with the bounds of J moved likewise (rule ACC-3). */
export function balancedAccuracy(table: Table, level: number): Measured {
  const { value, reason, bounds } = youdenIndex(table, level)
  if (value === null) return notMeasured(reason ?? 'one-class')
  const { tp, fp, fn, tn } = table
  const mean = (tp * (fp + tn) + tn * (tp + fn)) / (2 * (tp + fn) * (fp + tn))
  if (bounds.lower === null) return { value: mean, bounds }
  return { value: mean, bounds: { lower: (bounds.lower + 1) / 2, upper: (bounds.upper + 1) / 2 } }
}

/** F1 = 2 TP / (2 TP + FP + FN) (van Rijsbergen 1979; rule ACC-4); null when that denominator is 0. Never headlined. */
export function f1Score({ tp, fp, fn }: Table): { value: number } | { value: null; reason: StatisticsReason } {
  const denominator = 2 * tp + fp + fn
  return denominator === 0 ? { value: null, reason: 'denominator-zero' } : { value: (2 * tp) / denominator }
}

/** Matthews 1975 correlation (rule ACC-5); null when a margin of the table is 0. Never headlined. */
export function matthewsCorrelation(table: Table): { value: number } | { value: null; reason: StatisticsReason } {
  const reason = missingClass(table)
  if (reason !== null) return { value: null, reason }
  const { tp, fp, fn, tn } = table
  if (tp + fp === 0 || fn + tn === 0) return { value: null, reason: 'denominator-zero' }
  const scale = Math.sqrt((tp + fp) * (tp + fn)) * Math.sqrt((tn + fp) * (tn + fn))
  return { value: Math.max(-1, Math.min(1, (tp * tn - fp * fn) / scale)) }
}

/** A ratio of two fractions a/m : b/n with the log interval of Simel, Samsa & Matchar 1991 (rule ACC-6). */
function ratioOfFractions(a: number, m: number, b: number, n: number, level: number): Measured {
  if (b === 0) return notMeasured('zero-cell')
  if (a === 0) return { value: 0, bounds: noBounds('zero-cell') }
  const value = (a * n) / (m * b)
  // 1/a − 1/m without cancellation.
  return { value, bounds: logBounds(value, (m - a) / (a * m) + (n - b) / (b * n), level) }
}

/**
 * Positive likelihood ratio, sensitivity / (1 − specificity) (rule ACC-6). FP = 0: null, zero-cell. TP = 0: value 0
 * without interval.
 */
export function positiveLikelihoodRatio(table: Table, level: number): Measured {
  const reason = missingClass(table)
  if (reason !== null) return notMeasured(reason)
  return ratioOfFractions(table.tp, table.tp + table.fn, table.fp, table.fp + table.tn, level)
}

/** Negative likelihood ratio, (1 − sensitivity) / specificity (rule ACC-6). TN = 0: null. FN = 0: 0 without interval. */
export function negativeLikelihoodRatio(table: Table, level: number): Measured {
  const reason = missingClass(table)
  if (reason !== null) return notMeasured(reason)
  return ratioOfFractions(table.fn, table.tp + table.fn, table.tn, table.fp + table.tn, level)
}

/** Diagnostic odds ratio TP·TN / (FP·FN) with Woolf's 1955 log interval (rule ACC-7); any empty cell: null, zero-cell. */
export function diagnosticOddsRatio(table: Table, level: number): Measured {
  const reason = missingClass(table)
  if (reason !== null) return notMeasured(reason)
  const { tp, fp, fn, tn } = table
  if (tp === 0 || fp === 0 || fn === 0 || tn === 0) return notMeasured('zero-cell')
  const value = (tp / fp) * (tn / fn)
  return { value, bounds: logBounds(value, 1 / tp + 1 / fp + 1 / fn + 1 / tn, level) }
}
