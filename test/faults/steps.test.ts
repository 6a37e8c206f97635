import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { compileShim, runProgramme } from './steps.ts'
import { tellCounts } from './tell-counts.ts'

const folder = mkdtempSync(join(tmpdir(), 'probity-steps-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const shim = compileShim(folder)

// The full programme is test/long/write-steps.test.ts.
test.skipIf(shim === null)('STO-30: faults at some steps of some write paths lose nothing that was acknowledged', { timeout: 400_000 }, async () => {
  const paths = ['create a workspace', 'a wrong passphrase', 'approve and lock', 'import', 'add a person']
  const counts = await runProgramme(folder, shim ?? '', { paths, every: (steps) => Math.ceil(steps / 2), seeds: 1 })
  const { bad, points } = tellCounts(counts)
  expect(bad).toEqual([])
  expect(points).toBeGreaterThan(50)
})
if (shim === null) console.warn('SKIPPED: no C compiler, so no write step was made to fail')
