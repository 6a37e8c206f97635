import { type ClusteredArea, clusterArea, pairedObuchowski } from '../statistics/clustered-auc.ts'
import { type PairedAreas, areaDifferenceInterval, pairedDelong } from '../statistics/delong-paired.ts'
import {
  type PairedCalls,
  exactMcNemar,
  midPMcNemar,
  newcombePairedInterval,
  pairedDifference,
  tangoInterval,
} from '../statistics/paired-proportions.ts'
import { orderScores } from '../statistics/score-counts.ts'
import type { Comparison } from '../vocabulary/protocol.ts'
import type { Estimate, PairedTable } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import { complete, fewClusters } from './clustered.ts'
import { clusteredPairedRate } from './clustered-rates.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import type { Level } from './levels.ts'
import type { Judged, OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'
import { weightedAreaDifferenceEstimate, weightedRateDifferences } from './weighted-comparisons.ts'
import type { Weights } from './weights.ts'

interface Where {
  readonly reference: ReferenceRows
  readonly clusters: Clusters | null
  readonly weights: Weights | null
  readonly level: Level
  readonly style: Style
}

/** What a comparison needs of one of its two outputs. */
export interface Side {
  readonly rows: OutputRows
  readonly operatingPoint: string | undefined
}

/**
 * First minus second on the same examinations (rules CMP-1 to CMP-3): only examinations that both outputs and the
 * reference standard resolve enter. Areas by paired DeLong, rates by Tango (judges) and Newcombe, with McNemar's tests; with
 * clusters by Obuchowski and by the difference of ratio estimators.
 */
export function compare(
  comparison: Comparison,
  sides: { readonly first: Side; readonly second: Side },
  at: Where,
): { estimates: Estimate[]; paired: PairedTable[] } {
  const place: Place = { comparison: comparison.id, ...(at.level.subgroup === undefined ? {} : { subgroup: at.level.subgroup }) }
  const { weights } = at
  const weighted = weights === null ? null : { weights, present: at.reference.present, level: at.level, place, style: at.style }
  const estimates = weighted === null ? areaDifference(sides, at, place) : weightedAreaDifferenceEstimate(sides, weighted)
  const first = judgedAt(sides.first)
  const second = judgedAt(sides.second)
  if (first === undefined || second === undefined) return { estimates, paired: [] }
  const calls = pairCalls(first.called, second.called, at.reference.present, at.level.rows)
  const rates = [
    rateDifference('sensitivity-difference', calls.present, calls, place, at.style),
    rateDifference('specificity-difference', negatives(calls.absent), calls, place, at.style),
  ]
  // Tango, Newcombe and McNemar take pairs as independent: with clusters the ratio estimators' difference takes their place.
  const { clusters } = at
  const pair = { first: first.called, second: second.called, present: at.reference.present, rows: at.level.rows }
  if (weighted !== null) estimates.push(...weightedRateDifferences(first.called, second.called, weighted))
  else estimates.push(...(clusters === null ? rates : rates.map((rate) => clusteredPairedRate(rate, pair, clusters, at.style))))
  // McNemar's tests count examinations alike: refused under clusters and weights.
  const isRefused = clusters !== null || weighted !== null
  const tests = (['present', 'absent'] as const).flatMap((among) => [
    { among, method: 'mcnemar-exact', pValue: isRefused ? null : exactMcNemar(calls[among]).p },
    { among, method: 'mcnemar-mid-p', pValue: isRefused ? null : midPMcNemar(calls[among]).p },
  ])
  const { subgroup } = at.level
  return { estimates, paired: [{ comparison: comparison.id, ...(subgroup ? { subgroup } : {}), ...calls, tests }] }
}

export const judgedAt = ({ rows, operatingPoint }: Side): Judged | undefined =>
  operatingPoint === undefined ? rows.judged[0] : rows.judged.find((each) => each.point.id === operatingPoint)

function areaDifference(
  { first, second }: { readonly first: Side; readonly second: Side },
  { reference, clusters, level, style }: Where,
  place: Place,
): Estimate[] {
  const a = first.rows.score
  const b = second.rows.score
  if (a === null || b === null) return []
  const kept = level.rows.filter(
    (row) => reference.present[row] !== UNRESOLVED && !Number.isNaN(a[row] ?? Number.NaN) && !Number.isNaN(b[row] ?? Number.NaN),
  )
  const present = Uint8Array.from(kept, (row) => reference.present[row] ?? 0)
  const pick = (score: Float64Array, { rows }: Side) => ({
    order: orderScores(Float64Array.from(kept, (row) => score[row] ?? 0)),
    direction: rows.output.score?.direction ?? ('higher-is-positive' as const),
  })
  const pair = [pick(a, first), pick(b, second)] as const
  const codes = clusters === null ? null : Uint32Array.from(kept, (row) => clusters.codes[row] ?? 0)
  const found = codes === null ? null : pair.map((each) => clusterArea(each, present, codes))
  const areas = found === null ? pairedDelong(...pair, present) : clusteredPair(found[0] ?? null, found[1] ?? null)
  const nPresent = present.reduce((sum, each) => sum + each, 0)
  const denominators = { n: kept.length, present: nPresent, absent: kept.length - nPresent }
  const options = {
    ...(areas.difference === null ? {} : { first: areas.first, second: areas.second, covariance: areas.covariance }),
    ...(clusters === null ? {} : { clusters: clusters.column, nClusters: found?.[0]?.nClusters ?? 0 }),
  }
  const draft: Draft = {
    quantity: 'auroc-difference',
    value: areas.difference,
    ...(areas.difference === null ? { reason: areas.reason } : { standardError: areas.standardError }),
    method: clusters === null ? 'paired-delong' : 'paired-obuchowski',
    intervals: [{ method: clusters === null ? 'paired-delong' : 'paired-obuchowski', bounds: areaDifferenceInterval(areas, style.intervals.level) }],
    denominators,
    denominator: Math.min(denominators.present, denominators.absent),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    warnings: fewClusters(found?.[0]?.isFew ?? false),
    rules: clusters === null ? ['AREA-1', 'AREA-2'] : ['CLU-2', 'AREA-2'],
  }
  const estimate = finish(draft, place, style)
  return [clusters === null ? estimate : complete(estimate, clusters)]
}

const clusteredPair = (first: ClusteredArea | null, second: ClusteredArea | null): PairedAreas =>
  first === null || second === null ? { difference: null, reason: 'one-class' } : pairedObuchowski(first, second)

function pairCalls(
  first: Uint8Array,
  second: Uint8Array,
  present: Uint8Array,
  rows: Uint32Array,
): { present: PairedCalls; absent: PairedCalls } {
  const empty = () => ({ both: 0, firstOnly: 0, secondOnly: 0, neither: 0 })
  const calls = { present: empty(), absent: empty() }
  for (const row of rows) {
    const truth = present[row]
    const a = first[row]
    const b = second[row]
    if (truth === UNRESOLVED || a === UNRESOLVED || b === UNRESOLVED) continue
    const among = truth === 1 ? calls.present : calls.absent
    if (a === 1 && b === 1) among.both++
    else if (a === 1) among.firstOnly++
    else if (b === 1) among.secondOnly++
    else among.neither++
  }
  return calls
}

/** Calls turned round: rightly negative instead of positive. */
const negatives = ({ both, firstOnly, secondOnly, neither }: PairedCalls): PairedCalls => ({
  both: neither,
  firstOnly: secondOnly,
  secondOnly: firstOnly,
  neither: both,
})

const total = ({ both, firstOnly, secondOnly, neither }: PairedCalls): number => both + firstOnly + secondOnly + neither

function rateDifference(
  quantity: 'sensitivity-difference' | 'specificity-difference',
  right: PairedCalls,
  all: { present: PairedCalls; absent: PairedCalls },
  place: Place,
  style: Style,
): Estimate {
  const { level } = style.intervals
  const nPresent = total(all.present)
  const nAbsent = total(all.absent)
  const n = total(right)
  const draft: Draft = {
    quantity,
    value: pairedDifference(right),
    ...(n === 0 ? { reason: 'denominator-zero' as const } : {}),
    method: 'paired-difference',
    intervals: [
      { method: 'tango', bounds: tangoInterval(right, level) },
      { method: 'newcombe-paired', bounds: newcombePairedInterval(right, level) },
    ],
    denominators: { n: nPresent + nAbsent, present: nPresent, absent: nAbsent },
    denominator: n,
    options: { both: right.both, firstOnly: right.firstOnly, secondOnly: right.secondOnly, neither: right.neither },
    rules: ['PAIR-4', 'PAIR-5', 'PAIR-6'],
  }
  return finish(draft, place, style)
}
