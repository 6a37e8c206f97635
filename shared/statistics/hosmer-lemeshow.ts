import type { ProbabilityBin } from './calibration-bins.ts'
import { chiSquareUpperTail } from './distributions.ts'
import type { StatisticsReason } from './interval.ts'
import { CompensatedSum } from './sum.ts'

export type HosmerLemeshow =
  | {
      readonly statistic: number
      readonly groups: number
      /** For predictions made without these examinations: as many degrees of freedom as groups. */
      readonly external: { readonly degreesOfFreedom: number; readonly pValue: number }
      /** For the examinations the model was fitted on: groups − 2; null with fewer than three groups. */
      readonly development: { readonly degreesOfFreedom: number; readonly pValue: number } | null
    }
  | { readonly statistic: null; readonly reason: StatisticsReason }

/**
 * Hosmer-Lemeshow statistic over equalMassQuantileBins (rule HOS-1; Hosmer & Lemeshow 1980). For an appendix only: it
 * depends on the grouping, and its p-value mostly on n. Refused when a group expects no events or no non-events.
 */
export function hosmerLemeshow(bins: readonly ProbabilityBin[]): HosmerLemeshow {
  if (bins.length === 0) return { statistic: null, reason: 'no-examinations' }
  const sum = new CompensatedSum()
  for (const { n, events, meanPredicted } of bins) {
    const variance = n * meanPredicted * (1 - meanPredicted)
    if (!(variance > 0)) return { statistic: null, reason: 'denominator-zero' }
    const off = events - n * meanPredicted
    sum.add((off * off) / variance)
  }
  const groups = bins.length
  const at = (df: number) => ({ degreesOfFreedom: df, pValue: chiSquareUpperTail(sum.value, df) })
  return { statistic: sum.value, groups, external: at(groups), development: groups > 2 ? at(groups - 2) : null }
}
