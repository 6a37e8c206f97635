import { logistic, logit } from './elementary.ts'
import type { ClusteredProportion } from './clustered-proportion.ts'
import { kornGraubardInterval } from './clustered-proportion.ts'
import { FEW_CLUSTERS } from './clustered-auc.ts'
import type { Bounds } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { CompensatedSum } from './sum.ts'
import type { Contributions, WeightedDesign } from './weighted-design.ts'
import { contributions, effectiveRows, linearisedCovariance } from './weighted-design.ts'

export interface WeightedMean {
  readonly value: number
  readonly contributions: Contributions
  /** Null below two units. */
  readonly variance: number | null
  /** Rows, or clusters, over which the variance was taken. */
  readonly nUnits: number
  readonly sumOfWeights: number
  /** Kish's effective number of the rows averaged. */
  readonly effective: number
}

/**
 * Weighted mean of a number of each row, with its linearised variance (rules WGT-1, WGT-2): proportions, and paired
 * differences of proportions. rows: those averaged. Null without weight.
 */
export function weightedMean(design: WeightedDesign, rows: Uint32Array, valueOf: (row: number) => number): WeightedMean | null {
  const total = new CompensatedSum()
  const sum = new CompensatedSum()
  for (const row of rows) {
    const weight = design.weights[row] ?? 0
    total.add(weight)
    sum.add(weight * valueOf(row))
  }
  const all = total.value
  if (!(all > 0)) return null
  const value = sum.value / all
  const found = contributions(design, rows, (row) => (valueOf(row) - value) / all)
  const { value: variance, nUnits } = linearisedCovariance(found, found, design.clusters)
  return { value, contributions: found, variance, nUnits, sumOfWeights: all, effective: effectiveRows(design, rows) }
}

/** Raw counts beside a weighted proportion: which of its ends was observed, and how many rows could carry it. */
export interface ProportionRows {
  readonly x: number
  readonly n: number
  /** Rows that could have entered, verified or not: the effective number of trials is never above it. */
  readonly nFrame: number
  /** Units that hold one of these rows: the degrees of freedom, also where others lend to the variance. */
  readonly nUnits: number
}

/**
 * Korn-Graubard interval of a weighted proportion (rule WGT-3): as CLU-6 on the linearised variance. Seen at 0 or 1: on
 * Kish's effective number, in clusters where they are declared. Korn & Graubard 1998, Survey Methodology 24: 193–201.
 */
export function weightedProportionInterval(mean: WeightedMean | null, counts: ProportionRows, level: number, nClusters: number | null): Bounds {
  if (mean === null) return noBounds('denominator-zero')
  if (mean.variance === null) return noBounds('too-few-clusters')
  const isEnd = counts.x === 0 || counts.x === counts.n
  const atEnd = nClusters === null ? mean.effective : (mean.effective / counts.n) * nClusters
  const proportion: ClusteredProportion = {
    value: isEnd ? (counts.x === 0 ? 0 : 1) : mean.value,
    x: isEnd ? counts.x : 1,
    n: isEnd ? counts.n : Math.max(2, counts.nFrame),
    // Without variation CLU-6 takes this as the number of trials.
    nClusters: isEnd ? atEnd : counts.nUnits,
    isFew: counts.nUnits < FEW_CLUSTERS,
    variance: isEnd ? 0 : mean.variance,
    designEffect: null,
  }
  return kornGraubardInterval(proportion, level)
}

/**
 * logit p ± z·se/(p(1 − p)) (rule WGT-4). None at 0 and 1 (two-sided-interval-at-boundary).
 */
export function weightedLogitInterval(mean: WeightedMean | null, level: number): Bounds {
  if (mean === null) return noBounds('denominator-zero')
  const { value, variance } = mean
  if (variance === null) return noBounds('too-few-clusters')
  if (value <= 0 || value >= 1) return noBounds('two-sided-interval-at-boundary')
  if (!(variance > 0)) return noBounds('zero-variance')
  const half = (normalMultiplier(level) * Math.sqrt(variance)) / (value * (1 - value))
  return { lower: logistic(logit(value) - half), upper: logistic(logit(value) + half) }
}
