import type { Sha256Function } from '../vocabulary/ids.ts'
import { parseEntryBody, type EntryBody } from './entry.ts'

/** 32 zero bytes: what the first entry links to. */
export const ZERO_HASH: Uint8Array = new Uint8Array(32)

const encoder = new TextEncoder()
const TAG = encoder.encode('probity.ledger.v1\0')

// A million entries pass here: what is hashed is put together in the same bytes each time, and read before the next.
let written = new Uint8Array(8192)
const linked = new Uint8Array(TAG.length + 64)
linked.set(TAG)

/** The text as UTF-8, until the next call. */
function utf8(text: string): Uint8Array {
  if (3 * text.length > written.length) written = new Uint8Array(3 * text.length)
  return written.subarray(0, encoder.encodeInto(text, written).written)
}

/** Hash of an entry (LED-2): SHA-256(tag ‖ hash before ‖ SHA-256(body as UTF-8)). */
export function entryHash(prev: Uint8Array, body: string, sha256: Sha256Function): Uint8Array {
  return entryHashOfDigest(prev, sha256(utf8(body)), sha256)
}

/** The same from the body's digest alone, for entries that are shown as their digest only. */
export function entryHashOfDigest(prev: Uint8Array, bodySha256: Uint8Array, sha256: Sha256Function): Uint8Array {
  if (prev.length !== 32 || bodySha256.length !== 32) throw new RangeError('a ledger hash has 32 bytes')
  linked.set(prev, TAG.length)
  linked.set(bodySha256, TAG.length + 32)
  return sha256(linked)
}

export interface LedgerRow {
  readonly seq: number
  readonly prev: Uint8Array
  readonly body: string
  readonly hash: Uint8Array
}

export type ChainFault =
  | { readonly kind: 'sequence'; readonly seq: number }
  | { readonly kind: 'link'; readonly seq: number }
  | { readonly kind: 'hash'; readonly seq: number }
  | { readonly kind: 'body'; readonly seq: number; readonly cause: string }
  | { readonly kind: 'time'; readonly seq: number }

export interface ChainReport {
  readonly nEntries: number
  readonly head: Uint8Array
  /** In order; the first names the first bad entry. After a break the walk goes on from the stored hash. */
  readonly faults: readonly ChainFault[]
}

/** Where a walk goes on from: an entry that was checked before. */
export interface ChainMark {
  readonly seq: number
  readonly head: Uint8Array
}

export interface ChainWalk {
  /** The entry's body, if it can be read. */
  take(row: LedgerRow): EntryBody | undefined
  report(): ChainReport
}

/**
 * Walks the chain entry by entry, from its beginning or from a mark: sequence without gaps, links, hashes, shape of each
 * body, and time that does not run backwards (LED-3).
 */
export function walkChain(sha256: Sha256Function, from: ChainMark = { seq: 0, head: ZERO_HASH }): ChainWalk {
  const faults: ChainFault[] = []
  let head = from.head
  let nEntries = from.seq
  let last: EntryBody | undefined
  return {
    take(row) {
      nEntries += 1
      if (row.seq !== nEntries) faults.push({ kind: 'sequence', seq: row.seq })
      if (!sameBytes(row.prev, head)) faults.push({ kind: 'link', seq: row.seq })
      if (!sameBytes(entryHash(row.prev, row.body, sha256), row.hash)) faults.push({ kind: 'hash', seq: row.seq })
      head = row.hash
      const body = readBody(row, faults)
      if (body === undefined) return undefined
      if (last !== undefined && isUnexplained(last, body)) faults.push({ kind: 'time', seq: row.seq })
      last = body
      return body
    },
    report: () => ({ nEntries, head, faults }),
  }
}

/** The whole chain at once. `visit` sees each readable entry. */
export function verifyChain(
  rows: Iterable<LedgerRow>,
  sha256: Sha256Function,
  visit: (row: LedgerRow, body: EntryBody) => void = () => {},
): ChainReport {
  const walk = walkChain(sha256)
  for (const row of rows) {
    const body = walk.take(row)
    if (body !== undefined) visit(row, body)
  }
  return walk.report()
}

/** Clocks are set right by a second now and then; further back than this is an event. */
export const clockToleranceMs = 2000

/** A clock that was set back is an entry of its own, written before anything else: time that goes back at another is a fault. */
const isUnexplained = (before: EntryBody, after: EntryBody): boolean => runsBackwards(before, after) && after.action !== 'clock.rolled-back'

/** More than two seconds back by the wall clock, or back at all by the counter of the same process start. */
export function runsBackwards(before: EntryBody, after: EntryBody): boolean {
  if (before.bootId === after.bootId && after.monotonicMs < before.monotonicMs) return true
  // Instants of one form sort as text as they follow one another: in most cases nothing need be parsed.
  return after.at < before.at && Date.parse(after.at) < Date.parse(before.at) - clockToleranceMs
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function readBody(row: LedgerRow, faults: ChainFault[]): EntryBody | undefined {
  try {
    const body = parseEntryBody(row.body)
    if (body.seq !== row.seq) faults.push({ kind: 'body', seq: row.seq, cause: 'seq' })
    return body
  } catch (error) {
    faults.push({ kind: 'body', seq: row.seq, cause: error instanceof Error ? error.message : 'unknown' })
    return undefined
  }
}
