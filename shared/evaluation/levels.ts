import { findCovariate } from '../cohort/covariate.ts'
import { applyRules } from '../cohort/rules.ts'
import { type SubgroupLevel, subgroupLevels } from '../cohort/subgroups.ts'
import { columnLength } from '../vocabulary/columns.ts'
import type { Columns } from '../vocabulary/columns.ts'
import type { SubgroupPair } from '../vocabulary/protocol-designs.ts'
import { pairLevel } from '../vocabulary/protocol-designs.ts'
import type { Protocol, Subgroup } from '../vocabulary/protocol.ts'
import { PER_PROTOCOL } from '../vocabulary/results-calls.ts'
import { EXAMINATION_ID } from '../vocabulary/roles.ts'
import type { AheadRunner, SplitTask } from './ahead.ts'

/** A set of cohort rows: everybody (no subgroup) or one level of a subgroup. */
export interface Level {
  readonly subgroup?: { readonly id: string; readonly level: string }
  readonly rows: Uint32Array
  /** All levels that the rows are split into, this one too: no row is in two of them. */
  readonly among?: readonly Level[]
}

/**
 * Rows of each level of a subgroup, or of everybody for null (rule EVA-2). Missing values and values that were not
 * prespecified are levels of their own, only where there are any.
 */
export function levelsOf(subgroupId: string | null, protocol: Protocol, cohort: Columns): Level[] {
  const before = remembered.get(cohort)
  const known = before?.protocol === protocol ? before.levels : new Map<string | null, Level[]>()
  remembered.set(cohort, { protocol, levels: known })
  const levels = known.get(subgroupId) ?? []
  if (known.has(subgroupId)) return levels
  for (const level of separateLevels(subgroupId, protocol, cohort)) levels.push({ ...level, among: levels })
  known.set(subgroupId, levels)
  return levels
}

/** Every output, and every contrast, asks for the same levels again. */
const remembered = new WeakMap<Columns, { readonly protocol: Protocol; readonly levels: Map<string | null, Level[]> }>()

function separateLevels(subgroupId: string | null, protocol: Protocol, cohort: Columns): Level[] {
  if (subgroupId === null) {
    const first = cohort.get(EXAMINATION_ID)
    const rows = new Uint32Array(first === undefined ? 0 : columnLength(first))
    for (let i = 0; i < rows.length; i++) rows[i] = i
    return [{ rows }]
  }
  if (subgroupId === PER_PROTOCOL && protocol.analysisSets !== undefined) {
    return [{ subgroup: { id: PER_PROTOCOL, level: PER_PROTOCOL }, rows: perProtocol(protocol, cohort).rows }]
  }
  const pair = protocol.subgroupPairs?.find((each) => each.id === subgroupId)
  if (pair !== undefined) return pairLevels(pair, protocol, cohort)
  const subgroup = protocol.subgroups.find((each) => each.id === subgroupId)
  if (subgroup === undefined) throw new RangeError(`unknown subgroup ${subgroupId}`)
  const found = begun.get(cohort)?.get(subgroup)?.() ?? subgroupLevels(subgroup, cohort)
  return found.map(({ level, rows }) => ({ subgroup: { id: subgroup.id, level }, rows }))
}

/** Subgroups whose rows another worker was asked for. */
const begun = new WeakMap<Columns, Map<Subgroup, () => readonly SubgroupLevel[]>>()

/** A column of more different texts is not sent to another worker: nearly every row would have its own. */
const MOST_TEXTS = 10_000

/** Asks for the rows of all prespecified subgroups while predictions are joined and sorted here. */
export function beginSplits(run: AheadRunner, { subgroups }: Protocol, cohort: Columns): void {
  const tasks = subgroups.flatMap((subgroup) => {
    const column = findCovariate(cohort, subgroup.column)
    if (column === null || (column.kind === 'text' && column.levels.length > MOST_TEXTS)) return []
    return [{ kind: 'split', subgroup, column } satisfies SplitTask]
  })
  if (tasks.length === 0) return
  const answer = run(tasks, Math.max(...tasks.map(({ column }) => columnLength(column))))
  begun.set(cohort, new Map(tasks.map(({ subgroup }, i) => [subgroup, () => answer(i).levels])))
}

/** Ids of everything that splits the cohort, in the order of the results: subgroups, their pairs, the per-protocol set. */
export const splitIds = (protocol: Protocol): string[] => [
  ...[...protocol.subgroups, ...(protocol.subgroupPairs ?? [])].map(({ id }) => id),
  ...(protocol.analysisSets === undefined ? [] : [PER_PROTOCOL]),
]

/** Every combination of two subgroups' levels, empty ones too (rule EVA-6); each row is in exactly one. */
function pairLevels(pair: SubgroupPair, protocol: Protocol, cohort: Columns): Level[] {
  const first = levelsOf(pair.first, protocol, cohort)
  const second = levelsOf(pair.second, protocol, cohort)
  const levelOfRow = new Int32Array(second.reduce((sum, { rows }) => sum + rows.length, 0)).fill(-1)
  second.forEach(({ rows }, k) => {
    for (const row of rows) levelOfRow[row] = k
  })
  return first.flatMap((a) =>
    second.map((b, k): Level => {
      const level = pairLevel(a.subgroup?.level ?? '', b.subgroup?.level ?? '')
      return { subgroup: { id: pair.id, level }, rows: a.rows.filter((row) => levelOfRow[row] === k) }
    }),
  )
}

/** Examinations that satisfy the conditions of the per-protocol set, and how many each condition takes out. */
export const perProtocol = (protocol: Protocol, cohort: Columns) =>
  applyRules({ cohort: { rules: protocol.analysisSets?.perProtocol ?? [] } }, cohort)
