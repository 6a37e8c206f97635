import type { Delimiter } from './table.ts'

/** A cell to be written. Numbers are written as they are; text is made safe; null is an empty cell. */
export type CsvCell = string | number | null

const dangerous = /^[=+\-@\t\r\0']/
const needsQuotes = /["\r\n\0]|^\s|\s$/

/**
 * One text field for an export (rules CSV-1 … CSV-3): text that a spreadsheet would take for a formula gets an
 * apostrophe in front, and so does text that begins with an apostrophe, so that the way back is exact.
 */
export function escapeCsvField(text: string, delimiter: Delimiter = ','): string {
  const safe = dangerous.test(text) ? `'${text}` : text
  return needsQuotes.test(safe) || safe.includes(delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Undoes the apostrophe of escapeCsvField, for files that this program wrote. Never used on other people's files. */
export function unescapeCsvField(text: string): string {
  return text.startsWith("'") && dangerous.test(text.slice(1)) ? text.slice(1) : text
}

/**
 * A table as CSV text: CRLF behind every record (RFC 4180), numbers with a decimal point in their shortest exact form.
 * Errors: RangeError for NaN and infinities, and for a record of another length than the header.
 */
export function writeCsv(
  header: readonly string[],
  records: Iterable<readonly CsvCell[]>,
  delimiter: Delimiter = ',',
): string {
  const lines = [writeRecord(header, delimiter)]
  for (const record of records) {
    if (record.length !== header.length) {
      throw new RangeError(`record has ${record.length} fields, header has ${header.length}`)
    }
    lines.push(writeRecord(record, delimiter))
  }
  return lines.join('')
}

function writeRecord(record: readonly CsvCell[], delimiter: Delimiter): string {
  const fields = record.map((cell) => writeCell(cell, delimiter))
  // A record of one empty field would be a blank line, which is no record at the end of a file.
  return `${fields.length === 1 && fields[0] === '' ? '""' : fields.join(delimiter)}\r\n`
}

function writeCell(cell: CsvCell, delimiter: Delimiter): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return escapeCsvField(cell, delimiter)
  if (!Number.isFinite(cell)) throw new RangeError('only finite numbers can be written')
  return String(cell + 0)
}
