import { describe, expect, test } from 'vitest'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { openDatabase } from '../../electron/store/database.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { readWorkspace } from '../../electron/workspace/workspace.ts'
import { workspacePaths } from '../../electron/workspace/workspace-files.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { secret, team } from '../actions/team.ts'
import { addDataset } from '../store/sample.ts'

/** What both say to one person, errors and warnings. */
async function heardBy(folder: string, signInName: string, passphrase: string) {
  const personId = readWorkspace(folder).people.find((each) => each.signInName === signInName)?.personId ?? ''
  const one = await verifyStore(folder, { personId, passphrase })
  const other = await verifyFolder(folder, { person: signInName, passphrase })
  expect([other.ok, other.head, other.counts.signIns, other.counts.checkpoints]).toEqual([one.ok, one.head, one.counts.signIns, one.counts.checkpoints])
  return { ok: one.ok, first: one.findings.map(({ code }) => code), second: other.findings.map(({ rule, cause }) => `${rule} ${cause}`) }
}

const sound = { ok: true, first: [], second: [] }

describe('the second verifier and people who come, forget and leave', { timeout: 60_000 }, () => {
  async function history() {
    const { ask, signIn, lock, join, workspace, folder, mia } = await team()
    const ben = await join('ben', 'Ben', secret.ben, ['statistician'])
    await lock()
    await signIn(ben, secret.ben)
    workspace().store.transact(addDataset)
    await lock()
    await signIn(mia, secret.mia)
    const cat = await join('cat', 'Cat', secret.cat, ['auditor'])
    await lock()
    await expect(signIn(ben, 'not his at all, no')).rejects.toThrow('vault/wrong-passphrase')
    await signIn(ben, secret.ben)
    await ask('people.releaseRows', { to: cat })
    await lock()
    await signIn(mia, secret.mia)
    await ask('passphrase.change', { current: secret.mia, passphrase: 'an entirely different one' })
    const witness = { signInName: 'ben', passphrase: secret.ben }
    const { recoveryKey } = await ask('recovery.make', { witness })
    expect(recoveryKey).not.toBe('')
    await ask('people.resetPassphrase', { personId: cat, passphrase: secret.once, reason: 'she forgot it', witness })
    await lock()
    await signIn(cat, secret.once)
    await ask('passphrase.change', { current: secret.once, passphrase: secret.cat })
    await lock()
    await signIn(mia, 'an entirely different one')
    await ask('people.retire', { personId: cat, reason: 'leaves' })
    await lock()
    return { folder, cat }
  }

  test('VER-2, STO-12: each of them hears the same from both; who has no rows key is told what was not checked', async () => {
    const { folder } = await history()
    expect(await heardBy(folder, 'ben', secret.ben)).toEqual(sound)
    expect(await heardBy(folder, 'mia', 'an entirely different one')).toEqual({
      ok: true,
      first: ['vault/columns-not-checked'],
      second: ['STO-12 columns not checked: 3'],
    })
  })

  test('VER-2, STO-12: a checkpoint is checked with the keys of its time, not with others of the same person', async () => {
    const { folder, cat } = await history()
    const paths = workspacePaths(folder)
    const personId = readWorkspace(folder).people.find((each) => each.signInName === 'ben')?.personId ?? ''
    const vault = await unlockVault(paths, personId, secret.ben, systemSurroundings('0.0.0-test'), 'verification')
    const db = openDatabase(paths.store, vault.keys.database, { mustExist: true })
    const trigger = db.prepare(`SELECT sql FROM sqlite_master WHERE name = 'key_slot_update'`).pluck().get() as string
    db.exec('DROP TRIGGER key_slot_update')
    const slots = db.prepare<[string], { pos: number; certificate: Buffer }>('SELECT pos, checkpoint_certificate AS certificate FROM key_slot WHERE person_id = ? ORDER BY pos').all(cat)
    expect(slots.length).toBeGreaterThan(2)
    const put = db.prepare('UPDATE key_slot SET checkpoint_certificate = ? WHERE pos = ?')
    for (const [i, { pos }] of slots.entries()) put.run(slots[(i + 1) % slots.length]?.certificate, pos)
    db.exec(trigger)
    db.close()
    vault.dispose()
    const heard = await heardBy(folder, 'ben', secret.ben)
    expect(heard.ok).toBe(false)
    expect(heard.first).toContain('ledger/broken')
    expect(heard.second).toContain('LED-6 checkpoint: signature')
  })
})
