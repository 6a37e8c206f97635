import type { Sha256Function } from './ids.ts'

/**
 * Typed columns: how row data travels from intake to store to evaluation. Row order is file order for ever.
 * SPEC.md of this room fixes the canonical bytes (rules COL-1 …).
 */

/** Numbers. NaN marks a missing value: intake never lets a NaN, an infinity or −0 in. */
export interface NumberColumn {
  readonly kind: 'number'
  readonly values: Float64Array
}

/** Text by dictionary. Code 0 is missing; code k is levels[k − 1]. Levels stand in order of first appearance. */
export interface TextColumn {
  readonly kind: 'text'
  readonly levels: readonly string[]
  readonly codes: Uint32Array
}

export type Column = NumberColumn | TextColumn

/** Columns of equal length by name. The name is the protocol's name, not necessarily the file's. */
export type Columns = ReadonlyMap<string, Column>

export const columnLength = (column: Column): number =>
  column.kind === 'number' ? column.values.length : column.codes.length

export const textAt = (column: TextColumn, row: number): string | null => {
  const code = column.codes[row] ?? 0
  return code === 0 ? null : (column.levels[code - 1] ?? null)
}

/** Builds a text column; null is missing. The empty string is a value like any other. */
export function textColumn(values: readonly (string | null)[]): TextColumn {
  const seen = new Map<string, number>()
  const levels: string[] = []
  const codes = new Uint32Array(values.length)
  values.forEach((value, row) => {
    if (value === null) return
    let code = seen.get(value)
    if (code === undefined) {
      levels.push(value)
      code = levels.length
      seen.set(value, code)
    }
    codes[row] = code
  })
  return { kind: 'text', levels, codes }
}

/** Rows picked in the given order; dictionary is rebuilt so that equal values give equal columns. */
export function takeRows(column: Column, rows: Uint32Array): Column {
  if (column.kind === 'number') {
    const values = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] ?? 0] ?? Number.NaN
    return { kind: 'number', values }
  }
  const picked: (string | null)[] = []
  for (const row of rows) picked.push(textAt(column, row))
  return textColumn(picked)
}

export const SEGMENT_ROWS = 65_536

/**
 * Canonical bytes of rows [from, to) of a column (rule COL-1): type byte (1 number, 2 text), u32 count,
 * null bitmap (bit i of byte i>>3 set = missing), then the values that are not missing:
 * numbers as IEEE 754 little-endian with −0 as 0; text as u32 byte length + UTF-8, never normalised.
 */
export function canonicalSegment(column: Column, from: number, to: number): Uint8Array {
  const n = to - from
  const bitmap = new Uint8Array((n + 7) >> 3)
  const body: Uint8Array[] = []
  if (column.kind === 'number') {
    const kept = new Float64Array(n)
    let k = 0
    for (let i = 0; i < n; i++) {
      const value = column.values[from + i] ?? Number.NaN
      if (Number.isNaN(value)) bitmap[i >> 3] = (bitmap[i >> 3] ?? 0) | (1 << (i & 7))
      else kept[k++] = value + 0 // −0 + 0 is 0
    }
    body.push(littleEndianDoubles(kept.subarray(0, k)))
  } else {
    const encoder = new TextEncoder()
    const encoded = column.levels.map((level) => lengthPrefixed(encoder.encode(level)))
    for (let i = 0; i < n; i++) {
      const code = column.codes[from + i] ?? 0
      if (code === 0) bitmap[i >> 3] = (bitmap[i >> 3] ?? 0) | (1 << (i & 7))
      else body.push(encoded[code - 1] ?? new Uint8Array(0))
    }
  }
  const head = new Uint8Array(5)
  head[0] = column.kind === 'number' ? 1 : 2
  new DataView(head.buffer).setUint32(1, n, true)
  return concatBytes([head, bitmap, ...body])
}

/** Reverses canonicalSegment; throws RangeError on bytes that are not canonical. */
export function parseSegment(bytes: Uint8Array): Column {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = view.getUint8(0)
  const n = view.getUint32(1, true)
  const bitmapAt = 5
  let at = bitmapAt + ((n + 7) >> 3)
  if (at > bytes.length) throw new RangeError('segment is too short for its null bitmap')
  const isMissing = (i: number) => (((bytes[bitmapAt + (i >> 3)] ?? 0) >> (i & 7)) & 1) === 1
  if (type === 1) {
    const values = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      if (isMissing(i)) values[i] = Number.NaN
      else {
        values[i] = view.getFloat64(at, true)
        at += 8
      }
    }
    if (at !== bytes.length) throw new RangeError('segment has bytes left over')
    return { kind: 'number', values }
  }
  if (type !== 2) throw new RangeError(`segment has unknown type ${type}`)
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const texts: (string | null)[] = []
  for (let i = 0; i < n; i++) {
    if (isMissing(i)) {
      texts.push(null)
      continue
    }
    const length = view.getUint32(at, true)
    texts.push(decoder.decode(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  if (at !== bytes.length) throw new RangeError('segment has bytes left over')
  return textColumn(texts)
}

/** Joins the segments of one column in order. */
export function joinSegments(parts: readonly Column[]): Column {
  const first = parts[0]
  if (first === undefined) return { kind: 'text', levels: [], codes: new Uint32Array(0) }
  const rows = parts.reduce((sum, part) => sum + columnLength(part), 0)
  if (first.kind === 'number') {
    const values = new Float64Array(rows)
    let at = 0
    for (const part of parts) {
      if (part.kind !== 'number') throw new RangeError('segments of one column differ in kind')
      values.set(part.values, at)
      at += part.values.length
    }
    return { kind: 'number', values }
  }
  const seen = new Map<string, number>()
  const levels: string[] = []
  const codes = new Uint32Array(rows)
  let at = 0
  for (const part of parts) {
    if (part.kind !== 'text') throw new RangeError('segments of one column differ in kind')
    const translate = part.levels.map((level) => {
      const known = seen.get(level)
      if (known !== undefined) return known
      levels.push(level)
      seen.set(level, levels.length)
      return levels.length
    })
    for (const code of part.codes) codes[at++] = code === 0 ? 0 : (translate[code - 1] ?? 0)
  }
  return { kind: 'text', levels, codes }
}

/**
 * Digest of a column's logical values (rule COL-2): SHA-256 over tag ‖ salt ‖ u32 number of rows ‖ SHA-256 of each
 * canonical segment in order. The salt is empty for digests that go into results.
 */
export function columnSha256(column: Column, sha256: Sha256Function, salt: Uint8Array = new Uint8Array(0)): Uint8Array {
  const rows = columnLength(column)
  const parts: Uint8Array[] = [new TextEncoder().encode('probity.column.v1\0'), salt, u32(rows)]
  for (let from = 0; from < rows; from += SEGMENT_ROWS) {
    parts.push(sha256(canonicalSegment(column, from, Math.min(rows, from + SEGMENT_ROWS))))
  }
  return sha256(concatBytes(parts))
}

/** Digest of a set of columns (rule COL-3) from the digests of each. */
export function combineColumnDigests(digests: ReadonlyMap<string, Uint8Array>, sha256: Sha256Function): Uint8Array {
  const names = [...digests.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const parts: Uint8Array[] = [new TextEncoder().encode('probity.columns.v1\0')]
  for (const name of names) {
    parts.push(lengthPrefixed(new TextEncoder().encode(name)), digests.get(name) ?? new Uint8Array(0))
  }
  return sha256(concatBytes(parts))
}

/** Digest of a set of columns (rule COL-3): over tag ‖ for each name in code-unit order: length-prefixed name ‖ digest. */
export const columnsSha256 = (columns: Columns, sha256: Sha256Function, salt?: Uint8Array): Uint8Array =>
  combineColumnDigests(new Map([...columns].map(([name, column]) => [name, columnSha256(column, sha256, salt)])), sha256)

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

function u32(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value, true)
  return out
}

const lengthPrefixed = (bytes: Uint8Array): Uint8Array => concatBytes([u32(bytes.length), bytes])

function littleEndianDoubles(values: Float64Array): Uint8Array {
  const out = new Uint8Array(values.length * 8)
  const view = new DataView(out.buffer)
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i] ?? 0, true)
  return out
}

