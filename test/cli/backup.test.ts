import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { ada, bob, workspaceOfTwo } from '../store/backup-fixture.ts'
import { passphrase, personIdOf, temporaryFolder } from '../store/fixture.ts'
import { probity, probityInterrupted } from './run.ts'

describe('backup and restore on the command line', { timeout: 300_000 }, () => {
  test('CLI-40, CLI-41, CLI-42: backup, drill, restore over the workspace with a witness; each prints the same head', async () => {
    const workspace = await workspaceOfTwo()
    const { folder } = workspace
    workspace.close()
    const backup = join(temporaryFolder(), 'b')
    const made = probity(['backup', folder, '--to', backup, '--person', 'ada', '--passphrase-fd', '3', '--json'], passphrase)
    expect([made.stderr, made.status]).toEqual(['', 0])
    const { seq, head } = JSON.parse(made.stdout) as { seq: number; head: string }
    const drill = probity(['restore-drill', backup, '--person', 'bob', '--passphrase-fd', '3'], bob.passphrase)
    expect([drill.stderr, drill.status]).toEqual(['', 0])
    expect(drill.stdout).toContain(`✓ head ${head.slice(0, 16)} → ${head.slice(0, 16)}`)
    const restore = (witness: string) => [
      ...['restore', backup, '--into', folder, '--person', 'ada', '--passphrase-fd', '3'],
      ...['--witness', witness, '--witness-passphrase-fd', '4'],
    ]
    const alone = probity(restore('ada'), passphrase, ada.passphrase)
    expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining('[vault/witness]')])
    const restored = probity(restore('bob'), passphrase, bob.passphrase)
    expect([restored.stderr, restored.status]).toEqual(['', 0])
    expect(restored.stdout).toContain(`restored to position #${seq} · ${head.slice(0, 16)}`)
    expect(readdirSync(join(folder, '..')).map((name) => name.replace(/-.*/, '')).sort()).toEqual([expect.stringMatching(/^ws$/), expect.stringMatching(/^ws\.replaced/)])
    expect((await verifyStore(folder, { personId: personIdOf(folder), passphrase })).ok).toBe(true)
  })

  test.each(['SIGINT', 'SIGHUP'] as const)('CLI-48: ended by %s, a backup leaves nothing and says so', async (signal) => {
    const workspace = await workspaceOfTwo()
    const { folder } = workspace
    // Above 20 MB, so that verifying the copy takes its time.
    workspace.store.transact((write) => write.drafts.put({ id: 'large', studyId: null, kind: 'protocol', bytes: '0'.repeat(24_000_000) }))
    workspace.close()
    const backup = join(temporaryFolder(), 'b')
    const ended = await probityInterrupted(signal, '[1 of 5]', ['backup', folder, '--to', backup, '--person', 'ada', '--passphrase-fd', '3'], passphrase)
    expect([ended.status, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toContain('[backup/cancelled]')
    expect(existsSync(backup)).toBe(false)
    expect((await verifyStore(folder, { personId: personIdOf(folder), passphrase })).ok).toBe(true)
  })

  test('CLI-43: a backup or restore that is refused says why in words, ends with 2, and leaves nothing', async () => {
    const workspace = await workspaceOfTwo()
    const { folder } = workspace
    workspace.close()
    const full = temporaryFolder()
    writeFileSync(join(full, 'theirs.txt'), '')
    const refused = probity(['backup', folder, '--to', full, '--person', 'ada', '--passphrase-fd', '3'], passphrase)
    expect([refused.status, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain('The folder is not empty.')
    expect(readdirSync(full)).toEqual(['theirs.txt'])
    expect(probity(['backup', folder]).status).toBe(2)
    expect(probity(['restore-drill', full, '--person', 'ada', '--passphrase-fd', '3'], passphrase).status).toBe(2)
  })
})
