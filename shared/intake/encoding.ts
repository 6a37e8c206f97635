import { type Problem, problem } from '../vocabulary/problem.ts'

export interface Encoding {
  /** Where the text begins: 3 behind a byte-order mark. */
  readonly start: number
  readonly byteOrderMark: boolean
}

const PIECE = 4_194_304

/**
 * Says whether the bytes are UTF-8 text (rules FILE-2 … FILE-5). The file is never repaired: other encodings are
 * refused by name, and the first bad byte is told with its line.
 */
export function checkEncoding(bytes: Uint8Array, file: string): Encoding | Problem {
  const wide = wideEncoding(bytes)
  if (wide !== null) return problem('intake/utf-16', { encoding: wide }, { file })
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const nul = bytes.indexOf(0)
  if (nul >= 0) return problem('intake/nul-byte', { offset: nul }, { file, row: lineOf(bytes, nul) })
  const bad = isUtf8(bytes) ? -1 : firstInvalidUtf8(bytes)
  if (bad >= 0) {
    const value = `0x${(bytes[bad] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`
    return problem('intake/invalid-utf-8', { offset: bad, value }, { file, row: lineOf(bytes, bad) })
  }
  return { start: byteOrderMark ? 3 : 0, byteOrderMark }
}

/** Marks of UTF-16 and UTF-32, or the pattern of NUL bytes that UTF-16 leaves in Latin text. */
function wideEncoding(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16 (little endian)'
  if (a === 0xfe && b === 0xff) return 'UTF-16 (big endian)'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32'
  const n = Math.min(bytes.length, 2048) & ~1
  if (n < 4) return null
  const nuls = [0, 0]
  for (let i = 0; i < n; i++) if (bytes[i] === 0) nuls[i & 1] = (nuls[i & 1] ?? 0) + 1
  const [even = 0, odd = 0] = nuls
  if (odd * 4 > n && even === 0) return 'UTF-16 (little endian)'
  if (even * 4 > n && odd === 0) return 'UTF-16 (big endian)'
  return null
}

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    for (let at = 0; at < bytes.length; at += PIECE) decoder.decode(bytes.subarray(at, at + PIECE), { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** Offset of the first byte that cannot be part of UTF-8 (RFC 3629); −1 when all are well formed. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  let i = 0
  while (i < bytes.length) {
    const lead = bytes[i] ?? 0
    const extra = sequenceLength(lead) - 1
    if (extra < 0) return i
    for (let k = 1; k <= extra; k++) {
      const next = bytes[i + k]
      if (next === undefined || (next & 0xc0) !== 0x80) return i
      if (k === 1 && !isSecondByte(lead, next)) return i
    }
    i += 1 + extra
  }
  return -1
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  if (lead >= 0xf0 && lead <= 0xf4) return 4
  return 0
}

/** Keeps out overlong forms, surrogates and what lies beyond U+10FFFF. */
function isSecondByte(lead: number, next: number): boolean {
  if (lead === 0xe0) return next >= 0xa0
  if (lead === 0xed) return next <= 0x9f
  if (lead === 0xf0) return next >= 0x90
  if (lead === 0xf4) return next <= 0x8f
  return true
}

/** Line number as an editor shows it; used only where records cannot be told apart yet. */
function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let i = 0; i < offset; i++) {
    if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) line += 1
  }
  return line
}
