import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../electron/actions/backup.ts'
import { readSignInFile } from '../../electron/vault/sign-in-file.ts'
import { logicalSha256 } from '../../electron/workspace/logical-digest.ts'
import { restoreBackup } from '../../electron/workspace/restore.ts'
import { restoreDrill } from '../../electron/workspace/restore-drill.ts'
import { verifyStore, verifyWorkspace } from '../../electron/workspace/verify.ts'
import { ada, backedUp, bob, contextOf, surroundings, workspaceOfTwo } from './backup-fixture.ts'
import { passphrase, personIdOf, refusal, reopen, temporaryFolder } from './fixture.ts'
import { addProtocol } from './sample.ts'

const both = { actor: ada, witness: bob }
const bytesOf = (folder: string) => new Map(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'base64')]))

describe('restore', () => {
  test('STO-27: into a new folder: the head of the backup, one entry that says so with both people, and everything verifies', async () => {
    const { workspace, backup, facts } = await backedUp()
    const into = join(temporaryFolder(), 'restored')
    const restored = await restoreBackup({ backup, into, ...both }, surroundings)
    expect(restored).toMatchObject({ replaced: null, keptAs: null })
    const opened = await reopen(into)
    const entries = opened.store.ledger.list()
    expect(entries[facts.seq - 1]?.hash).toBe(facts.head)
    const entry = entries.find(({ body }) => body.action === 'store.restored')
    expect(entry?.body).toMatchObject({
      personId: workspace.session.personId,
      role: 'administrator',
      details: { backupId: facts.id, backupSeq: facts.seq, backupHead: facts.head, replacedHead: 'none', witnessName: 'Bob Example' },
    })
    expect(verifyWorkspace(opened).findings).toEqual([])
    expect(readdirSync(dirname(into))).toEqual(['restored'])
  })

  test('STO-28: in the place of the workspace: both heads are named and the replaced store is kept as it was', async () => {
    const { workspace, backup, facts } = await backedUp()
    const { folder } = workspace
    addProtocol(workspace.store, 'lost with the restore')
    workspace.close()
    const before = bytesOf(folder)
    const { hash, seq } = (await verifyStore(folder, { personId: personIdOf(folder), passphrase })).head ?? { hash: '', seq: 0 }
    const { keptAs, replaced } = await restoreBackup({ backup, into: folder, ...both }, surroundings)
    expect(replaced).toEqual({ seq, head: hash, from: 'store', broughtBack: [] })
    expect(bytesOf(join(dirname(folder), keptAs ?? ''))).toEqual(before)
    const opened = await reopen(folder)
    const entry = opened.store.ledger.list({ action: 'store.restored' })[0]
    expect(entry?.body.details).toMatchObject({ backupHead: facts.head, replacedSeq: seq, replacedHead: hash, replacedFrom: 'store' })
    expect(opened.store.records.list().length).toBe(2)
    expect(verifyWorkspace(opened).findings).toEqual([])
  })

  test('STO-28: a store that cannot be read any more is replaced too; its head is then the anchor’s', async () => {
    const { workspace, backup } = await backedUp()
    const { folder, paths } = workspace
    workspace.close()
    const anchor = JSON.parse(readFileSync(paths.anchor, 'utf8')) as { seq: number; head: string }
    writeFileSync(paths.store, 'nothing of a store')
    expect((await restoreBackup({ backup, into: folder, ...both }, surroundings)).replaced).toEqual({ seq: anchor.seq, head: anchor.head, from: 'anchor', broughtBack: null })
  })

  test('ACT-32: two people, each with the right passphrase; a wrong one is refused, recorded, and changes nothing else', async () => {
    const { workspace, backup } = await backedUp()
    const { folder, paths } = workspace
    workspace.close()
    const before = bytesOf(folder)
    const attempt = (actor: typeof ada, witness: typeof ada) => refusal(() => restoreBackup({ backup, into: folder, actor, witness }, surroundings))
    expect(await attempt(bob, ada)).toEqual(['backup/needs-administrator'])
    expect(await attempt(ada, ada)).toEqual(['vault/same-person'])
    expect(await attempt(ada, { ...bob, passphrase: 'not the right passphrase' })).toEqual(['vault/wrong-passphrase'])
    expect(await attempt({ ...ada, passphrase: 'not the right passphrase' }, bob)).toEqual(['vault/wrong-passphrase'])
    expect(await attempt(ada, { signInName: 'nobody', passphrase })).toEqual(['vault/wrong-passphrase'])
    const found = bytesOf(folder)
    expect(readSignInFile(paths.signInFile).entries.length).toBe(3)
    found.delete('sign-in.log')
    expect(found).toEqual(before)
    expect(readdirSync(dirname(folder))).toEqual(['ws'])
  })

  test('STO-27: a backup of another workspace, a folder with something else in it, and a workspace in use are refused', async () => {
    const { workspace, backup } = await backedUp()
    const other = await workspaceOfTwo()
    other.close()
    const refused = (into: string) => refusal(() => restoreBackup({ backup, into, ...both }, surroundings))
    expect(await refused(other.folder)).toEqual(['backup/other-workspace'])
    const theirs = temporaryFolder()
    writeFileSync(join(theirs, 'theirs.txt'), '')
    expect(await refused(theirs)).toEqual(['store/folder-not-empty'])
    expect(await refused(workspace.folder)).toEqual(['store/in-use'])
    expect(readdirSync(dirname(other.folder))).toEqual(['ws'])
  })

  test('STO-27: a workspace that another process has open is not moved away under it', async () => {
    const { workspace, backup } = await backedUp()
    const { folder } = workspace
    const personId = workspace.session.personId
    workspace.close()
    const writer = fileURLToPath(new URL('../faults/store-writer.ts', import.meta.url))
    const child = spawn(process.execPath, [writer, folder, personId, passphrase], { stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = new Promise((resolve) => child.once('close', resolve))
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(await refusal(() => restoreBackup({ backup, into: folder, ...both }, surroundings))).toEqual(['store/in-use'])
    child.kill('SIGKILL')
    await ended
    expect(readdirSync(dirname(folder))).toEqual(['ws'])
    expect((await restoreBackup({ backup, into: folder, ...both }, surroundings)).keptAs).toMatch(/^ws\.replaced-/)
  })

  test('STO-27: one bit anywhere in a backup, a missing file or an unfinished one: refused, and nothing is there afterwards', async () => {
    const { backup } = await backedUp()
    const into = join(temporaryFolder(), 'restored')
    const attempt = () => refusal(() => restoreBackup({ backup, into, ...both }, surroundings))
    let n = 0
    for (const name of readdirSync(backup)) {
      const path = join(backup, name)
      const whole = readFileSync(path)
      for (const at of [0, Math.floor(whole.length / 2), whole.length - 1]) {
        const flipped = Buffer.from(whole)
        flipped[at] = (flipped[at] ?? 0) ^ 1
        writeFileSync(path, flipped)
        expect((await attempt())[0], `${name} at ${at}`).toMatch(/^backup\/damaged/)
        n++
      }
      rmSync(path)
      expect((await attempt())[0], `${name} missing`).toMatch(/^backup\/(damaged|not-a-backup)/)
      writeFileSync(path, whole)
    }
    console.log(`${n} flipped bits in a backup: ${n} refused`)
    expect(existsSync(into)).toBe(false)
    expect(readdirSync(dirname(into))).toEqual([])
  })

  test('STO-27: a backup whose description was made to fit other files is refused by what the store says', async () => {
    const { workspace, backup } = await backedUp()
    addProtocol(workspace.store, 'later')
    const later = join(temporaryFolder(), 'later')
    await makeBackup(contextOf(workspace), { folder: later })
    // The later store under the description and the anchor of the earlier: each file is one that Probity wrote.
    const facts = JSON.parse(readFileSync(join(later, 'backup.json'), 'utf8')) as { seq: number; head: string }
    const { seq, head } = JSON.parse(readFileSync(join(backup, 'backup.json'), 'utf8')) as { seq: number; head: string }
    const text = readFileSync(join(later, 'backup.json'), 'utf8').replace(`"seq":${facts.seq}`, `"seq":${seq}`).replace(facts.head, head)
    writeFileSync(join(later, 'backup.json'), text)
    const into = join(temporaryFolder(), 'restored')
    expect(await refusal(() => restoreBackup({ backup: later, into, ...both }, surroundings))).toEqual(['backup/damaged it ends at another entry'])
  })

  test('STO-26: the logical digest is the same for the same rows and another for any other', async () => {
    const { workspace, facts } = await backedUp()
    const { database } = workspace.store
    const now = logicalSha256(database)
    expect(now).not.toBe(facts.logicalSha256)
    database.exec('VACUUM')
    expect(logicalSha256(database)).toBe(now)
    workspace.store.transact((write) => write.settings.put('a', 'b'))
    const other = logicalSha256(database)
    expect(other).not.toBe(now)
    workspace.store.transact((write) => write.settings.put('a', 'c'))
    expect(logicalSha256(database)).not.toBe(other)
  })

  test('STO-29: the drill restores, compares head and content, and leaves nothing', async () => {
    const { backup, facts } = await backedUp()
    const before = bytesOf(backup)
    const temporary = temporaryFolder()
    const was = process.env['TMPDIR']
    process.env['TMPDIR'] = temporary
    try {
      const drill = await restoreDrill(backup, ada, surroundings)
      expect(drill).toMatchObject({ ok: true, head: facts.head, logicalSha256: facts.logicalSha256 })
      expect(await refusal(() => restoreDrill(backup, { ...ada, passphrase: 'not the right passphrase' }, surroundings))).toEqual(['vault/wrong-passphrase'])
    } finally {
      if (was === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = was
    }
    expect(readdirSync(temporary)).toEqual([])
    expect(bytesOf(backup)).toEqual(before)
    const broken = temporaryFolder()
    mkdirSync(join(broken, 'b'))
    for (const name of readdirSync(backup)) copyFileSync(join(backup, name), join(broken, 'b', name))
    rmSync(join(broken, 'b', 'anchor.json'))
    expect(await refusal(() => restoreDrill(join(broken, 'b'), ada, surroundings))).toEqual(['backup/damaged it is missing'])
  })
})
