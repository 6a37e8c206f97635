import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { killOften } from './kills.ts'

const KILLS = 8

// Five hundred of them are in test/long/kills.test.ts.
test(`STO-13, STO-31: ${KILLS} kills at random moments of a study's life lose nothing that was acknowledged and break nothing`, { timeout: 400_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-kills-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { bad, during } = await killOften(folder, KILLS, Math.random)
  console.log(`kill -9: ${KILLS} kills (${Object.entries(during).map(([what, n]) => `${what} ${n}`).join(', ')}), ${bad.length} bad`)
  expect(bad).toEqual([])
})
