import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

const BLOCK = 512
const terms = new Float64Array(2 * BLOCK)

/** Mean squared difference of probability and outcome (Brier 1950; rule BRI-1). Null without examinations. */
export function brierScore(counts: ScoreCounts): number | null {
  const n = counts.nPresent + counts.nAbsent
  if (n === 0) return null
  const sum = new CompensatedSum()
  for (let from = 0; from < counts.scores.length; from += BLOCK) {
    const here = Math.min(BLOCK, counts.scores.length - from)
    for (let i = 0; i < here; i++) {
      const p = counts.scores[from + i] ?? 0
      terms[2 * i] = (counts.present[from + i] ?? 0) * (1 - p) * (1 - p)
      terms[2 * i + 1] = (counts.absent[from + i] ?? 0) * p * p
    }
    sum.addAll(terms, 2 * here)
  }
  return sum.value / n
}
