import type { Column } from './columns.ts'
import type { CohortRule, Protocol } from './protocol.ts'

/** A column of the reference data that a protocol is about. */
export interface NeededColumn {
  readonly column: string
  /** Where the protocol names it. */
  readonly path: string
  /** Null: either kind will do. */
  readonly expected: Column['kind'] | null
  /** It tells the reference standard, and must be sealed with it. */
  readonly isReference?: true
}

/** Every column of the reference data that a protocol names, in its order; the one list for check, import and command line. */
export function neededColumns(protocol: Protocol): NeededColumn[] {
  const rules = (list: string, all: readonly CohortRule[]): NeededColumn[] =>
    all.map((rule, i) => ({ column: rule.column, path: `${list}[${i}].column`, expected: rule.test.kind === 'between' ? 'number' : null }))
  return [
    ...protocol.subgroups.map((subgroup, i): NeededColumn => {
      // Categories of a number column are compared as text: grade 1, 2, 3.
      const expected = subgroup.kind === 'bands' ? 'number' : null
      return { column: subgroup.column, path: `subgroups[${i}].column`, expected }
    }),
    ...rules('cohort.rules', protocol.cohort.rules),
    ...rules('analysisSets.perProtocol', protocol.analysisSets?.perProtocol ?? []),
    ...(protocol.clusters === undefined ? [] : [{ column: protocol.clusters.column, path: 'clusters.column', expected: null }]),
    ...(protocol.comparisons ?? []).flatMap(({ groups }, i): NeededColumn[] =>
      groups === undefined ? [] : [{ column: groups.column, path: `comparisons[${i}].groups.column`, expected: null }],
    ),
    ...timeColumns(protocol),
    ...weightColumns(protocol),
    ...(protocol.drifts ?? []).flatMap(({ variable, between }, i): NeededColumn[] => [
      ...('column' in variable ? [{ column: variable.column, path: `drifts[${i}].variable.column`, expected: variable.kind === 'number' ? ('number' as const) : null }] : []),
      { column: between.column, path: `drifts[${i}].between.column`, expected: null },
    ]),
  ]
}

/** Times of predictions over time: `started-at` and `ended-at` mean the mapped roles where no covariate has that name. */
function timeColumns({ repeated }: Protocol): NeededColumn[] {
  if (repeated === undefined) return []
  const expected = repeated.times === 'numbers' ? 'number' : 'text'
  return (['start', 'end', 'onset', 'treatment'] as const).flatMap((which): NeededColumn[] => {
    const column = repeated[which]
    return column === undefined ? [] : [{ column, path: `repeated.${which}`, expected, ...(which === 'onset' ? { isReference: true as const } : {}) }]
  })
}

function weightColumns({ samplingDesign, verificationDesign }: Protocol): NeededColumn[] {
  const columns = [
    { column: samplingDesign?.weightColumn, path: 'samplingDesign.weightColumn' },
    { column: verificationDesign?.probabilityColumn, path: 'verificationDesign.probabilityColumn' },
  ]
  return columns.flatMap(({ column, path }) => (column === undefined ? [] : [{ column, path, expected: 'number' as const }]))
}
