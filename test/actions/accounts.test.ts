import { describe, expect, test } from 'vitest'
import { checkpointOrigin, checkpointText } from '../../shared/ledger/checkpoint.ts'
import { fromHex } from '../../shared/vocabulary/ids.ts'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import { verifyAll, verifyStore } from '../../electron/workspace/verify.ts'
import { addDataset } from '../store/sample.ts'
import { secret, team } from './team.ts'

const findings = async (workspace: Parameters<typeof verifyAll>[0]) => (await verifyAll(workspace)).findings.map((each) => each.code)

/** Signed with the session's checkpoint key. */
function checkpoint({ store, vault, storeId, session }: Workspace): void {
  const { seq, hash } = store.ledger.head()
  const text = checkpointText({ origin: checkpointOrigin(storeId), size: seq, head: fromHex(hash), root: store.ledger.root() })
  store.transact((w) => w.checkpoints.add({ size: seq, text, signature: vault.signCheckpoint(new TextEncoder().encode(text)), personId: session.personId }))
}

describe('accounts', { timeout: 60_000 }, () => {
  test('ACT-40: a new person changes the passphrase before anything else', async () => {
    const { ask, signIn, lock } = await team()
    const { people } = await ask('people.add', { signInName: 'ben', printedName: 'Ben', passphrase: secret.once, roles: [{ role: 'statistician', studyId: null }] })
    const ben = people.find((each) => each.signInName === 'ben')
    expect(ben).toMatchObject({ state: 'active', mustChangePassphrase: true, rows: 'waiting', roles: [{ role: 'statistician', studyId: null, studyName: null }] })
    await lock()
    const view = await signIn(ben?.id ?? '', secret.once)
    expect(view).toMatchObject({ mustChangePassphrase: true, permitted: ['passphrase.change'] })
    for (const command of ['study.list', 'people.list', 'workspace.verify'] as const) {
      await expect(ask(command, {})).rejects.toThrow('vault/must-change-passphrase')
    }
    await expect(ask('passphrase.change', { current: secret.once, passphrase: secret.once })).rejects.toThrow('vault/passphrase-same')
    expect(await ask('passphrase.change', { current: secret.once, passphrase: secret.ben })).toMatchObject({ mustChangePassphrase: false, rows: 'held' })
    expect(await ask('study.list', {})).toEqual([])
    await lock()
    await expect(signIn(ben?.id ?? '', secret.once)).rejects.toThrow('vault/wrong-passphrase')
    await signIn(ben?.id ?? '', secret.ben)
  })

  test('ACT-41: one’s own passphrase changes and nothing under it does; after a given one the keys are new', async () => {
    const { ask, signIn, lock, workspace, join, mia } = await team(['administrator', 'statistician'])
    workspace().store.transact(addDataset)
    const data = () => JSON.stringify(['segment', 'data_key', 'key_slot', 'record'].map((table) => workspace().store.database.prepare(`SELECT * FROM main.${table}`).all()))
    const [before, database, certificate] = [data(), Buffer.from(workspace().vault.keys.database), Buffer.from(workspace().vault.certificate())]
    await ask('passphrase.change', { current: secret.mia, passphrase: 'an entirely different one' })
    expect(data()).toBe(before)
    await lock()
    await signIn(mia, 'an entirely different one')
    expect(Buffer.from(workspace().vault.keys.database).equals(database)).toBe(true)
    expect(Buffer.from(workspace().vault.certificate()).equals(certificate)).toBe(true)
    await ask('passphrase.change', { current: 'an entirely different one', passphrase: secret.mia })
    const ben = await join('ben', 'Ben', secret.ben, ['reviewer'])
    const { slots } = workspace().store.people.get(ben) ?? { slots: [] }
    expect(new Set(slots.map((slot) => Buffer.from(slot.certificate).toString('hex'))).size).toBe(2)
    expect(workspace().store.ledger.list({ action: 'key.retired' }).map((entry) => entry.body.objectId)).toEqual([slots[0]?.slotId])
    expect(await findings(workspace())).toEqual([])
  })

  test('ACT-42: roles need a reason, one’s own a witness, and an administrator stays', async () => {
    const { ask, join, mia, workspace } = await team()
    const reason = 'she joined the analysis'
    const mine = { personId: mia, role: 'statistician', studyId: null, reason } as const
    const ben = await join('ben', 'Ben', secret.ben, ['auditor'])
    await expect(ask('people.grantRole', mine)).rejects.toThrow('vault/witness missing')
    await expect(ask('people.grantRole', { ...mine, witness: { signInName: 'mia', passphrase: secret.mia } })).rejects.toThrow('vault/witness same-person')
    await expect(ask('people.grantRole', { ...mine, witness: { signInName: 'ben', passphrase: 'not his at all, no' } })).rejects.toThrow('vault/wrong-passphrase')
    await expect(ask('people.grantRole', { ...mine, witness: { signInName: 'nobody', passphrase: secret.ben } })).rejects.toThrow('vault/wrong-passphrase')
    await ask('people.grantRole', { ...mine, witness: { signInName: 'ben', passphrase: secret.ben } })
    const [granted] = workspace().store.ledger.list({ action: 'role.granted', newestFirst: true, limit: 1 })
    expect(granted?.body).toMatchObject({ reason, details: { role: 'statistician', witnessId: ben, witnessName: 'Ben' } })
    await expect(ask('people.grantRole', { ...mine, personId: ben, role: 'auditor' })).rejects.toThrow('people/role-unchanged')
    await expect(ask('people.grantRole', { ...mine, personId: ben, role: 'administrator', studyId: 'ab'.repeat(16) })).rejects.toThrow('people/role-scope administrator-of-one-study')
    await expect(ask('people.grantRole', { ...mine, personId: ben, studyId: 'ab'.repeat(16) })).rejects.toThrow('people/role-scope no-such-study')
    await expect(ask('people.revokeRole', { ...mine, role: 'administrator', witness: { signInName: 'ben', passphrase: secret.ben } })).rejects.toThrow('people/last-administrator')
    await ask('people.grantRole', { ...mine, personId: ben, role: 'administrator' })
    await ask('people.revokeRole', { ...mine, role: 'administrator', witness: { signInName: 'ben', passphrase: secret.ben } })
    await expect(ask('people.grantRole', mine)).rejects.toThrow('permission/denied')
  })

  test('ACT-43: an ended account opens nothing and its name goes to nobody', async () => {
    const { ask, join, signIn, lock, mia, workspace } = await team()
    const ben = await join('ben', 'Ben', secret.ben, ['auditor'])
    await join('cat', 'Cat', secret.cat, ['statistician'])
    await expect(ask('people.retire', { personId: mia, reason: 'leaves' })).rejects.toThrow('people/not-yourself')
    const { people } = await ask('people.retire', { personId: ben, reason: 'left the company' }).catch(() => ({ people: [] }))
    expect(people).toEqual([])
    // Ben was the first who might read rows and nobody else has been given them: cat is given them first.
    expect(workspace().store.people.get(ben)?.retiredAt).toBeNull()
    await lock()
    await signIn(ben, secret.ben)
    const cat = (await ask('people.list', {})).people.find((each) => each.signInName === 'cat')?.id ?? ''
    await ask('people.releaseRows', { to: cat })
    await lock()
    await signIn(mia, secret.mia)
    const after = await ask('people.retire', { personId: ben, reason: 'left the company' })
    expect(after.people.find((each) => each.id === ben)).toMatchObject({ state: 'retired', rows: 'none' })
    const again = { signInName: 'ben', printedName: 'Another Ben', passphrase: secret.once, roles: [{ role: 'auditor', studyId: null }] } as const
    await expect(ask('people.add', { ...again, roles: [...again.roles] })).rejects.toThrow('people/name-taken')
    expect(await findings(workspace())).toEqual([])
    const locked = await lock()
    expect(locked.kind === 'locked' && locked.people.map((each) => each.signInName)).toEqual(['mia', 'cat'])
    await expect(signIn(ben, secret.ben)).rejects.toThrow('vault/wrong-passphrase')
  })

  test('ACT-44: a reset before a witness gives new keys and shows nobody data', async () => {
    const { ask, join, signIn, lock, mia, workspace, folder } = await team()
    const ben = await join('ben', 'Ben', secret.ben, ['statistician'])
    const cat = await join('cat', 'Cat', secret.cat, ['validator'])
    await lock()
    await signIn(ben, secret.ben)
    workspace().store.transact(addDataset)
    await ask('people.releaseRows', { to: cat })
    checkpoint(workspace())
    const old = Buffer.from(workspace().vault.certificate())
    await lock()
    await signIn(mia, secret.mia)
    const reset = { personId: ben, passphrase: secret.once, reason: 'he forgot it' }
    await expect(ask('people.resetPassphrase', { ...reset, personId: mia })).rejects.toThrow('people/not-yourself')
    await expect(ask('people.resetPassphrase', reset)).rejects.toThrow('vault/witness missing')
    const himself = { signInName: 'ben', passphrase: secret.ben }
    await expect(ask('people.resetPassphrase', { ...reset, witness: himself })).rejects.toThrow('vault/witness same-person')
    const { people } = await ask('people.resetPassphrase', { ...reset, witness: { signInName: 'cat', passphrase: secret.cat } })
    expect(people.find((each) => each.id === ben)).toMatchObject({ mustChangePassphrase: true, rows: 'waiting' })
    // Nor can rows be released to a passphrase that the administrator chose.
    await lock()
    await signIn(cat, secret.cat)
    await expect(ask('people.releaseRows', { to: ben })).rejects.toThrow('vault/not-yet-signed-in')
    await lock()
    await expect(signIn(ben, secret.ben)).rejects.toThrow('vault/wrong-passphrase')
    await signIn(ben, secret.once)
    await ask('passphrase.change', { current: secret.once, passphrase: secret.ben })
    expect(Buffer.from(workspace().vault.certificate()).equals(old)).toBe(false)
    expect(workspace().vault.rowsKey).toBeNull()
    await lock()
    const report = await verifyStore(folder, { personId: cat, passphrase: secret.cat })
    expect([report.findings, report.counts.checkpoints]).toEqual([[], 1])
  })

  test('ACT-45: an administrator opens no patient row, and a verification says what it left out', async () => {
    const { ask, join, signIn, lock, mia, workspace } = await team()
    const ben = await join('ben', 'Ben', secret.ben, ['statistician'])
    await lock()
    await signIn(ben, secret.ben)
    const dataset = workspace().store.transact(addDataset)
    await lock()
    expect(await signIn(mia, secret.mia)).toMatchObject({ rows: 'none', readOnly: false })
    expect(() => workspace().store.segments.openKey(dataset)).toThrow('vault/no-rows-key')
    const seen = await ask('workspace.verify', {})
    expect(seen.findings).toEqual([{ code: 'vault/columns-not-checked', severity: 'warning', params: { n: 3 } }])
    expect(seen.ok).toBe(true)
    await expect(ask('people.releaseRows', { to: ben })).rejects.toThrow('vault/no-rows-key')
    const cat = await join('cat', 'Cat', secret.cat, ['auditor'])
    await lock()
    await signIn(ben, secret.ben)
    expect((await ask('people.releaseRows', { to: cat })).people.find((each) => each.id === cat)?.rows).toBe('held')
    await lock()
    await signIn(cat, secret.cat)
    expect(workspace().store.segments.openKey(dataset).bytes.length).toBe(32)
    await lock()
    await signIn(mia, secret.mia)
    await ask('people.revokeRole', { personId: cat, role: 'auditor', studyId: null, reason: 'audit is over' })
    expect(workspace().store.ledger.list({ action: 'rows-key.withdrawn' }).length).toBe(1)
    expect((await ask('people.list', {})).people.find((each) => each.id === cat)?.rows).toBe('none')
  })

  test('ACT-46: the last who can open patient rows cannot be taken away', async () => {
    const { ask, join } = await team()
    const ben = await join('ben', 'Ben', secret.ben, ['statistician'])
    const reason = 'no longer here'
    await expect(ask('people.retire', { personId: ben, reason })).rejects.toThrow('vault/last-rows-holder')
    await expect(ask('people.resetPassphrase', { personId: ben, passphrase: secret.once, reason })).rejects.toThrow('vault/last-rows-holder')
    await expect(ask('people.revokeRole', { personId: ben, role: 'statistician', studyId: null, reason })).rejects.toThrow('vault/last-rows-holder')
  })

  test('ACT-47: break-glass: the printed key, two people, a banner until it is acknowledged', async () => {
    const { ask, join, signIn, lock, mia, workspace, folder } = await team()
    const ben = await join('ben', 'Ben Reader', secret.ben, ['statistician'])
    const { recoveryKey, rows } = await ask('recovery.make', { witness: { signInName: 'ben', passphrase: secret.ben } })
    expect([recoveryKey.length, rows]).toEqual([14 * 5 - 1, false])
    await lock()
    await signIn(ben, secret.ben)
    expect((await ask('people.releaseRows', { to: 'recovery' })).recovery).toBe('with-rows')
    await lock()
    const wanted = { personId: mia, recoveryKey, passphrase: 'found again in the safe', secondPerson: 'Ben Reader', reason: 'Mia forgot hers' }
    await expect(ask('workspace.recover', { ...wanted, recoveryKey: recoveryKey.replace(/^./, (letter) => (letter === '0' ? '1' : '0')) })).rejects.toThrow('vault/wrong-recovery-key')
    await expect(ask('workspace.recover', { ...wanted, secondPerson: 'mia keeper' })).rejects.toThrow('vault/witness same-person')
    await expect(ask('workspace.recover', { ...wanted, personId: ben, secondPerson: 'Mia' })).rejects.toThrow('permission/denied')
    const opened = await ask('workspace.recover', { ...wanted, witness: { signInName: 'ben', passphrase: secret.ben } })
    expect(opened).toMatchObject({ kind: 'open', rows: 'none', recoveryUsed: { person: 'Mia Keeper', secondPerson: 'Ben Reader', secondProved: true, reason: 'Mia forgot hers' } })
    await lock()
    await expect(signIn(mia, secret.mia)).rejects.toThrow('vault/wrong-passphrase')
    expect((await signIn(mia, 'found again in the safe')).recoveryUsed).not.toBeNull()
    expect(await ask('recovery.acknowledge', { reason: 'seen and talked about' })).toMatchObject({ recoveryUsed: null })
    // With the printed key the administrator can reset the only reader of rows and give them back.
    await ask('people.resetPassphrase', { personId: ben, passphrase: secret.once, reason: 'he forgot his too' })
    await lock()
    await signIn(ben, secret.once)
    await ask('passphrase.change', { current: secret.once, passphrase: secret.ben })
    await lock()
    await signIn(mia, 'found again in the safe')
    await ask('people.releaseRows', { to: ben, recoveryKey: recoveryKey.toLowerCase().replaceAll('-', ' ') })
    expect((await ask('people.list', {})).people.find((each) => each.id === ben)?.rows).toBe('held')
    await lock()
    expect((await verifyStore(folder, { personId: ben, passphrase: secret.ben })).findings).toEqual([])
    await signIn(ben, secret.ben)
    expect(workspace().vault.rowsKey).not.toBeNull()
  })

  test('ACT-48: refused attempts are seen at once by the administrator and at the next sign-in by the person', async () => {
    const { ask, join, signIn, lock, mia } = await team()
    const ben = await join('ben', 'Ben', secret.ben, ['auditor'])
    await lock()
    await expect(signIn(ben, 'guessing at something')).rejects.toThrow('vault/wrong-passphrase')
    await expect(signIn(ben, 'guessing once more yet')).rejects.toThrow('vault/wrong-passphrase')
    expect(await signIn(mia, secret.mia)).toMatchObject({ nFailedSince: 0, lastFailedAt: null })
    const { people, failedUnknown } = await ask('people.list', {})
    expect(people.map((each) => each.failed?.n)).toEqual([0, 2])
    expect(failedUnknown?.n).toBe(0)
    await lock()
    const view = await signIn(ben, secret.ben)
    expect(view.nFailedSince).toBe(2)
    expect(view.lastFailedAt).toMatch(/^20/)
    expect((await ask('people.list', {})).people.map((each) => each.failed)).toEqual([null, null])
    await lock()
    expect((await signIn(ben, secret.ben)).nFailedSince).toBe(0)
  })

  test('ACT-49: the least length is set with a reason and holds afterwards', async () => {
    const { ask, workspace } = await team()
    const add = { signInName: 'ben', printedName: 'Ben', passphrase: secret.once, roles: [{ role: 'auditor' as const, studyId: null }] }
    expect((await ask('passphrase.setMinimum', { minimum: 30, reason: 'shared corridor' })).minimumPassphraseLength).toBe(30)
    await expect(ask('people.add', add)).rejects.toThrow('vault/passphrase-too-short')
    const [entry] = workspace().store.ledger.list({ action: 'passphrase-policy.changed' })
    expect(entry?.body).toMatchObject({ reason: 'shared corridor', details: { before: 15, minimum: 30 } })
    await expect(ask('passphrase.setMinimum', { minimum: 7, reason: 'short' })).rejects.toThrow('ipc/bad-request')
  })
})
