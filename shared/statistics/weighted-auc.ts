import type { StatisticsReason } from './interval.ts'
import type { PairedAreas } from './delong-paired.ts'
import { differenceOf } from './delong-paired.ts'
import type { ScoreDirection, ScoreOrder } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'
import type { Contributions, WeightedDesign } from './weighted-design.ts'
import { combine, contributions, linearisedCovariance } from './weighted-design.ts'

/** A score over some rows of a design: the i-th row has the i-th index into the order. */
export interface WeightedScore {
  readonly order: ScoreOrder
  readonly direction: ScoreDirection
  readonly index: Uint32Array
  readonly rows: Uint32Array
}

export interface WeightedArea {
  readonly area: number
  readonly ofPresent: Contributions
  readonly ofAbsent: Contributions
  /** Null with fewer than two units of a class. */
  readonly variance: number | null
  readonly nUnits: number
}

/**
 * Weighted area under the ROC curve (rule WGT-7): pairs count by the product of their weights, ties one half; Σ w₁w₀
 * I(x₁ > x₀) / Σ w₁w₀ (Alonzo & Pepe 2005, Journal of the Royal Statistical Society C 54: 173–190). Variance from weighted placements,
 * each class with its own K/(K − 1), so that equal weights give DeLong's and Obuchowski's. present: 1 or 0 a design row.
 * Null when a class has no weight.
 */
export function weightedArea(design: WeightedDesign, score: WeightedScore, present: Uint8Array): WeightedArea | null {
  const { order, index, rows, direction } = score
  const sums = { present: new Float64Array(order.scores.length), absent: new Float64Array(order.scores.length) }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    const group = order.group[index[i] ?? 0] ?? 0
    const to = present[row] === 1 ? sums.present : sums.absent
    to[group] = (to[group] ?? 0) + (design.weights[row] ?? 0)
  }
  const all = { present: total(sums.present), absent: total(sums.absent) }
  if (!(all.present > 0 && all.absent > 0)) return null
  const isHigher = direction === 'higher-is-positive'
  const placed = { present: placements(sums.absent, all.absent, isHigher), absent: placements(sums.present, all.present, !isHigher) }
  const mean = new CompensatedSum()
  sums.present.forEach((weight, g) => mean.add(weight * (placed.present[g] ?? 0)))
  const area = mean.value / all.present
  const ofClass = (wanted: 0 | 1): Contributions => {
    const [place, sum] = wanted === 1 ? [placed.present, all.present] : [placed.absent, all.absent]
    const own: number[] = []
    const indices: number[] = []
    for (let i = 0; i < rows.length; i++) {
      if ((present[rows[i] ?? 0] === 1 ? 1 : 0) !== wanted) continue
      own.push(rows[i] ?? 0)
      indices.push(index[i] ?? 0)
    }
    return contributions(design, Uint32Array.from(own), (_, i) => ((place[order.group[indices[i] ?? 0] ?? 0] ?? 0) - area) / sum)
  }
  const found = { area, ofPresent: ofClass(1), ofAbsent: ofClass(0) }
  return { ...found, ...classVariance(found, found, design.clusters) }
}

function total(values: Float64Array): number {
  const sum = new CompensatedSum()
  for (const value of values) sum.add(value)
  return sum.value
}

/** Weighted share of the others that lie below (or above) each tie group, ties one half. */
function placements(others: Float64Array, all: number, isBelow: boolean): Float64Array {
  const placed = new Float64Array(others.length)
  const below = new CompensatedSum()
  for (let g = 0; g < others.length; g++) {
    const here = others[g] ?? 0
    const share = (below.value + here / 2) / all
    placed[g] = isBelow ? share : 1 - share
    below.add(here)
  }
  return placed
}

type ByClass = Pick<WeightedArea, 'ofPresent' | 'ofAbsent'>

/** Covariance of two estimates whose contributions come from both classes, each class with its own K/(K − 1). */
export function classVariance(a: ByClass, b: ByClass, clusters: Uint32Array | null): Pick<WeightedArea, 'variance' | 'nUnits'> {
  const present = linearisedCovariance(a.ofPresent, b.ofPresent, clusters)
  const absent = linearisedCovariance(a.ofAbsent, b.ofAbsent, clusters)
  const mixed = linearisedCovariance(a.ofPresent, b.ofAbsent, clusters)
  const crossed = a === b ? mixed : linearisedCovariance(b.ofPresent, a.ofAbsent, clusters)
  const { nUnits } = mixed
  if (present.value === null || absent.value === null) return { variance: null, nUnits }
  return { variance: present.value + absent.value + (mixed.value ?? 0) + (crossed.value ?? 0), nUnits }
}

/** Difference of two weighted areas on the same rows (rule WGT-8): from differences of the contributions. */
export function weightedAreaDifference(
  first: WeightedArea | null,
  second: WeightedArea | null,
  clusters: Uint32Array | null,
): PairedAreas {
  const none = (reason: StatisticsReason): PairedAreas => ({ difference: null, reason })
  if (first === null || second === null) return none('one-class')
  const difference = {
    ofPresent: combine([[first.ofPresent, 1], [second.ofPresent, -1]]),
    ofAbsent: combine([[first.ofAbsent, 1], [second.ofAbsent, -1]]),
  }
  const { variance } = classVariance(difference, difference, clusters)
  const covariance = classVariance(first, second, clusters).variance
  if (variance === null || covariance === null) return none(clusters === null ? 'denominator-zero' : 'too-few-clusters')
  return differenceOf(first.area, second.area, covariance, variance)
}
