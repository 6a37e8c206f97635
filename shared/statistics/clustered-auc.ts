import type { AreaUnderCurve } from './auc.ts'
import type { DirectedScore, PairedAreas } from './delong-paired.ts'
import { differenceOf, placeScore } from './delong-paired.ts'
import type { StatisticsReason } from './interval.ts'
import { CompensatedSum } from './sum.ts'

/** Below this the number of clusters calls for a warning: variances between few clusters are unreliable. */
export const FEW_CLUSTERS = 20

/** How many clusters a number rests on. */
export interface ClusterCounts {
  readonly nClusters: number
  readonly nWithPresent: number
  readonly nWithAbsent: number
  /** Fewer than 20 clusters, of either kind. */
  readonly isFew: boolean
}

/** An area with its deviations summed per cluster: Σ (placement − area) of present and of absent ones. */
export interface ClusteredArea extends ClusterCounts {
  readonly area: number
  readonly nPresent: number
  readonly nAbsent: number
  readonly ofPresent: Float64Array
  readonly ofAbsent: Float64Array
  /** Which clusters have rows here. */
  readonly occurs: Uint8Array
}

/**
 * Sums placements per cluster, for everything below. clusters: 0-based cluster number of each row. Null when a class is
 * empty. O(rows + clusters) after the sort.
 */
export function clusterArea(
  score: DirectedScore,
  present: Uint8Array,
  clusters: Uint32Array,
  rows?: Uint32Array,
): ClusteredArea | null {
  const placedScore = placeScore(score, present, rows)
  if (placedScore === null) return null
  const { group, placed, area, counts } = placedScore
  const size = largest(clusters) + 1
  const sums = { ofPresent: new Float64Array(size), ofAbsent: new Float64Array(size) }
  const kinds = new Uint8Array(size)
  const n = rows === undefined ? present.length : rows.length
  for (let i = 0; i < n; i++) {
    const row = rows === undefined ? i : (rows[i] ?? 0)
    const cluster = clusters[row] ?? 0
    const g = group[row] ?? 0
    if (present[row] === 1) {
      sums.ofPresent[cluster] = (sums.ofPresent[cluster] ?? 0) + ((placed.ofPresent[g] ?? 0) - area)
      kinds[cluster] = (kinds[cluster] ?? 0) | 1
    } else {
      sums.ofAbsent[cluster] = (sums.ofAbsent[cluster] ?? 0) + ((placed.ofAbsent[g] ?? 0) - area)
      kinds[cluster] = (kinds[cluster] ?? 0) | 2
    }
  }
  return { area, nPresent: counts.nPresent, nAbsent: counts.nAbsent, ...sums, ...countKinds(kinds), occurs: kinds }
}

function largest(clusters: Uint32Array): number {
  let most = 0
  for (const cluster of clusters) most = cluster > most ? cluster : most
  return most
}

function countKinds(kinds: Uint8Array): ClusterCounts {
  let nClusters = 0
  let nWithPresent = 0
  let nWithAbsent = 0
  for (const kind of kinds) {
    nClusters += kind > 0 ? 1 : 0
    nWithPresent += kind & 1
    nWithAbsent += kind >> 1
  }
  return { nClusters, nWithPresent, nWithAbsent, isFew: Math.min(nWithPresent, nWithAbsent) < FEW_CLUSTERS }
}

/** Σ a·b over clusters, compensated. */
function products(a: Float64Array, b: Float64Array): number {
  const sum = new CompensatedSum()
  for (let k = 0; k < a.length; k++) sum.add((a[k] ?? 0) * (b[k] ?? 0))
  return sum.value
}

/** Obuchowski's covariance of two areas from their cluster sums, on the same rows. */
function covarianceOf(a: ClusteredArea, b: ClusteredArea): number {
  const { nPresent: m, nAbsent: n, nClusters, nWithPresent, nWithAbsent } = a
  const present = (products(a.ofPresent, b.ofPresent) * nWithPresent) / (nWithPresent - 1) / m / m
  const absent = (products(a.ofAbsent, b.ofAbsent) * nWithAbsent) / (nWithAbsent - 1) / n / n
  const mixed = products(a.ofPresent, b.ofAbsent) + products(b.ofPresent, a.ofAbsent)
  return present + absent + (mixed * nClusters) / (nClusters - 1) / m / n
}

const tooFew = (a: ClusteredArea): boolean => a.nWithPresent < 2 || a.nWithAbsent < 2

/**
 * Area with Obuchowski's variance for clustered data (rule CLU-1). Obuchowski 1997, Biometrics 53: 567–578. Intervals
 * as for DeLong. Variance null (denominator-zero there) with fewer than two clusters of a class.
 */
export function obuchowskiArea(clustered: ClusteredArea): AreaUnderCurve {
  if (tooFew(clustered)) return { value: clustered.area, variance: null }
  return { value: clustered.area, variance: Math.max(0, covarianceOf(clustered, clustered)) }
}

/**
 * Difference of two areas on the same clustered rows (rule CLU-2), from differences of the cluster sums. Obuchowski
 * 1997, section 2.3. Interval and tests: those of paired DeLong, which take what this returns.
 */
export function pairedObuchowski(first: ClusteredArea, second: ClusteredArea): PairedAreas {
  if (tooFew(first)) return { difference: null, reason: 'too-few-clusters' }
  const minus = (a: Float64Array, b: Float64Array) => a.map((value, k) => value - (b[k] ?? 0))
  const difference = {
    ...first,
    ofPresent: minus(first.ofPresent, second.ofPresent),
    ofAbsent: minus(first.ofAbsent, second.ofAbsent),
  }
  return differenceOf(first.area, second.area, covarianceOf(first, second), covarianceOf(difference, difference))
}

/**
 * Difference of areas on different rows that may share clusters, such as a subgroup and its complement (rule CLU-3):
 * linearised contributions per cluster, Σ over clusters of their squared difference × K/(K − 1).
 */
export function clusteredAreaContrast(first: ClusteredArea, second: ClusteredArea): PairedAreas {
  if (tooFew(first) || tooFew(second)) return { difference: null, reason: 'too-few-clusters' }
  const size = Math.max(first.occurs.length, second.occurs.length)
  const square = new CompensatedSum()
  const product = new CompensatedSum()
  let nClusters = 0
  for (let k = 0; k < size; k++) {
    if ((first.occurs[k] ?? 0) + (second.occurs[k] ?? 0) === 0) continue
    const a = (first.ofPresent[k] ?? 0) / first.nPresent + (first.ofAbsent[k] ?? 0) / first.nAbsent
    const b = (second.ofPresent[k] ?? 0) / second.nPresent + (second.ofAbsent[k] ?? 0) / second.nAbsent
    square.add((a - b) * (a - b))
    product.add(a * b)
    nClusters++
  }
  const factor = nClusters / (nClusters - 1)
  return differenceOf(first.area, second.area, product.value * factor, square.value * factor)
}

/** Why a clustered area has no variance, for a caller that must say so. */
export const clusteredAreaReason = (clustered: ClusteredArea | null): StatisticsReason | null =>
  clustered === null ? 'one-class' : tooFew(clustered) ? 'too-few-clusters' : null
