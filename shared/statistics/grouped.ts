import { wilsonInterval } from './proportion.ts'
import type { ScoreCounts } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

export interface CalibrationGroup {
  readonly n: number
  readonly events: number
  readonly meanPredicted: number
  readonly observed: number
  readonly lower: number
  readonly upper: number
}

/** Type-7 quantile (Hyndman & Fan 1996) of counted scores. share in [0, 1]; needs at least one examination. */
export function quantile(counts: ScoreCounts, share: number): number {
  const n = counts.nPresent + counts.nAbsent
  const at = (n - 1) * share
  const low = valueAtRank(counts, Math.floor(at))
  const high = valueAtRank(counts, Math.min(n - 1, Math.floor(at) + 1))
  return low + (at - Math.floor(at)) * (high - low)
}

function valueAtRank(counts: ScoreCounts, rank: number): number {
  let below = 0
  for (let g = 0; g < counts.scores.length; g++) {
    below += (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
    if (rank < below) return counts.scores[g] ?? 0
  }
  return counts.scores[counts.scores.length - 1] ?? 0
}

/**
 * Equal-mass tenths of predicted probability (rule GRP-1): type-7 deciles as edges, equal edges merged, groups closed
 * on the right, the lowest score in the first; equal scores are never split. Observed fraction with its Wilson interval.
 */
export function calibrationTenths(counts: ScoreCounts, level: number): CalibrationGroup[] {
  if (counts.nPresent + counts.nAbsent === 0) return []
  const edges = [...new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((k) => quantile(counts, k / 10)))]
  // Interpolation may round the last edge below the largest score.
  edges[edges.length - 1] = counts.scores[counts.scores.length - 1] ?? 0
  const groups: CalibrationGroup[] = []
  let g = 0
  for (const edge of edges) {
    const sum = new CompensatedSum()
    let n = 0
    let events = 0
    for (; g < counts.scores.length && (counts.scores[g] ?? 0) <= edge; g++) {
      const here = (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
      n += here
      events += counts.present[g] ?? 0
      sum.add(here * (counts.scores[g] ?? 0))
    }
    if (n === 0) continue
    const bounds = wilsonInterval(events, n, level)
    groups.push({
      n,
      events,
      meanPredicted: sum.value / n,
      observed: events / n,
      lower: bounds.lower ?? 0,
      upper: bounds.upper ?? 1,
    })
  }
  return groups
}

/**
 * Counts of scores by class in 20 equal steps from `from` to `to` (rule GRP-2): bins closed on the left, the last on
 * both sides. One bin when from equals to. Scores outside are not counted: pass the range of the data or [0, 1].
 */
export function histogram(
  counts: ScoreCounts,
  from: number,
  to: number,
): { edges: number[]; present: number[]; absent: number[] } {
  const bins = from === to ? 1 : 20
  // Weighted ends instead of a step: their difference could overflow.
  const edges = Array.from({ length: bins + 1 }, (_, k) => (k === bins ? to : from * (1 - k / bins) + to * (k / bins)))
  const present = new Array<number>(bins).fill(0)
  const absent = new Array<number>(bins).fill(0)
  let bin = 0
  for (let g = 0; g < counts.scores.length; g++) {
    const score = counts.scores[g] ?? 0
    if (score < from || score > to) continue
    while (bin < bins - 1 && score >= (edges[bin + 1] ?? to)) bin++
    present[bin] = (present[bin] ?? 0) + (counts.present[g] ?? 0)
    absent[bin] = (absent[bin] ?? 0) + (counts.absent[g] ?? 0)
  }
  return { edges: edges.map((edge) => edge + 0), present, absent }
}
