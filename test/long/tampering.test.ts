import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { both, complaints } from '../tampering/both.ts'
import { cellsOf, editCell } from '../tampering/cells.ts'
import { corpus } from '../tampering/corpus.ts'
import { flipsOf, tryFlips } from '../tampering/flips.ts'
import { Hand, seeded } from '../tampering/hand.ts'
import { kinds } from '../tampering/kinds.ts'
import { signatureKinds } from '../tampering/kinds-of-signatures.ts'
import { tamperings } from '../tampering/run.ts'
import { makeSignedBase } from '../tampering/signed-workspace.ts'
import { everySplice } from '../tampering/splices.ts'
import { makeBase, type Base } from '../tampering/workspace.ts'

const TAMPERINGS = 500
const OF_SIGNATURES = 150

describe('the whole tampering programme', () => {
  let base: Base
  beforeAll(async () => {
    base = await makeBase()
  }, 120_000)
  afterAll(() => base.end())

  test(`STO-12: ${TAMPERINGS} generated tamperings`, async () => {
    const outcome = await tamperings(base, kinds, TAMPERINGS)
    console.log(`${outcome.tried} tamperings of ${kinds.length} kinds, ${outcome.reported} reported by both verifiers with the first bad entry or object`)
    expect(outcome.complaints).toEqual([])
    expect(outcome.reported).toBe(TAMPERINGS)
  })

  test('STO-23: every column of every table, in both workspaces', async () => {
    const signed = await makeSignedBase()
    const found: string[] = []
    let nEdited = 0
    for (const of of [base, signed]) {
      const cells = new Hand(of.copy(), of, seeded(1)).sql(cellsOf)
      const empty: string[] = []
      for (const [i, cell] of cells.entries()) {
        const hand = new Hand(of.copy(), of, seeded(i))
        const name = `${cell.table}.${cell.column}`
        if (!editCell(hand, cell)) empty.push(name)
        else found.push(...complaints({}, await both(hand.folder, of.personId)).map((line) => `${name}: ${line}`))
        rmSync(hand.folder, { recursive: true })
      }
      nEdited += cells.length - empty.length
      console.log(`${cells.length} columns, ${cells.length - empty.length} edited, ${empty.length} in tables without a row: ${empty.join(', ')}`)
    }
    signed.end()
    expect(found).toEqual([])
    expect(nEdited).toBeGreaterThan(100)
  })

  test('STO-24: four bits flipped in every page, every byte of the header and of the files beside the store', async () => {
    const flips = flipsOf(base, { everyPage: 1, perPage: 4, inHeader: 100, perFile: 250 })
    const counts = await tryFlips(base, flips)
    console.log(`${flips.length} bits flipped: ${counts.detected} detected, ${counts.identical} content identical, ${counts.different.length} different and accepted`)
    expect(counts).toMatchObject({ different: [], split: [] })
  })

  test('STO-24: every older page put into the newer store', async () => {
    const counts = await everySplice(base)
    console.log(`${counts.tried} older pages put in: ${counts.detected} detected, ${counts.identical} content identical, ${counts.different.length} different and accepted`)
    expect(counts).toMatchObject({ different: [], split: [] })
    expect(counts.detected).toBeGreaterThan(5)
  })

  test(`VER-7, VER-8, VER-10, VER-11, VER-12: ${OF_SIGNATURES} generated tamperings with what people signed`, async () => {
    const signed = await makeSignedBase()
    const outcome = await tamperings(signed, signatureKinds, OF_SIGNATURES)
    signed.end()
    console.log(`${outcome.tried} tamperings of ${signatureKinds.length} kinds, ${outcome.reported} reported by both verifiers`)
    expect(outcome.complaints).toEqual([])
    expect(outcome.reported).toBe(OF_SIGNATURES)
  })

  test('VER-2: 100 sound and 100 spoiled workspaces', async () => {
    const { good, bad, complaints: found } = await corpus(100, 100)
    console.log(`${good} sound and ${bad} spoiled workspaces, ${found.length} judged differently or wrongly`)
    expect(found).toEqual([])
  })
})
