import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { readSignInFile } from '../../electron/vault/sign-in-file.ts'
import { openWorkspace } from '../../electron/workspace/workspace.ts'
import { verifyWorkspace } from '../../electron/workspace/verify.ts'
import { freshWorkspace, personIdOf, refusal, reopen } from '../store/fixture.ts'
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

  test('STO-30: a line of the sign-in file whose first sectors never arrived is cut off like one whose end is missing', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    workspace.close()
    const fail = () => refusal(() => openWorkspace(folder, personIdOf(folder), 'not the right passphrase', systemSurroundings('0.1.0-test')))
    for (let i = 0; i < 2; i++) expect(await fail()).toEqual(['vault/wrong-passphrase'])
    const whole = readFileSync(paths.signInFile)
    await fail()
    const three = readFileSync(paths.signInFile)
    writeFileSync(paths.signInFile, Buffer.concat([whole, Buffer.alloc(100), three.subarray(whole.length + 100)]))
    expect(readSignInFile(paths.signInFile)).toMatchObject({ torn: true, completeBytes: whole.length })
    await fail()
    expect(readSignInFile(paths.signInFile).entries.length).toBe(3)
    expect(verifyWorkspace(await reopen(folder)).ok).toBe(true)
    // In the middle of the file it is damage.
    const damaged = readFileSync(paths.signInFile)
    damaged.fill(0, 0, 50)
    writeFileSync(paths.signInFile, damaged)
    expect(() => readSignInFile(paths.signInFile)).toThrow()
  })
})
