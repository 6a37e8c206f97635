import { describe, expect, test } from 'vitest'
import { columnSha256, SEGMENT_ROWS, takeRows } from '../../shared/vocabulary/columns.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { sha256, sha256Hex } from '../../electron/files/digest.ts'
import { freshWorkspace, refusal, reopen, steppedSurroundings } from './fixture.ts'
import { addDataset, addProtocol, endEvaluation, enter, openColumns, salt, sealedColumns, startEvaluation, studyId } from './sample.ts'

describe('records and entries', () => {
  test('STO-5: a record is canonical bytes under its digest, versions count from 1', async () => {
    const { store } = await freshWorkspace()
    const first = addProtocol(store, 'b')
    expect(first).toMatchObject({ kind: 'protocol', version: 1, state: 'locked', studyId, bytes: '{"title":"b"}' })
    expect(first.sha256).toBe(sha256Hex('{"title":"b"}'))
    const second = store.transact((w) => {
      const record = w.records.add({ kind: 'protocol', id: first.id, studyId, value: { title: 'c' }, state: 'final' })
      enter(w, record, 'protocol.locked')
      return record
    })
    expect(second.version).toBe(2)
    expect(store.records.latest(first.id)?.state).toBe('final')
    expect(store.records.list({ kind: 'protocol', studyId }).map((record) => record.version)).toEqual([1, 2])
    expect(store.records.list({ kind: 'cohort' })).toEqual([])
  })

  test('STO-5: a gap in versions and an id of another kind are refused', async () => {
    const { store } = await freshWorkspace()
    const { id } = addProtocol(store)
    expect(() => store.transact((w) => w.records.add({ kind: 'protocol', id, version: 3, studyId, value: 1 }))).toThrow('next version')
    expect(() => store.transact((w) => w.records.add({ kind: 'cohort', id, studyId, value: 1 }))).toThrow('another kind')
  })

  test('STO-8: an entry tells who, what, when and where', async () => {
    const workspace = await freshWorkspace(steppedSurroundings())
    addProtocol(workspace.store)
    const entry = workspace.store.ledger.list({ action: 'protocol.locked' })[0]
    expect(entry?.body).toMatchObject({
      v: 1,
      storeId: workspace.storeId,
      studyId,
      personId: workspace.session.personId,
      fullName: 'Ada Example',
      sessionId: workspace.session.sessionId,
      tzOffsetMinutes: 60,
      appVersion: '0.1.0-test',
      details: { recordState: 'locked' },
    })
    expect(entry?.body.at).toMatch(/^2026-11-22T09:/)
  })

  test('STO-8: what throws leaves nothing behind', async () => {
    const { store } = await freshWorkspace()
    const before = store.ledger.head()
    expect(() =>
      store.transact((w) => {
        enter(w, w.records.add({ kind: 'protocol', studyId, value: 1 }), 'protocol.locked')
        throw new Error('in the middle')
      }),
    ).toThrow('in the middle')
    expect(store.ledger.head()).toEqual(before)
    expect(store.records.list()).toEqual([])
  })

  test.each([
    ['a record', (w: Parameters<typeof addDataset>[0]) => void w.records.add({ kind: 'protocol', studyId, value: 1 })],
    ['an object', (w: Parameters<typeof addDataset>[0]) => void w.objects.add('application/pdf', Uint8Array.of(1))],
  ])('STO-8: %s without an entry is rolled back', async (_what, write) => {
    const { store } = await freshWorkspace()
    expect(() => store.transact(write)).toThrow('entry')
    expect(() =>
      store.transact((w) => {
        write(w)
        w.appendEntry({ action: 'report.exported', objectKind: 'report', objectId: 'other' })
      }),
    ).toThrow('entry')
    expect(store.records.list()).toEqual([])
  })

  test('STO-8: a role is in force from its entry on, until it is revoked', async () => {
    const { store, session } = await freshWorkspace()
    const { personId } = session
    const change = (how: 'granted' | 'revoked') =>
      store.transact((w) => {
        const row = w.people.changeRole({ personId, studyId, role: 'validator', change: how })
        w.appendEntry({ action: `role.${how}`, objectKind: 'role-assignment', objectId: row.id, afterSha256: row.sha256 })
      })
    change('granted')
    expect(store.people.rolesOf(personId, studyId)).toEqual(['statistician', 'validator'])
    expect(store.people.rolesOf(personId)).toEqual(['statistician'])
    change('revoked')
    expect(store.people.rolesOf(personId, studyId)).toEqual(['statistician'])
  })

  test('STO-8: objects, drafts and settings come back as they were put', async () => {
    const { store, folder, close } = await freshWorkspace().then((w) => ({ store: w.store, folder: w.folder, close: () => w.close() }))
    const bytes = Uint8Array.of(1, 2, 3)
    const digest = store.transact((w) => {
      const sha = w.objects.add('application/pdf', bytes)
      w.appendEntry({ action: 'report.signed', objectKind: 'report', objectId: 'r', details: { objectSha256: sha } })
      w.drafts.put({ id: 'd', studyId, kind: 'protocol', bytes: '{}' })
      w.drafts.put({ id: 'd', studyId, kind: 'protocol', bytes: '{"a":1}' })
      w.settings.put('last', 'x')
      return sha
    })
    close()
    const again = (await reopen(folder)).store
    expect([...(again.objects.get(digest)?.bytes ?? [])]).toEqual([1, 2, 3])
    expect(again.drafts.list({ studyId }).map((draft) => draft.bytes)).toEqual(['{"a":1}'])
    expect(again.settings.get('last')).toBe('x')
    again.transact((w) => w.drafts.remove('d'))
    expect(again.drafts.get('d')).toBeNull()
    expect(() => again.transact((w) => w.drafts.remove('d'))).toThrow('0 rows')
  })
})

describe('columns', () => {
  test('STO-6: columns come back as they were staged, over several segments too', async () => {
    const { store } = await freshWorkspace()
    const nRows = SEGMENT_ROWS + 10
    const values = Float64Array.from({ length: nRows }, (_, i) => (i % 7 === 0 ? Number.NaN : i / 3))
    const owner = store.transact((w) => {
      const at = { id: w.newId(), version: 1 }
      w.segments.stage(at, new Map([['rows', { kind: 'number', values }]]), w.segments.createKey(at, 'data'))
      enter(w, w.records.add({ kind: 'release', id: at.id, studyId, value: {} }), 'release.added')
      return at
    })
    const column = store.segments.readColumn(owner, 'rows', store.segments.openKey(owner))
    expect(column.kind === 'number' ? column.values : null).toEqual(values)
    expect(store.segments.columnsOf(owner)).toMatchObject([{ name: 'rows', nSegments: 2, purpose: 'data' }])
  })

  test('STO-6: the data key does not open the reference column', async () => {
    const { store } = await freshWorkspace()
    const dataset = store.transact(addDataset)
    const key = store.segments.openKey(dataset)
    expect(store.segments.readColumns(dataset, [...openColumns.keys()], key)).toEqual(openColumns)
    expect(await refusal(() => store.segments.readColumn(dataset, 'reference', key))).toEqual(['store/sealed other-key'])
    const claimed = { ...key, keyId: store.segments.columnsOf(dataset).find((each) => each.purpose === 'reference')?.keyId ?? '' }
    expect(await refusal(() => store.segments.readColumn(dataset, 'reference', claimed))).toEqual(['store/damaged segment-seal'])
  })

  test.each([
    ['a changed byte', `UPDATE segment SET bytes = CAST(substr(bytes, 1, 5) || x'00' || substr(bytes, 7) AS BLOB)`, 'segment-digest'],
    ['a missing segment', 'DELETE FROM segment', 'segment-missing'],
    ['another column under this name', `UPDATE segment SET column_name = CASE column_name WHEN 'covariate:age' THEN 'examination-id' ELSE pos END`, 'segment-seal'],
  ])('STO-6: %s is refused when read', async (_what, sql, cause) => {
    const { store } = await freshWorkspace()
    const dataset = store.transact(addDataset)
    store.database.exec(`DROP TRIGGER segment_update; DROP TRIGGER segment_delete; ${sql}`)
    const key = store.segments.openKey(dataset)
    expect(await refusal(() => store.segments.readColumn(dataset, 'examination-id', key))).toEqual([`store/damaged ${cause}`])
  })

  test('STO-10: staged columns are nobody’s until the record is there, and go at the next start', async () => {
    const workspace = await freshWorkspace()
    const { store, folder } = workspace
    const owner = store.transact((w) => {
      const at = { id: w.newId(), version: 1 }
      w.segments.stage(at, openColumns, w.segments.createKey(at, 'data'))
      return at
    })
    const count = (s: typeof store) => s.database.prepare('SELECT count(*) FROM segment').pluck().get()
    expect(store.segments.columnsOf(owner)).toEqual([])
    expect(count(store)).toBe(2)
    workspace.close()
    const again = (await reopen(folder)).store
    expect(count(again)).toBe(0)
    expect(again.database.prepare('SELECT count(*) FROM data_key').pluck().get()).toBe(0)
  })

  test('STO-10: columns staged in one transaction belong to the record of a later one', async () => {
    const { store } = await freshWorkspace()
    const owner = store.transact((w) => {
      const at = { id: w.newId(), version: 1 }
      w.segments.stage(at, openColumns, w.segments.createKey(at, 'data'))
      return at
    })
    store.transact((w) => enter(w, w.records.add({ kind: 'release', id: owner.id, studyId, value: {} }), 'release.added'))
    expect(store.segments.columnsOf(owner).map((column) => column.name)).toEqual([...openColumns.keys()])
  })
})

describe('the reference key', () => {
  test('STO-9: released against a committed evaluation.started that names the dataset, while it runs', async () => {
    const { store } = await freshWorkspace()
    const dataset = store.transact(addDataset)
    const { seq, id } = startEvaluation(store, dataset.id)
    const key = store.releaseReferenceKey(dataset, seq)
    expect(store.segments.readColumn(dataset, 'reference', key)).toEqual(sealedColumns.get('reference'))
    expect(store.ledger.openEvaluations().map((entry) => entry.seq)).toEqual([seq])
    endEvaluation(store, id, 'completed')
    expect(store.ledger.openEvaluations()).toEqual([])
    expect(await refusal(() => store.releaseReferenceKey(dataset, seq))).toEqual(['store/sealed evaluation-ended'])
    const aborted = startEvaluation(store, dataset.id)
    endEvaluation(store, aborted.id, 'aborted')
    expect(await refusal(() => store.releaseReferenceKey(dataset, aborted.seq))).toEqual(['store/sealed evaluation-ended'])
  })

  test('STO-9: never without one, nor with another’s, nor before the commit', async () => {
    const { store } = await freshWorkspace()
    const dataset = store.transact(addDataset)
    const other = startEvaluation(store, 'f'.repeat(32))
    expect(await refusal(() => store.releaseReferenceKey(dataset, 1))).toEqual(['store/sealed no-evaluation'])
    expect(await refusal(() => store.releaseReferenceKey(dataset, 999))).toEqual(['store/sealed no-evaluation'])
    expect(await refusal(() => store.releaseReferenceKey(dataset, other.seq))).toEqual(['store/sealed other-record'])
    const early = await refusal(() =>
      store.transact((w) => {
        const details = { datasetId: dataset.id }
        const { seq } = w.appendEntry({ action: 'evaluation.started', objectKind: 'evaluation', objectId: 'x', details })
        store.releaseReferenceKey(dataset, seq)
      }),
    )
    expect(early).toEqual(['store/sealed not-committed'])
  })

  test('STO-9: sealed rows can be digested inside the store, and counted only with a disclosure', async () => {
    const { store } = await freshWorkspace()
    const dataset = store.transact(addDataset)
    const rows = Uint32Array.of(0, 2)
    const reference = sealedColumns.get('reference')
    if (reference === undefined) throw new Error('sample without reference')
    const digest = store.transact((w) => toHex(w.segments.digestSealed(dataset, 'reference', rows, salt)))
    expect(digest).toBe(toHex(columnSha256(takeRows(reference, rows), sha256, salt)))
    expect(() => store.transact((w) => w.segments.countSealed(dataset, 'reference', rows))).toThrow('discloses')
    const counts = store.transact((w) => {
      w.appendEntry({ action: 'counts.disclosed', objectKind: 'dataset', objectId: dataset.id })
      return w.segments.countSealed(dataset, 'reference', null)
    })
    expect(counts).toEqual({ present: 1, absent: 2, '': 1 })
  })
})
