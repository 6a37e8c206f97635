import Papa from 'papaparse'
import { type Problem, problem } from '../vocabulary/problem.ts'
import type { FileFacts } from '../vocabulary/records.ts'
import { checkEncoding } from './encoding.ts'
import type { IntakeLimits } from './limits.ts'
import { type Scan, scanTable, withPlainLineEnds } from './scan.ts'

export type Delimiter = ',' | ';' | '\t' | '|'
export const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']

export interface Table {
  readonly header: readonly string[]
  /** Records below the header. */
  readonly nRows: number
  readonly facts: Omit<FileFacts, 'sha256' | 'bytes'>
  readonly warnings: readonly Problem[]
  /** Hands over the records below the header in order, in chunks; `false` from the receiver ends the reading. */
  readonly read: (onRecords: (records: readonly (readonly string[])[], firstRow: number) => boolean) => void
}

/**
 * Bytes → a table whose structure holds (rules FILE-1 … TAB-7), or what is wrong with the file as a whole.
 * Nothing about values is decided here. Row numbers count records: the header is 1, the first record 2.
 */
export function openTable(
  bytes: Uint8Array,
  delimiter: Delimiter,
  name: string,
  limits: IntakeLimits,
): Table | Problem[] {
  const file = { file: name }
  if (bytes.length > limits.maxBytes) {
    return [problem('intake/file-too-large', { bytes: bytes.length, limit: limits.maxBytes }, file)]
  }
  const encoding = checkEncoding(bytes, name)
  if ('code' in encoding) return [encoding]
  const found = scanTable(bytes, encoding.start, delimiter.charCodeAt(0), limits)
  const broken = structureProblem(found, name, limits)
  if (broken) return [broken]

  const isMixed = [found.nLf, found.nCrLf, found.nCr].filter((n) => n > 0).length > 1
  const text = isMixed ? withPlainLineEnds(bytes, encoding.start, delimiter.charCodeAt(0), limits) : bytes
  const scan = isMixed ? scanTable(text, 0, delimiter.charCodeAt(0), limits) : found
  const newline = isMixed || found.nLf > 0 ? '\n' : found.nCrLf > 0 ? '\r\n' : found.nCr > 0 ? '\r' : '\n'
  const parser = new Papa.Parser({ delimiter, newline, quoteChar: '"', escapeChar: '"' })
  const cut = (chunk: number): string[][] => cutChunk(parser, text, scan, chunk, newline.length)

  const header = cut(0)[0] ?? []
  const headerFaults = headerProblems(header, name)
  if (headerFaults.length > 0) return headerFaults
  if (found.nRecords === 1) return [problem('intake/header-only', { columns: header.length }, file)]
  return {
    header,
    nRows: found.nRecords - 1,
    facts: { name, rows: found.nRecords - 1, lineEnds: mainLineEnd(found), byteOrderMark: encoding.byteOrderMark },
    warnings: fileWarnings(encoding.byteOrderMark, isMixed, found, name),
    read: (onRecords) => {
      for (let chunk = 0; chunk < scan.chunks.length; chunk++) {
        const records = cut(chunk)
        const first = scan.chunks[chunk]?.record ?? 0
        const goOn = first === 0 ? onRecords(records.slice(1), 2) : onRecords(records, first + 1)
        if (!goOn) return
      }
    },
  }
}

interface RecordParser {
  parse(input: string, baseIndex: number, ignoreLastRow: boolean): { data: string[][] }
}

/** One chunk of whole records through the tokeniser. It must see as many records as the scan did. */
function cutChunk(parser: RecordParser, bytes: Uint8Array, scan: Scan, chunk: number, newline: number): string[][] {
  const from = scan.chunks[chunk]
  if (from === undefined || from.record >= scan.nRecords) return []
  const next = scan.chunks[chunk + 1]
  const isLast = next === undefined || next.record >= scan.nRecords
  const to = isLast ? scan.end : next.at - newline
  const expected = (isLast ? scan.nRecords : next.record) - from.record
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(from.at, to))
  const records = text === '' ? [['']] : parser.parse(text, 0, false).data
  if (records.length !== expected) {
    throw new RangeError(`tokeniser found ${records.length} records where the scan found ${expected}`)
  }
  return records
}

function structureProblem(scan: Scan, file: string, limits: IntakeLimits): Problem | null {
  const fault = scan.fault
  if (fault !== null) {
    const params = {
      field: fault.field,
      ...(fault.code === 'intake/too-many-columns' ? { limit: limits.maxColumns } : {}),
      ...(fault.code === 'intake/field-too-long' ? { limit: limits.maxFieldBytes } : {}),
    }
    return problem(fault.code, params, { file, row: fault.record })
  }
  if (scan.nRecords === 0) return problem('intake/empty-file', undefined, { file })
  if (scan.nRecords - 1 > limits.maxRows) {
    return problem('intake/too-many-rows', { rows: scan.nRecords - 1, limit: limits.maxRows }, { file })
  }
  return null
}

function headerProblems(header: readonly string[], file: string): Problem[] {
  const problems: Problem[] = []
  const seen = new Map<string, number>()
  header.forEach((name, i) => {
    if (name.trim() === '') {
      problems.push(problem('intake/empty-header', { field: i + 1 }, { file, row: 1 }))
      return
    }
    const first = seen.get(name)
    if (first === undefined) seen.set(name, i + 1)
    else problems.push(problem('intake/duplicate-header', { first, field: i + 1 }, { file, row: 1, column: name }))
  })
  return problems
}

function mainLineEnd(scan: Scan): FileFacts['lineEnds'] {
  const most = Math.max(scan.nLf, scan.nCrLf, scan.nCr)
  if (most === 0) return 'none'
  return scan.nLf === most ? 'LF' : scan.nCrLf === most ? 'CRLF' : 'CR'
}

function fileWarnings(byteOrderMark: boolean, isMixed: boolean, scan: Scan, file: string): Problem[] {
  const warnings: Problem[] = []
  if (byteOrderMark) warnings.push(problem('intake/byte-order-mark', undefined, { file }, 'warning'))
  if (isMixed) {
    const counts = { lf: scan.nLf, crlf: scan.nCrLf, cr: scan.nCr }
    warnings.push(problem('intake/mixed-line-ends', counts, { file }, 'warning'))
  }
  return warnings
}
