import type { Bounds } from './interval.ts'
import { noBounds, waldBounds } from './interval.ts'
import type { ScoreCounts, ScoreDirection } from './score-counts.ts'
import { CompensatedSum } from './sum.ts'

export interface AreaUnderCurve {
  /** Null when a class is empty. */
  readonly value: number | null
  /** DeLong variance; null when a class has fewer than two members. */
  readonly variance: number | null
}

/**
 * Area under the ROC curve (Mann-Whitney, ties ½, direction fixed, never flipped; rule AUC-1) with DeLong's variance by
 * mid-ranks (DeLong 1988 in the form of Sun & Xu 2014; rule AUC-2). O(distinct scores) after the shared sort; the pair
 * count is an exact integer up to n = 10^8.
 */
export function delong(counts: ScoreCounts, direction: ScoreDirection): AreaUnderCurve {
  const { nPresent, nAbsent } = counts
  if (nPresent === 0 || nAbsent === 0) return { value: null, variance: null }
  const twice = aboveTwice(counts)
  const higher = twice / (2 * nPresent * nAbsent)
  const lower = (2 * nPresent * nAbsent - twice) / (2 * nPresent * nAbsent)
  const value = direction === 'higher-is-positive' ? higher : lower
  if (nPresent < 2 || nAbsent < 2) return { value, variance: null }
  return { value, variance: placementVariance(counts, higher) }
}

/** The area alone (rule AUC-1), for bootstrap replicates; null when a class is empty. */
export function areaUnderCurve(counts: ScoreCounts, direction: ScoreDirection): number | null {
  const pairs = 2 * counts.nPresent * counts.nAbsent
  if (pairs === 0) return null
  const twice = aboveTwice(counts)
  return (direction === 'higher-is-positive' ? twice : pairs - twice) / pairs
}

/** Twice the number of (present, absent) pairs in which the present one scores higher; ties count one half, so 1. */
function aboveTwice({ present, absent }: ScoreCounts): number {
  let twice = 0
  let absentBelow = 0
  for (let g = 0; g < present.length; g++) {
    const here = absent[g] ?? 0
    twice += (present[g] ?? 0) * (2 * absentBelow + here)
    absentBelow += here
  }
  return twice
}

const BLOCK = 512
const presentTerms = new Float64Array(BLOCK)
const absentTerms = new Float64Array(BLOCK)

/** Variance of placements over n, both classes. Mirroring the direction mirrors every placement: same variance. */
function placementVariance(counts: ScoreCounts, area: number): number {
  const { nPresent, nAbsent } = counts
  const ofPresent = new CompensatedSum()
  const ofAbsent = new CompensatedSum()
  let absentBelow = 0
  let presentBelow = 0
  for (let from = 0; from < counts.scores.length; from += BLOCK) {
    const n = Math.min(BLOCK, counts.scores.length - from)
    for (let i = 0; i < n; i++) {
      const present = counts.present[from + i] ?? 0
      const absent = counts.absent[from + i] ?? 0
      const placePresent = (2 * absentBelow + absent) / (2 * nAbsent) - area
      const placeAbsent = (2 * (nPresent - presentBelow) - present) / (2 * nPresent) - area
      presentTerms[i] = present * placePresent * placePresent
      absentTerms[i] = absent * placeAbsent * placeAbsent
      absentBelow += absent
      presentBelow += present
    }
    ofPresent.addAllBeside(presentTerms, ofAbsent, absentTerms, n)
  }
  return ofPresent.value / (nPresent - 1) / nPresent + ofAbsent.value / (nAbsent - 1) / nAbsent
}

/**
 * Area ± z · √variance, cut to [0, 1] (rule AUC-3). Refused where it would have no width without saying so: area 0 or 1
 * (two-sided-interval-at-boundary), all scores tied (all-scores-tied), fewer than two in a class (denominator-zero).
 */
export function delongInterval(area: AreaUnderCurve, level: number): Bounds {
  if (area.value === null) return noBounds('one-class')
  if (area.value === 0 || area.value === 1) return noBounds('two-sided-interval-at-boundary')
  if (area.variance === null) return noBounds('denominator-zero')
  if (area.variance === 0) return noBounds('all-scores-tied')
  const bounds = waldBounds(area.value, Math.sqrt(area.variance), level)
  if (bounds.lower === null) return bounds
  return { lower: Math.max(0, bounds.lower), upper: Math.min(1, bounds.upper) }
}
