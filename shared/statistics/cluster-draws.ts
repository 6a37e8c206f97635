import type { ReplicateValues } from './bootstrap.ts'
import { sortedQuantile } from './bootstrap.ts'
import type { Bounds } from './interval.ts'
import { noBounds } from './interval.ts'
import { randomStream, tallyDraws } from './random.ts'

/** A number from how often each cluster was drawn; null when not defined. */
export type DrawnStatistic = (weights: Uint32Array) => number | null

/**
 * Cluster bootstrap of anything that is known by cluster (rule BOOT-7): replicate r draws nClusters clusters with
 * replacement from stream (seed, r). Memory: clusters + replicates × statistics, nothing of the rows.
 */
export function drawClusters(
  nClusters: number,
  statistics: readonly DrawnStatistic[],
  draws: { readonly replicates: number; readonly seed: number },
): ReplicateValues[] {
  const { replicates, seed } = draws
  const kept = statistics.map(() => ({ values: new Float64Array(replicates), n: 0 }))
  const weights = new Uint32Array(nClusters)
  for (let r = 0; r < replicates; r++) {
    weights.fill(0)
    tallyDraws(randomStream(seed, r), weights, nClusters)
    statistics.forEach((statistic, s) => {
      const value = statistic(weights)
      const keep = kept[s]
      if (value !== null && keep !== undefined) keep.values[keep.n++] = value
    })
  }
  return kept.map(({ values, n }) => ({ values: values.slice(0, n), nLost: replicates - n }))
}

/** Σ w y / Σ w x; null where the denominator is 0. */
export function drawnRatio(numerators: Float64Array, denominators: Float64Array): DrawnStatistic {
  return (weights) => {
    let y = 0
    let x = 0
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k] ?? 0
      y += weight * (numerators[k] ?? 0)
      x += weight * (denominators[k] ?? 0)
    }
    return x > 0 ? y / x : null
  }
}

/**
 * Percentile interval of a median that may fall among what did not happen (rule LTM-4): those replicates are −∞ or +∞
 * and keep their rank. A bound that falls among them is none (`mostly-undetected`).
 */
export function rankedPercentileInterval(replicates: ReplicateValues, level: number): Bounds {
  const sorted = replicates.values.slice().sort()
  if (sorted.length < 2 / (1 - level) - 1e-9) return noBounds('too-few-replicates')
  const lower = sortedQuantile(sorted, (1 - level) / 2)
  const upper = sortedQuantile(sorted, (1 + level) / 2)
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return noBounds('mostly-undetected')
  return lower === upper ? noBounds('zero-variance') : { lower, upper }
}
