import type { ScoreCounts, ScoreDirection } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

/**
 * Average precision (rule AVP-1): Σ (recall step) × precision over the distinct scores from the most positive one,
 * without interpolation (the definition of scikit-learn's average_precision_score). Null when nobody has the target
 * condition.
 */
export function averagePrecision(counts: ScoreCounts, direction: ScoreDirection): number | null {
  const { nPresent, scores } = counts
  if (nPresent === 0) return null
  const sum = new CompensatedSum()
  const isHigher = direction === 'higher-is-positive'
  let tp = 0
  let called = 0
  for (let i = 0; i < scores.length; i++) {
    const g = isHigher ? scores.length - 1 - i : i
    const present = counts.present[g] ?? 0
    tp += present
    called += present + (counts.absent[g] ?? 0)
    if (present > 0) sum.add((present * tp) / called)
  }
  return sum.value / nPresent
}

/** What a useless score reaches on average: the prevalence (rule AVP-2). Null without examinations. */
export const averagePrecisionBaseline = (counts: ScoreCounts): number | null => {
  const n = counts.nPresent + counts.nAbsent
  return n === 0 ? null : counts.nPresent / n
}
