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

/**
 * Mean over examinations of a loss known for each score and class; null without examinations. The very doubles of
 * `brierSummary` and `logLoss`: the same terms in the same order, and what each addition loses, here without a branch
 * (Knuth 1969, The Art of Computer Programming 2, 4.2.2).
 */
export function meanLoss(counts: ScoreCounts, ifPresent: Float64Array, ifAbsent: Float64Array): number | null {
  const n = counts.nPresent + counts.nAbsent
  if (n === 0) return null
  const { present, absent } = counts
  let [total, lost] = [0, 0]
  for (let g = 0; g < ifPresent.length; g++) {
    const ofPresent = (present[g] ?? 0) * (ifPresent[g] ?? 0)
    const half = total + ofPresent
    const added = half - total
    lost += total - (half - added) + (ofPresent - added)
    const ofAbsent = (absent[g] ?? 0) * (ifAbsent[g] ?? 0)
    const next = half + ofAbsent
    const addedNext = next - half
    lost += half - (next - addedNext) + (ofAbsent - addedNext)
    total = next
  }
  return (total + lost) / n
}
