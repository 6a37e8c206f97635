import type { CountsBelow } from './counts-below.ts'
import type { ScoreCounts, ScoreDirection } from './score-counts.ts'

/**
 * The value of `sensitivityAtSpecificity` (rule OPT-2) from whole counts below each score, by a search instead of a pass;
 * null where that has none.
 */
export function sensitivityWhereSpecificity(counts: ScoreCounts, below: CountsBelow, direction: ScoreDirection, least: number): number | null {
  const { nPresent, nAbsent } = counts
  if (nPresent === 0 || nAbsent === 0) return null
  const { tp, fp } = called(counts, below, direction)
  const nScores = counts.scores.length
  // The more scores are called positive, the lower the specificity.
  const beyond = firstOf(nScores, (i) => !((nAbsent - fp(i)) / nAbsent >= least))
  return beyond === 1 ? null : tp(beyond - 1) / nPresent
}

/** The value of `specificityAtSensitivity` (rule OPT-2), likewise. */
export function specificityWhereSensitivity(counts: ScoreCounts, below: CountsBelow, direction: ScoreDirection, least: number): number | null {
  const { nPresent, nAbsent } = counts
  if (nPresent === 0 || nAbsent === 0) return null
  const { tp, fp } = called(counts, below, direction)
  const nScores = counts.scores.length
  const reached = firstOf(nScores, (i) => tp(i) / nPresent >= least)
  return reached > nScores ? null : (nAbsent - fp(reached)) / nAbsent
}

/** Examinations called positive when the i most positive scores are. */
function called({ nPresent, nAbsent, scores }: ScoreCounts, { present, absent }: CountsBelow, direction: ScoreDirection) {
  const isHigher = direction === 'higher-is-positive'
  const n = scores.length
  return {
    tp: (i: number): number => (isHigher ? nPresent - (present[n - i] ?? 0) : (present[i] ?? 0)),
    fp: (i: number): number => (isHigher ? nAbsent - (absent[n - i] ?? 0) : (absent[i] ?? 0)),
  }
}

/** The first of 1 … n for which what stays true holds; n + 1 when for none. */
function firstOf(n: number, holds: (i: number) => boolean): number {
  let low = 1
  let high = n + 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
