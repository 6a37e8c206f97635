import { quantile } from './grouped.ts'
import { ascendingOrder } from './order.ts'
import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

/** How predictions were grouped: part of every number that depends on it. */
export const binnings = [
  'equal-width-10',
  'equal-mass-10-quantile-edges',
  'equal-mass-10-rank-split',
  'distinct-probabilities',
] as const
export type Binning = (typeof binnings)[number]

/** Examinations of one bin; empty bins are left out. */
export interface ProbabilityBin {
  readonly n: number
  readonly events: number
  readonly meanPredicted: number
  readonly observed: number
}

/** Bins over ascending distinct scores; isLastOf says whether group g ends its bin. */
function collect(counts: ScoreCounts, isLastOf: (g: number) => boolean): ProbabilityBin[] {
  const bins: ProbabilityBin[] = []
  let sum = new CompensatedSum()
  let n = 0
  let events = 0
  for (let g = 0; g < counts.scores.length; g++) {
    const here = (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
    n += here
    events += counts.present[g] ?? 0
    sum.add(here * (counts.scores[g] ?? 0))
    if (!isLastOf(g)) continue
    bins.push({ n, events, meanPredicted: sum.value / n, observed: events / n })
    sum = new CompensatedSum()
    n = 0
    events = 0
  }
  return bins
}

/** [0, 0.1), [0.1, 0.2) … [0.9, 1] (rule BIN-1); an edge belongs to the bin above it. */
export function equalWidthBins(counts: ScoreCounts, bins = 10): ProbabilityBin[] {
  const binOf = (p: number): number => {
    const guess = Math.min(bins - 1, Math.max(0, Math.floor(p * bins)))
    if (p < guess / bins) return guess - 1
    return guess < bins - 1 && p >= (guess + 1) / bins ? guess + 1 : guess
  }
  const last = counts.scores.length - 1
  return collect(counts, (g) => g === last || binOf(counts.scores[g] ?? 0) !== binOf(counts.scores[g + 1] ?? 0))
}

/**
 * Type-7 quantiles at 0, 1/bins … 1 as edges, equal edges merged, bins closed on the right, the lowest on both sides;
 * ties are never split (rule BIN-2).
 */
export function equalMassQuantileBins(counts: ScoreCounts, bins = 10): ProbabilityBin[] {
  if (counts.nPresent + counts.nAbsent === 0) return []
  // The smallest score is an edge of its own: examinations that tie there belong to the first bin above it.
  const lowest = counts.scores[0] ?? 0
  const quantiles = Array.from({ length: bins }, (_, k) => quantile(counts, (k + 1) / bins))
  const edges = [...new Set(quantiles)].filter((edge) => edge > lowest)
  const last = counts.scores.length - 1
  let edge = 0
  return collect(counts, (g) => {
    if (g === last) return true
    while (edge < edges.length - 1 && (counts.scores[g] ?? 0) > (edges[edge] ?? 1)) edge++
    return edge < edges.length - 1 && (counts.scores[g + 1] ?? 0) > (edges[edge] ?? 1)
  })
}

/** One bin a distinct probability. */
export const distinctBins = (counts: ScoreCounts): ProbabilityBin[] => collect(counts, () => true)

/**
 * Ten bins of as equal size as possible, by rank; ties are split in the order of the rows, the first bins take the
 * remainder (rule BIN-3; numpy.array_split). order: rows by ascending score, stable; the shared sort if given.
 */
export function equalMassRankBins(
  scores: Float64Array,
  present: Uint8Array,
  order: Uint32Array = ascendingOrder(scores),
  bins = 10,
): ProbabilityBin[] {
  const found: ProbabilityBin[] = []
  let at = 0
  for (let b = 0; b < bins; b++) {
    const n = Math.floor(order.length / bins) + (b < order.length % bins ? 1 : 0)
    if (n === 0) continue
    const sum = new CompensatedSum()
    let events = 0
    for (const end = at + n; at < end; at++) {
      const row = order[at] ?? 0
      sum.add(scores[row] ?? 0)
      events += present[row] ?? 0
    }
    found.push({ n, events, meanPredicted: sum.value / n, observed: events / n })
  }
  return found
}
