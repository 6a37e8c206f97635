import type { ScoreCounts, ScoreDirection } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

const BLOCK = 512
const terms = new Float64Array(BLOCK)

/**
 * Average precision (rule AVP-1): Σ (recall step) × precision over the distinct scores from the most positive one,
 * without interpolation (the definition of scikit-learn's average_precision_score). Null when nobody has the target
 * condition.
 */
export function averagePrecision(counts: ScoreCounts, direction: ScoreDirection): number | null {
  const { nPresent, scores, present, absent } = counts
  if (nPresent === 0) return null
  const size = scores.length
  const step = direction === 'higher-is-positive' ? -1 : 1
  const sum = new CompensatedSum()
  let g = step < 0 ? size - 1 : 0
  let tp = 0
  let called = 0
  for (let from = 0; from < size; from += BLOCK) {
    const n = Math.min(BLOCK, size - from)
    for (let i = 0; i < n; i++) {
      const here = present[g] ?? 0
      tp += here
      called += here + (absent[g] ?? 0)
      terms[i] = called === 0 ? 0 : (here * tp) / called
      g += step
    }
    sum.addExactly(terms, n)
  }
  return sum.value / nPresent
}

/** What a useless score reaches on average: the prevalence (rule AVP-2). Null without examinations. */
export const averagePrecisionBaseline = (counts: ScoreCounts): number | null => {
  const n = counts.nPresent + counts.nAbsent
  return n === 0 ? null : counts.nPresent / n
}
