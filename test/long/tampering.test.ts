import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { both, complaints } from '../tampering/both.ts'
import { cellsOf, editCell } from '../tampering/cells.ts'
import { corpus } from '../tampering/corpus.ts'
import { flipsOf, tryFlips } from '../tampering/flips.ts'
import { Hand, seeded } from '../tampering/hand.ts'
import { kinds } from '../tampering/kinds.ts'
import { tamperings } from '../tampering/run.ts'
import { everySplice } from '../tampering/splices.ts'
import { makeBase, type Base } from '../tampering/workspace.ts'

const TAMPERINGS = 500

describe('the whole tampering programme', () => {
  let base: Base
  beforeAll(async () => {
    base = await makeBase()
  }, 120_000)
  afterAll(() => base.end())

  test(`STO-12: ${TAMPERINGS} generated tamperings`, async () => {
    const outcome = await tamperings(base, TAMPERINGS)
    console.log(`${outcome.tried} tamperings of ${kinds.length} kinds, ${outcome.reported} reported by both verifiers with the first bad entry or object`)
    expect(outcome.complaints).toEqual([])
    expect(outcome.reported).toBe(TAMPERINGS)
  })

  test('STO-23: every column of every table', async () => {
    const cells = new Hand(base.copy(), base, seeded(1)).sql(cellsOf)
    const found: string[] = []
    const empty: string[] = []
    for (const [i, cell] of cells.entries()) {
      const hand = new Hand(base.copy(), base, seeded(i))
      const name = `${cell.table}.${cell.column}`
      if (!editCell(hand, cell)) empty.push(name)
      else found.push(...complaints({}, await both(hand.folder, base.personId)).map((line) => `${name}: ${line}`))
      rmSync(hand.folder, { recursive: true })
    }
    console.log(`${cells.length} columns, ${cells.length - empty.length} edited and reported by both, ${empty.length} in tables without a row: ${empty.join(', ')}`)
    expect(found).toEqual([])
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

  test('VER-2: 100 sound and 100 spoiled workspaces', async () => {
    const { good, bad, complaints: found } = await corpus(100, 100)
    console.log(`${good} sound and ${bad} spoiled workspaces, ${found.length} judged differently or wrongly`)
    expect(found).toEqual([])
  })
})
