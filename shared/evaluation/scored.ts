import { countParts } from '../statistics/count-parts.ts'
import type { ScoreCounts, ScoreOrder } from '../statistics/score-counts.ts'
import { countScores, orderScores } from '../statistics/score-counts.ts'
import type { Level } from './levels.ts'
import type { OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'

/** One output's scores where the reference standard is resolved, sorted once for all subgroups. */
export interface Scored {
  readonly scores: Float64Array
  readonly order: ScoreOrder
  readonly present: Uint8Array
  /** Index into `present` of each cohort row; −1 where the row is not scored. */
  readonly indexOfRow: Int32Array
}

/** Null for an output without a score. */
export function sortScored(rows: OutputRows, reference: ReferenceRows): Scored | null {
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
  const kept = scores.slice(0, n)
  return { scores: kept, order: orderScores(kept), present: present.slice(0, n), indexOfRow }
}

/** Indices into the scored rows of one level; null for everybody. */
export function scoredRows(scored: Scored, level: Level): Uint32Array | null {
  if (level.subgroup === undefined) return null
  const found = new Uint32Array(level.rows.length)
  let n = 0
  for (const row of level.rows) {
    const index = scored.indexOfRow[row] ?? -1
    if (index >= 0) found[n++] = index
  }
  return found.subarray(0, n)
}

/** Counts per distinct score of one level: other counts over the same order. */
export function levelCounts(scored: Scored, level: Level): ScoreCounts {
  const { among } = level
  if (among !== undefined) return countsAmong(scored, among)[among.indexOf(level)] ?? countScores(scored.order, scored.present, new Uint32Array(0))
  const rows = scoredRows(scored, level)
  return rows === null ? countScores(scored.order, scored.present) : countScores(scored.order, scored.present, rows)
}

/** The counts of the levels last asked for: every level of a subgroup is wanted in turn, and one walk makes all of them. */
const latest = new WeakMap<Scored, { readonly among: readonly Level[]; readonly counts: readonly ScoreCounts[] }>()

function countsAmong(scored: Scored, among: readonly Level[]): readonly ScoreCounts[] {
  const known = latest.get(scored)
  if (known?.among === among) return known.counts
  const counts = countParts(scored.order, scored.present, { rows: among.map(({ rows }) => rows), indexOf: scored.indexOfRow })
  latest.set(scored, { among, counts })
  return counts
}
