import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { verifyWorkspace } from '../../electron/workspace/verify.ts'
import { freshWorkspace, refusal, reopen } from '../store/fixture.ts'
import { addProtocol } from '../store/sample.ts'

describe('faults of the disk', () => {
  test('STO-11: disk full: a problem with words, nothing of the transaction saved, and work goes on when there is room', async () => {
    const { store, ...rest } = await freshWorkspace().then((workspace) => ({ store: workspace.store, workspace }))
    addProtocol(store)
    const before = store.ledger.head()
    const pages = Number(store.database.pragma('page_count', { simple: true }))
    store.database.pragma(`max_page_count = ${pages + 2}`)
    expect(await refusal(() => addProtocol(store, 'x'.repeat(500_000)))).toEqual(['store/full SQLITE_FULL'])
    expect(store.ledger.head()).toEqual(before)
    expect(store.records.list().length).toBe(1)
    store.database.pragma('max_page_count = 1000000')
    addProtocol(store, 'y'.repeat(500_000))
    expect(verifyWorkspace(rest.workspace).findings).toEqual([])
  })

  test('STO-11: read-only: reading goes on, writing says so', async () => {
    const { store } = await freshWorkspace()
    addProtocol(store)
    store.database.pragma('query_only = ON')
    expect(await refusal(() => addProtocol(store))).toEqual(['store/read-only SQLITE_READONLY'])
    expect(store.records.list().length).toBe(1)
  })

  test('STO-7: an anchor that cannot be written is no failed commit; the next one catches up', async () => {
    const workspace = await freshWorkspace()
    const { store, paths, folder } = workspace
    rmSync(paths.anchor)
    mkdirSync(paths.anchor) // a folder in its place cannot be renamed over
    addProtocol(store)
    expect(store.anchorProblem?.code).toBe('store/io')
    expect(store.records.list().length).toBe(1)
    rmSync(paths.anchor, { recursive: true })
    addProtocol(store)
    expect(store.anchorProblem).toBeNull()
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
    workspace.close()
    expect((await reopen(folder)).store.records.list().length).toBe(2)
  })
})
