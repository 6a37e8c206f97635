import { type Problem, problem } from '../vocabulary/problem.ts'
import type { FileFacts } from '../vocabulary/records.ts'
import { ColumnGuess, type PreviewColumn } from './column-guess.ts'
import { type IntakeLimits, defaultLimits } from './limits.ts'
import { type Delimiter, type Table, delimiters, openTable } from './table.ts'

export interface TablePreview {
  /** As stated, or the one that cuts the first records most evenly. */
  readonly delimiter: Delimiter
  readonly headers: string[]
  /** The first fifty records. */
  readonly rows: string[][]
  /** Records that the guesses rest on. */
  readonly nRowsRead: number
  /** Whether these are all. */
  readonly complete: boolean
  readonly lineEnds: FileFacts['lineEnds']
  readonly byteOrderMark: boolean
  readonly columns: PreviewColumn[]
  /** Errors of the file as a whole, and warnings. An import can go on only without errors. */
  readonly problems: readonly Problem[]
}

const SHOWN_ROWS = 50
const READ_ROWS = 100_000
const READ_CELLS = 3_000_000
const SAMPLE_BYTES = 262_144

/**
 * What a file looks like, for the screen on which its mapping is stated (rules PRE-1 … PRE-4). Suggests, decides
 * nothing. Never throws for bad input: what is wrong stands in `problems`.
 */
export function previewTable(
  bytes: Uint8Array,
  options: { readonly delimiter?: Delimiter } = {},
  fileName = '',
  limits: IntakeLimits = defaultLimits,
): TablePreview {
  const delimiter = options.delimiter ?? guessDelimiter(bytes)
  const table = openTable(bytes, delimiter, fileName, limits)
  if (Array.isArray(table)) {
    const nothing = { headers: [], rows: [], nRowsRead: 0, complete: true, columns: [] }
    return { delimiter, ...nothing, lineEnds: 'none', byteOrderMark: false, problems: table }
  }
  const { rows, nRead, guesses, uneven } = readRecords(table)
  const columns = guesses.map((guess) => guess.column())
  return {
    delimiter,
    headers: [...table.header],
    rows,
    nRowsRead: nRead,
    complete: nRead === table.nRows,
    lineEnds: table.facts.lineEnds,
    byteOrderMark: table.facts.byteOrderMark,
    columns,
    problems: [...table.warnings, ...unevenProblems(uneven, table, fileName), ...ambiguities(guesses, fileName)],
  }
}

interface Uneven {
  readonly row: number
  readonly found: number
}

function readRecords(table: Table): { rows: string[][]; nRead: number; guesses: ColumnGuess[]; uneven: Uneven[] } {
  const rows: string[][] = []
  const guesses = table.header.map((name) => new ColumnGuess(name))
  const uneven: Uneven[] = []
  const most = Math.min(READ_ROWS, Math.max(SHOWN_ROWS, Math.floor(READ_CELLS / guesses.length)))
  let nRead = 0
  table.read((records, firstRow) => {
    for (let i = 0; i < records.length && nRead < most; i++, nRead++) {
      const record = records[i] ?? []
      if (rows.length < SHOWN_ROWS) rows.push([...record])
      if (record.length !== guesses.length) uneven.push({ row: firstRow + i, found: record.length })
      for (let c = 0; c < guesses.length; c++) guesses[c]?.add(record[c] ?? '')
    }
    return nRead < most
  })
  return { rows, nRead, guesses, uneven }
}

function unevenProblems(uneven: readonly Uneven[], table: Table, file: string): Problem[] {
  return uneven.slice(0, SHOWN_ROWS).map((each) =>
    problem('intake/field-count', { found: each.found, expected: table.header.length }, { file, row: each.row }),
  )
}

function ambiguities(guesses: readonly ColumnGuess[], file: string): Problem[] {
  return guesses.flatMap((guess) => {
    const column = guess.column()
    if (column.decimal !== 'ambiguous') return []
    const where = { file, column: column.name }
    return [problem('intake/ambiguous-decimal', { value: guess.ambiguousExample }, where, 'warning')]
  })
}

/** The delimiter that gives the first records the same number of fields, more than one; a comma if none does. */
export function guessDelimiter(bytes: Uint8Array): Delimiter {
  const sample = bytes.length > SAMPLE_BYTES ? bytes.subarray(0, bytes.lastIndexOf(10, SAMPLE_BYTES) + 1) : bytes
  const small = { ...defaultLimits, maxBytes: SAMPLE_BYTES + 1 }
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters) {
    const table = openTable(sample, delimiter, '', small)
    if (Array.isArray(table) || table.header.length < 2) continue
    let even = 0
    table.read((records) => {
      for (const record of records) if (record.length === table.header.length) even += 1
      return true
    })
    const score = (even / table.nRows) * 1000 + Math.min(table.header.length, 900) / 1000
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}
