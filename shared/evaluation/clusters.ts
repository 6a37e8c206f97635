import { findCovariate } from '../cohort/covariate.ts'
import type { Columns } from '../vocabulary/columns.ts'
import { columnLength } from '../vocabulary/columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { PARTICIPANT_ID } from '../vocabulary/roles.ts'

/** Which rows belong together. Once the protocol declares it, every interval uses it or is refused (rule CLS-1). */
export interface Clusters {
  readonly column: string
  /** 0-based cluster number of each cohort row. */
  readonly codes: Uint32Array
  /** Some row does not say which cluster it belongs to: then no interval can be given. */
  readonly isIncomplete: boolean
}

/** Null where the protocol declares none. `participant` is the mapped participant; otherwise as of subgroup columns. */
export function readClusters(protocol: Protocol, cohort: Columns): Clusters | null {
  if (protocol.clusters === undefined) return null
  const { column: name } = protocol.clusters
  const column = name === 'participant' ? (cohort.get(PARTICIPANT_ID) ?? null) : findCovariate(cohort, name)
  if (column === null) return { column: name, codes: new Uint32Array(0), isIncomplete: true }
  const seen = new Map<number, number>()
  const codes = new Uint32Array(columnLength(column))
  let isIncomplete = false
  for (let row = 0; row < codes.length; row++) {
    const key = column.kind === 'text' ? (column.codes[row] ?? 0) : (column.values[row] ?? Number.NaN)
    if (column.kind === 'text' ? key === 0 : Number.isNaN(key)) isIncomplete = true
    let code = seen.get(key)
    if (code === undefined) {
      code = seen.size
      seen.set(key, code)
    }
    codes[row] = code
  }
  return { column: name, codes, isIncomplete }
}
