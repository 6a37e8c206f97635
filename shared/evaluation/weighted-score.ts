import { logitDelongInterval } from '../statistics/auc-intervals.ts'
import { delongInterval } from '../statistics/auc.ts'
import { waldBounds } from '../statistics/interval.ts'
import { weightedCounts } from '../statistics/resample-weighted.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import { weightedArea } from '../statistics/weighted-auc.ts'
import { weightedCalibration, weightedObservedExpected } from '../statistics/weighted-calibration.ts'
import type { WeightedDesign } from '../statistics/weighted-design.ts'
import { effectiveRows } from '../statistics/weighted-design.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import { probabilityEstimates } from './estimates.ts'
import type { Level } from './levels.ts'
import type { Scored } from './scored.ts'
import type { WeightedAt } from './weighted.ts'
import { settle, weightFacts } from './weighted.ts'
import type { Weights } from './weights.ts'

/** Scored rows of one level: index into the score's order, and the cohort row. */
export interface ScoredLevel {
  readonly index: Uint32Array
  readonly rows: Uint32Array
}

export function scoredLevel(scored: Scored, level: Level): ScoredLevel {
  const rows = level.rows.filter((row) => (scored.indexOfRow[row] ?? -1) >= 0)
  return { rows, index: rows.map((row) => scored.indexOfRow[row] ?? 0) }
}

/** Rows of each class. */
export const classRows = (rows: Uint32Array, present: Uint8Array): Uint32Array[] =>
  ([1, 0] as const).map((truth) => rows.filter((row) => present[row] === truth))

/** Sums of weights per distinct score of one level, for every point estimate. */
export const levelWeightedCounts = (scored: Scored, level: Level, { design }: Weights, present: Uint8Array): ScoreCounts =>
  weightedCounts(design.weights, { order: scored.order, ...scoredLevel(scored, level) }, present)

/** Rows of the level that would have been in it, had they been verified. */
export const scoredFrame = (score: Float64Array, { weights, level }: Pick<WeightedAt, 'weights' | 'level'>): Uint32Array =>
  level.rows.filter((row) => weights.frame[row] === 1 && !Number.isNaN(score[row] ?? Number.NaN))

/** AUROC over weighted pairs with its linearised variance (rule WGE-6). */
export function weightedAreaEstimate(scored: Scored, direction: ScoreDirection, frame: Uint32Array, at: WeightedAt): Estimate {
  const { weights, present, level, place, style } = at
  const { design } = weights
  const { rows, index } = scoredLevel(scored, level)
  const found = weightedArea(design, { order: scored.order, direction, index, rows }, present)
  const area = { value: found?.area ?? null, variance: found?.variance ?? null }
  const nPresent = rows.reduce((sum, row) => sum + (present[row] ?? 0), 0)
  const sumOfWeights = rows.reduce((sum, row) => sum + (design.weights[row] ?? 0), 0)
  const draft: Draft = {
    quantity: 'auroc',
    value: area.value,
    ...(found === null ? { reason: rows.length === 0 ? ('no-examinations' as const) : ('one-class' as const) } : {}),
    ...(area.variance ? { variance: area.variance, standardError: Math.sqrt(area.variance) } : {}),
    method: 'weighted-mann-whitney',
    intervals: [
      { method: 'linearised', bounds: delongInterval(area, style.intervals.level) },
      { method: 'linearised-logit', bounds: logitDelongInterval(area, style.intervals.level) },
    ],
    denominators: { n: rows.length, present: nPresent, absent: rows.length - nPresent },
    denominator: Math.min(nPresent, rows.length - nPresent),
    ...weightFacts(weights, found === null ? null : { sumOfWeights, effective: effectiveRows(design, rows) }, classRows(rows, present)),
    rules: ['WGT-1', 'WGT-7', 'AUC-3', 'AUC-4', ...(weights.isVerification ? ['WGT-5', 'WGT-6'] : [])],
  }
  return settle(finish(draft, place, style), weights, frame)
}

/** What a set of weighted probabilities needs beside its counts. */
export interface WeightedProbabilityAt {
  readonly design: WeightedDesign
  readonly present: Uint8Array
  /** Enriched: the class proportions were fixed, so only the variation within each class counts. */
  readonly areClassesFixed: boolean
  readonly place: Place
  readonly style: Style
  readonly facts: Pick<Draft, 'options' | 'warnings'>
}

/** Brier score, calibration line and O:E on sums of weights; intervals of the last three linearised (rule WGE-7). */
export function weightedProbabilityEstimates(scored: Scored, { rows, index }: ScoredLevel, counts: ScoreCounts, at: WeightedProbabilityAt): Estimate[] {
  const { design, present, areClassesFixed, style } = at
  const { level } = style.intervals
  const data = { rows, present, areClassesFixed, probabilities: Float64Array.from(index, (i) => scored.scores[i] ?? 0) }
  const fits = weightedCalibration(design, data, counts)
  const ratio = weightedObservedExpected(design, data, level)
  return probabilityEstimates(counts, at.place, style).map((plain): Estimate => {
    const shared = {
      quantity: plain.quantity,
      denominators: plain.denominators,
      denominator: Math.min(plain.denominators.present, plain.denominators.absent),
      ...at.facts,
    }
    const draft = ((): Draft => {
      if (plain.quantity === 'brier') return { ...shared, value: plain.value, ...reasonOf(plain), method: plain.method, intervals: [], rules: ['BRI-1', 'WGT-15'] }
      if (plain.quantity === 'observed-expected-ratio') {
        const reason = ratio.value === null && ratio.bounds.lower === null ? { reason: ratio.bounds.reason } : {}
        return { ...shared, value: ratio.value, ...reason, method: 'observed-over-expected', intervals: [{ method: 'linearised-log', bounds: ratio.bounds }], rules: ['WGT-12'] }
      }
      const fit = plain.quantity === 'calibration-intercept' ? fits.intercept : fits.slope
      const about = { ...shared, method: plain.method, rules: ['CAL-1', plain.quantity === 'calibration-intercept' ? 'CAL-2' : 'CAL-3', 'WGT-10'] }
      if (fit.value !== null) {
        return { ...about, value: fit.value, standardError: fit.standardError, intervals: [{ method: 'sandwich', bounds: waldBounds(fit.value, fit.standardError, level) }] }
      }
      // The fit stands where only its variance cannot be given.
      const bounds = { lower: null, upper: null, reason: fit.reason } as const
      return { ...about, value: plain.value, ...(plain.value === null ? { reason: fit.reason } : {}), intervals: [{ method: 'sandwich', bounds }] }
    })()
    return finish(draft, at.place, style)
  })
}

const reasonOf = ({ reason }: Estimate): Pick<Draft, 'reason'> => (reason === undefined ? {} : { reason })

/** Of a weighted study: the same with its facts, refused where the weights cannot carry it. */
export function weightedProbabilities(scored: Scored, counts: ScoreCounts, frame: Uint32Array, at: WeightedAt): Estimate[] {
  const { weights, present, level, place, style } = at
  const scoredRows = scoredLevel(scored, level)
  const facts = weightFacts(weights, null, classRows(scoredRows.rows, present))
  const found = weightedProbabilityEstimates(scored, scoredRows, counts, { design: weights.design, present, areClassesFixed: false, place, style, facts })
  return found.map((each) => settle(each, weights, frame))
}
