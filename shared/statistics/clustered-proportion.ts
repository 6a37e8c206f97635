import { studentQuantile } from './distributions.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier, waldBounds } from './interval.ts'
import { FEW_CLUSTERS } from './clustered-auc.ts'
import { betaQuantile, normalCdf } from './special.ts'
import { CompensatedSum } from './sum.ts'

/** Successes and trials of each cluster; clusters without trials may be present. Same length. */
export interface ClusterCounted {
  readonly successes: Float64Array | Uint32Array
  readonly trials: Float64Array | Uint32Array
}

export interface ClusteredProportion {
  readonly value: number
  readonly x: number
  readonly n: number
  readonly nClusters: number
  /** Fewer than 20 clusters. */
  readonly isFew: boolean
  /** Null with one cluster. */
  readonly variance: number | null
  /** Variance over that of independent trials; null at 0, 1 or with one cluster. */
  readonly designEffect: number | null
}

/** Successes and trials per cluster from rows. hits: 1 where the row is a success. rows: the denominator. */
export function countClusters(hits: Uint8Array, clusters: Uint32Array, rows: Uint32Array): ClusterCounted {
  let most = 0
  for (const row of rows) most = Math.max(most, clusters[row] ?? 0)
  const successes = new Uint32Array(most + 1)
  const trials = new Uint32Array(most + 1)
  for (const row of rows) {
    const cluster = clusters[row] ?? 0
    trials[cluster] = (trials[cluster] ?? 0) + 1
    if (hits[row] === 1) successes[cluster] = (successes[cluster] ?? 0) + 1
  }
  return { successes, trials }
}

/**
 * Ratio estimator of a proportion over clusters (rule CLU-4): p = Σx/Σn, variance K/(K − 1) Σ(x − pn)²/(Σn)² over the K
 * clusters with trials. Rao & Scott 1992, Biometrics 48: 577–585. Null without trials (denominator-zero).
 */
export function ratioEstimator(counted: ClusterCounted): ClusteredProportion | null {
  const { x, n, nClusters } = totals(counted)
  if (n === 0) return null
  const value = x / n
  const isFew = nClusters < FEW_CLUSTERS
  if (nClusters < 2) return { value, x, n, nClusters, isFew, variance: null, designEffect: null }
  const squares = new CompensatedSum()
  for (let k = 0; k < counted.trials.length; k++) {
    const trials = counted.trials[k] ?? 0
    const residual = (counted.successes[k] ?? 0) - value * trials
    if (trials > 0) squares.add(residual * residual)
  }
  const variance = x === 0 || x === n ? 0 : ((squares.value / n / n) * nClusters) / (nClusters - 1)
  const naive = (value * (1 - value)) / n
  return { value, x, n, nClusters, isFew, variance, designEffect: naive === 0 ? null : variance / naive }
}

function totals({ successes, trials }: ClusterCounted): { x: number; n: number; nClusters: number } {
  let x = 0
  let n = 0
  let nClusters = 0
  for (let k = 0; k < trials.length; k++) {
    x += successes[k] ?? 0
    n += trials[k] ?? 0
    nClusters += (trials[k] ?? 0) > 0 ? 1 : 0
  }
  return { x, n, nClusters }
}

/**
 * Estimate ± z · ratio-estimator standard error, cut to [0, 1] (rule CLU-5). Refused at 0 and 1 and with one cluster.
 */
export function ratioWaldInterval(proportion: ClusteredProportion | null, level: number): Bounds {
  if (proportion === null) return noBounds('denominator-zero')
  if (proportion.variance === null) return noBounds('too-few-clusters')
  if (proportion.x === 0 || proportion.x === proportion.n) return noBounds('two-sided-interval-at-boundary')
  if (proportion.variance === 0) return noBounds('zero-variance')
  const bounds = waldBounds(proportion.value, Math.sqrt(proportion.variance), level)
  return bounds.lower === null ? bounds : { lower: Math.max(0, bounds.lower), upper: Math.min(1, bounds.upper) }
}

/**
 * Effective number of independent trials (rule CLU-6): p(1 − p)/variance, at most n, times (t quantile with n − 1 / t
 * quantile with K − 1 degrees of freedom)², at most n. Where the proportion is 0 or 1, or the variance 0, the variation
 * between clusters cannot be seen: the number of clusters, as if each were one trial.
 */
export function effectiveTrials(proportion: ClusteredProportion, level: number): number | null {
  const { value, variance, n, nClusters } = proportion
  if (variance === null) return null
  if (variance === 0) return nClusters
  const share = 0.5 + level / 2
  const ratio = studentQuantile(share, n - 1) / studentQuantile(share, nClusters - 1)
  return Math.min(n, Math.min(n, (value * (1 - value)) / variance) * ratio * ratio)
}

/**
 * Korn-Graubard interval (rule CLU-6): Clopper-Pearson with real-valued counts on the effective number of trials. Korn
 * & Graubard 1998, Survey Methodology 24: 193–201. Exactly 0 below at x = 0 and exactly 1 above at x = n.
 */
export function kornGraubardInterval(proportion: ClusteredProportion | null, level: number): Bounds {
  if (proportion === null) return noBounds('denominator-zero')
  const trials = effectiveTrials(proportion, level)
  if (trials === null) return noBounds('too-few-clusters')
  const { x, n, value } = proportion
  const tail = (1 - level) / 2
  const successes = trials * value
  const failures = trials * (1 - value)
  return {
    lower: x === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    upper: x === n ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  }
}

/** Fewer effective successes or failures than this: Korn-Graubard instead of Wald. */
export const NEAR_BOUNDARY = 10

export interface ClusteredInterval {
  readonly method: 'ratio-wald' | 'korn-graubard'
  readonly bounds: Bounds
}

/**
 * The interval for a clustered proportion (rule CLU-7): ratio-estimator Wald in the middle, Korn-Graubard where fewer
 * than 10 effective successes or failures are left. The choice depends on the data as stated and on nothing else.
 */
export function clusteredProportionInterval(proportion: ClusteredProportion | null, level: number): ClusteredInterval {
  if (proportion === null) return { method: 'korn-graubard', bounds: noBounds('denominator-zero') }
  const trials = effectiveTrials(proportion, level)
  const smaller = (trials ?? 0) * Math.min(proportion.value, 1 - proportion.value)
  if (trials === null || smaller < NEAR_BOUNDARY || proportion.variance === 0) {
    return { method: 'korn-graubard', bounds: kornGraubardInterval(proportion, level) }
  }
  return { method: 'ratio-wald', bounds: ratioWaldInterval(proportion, level) }
}

export type ClusteredDifference =
  | {
      readonly difference: number
      readonly standardError: number
      readonly z: number
      readonly pValue: number
      readonly lower: number
      readonly upper: number
      readonly nClusters: number
      readonly isFew: boolean
    }
  | { readonly difference: null; readonly reason: StatisticsReason }

/**
 * Difference of two ratio estimators over the same clusters (rule CLU-8): paired differences of sensitivity,
 * specificity, PPV, NPV, or a subgroup and its complement. Linearised: variance K/(K − 1) Σ((x1 − p1 n1)/N1 − (x2 − p2
 * n2)/N2)² over clusters with a trial of either. Both by the same cluster numbers. z test and interval, cut to [−1, 1].
 */
export function clusteredDifference(first: ClusterCounted, second: ClusterCounted, level: number): ClusteredDifference {
  const one = totals(first)
  const two = totals(second)
  if (one.n === 0 || two.n === 0) return { difference: null, reason: 'denominator-zero' }
  const p1 = one.x / one.n
  const p2 = two.x / two.n
  const squares = new CompensatedSum()
  let nClusters = 0
  for (let k = 0; k < Math.max(first.trials.length, second.trials.length); k++) {
    const n1 = first.trials[k] ?? 0
    const n2 = second.trials[k] ?? 0
    if (n1 + n2 === 0) continue
    nClusters++
    const u = ((first.successes[k] ?? 0) - p1 * n1) / one.n - ((second.successes[k] ?? 0) - p2 * n2) / two.n
    squares.add(u * u)
  }
  if (nClusters < 2) return { difference: null, reason: 'too-few-clusters' }
  const variance = (squares.value * nClusters) / (nClusters - 1)
  // Rounding residue of residuals that cancel exactly is no variation.
  if (!(variance > 1e-30)) return { difference: null, reason: 'zero-variance' }
  const difference = p1 - p2
  const standardError = Math.sqrt(variance)
  const half = normalMultiplier(level) * standardError
  const z = difference / standardError
  return {
    difference,
    standardError,
    z,
    pValue: 2 * normalCdf(-Math.abs(z)),
    lower: Math.max(-1, difference - half),
    upper: Math.min(1, difference + half),
    nClusters,
    isFew: nClusters < FEW_CLUSTERS,
  }
}
