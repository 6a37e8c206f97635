import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../electron/actions/backup.ts'
import { verifyStore, verifyWorkspace } from '../../electron/workspace/verify.ts'
import { createWorkspace, openWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { type Problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { en } from '../../shared/words/en/index.ts'
import { backedUp, contextOf, surroundings, workspaceOfTwo } from '../store/backup-fixture.ts'
import { passphrase, person, refusal, temporaryFolder } from '../store/fixture.ts'
import { addProtocol } from '../store/sample.ts'
import { canMount, smallDisk } from './real-disks.ts'

/** What a person reads. */
async function words(work: () => unknown): Promise<string> {
  try {
    await work()
    return 'nothing was refused'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.problems.map((each: Problem) => en.problemText(each).sentence).join(' ')
  }
}

async function workspaceOn(folder: string): Promise<Workspace> {
  const workspace = await createWorkspace(join(folder, 'ws'), { name: 'Test', person }, surroundings)
  onTestFinished(() => {
    try {
      workspace.close()
    } catch {
      // Its disk may be gone.
    }
  })
  return workspace
}

const filler = (): string => randomBytes(30_000).toString('hex')

describe.skipIf(!canMount)('real disks', () => {
  test('STO-32: a full disk: says so, keeps what was saved, goes on reading, and goes on writing when there is room', async () => {
    const disk = smallDisk()
    const { store, ...workspace } = await workspaceOn(disk.at).then((each) => ({ store: each.store, whole: each }))
    let saved = 0
    const fill = () => {
      for (;;) {
        addProtocol(store, filler())
        saved++
      }
    }
    expect(await words(fill)).toBe('The disk is full. What was asked for was not saved; everything that was saved before is still there.')
    expect(saved).toBeGreaterThan(3)
    expect(store.records.list().length).toBe(saved)
    expect(verifyWorkspace(workspace.whole).ok).toBe(true)
    const head = store.ledger.head()
    // What is left on such a disk after pulling the plug is what was saved.
    expect(await verifyStore(copyOf(workspace.whole.folder), { personId: workspace.whole.session.personId, passphrase })).toMatchObject({ ok: true, head })
    disk.remount('rw')
    expect(await refusal(() => addProtocol(store, filler()))).toEqual(['store/full SQLITE_FULL'])
    expect(store.ledger.head()).toEqual(head)
  })

  test('STO-32: a new workspace, a backup on a full disk: refused in words, and nothing of it is left behind', async () => {
    const disk = smallDisk()
    writeFileSync(join(disk.at, 'full'), '')
    const fillTo = (bytes: number) => writeFileSync(join(disk.at, 'full'), Buffer.alloc(2_097_152 - bytes))
    for (const free of [0, 8192, 20_480, 65_536]) {
      fillTo(free)
      const attempt = () => createWorkspace(join(disk.at, 'ws'), { name: 'Test', person }, surroundings)
      expect(await words(attempt), `${free} bytes free`).toContain('The disk is full.')
      expect(readdirSync(disk.at)).toEqual(['full'])
    }
    const workspace = await workspaceOfTwo()
    const attempt = () => makeBackup(contextOf(workspace), { folder: join(disk.at, 'backup') })
    expect(await words(attempt)).toMatch(/^There is not enough room: 2 MB are needed and 0 MB are free\. Nothing was written/)
    expect(readdirSync(disk.at)).toEqual(['full'])
  })

  test('STO-32: a disk that is read-only: opening and backing up are refused in words, verifying is not', async () => {
    const disk = smallDisk()
    const workspace = await workspaceOn(disk.at)
    addProtocol(workspace.store)
    mkdirSync(join(disk.at, 'backup'))
    workspace.close()
    disk.remount('ro')
    const open = () => openWorkspace(workspace.folder, workspace.session.personId, passphrase, surroundings)
    expect(await words(open)).toBe('This place cannot be written to. What was asked for was not saved; everything that was saved before is still there.')
    expect((await verifyStore(workspace.folder, { personId: workspace.session.personId, passphrase })).ok).toBe(true)
    const other = await workspaceOfTwo()
    const before = other.store.ledger.head()
    for (const name of ['backup', 'new']) {
      const attempt = () => makeBackup(contextOf(other), { folder: join(disk.at, name) })
      expect(await words(attempt)).toMatch(/^The folder chosen for the backup cannot be written to\. No backup was made/)
    }
    expect(other.store.ledger.list({ fromSeq: before.seq + 1 }).map((each) => each.body.action)).toEqual([])
    expect(readdirSync(disk.at).sort()).toEqual(['backup', 'ws'])
    expect(readdirSync(join(disk.at, 'backup'))).toEqual([])
  })

  test('STO-33: a drive pulled out while the workspace is open: the next change is refused in words and not taken for saved', async () => {
    const disk = smallDisk()
    const workspace = await workspaceOn(disk.at)
    addProtocol(workspace.store)
    disk.unplug()
    expect(await words(() => addProtocol(workspace.store))).toMatch(/^The folder of the workspace is not there any more/)
    // Reading from what the system still holds is harmless.
    expect(workspace.store.records.list().length).toBe(1)
    expect(await words(() => workspace.close())).toMatch(/^The folder of the workspace is not there any more/)
    expect(existsSync(workspace.folder)).toBe(false)
  })
})

describe('the folder of an open workspace', () => {
  test('STO-33: removed, moved, or another in its place: nothing more is written, and back in its place all is there', async () => {
    const { workspace, backup } = await backedUp()
    const { folder, store, session } = workspace
    const head = store.ledger.head()
    renameSync(folder, `${folder}-moved`)
    expect(await refusal(() => addProtocol(store))).toEqual(['store/gone'])
    mkdirSync(folder)
    for (const name of readdirSync(backup)) writeFileSync(join(folder, name), readFileSync(join(backup, name)))
    expect(await refusal(() => addProtocol(store))).toEqual(['store/gone'])
    rmSync(folder, { recursive: true })
    expect(await refusal(() => openWorkspace(folder, session.personId, passphrase, surroundings))).toEqual(['store/gone'])
    renameSync(`${folder}-moved`, folder)
    addProtocol(store)
    expect(store.ledger.head().seq).toBe(head.seq + 1)
    expect(verifyWorkspace(workspace).findings).toEqual([])
  })
})

/** Copied file by file: the workspace stays open. */
function copyOf(folder: string): string {
  const copy = temporaryFolder()
  for (const name of readdirSync(folder)) writeFileSync(join(copy, name), readFileSync(join(folder, name)))
  return copy
}
