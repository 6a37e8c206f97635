import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scanForMarkers } from '../faults/markers.ts'

const KILLS = 12

test(`STO-43: with all rows and ${KILLS} kills`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-markers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { files, bytes, hits, unseen } = await scanForMarkers(folder, { rows: 10_000, kills: KILLS })
  console.log(`marker scan: ${files} files and those elsewhere, ${bytes} bytes, ${KILLS} kills, ${hits.length} hits`)
  expect(unseen).toEqual([])
  expect(hits).toEqual([])
})
