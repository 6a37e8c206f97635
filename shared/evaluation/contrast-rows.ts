import { clusterArea, clusteredAreaContrast } from '../statistics/clustered-auc.ts'
import { clusteredDifference, countClusters } from '../statistics/clustered-proportion.ts'
import { areaDifferenceInterval, equalAreasTest } from '../statistics/delong-paired.ts'
import { unpairedDelong } from '../statistics/delong-unpaired.ts'
import { type Bounds, type StatisticsReason, noBounds } from '../statistics/interval.ts'
import type { Columns } from '../vocabulary/columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate, NotEstimableReason } from '../vocabulary/results.ts'
import { rateRows, scoredClusters } from './clustered.ts'
import type { Clusters } from './clusters.ts'
import type { Level } from './levels.ts'
import { levelsOf } from './levels.ts'
import type { OutputWork } from './measure-output.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'
import { kept } from './replicate-scores.ts'
import { areasOf, scoredRows } from './scored.ts'

/** The rows behind the estimates, for contrasts that counts alone do not give. */
export interface ContrastData {
  readonly protocol: Protocol
  readonly cohort: Columns
  readonly reference: ReferenceRows
  readonly clusters: Clusters | null
  readonly outputs: ReadonlyMap<string, OutputWork>
}

export interface RowContrast {
  readonly method: string
  readonly difference: number | null
  readonly reason?: NotEstimableReason
  readonly bounds: Bounds
  readonly pValue: number | null
}

type Subgroup = NonNullable<Estimate['subgroup']>

/** Levels of everybody and of each subgroup or pair that is contrasted, found once. */
const levelsIn = kept(({ protocol, cohort }: ContrastData) => {
  const found = new Map<string | null, readonly Level[]>()
  return (id: string | null): readonly Level[] => {
    const levels = found.get(id) ?? levelsOf(id, protocol, cohort)
    found.set(id, levels)
    return levels
  }
})

const levelOf = (subgroup: Subgroup, data: ContrastData): Level | undefined =>
  levelsIn(data)(subgroup.id).find((each) => each.subgroup?.level === subgroup.level)

/** A level and everybody else, both as levels of the same subgroup. */
function bothSides(subgroup: Subgroup, data: ContrastData): readonly [Level, Level] | null {
  const level = levelOf(subgroup, data)
  if (level === undefined) return null
  const everybody = levelsIn(data)(null)[0]?.rows ?? new Uint32Array(0)
  const inside = new Uint8Array(everybody.length)
  for (const row of level.rows) inside[row] = 1
  return [level, { subgroup: { id: subgroup.id, level: '' }, rows: everybody.filter((row) => inside[row] === 0) }]
}

const none = (method: string, reason: StatisticsReason): RowContrast => ({ method, difference: null, reason, bounds: noBounds(reason), pValue: null })

/** Areas of a level and of everybody else (rule CTR-1): unpaired DeLong, or linearised over clusters. */
export function areaContrast({ prediction = '' }: Estimate, subgroup: Subgroup, data: ContrastData): RowContrast | null {
  const work = data.outputs.get(prediction)
  const inside = levelOf(subgroup, data)
  const direction = work?.rows.output.score?.direction
  if (work === undefined || work.scored === null || direction === undefined || inside === undefined) return null
  const { scored } = work
  const { level } = data.protocol.intervals
  if (data.clusters === null) {
    const found = unpairedDelong(...areasOf(scored, inside, direction), level)
    if (found.difference === null) return none('unpaired-delong', found.reason)
    return { method: 'unpaired-delong', difference: found.difference, bounds: { lower: found.lower, upper: found.upper }, pValue: found.pValue }
  }
  const codes = scoredClusters(scored, data.clusters)
  const [first, second] = (bothSides(subgroup, data) ?? []).map((side) => clusterArea({ order: scored.order, direction }, scored.present, codes, scoredRows(scored, side) ?? undefined))
  const found = first == null || second == null ? ({ difference: null, reason: 'one-class' } as const) : clusteredAreaContrast(first, second)
  if (found.difference === null) return none('clustered-area-contrast', found.reason)
  return { method: 'clustered-area-contrast', difference: found.difference, bounds: areaDifferenceInterval(found, level), pValue: equalAreasTest(found).pValue }
}

/** Rates of a level and of everybody else over the same clusters (rule CLS-6); null where rows are not at hand. */
export function clusteredRateContrast(estimate: Estimate, subgroup: Subgroup, data: ContrastData, clusters: Clusters): RowContrast | null {
  const sides = bothSides(subgroup, data)
  if (sides === null) return null
  const [first, second] = sides.map((side) => rateOf(estimate, side, data)).map((rate) => (rate === null ? null : countClusters(rate.hits, clusters.codes, rate.rows)))
  if (first == null || second == null) return null
  const found = clusteredDifference(first, second, data.protocol.intervals.level)
  if (found.difference === null) return none('clustered-difference', found.reason)
  return { method: 'clustered-difference', difference: found.difference, bounds: { lower: found.lower, upper: found.upper }, pValue: found.pValue }
}

function rateOf({ quantity, prediction = '', operatingPoint }: Estimate, level: Level, { outputs, reference }: ContrastData): { rows: Uint32Array; hits: Uint8Array } | null {
  const { present } = reference
  if (quantity === 'prevalence') return { rows: level.rows.filter((row) => (present[row] ?? UNRESOLVED) !== UNRESOLVED), hits: present }
  const judged = outputs.get(prediction)?.rows.judged.find((each) => each.point.id === operatingPoint)
  if (judged === undefined) return null
  return rateRows(judged.called, present, level).find((each) => each.quantity === quantity) ?? null
}
