import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

/** Mean squared difference of probability and outcome (Brier 1950; rule BRI-1). Null without examinations. */
export function brierScore(counts: ScoreCounts): number | null {
  const n = counts.nPresent + counts.nAbsent
  if (n === 0) return null
  const sum = new CompensatedSum()
  for (let g = 0; g < counts.scores.length; g++) {
    const p = counts.scores[g] ?? 0
    sum.add((counts.present[g] ?? 0) * (1 - p) * (1 - p))
    sum.add((counts.absent[g] ?? 0) * p * p)
  }
  return sum.value / n
}
