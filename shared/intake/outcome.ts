import type { Columns } from '../vocabulary/columns.ts'
import { type Problem, problem } from '../vocabulary/problem.ts'
import type { FileFacts } from '../vocabulary/records.ts'
import { type IntakeHooks, PROGRESS_ROWS } from './limits.ts'
import type { ProblemList } from './problem-list.ts'
import type { IdReader } from './readers.ts'
import type { Table } from './table.ts'

/** All or nothing (rule PRB-2): columns that are right in every cell, or problems and no columns. */
export interface Imported {
  readonly ok: true
  readonly columns: Columns
  readonly facts: Omit<FileFacts, 'sha256' | 'bytes'>
  /** Null where no participant column was mapped. */
  readonly nParticipants: number | null
  readonly warnings: readonly Problem[]
}

export interface NotImported {
  readonly ok: false
  /** At most the limit of the list. */
  readonly problems: readonly Problem[]
  /** All of them. */
  readonly nProblems: number
}

export const notImported = (problems: readonly Problem[], nProblems = problems.length): NotImported => ({
  ok: false,
  problems,
  nProblems,
})

/**
 * Walks every record of the right length past the reader; a record of another length is a problem and is not read
 * (rule TAB-7). False when the import was stopped.
 */
export function walkRecords(
  table: Table,
  problems: ProblemList,
  hooks: IntakeHooks,
  onRecord: (record: readonly string[], row: number) => void,
): boolean {
  const nFields = table.header.length
  let isStopped = hooks.isCancelled?.() === true
  if (isStopped) return false
  table.read((records, firstRow) => {
    for (let i = 0; i < records.length; i++) {
      const record = records[i] ?? []
      const row = firstRow + i - 2
      if (record.length === nFields) onRecord(record, row)
      else problems.add('intake/field-count', { found: record.length, expected: nFields }, { row: firstRow + i })
      if (row > 0 && row % PROGRESS_ROWS === 0) {
        hooks.onProgress?.(row, table.nRows)
        isStopped = hooks.isCancelled?.() === true
        if (isStopped) return false
      }
    }
    return true
  })
  if (!isStopped) hooks.onProgress?.(table.nRows, table.nRows)
  return !isStopped
}

/** Index of each column in the header, or a problem for the one that is not there (rule MAP-1). */
export function columnFinder(header: readonly string[], problems: ProblemList): (name: string) => number {
  const places = new Map(header.map((name, i) => [name, i]))
  return (name) => {
    const at = places.get(name)
    if (at === undefined) problems.add('intake/no-such-column', undefined, { column: name })
    return at ?? -1
  }
}

export function damagedIdWarning(reader: IdReader, column: string, file: string): Problem[] {
  const damaged = reader.damaged()
  if (damaged === null) return []
  const params = { value: damaged.value, n: damaged.n }
  return [problem('intake/id-in-scientific-notation', params, { file, row: damaged.row, column }, 'warning')]
}
