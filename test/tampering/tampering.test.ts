import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorkspace } from '../../electron/workspace/workspace.ts'
import { verifyWorkspace } from '../../electron/workspace/verify.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { both, complaints } from './both.ts'
import { cellsOf, editCell } from './cells.ts'
import { corpus } from './corpus.ts'
import { flipsOf, tryFlips } from './flips.ts'
import { editBody, Hand, rehash, seeded } from './hand.ts'
import { kinds } from './kinds.ts'
import { tamperings, type Outcome } from './run.ts'
import { makeBase, person, type Base } from './workspace.ts'

// One realistic workspace, made by the actions, and copies of it that are tampered with. The long programme is in test/long.
describe('tampering with the keys in hand', { timeout: 120_000 }, () => {
  let base: Base
  let outcome: Outcome
  beforeAll(async () => {
    base = await makeBase()
    outcome = await tamperings(base, kinds)
  }, 300_000)
  afterAll(() => base.end())

  const hand = (seed: number): Hand => new Hand(base.copy(), base, seeded(seed))
  const judge = ({ folder }: Hand, heads?: Parameters<typeof both>[2]) => both(folder, base.personId, heads)

  test('STO-12, VER-2: every kind of tampering is reported by both verifiers, which name the same first bad entry', () => {
    expect(kinds.length).toBeGreaterThanOrEqual(20)
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length)
    console.log(`${outcome.tried} tamperings of ${outcome.kinds} kinds, ${outcome.reported} reported by both verifiers`)
    expect(outcome.complaints).toEqual([])
    expect(outcome.reported).toBe(kinds.length)
  })

  /** Each of the kinds was told by both, by the rule and the cause that are asked for. */
  function expectTold(rule: string, cause: string, ...names: readonly string[]): void {
    for (const name of names) {
      const [one, other] = outcome.said.get(name) ?? []
      expect(one?.lines.join('\n'), name).toContain(cause)
      expect(other?.lines.filter((line) => line.startsWith(`${rule} |`)).join('\n'), name).toContain(cause)
    }
  }

  test('STO-16: what a row holds beside its digest is compared with the entry that names it', () => {
    expectTold('STO-12', 'row-changed', 'a person renamed', 'a role changed', 'the name of the workspace or its time edited in the store')
    expectTold('STO-5', 'created', 'a record’s created_at edited')
    expectTold('STO-16', 'media-type', 'a file in the store called something else')
  })

  test('STO-17: rows lie in the order of their entries', () => {
    expectTold('STO-17', 'order', 'a revoked role put before its grant', 'the order of two records exchanged')
  })

  test('STO-18: a record has the columns its bytes name, and no key besides', () => {
    expectTold('STO-6', 'column-not-in-record', 'a column renamed', 'a column given to another record')
    expectTold('STO-18', 'data-key-without-column', 'a data key added')
  })

  test('STO-19: copies of the key file are named, and slots are those of the copies', () => {
    expectTold('STO-19', 'slot-differs', 'a key slot’s kind or generation edited', 'an older key slot added')
    expectTold('STO-19', 'copy-not-named', 'the store’s copy of the key file edited', 'the key file changed with its MAC, and its copy with it')
  })

  test('STO-20: notes that mean something say what the entries say', () => {
    expectTold('STO-20', 'demo', 'the demonstration mark set')
    expectTold('STO-20', 'folded', 'the count of folded sign-ins edited')
    expectTold('STO-20', 'sign-in-file', 'a refused sign-in edited, and the anchor made for it')
  })

  test('STO-21: what a report prints about the trail is so', () => {
    expectTold('STO-21', 'checkpoint-missing', 'the checkpoint of the signed report deleted')
    expectTold('STO-7', 'checkpoint-missing', 'the newest checkpoint deleted', 'the newest checkpoint deleted, and the note of its tree made for the one before', 'an older checkpoint deleted that no report prints')
    expectTold('STO-21', 'checkpoint-differs', 'the tail rewritten and own checkpoints signed anew, before the signed report')
  })

  test('STO-22: workspace.json says what the store says', () => {
    for (const said of outcome.said.get('workspace.json edited') ?? []) expect(said.lines).toEqual([expect.stringMatching(/workspace\.json/)])
  })

  test('STO-12: the check can fail: an untouched copy, a wrong number and a wrong name are complaints', async () => {
    const said = await judge(hand(0))
    expect(said.map(({ ok }) => ok)).toEqual([true, true])
    expect(complaints({}, said)).toHaveLength(3)
    const edited = hand(1)
    edited.sql((db) => editBody(db, 5, (body) => ({ ...body, fullName: 'Eve' })))
    expect(complaints({ seq: 5 }, await judge(edited))).toEqual([])
    expect(complaints({ seq: 6 }, await judge(edited))[0]).toContain('should be 6')
    expect(complaints({ object: 'no such thing' }, await judge(edited))[0]).toContain('nothing names no such thing')
  })

  test('STO-23: a sample of all columns of all tables: one edited cell is reported by both', async () => {
    const cells = hand(2).sql(cellsOf)
    expect(cells.length).toBeGreaterThan(50)
    const found: string[] = []
    for (const [i, cell] of cells.entries()) {
      if (i % 5 !== 0) continue
      const at = hand(i)
      if (editCell(at, cell)) found.push(...complaints({}, await judge(at)).map((line) => `${cell.table}.${cell.column}: ${line}`))
      rmSync(at.folder, { recursive: true })
    }
    expect(found).toEqual([])
  })

  test('STO-24: without the key: bits flipped in pages, header and the files beside the store are detected or mean nothing', async () => {
    const flips = flipsOf(base, { everyPage: 15, perPage: 1, inHeader: 3, perFile: 2 })
    const counts = await tryFlips(base, flips)
    console.log(`${flips.length} bits flipped: ${counts.detected} detected, ${counts.identical} identical, ${counts.different.length} different`)
    expect(counts).toMatchObject({ different: [], split: [] })
    expect(counts.detected).toBeGreaterThan(0)
  })

  test('STO-24, VER-4: a whole workspace put back, or rewritten to its end with every key, is told by a head kept elsewhere alone', async () => {
    const [, now] = await both(base.folder, base.personId)
    expect(now.ok).toBe(true)
    const head = hand(3).sql((db) => db.prepare<[], { seq: number; hash: Buffer }>('SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1').get())
    const kept = [{ seq: head?.seq ?? 0, hash: head?.hash.toString('hex').slice(0, 16) ?? '' }]
    expect((await both(base.folder, base.personId, kept)).map(({ ok }) => ok)).toEqual([true, true])
    const older = await both(base.earlier, base.personId)
    expect(older.map(({ ok }) => ok)).toEqual([true, true])
    expect((await both(base.earlier, base.personId, kept)).map(({ ok }) => ok)).toEqual([false, false])
    const rewritten = hand(4)
    rewritten.sql((db) => {
      editBody(db, kept[0]?.seq ?? 0, (body) => ({ ...body, fullName: 'Eve' }))
      rehash(db, kept[0]?.seq ?? 0)
    })
    rewritten.anchorOfStore()
    expect((await judge(rewritten)).map(({ ok }) => ok)).toEqual([true, true])
    const told = await judge(rewritten, kept)
    expect(told.map(({ ok }) => ok)).toEqual([false, false])
    expect(told.map(({ lines }) => lines.join())).toEqual([expect.stringContaining('other-history'), expect.stringContaining('other-history')])
  })

  test('STO-14: a temporary table that shadows one of the store hides nothing and is reported', async () => {
    const { folder } = hand(5)
    const workspace = await openWorkspace(folder, base.personId, person.passphrase, systemSurroundings('0.0.0-test'))
    const { store } = workspace
    const before = [store.ledger.head().seq, store.records.list().length, store.people.assignments().length]
    for (const table of ['ledger', 'record', 'role_assignment']) store.database.exec(`CREATE TEMP TABLE ${table} AS SELECT * FROM main.${table} WHERE false`)
    expect([store.ledger.head().seq, store.records.list().length, store.people.assignments().length]).toEqual(before)
    expect(verifyWorkspace(workspace).findings).toMatchObject([{ code: 'store/damaged', params: { object: 'schema' } }])
    workspace.close()
  })
})

test('VER-2: sound and spoiled workspaces of many kinds have the same verdict from both', { timeout: 60_000 }, async () => {
  const { good, bad, complaints: found } = await corpus(5, 10)
  console.log(`${good} sound and ${bad} spoiled workspaces, ${found.length} judged differently or wrongly`)
  expect(found).toEqual([])
})
