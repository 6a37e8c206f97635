import type { ScoreCounts, ScoreDirection } from './score-counts.ts'

/**
 * Placement of each distinct score among the other class, in [0, 1], beyond in the positive direction, ties one half.
 */
export interface Placements {
  /** Share of absent ones that a present one with this score is beyond. */
  readonly ofPresent: Float64Array
  /** Share of present ones that are beyond an absent one with this score. */
  readonly ofAbsent: Float64Array
}

/** Structural components of DeLong et al. 1988, one pair a tie group (rule AUC-2). Both classes must occur. */
export function placements(counts: ScoreCounts, direction: ScoreDirection): Placements {
  const { nPresent, nAbsent } = counts
  const ofPresent = new Float64Array(counts.scores.length)
  const ofAbsent = new Float64Array(counts.scores.length)
  const isHigher = direction === 'higher-is-positive'
  let presentBelow = 0
  let absentBelow = 0
  for (let g = 0; g < counts.scores.length; g++) {
    const present = counts.present[g] ?? 0
    const absent = counts.absent[g] ?? 0
    const twiceBelow = 2 * absentBelow + absent
    const twiceAbove = 2 * (nPresent - presentBelow) - present
    ofPresent[g] = (isHigher ? twiceBelow : 2 * nAbsent - twiceBelow) / (2 * nAbsent)
    ofAbsent[g] = (isHigher ? twiceAbove : 2 * nPresent - twiceAbove) / (2 * nPresent)
    presentBelow += present
    absentBelow += absent
  }
  return { ofPresent, ofAbsent }
}
