import { describe, expect, test } from 'vitest'
import { fieldChanges } from '../../electron/actions/field-changes.ts'
import { TrailSearches } from '../../electron/actions/trail-search.ts'
import type { Store } from '../../electron/store/store.ts'
import { freshWorkspace, steppedSurroundings } from '../store/fixture.ts'

const append = (store: Store, n: number, from = 0) =>
  store.transact((w) => {
    for (let i = from; i < from + n; i++) w.appendEntry({ action: 'session.started', objectKind: i % 3 === 0 ? 'workspace' : 'session', objectId: String(i), details: { note: i % 7 === 0 ? 'seventh' : 'other' } })
  })

/** A clock that is out of patience at every look: each call searches one stretch and ends. */
function impatient(): () => number {
  let at = 0
  return () => (at += 1000)
}

describe('a search of the audit trail', { timeout: 60_000 }, () => {
  test('ACT-80: goes on where it ended, and its pages are those of a search that was finished at once', async () => {
    const { store } = await freshWorkspace()
    append(store, 45_000)
    const at = (searches: TrailSearches, filter: object, offset = 0, limit = 100) => searches.page(filter, offset, limit)
    const patient = new TrailSearches(store, () => 0)
    const slow = new TrailSearches(store, impatient())
    const filter = { text: 'seventh', objectKind: 'workspace' }
    const whole = at(patient, filter)
    expect(whole.searched).toBe(whole.nEntries)
    const expected = store.ledger.list({ newestFirst: true }).filter(({ body }) => body.objectKind === 'workspace' && body.details['note'] === 'seventh')
    expect(whole.total).toBe(expected.length)
    const first = at(slow, filter)
    expect(first.searched).toBe(20_000)
    expect(first.seqs).toEqual(whole.seqs)
    let last = first
    let nCalls = 1
    while (last.searched < last.nEntries) {
      last = at(slow, filter)
      nCalls += 1
    }
    expect(nCalls).toBe(3)
    expect(at(slow, filter, 500, 300).seqs).toEqual(at(patient, filter, 500, 300).seqs)
    expect(at(slow, filter, 500, 300).seqs).toEqual(expected.slice(500, 800).map((each) => each.seq))
    // Everything, without a search.
    expect(at(slow, {}, 5, 3)).toEqual({ total: whole.nEntries, searched: whole.nEntries, nEntries: whole.nEntries, seqs: [whole.nEntries - 5, whole.nEntries - 6, whole.nEntries - 7] })
  })

  test('ACT-80: entries that were written meanwhile stand in front, also while a search is half done', async () => {
    const { store } = await freshWorkspace()
    append(store, 30_000)
    const slow = new TrailSearches(store, impatient())
    const filter = { text: 'seventh' }
    const before = slow.page(filter, 0, 2)
    append(store, 1, 70_000)
    const after = slow.page(filter, 0, 2)
    expect(after.seqs).toEqual([store.ledger.head().seq, before.seqs[0]])
    expect(after.searched).toBe(after.nEntries)
    expect(after.total).toBe(store.ledger.list().filter(({ body }) => body.details['note'] === 'seventh').length)
  })

  test('ACT-80: a stretch of time is found through its entries, and one in which nothing was written is empty at once', async () => {
    const surroundings = steppedSurroundings()
    const { store } = await freshWorkspace(surroundings)
    append(store, 50)
    const [from, to] = [store.ledger.get(20)?.body.at ?? '', store.ledger.get(30)?.body.at ?? '']
    const search = new TrailSearches(store, impatient())
    expect(search.page({ from, to }, 0, 50).seqs).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20])
    const none = search.page({ to: '2000-01-01T00:00:00.000Z' }, 0, 50)
    expect(none).toMatchObject({ total: 0, searched: none.nEntries, seqs: [] })
    // A clock that ran back: the later entries of the same time are among them.
    surroundings.set(from)
    append(store, 3, 90)
    expect(new TrailSearches(store, impatient()).page({ from, to }, 0, 50).seqs.slice(0, 3)).toEqual([store.ledger.head().seq, store.ledger.head().seq - 1, store.ledger.head().seq - 2])
  })
})

describe('versions compared', () => {
  test('ACT-81: every place where two versions differ, with what stood there before and after', () => {
    const before = { title: 'A', endpoints: [{ id: 'E1', bound: 0.8 }, { id: 'E2', bound: 0.7 }], gone: true, empty: [], nested: { same: 1 } }
    const after = { title: 'B', endpoints: [{ id: 'E1', bound: 0.85 }], empty: [], nested: { same: 1 }, more: null }
    expect(fieldChanges(before, after)).toEqual({
      fields: [
        { field: 'title', before: 'A', after: 'B' },
        { field: 'endpoints[0].bound', before: '0.8', after: '0.85' },
        { field: 'more', before: null, after: 'null' },
        { field: 'endpoints[1].id', before: 'E2', after: null },
        { field: 'endpoints[1].bound', before: '0.7', after: null },
        { field: 'gone', before: 'true', after: null },
      ],
      nMore: 0,
    })
    expect(fieldChanges(after, after)).toEqual({ fields: [], nMore: 0 })
    expect(fieldChanges(null, { a: 1 }).fields).toEqual([{ field: 'a', before: null, after: '1' }])
  })

  test('ACT-81: what is too long is cut and counted', () => {
    const many = fieldChanges(null, Object.fromEntries(Array.from({ length: 310 }, (_, i) => [`f${i}`, i])))
    expect([many.fields.length, many.nMore]).toEqual([300, 10])
    expect(fieldChanges(null, { a: 'x'.repeat(600) }).fields[0]?.after?.length).toBe(501)
  })
})
