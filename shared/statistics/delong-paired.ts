import { areaUnderCurve } from './auc.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, normalMultiplier } from './interval.ts'
import { placements } from './placements.ts'
import type { Placements } from './placements.ts'
import type { ScoreCounts, ScoreDirection, ScoreOrder } from './score-counts.ts'
import { countGroups } from './score-counts.ts'
import { normalCdf } from './special.ts'
import { CompensatedSum } from './sum.ts'

/** One score of a pair: its order over all rows, and which end is positive. */
export interface DirectedScore {
  readonly order: ScoreOrder
  readonly direction: ScoreDirection
}

export interface AreaDifference {
  readonly first: number
  readonly second: number
  /** First minus second. */
  readonly difference: number
  /** Of the two areas. */
  readonly covariance: number
  readonly standardError: number
}

export type PairedAreas = AreaDifference | { readonly difference: null; readonly reason: StatisticsReason }

/** Placements of one score per tie group, and the area they average to. */
export interface PlacedScore {
  readonly group: Uint32Array
  readonly counts: ScoreCounts
  readonly placed: Placements
  readonly area: number
}

/** Places a score over the rows given; null when a class is empty. */
export function placeScore(score: DirectedScore, present: Uint8Array, rows?: Uint32Array): PlacedScore | null {
  const counts = countGroups(score.order, present, rows)
  const area = areaUnderCurve(counts, score.direction)
  if (area === null) return null
  return { group: score.order.group, counts, placed: placements(counts, score.direction), area }
}

/**
 * Paired comparison of two areas on the same examinations (rule AREA-1). DeLong, DeLong & Clarke-Pearson 1988,
 * Biometrics 44: 837–845. The standard error is summed from differences of placements, so that nothing cancels when
 * the two scores are nearly alike. O(n) after the two sorts. Refused: one class (one-class), fewer than two in a class
 * (denominator-zero), no variation of the difference (zero-variance).
 */
export function pairedDelong(
  first: DirectedScore,
  second: DirectedScore,
  present: Uint8Array,
  rows?: Uint32Array,
): PairedAreas {
  const a = placeScore(first, present, rows)
  const b = placeScore(second, present, rows)
  if (a === null || b === null) return { difference: null, reason: 'one-class' }
  const { nPresent, nAbsent } = a.counts
  if (nPresent < 2 || nAbsent < 2) return { difference: null, reason: 'denominator-zero' }
  const sums = { present: pairSums(), absent: pairSums() }
  const n = rows === undefined ? present.length : rows.length
  for (let i = 0; i < n; i++) {
    const row = rows === undefined ? i : (rows[i] ?? 0)
    const isPresent = present[row] === 1
    const ga = a.group[row] ?? 0
    const gb = b.group[row] ?? 0
    const va = ((isPresent ? a.placed.ofPresent[ga] : a.placed.ofAbsent[ga]) ?? 0) - a.area
    const vb = ((isPresent ? b.placed.ofPresent[gb] : b.placed.ofAbsent[gb]) ?? 0) - b.area
    const sum = isPresent ? sums.present : sums.absent
    sum.product.add(va * vb)
    sum.square.add((va - vb) * (va - vb))
  }
  const over = (ofPresent: CompensatedSum, ofAbsent: CompensatedSum) =>
    ofPresent.value / (nPresent - 1) / nPresent + ofAbsent.value / (nAbsent - 1) / nAbsent
  const covariance = over(sums.present.product, sums.absent.product)
  return differenceOf(a.area, b.area, covariance, over(sums.present.square, sums.absent.square))
}

const pairSums = () => ({ product: new CompensatedSum(), square: new CompensatedSum() })

/** Assembles the result; without variation there is neither interval nor test. */
export function differenceOf(first: number, second: number, covariance: number, variance: number): PairedAreas {
  if (!(variance > 0)) return { difference: null, reason: 'zero-variance' }
  return { first, second, difference: first - second, covariance, standardError: Math.sqrt(variance) }
}

/** Difference ± z · standard error, cut to [−1, 1] (rule AREA-2). */
export function areaDifferenceInterval(areas: PairedAreas, level: number): Bounds {
  if (areas.difference === null) return noBounds(areas.reason)
  const half = normalMultiplier(level) * areas.standardError
  return { lower: Math.max(-1, areas.difference - half), upper: Math.min(1, areas.difference + half) }
}

/** Normal test statistic and p value. */
export interface NormalTest {
  readonly z: number
  readonly pValue: number
}

/** Two-sided test of equal areas (rule AREA-2). */
export function equalAreasTest(areas: AreaDifference): NormalTest {
  const z = areas.difference / areas.standardError
  return { z, pValue: 2 * normalCdf(-Math.abs(z)) }
}

/**
 * Shifted DeLong test, one-sided (rule AREA-3). H0: first − second ≤ shift; H1: > shift. shift −0.05 is non-inferiority
 * with margin 0.05, 0 is superiority.
 */
export function shiftedAreasTest(areas: AreaDifference, shift: number): NormalTest {
  const z = (areas.difference - shift) / areas.standardError
  return { z, pValue: normalCdf(-z) }
}
