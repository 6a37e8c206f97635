import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { growTree } from '../../shared/ledger/growing-tree.ts'
import { merkleRoot } from '../../shared/ledger/merkle.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const leaves = (n: number) => Array.from({ length: n }, (_, i) => sha256(Uint8Array.of(i & 255, i >> 8)))

describe('growing tree', () => {
  test('LED-8: a tree that goes on from its note has the root of one that took every entry', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (first, more) => {
        const all = leaves(first + more)
        const begun = growTree(sha256)
        for (const leaf of all.slice(0, first)) begun.append(leaf)
        const gone = growTree(sha256, JSON.parse(JSON.stringify(begun.note())) as ReturnType<typeof begun.note>)
        for (const leaf of all.slice(first)) gone.append(leaf)
        expect(gone.size).toBe(first + more)
        expect(gone.root()).toEqual(merkleRoot(all, sha256))
      }),
      { numRuns: 60 },
    )
  })

  test('LED-8: sizes that no tree leaves are refused', () => {
    const note = (size: number) => ({ size, sha256: '0'.repeat(64) })
    for (const wrong of [[note(3)], [note(0)], [note(2), note(2)], [note(1), note(4)], [{ size: 2, sha256: '00' }]]) {
      expect(() => growTree(sha256, wrong)).toThrow(RangeError)
    }
  })
})
