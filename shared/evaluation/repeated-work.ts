import { alertSums } from '../statistics/alert-sums.ts'
import type { AlertSums } from '../statistics/alert-sums.ts'
import { hasRisk, placesAtRisk, riskOf } from '../statistics/stays.ts'
import type { Columns } from '../vocabulary/columns.ts'
import type { RepeatedPredictions } from '../vocabulary/protocol-designs.ts'
import type { PredictionOutput, Protocol } from '../vocabulary/protocol.ts'
import type { Join } from './join.ts'
import { NONE } from './join.ts'
import type { OutputRows } from './outputs.ts'
import { readOutput } from './outputs.ts'
import type { OperatingPlan } from './plan.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'
import type { StudyTimes } from './timelines.ts'
import { readTimes } from './timelines.ts'

/** One output over time at one operating point. */
export interface TimedPoint {
  readonly point: OperatingPlan
  /** Of each prediction in the order of the timelines. */
  readonly calls: Uint8Array
  readonly found: AlertSums
}

export interface TimedOutput {
  readonly output: PredictionOutput
  /** Of each prediction in the order of the timelines; null for an output without a score. */
  readonly score: Float64Array | null
  readonly points: readonly TimedPoint[]
  /** One row an examination: its most positive prediction while at risk. */
  readonly panel: OutputRows
}

/** Everything of a protocol with repeated predictions that outputs and levels share. */
export interface TimedWork {
  readonly asked: RepeatedPredictions
  readonly times: StudyTimes
  readonly outputs: ReadonlyMap<string, TimedOutput>
  /** 1 event while at risk, 0 none, UNRESOLVED not at risk or not analysed: what the panel is held against. */
  readonly reference: ReferenceRows
}

/** Reads times and predictions once (rules TIM-1 to TIM-5). Errors: those of `readTimes`. */
export function readTimed(asked: RepeatedPredictions, protocol: Protocol, columns: { readonly cohort: Columns; readonly predictions: Columns }, reference: ReferenceRows): TimedWork {
  const times = readTimes(asked, columns.cohort, columns.predictions, reference)
  const singly: Join = { predictionRow: Int32Array.from(times.timelines.row), nExtra: 0 }
  const outputs = protocol.predictions.map((output): [string, TimedOutput] => {
    const rows = readOutput(output, columns.predictions, singly, protocol.missing)
    const points = rows.judged.map(({ point, called }) => ({ point, calls: called, found: alertSums(times.stays, called, times.rules) }))
    return [output.id, { output, score: rows.score, points, panel: panelRows(rows, times, columns.predictions, protocol) }]
  })
  return { asked, times, outputs: new Map(outputs), reference: referenceAtRisk(reference, times) }
}

/** Whether an event happened while at risk: a panel about the whole stay is held against that (rule TIM-6). */
function referenceAtRisk(reference: ReferenceRows, { stays, rules }: StudyTimes): ReferenceRows {
  const present = reference.present.map((_, i) => {
    const risk = riskOf(stays, i, rules)
    return hasRisk(stays, i, risk) ? (Number.isNaN(risk.onset) ? 0 : 1) : UNRESOLVED
  })
  return { ...reference, present }
}

/**
 * The most positive prediction of each examination while at risk and before any onset (rule TIM-6), as if it were the
 * only one: by score where the output has one, by decision where decisions judge. A maximum over a stay is no probability.
 */
function panelRows(rows: OutputRows, times: StudyTimes, predictions: Columns, protocol: Protocol): OutputRows {
  const { output, score } = rows
  const sign = output.score?.direction === 'lower-is-positive' ? -1 : 1
  const ranked = rows.judged[0]
  const byDecision = ranked?.point.threshold === null ? ranked.category : null
  const read = (rankOf: (k: number) => number): OutputRows =>
    readOutput(output, predictions, { predictionRow: mostPositive(times, rankOf), nExtra: 0, absent: 'no-prediction-while-at-risk' }, protocol.missing)
  const scored = score === null ? null : read((k) => sign * (score[k] ?? Number.NaN))
  // Categories are numbered so: positive before negative before what is neither.
  const called = byDecision === null ? null : read((k) => -(byDecision[k] ?? 0))
  const panel = called ?? scored ?? read(() => 0)
  const shown = output.score === undefined ? output : { ...output, score: { ...output.score, kind: 'marker' as const } }
  return { ...panel, output: shown, score: scored?.score ?? null }
}

/** Row of the predictions file of each examination's prediction of the highest rank; NaN ranks below everything. */
function mostPositive({ stays, rules, timelines }: StudyTimes, rankOf: (k: number) => number): Int32Array {
  const found = new Int32Array(stays.start.length).fill(NONE)
  for (let i = 0; i < found.length; i++) {
    const risk = riskOf(stays, i, rules)
    if (!hasRisk(stays, i, risk)) continue
    const { from, to } = placesAtRisk(stays, i, risk)
    let best = Number.NaN
    for (let k = from; k < to && !((stays.times[k] ?? 0) >= risk.onset); k++) {
      const rank = rankOf(k)
      if (found[i] !== NONE && !(rank > best) && !(Number.isNaN(best) && !Number.isNaN(rank))) continue
      best = rank
      found[i] = timelines.row[k] ?? NONE
    }
  }
  return found
}
