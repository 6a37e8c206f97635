import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { resourcePath } from '../../electron/files/resources.ts'
import { sha256 } from '../../electron/files/digest.ts'
import { canonicalJson, isCanonicalJson, isCanonicalTextOf } from '../../shared/ledger/canonical.ts'
import { entryHash, entryHashOfDigest, verifyChain, type LedgerRow } from '../../shared/ledger/chain.ts'
import { checkpointText, parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { composeEntry, parseEntryBody, type EntryFrame } from '../../shared/ledger/entry.ts'
import { consistencyProof, inclusionProof, merkleRoot, merkleRootsAt, verifyConsistency, verifyInclusion } from '../../shared/ledger/merkle.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'

interface Row {
  seq: number
  prev: string
  body: string
  hash: string
}
interface Vectors {
  entries: Row[]
  faults: { name: string; kind: string; seq: number; rows: Row[] }[]
  merkle: {
    leaves: string[]
    roots: string[]
    inclusion: { index: number; size: number; proof: string[] }[]
    consistency: { oldSize: number; size: number; proof: string[] }[]
  }
  checkpoint: { origin: string; size: number; root: string; head: string; text: string; refused: Record<string, string> }
  canonical: { json: string; text: string }[]
}
const vectors = JSON.parse(readFileSync(resourcePath('vectors', 'ledger.json'), 'utf8')) as Vectors
const rowsOf = (rows: Row[]): LedgerRow[] =>
  rows.map((row) => ({ seq: row.seq, prev: fromHex(row.prev), body: row.body, hash: fromHex(row.hash) }))
const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte))

const frame: EntryFrame = {
  seq: 1,
  storeId: '0'.repeat(32),
  salt: '1'.repeat(32),
  at: '2026-11-22T09:30:00.000Z',
  tzOffsetMinutes: 0,
  monotonicMs: 0,
  bootId: '2'.repeat(32),
  personId: null,
  fullName: 'A',
  role: 'none',
  sessionId: '3'.repeat(32),
  appVersion: '1',
  workstation: 'w',
}
const draft = { action: 'cohort.frozen', objectKind: 'cohort', objectId: 'x' }

describe('entries', () => {
  test('LED-1: a composed body is read back from its canonical text', () => {
    const body = composeEntry(frame, { ...draft, details: { n: 3 } })
    expect(parseEntryBody(canonicalJson(body))).toEqual(body)
  })

  test.each([
    ['a field more', (text: string) => text.replace('{', '{"a":1,')],
    ['a space', (text: string) => text.replace(':', ': ')],
    ['another version', (text: string) => text.replace('"v":1', '"v":2')],
    ['a field less', (text: string) => text.replace('"workstation":"w"', '"workstatio":"w"')],
    ['not JSON', (text: string) => text.slice(1)],
  ])('LED-1: a body with %s is refused', (_what, change) => {
    const text = canonicalJson(composeEntry(frame, draft))
    expect(() => parseEntryBody(change(text))).toThrow(RangeError)
  })

  test('LED-1: an entry that could carry a row of data is not composed', () => {
    expect(() => composeEntry(frame, { ...draft, details: { note: 'x'.repeat(301) } })).toThrow()
    expect(() => composeEntry(frame, { ...draft, action: 'Cohort Frozen' })).toThrow()
  })

  test('LED-2: hashes are those of the vectors, from bodies and from their digests', () => {
    for (const row of vectors.entries) {
      expect(toHex(entryHash(fromHex(row.prev), row.body, sha256))).toBe(row.hash)
      const digest = sha256(new TextEncoder().encode(row.body))
      expect(toHex(entryHashOfDigest(fromHex(row.prev), digest, sha256))).toBe(row.hash)
    }
  })

  test('LED-3: the chain of the vectors is whole', () => {
    const report = verifyChain(rowsOf(vectors.entries), sha256)
    expect(report.faults).toEqual([])
    expect(report.nEntries).toBe(3)
    expect(toHex(report.head)).toBe(vectors.entries.at(-1)?.hash)
  })

  test.each(vectors.faults.map((fault) => [fault.name, fault] as const))('LED-3: reported: %s', (_name, fault) => {
    const [first] = verifyChain(rowsOf(fault.rows), sha256).faults
    expect(first).toMatchObject({ kind: fault.kind, seq: fault.seq })
  })

  test('LED-9: time that goes back is a fault unless the entry is the one that says so', () => {
    const at = (seq: number, when: string, action: string) => ({ ...composeEntry({ ...frame, seq, at: when, bootId: String(seq).repeat(32) }, { ...draft, action }) })
    const chained = (bodies: ReturnType<typeof at>[]) => {
      let prev: Uint8Array = new Uint8Array(32)
      return bodies.map((body) => {
        const row = { seq: body.seq, prev, body: canonicalJson(body), hash: entryHash(prev, canonicalJson(body), sha256) }
        prev = row.hash
        return row
      })
    }
    const later = at(1, '2026-11-22T10:00:00.000Z', 'cohort.frozen')
    const told = at(2, '2026-11-21T10:00:00.000Z', 'clock.rolled-back')
    const next = at(3, '2026-11-21T10:00:01.000Z', 'cohort.frozen')
    expect(verifyChain(chained([later, told, next]), sha256).faults).toEqual([])
    expect(verifyChain(chained([later, at(2, '2026-11-21T10:00:00.000Z', 'cohort.frozen')]), sha256).faults).toEqual([{ kind: 'time', seq: 2 }])
    expect(verifyChain(chained([later, at(2, '2026-11-22T09:59:58.000Z', 'cohort.frozen')]), sha256).faults).toEqual([])
  })

  test('LED-4: two entries that differ in their salt alone share no digest', () => {
    const hashes = ['4', '5'].map((salt) =>
      toHex(entryHash(new Uint8Array(32), canonicalJson(composeEntry({ ...frame, salt: salt.repeat(32) }, draft)), sha256)),
    )
    expect(new Set(hashes).size).toBe(2)
    expect(() => composeEntry({ ...frame, salt: '4' }, draft)).toThrow()
  })
})

describe('tree', () => {
  const leaves = vectors.merkle.leaves.map(fromHex)
  const rootOf = (n: number) => fromHex(vectors.merkle.roots[n] ?? '')

  test('LED-5: roots of 0 to 8 leaves', () => {
    for (let n = 0; n <= leaves.length; n++) {
      expect(toHex(merkleRoot(leaves.slice(0, n), sha256))).toBe(vectors.merkle.roots[n])
    }
  })

  test('LED-5: roots of several sizes in one walk', () => {
    const roots = merkleRootsAt(leaves, new Set([1, 3, 7, 8, 9]), sha256)
    expect([...roots].map(([n, root]) => [n, toHex(root)])).toEqual([1, 3, 7, 8].map((n) => [n, vectors.merkle.roots[n]]))
  })

  test('LED-5: every inclusion proof is made, holds, and holds for nothing else', () => {
    for (const { index, size, proof } of vectors.merkle.inclusion) {
      const made = inclusionProof(leaves.slice(0, size), index, sha256)
      expect(made.map(toHex)).toEqual(proof)
      const claim = { leaf: leaves[index] ?? new Uint8Array(0), index, size, proof: made, root: rootOf(size) }
      expect(verifyInclusion(claim, sha256)).toBe(true)
      expect(verifyInclusion({ ...claim, leaf: Uint8Array.of(9, 9) }, sha256)).toBe(false)
      expect(verifyInclusion({ ...claim, index: size }, sha256)).toBe(false)
      expect(verifyInclusion({ ...claim, root: flipped(claim.root) }, sha256)).toBe(false)
      expect(verifyInclusion({ ...claim, proof: [...made, claim.root] }, sha256)).toBe(false)
    }
  })

  test('LED-5: every consistency proof is made, holds, and holds for nothing else', () => {
    for (const { oldSize, size, proof } of vectors.merkle.consistency) {
      const made = consistencyProof(leaves.slice(0, size), oldSize, sha256)
      expect(made.map(toHex)).toEqual(proof)
      const claim = { oldSize, oldRoot: rootOf(oldSize), size, root: rootOf(size), proof: made }
      expect(verifyConsistency(claim, sha256)).toBe(true)
      expect(verifyConsistency({ ...claim, oldRoot: flipped(claim.oldRoot) }, sha256)).toBe(false)
      expect(verifyConsistency({ ...claim, root: flipped(claim.root) }, sha256)).toBe(false)
      expect(verifyConsistency({ ...claim, proof: [...made, claim.root] }, sha256)).toBe(false)
    }
  })
})

describe('checkpoint', () => {
  const { origin, size, root, head, text, refused } = vectors.checkpoint

  test('LED-6: text is written and read as in the vector', () => {
    const body = { origin, size, root: fromHex(root), head: fromHex(head) }
    expect(checkpointText(body)).toBe(text)
    expect(parseCheckpoint(text)).toEqual(body)
  })

  test.each(Object.entries(refused))('LED-6: refused: %s', (_name, other) => {
    expect(() => parseCheckpoint(other)).toThrow(RangeError)
  })
})

describe('canonical JSON', () => {
  test('LED-7: the quick way says of every text what writing it anew says', () => {
    const slow = (text: string) => {
      try {
        return canonicalJson(JSON.parse(text)) === text
      } catch {
        return false
      }
    }
    const quick = (text: string) => {
      try {
        return isCanonicalTextOf(JSON.parse(text), text)
      } catch {
        return false
      }
    }
    const odd = ['{"b":1,"a":2}', '{"10":1,"9":2}', '{"9":1,"10":2}', '{"a":1,"a":2}', '{"a":-0}', '{"a":1.0}', '{"a":"\\ud800"}', '{"a":"\\u0041"}', '{ "a":1}', '{"a":{"z":1,"b":2}}', '[{"b":1,"a":1}]', '{"é":1,"z":2}', '{"a":1e21}', '{"a":"\\u001f"}']
    for (const text of odd) expect(quick(text), text).toBe(slow(text))
    fc.assert(fc.property(fc.json(), (text) => quick(text) === slow(text)), { numRuns: 300 })
    fc.assert(fc.property(fc.jsonValue(), (value) => quick(canonicalJson(value))), { numRuns: 300 })
  })

  test.each(vectors.canonical)('LED-7: $text', ({ json, text }) => {
    expect(canonicalJson(JSON.parse(json))).toBe(text)
    expect(isCanonicalJson(text)).toBe(true)
  })

  test.each([['NaN', Number.NaN], ['infinity', Number.POSITIVE_INFINITY], ['undefined', undefined], ['a function', () => 1], ['a lone surrogate', '\ud800']])(
    'LED-7: %s is refused',
    (_what, value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError)
    },
  )
})
