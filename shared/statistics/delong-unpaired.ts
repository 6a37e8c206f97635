import type { AreaUnderCurve } from './auc.ts'
import { studentQuantile, studentUpperTail } from './distributions.ts'
import type { StatisticsReason } from './interval.ts'

/** An area and the number of examinations behind it. */
export interface SampledArea extends AreaUnderCurve {
  readonly n: number
}

export type UnpairedAreas =
  | {
      readonly difference: number
      readonly standardError: number
      readonly t: number
      readonly degreesOfFreedom: number
      readonly pValue: number
      readonly lower: number
      readonly upper: number
    }
  | { readonly difference: null; readonly reason: StatisticsReason }

/**
 * Two areas on different examinations (rule AREA-4): t = difference / √(v1 + v2) with Welch-Satterthwaite degrees of
 * freedom (v1 + v2)² / (v1²/(n1 − 1) + v2²/(n2 − 1)), as in pROC's roc.test (Robin et al. 2011, BMC Bioinformatics 12:
 * 77); interval with the t quantile, cut to [−1, 1]. Refused: one class, fewer than two in a class (denominator-zero),
 * or neither area varies (zero-variance).
 */
export function unpairedDelong(first: SampledArea, second: SampledArea, level: number): UnpairedAreas {
  if (first.value === null || second.value === null) return { difference: null, reason: 'one-class' }
  if (first.variance === null || second.variance === null) return { difference: null, reason: 'denominator-zero' }
  const total = first.variance + second.variance
  if (total === 0) return { difference: null, reason: 'zero-variance' }
  const share1 = first.variance / total
  const share2 = second.variance / total
  const degreesOfFreedom = 1 / ((share1 * share1) / (first.n - 1) + (share2 * share2) / (second.n - 1))
  const difference = first.value - second.value
  const standardError = Math.sqrt(total)
  const t = difference / standardError
  const half = studentQuantile(0.5 + level / 2, degreesOfFreedom) * standardError
  return {
    difference,
    standardError,
    t,
    degreesOfFreedom,
    pValue: 2 * studentUpperTail(Math.abs(t), degreesOfFreedom),
    lower: Math.max(-1, difference - half),
    upper: Math.min(1, difference + half),
  }
}
