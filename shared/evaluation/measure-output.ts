import { calibrationTenths, histogram } from '../statistics/grouped.ts'
import type { Table } from '../statistics/roc.ts'
import { rocCurve } from '../statistics/roc.ts'
import type { ScoreCounts } from '../statistics/score-counts.ts'
import type { PredictionOutput } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { withBootstrap } from './bootstrap-intervals.ts'
import type { Clusters } from './clusters.ts'
import { clusteredArea, clusteredCalibration, clusteredRate, rateRows, withoutIntervals } from './clustered.ts'
import type { Place } from './draft.ts'
import { absentEstimate, areaEstimate, probabilityEstimates, tableEstimates } from './estimates.ts'
import type { EvaluationInput, Hooks } from './input.ts'
import type { Level } from './levels.ts'
import { tablesUnderRules } from './missing-rules.ts'
import type { OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'
import { runReplicates } from './replicates.ts'
import type { Numbers } from './run.ts'
import { calibrationMeasures, decisionCurveOf, discriminationMeasures } from './score-measures.ts'
import { type Scored, levelCounts } from './scored.ts'
import { adjustedValues, tableMeasures } from './table-measures.ts'

export interface OutputWork {
  readonly rows: OutputRows
  readonly scored: Scored | null
}

interface At {
  readonly hooks: Hooks
  readonly clusters: Clusters | null
  readonly work: OutputWork
  readonly reference: ReferenceRows
  readonly level: Level
}

/** Everything the protocol asks of one output over one level: scores first, then each operating point. */
export function measureOutput(numbers: Numbers, input: EvaluationInput, at: At): void {
  const { rows, scored } = at.work
  const { subgroup } = at.level
  const place: Place = { prediction: rows.output.id, ...(subgroup === undefined ? {} : { subgroup }) }
  const counts = scored === null ? null : levelCounts(scored, at.level)
  const found = scoreEstimates({ ...at, counts, place }, input)
  if (counts !== null) found.push(...moreMeasures(numbers, rows.output, counts, place, input))
  const isBootstrapped = subgroup === undefined && scored !== null && rows.output.score !== undefined
  numbers.estimates.push(...(isBootstrapped ? withBootstrap(found, bootstrapOf(scored, rows.output, at, input)) : found))
  for (const { point, called } of rows.judged) {
    const table = tabulate(called, at.reference.present, at.level.rows)
    const where = { ...place, operatingPoint: point.id }
    const level = subgroup === undefined ? '' : `/${subgroup.id}=${subgroup.level}`
    numbers.estimates.push(...pointEstimates(table, where, input, { ...at, called }))
    const { prediction = '', operatingPoint } = where
    const about = { prediction, operatingPoint, ...(subgroup === undefined ? {} : { subgroup }) }
    numbers.confusion.push({ id: `${prediction}/${point.id}/table${level}`, ...about, ...table })
  }
  if (subgroup !== undefined) return
  if (input.protocol.analyses?.missingDataSensitivity) addMissingRules(numbers, input, at)
  if (counts !== null) addFigures(numbers, rows.output, counts, input)
}

function pointEstimates(
  table: Table,
  place: Place,
  { protocol }: EvaluationInput,
  { clusters, called, reference, level }: At & { readonly called: Uint8Array },
): Estimate[] {
  const { analyses } = protocol
  const more = [
    ...(analyses?.tableMeasures ? tableMeasures(table, place, protocol) : []),
    ...adjustedValues(table, analyses?.statedPrevalence ?? [], place, protocol),
  ]
  if (clusters === null) return [...tableEstimates(table, place, protocol), ...more]
  const rates = rateRows(called, reference.present, level).map((rate) => clusteredRate(rate, clusters, place, protocol))
  return [...rates, ...more.map((each) => withoutIntervals(each))]
}

function addMissingRules(numbers: Numbers, { protocol }: EvaluationInput, { work, reference, clusters }: At): void {
  for (const judged of work.rows.judged) {
    for (const { rule, table } of tablesUnderRules(judged, reference.present)) {
      const place = { prediction: work.rows.output.id, operatingPoint: judged.point.id, missingRule: rule }
      const found = tableEstimates(table, place, protocol)
      numbers.estimates.push(...(clusters === null ? found : found.map((each) => withoutIntervals(each))))
    }
  }
}

/** Calibration and Brier score need a probability of the target condition, within [0, 1]. */
function isProbability(output: PredictionOutput, counts: ScoreCounts): boolean {
  const last = counts.scores[counts.scores.length - 1] ?? 0
  const isInside = (counts.scores[0] ?? 0) >= 0 && last <= 1
  return output.score?.kind === 'probability' && output.score.direction === 'higher-is-positive' && isInside
}

const ofProbability = ['brier', 'calibration-intercept', 'calibration-slope', 'observed-expected-ratio'] as const

interface ScoredAt extends At {
  readonly counts: ScoreCounts | null
  readonly place: Place
}

function scoreEstimates({ work, counts, place, clusters, level }: ScoredAt, input: EvaluationInput): Estimate[] {
  const { rows, scored } = work
  const { output } = rows
  if (counts === null || scored === null || output.score === undefined) {
    const nothing = { n: 0, present: 0, absent: 0 }
    if (place.subgroup !== undefined) return []
    return (['auroc', ...ofProbability] as const).map((each) => absentEstimate(each, 'no-score', nothing, place))
  }
  const { direction } = output.score
  if (clusters !== null) {
    const where = { clusters, level, place, style: input.protocol }
    const area = clusteredArea(scored, direction, where)
    if (!isProbability(output, counts)) return [area]
    const plain = probabilityEstimates(counts, place, input.protocol).filter((each) => !each.quantity.startsWith('calibration'))
    return [area, ...plain.map((each) => withoutIntervals(each)), ...clusteredCalibration(scored, counts, where)]
  }
  const area = areaEstimate(counts, direction, place, input.protocol)
  if (isProbability(output, counts)) return [area, ...probabilityEstimates(counts, place, input.protocol)]
  if (place.subgroup !== undefined) return [area]
  return [area, ...ofProbability.map((each) => absentEstimate(each, 'not-a-probability', area.denominators, place))]
}

const bootstrapOf = (scored: Scored, output: PredictionOutput, { clusters, hooks }: At, { protocol }: EvaluationInput) => ({
  run: hooks.runReplicates ?? runReplicates,
  scored,
  direction: output.score?.direction ?? ('higher-is-positive' as const),
  clusters,
  protocol,
})

/** What the protocol asks for beyond the line of every output; curves go straight into the numbers. */
function moreMeasures(
  numbers: Numbers,
  output: PredictionOutput,
  counts: ScoreCounts,
  place: Place,
  input: EvaluationInput,
): Estimate[] {
  const { analyses } = input.protocol
  if (analyses === undefined || output.score === undefined) return []
  const { direction } = output.score
  const found =
    analyses.discrimination === undefined
      ? []
      : discriminationMeasures(counts, direction, analyses.discrimination, place, input.protocol)
  // Flexible curves and decision curves are for the whole cohort.
  if (place.subgroup !== undefined || !isProbability(output, counts)) return found
  if (analyses.flexibleCalibration !== undefined) {
    const { estimates, curve } = calibrationMeasures(counts, analyses.flexibleCalibration, place, input.protocol)
    found.push(...estimates)
    if (curve !== null) numbers.calibrationCurves.push(curve)
  }
  const curve = analyses.netBenefit === undefined ? null : decisionCurveOf(counts, analyses.netBenefit.thresholds, output.id)
  if (curve !== null) numbers.decisionCurves.push(curve)
  return found
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
