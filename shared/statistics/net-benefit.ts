import { type CountsBelow, countsBelow, firstAtOrAbove } from './counts-below.ts'
import type { ScoreCounts } from './score-counts.ts'

/** At one threshold probability. */
export interface NetBenefitPoint {
  readonly threshold: number
  readonly tp: number
  readonly fp: number
  /** tp/n − fp/n · t/(1 − t). */
  readonly netBenefit: number
  readonly treatAll: number
  readonly treatNone: 0
  /** netBenefit / prevalence; null without events. */
  readonly standardised: number | null
  /** (netBenefit − treatAll) / (t/(1 − t)) · 100: net interventions avoided per 100 against treating everybody. */
  readonly interventionsAvoidedPer100: number
}

/**
 * Decision curve (rule NET-1; Vickers & Elkin 2006, Medical Decision Making 26: 565–574): net benefit at each threshold
 * probability in (0, 1), positive when p ≥ t, against treating all and none. Null without examinations. Thresholds
 * outside (0, 1) are a mistake of the caller. O(distinct + thresholds · ln distinct).
 */
export function decisionCurve(counts: ScoreCounts, thresholds: readonly number[]): NetBenefitPoint[] | null {
  const n = counts.nPresent + counts.nAbsent
  if (n === 0) return null
  const below = countsBelow(counts)
  return thresholds.map((threshold) => netBenefitAt(counts, below, threshold))
}

/** One point of a decision curve; needs an examination. */
export function netBenefitAt(counts: ScoreCounts, below: CountsBelow, threshold: number): NetBenefitPoint {
  const at = firstAtOrAbove(counts.scores, threshold)
  const tp = counts.nPresent - (below.present[at] ?? 0)
  const fp = counts.nAbsent - (below.absent[at] ?? 0)
  return netBenefit(threshold, { tp, fp, present: counts.nPresent, absent: counts.nAbsent })
}

/**
 * Net benefit from counts at one threshold probability (rule NET-1). prevalence: of the intended use, where the cohort
 * is enriched (rule NET-2): sensitivity and specificity are kept, prevalence is replaced; both must have been observed
 * (RangeError: the caller refuses first).
 */
export function netBenefit(
  threshold: number,
  { tp, fp, present, absent }: { tp: number; fp: number; present: number; absent: number },
  prevalence = present / (present + absent),
): NetBenefitPoint {
  if (!(threshold > 0) || !(threshold < 1)) throw new RangeError(`threshold probability ${threshold} is not in (0, 1)`)
  const isKnown = (present > 0 || prevalence === 0) && (absent > 0 || prevalence === 1)
  if (!isKnown || !(prevalence >= 0) || !(prevalence <= 1)) throw new RangeError(`no rates for prevalence ${prevalence}`)
  const odds = threshold / (1 - threshold)
  const truePositives = present === 0 ? 0 : prevalence * (tp / present)
  const falsePositives = absent === 0 ? 0 : (1 - prevalence) * (fp / absent)
  const value = truePositives - falsePositives * odds
  const treatAll = prevalence - (1 - prevalence) * odds
  const missed = prevalence - truePositives
  const spared = 1 - prevalence - falsePositives
  return {
    threshold,
    tp,
    fp,
    netBenefit: value + 0,
    treatAll: treatAll + 0,
    treatNone: 0,
    standardised: prevalence === 0 ? null : value / prevalence,
    interventionsAvoidedPer100: 100 * (spared - missed / odds) + 0,
  }
}
