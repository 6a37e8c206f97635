import type { StatisticsReason } from './interval.ts'
import type { ScoreCounts, ScoreDirection } from './score-counts.ts'

/** An observed threshold (positive at or beyond it) and what it gives on the data it was chosen on. */
export interface ObservedPoint {
  readonly threshold: number
  readonly tp: number
  readonly fp: number
  readonly sensitivity: number
  readonly specificity: number
}

/** The best value and every observed threshold that reaches it, the strictest (fewest called positive) first. */
export type BestPoints =
  | { readonly value: number; readonly points: readonly ObservedPoint[] }
  | { readonly value: null; readonly reason: StatisticsReason }

/**
 * Youden's J = sensitivity + specificity − 1 at its largest, with every observed threshold that attains it (rule
 * OPT-1). Youden 1950, Cancer 3: 32–35. Ties are exact: J is compared in whole numbers. One class: none.
 */
export function youdenCutOffs(counts: ScoreCounts, direction: ScoreDirection): BestPoints {
  const { nPresent, nAbsent } = counts
  const best = bestOf(counts, direction, (tp, fp) => tp * nAbsent - fp * nPresent)
  if (best === null) return { value: null, reason: 'one-class' }
  return { value: best.most / (nPresent * nAbsent), points: best.points }
}

/**
 * Largest sensitivity at a specificity not below the stated one (rule OPT-2), over observed thresholds; points chosen
 * on these data. No observed threshold reaches it: no-such-specificity.
 */
export function sensitivityAtSpecificity(counts: ScoreCounts, direction: ScoreDirection, least: number): BestPoints {
  const { nPresent, nAbsent } = counts
  if (nPresent === 0 || nAbsent === 0) return { value: null, reason: 'one-class' }
  const best = bestOf(counts, direction, (tp, fp) => ((nAbsent - fp) / nAbsent >= least ? tp : -1))
  if (best === null) return { value: null, reason: 'no-such-specificity' }
  return { value: best.most / nPresent, points: best.points }
}

/**
 * Largest specificity at a sensitivity not below the stated one (rule OPT-2). It always exists: the laxest threshold.
 */
export function specificityAtSensitivity(counts: ScoreCounts, direction: ScoreDirection, least: number): BestPoints {
  const { nPresent, nAbsent } = counts
  if (nPresent === 0 || nAbsent === 0) return { value: null, reason: 'one-class' }
  // Sums of weights may leave a little less than nothing at the laxest threshold.
  const best = bestOf(counts, direction, (tp, fp) => (tp / nPresent >= least ? Math.max(0, nAbsent - fp) : -1))
  if (best === null) return { value: null, reason: 'no-such-specificity' }
  return { value: best.most / nAbsent, points: best.points }
}

/** Observed thresholds with the largest whole-number merit; a negative merit does not qualify (J ≥ 0 at the laxest). */
function bestOf(
  counts: ScoreCounts,
  direction: ScoreDirection,
  merit: (tp: number, fp: number) => number,
): { most: number; points: ObservedPoint[] } | null {
  const { nPresent, nAbsent, scores } = counts
  if (nPresent === 0 || nAbsent === 0) return null
  let most = -1
  let points: ObservedPoint[] = []
  let tp = 0
  let fp = 0
  for (let i = 0; i < scores.length; i++) {
    const g = direction === 'higher-is-positive' ? scores.length - 1 - i : i
    tp += counts.present[g] ?? 0
    fp += counts.absent[g] ?? 0
    const here = merit(tp, fp)
    if (here < 0 || here < most) continue
    if (here > most) points = []
    most = here
    points.push({
      threshold: scores[g] ?? 0,
      tp,
      fp,
      sensitivity: tp / nPresent,
      specificity: (nAbsent - fp) / nAbsent,
    })
  }
  return points.length === 0 ? null : { most, points }
}
