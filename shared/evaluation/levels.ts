import { subgroupLevels } from '../cohort/subgroups.ts'
import { columnLength } from '../vocabulary/columns.ts'
import type { Columns } from '../vocabulary/columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { EXAMINATION_ID } from '../vocabulary/roles.ts'

/** A set of cohort rows: everybody (no subgroup) or one level of a subgroup. */
export interface Level {
  readonly subgroup?: { readonly id: string; readonly level: string }
  readonly rows: Uint32Array
}

/**
 * Rows of each level of a subgroup, or of everybody for null (rule EVA-2). Missing values and values that were not
 * prespecified are levels of their own, only where there are any.
 */
export function levelsOf(subgroupId: string | null, protocol: Protocol, cohort: Columns): Level[] {
  if (subgroupId === null) {
    const first = cohort.get(EXAMINATION_ID)
    const rows = new Uint32Array(first === undefined ? 0 : columnLength(first))
    for (let i = 0; i < rows.length; i++) rows[i] = i
    return [{ rows }]
  }
  const subgroup = protocol.subgroups.find((each) => each.id === subgroupId)
  if (subgroup === undefined) throw new RangeError(`unknown subgroup ${subgroupId}`)
  return subgroupLevels(subgroup, cohort).map(({ level, rows }) => ({ subgroup: { id: subgroup.id, level }, rows }))
}
