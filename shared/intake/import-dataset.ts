import type { DatasetMapping } from '../vocabulary/records.ts'
import { problem } from '../vocabulary/problem.ts'
import {
  DEVICE,
  ENDED_AT,
  EXAMINATION_ID,
  PARTICIPANT_ID,
  REFERENCE,
  SITE,
  STARTED_AT,
  covariateColumn,
} from '../vocabulary/roles.ts'
import { type IntakeHooks, type IntakeLimits, defaultLimits } from './limits.ts'
import { type Imported, type NotImported, columnFinder, damagedIdWarning, notImported, walkRecords } from './outcome.ts'
import { ProblemList } from './problem-list.ts'
import {
  type CellReader,
  type CellSource,
  type IdReader,
  categoryReader,
  codedReader,
  idReader,
  instantReader,
  numberReader,
} from './readers.ts'
import { type Table, openTable } from './table.ts'

/**
 * Reads a file of examinations and their reference standard.
 *
 * Shape: columns EXAMINATION_ID, REFERENCE, what else was mapped, and covariate:<file column>; row order is file order.
 * Errors: never thrown for bad input; every fault is a problem with row, column and value, and then there are no
 * columns at all. Rules: SPEC.md of this room.
 */
export function importDataset(
  bytes: Uint8Array,
  mapping: DatasetMapping,
  fileName: string,
  limits: IntakeLimits = defaultLimits,
  hooks: IntakeHooks = {},
): Imported | NotImported {
  const table = openTable(bytes, mapping.delimiter, fileName, limits)
  if (Array.isArray(table)) return notImported(table.slice(0, limits.maxListed), table.length)
  const problems = new ProblemList(fileName, limits.maxListed)
  checkMapping(mapping, problems)
  const plan = planReaders(table, mapping, problems)
  if (problems.n > 0) return notImported(problems.list(), problems.n)

  const { readers } = plan
  const isDone = walkRecords(table, problems, hooks, (record, row) => {
    for (const reader of readers) reader.read(record[reader.index] ?? '', row)
  })
  if (!isDone) return notImported([problem('intake/stopped', undefined, { file: fileName })])
  if (problems.n > 0) return notImported(problems.list(), problems.n)
  return {
    ok: true,
    columns: new Map(readers.map((reader) => [reader.name, reader.column()])),
    facts: table.facts,
    nParticipants: plan.participants?.nDistinct() ?? null,
    warnings: [
      ...table.warnings,
      ...damagedIdWarning(plan.examinations, mapping.examinationId, fileName),
      ...(plan.participants ? damagedIdWarning(plan.participants, mapping.participantId ?? '', fileName) : []),
    ],
  }
}

/** A column has one role; only site and device may be covariates as well (rules MAP-2, MAP-3). */
function checkMapping(mapping: DatasetMapping, problems: ProblemList): void {
  if (Object.keys(mapping.reference.values).length === 0) {
    problems.add('intake/mapping-incomplete', { what: 'the meaning of the reference values' })
  }
  const roles = [mapping.examinationId, mapping.participantId, mapping.reference.column]
  roles.push(mapping.startedAt, mapping.endedAt)
  const covariates = mapping.covariates.map((covariate) => covariate.column)
  const twice = new Set([...repeated([...roles, mapping.site, mapping.device]), ...repeated([...roles, ...covariates])])
  for (const column of twice) problems.add('intake/column-mapped-twice', undefined, { column })
}

function repeated(columns: readonly (string | undefined)[]): string[] {
  const named = columns.filter((column) => column !== undefined)
  return named.filter((column, i) => named.indexOf(column) !== i)
}

interface DatasetPlan {
  readonly readers: readonly CellReader[]
  readonly examinations: IdReader
  readonly participants: IdReader | null
}

function planReaders(table: Table, mapping: DatasetMapping, problems: ProblemList): DatasetPlan {
  const find = columnFinder(table.header, problems)
  const source = (from: string, name: string): CellSource => ({
    index: find(from),
    from,
    name,
    rows: table.nRows,
    problems,
  })
  const examinations = idReader(
    source(mapping.examinationId, EXAMINATION_ID),
    'intake/missing-examination-id',
    'intake/duplicate-examination-id',
  )
  const participants =
    mapping.participantId === undefined
      ? null
      : idReader(source(mapping.participantId, PARTICIPANT_ID), 'intake/missing-participant-id', null)
  const meanings = new Map(Object.entries(mapping.reference.values))
  const reference = source(mapping.reference.column, REFERENCE)
  const readers: CellReader[] = [examinations]
  if (participants) readers.push(participants)
  readers.push(codedReader(reference, meanings, 'intake/unmapped-reference-value'))
  if (mapping.site !== undefined) readers.push(categoryReader(source(mapping.site, SITE)))
  if (mapping.device !== undefined) readers.push(categoryReader(source(mapping.device, DEVICE)))
  if (mapping.startedAt !== undefined) readers.push(instantReader(source(mapping.startedAt, STARTED_AT)))
  if (mapping.endedAt !== undefined) readers.push(instantReader(source(mapping.endedAt, ENDED_AT)))
  for (const covariate of mapping.covariates) {
    const cell = source(covariate.column, covariateColumn(covariate.column))
    readers.push(covariate.kind === 'number' ? numberReader(cell, mapping.decimal) : categoryReader(cell))
  }
  return { readers, examinations, participants }
}
