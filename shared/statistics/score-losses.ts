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
 * Means over examinations of two losses known for each score and class, in one pass; null without examinations. What
 * `brierSummary` and `logLoss` give, to the last digit or two: each class and loss has a sum of its own with what its
 * additions lose, found without a branch (Knuth 1969, The Art of Computer Programming 2, 4.2.2). Each addition waits for the
 * one before, so that four sums side by side take the time of one.
 */
export function meanLosses(counts: ScoreCounts, one: ScoreLoss, other: ScoreLoss): readonly [number, number] | null {
  const n = counts.nPresent + counts.nAbsent
  if (n === 0) return null
  const { present, absent } = counts
  const { ifPresent, ifAbsent } = one
  const { ifPresent: alsoPresent, ifAbsent: alsoAbsent } = other
  let [p, a, p2, a2, lost, lost2] = [0, 0, 0, 0, 0, 0]
  for (let g = 0; g < ifPresent.length; g++) {
    const having = present[g] ?? 0
    const without = absent[g] ?? 0
    const ofP = having * (ifPresent[g] ?? 0)
    const nextP = p + ofP
    const addedP = nextP - p
    const ofA = without * (ifAbsent[g] ?? 0)
    const nextA = a + ofA
    const addedA = nextA - a
    lost += p - (nextP - addedP) + (ofP - addedP) + (a - (nextA - addedA) + (ofA - addedA))
    p = nextP
    a = nextA
    const ofP2 = having * (alsoPresent[g] ?? 0)
    const nextP2 = p2 + ofP2
    const addedP2 = nextP2 - p2
    const ofA2 = without * (alsoAbsent[g] ?? 0)
    const nextA2 = a2 + ofA2
    const addedA2 = nextA2 - a2
    lost2 += p2 - (nextP2 - addedP2) + (ofP2 - addedP2) + (a2 - (nextA2 - addedA2) + (ofA2 - addedA2))
    p2 = nextP2
    a2 = nextA2
  }
  return [(p + a + lost) / n, (p2 + a2 + lost2) / n]
}
