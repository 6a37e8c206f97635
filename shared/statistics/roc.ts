import type { ScoreCounts, ScoreDirection } from './score-counts.ts'

/** Index 0 is (0, 0) with no threshold; point i calls positive everything at or beyond thresholds[i]. */
export interface CurvePoints {
  readonly falsePositiveRate: number[]
  readonly sensitivity: number[]
  readonly thresholds: (number | null)[]
}

/** At an operating threshold: counts of the 2 × 2 table. */
export interface Table {
  readonly tp: number
  readonly fp: number
  readonly fn: number
  readonly tn: number
}

/** True if a score is called positive: at the threshold or beyond it (rule ROC-1). Nothing is rounded. */
export const isPositive = (score: number, threshold: number, direction: ScoreDirection): boolean =>
  direction === 'higher-is-positive' ? score >= threshold : score <= threshold

/** The 2 × 2 table at a threshold. */
export function tableAt(counts: ScoreCounts, threshold: number, direction: ScoreDirection): Table {
  let tp = 0
  let fp = 0
  for (let g = 0; g < counts.scores.length; g++) {
    if (!isPositive(counts.scores[g] ?? 0, threshold, direction)) continue
    tp += counts.present[g] ?? 0
    fp += counts.absent[g] ?? 0
  }
  return { tp, fp, fn: counts.nPresent - tp, tn: counts.nAbsent - fp }
}

/**
 * Empirical ROC curve (rule ROC-2), one point a distinct score, from (0, 0) to (1, 1). More than `most` points are
 * thinned for drawing: the points nearest to equal steps along the curve, ends kept. Null when a class is empty.
 */
export function rocCurve(counts: ScoreCounts, direction: ScoreDirection, most = 1001): CurvePoints | null {
  const { nPresent, nAbsent, scores } = counts
  if (nPresent === 0 || nAbsent === 0) return null
  const curve: CurvePoints = { falsePositiveRate: [0], sensitivity: [0], thresholds: [null] }
  const steps = scores.length
  const stride = (nPresent + nAbsent) / (most - 1)
  let tp = 0
  let fp = 0
  for (let i = 0; i < steps; i++) {
    const g = direction === 'higher-is-positive' ? steps - 1 - i : i
    const before = Math.floor((tp + fp) / stride)
    tp += counts.present[g] ?? 0
    fp += counts.absent[g] ?? 0
    const isLast = i === steps - 1
    if (steps >= most && !isLast && Math.floor((tp + fp) / stride) === before) continue
    if (steps >= most && !isLast && curve.thresholds.length >= most - 1) continue
    curve.falsePositiveRate.push(fp / nAbsent)
    curve.sensitivity.push(tp / nPresent)
    curve.thresholds.push(scores[g] ?? 0)
  }
  return curve
}
