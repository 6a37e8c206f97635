import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeBackup } from '../../electron/actions/backup.ts'
import { readBackup } from '../../electron/workspace/backup-files.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { verifyStore, verifyWorkspace } from '../../electron/workspace/verify.ts'
import { openWorkspace } from '../../electron/workspace/workspace.ts'
import { passphrase, refusal, temporaryFolder } from '../store/fixture.ts'
import { addProtocol } from '../store/sample.ts'
import { backedUp, contextOf, surroundings, workspaceOfTwo } from '../store/backup-fixture.ts'

describe('backup', () => {
  test('ACT-30: a backup of a workspace in use verifies, and the trail says when it was begun and which head it holds', async () => {
    const { workspace, backup, facts } = await backedUp()
    addProtocol(workspace.store, 'written after the backup')
    const report = await verifyStore(backup, { personId: workspace.session.personId, passphrase })
    expect(report).toMatchObject({ ok: true, findings: [], head: { seq: facts.seq, hash: facts.head } })
    const [begun, made] = workspace.store.ledger.list().slice(-3, -1)
    expect(begun?.body).toMatchObject({ action: 'backup.begun', objectId: facts.id })
    expect(made?.body).toMatchObject({ action: 'backup.made', objectId: facts.id, details: { backupSeq: facts.seq, backupHead: facts.head } })
    expect(begun?.hash).toBe(facts.head)
    expect(verifyWorkspace(workspace).findings).toEqual([])
    expect(readBackup(backup)).toEqual(facts)
  })

  test('STO-25: the copy of the store is encrypted, and no file of a backup tells what is in it', async () => {
    const workspace = await workspaceOfTwo()
    workspace.store.transact((write) => write.drafts.put({ id: 'x', studyId: null, kind: 'protocol', bytes: 'marker-of-a-draft'.repeat(2000) }))
    addProtocol(workspace.store, 'marker-of-a-protocol'.repeat(2000))
    const backup = join(temporaryFolder(), 'backup')
    await makeBackup(contextOf(workspace), { folder: backup })
    expect(readdirSync(backup).sort()).toEqual(['anchor.json', 'backup.json', 'keys.json', 'workspace.json', 'workspace.probity'])
    for (const name of readdirSync(backup)) {
      const bytes = readFileSync(join(backup, name))
      for (const marker of ['marker-of', 'SQLite format 3', 'CREATE TABLE', 'examination-id']) expect(bytes.includes(marker), `${name}: ${marker}`).toBe(false)
    }
  })

  test('STO-25: a backup is not opened for work, so that no second history begins unnoticed', async () => {
    const { workspace, backup } = await backedUp()
    const before = readdirSync(backup).map((name) => readFileSync(join(backup, name), 'base64'))
    expect(await refusal(() => openWorkspace(backup, workspace.session.personId, passphrase, surroundings))).toEqual(['store/is-a-backup'])
    expect(readdirSync(backup).map((name) => readFileSync(join(backup, name), 'base64'))).toEqual(before)
  })

  test('ACT-31: a folder with something in it, or inside the workspace, is refused before anything is written', async () => {
    const workspace = await workspaceOfTwo()
    const before = workspace.store.ledger.head()
    const full = join(temporaryFolder(), 'full')
    mkdirSync(full)
    writeFileSync(join(full, 'theirs.txt'), 'theirs')
    expect(await refusal(() => makeBackup(contextOf(workspace), { folder: full }))).toEqual(['store/folder-not-empty'])
    expect(readdirSync(full)).toEqual(['theirs.txt'])
    for (const folder of [workspace.folder, join(workspace.folder, 'backup'), join(workspace.folder, '..')]) {
      expect(await refusal(() => makeBackup(contextOf(workspace), { folder }))).toEqual(['backup/inside-workspace'])
    }
    expect(workspace.store.ledger.head()).toEqual(before)
  })

  test('ACT-94: a backup is stopped at each of its steps: nothing of it is left, and the workspace goes on', async () => {
    const workspace = await workspaceOfTwo()
    const folder = join(temporaryFolder(), 'backup')
    for (const last of [1, 2, 3, 4]) {
      const stop = new AbortController()
      const seen: number[] = []
      const progress = (done: number) => {
        seen.push(done)
        if (done === last) stop.abort(new Refusal(problem('backup/cancelled')))
      }
      expect(await refusal(() => makeBackup(contextOf(workspace), { folder, signal: stop.signal }, progress))).toEqual(['backup/cancelled'])
      expect(seen).toEqual([1, 2, 3, 4].slice(0, last))
      expect(existsSync(folder)).toBe(false)
    }
    const actions = workspace.store.ledger.list().map(({ body }) => body.action)
    expect([actions.filter((each) => each === 'backup.begun').length, actions.includes('backup.made')]).toEqual([4, false])
    expect(verifyWorkspace(workspace).findings).toEqual([])
    await makeBackup(contextOf(workspace), { folder })
  })

  test('ACT-31: a copy that does not verify is no backup: nothing of it stays, and the trail says it was only begun', async () => {
    const workspace = await workspaceOfTwo()
    // The copy shows what the store already was.
    workspace.store.database.exec("DROP TRIGGER record_update; UPDATE main.record SET state = 'final'")
    const backup = join(temporaryFolder(), 'backup')
    expect((await refusal(() => makeBackup(contextOf(workspace), { folder: backup })))[0]).toMatch(/^backup\/damaged/)
    expect(() => readdirSync(backup)).toThrow('ENOENT')
    expect(workspace.store.ledger.list({ newestFirst: true, limit: 1 })[0]?.body.action).toBe('backup.begun')
  })

  test('ACT-31: an empty folder stays, empty, when the backup fails', async () => {
    const workspace = await workspaceOfTwo()
    const backup = temporaryFolder()
    rmSync(workspace.paths.keyFile)
    mkdirSync(workspace.paths.keyFile) // reading it fails in the middle of copying
    expect(await refusal(() => makeBackup(contextOf(workspace), { folder: backup }))).toEqual(['backup/io EISDIR'])
    expect(readdirSync(backup)).toEqual([])
  })
})
