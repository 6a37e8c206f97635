import { delongInterval } from '../statistics/auc.ts'
import { clusterArea, clusteredAreaReason, obuchowskiArea } from '../statistics/clustered-auc.ts'
import { noBounds } from '../statistics/interval.ts'
import type { ScoreOrder } from '../statistics/score-counts.ts'
import { orderScores } from '../statistics/score-counts.ts'
import { hasRisk, placesAtRisk, riskOf } from '../statistics/stays.ts'
import { fewClusters } from './clustered.ts'
import type { Draft } from './draft.ts'
import type { DraftAt } from './repeated-drafts.ts'
import type { Units } from './repeated-units.ts'
import type { TimedOutput, TimedWork } from './repeated-work.ts'

/** Scores of the predictions at risk, sorted once for all levels. */
export interface TimedScores {
  readonly order: ScoreOrder
  /** 1 where the onset comes within the horizon. */
  readonly due: Uint8Array
  /** Cohort row of each. */
  readonly row: Uint32Array
}

/** Null for an output without a score. */
export function sortTimedScores({ score }: TimedOutput, { times }: TimedWork): TimedScores | null {
  if (score === null) return null
  const { stays, rules } = times
  const values = new Float64Array(score.length)
  const due = new Uint8Array(score.length)
  const row = new Uint32Array(score.length)
  let n = 0
  for (let i = 0; i < stays.start.length; i++) {
    const risk = riskOf(stays, i, rules)
    if (!hasRisk(stays, i, risk)) continue
    const { from, to } = placesAtRisk(stays, i, risk)
    for (let k = from; k < to; k++) {
      const value = score[k] ?? Number.NaN
      if (Number.isNaN(value)) continue
      const lead = risk.onset - (stays.times[k] ?? 0)
      values[n] = value
      due[n] = lead > 0 && lead <= rules.horizon ? 1 : 0
      row[n] = i
      n++
    }
  }
  return { order: orderScores(values.slice(0, n)), due: due.slice(0, n), row: row.slice(0, n) }
}

/**
 * AUROC of single predictions against an onset within the horizon, with Obuchowski's variance over the units (rule
 * TIM-8): the predictions of one examination are no independent ones.
 */
export function singleArea(scores: TimedScores, output: TimedOutput['output'], { units, style, classes }: DraftAt): Draft {
  const { rows, clusters } = placed(scores, units)
  const directed = { order: scores.order, direction: output.score?.direction ?? ('higher-is-positive' as const) }
  const found = clusterArea(directed, scores.due, clusters, rows)
  const area = found === null ? null : obuchowskiArea(found)
  const reason = clusteredAreaReason(found)
  const bounds = area === null || area.variance === null ? noBounds(reason ?? 'one-class') : delongInterval(area, style.intervals.level)
  return {
    quantity: 'prediction-auroc',
    value: area?.value ?? null,
    ...(area === null ? { reason: 'one-class' as const } : {}),
    ...(area?.variance ? { variance: area.variance, standardError: Math.sqrt(area.variance) } : {}),
    method: 'mann-whitney',
    intervals: [{ method: 'obuchowski', bounds }],
    denominators: classes,
    denominator: Math.min(found?.nPresent ?? 0, found?.nAbsent ?? 0),
    options: { clusters: units.name, nClusters: found?.nClusters ?? 0, predictionsDue: found?.nPresent ?? 0, predictionsNotDue: found?.nAbsent ?? 0 },
    warnings: fewClusters(found?.isFew ?? false),
    rules: ['ALR-2', 'AUC-1', 'CLU-1'],
  }
}

/** The scored predictions of these units, and the unit of every scored prediction. */
function placed({ row }: TimedScores, units: Units): { rows: Uint32Array; clusters: Uint32Array } {
  const size = units.rows.reduce((most, each) => Math.max(most, each), 0) + 1
  // One more than the unit; 0 is none of these.
  const unitAt = new Uint32Array(size)
  units.rows.forEach((each, k) => {
    unitAt[each] = (units.of[k] ?? 0) + 1
  })
  const rows = new Uint32Array(row.length)
  const clusters = new Uint32Array(row.length)
  let n = 0
  for (let k = 0; k < row.length; k++) {
    const unit = unitAt[row[k] ?? 0] ?? 0
    if (unit === 0) continue
    clusters[k] = unit - 1
    rows[n++] = k
  }
  return { rows: rows.subarray(0, n), clusters }
}

/** Median time from a prediction to when people could see it, over the predictions at risk that record it; type 7. */
export function decisionDelay({ units, classes }: DraftAt, { times, asked }: TimedWork): Draft | null {
  const { delay, stays, rules, perUnit } = times
  if (delay === null) return null
  const values = new Float64Array(delay.length)
  let n = 0
  for (const i of units.rows) {
    const { from, to } = placesAtRisk(stays, i, riskOf(stays, i, rules))
    for (let k = from; k < to; k++) {
      const value = delay[k] ?? Number.NaN
      if (Number.isNaN(value)) continue
      values[n++] = value
    }
  }
  const sorted = values.subarray(0, n).sort()
  const low = sorted[(n - 1) >> 1] ?? 0
  const median = low + ((sorted[n >> 1] ?? 0) - low) / 2
  return {
    quantity: 'decision-delay-median',
    value: n === 0 ? null : median / perUnit,
    ...(n === 0 ? { reason: 'denominator-zero' as const } : {}),
    method: 'median',
    intervals: [],
    denominators: classes,
    denominator: n,
    options: { unit: asked.unit, predictions: n },
    rules: ['TIM-9'],
  }
}
