import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { checkpointText } from '../../shared/ledger/checkpoint.ts'
import { headFileText, parseHeadFile, parseStatement, parseWitnessFile, reviewedUpTo, witnessFileText } from '../../shared/ledger/countersigned.ts'

const id = '0'.repeat(32)
const checkpoint = checkpointText({ origin: `probity/${id}`, size: 9, root: new Uint8Array(32), head: new Uint8Array(32) })
const review = { format: 'probity.trail-review', version: 1, storeId: id, fromSeq: 1, toSeq: 9, checkpoint, note: '', personId: id, printedName: 'Ana', at: '2026-11-22T09:00:00.000Z' } as const
const witness = {
  format: 'probity.head-witness',
  version: 1,
  storeId: id,
  workspace: 'W',
  checkpoint,
  at: review.at,
  witness: { storeId: id, workspace: 'V', personId: id, printedName: 'Vera', authority: 'ab' },
} as const
const head = { format: 'probity.head', version: 1, storeId: id, workspace: 'W', checkpoint, signature: 'ab', signedBy: 'Ana', certificate: 'ab', authority: 'ab' } as const

describe('reviews and witnesses', () => {
  test('TRL-1: a review is read from its one spelling and from no other', () => {
    const text = canonicalJson(review)
    expect(parseStatement(text)).toEqual(review)
    const others = [` ${text}`, text.replace('"version":1', '"version":2'), canonicalJson({ ...review, more: 1 }), canonicalJson({ ...review, checkpoint: 'x' }), '{}', 'x']
    for (const other of others) expect(() => parseStatement(other), other).toThrowError(RangeError)
    // As fixed by the specification, so that somebody else can write it.
    expect(text.startsWith('{"at":"2026-11-22T09:00:00.000Z","checkpoint":"probity/000')).toBe(true)
  })

  test('TRL-2: heads and witnesses travel as canonical JSON with one line feed', () => {
    const file = { format: 'probity.head-witness-file', version: 1, statement: witness, certificate: 'ab', signature: 'cd' } as const
    expect(parseStatement(canonicalJson(witness))).toEqual(witness)
    expect(parseHeadFile(headFileText(head))).toEqual(head)
    expect(parseWitnessFile(witnessFileText(file))).toEqual(file)
    for (const text of [headFileText(head).trim(), `${headFileText(head)}\n`, headFileText(head).replace('"ab"', '"AB"')]) {
      expect(() => parseHeadFile(text)).toThrowError(RangeError)
    }
    expect(() => parseWitnessFile(headFileText(head))).toThrowError(RangeError)
  })

  test('TRL-3: reviewed without a gap from the first entry on', () => {
    const upTo = (...ranges: [number, number][]) => reviewedUpTo(ranges.map(([fromSeq, toSeq]) => ({ fromSeq, toSeq })))
    expect(upTo()).toBe(0)
    expect(upTo([2, 9])).toBe(0)
    expect(upTo([5, 9], [1, 4])).toBe(9)
    expect(upTo([1, 4], [6, 9])).toBe(4)
    expect(upTo([1, 9], [2, 3])).toBe(9)
  })
})
