import type { Columns } from '../vocabulary/columns.ts'
import { textAt } from '../vocabulary/columns.ts'
import type { Comparison, Protocol } from '../vocabulary/protocol.ts'
import type { Flips } from '../vocabulary/results-calls.ts'
import { LISTED_EXAMINATIONS, flipKinds } from '../vocabulary/results-calls.ts'
import { SITE } from '../vocabulary/roles.ts'
import { levelsOf, splitIds } from './levels.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'

type FlipKind = (typeof flipKinds)[number]

/** Reference standard, call of the new release, call of the old one. */
const kindOf: Readonly<Record<FlipKind, readonly [number, number, number]>> = {
  'newly-found': [1, 1, 0],
  'newly-missed': [1, 0, 1],
  'alarm-added': [0, 1, 0],
  'alarm-removed': [0, 0, 1],
}

interface FlipRows {
  /** Calls of the new and of the old release, a cohort row: 1, 0 or UNRESOLVED. */
  readonly first: Uint8Array
  readonly second: Uint8Array
  readonly reference: ReferenceRows
}

/**
 * Every examination whose call changed between two releases (rule CMP-4), split by the reference standard: newly found
 * and newly missed among present, alarms added and removed among absent; counted in each subgroup, pair and site.
 * `of` is the number of examinations with that reference that both releases resolve. Places are 1-based in the frozen
 * cohort, ascending, the first 2,000 of each kind; the count has them all.
 */
export function flipsOf(comparison: Comparison, calls: FlipRows, protocol: Protocol, cohort: Columns): Flips[] {
  const levels = splitLevels(protocol, cohort)
  return flipKinds.map((kind): Flips => {
    const all = flipped(kind, calls)
    return {
      comparison: comparison.id,
      kind,
      n: all.rows.length,
      levels: levels.map(({ subgroup, level, rows }) => {
        const found = flipped(kind, calls, rows)
        return { subgroup, level, n: found.rows.length, of: found.of }
      }),
      examinations: all.rows.slice(0, LISTED_EXAMINATIONS).map((row) => row + 1),
    }
  })
}

function flipped(kind: FlipKind, { first, second, reference }: FlipRows, among?: Uint32Array): { rows: number[]; of: number } {
  const [truth, now, before] = kindOf[kind]
  const rows: number[] = []
  let of = 0
  const n = among === undefined ? first.length : among.length
  for (let i = 0; i < n; i++) {
    const row = among === undefined ? i : (among[i] ?? 0)
    if (reference.present[row] !== truth || first[row] === UNRESOLVED || second[row] === UNRESOLVED) continue
    of++
    if (first[row] === now && second[row] === before) rows.push(row)
  }
  return { rows, of }
}

interface SplitLevel {
  readonly subgroup: string
  readonly level: string
  readonly rows: Uint32Array
}

/** Levels of all subgroups and pairs; sites too where they are recorded and no subgroup is about them. */
function splitLevels(protocol: Protocol, cohort: Columns): SplitLevel[] {
  const levels = splitIds(protocol).flatMap((id) =>
    levelsOf(id, protocol, cohort).map(({ subgroup, rows }): SplitLevel => ({ subgroup: id, level: subgroup?.level ?? '', rows })),
  )
  const isAsked = protocol.subgroups.some((each) => each.column === SITE || each.id === SITE)
  return isAsked ? levels : [...levels, ...siteLevels(cohort)]
}

/** Sites in order of first appearance. */
function siteLevels(cohort: Columns): SplitLevel[] {
  const column = cohort.get(SITE)
  if (column?.kind !== 'text') return []
  const rowsOf = new Map<string, number[]>()
  column.codes.forEach((_, row) => {
    const site = textAt(column, row) ?? 'missing'
    const rows = rowsOf.get(site)
    if (rows === undefined) rowsOf.set(site, [row])
    else rows.push(row)
  })
  return [...rowsOf].map(([level, rows]) => ({ subgroup: SITE, level, rows: Uint32Array.from(rows) }))
}
