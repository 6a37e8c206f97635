import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { killOften } from '../faults/kills.ts'

const KILLS = Number(process.env['PROBITY_KILLS'] ?? '500')

test(`STO-31: ${KILLS} kills at random moments: nothing acknowledged is lost, no chain breaks`, { timeout: 7_200_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-kills-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { bad, during } = await killOften(folder, KILLS, Math.random)
  console.log(`kill -9: ${KILLS} kills (${Object.entries(during).map(([what, n]) => `${what} ${n}`).join(', ')}), ${bad.length} bad`)
  expect(bad).toEqual([])
})
