import { sha256 } from './bytes.ts'

/** Rows in one segment, save the last of a column (COL-1). */
export const ROWS = 65_536

/** The number of rows of a segment; null if its bytes are not of the form of COL-1. */
export function rowsOf(segment: Buffer): number | null {
  if (segment.length < 5) return null
  const [type, rows] = [segment.readUInt8(0), segment.readUInt32LE(1)]
  let at = 5 + Math.ceil(rows / 8)
  if (at > segment.length || (type !== 1 && type !== 2)) return null
  for (let row = 0; row < rows; row++) {
    if ((segment.readUInt8(5 + (row >> 3)) >> (row & 7)) & 1) continue
    if (type === 1) at += 8
    else {
      if (at + 4 > segment.length) return null
      at += 4 + segment.readUInt32LE(at)
    }
  }
  return at === segment.length ? rows : null
}

/** COL-2 over segments as they are kept: they are the canonical bytes. Null if they cannot be one column. */
export function columnDigest(segments: readonly Buffer[], salt: Uint8Array): string | null {
  let total = 0
  for (const [no, segment] of segments.entries()) {
    const rows = rowsOf(segment)
    const isLast = no === segments.length - 1
    if (rows === null || segment[0] !== segments[0]?.[0] || (isLast ? rows > ROWS : rows !== ROWS)) return null
    total += rows
  }
  const count = Buffer.alloc(4)
  count.writeUInt32LE(total)
  // A column of no rows is kept as one empty segment and has none in its digest.
  const digests = total === 0 ? [] : segments.map((segment) => sha256(segment))
  return sha256(Buffer.concat([Buffer.from('probity.column.v1\0'), salt, count, ...digests])).toString('hex')
}
