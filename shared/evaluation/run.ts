import { STATISTICS_VERSION } from '../statistics/version.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate, Results } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import { readClusters } from './clusters.ts'
import { clusteredRate } from './clustered.ts'
import { compare } from './comparisons.ts'
import { contrasts } from './contrasts.ts'
import type { Place } from './draft.ts'
import { proportionEstimate } from './estimates.ts'
import type { EvaluationInput, Hooks } from './input.ts'
import { stopIfCancelled } from './input.ts'
import { endpointEstimateId } from './judge.ts'
import { joinPredictions } from './join.ts'
import type { Level } from './levels.ts'
import { levelsOf } from './levels.ts'
import type { OutputWork } from './measure-output.ts'
import { measureOutput } from './measure-output.ts'
import { readOutput } from './outputs.ts'
import type { Plan, WorkItem } from './plan.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED, readReference } from './reference.ts'
import { sortScored } from './scored.ts'
import { withSecondEngine } from './second-engines.ts'
import { tippingPoints } from './tipping.ts'
import { crossTables, disagreements, predictionCounts } from './tables.ts'

/** Results before anything is judged. */
export type Numbers = Omit<Results, 'endpoints' | 'conclusion' | 'engineAgreement'>

/**
 * Computes every number of the plan (rules EVA-1 to EVA-5). Pure: the same input gives the same bytes. Hooks are called
 * between work items. Errors: Refusal evaluation/cancelled, intake/duplicate-prediction, protocol/no-such-column.
 */
export function run(input: EvaluationInput, plan: Plan, hooks: Hooks = {}): Numbers {
  const { protocol, cohort, predictions } = input
  const reference = readReference(cohort, protocol.missing.indeterminateReference)
  const join = joinPredictions(cohort, predictions)
  const clusters = readClusters(protocol, cohort)
  const outputs = new Map<string, OutputWork>()
  for (const output of protocol.predictions) {
    stopIfCancelled(hooks)
    const rows = readOutput(output, predictions, join, protocol.missing)
    outputs.set(output.id, { rows, scored: sortScored(rows, reference) })
  }
  const numbers = emptyNumbers(input, reference, [...outputs.values()], join.nExtra)
  plan.items.forEach((item, i) => {
    stopIfCancelled(hooks)
    for (const level of levelsOf(item.subgroup, protocol, cohort)) workOn(item, { numbers, input, outputs, reference, clusters, level, hooks })
    hooks.onProgress?.(i + 1, plan.items.length)
  })
  const again = { protocol, outputs, reference, clusters }
  const estimates = numbers.estimates.map((each) => {
    stopIfCancelled(hooks)
    return withSecondEngine(each, again)
  })
  return { ...numbers, ...afterwards(protocol, numbers), estimates }
}

/** What is computed from the estimates and tables themselves. */
function afterwards(protocol: Protocol, numbers: Numbers): Pick<Numbers, 'contrasts' | 'heterogeneity' | 'tippingPoints'> {
  const { analyses } = protocol
  const ids = protocol.endpoints.map(endpointEstimateId)
  const contrasted = analyses?.subgroupContrasts ? contrasts(protocol, numbers.estimates, ids) : { contrasts: [], heterogeneity: [] }
  return { ...contrasted, tippingPoints: analyses?.tippingPoint ? tippingPoints(protocol, numbers.confusion) : [] }
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
  }
}

interface At {
  readonly hooks: Hooks
  readonly clusters: Clusters | null
  readonly numbers: Numbers
  readonly input: EvaluationInput
  readonly outputs: ReadonlyMap<string, OutputWork>
  readonly reference: ReferenceRows
  readonly level: Level
}

function workOn(item: WorkItem, at: At): void {
  const { numbers, input, outputs, reference, clusters, level, hooks } = at
  if (item.comparison !== null) return addComparison(item.comparison, at)
  const work = item.prediction === null ? undefined : outputs.get(item.prediction)
  if (work === undefined) numbers.estimates.push(prevalence(input, reference, clusters, level))
  else measureOutput(numbers, input, { work, reference, clusters, level, hooks })
}

function prevalence(input: EvaluationInput, reference: ReferenceRows, clusters: Clusters | null, level: Level): Estimate {
  let present = 0
  let absent = 0
  for (const row of level.rows) {
    if (reference.present[row] === 1) present++
    else if (reference.present[row] === 0) absent++
  }
  const of = present + absent
  const place: Place = level.subgroup === undefined ? {} : { subgroup: level.subgroup }
  if (clusters !== null) {
    const rows = level.rows.filter((row) => (reference.present[row] ?? UNRESOLVED) !== UNRESOLVED)
    const about = { quantity: 'prevalence' as const, rows, hits: reference.present, classes: { n: of, present, absent } }
    return clusteredRate(about, clusters, place, input.protocol)
  }
  return proportionEstimate('prevalence', { n: of, present, absent, x: present, of }, place, input.protocol)
}

function addComparison(id: string, { numbers, input, outputs, reference, clusters, level }: At): void {
  const comparison = input.protocol.comparisons?.find((each) => each.id === id)
  const first = outputs.get(comparison?.first.prediction ?? '')
  const second = outputs.get(comparison?.second.prediction ?? '')
  if (comparison === undefined || first === undefined || second === undefined) throw new RangeError(`unknown comparison ${id}`)
  const sides = {
    first: { rows: first.rows, operatingPoint: comparison.first.operatingPoint },
    second: { rows: second.rows, operatingPoint: comparison.second.operatingPoint },
  }
  const found = compare(comparison, sides, { reference, clusters, level, style: input.protocol })
  numbers.estimates.push(...found.estimates)
  numbers.pairedTables.push(...found.paired)
}
