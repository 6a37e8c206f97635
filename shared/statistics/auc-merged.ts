import type { AreaUnderCurve } from './auc.ts'
import { bucketSorted } from './bucket-sort.ts'
import { splitByClass } from './score-counts.ts'
import type { ScoreDirection } from './score-counts.ts'

/**
 * Second engine for area and DeLong variance (rule MRG-1), sharing no step with the first: the classes are sorted apart
 * by a sort of its own (by value, where the first sorts by digits), placements are found by walking both lists (lower and upper rank of each value in the
 * other list), and the variance comes from Welford's update of each placement instead of a sum of squares over tie
 * groups. O(n log n). Nulls as in `delong`.
 */
export function mergedDelong(scores: Float64Array, present: Uint8Array, direction: ScoreDirection): AreaUnderCurve {
  const split = splitByClass(scores, present)
  const m = split.withCondition.length
  const n = split.without.length
  if (m === 0 || n === 0) return { value: null, variance: null }
  const withCondition = bucketSorted(split.withCondition)
  const without = bucketSorted(split.without)
  const higher = placementMoments(withCondition, without)
  const value = direction === 'higher-is-positive' ? higher.mean : placementMoments(without, withCondition).mean
  if (m < 2 || n < 2) return { value, variance: null }
  const other = placementMoments(without, withCondition)
  return { value, variance: higher.squares / (m - 1) / m + other.squares / (n - 1) / n }
}

/** Mean and centred sum of squares of the share of `others` below each of `own`, ties one half. Both ascending. */
function placementMoments(own: Float64Array, others: Float64Array): { mean: number; squares: number } {
  let below = 0
  let atOrBelow = 0
  let mean = 0
  let squares = 0
  let halves = 0
  for (let i = 0; i < own.length; i++) {
    const value = own[i] ?? 0
    while (below < others.length && (others[below] ?? 0) < value) below++
    while (atOrBelow < others.length && (others[atOrBelow] ?? 0) <= value) atOrBelow++
    halves += below + atOrBelow
    const placement = (below + atOrBelow) / (2 * others.length)
    const step = placement - mean
    mean += step / (i + 1)
    squares += step * (placement - mean)
  }
  return { mean: halves / (2 * own.length * others.length), squares }
}
