import { STATISTICS_VERSION } from '../statistics/version.ts'
import type { Comparison } from '../vocabulary/protocol.ts'
import type { Estimate, Results } from '../vocabulary/results.ts'
import type { AheadRunner } from './ahead.ts'
import { agree } from './agreement.ts'
import { analysisSets } from './analysis-sets.ts'
import type { Clusters } from './clusters.ts'
import { readClusters } from './clusters.ts'
import { clusteredRate } from './clustered.ts'
import { type Side, compare, judgedAt } from './comparisons.ts'
import type { ContrastData } from './contrast-rows.ts'
import { contrasts } from './contrasts.ts'
import { measureDrift } from './drift.ts'
import type { Place } from './draft.ts'
import { enrichedEstimate, enrichedOf } from './enriched.ts'
import { proportionEstimate } from './estimates.ts'
import { flipsOf } from './flips.ts'
import { compareGroups } from './group-comparisons.ts'
import type { EvaluationInput, Hooks } from './input.ts'
import { stopIfCancelled } from './input.ts'
import { endpointEstimateId } from './judge.ts'
import { joinPredictions } from './join.ts'
import type { Level } from './levels.ts'
import { beginSplits, levelsOf } from './levels.ts'
import type { OutputWork } from './measure-output.ts'
import { measureOutput } from './measure-output.ts'
import { readOutput } from './outputs.ts'
import { beginPanel, plainRunner } from './panel-ahead.ts'
import type { Plan, WorkItem } from './plan.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED, readReference } from './reference.ts'
import { addOverTime, ofWholeStay, panelOutputs, startOverTime } from './repeated-run.ts'
import type { TimedRun } from './repeated-run.ts'
import { sortScored } from './scored.ts'
import { beginSecond } from './second-ahead.ts'
import { withSecondEngine } from './second-engines.ts'
import { beginTipping } from './tipping-ahead.ts'
import { weightedPrevalence } from './weighted.ts'
import type { Weights } from './weights.ts'
import { readWeights } from './weights.ts'
import { crossTables, disagreements, predictionCounts } from './tables.ts'

/** Results before anything is judged. */
export type Numbers = Omit<Results, 'endpoints' | 'conclusion' | 'engineAgreement'>

/**
 * Computes every number of the plan (rules EVA-1 to EVA-5). Pure: the same input gives the same bytes. Hooks are called
 * between work items. Errors: Refusal evaluation/cancelled, intake/duplicate-prediction, protocol/no-such-column.
 */
export function run(given: EvaluationInput, plan: Plan, hooks: Hooks = {}): Numbers {
  // A map of its own: what is remembered about its columns is of this evaluation alone.
  const input = { ...given, cohort: new Map(given.cohort) }
  const { protocol, cohort } = input
  const reference = readReference(cohort, protocol.missing.indeterminateReference)
  const clusters = readClusters(protocol, cohort)
  stopIfCancelled(hooks)
  const timed = startOverTime(input, reference)
  const ahead = plainRunner(input, hooks, reference)
  if (ahead !== null) beginSplits(ahead, protocol, cohort)
  const { outputs, nExtra } = timed === null ? readOutputs(input, reference, { hooks, ahead }) : panelOutputs(timed)
  const panelReference = timed?.reference ?? reference
  const numbers = emptyNumbers(input, panelReference, [...outputs.values()], nExtra)
  const sets = analysisSets(protocol, cohort, [...outputs.values()].map(({ rows }) => rows), panelReference)
  if (sets !== undefined) numbers.analysisSets = sets
  const weights = readWeights(protocol, cohort, panelReference, new Map([...outputs].map(([id, { rows }]) => [id, rows])), clusters)
  const shared = { hooks, weights, numbers, input, outputs, reference: panelReference, everybody: reference, clusters, timed, ahead }
  plan.items.forEach((item, i) => {
    stopIfCancelled(hooks)
    for (const level of levelsOf(item.subgroup, protocol, cohort)) workOn(item, { ...shared, level })
    hooks.onProgress?.(i + 1, plan.items.length)
  })
  const tipping = beginTipping(ahead, protocol, numbers.confusion, panelReference.present.length)
  const again = { protocol, cohort, outputs, reference: panelReference, clusters }
  const estimates = numbers.estimates.map((each) => {
    stopIfCancelled(hooks)
    // How many have the condition is counted over everybody, also where a stay is at risk for a part of the time.
    return withSecondEngine(each, each.quantity === 'prevalence' ? { ...again, reference } : again)
  })
  return { ...numbers, ...contrasted(numbers, { protocol, cohort, reference: panelReference, clusters, outputs }), tippingPoints: tipping(), estimates }
}

function readOutputs({ protocol, cohort, predictions }: EvaluationInput, reference: ReferenceRows, { hooks, ahead }: Pick<At, 'hooks' | 'ahead'>) {
  const join = joinPredictions(cohort, predictions)
  const outputs = new Map<string, OutputWork>()
  for (const output of protocol.predictions) {
    stopIfCancelled(hooks)
    const rows = readOutput(output, predictions, join, protocol.missing)
    if (ahead !== null) beginSecond(ahead, rows, reference, protocol.intervals.level)
    outputs.set(output.id, { rows, scored: sortScored(rows, reference) })
  }
  return { outputs, nExtra: join.nExtra }
}

/** What is computed from the estimates themselves. */
function contrasted(numbers: Numbers, data: ContrastData): Pick<Numbers, 'contrasts' | 'heterogeneity'> {
  const { protocol } = data
  if (protocol.analyses?.subgroupContrasts !== true) return { contrasts: [], heterogeneity: [] }
  return contrasts(protocol, numbers.estimates, protocol.endpoints.map(endpointEstimateId), data)
}

function emptyNumbers(input: EvaluationInput, reference: ReferenceRows, works: readonly OutputWork[], nExtra: number): Numbers {
  const rows = works.map((work) => work.rows)
  return {
    format: 'probity.results',
    version: 1,
    exploratory: input.exploratory,
    evidenceClass: input.protocol.evidenceClass,
    statisticsVersion: STATISTICS_VERSION,
    inputs: input.digests,
    counts: {
      cohort: reference.present.length,
      reference: reference.counts,
      predictions: rows.map((each) => predictionCounts(each, reference)),
      extraPredictions: nExtra,
    },
    estimates: [],
    confusion: [],
    crossTables: rows.flatMap((each) => crossTables(each, reference)),
    disagreements: rows.flatMap(disagreements),
    roc: [],
    calibration: [],
    histograms: [],
    decisionCurves: [],
    calibrationCurves: [],
    pairedTables: [],
    contrasts: [],
    heterogeneity: [],
    tippingPoints: [],
    ...(input.protocol.agreements === undefined ? {} : { raterTables: [] }),
    ...(input.protocol.drifts === undefined ? {} : { driftTables: [] }),
    ...(input.protocol.analyses?.calibrationTests === true ? { calibrationTests: [] } : {}),
    ...(input.protocol.repeated === undefined ? {} : { repeated: [], leadTimes: [], timesToAlert: [] }),
  }
}

interface At {
  readonly hooks: Hooks
  readonly clusters: Clusters | null
  readonly weights: Weights | null
  readonly numbers: Numbers
  readonly input: EvaluationInput
  readonly outputs: ReadonlyMap<string, OutputWork>
  /** What outputs are held against; over time: an event while at risk. */
  readonly reference: ReferenceRows
  /** The reference standard of all examinations. */
  readonly everybody: ReferenceRows
  readonly timed: TimedRun | null
  /** Other workers, where they can help with the panel. */
  readonly ahead: AheadRunner | null
  readonly level: Level
}

function workOn(item: WorkItem, at: At): void {
  const { numbers, input, outputs, reference, clusters, weights, level, timed, hooks } = at
  const before = numbers.estimates.length
  const work = item.prediction === null ? undefined : outputs.get(item.prediction)
  if (item.comparison !== null) addComparison(item.comparison, at)
  else if (item.agreement !== undefined) addAgreement(item.agreement, at)
  else if (item.drift !== undefined) addDrift(item.drift, at)
  else if (work === undefined) return void numbers.estimates.push(prevalence({ ...at, reference: at.everybody }))
  else {
    if (at.ahead !== null && level.subgroup === undefined) beginPanel(at.ahead, work, input)
    measureOutput(numbers, input, { work, reference, clusters, weights, level, hooks })
  }
  if (timed === null) return
  numbers.estimates.splice(before, Infinity, ...numbers.estimates.slice(before).map(ofWholeStay))
  if (item.prediction !== null) addOverTime(numbers, timed, item.prediction, { level, clusters, protocol: input.protocol })
}

function prevalence(at: At): Estimate {
  const { input, reference, weights, level } = at
  const place: Place = level.subgroup === undefined ? {} : { subgroup: level.subgroup }
  if (weights !== null) return weightedPrevalence({ weights, present: reference.present, level, place, style: input.protocol })
  const enriched = enrichedOf(input.protocol)
  const estimate = plainPrevalence(at, place)
  return enriched === null ? estimate : enrichedEstimate(estimate, enriched)
}

function plainPrevalence({ input, reference, clusters, level }: At, place: Place): Estimate {
  let present = 0
  let absent = 0
  // Added up without a branch: which row has the condition cannot be foreseen.
  for (let i = 0; i < level.rows.length; i++) {
    const truth = reference.present[level.rows[i] ?? 0] ?? UNRESOLVED
    present += Number(truth === 1)
    absent += Number(truth === 0)
  }
  const of = present + absent
  if (clusters !== null) {
    const rows = level.rows.filter((row) => (reference.present[row] ?? UNRESOLVED) !== UNRESOLVED)
    const about = { quantity: 'prevalence' as const, rows, hits: reference.present, classes: { n: of, present, absent } }
    return clusteredRate(about, clusters, place, input.protocol)
  }
  return proportionEstimate('prevalence', { n: of, present, absent, x: present, of }, place, input.protocol)
}

function addComparison(id: string, { numbers, input, outputs, reference, clusters, weights, level }: At): void {
  const comparison = input.protocol.comparisons?.find((each) => each.id === id)
  const first = outputs.get(comparison?.first.prediction ?? '')
  const second = outputs.get(comparison?.second.prediction ?? '')
  if (comparison === undefined || first === undefined || second === undefined) throw new RangeError(`unknown comparison ${id}`)
  const sides = {
    first: { rows: first.rows, operatingPoint: comparison.first.operatingPoint },
    second: { rows: second.rows, operatingPoint: comparison.second.operatingPoint },
  }
  if (comparison.between === 'groups') {
    const groups = { first: { work: first, operatingPoint: sides.first.operatingPoint }, second: { work: second, operatingPoint: sides.second.operatingPoint } }
    const where = { reference, level, cohort: input.cohort, style: input.protocol, isClustered: clusters !== null, isWeighted: weights !== null }
    numbers.estimates.push(...ofReaders(compareGroups(comparison, groups, where), first, second))
    return
  }
  const found = compare(comparison, sides, { reference, clusters, weights, level, style: input.protocol })
  numbers.estimates.push(...ofReaders(found.estimates, first, second))
  numbers.pairedTables.push(...found.paired)
  if (level.subgroup === undefined && comparison.between === 'releases') addFlips(comparison, sides, { numbers, input, reference })
}

/** A comparison with a reader is about that reader, and says so (rule CMP-6). */
function ofReaders(estimates: readonly Estimate[], ...works: readonly OutputWork[]): Estimate[] {
  if (!works.some(({ rows }) => rows.output.role === 'reader')) return [...estimates]
  return estimates.map((each) => ({ ...each, warnings: [...(each.warnings ?? []), 'readers-only-these'] }))
}

/** Calls that changed between two releases, examination by examination. */
function addFlips(
  comparison: Comparison,
  sides: { readonly first: Side; readonly second: Side },
  { numbers, input, reference }: Pick<At, 'numbers' | 'input' | 'reference'>,
): void {
  const first = judgedAt(sides.first)?.called
  const second = judgedAt(sides.second)?.called
  if (first === undefined || second === undefined) return
  numbers.flips = [...(numbers.flips ?? []), ...flipsOf(comparison, { first, second, reference }, input.protocol, input.cohort)]
}

function addAgreement(id: string, { numbers, input, outputs, reference, clusters, level }: At): void {
  const agreement = input.protocol.agreements?.find((each) => each.id === id)
  if (agreement === undefined) throw new RangeError(`unknown agreement ${id}`)
  const raters = agreement.raters.map(({ prediction, operatingPoint }) => {
    const work = outputs.get(prediction)
    if (work === undefined) throw new RangeError(`unknown rater ${prediction}`)
    return { rows: work.rows, operatingPoint }
  })
  const found = agree(agreement, raters, { reference, clusters, level, protocol: input.protocol })
  numbers.estimates.push(...found.estimates)
  numbers.raterTables?.push(...found.tables)
}

function addDrift(id: string, { numbers, input, outputs, reference, clusters }: At): void {
  const { protocol, cohort } = input
  const drift = protocol.drifts?.find((each) => each.id === id)
  if (drift === undefined) throw new RangeError(`unknown drift ${id}`)
  const output = 'prediction' in drift.variable ? outputs.get(drift.variable.prediction)?.rows : undefined
  const found = measureDrift(drift, { cohort, reference, clusters, protocol, output })
  numbers.estimates.push(...found.estimates)
  numbers.driftTables?.push(found.table)
}
