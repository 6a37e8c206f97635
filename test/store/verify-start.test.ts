import { describe, expect, test } from 'vitest'
import { verifyAtStart, verifyInSlices } from '../../electron/workspace/verify-start.ts'
import { freshWorkspace } from './fixture.ts'
import { addProtocol } from './sample.ts'

const pause = () => Promise.resolve()
const causes = (findings: readonly { readonly params?: Readonly<Record<string, string | number>> }[]) => findings.map((each) => each.params?.['cause'])

async function markedStore() {
  const workspace = await freshWorkspace()
  addProtocol(workspace.store)
  const full = await verifyInSlices(workspace, pause)
  expect(full.findings).toEqual([])
  return workspace
}

/** Behind the program's back, as somebody with the key could. */
function behindTheBack({ store: { database } }: Awaited<ReturnType<typeof markedStore>>, sql: string): void {
  const triggers = database.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`).all()
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`)
  database.exec(sql)
  for (const each of triggers) database.exec(each.sql)
}

describe('verification at sign-in', () => {
  test('STO-37: a short trail is verified whole, a long one from the mark of the last full verification', async () => {
    const workspace = await markedStore()
    expect(await verifyAtStart(workspace)).toMatchObject({ ok: true, since: 0 })
    const marked = workspace.store.ledger.head().seq
    addProtocol(workspace.store, 'second')
    expect(await verifyAtStart(workspace, 1)).toMatchObject({ ok: true, findings: [], since: marked })
  })

  test('STO-37: without a mark everything is verified', async () => {
    expect(await verifyAtStart(await freshWorkspace(), 0)).toMatchObject({ ok: true, since: 0 })
  })

  test('STO-37: what was done since the mark is noticed', async () => {
    const workspace = await markedStore()
    addProtocol(workspace.store, 'second')
    behindTheBack(workspace, `UPDATE record SET bytes = '{"title":"other"}' WHERE pos = (SELECT max(pos) FROM record)`)
    expect(causes((await verifyAtStart(workspace, 1)).findings)).toEqual(['row-changed'])
  })

  test('STO-37: a row without an entry and an entry changed since are noticed', async () => {
    const workspace = await markedStore()
    addProtocol(workspace.store, 'second')
    behindTheBack(workspace, `INSERT INTO record (kind, id, version, origin_store_id, state, bytes, sha256, created_at) SELECT 'cohort', '${'9'.repeat(32)}', 1, origin_store_id, 'locked', bytes, sha256, created_at FROM record LIMIT 1`)
    expect(causes((await verifyAtStart(workspace, 1)).findings)).toEqual(['row-without-entry'])
    behindTheBack(workspace, `UPDATE ledger SET body = replace(body, 'Ada', 'Eve') WHERE seq = (SELECT max(seq) FROM ledger)`)
    expect(causes((await verifyAtStart(workspace, 1)).findings)).toContain('hash')
  })

  test('STO-37: slices see what one walk sees, entries written meanwhile included', async () => {
    const workspace = await freshWorkspace()
    let isFirst = true
    const told: number[] = []
    workspace.store.transact((w) => {
      for (let i = 0; i < 2100; i++) w.appendEntry({ action: 'session.started', objectKind: 'session', objectId: String(i) })
    })
    const report = await verifyInSlices(
      workspace,
      () => {
        if (isFirst) addProtocol(workspace.store, 'meanwhile')
        isFirst = false
        return Promise.resolve()
      },
      (done) => told.push(done),
    )
    expect(report).toMatchObject({ ok: true, findings: [] })
    expect(report.counts.records).toBe(1)
    expect(told.length).toBeGreaterThan(0)
    expect((await verifyAtStart(workspace, 1)).since).toBe(workspace.store.ledger.head().seq)
  })
})
