import type { Column } from '../vocabulary/columns.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import { neededColumns } from '../vocabulary/needed-columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { DEVICE, ENDED_AT, PARTICIPANT_ID, SITE, STARTED_AT, covariateColumn } from '../vocabulary/roles.ts'

/** Columns by their names after import, with their kinds. */
export type ColumnKinds = readonly { readonly name: string; readonly kind: Column['kind'] }[]

/** The kind of the column that a protocol means by a name, as shared/cohort finds it; null when there is none. */
function kindOf(columns: ReadonlyMap<string, Column['kind']>, name: string): Column['kind'] | null {
  const covariate = columns.get(covariateColumn(name))
  if (covariate !== undefined) return covariate
  if (name === 'site') return columns.get(SITE) ?? null
  if (name === 'device') return columns.get(DEVICE) ?? null
  if (name === 'participant') return columns.get(PARTICIPANT_ID) ?? null
  if (name === STARTED_AT || name === ENDED_AT) return columns.get(name) ?? null
  return null
}

export function columnKindProblems(protocol: Protocol, columns: ColumnKinds): Problem[] {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]))
  return neededColumns(protocol).flatMap(({ column, path, expected }) => {
    const found = kindOf(kinds, column)
    if (found === null) return [problem('protocol/no-such-column', { column }, { path })]
    if (expected !== null && found !== expected) {
      return [problem('protocol/column-kind', { column, expected, found }, { path })]
    }
    return []
  })
}
