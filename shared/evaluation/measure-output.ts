import { calibrationTenths, histogram } from '../statistics/grouped.ts'
import type { Table } from '../statistics/roc.ts'
import { rocCurve } from '../statistics/roc.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import type { PredictionOutput } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { withBootstrap } from './bootstrap-intervals.ts'
import { calibrationTests } from './calibration-tests.ts'
import type { Clusters } from './clusters.ts'
import { clusteredArea, clusteredCalibration, clusteredRate, rateRows, withoutIntervals } from './clustered.ts'
import type { Place } from './draft.ts'
import { atStated, dependsOnPrevalence, enrichedCounts, enrichedEstimate, enrichedOf, enrichedProbabilities, enrichedTable } from './enriched.ts'
import { absentEstimate, areaEstimate, probabilityEstimates, tableEstimates } from './estimates.ts'
import type { EvaluationInput, Hooks } from './input.ts'
import type { Level } from './levels.ts'
import { tablesUnderRules } from './missing-rules.ts'
import { operationalMeasures } from './operational.ts'
import { type Judged, type OutputRows, isWithinUnit } from './outputs.ts'
import { type ReferenceRows, UNRESOLVED } from './reference.ts'
import { runReplicates } from './replicates.ts'
import type { Numbers } from './run.ts'
import { calibrationMeasures, decisionCurveOf, discriminationMeasures } from './score-measures.ts'
import { type Scored, levelCounts } from './scored.ts'
import { adjustedValues, tableMeasures } from './table-measures.ts'
import { levelWeightedCounts, scoredFrame, weightedAreaEstimate, weightedProbabilities } from './weighted-score.ts'
import { callsUnder, weightedMissingRules, weightedTable } from './weighted-table.ts'
import type { WeightedAt } from './weighted.ts'
import { settle, withFacts } from './weighted.ts'
import type { Weights } from './weights.ts'
import { verificationGap } from './weights.ts'

export interface OutputWork {
  readonly rows: OutputRows
  readonly scored: Scored | null
}

interface At {
  readonly hooks: Hooks
  readonly clusters: Clusters | null
  readonly weights: Weights | null
  readonly work: OutputWork
  readonly reference: ReferenceRows
  readonly level: Level
}

/** Everything the protocol asks of one output over one level: scores first, then each operating point. */
export function measureOutput(numbers: Numbers, input: EvaluationInput, at: At): void {
  const { rows, scored } = at.work
  const { subgroup } = at.level
  const place: Place = { prediction: rows.output.id, ...(subgroup === undefined ? {} : { subgroup }) }
  const counts = scored === null ? null : countsOf(scored, at)
  const found = scoreEstimates({ ...at, counts, place }, input)
  if (counts !== null) found.push(...moreMeasures(numbers, { ...at, counts, place }, input))
  const isBootstrapped = subgroup === undefined && scored !== null && rows.output.score !== undefined
  numbers.estimates.push(...(isBootstrapped ? bootstrapped(numbers, found, rows.output.id, bootstrapOf(scored, rows.output, at, input)) : found))
  for (const judged of rows.judged) {
    const { point, called } = judged
    const table = tabulate(called, at.reference.present, at.level.rows)
    const where = { ...place, operatingPoint: point.id }
    const level = subgroup === undefined ? '' : `/${subgroup.id}=${subgroup.level}`
    const ofPoint = pointEstimates(table, where, input, { ...at, called })
    numbers.estimates.push(...ofPoint)
    if (input.protocol.analyses?.operational) numbers.estimates.push(...operationalOf(judged, ofPoint, where, input, at))
    const { prediction = '', operatingPoint } = where
    const about = { prediction, operatingPoint, ...(subgroup === undefined ? {} : { subgroup }) }
    numbers.confusion.push({ id: `${prediction}/${point.id}/table${level}`, ...about, ...table })
  }
  if (subgroup !== undefined) return
  if (input.protocol.analyses?.missingDataSensitivity || input.protocol.analysisSets !== undefined) addMissingRules(numbers, input, at)
  if (counts === null || scored === null) return
  addFigures(numbers, rows.output, counts, levelCounts(scored, at.level), at, input)
  if (!isProbability(rows.output, counts)) return
  numbers.calibrationTests?.push(...calibrationTests(counts, rows.output.id, at.clusters !== null))
}

/** Intervals for the estimates, and bands for the curves of the output where it has any. */
function bootstrapped(numbers: Numbers, estimates: readonly Estimate[], prediction: string, at: Parameters<typeof withBootstrap>[2]): Estimate[] {
  const own = <T extends { readonly prediction: string }>(list: readonly T[]): T | undefined => list.find((each) => each.prediction === prediction)
  const found = withBootstrap(estimates, { decision: own(numbers.decisionCurves), calibration: own(numbers.calibrationCurves) }, at)
  const replaced = <T extends { readonly prediction: string }>(list: readonly T[], by: T | undefined): T[] => list.map((each) => (by !== undefined && each.prediction === prediction ? by : each))
  numbers.decisionCurves = replaced(numbers.decisionCurves, found.curves.decision)
  numbers.calibrationCurves = replaced(numbers.calibrationCurves, found.curves.calibration)
  return found.estimates
}

/** Counts per score: of examinations, or sums of weights. */
const countsOf = (scored: Scored, { weights, reference, level }: At): ScoreCounts =>
  weights === null ? levelCounts(scored, level) : levelWeightedCounts(scored, level, weights, reference.present)

/** Null where examinations count alike. */
const weightedAt = ({ weights, reference, level }: At, place: Place, { protocol }: EvaluationInput): WeightedAt | null =>
  weights === null ? null : { weights, present: reference.present, level, place, style: protocol }

function pointEstimates(table: Table, place: Place, input: EvaluationInput, at: At & { readonly called: Uint8Array }): Estimate[] {
  const { protocol } = input
  const { clusters, called, reference, level } = at
  const { analyses } = protocol
  const weighted = weightedAt(at, place, input)
  if (weighted !== null) return weightedTable(called, weighted, analyses)
  const more = [
    ...(analyses?.tableMeasures ? tableMeasures(table, place, protocol) : []),
    ...adjustedValues(table, analyses?.statedPrevalence ?? [], place, protocol),
  ]
  const found =
    clusters === null
      ? [...tableEstimates(table, place, protocol), ...more]
      : [...rateRows(called, reference.present, level).map((rate) => clusteredRate(rate, clusters, place, protocol)), ...more.map((each) => withoutIntervals(each))]
  const enriched = enrichedOf(protocol)
  if (enriched === null) return found
  return enrichedTable(found, table, enriched, { called, present: reference.present, level, clusters, place, style: protocol })
}

function operationalOf(judged: Judged, estimates: readonly Estimate[], place: Place, { protocol }: EvaluationInput, at: At): Estimate[] {
  const ppv = estimates.find((each) => each.quantity === 'ppv')
  const { level, clusters, reference } = at
  return operationalMeasures(at.work.rows, judged, ppv, { level, clusters, present: reference.present, place, style: protocol })
}

function addMissingRules(numbers: Numbers, input: EvaluationInput, at: At): void {
  const { work, reference, clusters, level } = at
  const { protocol } = input
  for (const judged of work.rows.judged) {
    const base = { prediction: work.rows.output.id, operatingPoint: judged.point.id }
    const weighted = weightedAt(at, base, input)
    if (weighted !== null) {
      numbers.estimates.push(...weightedMissingRules(judged, weighted))
      continue
    }
    const enriched = enrichedOf(protocol)
    for (const { rule, table } of tablesUnderRules(judged, reference.present)) {
      const place = { ...base, missingRule: rule }
      const plain = tableEstimates(table, place, protocol)
      const found = clusters === null ? plain : plain.map((each) => withoutIntervals(each))
      const called = enriched === null ? judged.called : callsUnder(rule, judged, reference.present)
      const where = { called, present: reference.present, level, clusters, place, style: protocol }
      numbers.estimates.push(...(enriched === null ? found : enrichedTable(found, table, enriched, where)))
    }
  }
}

/** Calibration and Brier score need a probability of the target condition, within [0, 1]. */
const isProbability = (output: PredictionOutput, { scores }: ScoreCounts): boolean =>
  output.score?.kind === 'probability' && output.score.direction === 'higher-is-positive' && isWithinUnit(scores)

const ofProbability = ['brier', 'calibration-intercept', 'calibration-slope', 'observed-expected-ratio'] as const

interface ScoredAt extends At {
  readonly counts: ScoreCounts | null
  readonly place: Place
}

function scoreEstimates(at: ScoredAt, input: EvaluationInput): Estimate[] {
  const { work, counts, place, clusters } = at
  const { rows, scored } = work
  const { output } = rows
  if (counts === null || scored === null || output.score === undefined) {
    const nothing = { n: 0, present: 0, absent: 0 }
    if (place.subgroup !== undefined) return []
    return (['auroc', ...ofProbability] as const).map((each) => absentEstimate(each, 'no-score', nothing, place))
  }
  const area = areaOf(scored, counts, output.score.direction, at, input)
  if (isProbability(output, counts)) return [area, ...probabilitiesOf(scored, counts, at, input)]
  if (place.subgroup !== undefined || clusters !== null) return [area]
  return [area, ...ofProbability.map((each) => absentEstimate(each, 'not-a-probability', area.denominators, place))]
}

function areaOf(scored: Scored, counts: ScoreCounts, direction: ScoreDirection, at: ScoredAt, input: EvaluationInput): Estimate {
  const { clusters, level, place, work } = at
  const weighted = weightedAt(at, place, input)
  if (weighted !== null) return weightedAreaEstimate(scored, direction, scoredFrame(work.rows.score ?? new Float64Array(0), weighted), weighted)
  if (clusters !== null) return clusteredArea(scored, direction, { clusters, level, place, style: input.protocol })
  return areaEstimate(counts, direction, place, input.protocol)
}

function probabilitiesOf(scored: Scored, counts: ScoreCounts, at: ScoredAt, input: EvaluationInput): Estimate[] {
  const { clusters, level, place, work, reference } = at
  const style = input.protocol
  const weighted = weightedAt(at, place, input)
  if (weighted !== null) return weightedProbabilities(scored, counts, scoredFrame(work.rows.score ?? new Float64Array(0), weighted), weighted)
  const enriched = enrichedOf(input.protocol)
  if (enriched !== null) return enrichedProbabilities(scored, counts, enriched, { present: reference.present, level, clusters, place, style })
  if (clusters === null) return probabilityEstimates(counts, place, style)
  const plain = probabilityEstimates(counts, place, style).filter((each) => !each.quantity.startsWith('calibration'))
  return [...plain.map((each) => withoutIntervals(each)), ...clusteredCalibration(scored, counts, { clusters, level, place, style })]
}

const bootstrapOf = (scored: Scored, output: PredictionOutput, { clusters, weights, hooks }: At, { protocol }: EvaluationInput) => ({
  run: hooks.runReplicates ?? runReplicates,
  scored,
  direction: output.score?.direction ?? ('higher-is-positive' as const),
  clusters,
  weights,
  protocol,
})

/** What the protocol asks for beyond the line of every output; curves go straight into the numbers. */
function moreMeasures(numbers: Numbers, at: ScoredAt & { readonly counts: ScoreCounts }, input: EvaluationInput): Estimate[] {
  const { counts, place, work } = at
  const { output, score } = work.rows
  const { analyses } = input.protocol
  if (analyses === undefined || output.score === undefined) return []
  const { direction } = output.score
  const enriched = enrichedOf(input.protocol)
  const stated = enriched === null || work.scored === null ? counts : enrichedCounts(counts, work.scored, enriched)
  const found: Estimate[] = []
  if (analyses.discrimination !== undefined) {
    const of = (here: ScoreCounts) => discriminationMeasures(here, direction, analyses.discrimination ?? {}, place, input.protocol)
    // Rates within a class do not depend on how many have the condition: they stay those of the examinations.
    const again = stated === counts ? null : of(stated)
    found.push(...of(counts).map((each, i) => (dependsOnPrevalence(each.quantity) ? (again?.[i] ?? each) : each)))
  }
  // Flexible curves and decision curves are for the whole cohort.
  const weighted = weightedAt(at, place, input)
  if (place.subgroup === undefined && isProbability(output, counts)) {
    found.push(...wholeCohort(numbers, stated, place, { output, isDrawn: isDrawn(at, input) }, input))
  }
  if (weighted !== null) {
    const frame = scoredFrame(score ?? new Float64Array(0), weighted)
    return found.map((each) => settle(withFacts(each, weighted.weights, frame), weighted.weights, frame))
  }
  return enriched === null ? found : found.map((each) => atStated(enrichedEstimate(each, enriched), enriched.prevalence ?? 0))
}

/** Whether curves mean anything: not without a stated prevalence, nor where the weights cannot carry the numbers. */
function isDrawn({ weights, level, work }: At, { protocol }: EvaluationInput): boolean {
  if (enrichedOf(protocol)?.prevalence === null) return false
  if (weights === null) return true
  return !weights.isIncomplete && verificationGap(weights, scoredFrame(work.rows.score ?? new Float64Array(0), { weights, level })).value === null
}

function wholeCohort(
  numbers: Numbers,
  counts: ScoreCounts,
  place: Place,
  { output, isDrawn }: { readonly output: PredictionOutput; readonly isDrawn: boolean },
  { protocol }: EvaluationInput,
): Estimate[] {
  const { analyses } = protocol
  const decision = !isDrawn || analyses?.netBenefit === undefined ? null : decisionCurveOf(counts, analyses.netBenefit.thresholds, output.id)
  if (decision !== null) numbers.decisionCurves.push(decision)
  if (analyses?.flexibleCalibration === undefined) return []
  const { estimates, curve } = calibrationMeasures(counts, analyses.flexibleCalibration, place, protocol)
  if (curve !== null && isDrawn) numbers.calibrationCurves.push(curve)
  return estimates
}

/** counts: of examinations or sums of weights; examinations: what a histogram counts. */
function addFigures(
  numbers: Numbers,
  output: PredictionOutput,
  counts: ScoreCounts,
  examinations: ScoreCounts,
  at: At,
  input: EvaluationInput,
): void {
  const { weights } = at
  const { protocol } = input
  const prediction = output.id
  if (counts.scores.length === 0 || output.score === undefined) return
  const roc = weights !== null && !isDrawn(at, input) ? null : rocCurve(counts, output.score.direction)
  if (roc !== null) numbers.roc.push({ prediction, ...roc })
  const isUnit = isProbability(output, counts)
  // Tenths count examinations with Wilson's interval: only where each stands for itself.
  const isPlain = weights === null && protocol.sampling === 'consecutive'
  if (isUnit && isPlain) numbers.calibration.push({ prediction, groups: calibrationTenths(counts, protocol.intervals.level) })
  const last = examinations.scores[examinations.scores.length - 1] ?? 0
  const [from, to] = isUnit ? [0, 1] : [examinations.scores[0] ?? 0, last]
  numbers.histograms.push({ prediction, ...histogram(examinations, from, to) })
}

/** The 2 × 2 table of some rows; what is unresolved on either side is left out. */
export function tabulate(called: Uint8Array, present: Uint8Array, rows: Uint32Array): Table {
  // Call and truth are 0, 1 or UNRESOLVED: two bits each name one of 16 cells, counted without a branch.
  const cells = new Uint32Array(16)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    const cell = (((called[row] ?? UNRESOLVED) & 3) << 2) | ((present[row] ?? UNRESOLVED) & 3)
    cells[cell] = (cells[cell] ?? 0) + 1
  }
  return { tp: cells[5] ?? 0, fp: cells[4] ?? 0, fn: cells[1] ?? 0, tn: cells[0] ?? 0 }
}
