import type { StatisticsReason } from './interval.ts'
import type { ScoreCounts, ScoreDirection } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

/** A range of specificity or sensitivity, 0 ≤ from < to ≤ 1. */
export interface RateRange {
  readonly from: number
  readonly to: number
}

export type PartialArea =
  | {
      /** Area under the curve within the range: at most its width. */
      readonly area: number
      /** McClish's standardised area, 0.5 by chance and 1 at best; null below chance. */
      readonly standardised: number | null
    }
  | { readonly area: null; readonly reason: StatisticsReason }

/**
 * Area under the empirical curve where the specificity lies in a range (rule PAUC-1): ∫ sensitivity d(specificity),
 * linear between points. Standardised as ½(1 + (area − chance) / (most − chance)) (McClish 1989, Medical Decision
 * Making 9: 190–195), not defined below chance. One class: none.
 */
export function partialAreaOverSpecificity(
  counts: ScoreCounts,
  direction: ScoreDirection,
  range: RateRange,
): PartialArea {
  const { nPresent, nAbsent, scores } = counts
  if (!(range.from >= 0 && range.from < range.to && range.to <= 1)) throw new RangeError('not a range of rates')
  if (nPresent === 0 || nAbsent === 0) return { area: null, reason: 'one-class' }
  const left = 1 - range.to
  const right = 1 - range.from
  const sum = new CompensatedSum()
  let tp = 0
  let fp = 0
  for (let i = 0; i < scores.length && fp / nAbsent < right; i++) {
    const g = direction === 'higher-is-positive' ? scores.length - 1 - i : i
    const present = counts.present[g] ?? 0
    const absent = counts.absent[g] ?? 0
    if (absent > 0) {
      const x0 = Math.max(left, fp / nAbsent)
      const x1 = Math.min(right, (fp + absent) / nAbsent)
      // Height of the segment half-way between the ends that lie in the range.
      const share = (((x0 + x1) / 2) * nAbsent - fp) / absent
      if (x1 > x0) sum.add(((x1 - x0) * (tp + share * present)) / nPresent)
    }
    tp += present
    fp += absent
  }
  return { area: sum.value, standardised: mcclish(sum.value, left, right) }
}

/**
 * As above where the sensitivity lies in a range (rule PAUC-2): ∫ specificity d(sensitivity), the classes exchanged.
 */
export function partialAreaOverSensitivity(
  counts: ScoreCounts,
  direction: ScoreDirection,
  range: RateRange,
): PartialArea {
  const { scores, present, absent, nPresent, nAbsent } = counts
  const exchanged = { scores, present: absent, absent: present, nPresent: nAbsent, nAbsent: nPresent }
  const opposite = direction === 'higher-is-positive' ? 'lower-is-positive' : 'higher-is-positive'
  return partialAreaOverSpecificity(exchanged, opposite, range)
}

function mcclish(area: number, left: number, right: number): number | null {
  const chance = ((right - left) * (right + left)) / 2
  const most = right - left
  return area < chance ? null : (1 + (area - chance) / (most - chance)) / 2
}
