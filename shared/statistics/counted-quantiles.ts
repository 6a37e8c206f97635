import { countsBelow } from './counts-below.ts'
import { sortScoresWithRows } from './order.ts'
import type { ScoreCounts } from './score-counts.ts'

/**
 * Type-7 quantiles (Hyndman & Fan 1996) of counted scores at shares in [0, 1]; needs at least one examination. below: how
 * many are below each score, where the caller has it already. O(shares · ln distinct) then.
 */
export function countedQuantiles(counts: ScoreCounts, shares: readonly number[], below = countsBelow(counts).both): number[] {
  const { scores } = counts
  const n = counts.nPresent + counts.nAbsent
  /** The first score with more than rank examinations up to it. */
  const valueAt = (rank: number): number => {
    let low = 0
    let high = scores.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (rank < (below[middle + 1] ?? 0)) high = middle
      else low = middle + 1
    }
    return scores[low] ?? 0
  }
  return shares.map((share) => {
    const at = (n - 1) * share
    const rank = Math.floor(at)
    const low = valueAt(rank)
    return low + (at - rank) * (valueAt(Math.min(n - 1, rank + 1)) - low)
  })
}

const BUCKETS = 4096

/**
 * Type-7 quantiles at ascending shares of sizes ≥ 0, one for each score, that stand for as many examinations as their
 * score has. O(n): whole counts are counted in buckets of size, and only buckets that hold a wanted rank are sorted.
 */
export function quantilesOfSizes(counts: ScoreCounts, sizes: Float64Array, shares: readonly number[]): number[] {
  // Sums of weights depend on their order in the last digit: there all are sorted and added from the least size on.
  if (counts.rows !== undefined) return countedQuantiles(sortedBySize(counts, sizes), shares)
  const buckets = bucketsOf(counts, sizes)
  const n = counts.nPresent + counts.nAbsent
  return shares.map((share) => {
    const at = (n - 1) * share
    const rank = Math.floor(at)
    const low = valueAtRank(buckets, rank)
    const high = valueAtRank(buckets, Math.min(n - 1, rank + 1))
    return low + (at - rank) * (high - low)
  })
}

/** The same counts in ascending order of size. */
function sortedBySize(counts: ScoreCounts, sizes: Float64Array): ScoreCounts {
  const { values, rows } = sortScoresWithRows(sizes)
  const inOrder = (list: ScoreCounts['present']): Float64Array => Float64Array.from(rows, (g) => list[g] ?? 0)
  return { ...counts, scores: values, present: inOrder(counts.present), absent: inOrder(counts.absent) }
}

interface Buckets {
  readonly counts: ScoreCounts
  readonly sizes: Float64Array
  /** Bucket of each size: a larger size is never in an earlier one. */
  readonly bucket: Uint16Array
  readonly held: Float64Array
}

function bucketsOf(counts: ScoreCounts, sizes: Float64Array): Buckets {
  const { present, absent } = counts
  let most = 0
  for (let g = 0; g < sizes.length; g++) most = Math.max(most, sizes[g] ?? 0)
  const perSize = most > 0 ? BUCKETS / most : 0
  const bucket = new Uint16Array(sizes.length)
  const held = new Float64Array(BUCKETS + 1)
  for (let g = 0; g < sizes.length; g++) {
    const at = ((sizes[g] ?? 0) * perSize) | 0
    bucket[g] = at
    held[at] = (held[at] ?? 0) + (present[g] ?? 0) + (absent[g] ?? 0)
  }
  return { counts, sizes, bucket, held }
}

function valueAtRank({ counts, sizes, bucket, held }: Buckets, rank: number): number {
  let [at, below] = [0, 0]
  while (at < BUCKETS && rank >= below + (held[at] ?? 0)) below += held[at++] ?? 0
  const { present, absent } = counts
  const inside: number[] = []
  for (let g = 0; g < bucket.length; g++) if (bucket[g] === at) inside.push(g)
  const { values, rows } = sortScoresWithRows(Float64Array.from(inside, (g) => sizes[g] ?? 0))
  for (let i = 0; i < rows.length; i++) {
    const g = inside[rows[i] ?? 0] ?? 0
    below += (present[g] ?? 0) + (absent[g] ?? 0)
    if (rank < below) return values[i] ?? 0
  }
  return values[values.length - 1] ?? 0
}
