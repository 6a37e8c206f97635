import { PDFHexString } from '@cantoo/pdf-lib'
import { concatBytes } from '../../../shared/evidence/der.ts'
import { toHex } from '../../../shared/vocabulary/ids.ts'
import { refuse } from '../../../shared/vocabulary/problem.ts'

/** A file with room for the signature: contentsStart is the "<", contentsEnd is behind the ">". */
export interface Reservation {
  readonly pdf: Uint8Array
  readonly contentsStart: number
  readonly contentsEnd: number
}

/** Room for a P-256 signature with a chain of a few certificates, and for a time-stamp token later. */
const CONTENTS_BYTES = 12_288
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

/** A random text that nothing in the document can be mistaken for. */
export function contentsMarker(randomBytes: (n: number) => Uint8Array): string {
  const marker = toHex(randomBytes(16))
  if (marker.length !== 32) throw new RangeError('randomBytes gave too few bytes')
  return marker
}

/** Stands for the signature while the revision is written. */
export const contentsPlaceholder = (marker: string): PDFHexString =>
  PDFHexString.of(marker + '0'.repeat(2 * CONTENTS_BYTES - marker.length))

/** Each ByteRange number gets ten places. */
export const BYTE_RANGE_SLOT = '**********'

/** Joins old and appended bytes, finds the marker in the appended ones, writes the ByteRange and clears the marker. */
export function reserve(pdf: Uint8Array, appended: Uint8Array, marker: string): Reservation {
  const out = concatBytes([pdf, appended])
  const contentsStart = indexOf(out, latin1(`<${marker}`), pdf.length)
  const contentsEnd = contentsStart + 2 * CONTENTS_BYTES + 2
  const slot = lastIndexOf(out, latin1('/ByteRange ['), contentsStart)
  const slotEnd = out.indexOf(0x5d, slot) + 1
  if (contentsStart < 0 || out[contentsEnd - 1] !== 0x3e || slot < pdf.length || slotEnd > contentsStart) {
    return refuse('pdf/malformed', { detail: 'ByteRange' })
  }
  const text = `/ByteRange [0 ${contentsStart} ${contentsEnd} ${out.length - contentsEnd}`
  out.set(latin1(`${text.padEnd(slotEnd - slot - 1, ' ')}]`), slot)
  out.fill(0x30, contentsStart + 1, contentsEnd - 1)
  return { pdf: out, contentsStart, contentsEnd }
}

/** Lower-case hex, padded with zeros to the reserved length. */
export function writeContents(reserved: Reservation, cms: Uint8Array): Uint8Array {
  if (cms.length > CONTENTS_BYTES) throw new RangeError(`the signature has ${cms.length} bytes`)
  const out = new Uint8Array(reserved.pdf)
  out.set(latin1(toHex(cms)), reserved.contentsStart + 1)
  return out
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at
  }
  return -1
}

function lastIndexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0
  for (let at = bytes.lastIndexOf(first, from); at >= 0; at = bytes.lastIndexOf(first, at - 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at
    if (at === 0) break
  }
  return -1
}
