import { NumberBuilder, TextBuilder } from './builders.ts'
import { isInstantText } from './instant-text.ts'
import { type Decimal, faultCode, parseNumber } from './number-text.ts'
import { type ProblemList, shown } from './problem-list.ts'
import type { Column } from '../vocabulary/columns.ts'
import type { ProblemCode } from '../vocabulary/problem.ts'

/** Reads one cell of every row into a column. */
export interface CellReader {
  /** Place of the cell in the record. */
  readonly index: number
  /** Name of the column that comes out. */
  readonly name: string
  readonly read: (text: string, row: number) => void
  readonly column: () => Column
}

export interface CellSource {
  readonly index: number
  /** The file's column name, for the problem list. */
  readonly from: string
  /** Name of the column that comes out. */
  readonly name: string
  readonly rows: number
  readonly problems: ProblemList
}

/** The header is row 1, so record 0 of the columns stands in row 2. */
export const fileRow = (row: number): number => row + 2

const scientificId = /^\d(?:[.,]\d+)?E\+\d{2,3}$/i

export interface IdReader extends CellReader {
  readonly nDistinct: () => number
  /** Ids that a spreadsheet wrote as 1.23E+15: how many, and the first. */
  readonly damaged: () => { readonly n: number; readonly row: number; readonly value: string } | null
}

/**
 * Identifiers are text, exact to the last character (rules VAL-1 … VAL-4). `duplicateCode` refuses a second
 * appearance; without it repeats are normal.
 */
export function idReader(source: CellSource, missingCode: ProblemCode, duplicateCode: ProblemCode | null): IdReader {
  const { problems, from } = source
  const builder = new TextBuilder(source.rows)
  let nDamaged = 0
  let first: { row: number; value: string } | null = null
  return {
    index: source.index,
    name: source.name,
    read: (text, row) => {
      if (text.trim() === '') {
        problems.add(missingCode, undefined, { row: fileRow(row), column: from })
        return
      }
      if (text.trim() !== text) {
        problems.add('intake/id-with-spaces', { value: shown(text) }, { row: fileRow(row), column: from })
        return
      }
      const seenAt = builder.set(row, text)
      if (seenAt !== row && duplicateCode !== null) {
        const params = { value: shown(text), firstRow: fileRow(seenAt) }
        problems.add(duplicateCode, params, { row: fileRow(row), column: from })
      }
      if (scientificId.test(text)) {
        nDamaged += 1
        first ??= { row: fileRow(row), value: shown(text) }
      }
    },
    column: () => builder.column(),
    nDistinct: () => builder.nLevels,
    damaged: () => (first === null ? null : { n: nDamaged, ...first }),
  }
}

/** Numbers of a covariate; an empty cell is missing (rules NUM-1 … NUM-7). */
export function numberReader(source: CellSource, decimal: Decimal): CellReader {
  const { problems, from } = source
  const builder = new NumberBuilder(source.rows)
  return {
    index: source.index,
    name: source.name,
    read: (text, row) => {
      if (text === '') return
      const value = parseNumber(text, decimal)
      if (typeof value === 'number') builder.set(row, value)
      else problems.add(faultCode(value, false), { value: shown(text) }, { row: fileRow(row), column: from })
    },
    column: () => builder.column(),
  }
}

/** Text as it stands; an empty cell is missing (rule VAL-6). */
export function categoryReader(source: CellSource): CellReader {
  const builder = new TextBuilder(source.rows)
  return {
    index: source.index,
    name: source.name,
    read: (text, row) => {
      if (text !== '') builder.set(row, text)
    },
    column: () => builder.column(),
  }
}

/** A closed list of codes; a value outside it is a problem, the empty cell included (rule VAL-5). */
export function codedReader(source: CellSource, meanings: ReadonlyMap<string, string>, code: ProblemCode): CellReader {
  const { problems, from } = source
  const builder = new TextBuilder(source.rows)
  return {
    index: source.index,
    name: source.name,
    read: (text, row) => {
      const meaning = meanings.get(text)
      if (meaning === undefined) problems.add(code, { value: shown(text) }, { row: fileRow(row), column: from })
      else builder.set(row, meaning)
    },
    column: () => builder.column(),
  }
}

/** Dates and times, kept as the text that stood in the file (rule VAL-7). */
export function instantReader(source: CellSource): CellReader {
  const { problems, from } = source
  const builder = new TextBuilder(source.rows)
  return {
    index: source.index,
    name: source.name,
    read: (text, row) => {
      if (text === '') return
      if (isInstantText(text)) builder.set(row, text)
      else problems.add('intake/bad-instant', { value: shown(text) }, { row: fileRow(row), column: from })
    },
    column: () => builder.column(),
  }
}
