import { ln, log1p } from './elementary.ts'
import type { ScoreCounts } from './score-counts.ts'
import { LOG_LOSS_CLIP } from './scoring-rules.ts'

// What a proper score gives for one examination depends on its probability and class alone, so that many samples over the
// same probabilities need it once.

/** (1 − p)² and p² (rule BRI-1). */
export const squaredErrorIfPresent = (scores: Float64Array): Float64Array => scores.map((p) => (1 - p) * (1 - p))
export const squaredErrorIfAbsent = (scores: Float64Array): Float64Array => scores.map((p) => p * p)

const cut = (p: number): number => Math.min(1 - LOG_LOSS_CLIP, Math.max(LOG_LOSS_CLIP, p))

/** −ln p and −ln(1 − p), p clipped (rule LOG-1). */
export const logLossIfPresent = (scores: Float64Array): Float64Array => scores.map((p) => -ln(cut(p)))
export const logLossIfAbsent = (scores: Float64Array): Float64Array => scores.map((p) => -log1p(-cut(p)))

/** A loss of each score, by class. */
export interface ScoreLoss {
  readonly ifPresent: Float64Array
  readonly ifAbsent: Float64Array
}

/**
 * Means over examinations of two losses known for each score and class, in one pass; null without examinations. The very
 * doubles of `brierSummary` and `logLoss`: the same terms in the same order, and what each addition loses, here without a
 * branch (Knuth 1969, The Art of Computer Programming 2, 4.2.2). Each addition waits for the one before, so that two sums
 * side by side take the time of one.
 */
export function meanLosses(counts: ScoreCounts, one: ScoreLoss, other: ScoreLoss): readonly [number, number] | null {
  const n = counts.nPresent + counts.nAbsent
  if (n === 0) return null
  const { present, absent } = counts
  const { ifPresent, ifAbsent } = one
  const { ifPresent: alsoPresent, ifAbsent: alsoAbsent } = other
  let [total, lost, total2, lost2] = [0, 0, 0, 0]
  for (let g = 0; g < ifPresent.length; g++) {
    const having = present[g] ?? 0
    const without = absent[g] ?? 0
    const ofPresent = having * (ifPresent[g] ?? 0)
    const half = total + ofPresent
    const added = half - total
    lost += total - (half - added) + (ofPresent - added)
    const ofAbsent = without * (ifAbsent[g] ?? 0)
    total = half + ofAbsent
    const addedNext = total - half
    lost += half - (total - addedNext) + (ofAbsent - addedNext)
    const ofPresent2 = having * (alsoPresent[g] ?? 0)
    const half2 = total2 + ofPresent2
    const added2 = half2 - total2
    lost2 += total2 - (half2 - added2) + (ofPresent2 - added2)
    const ofAbsent2 = without * (alsoAbsent[g] ?? 0)
    total2 = half2 + ofAbsent2
    const addedNext2 = total2 - half2
    lost2 += half2 - (total2 - addedNext2) + (ofAbsent2 - addedNext2)
  }
  return [(total + lost) / n, (total2 + lost2) / n]
}
