import type { ProblemCode } from '../vocabulary/problem.ts'
import type { IntakeLimits } from './limits.ts'

const LF = 10
const CR = 13
const QUOTE = 34

/** Where records begin and how they end, found on the bytes before any field is cut. */
export interface Scan {
  /** Records, the header included; blank lines at the end of the file are not records. */
  readonly nRecords: number
  /** Byte offset where the text of the last record ends. */
  readonly end: number
  readonly nLf: number
  readonly nCrLf: number
  readonly nCr: number
  /** Byte offsets of the first record of each chunk, and how many records come before it. */
  readonly chunks: readonly { readonly at: number; readonly record: number }[]
  readonly fault: ScanFault | null
}

export interface ScanFault {
  readonly code: ProblemCode
  /** 1 is the header. */
  readonly record: number
  /** 1 is the first field. */
  readonly field: number
}

/**
 * Walks the structure of a delimited table as RFC 4180 has it (rules TAB-1 … TAB-3, TAB-5, TAB-6): a quote opens a
 * field only at its very start, is doubled inside, and may be followed only by a delimiter or a line end. Stops at the
 * first fault.
 * `onLineEnd` hears each line end outside quotes.
 */
export function scanTable(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  limits: IntakeLimits,
  onLineEnd?: (at: number, length: number) => void,
): Scan {
  const n = bytes.length
  const counts = { lf: 0, crlf: 0, cr: 0 }
  const chunks: { at: number; record: number }[] = []
  let at = start
  let record = 0
  let nRecords = 0
  let end = start
  const finish = (fault: ScanFault | null): Scan => ({
    ...{ nRecords, end, chunks, fault },
    ...{ nLf: counts.lf, nCrLf: counts.crlf, nCr: counts.cr },
  })
  while (at < n) {
    if (record % limits.chunkRecords === 0) chunks.push({ at, record })
    record += 1
    const recordStart = at
    let field = 0
    for (;;) {
      field += 1
      if (field > limits.maxColumns) return finish({ code: 'intake/too-many-columns', record, field })
      const fieldEnd = bytes[at] === QUOTE ? quotedEnd(bytes, at) : plainEnd(bytes, at, delimiter)
      if (fieldEnd < 0) return finish({ code: 'intake/unterminated-quote', record, field })
      if (fieldEnd - at > limits.maxFieldBytes) return finish({ code: 'intake/field-too-long', record, field })
      at = fieldEnd
      const next = bytes[at]
      if (at < n && next !== delimiter && next !== LF && next !== CR) {
        return finish({ code: 'intake/text-after-quote', record, field })
      }
      if (at >= n || next !== delimiter) break
      at += 1
    }
    if (at > recordStart) {
      nRecords = record
      end = at
    }
    if (at < n) at += lineEnd(bytes, at, counts, onLineEnd)
  }
  return finish(null)
}

/** End of an unquoted field: the delimiter, a line end or the end of the file. */
function plainEnd(bytes: Uint8Array, from: number, delimiter: number): number {
  const n = bytes.length
  let at = from
  while (at < n) {
    const byte = bytes[at]
    if (byte === delimiter || byte === LF || byte === CR) break
    at += 1
  }
  return at
}

/** Just behind the closing quote; −1 when the field never ends. */
function quotedEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at)
    if (quote < 0) return -1
    if (bytes[quote + 1] !== QUOTE) return quote + 1
    at = quote + 2
  }
}

function lineEnd(
  bytes: Uint8Array,
  at: number,
  counts: { lf: number; crlf: number; cr: number },
  onLineEnd?: (at: number, length: number) => void,
): number {
  const length = bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1
  if (length === 2) counts.crlf += 1
  else if (bytes[at] === LF) counts.lf += 1
  else counts.cr += 1
  onLineEnd?.(at, length)
  return length
}

/** The same table with every line end outside quotes as LF. */
export function withPlainLineEnds(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  limits: IntakeLimits,
): Uint8Array {
  const out = new Uint8Array(bytes.length - start)
  let from = start
  let to = 0
  scanTable(bytes, start, delimiter, limits, (at, length) => {
    out.set(bytes.subarray(from, at), to)
    to += at - from
    out[to++] = LF
    from = at + length
  })
  out.set(bytes.subarray(from), to)
  return out.subarray(0, to + bytes.length - from)
}
