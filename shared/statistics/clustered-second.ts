import type { ClusterCounted } from './clustered-proportion.ts'
import { NEAR_BOUNDARY } from './clustered-proportion.ts'
import { betaQuantileByQuadrature, normalMultiplierByQuadrature, studentMultiplierByQuadrature } from './quadrature-second.ts'
import type { Second } from './table-second.ts'

/** A clustered proportion by a second algorithm, and which of the two intervals it calls for. */
export interface SecondProportion extends Second {
  readonly standardError: number | null
  readonly method: 'ratio-wald' | 'korn-graubard'
}

/**
 * Second engine for a proportion over clusters (rule TWO-13): residuals as whole cross products x·N − X·n, squared; Wald
 * with z by quadrature; Korn-Graubard with Student and beta quantiles by quadrature. At least one trial.
 */
export function clusteredProportionByProducts({ successes, trials }: ClusterCounted, level: number): SecondProportion {
  let [x, n, nClusters] = [0, 0, 0]
  trials.forEach((of, k) => {
    if (of === 0) return
    x += successes[k] ?? 0
    n += of
    nClusters++
  })
  const value = x / n
  if (nClusters < 2) return { value, standardError: null, method: 'korn-graubard', bounds: null }
  let squares = 0
  trials.forEach((of, k) => {
    const residual = ((successes[k] ?? 0) * n - x * of) / n
    squares += residual * residual
  })
  const variance = (nClusters / (nClusters - 1)) * (squares / (n * n))
  const trialsLeft = effectiveTrials(value, n, nClusters, variance, level)
  const isNear = trialsLeft * Math.min(value, 1 - value) < NEAR_BOUNDARY
  const shared = { value, standardError: Math.sqrt(variance) }
  if (isNear || variance === 0) return { ...shared, method: 'korn-graubard', bounds: exactBounds(value, trialsLeft, level) }
  const half = normalMultiplierByQuadrature(level) * shared.standardError
  return { ...shared, method: 'ratio-wald', bounds: { lower: Math.max(0, value - half), upper: Math.min(1, value + half) } }
}

/** Effective number of independent trials (rule CLU-6), Student’s quantiles by quadrature. */
export function effectiveTrials(value: number, n: number, nClusters: number, variance: number, level: number): number {
  if (variance === 0) return nClusters
  const tail = (1 - level) / 2
  const ratio = studentMultiplierByQuadrature(tail, n - 1) / studentMultiplierByQuadrature(tail, nClusters - 1)
  return Math.min(n, Math.min(n, (value - value * value) / variance) * ratio * ratio)
}

/** Clopper-Pearson with a real number of trials, beta quantiles by quadrature. */
export function exactBounds(value: number, trials: number, level: number): { lower: number; upper: number } {
  const tail = (1 - level) / 2
  const [successes, failures] = [trials * value, trials - trials * value]
  return {
    lower: value === 0 ? 0 : betaQuantileByQuadrature(tail, successes, failures + 1),
    upper: value === 1 ? 1 : betaQuantileByQuadrature(1 - tail, successes + 1, failures),
  }
}

/**
 * Second engine for a paired difference of rates over clusters (rule TWO-19): one sum of signed differences a cluster, its
 * variance from whole cross products (d·N − D·n)²; z by quadrature. At least one pair.
 */
export function clusteredPairsByProducts({ differences, pairs }: { readonly differences: Float64Array; readonly pairs: Float64Array }, level: number): Second & { readonly standardError: number | null } {
  let [sum, n] = [0, 0]
  pairs.forEach((of, k) => {
    sum += differences[k] ?? 0
    n += of
  })
  const value = sum / n
  if (pairs.length < 2) return { value, standardError: null, bounds: null }
  let squares = 0
  pairs.forEach((of, k) => {
    const residual = ((differences[k] ?? 0) * n - sum * of) / n
    squares += residual * residual
  })
  const standardError = Math.sqrt((pairs.length / (pairs.length - 1)) * (squares / (n * n)))
  const half = normalMultiplierByQuadrature(level) * standardError
  return { value, standardError, bounds: { lower: Math.max(-1, value - half), upper: Math.min(1, value + half) } }
}
