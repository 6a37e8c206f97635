import { countsBelow } from './counts-below.ts'
import { sortScoresWithRows } from './order.ts'
import type { ScoreCounts } from './score-counts.ts'

/** A sum of weights this near a rank is the rank (WGT-15): rounding shall not choose between neighbours. Whole counts do not come so near. */
const NEAR = 1e-9

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
      if (rank + NEAR < (below[middle + 1] ?? 0)) high = middle
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
 * score has; most: the largest. O(n): whole counts are counted in buckets of size, and only buckets that hold a wanted
 * rank are sorted.
 */
export function quantilesOfSizes(counts: ScoreCounts, sizes: Float64Array, most: number, shares: readonly number[]): number[] {
  // Sums of weights depend on their order in the last digit: there all are sorted and added from the least size on.
  if (counts.rows !== undefined) return countedQuantiles(sortedBySize(counts, sizes), shares)
  const perSize = most > 0 ? BUCKETS / most : 0
  const buckets = bucketsOf(sizes, perSize)
  const held = heldInBuckets(counts, buckets)
  const n = counts.nPresent + counts.nAbsent
  const places = shares.flatMap((share) => {
    const rank = Math.floor((n - 1) * share)
    return [placeOf(held, rank), placeOf(held, Math.min(n - 1, rank + 1))]
  })
  const inside = insideBuckets(counts, sizes, buckets, places.map(({ bucket }) => bucket))
  const valueAt = (place: Place | undefined): number => (place === undefined ? 0 : valueAtRank(inside.get(place.bucket), place.rank))
  return shares.map((share, i) => {
    const at = (n - 1) * share
    const low = valueAt(places[2 * i])
    return low + (at - Math.floor(at)) * (valueAt(places[2 * i + 1]) - low)
  })
}

/** A bucket, and a rank within it. */
interface Place {
  readonly bucket: number
  readonly rank: number
}

function placeOf(held: Float64Array, rank: number): Place {
  let [bucket, below] = [0, 0]
  while (bucket < BUCKETS && rank >= below + (held[bucket] ?? 0)) below += held[bucket++] ?? 0
  return { bucket, rank: rank - below }
}

/** The same counts in ascending order of size. */
function sortedBySize(counts: ScoreCounts, sizes: Float64Array): ScoreCounts {
  const { values, rows } = sortScoresWithRows(sizes)
  const inOrder = (list: ScoreCounts['present']): Float64Array => Float64Array.from(rows, (g) => list[g] ?? 0)
  return { ...counts, scores: values, present: inOrder(counts.present), absent: inOrder(counts.absent) }
}

/** Room for the bucket of each size, and again for the next sizes. */
let room = new Uint16Array(0)

/** A larger size is never in an earlier bucket. Good until the next call. */
function bucketsOf(sizes: Float64Array, perSize: number): Uint16Array {
  if (room.length < sizes.length) room = new Uint16Array(sizes.length)
  for (let g = 0; g < sizes.length; g++) room[g] = (sizes[g] ?? 0) * perSize
  return room.subarray(0, sizes.length)
}

/** Examinations by bucket of size. Neighbours are mostly of one bucket: they are added up before they are put there. */
function heldInBuckets({ present, absent }: ScoreCounts, buckets: Uint16Array): Float64Array {
  const held = new Float64Array(BUCKETS + 1)
  let [last, together] = [0, 0]
  for (let g = 0; g < buckets.length; g++) {
    const bucket = buckets[g] ?? 0
    if (bucket !== last) {
      held[last] = (held[last] ?? 0) + together
      together = 0
      last = bucket
    }
    together += (present[g] ?? 0) + (absent[g] ?? 0)
  }
  held[last] = (held[last] ?? 0) + together
  return held
}

/** Some buckets, each in ascending order of size; found in one pass. */
function insideBuckets(counts: ScoreCounts, sizes: Float64Array, buckets: Uint16Array, wanted: readonly number[]): Map<number, ScoreCounts> {
  const isWanted = new Uint8Array(BUCKETS + 1)
  for (const bucket of wanted) isWanted[bucket] = 1
  const members = new Map(wanted.map((bucket): [number, number[]] => [bucket, []]))
  for (let g = 0; g < buckets.length; g++) if (isWanted[buckets[g] ?? 0] === 1) members.get(buckets[g] ?? 0)?.push(g)
  return new Map([...members].map(([bucket, own]) => [bucket, oneBucket(counts, sizes, own)]))
}

function oneBucket(counts: ScoreCounts, sizes: Float64Array, members: readonly number[]): ScoreCounts {
  const of = (list: ScoreCounts['present']): Float64Array => Float64Array.from(members, (g) => list[g] ?? 0)
  return sortedBySize({ ...counts, present: of(counts.present), absent: of(counts.absent) }, of(sizes))
}

function valueAtRank(inside: ScoreCounts | undefined, rank: number): number {
  if (inside === undefined) throw new RangeError('a bucket that was not asked for')
  const { scores, present, absent } = inside
  let below = 0
  for (let i = 0; i < scores.length; i++) {
    below += (present[i] ?? 0) + (absent[i] ?? 0)
    if (rank < below) return scores[i] ?? 0
  }
  return scores[scores.length - 1] ?? 0
}
