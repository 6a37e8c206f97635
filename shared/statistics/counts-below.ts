import type { ScoreCounts } from './score-counts.ts'

/** How many (or what weight) of each class, and of both, are below each score; all of them after the last. */
export interface CountsBelow {
  readonly present: Float64Array
  readonly absent: Float64Array
  readonly both: Float64Array
}

/**
 * For everything that is then a search: quantiles, calls at a threshold, rates where the other is fixed. room: gives each
 * list, with one more place than there are scores, beginning with 0.
 */
export function countsBelow(counts: ScoreCounts, room = (_name: keyof CountsBelow, size: number): Float64Array => new Float64Array(size)): CountsBelow {
  const size = counts.scores.length
  const [present, absent, both] = [room('present', size + 1), room('absent', size + 1), room('both', size + 1)]
  let [ofPresent, ofAbsent, ofBoth] = [0, 0, 0]
  for (let g = 0; g < size; g++) {
    const herePresent = counts.present[g] ?? 0
    const hereAbsent = counts.absent[g] ?? 0
    ofPresent += herePresent
    ofAbsent += hereAbsent
    ofBoth += herePresent + hereAbsent
    present[g + 1] = ofPresent
    absent[g + 1] = ofAbsent
    both[g + 1] = ofBoth
  }
  return { present, absent, both }
}

/** First index whose value is at or above what is asked; their number when none is. values: ascending. */
export function firstAtOrAbove(values: Float64Array, least: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
