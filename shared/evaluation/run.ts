import { calibrationTenths, histogram } from '../statistics/grouped.ts'
import type { Table } from '../statistics/roc.ts'
import { rocCurve } from '../statistics/roc.ts'
import type { ScoreCounts, ScoreOrder } from '../statistics/score-counts.ts'
import { countScores, orderScores } from '../statistics/score-counts.ts'
import { STATISTICS_VERSION } from '../statistics/version.ts'
import type { PredictionOutput } from '../vocabulary/protocol.ts'
import type { Estimate, Results } from '../vocabulary/results.ts'
import { absentEstimate, areaEstimate, probabilityEstimates, proportionEstimate, tableEstimates } from './estimates.ts'
import type { Place } from './estimates.ts'
import type { EvaluationInput, Hooks } from './input.ts'
import { stopIfCancelled } from './input.ts'
import { joinPredictions } from './join.ts'
import type { Level } from './levels.ts'
import { levelsOf } from './levels.ts'
import { readOutput } from './outputs.ts'
import type { OutputRows } from './outputs.ts'
import type { Plan } from './plan.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED, readReference } from './reference.ts'
import { crossTables, disagreements, predictionCounts } from './tables.ts'

/** Results before anything is judged. */
export type Numbers = Omit<Results, 'endpoints' | 'conclusion'>

/** One output's scores where the reference standard is resolved, sorted once for all subgroups. */
interface Scored {
  readonly order: ScoreOrder
  readonly present: Uint8Array
  /** Index into `present` of each cohort row; −1 where the row is not scored. */
  readonly indexOfRow: Int32Array
}

interface OutputWork {
  readonly rows: OutputRows
  readonly scored: Scored | null
}

/**
 * Computes every number of the plan (rules EVA-1 to EVA-5). Pure: the same input gives the same bytes. Hooks are called
 * between work items. Errors: Refusal evaluation/cancelled, intake/duplicate-prediction, protocol/no-such-column.
 */
export function run(input: EvaluationInput, plan: Plan, hooks: Hooks = {}): Numbers {
  const { protocol, cohort, predictions } = input
  const reference = readReference(cohort, protocol.missing.indeterminateReference)
  const join = joinPredictions(cohort, predictions)
  const outputs = new Map<string, OutputWork>()
  for (const output of protocol.predictions) {
    stopIfCancelled(hooks)
    const rows = readOutput(output, predictions, join, protocol.missing)
    outputs.set(output.id, { rows, scored: sortScored(rows, reference) })
  }
  const rows = [...outputs.values()].map((work) => work.rows)
  const numbers: Numbers = {
    format: 'probity.results',
    version: 1,
    exploratory: input.exploratory,
    evidenceClass: protocol.evidenceClass,
    statisticsVersion: STATISTICS_VERSION,
    inputs: input.digests,
    counts: {
      cohort: reference.present.length,
      reference: reference.counts,
      predictions: rows.map((each) => predictionCounts(each, reference)),
      extraPredictions: join.nExtra,
    },
    estimates: [],
    confusion: [],
    crossTables: rows.flatMap((each) => crossTables(each, reference)),
    disagreements: rows.flatMap(disagreements),
    roc: [],
    calibration: [],
    histograms: [],
  }
  plan.items.forEach((item, i) => {
    stopIfCancelled(hooks)
    const work = item.prediction === null ? undefined : outputs.get(item.prediction)
    for (const level of levelsOf(item.subgroup, protocol, cohort)) {
      if (work === undefined) numbers.estimates.push(prevalence(input, reference, level))
      else addOutput(numbers, input, { work, reference, level })
    }
    hooks.onProgress?.(i + 1, plan.items.length)
  })
  return numbers
}

function sortScored(rows: OutputRows, reference: ReferenceRows): Scored | null {
  const { score } = rows
  if (score === null) return null
  const indexOfRow = new Int32Array(score.length).fill(-1)
  const scores = new Float64Array(score.length)
  const present = new Uint8Array(score.length)
  let n = 0
  for (let row = 0; row < score.length; row++) {
    const value = score[row] ?? Number.NaN
    const truth = reference.present[row] ?? UNRESOLVED
    if (Number.isNaN(value) || truth === UNRESOLVED) continue
    indexOfRow[row] = n
    scores[n] = value
    present[n] = truth
    n++
  }
  return { order: orderScores(scores.slice(0, n)), present: present.slice(0, n), indexOfRow }
}

function prevalence(input: EvaluationInput, reference: ReferenceRows, level: Level): Estimate {
  let present = 0
  let absent = 0
  for (const row of level.rows) {
    if (reference.present[row] === 1) present++
    else if (reference.present[row] === 0) absent++
  }
  const of = present + absent
  return proportionEstimate('prevalence', { n: of, present, absent, x: present, of }, placeOf(level), input.protocol)
}

const placeOf = (level: Level): Place => (level.subgroup === undefined ? {} : { subgroup: level.subgroup })

function addOutput(
  numbers: Numbers,
  input: EvaluationInput,
  at: { work: OutputWork; reference: ReferenceRows; level: Level },
): void {
  const { rows, scored } = at.work
  const prediction = rows.output.id
  const place: Place = { prediction, ...placeOf(at.level) }
  const counts = scored === null ? null : levelCounts(scored, at.level)
  numbers.estimates.push(...scoreEstimates(rows.output, counts, place, input))
  for (const { point, called } of rows.judged) {
    const table = tabulate(called, at.reference.present, at.level.rows)
    const where = { prediction, operatingPoint: point.id, ...placeOf(at.level) }
    const level = at.level.subgroup === undefined ? '' : `/${at.level.subgroup.id}=${at.level.subgroup.level}`
    numbers.estimates.push(...tableEstimates(table, where, input.protocol))
    numbers.confusion.push({ id: `${prediction}/${point.id}/table${level}`, ...where, ...table })
  }
  if (at.level.subgroup === undefined && counts !== null) addFigures(numbers, rows.output, counts, input)
}

function levelCounts(scored: Scored, level: Level): ScoreCounts {
  if (level.subgroup === undefined) return countScores(scored.order, scored.present)
  const indices = level.rows.map((row) => (scored.indexOfRow[row] ?? -1) + 1).filter((plusOne) => plusOne > 0)
  return countScores(scored.order, scored.present, indices.map((plusOne) => plusOne - 1))
}

/** Calibration and Brier score need a probability of the target condition, within [0, 1]. */
function isProbability(output: PredictionOutput, counts: ScoreCounts): boolean {
  const last = counts.scores[counts.scores.length - 1] ?? 0
  const isInside = (counts.scores[0] ?? 0) >= 0 && last <= 1
  return output.score?.kind === 'probability' && output.score.direction === 'higher-is-positive' && isInside
}

const ofProbability = ['brier', 'calibration-intercept', 'calibration-slope', 'observed-expected-ratio'] as const

function scoreEstimates(
  output: PredictionOutput,
  counts: ScoreCounts | null,
  place: Place,
  input: EvaluationInput,
): Estimate[] {
  if (counts === null || output.score === undefined) {
    const nothing = { n: 0, present: 0, absent: 0 }
    if (place.subgroup !== undefined) return []
    return (['auroc', ...ofProbability] as const).map((each) => absentEstimate(each, 'no-score', nothing, place))
  }
  const area = areaEstimate(counts, output.score.direction, place, input.protocol)
  if (isProbability(output, counts)) return [area, ...probabilityEstimates(counts, place, input.protocol)]
  if (place.subgroup !== undefined) return [area]
  return [area, ...ofProbability.map((each) => absentEstimate(each, 'not-a-probability', area.denominators, place))]
}

function addFigures(numbers: Numbers, output: PredictionOutput, counts: ScoreCounts, input: EvaluationInput): void {
  const prediction = output.id
  if (counts.scores.length === 0 || output.score === undefined) return
  const roc = rocCurve(counts, output.score.direction)
  if (roc !== null) numbers.roc.push({ prediction, ...roc })
  const isUnit = isProbability(output, counts)
  const { level } = input.protocol.intervals
  if (isUnit) numbers.calibration.push({ prediction, groups: calibrationTenths(counts, level) })
  const last = counts.scores[counts.scores.length - 1] ?? 0
  const [from, to] = isUnit ? [0, 1] : [counts.scores[0] ?? 0, last]
  numbers.histograms.push({ prediction, ...histogram(counts, from, to) })
}

function tabulate(called: Uint8Array, present: Uint8Array, rows: Uint32Array): Table {
  const cells = { tp: 0, fp: 0, fn: 0, tn: 0 }
  for (const row of rows) {
    const truth = present[row]
    if (called[row] === 1) {
      if (truth === 1) cells.tp++
      else if (truth === 0) cells.fp++
    } else if (called[row] === 0) {
      if (truth === 1) cells.fn++
      else if (truth === 0) cells.tn++
    }
  }
  return cells
}
