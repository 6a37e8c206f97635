import { ln, log1p } from './elementary.ts'
import type { StatisticsReason } from './interval.ts'
import type { ScoreCounts } from './score-counts.ts'
import { normalCdf } from './special.ts'
import { CompensatedSum } from './sum.ts'

export type BrierSummary =
  | {
      readonly value: number
      /** Standard deviation of the squared differences over √n; null for one examination. */
      readonly standardError: number | null
      /** Brier score of predicting the observed fraction for everybody. */
      readonly reference: number
      /** 1 − value / reference; null when everybody has the same outcome. */
      readonly scaled: number | null
    }
  | { readonly value: null; readonly reason: StatisticsReason }

function sumOf(counts: ScoreCounts, present: (p: number) => number, absent: (p: number) => number): number {
  const sum = new CompensatedSum()
  for (let g = 0; g < counts.scores.length; g++) {
    const p = counts.scores[g] ?? 0
    const nPresent = counts.present[g] ?? 0
    const nAbsent = counts.absent[g] ?? 0
    if (nPresent > 0) sum.add(nPresent * present(p))
    if (nAbsent > 0) sum.add(nAbsent * absent(p))
  }
  return sum.value
}

/** Brier score with standard error, reference and scaled Brier score (rules BRI-1, BRI-2; Steyerberg et al. 2010). */
export function brierSummary(counts: ScoreCounts): BrierSummary {
  const n = counts.nPresent + counts.nAbsent
  if (n === 0) return { value: null, reason: 'no-examinations' }
  const value = sumOf(counts, (p) => (1 - p) * (1 - p), (p) => p * p) / n
  const off = (square: number): number => (square - value) * (square - value)
  const spread = sumOf(counts, (p) => off((1 - p) * (1 - p)), (p) => off(p * p))
  const reference = (counts.nPresent / n) * (counts.nAbsent / n)
  return {
    value,
    standardError: n < 2 ? null : Math.sqrt(spread / (n - 1) / n),
    reference,
    scaled: reference === 0 ? null : 1 - value / reference,
  }
}

/** scikit-learn's clip: one unit in the last place of 1. */
export const LOG_LOSS_CLIP = 2.220_446_049_250_313e-16

/**
 * Mean of −ln(probability given to what happened) (rule LOG-1; Good 1952), p clipped to [clip, 1 − clip]: the number
 * depends on the clip wherever a prediction was 0 or 1 and wrong, so how many were clipped is told.
 */
export function logLoss(counts: ScoreCounts, clip = LOG_LOSS_CLIP): { value: number | null; nClipped: number } {
  const n = counts.nPresent + counts.nAbsent
  const cut = (p: number): number => Math.min(1 - clip, Math.max(clip, p))
  let nClipped = 0
  counts.scores.forEach((p, g) => {
    if (cut(p) !== p) nClipped += (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
  })
  if (n === 0) return { value: null, nClipped }
  return { value: sumOf(counts, (p) => -ln(cut(p)), (p) => -log1p(-cut(p))) / n, nClipped }
}

export type SpiegelhalterTest =
  | { readonly z: number; readonly pValue: number }
  | { readonly z: null; readonly reason: StatisticsReason }

/** Spiegelhalter's z for calibration, two-sided (rule SPI-1; Spiegelhalter 1986, Statistics in Medicine 5: 421–433). */
export function spiegelhalterTest(counts: ScoreCounts): SpiegelhalterTest {
  if (counts.nPresent + counts.nAbsent === 0) return { z: null, reason: 'no-examinations' }
  const excess = sumOf(counts, (p) => (1 - p) * (1 - 2 * p), (p) => -p * (1 - 2 * p))
  const one = (p: number): number => (1 - 2 * p) * (1 - 2 * p) * p * (1 - p)
  const variance = sumOf(counts, one, one)
  if (!(variance > 0)) return { z: null, reason: 'zero-variance' }
  const z = excess / Math.sqrt(variance) + 0
  return { z, pValue: Math.min(1, 2 * normalCdf(-Math.abs(z))) }
}
