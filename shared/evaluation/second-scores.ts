import type { ReplicateValues } from '../statistics/bootstrap.ts'
import { unitsByClass, unitsOfOneStratum } from '../statistics/redraw-second.ts'
import { sortedClasses } from '../statistics/replicate-second.ts'
import type { ScoreDirection } from '../statistics/score-counts.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { type Enriched, dependsOnPrevalence } from './enriched.ts'
import { type Redone, type RowsStatistic, numberAgain, sampleOf, withRedrawn } from './second-replicates.ts'

/** Scores row by row, as they stand in the cohort. */
interface ScoreRows {
  readonly scores: Float64Array
  readonly present: Uint8Array
  readonly clusters: Uint32Array | null
  readonly direction: ScoreDirection
  readonly enriched: Enriched | null
}

/** Estimates of one output with the agreement of their second engine, by id (rule TWI-5). */
export function ofScores(estimates: readonly Estimate[], byId: ReadonlyMap<string, ReplicateValues>, rows: ScoreRows, protocol: Protocol): Map<string, Estimate> {
  const { scores, present, clusters, direction, enriched } = rows
  // Several numbers share the order and the curve of one sample.
  let last: { readonly rows: Uint32Array; readonly sample: ReturnType<typeof sampleOf> } | null = null
  const sampleFor = (drawn: Uint32Array): ReturnType<typeof sampleOf> => {
    if (last?.rows !== drawn) last = { rows: drawn, sample: sampleOf(sortedClasses(scores, present, drawn, direction === 'higher-is-positive' ? 1 : -1)) }
    return last.sample
  }
  const list = estimates.flatMap((estimate): Redone[] => {
    const prevalence = enriched !== null && dependsOnPrevalence(estimate.quantity) ? enriched.prevalence : null
    const number = numberAgain({ ...estimate, prevalence })
    const first = byId.get(estimate.id)
    if (number === null || first === undefined) return []
    const again: RowsStatistic = (drawn) => number(sampleFor(drawn))
    return [{ estimate, first, again }]
  })
  if (list.length === 0) return new Map()
  const units = clusters === null ? unitsByClass(present) : unitsOfOneStratum(clusters, present.length)
  return new Map(withRedrawn(list, units, protocol).map((each) => [each.id, each]))
}
