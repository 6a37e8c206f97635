import type { ProbabilityBin } from './calibration-bins.ts'
import type { StatisticsReason } from './interval.ts'
import { CompensatedSum } from './sum.ts'

export type CalibrationError =
  | {
      /** Expected calibration error: mean |predicted − observed| over bins, weighted by their size. */
      readonly ece: number
      /** Largest and root mean square difference. */
      readonly mce: number
      readonly rmsce: number
    }
  | { readonly ece: null; readonly reason: StatisticsReason }

const sumOver = (bins: readonly ProbabilityBin[], term: (bin: ProbabilityBin) => number): number => {
  const sum = new CompensatedSum()
  for (const bin of bins) sum.add(term(bin))
  return sum.value
}

/** Expected calibration error over declared bins (rule ECE-1; Naeini et al. 2015, AAAI 29: 2901–2907). */
export function expectedCalibrationError(bins: readonly ProbabilityBin[]): CalibrationError {
  const n = sumOver(bins, (bin) => bin.n)
  if (n === 0) return { ece: null, reason: 'no-examinations' }
  const gap = (bin: ProbabilityBin): number => Math.abs(bin.meanPredicted - bin.observed)
  return {
    ece: sumOver(bins, (bin) => bin.n * gap(bin)) / n,
    mce: bins.reduce((most, bin) => Math.max(most, gap(bin)), 0),
    rmsce: Math.sqrt(sumOver(bins, (bin) => bin.n * gap(bin) * gap(bin)) / n),
  }
}

export type MurphyDecomposition =
  | {
      /** Mean squared distance of predicted and observed in bins: 0 is best. */
      readonly reliability: number
      /** Mean squared distance of the bins' observed fractions from the overall one: more is better. */
      readonly resolution: number
      /** Observed × (1 − observed): Brier score of always predicting the observed fraction. */
      readonly uncertainty: number
      /** Brier − (reliability − resolution + uncertainty): what the width of the bins hides; 0 for distinct ones. */
      readonly withinBins: number
    }
  | { readonly reliability: null; readonly reason: StatisticsReason }

/**
 * Murphy's decomposition of the Brier score over declared bins (rule MUR-1; Murphy 1973, Journal of Applied Meteorology
 * 12: 595–600), with the remainder that bins of unequal predictions leave (Stephenson et al. 2008), so that it adds up.
 */
export function murphyDecomposition(bins: readonly ProbabilityBin[], brier: number): MurphyDecomposition {
  const n = sumOver(bins, (bin) => bin.n)
  if (n === 0) return { reliability: null, reason: 'no-examinations' }
  const overall = sumOver(bins, (bin) => bin.events) / n
  const squares = (difference: (bin: ProbabilityBin) => number): number =>
    sumOver(bins, (bin) => bin.n * difference(bin) * difference(bin)) / n
  const reliability = squares((bin) => bin.meanPredicted - bin.observed)
  const resolution = squares((bin) => bin.observed - overall)
  const uncertainty = overall * (1 - overall)
  return { reliability, resolution, uncertainty, withinBins: brier - (reliability - resolution + uncertainty) }
}
