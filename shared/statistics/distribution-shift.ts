import { ln } from './elementary.ts'
import type { StatisticsReason } from './interval.ts'
import { normalCdf } from './special.ts'
import { CompensatedSum } from './sum.ts'
import type { TwoSamples } from './two-samples.ts'
import { countedQuantiles } from './two-samples.ts'

type Refused = { readonly value: null; readonly reason: StatisticsReason }

const emptySample = (samples: TwoSamples): boolean => samples.nFirst === 0 || samples.nSecond === 0

/** Fractions of both samples in bins. closed: which end of a bin an edge belongs to. */
export interface BinnedShares {
  readonly edges: readonly number[]
  readonly first: Float64Array
  readonly second: Float64Array
}

/** Fractions between ascending interior edges; the outer bins are open. Null when a sample is empty. */
export function binnedShares(
  samples: TwoSamples,
  edges: readonly number[],
  closed: 'right' | 'left',
): BinnedShares | null {
  if (emptySample(samples)) return null
  const first = new Float64Array(edges.length + 1)
  const second = new Float64Array(edges.length + 1)
  let bin = 0
  for (let g = 0; g < samples.values.length; g++) {
    const value = samples.values[g] ?? 0
    const isBeyond = (edge: number): boolean => (closed === 'right' ? value > edge : value >= edge)
    while (bin < edges.length && isBeyond(edges[bin] ?? Infinity)) bin++
    first[bin] = (first[bin] ?? 0) + (samples.first[g] ?? 0)
    second[bin] = (second[bin] ?? 0) + (samples.second[g] ?? 0)
  }
  return { edges, first: first.map((x) => x / samples.nFirst), second: second.map((x) => x / samples.nSecond) }
}

/**
 * Interior edges of `bins` bins: type-7 quantiles of the first sample at k / bins, equal ones merged (rule PSI-1). Empty
 * when the first sample is.
 */
export function quantileEdges(samples: TwoSamples, bins: number): number[] {
  if (samples.nFirst === 0) return []
  const shares = Array.from({ length: bins - 1 }, (_, k) => (k + 1) / bins)
  return [...new Set(countedQuantiles(samples.values, samples.first, samples.nFirst, shares))]
}

/** Bins between the type-7 deciles of the first sample, equal deciles merged, closed on the right (rule PSI-1). */
export const decileShares = (samples: TwoSamples): BinnedShares | null =>
  binnedShares(samples, quantileEdges(samples, 10), 'right')

/** Equal bins of [0, 1] for probabilities, closed on the left, the last on both sides (rule PSI-1). */
export const equalWidthShares = (samples: TwoSamples, bins = 20): BinnedShares | null =>
  binnedShares(samples, Array.from({ length: bins - 1 }, (_, k) => (k + 1) / bins), 'left')

/** Empty bins count as this fraction. */
export const PSI_FLOOR = 1e-6

/**
 * Population stability index Σ (q − p) ln(q / p) over bins, natural logarithm, fractions below PSI_FLOOR raised to it
 * (rule PSI-1; Siddiqi 2006): with an empty bin the number mostly reflects the floor, so isFloored says so.
 */
export function populationStabilityIndex({ first, second }: BinnedShares): { value: number; isFloored: boolean } {
  const sum = new CompensatedSum()
  let isFloored = false
  first.forEach((raw, k) => {
    const p = Math.max(PSI_FLOOR, raw)
    const q = Math.max(PSI_FLOOR, second[k] ?? 0)
    isFloored ||= raw < PSI_FLOOR || (second[k] ?? 0) < PSI_FLOOR
    sum.add((q - p) * ln(q / p))
  })
  return { value: sum.value, isFloored }
}

export interface JensenShannon {
  readonly divergenceNats: number
  readonly divergenceBits: number
  /** √ of the divergence in bits: 0 … 1. */
  readonly distanceBase2: number
}

/** Jensen-Shannon divergence and distance over bins (rule JSD-1; Lin 1991, IEEE Trans. Information Theory 37: 145–151). */
export function jensenShannon({ first, second }: BinnedShares): JensenShannon {
  const sum = new CompensatedSum()
  first.forEach((p, k) => {
    const q = second[k] ?? 0
    const middle = (p + q) / 2
    if (p > 0) sum.add((p / 2) * ln(p / middle))
    if (q > 0) sum.add((q / 2) * ln(q / middle))
  })
  const divergenceNats = Math.max(0, sum.value)
  const divergenceBits = divergenceNats / ln(2)
  return { divergenceNats, divergenceBits, distanceBase2: Math.sqrt(divergenceBits) }
}

/** Wasserstein-1 (earth mover's) distance: area between the two distribution functions, in the variable's unit (WAS-1). */
export function wasserstein1(samples: TwoSamples): { readonly value: number } | Refused {
  if (emptySample(samples)) return { value: null, reason: 'no-examinations' }
  const sum = new CompensatedSum()
  let below = 0
  let belowSecond = 0
  for (let g = 0; g < samples.values.length - 1; g++) {
    below += samples.first[g] ?? 0
    belowSecond += samples.second[g] ?? 0
    const gap = Math.abs(below / samples.nFirst - belowSecond / samples.nSecond)
    sum.add(gap * ((samples.values[g + 1] ?? 0) - (samples.values[g] ?? 0)))
  }
  return { value: sum.value }
}

function meanAndVariance(values: Float64Array, counts: Uint32Array, n: number): { mean: number; variance: number } {
  const sum = new CompensatedSum()
  values.forEach((v, g) => sum.add(v * (counts[g] ?? 0)))
  const mean = sum.value / n
  const squares = new CompensatedSum()
  values.forEach((v, g) => squares.add((counts[g] ?? 0) * (v - mean) * (v - mean)))
  return { mean, variance: n < 2 ? 0 : squares.value / (n - 1) }
}

export type MeanDifference =
  | {
      /** Second − first, in the variable's unit. */
      readonly difference: number
      /** Over √((s₁² + s₂²) / 2); null when both are constant. */
      readonly standardised: number | null
    }
  | { readonly difference: null; readonly reason: StatisticsReason }

/** Difference of means and standardised mean difference (rule SMD-1; Austin 2009, Statistics in Medicine 28: 3083–3107). */
export function standardisedMeanDifference(samples: TwoSamples): MeanDifference {
  if (emptySample(samples)) return { difference: null, reason: 'no-examinations' }
  const first = meanAndVariance(samples.values, samples.first, samples.nFirst)
  const second = meanAndVariance(samples.values, samples.second, samples.nSecond)
  const difference = second.mean - first.mean
  const spread = Math.sqrt((first.variance + second.variance) / 2)
  return { difference, standardised: spread > 0 ? difference / spread : null }
}

export type MannWhitney =
  | { readonly uFirst: number; readonly z: number; readonly pValue: number }
  | { readonly uFirst: null; readonly reason: StatisticsReason }

/**
 * Mann-Whitney U of the first sample (ties one half) and its two-sided normal test with tie correction, without
 * continuity correction (rule MWU-1; Mann & Whitney 1947; Lehmann 1975).
 */
export function mannWhitneyTest(samples: TwoSamples): MannWhitney {
  if (emptySample(samples)) return { uFirst: null, reason: 'no-examinations' }
  const { nFirst, nSecond } = samples
  const n = nFirst + nSecond
  let uFirst = 0
  let below = 0
  const ties = new CompensatedSum()
  for (let g = 0; g < samples.values.length; g++) {
    const first = samples.first[g] ?? 0
    const second = samples.second[g] ?? 0
    uFirst += first * (below + second / 2)
    below += second
    const t = first + second
    ties.add(t * (t * t - 1))
  }
  const variance = ((nFirst * nSecond) / 12) * (n + 1 - ties.value / (n * (n - 1)))
  if (!(variance > 0)) return { uFirst: null, reason: 'all-scores-tied' }
  const z = (uFirst - (nFirst * nSecond) / 2) / Math.sqrt(variance)
  return { uFirst, z, pValue: 2 * normalCdf(-Math.abs(z)) }
}
