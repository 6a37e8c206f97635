import type { ProbabilityBin } from './calibration-bins.ts'
import { countedQuantiles } from './counted-quantiles.ts'
import type { ScoreCounts } from './score-counts.ts'

// The bins of BIN-1 and BIN-2 are runs of ascending scores, so that a few searches say where each ends, and one plain loop
// sums them: for the bootstrap, which bins the same scores many times.

/** Runs of scores up to each end (exclusive, ascending, the last is their number) as bins; empty ones are left out. */
export function binsUpTo(counts: ScoreCounts, ends: readonly number[]): ProbabilityBin[] {
  const { scores, present, absent } = counts
  let from = 0
  return ends.flatMap((end) => {
    let [n, events, total, lost] = [0, 0, 0, 0]
    for (let g = from; g < end; g++) {
      const here = (present[g] ?? 0) + (absent[g] ?? 0)
      n += here
      events += present[g] ?? 0
      const term = here * (scores[g] ?? 0)
      const next = total + term
      const added = next - total
      lost += total - (next - added) + (term - added)
      total = next
    }
    const isEmpty = end === from
    from = end
    return isEmpty ? [] : [{ n, events, meanPredicted: (total + lost) / n, observed: events / n }]
  })
}

/** Where [0, 1/bins), [1/bins, 2/bins) … end (rule BIN-1). */
export const equalWidthEnds = ({ scores }: ScoreCounts, bins: number): number[] =>
  Array.from({ length: bins }, (_, k) => (k === bins - 1 ? scores.length : firstFrom(scores, (p) => p >= (k + 1) / bins)))

/** Where the bins between type-7 quantiles end, equal edges merged, closed on the right (rule BIN-2). below: as in `countedQuantiles`. */
export function equalMassEnds(counts: ScoreCounts, bins: number, below?: Float64Array): number[] {
  const { scores } = counts
  if (scores.length === 0) return []
  const lowest = scores[0] ?? 0
  const edges = countedQuantiles(counts, Array.from({ length: bins }, (_, k) => (k + 1) / bins), below)
  const inner = [...new Set(edges)].filter((edge) => edge > lowest).slice(0, -1)
  return [...inner.map((edge) => firstFrom(scores, (p) => p > edge)), scores.length]
}

/** First index whose score is beyond an edge; their number when none is. */
function firstFrom(scores: Float64Array, isBeyond: (score: number) => boolean): number {
  let low = 0
  let high = scores.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBeyond(scores[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low
}
