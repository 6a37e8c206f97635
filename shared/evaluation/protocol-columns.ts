import type { Column } from '../vocabulary/columns.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { DEVICE, PARTICIPANT_ID, SITE, covariateColumn } from '../vocabulary/roles.ts'

/** Columns by their names after import, with their kinds. */
export type ColumnKinds = readonly { readonly name: string; readonly kind: Column['kind'] }[]

/** The kind of the column that a protocol means by a name, as shared/cohort finds it; null when there is none. */
function kindOf(columns: ReadonlyMap<string, Column['kind']>, name: string): Column['kind'] | null {
  const covariate = columns.get(covariateColumn(name))
  if (covariate !== undefined) return covariate
  if (name === 'site') return columns.get(SITE) ?? null
  if (name === 'device') return columns.get(DEVICE) ?? null
  if (name === 'participant') return columns.get(PARTICIPANT_ID) ?? null
  return null
}

interface Need {
  readonly column: string
  readonly path: string
  /** Null: either kind will do. */
  readonly expected: 'number' | 'text' | null
}

function needs(protocol: Protocol): Need[] {
  const subgroups = protocol.subgroups.map((subgroup, i): Need => {
    // Categories of a number column are compared as text: grade 1, 2, 3.
    const expected = subgroup.kind === 'bands' ? 'number' : null
    return { column: subgroup.column, path: `subgroups[${i}].column`, expected }
  })
  const rules = protocol.cohort.rules.map((rule, i): Need => {
    const expected = rule.test.kind === 'between' ? 'number' : null
    return { column: rule.column, path: `cohort.rules[${i}].column`, expected }
  })
  const clusters: Need[] = protocol.clusters === undefined ? [] : [{ column: protocol.clusters.column, path: 'clusters.column', expected: null }]
  const weightColumn = protocol.samplingDesign?.weightColumn
  const probabilityColumn = protocol.verificationDesign?.probabilityColumn
  const weights: Need[] = [
    ...(weightColumn === undefined ? [] : [{ column: weightColumn, path: 'samplingDesign.weightColumn', expected: 'number' as const }]),
    ...(probabilityColumn === undefined ? [] : [{ column: probabilityColumn, path: 'verificationDesign.probabilityColumn', expected: 'number' as const }]),
  ]
  return [...subgroups, ...rules, ...clusters, ...weights]
}

export function columnKindProblems(protocol: Protocol, columns: ColumnKinds): Problem[] {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]))
  return needs(protocol).flatMap(({ column, path, expected }) => {
    const found = kindOf(kinds, column)
    if (found === null) return [problem('protocol/no-such-column', { column }, { path })]
    if (expected !== null && found !== expected) {
      return [problem('protocol/column-kind', { column, expected, found }, { path })]
    }
    return []
  })
}
