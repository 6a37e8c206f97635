import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scanForMarkers } from './markers.ts'

// With all rows and twelve kills: test/long/markers.test.ts.
test('STO-43: after full use and a kill nothing that was written holds data, a study’s name, a passphrase or the recovery key', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-markers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { files, bytes, hits, names, unseen, said } = await scanForMarkers(folder, { rows: 40, kills: 1 })
  console.log(`      ${files} files, ${bytes} bytes with those elsewhere: ${hits.length} hits`)
  expect(unseen).toEqual([])
  expect(said).not.toContain('a wrong passphrase opened it')
  for (const name of ['ws/workspace.probity', 'ws/workspace.probity-wal', 'ws/sign-in.log', 'backup/workspace.probity']) expect(names).toContain(name)
  expect(hits).toEqual([])
})
