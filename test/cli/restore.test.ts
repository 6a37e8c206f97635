import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeBackup } from '../../electron/actions/backup.ts'
import { adm, retentionStudy, rev } from '../actions/retention-study.ts'
import { probity } from './run.ts'

describe('a restore that brings back what was disposed of, on the command line', { timeout: 120_000 }, () => {
  test('CLI-45: `--brings-back` is said after the refusal that asks for it, names the data, and is not needed where none come back', async () => {
    const made = await retentionStudy('imported')
    try {
      made.periods(0)
      await makeBackup(made.context(), { folder: join(made.root, 'before') })
      await made.dispose('dataset')
      await makeBackup(made.context(), { folder: join(made.root, 'after') })
      made.close()
      const restore = (backup: string, ...more: string[]) =>
        probity(
          ['restore', join(made.root, backup), '--into', made.folder, '--person', 'adm', '--witness', 'rev', '--passphrase-fd', '3', '--witness-passphrase-fd', '4', ...more],
          ...[adm.passphrase, rev.passphrase],
        )
      const asked = restore('before')
      expect([asked.status, asked.stdout]).toEqual([2, ''])
      expect(asked.stderr).toContain('still holds the keys of data that were disposed of since: Reference data, version 1.')
      expect(asked.stderr).toContain('--brings-back')
      const done = restore('before', '--brings-back', '--json')
      expect([done.stderr, done.status]).toEqual(['', 0])
      const { keptAs } = JSON.parse(done.stdout) as { keptAs: string }
      await made.as('cus')
      expect(made.workspace().store.segments.keysOf(made.record('dataset')).some((key) => key.isDestroyed)).toBe(false)
      const [entry] = made.workspace().store.ledger.list({ action: 'store.restored', newestFirst: true, limit: 1 })
      expect(entry?.body.details).toMatchObject({ broughtBack: 1, broughtBackData: `dataset ${made.record('dataset').id} v1`, witnessName: rev.fullName })
      made.close()
      // The restored store has disposed of nothing: the backup from after the disposal takes its place without a word.
      expect(restore('after').status).toBe(0)
      rmSync(join(made.root, keptAs), { recursive: true })
    } finally {
      made.end()
    }
  })
})
