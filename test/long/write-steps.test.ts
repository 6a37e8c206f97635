import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compileShim, runProgramme } from '../faults/steps.ts'
import { tellCounts } from '../faults/tell-counts.ts'
import { writePaths } from '../faults/write-paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'probity-steps-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const shim = compileShim(folder)
if (shim === null) console.warn('SKIPPED: no C compiler, so no write step was made to fail')
/** 1 tries every step; a larger number a sample. PROBITY_WRITE_PATH names some paths, with commas between. */
const every = Number(process.env['PROBITY_EVERY_STEP'] ?? '1')
const wanted = process.env['PROBITY_WRITE_PATH']?.split(',')

describe('every step that writes', () => {
  let at = 0
  for (const { name } of writePaths.filter((each) => wanted?.includes(each.name) ?? true)) {
    test.skipIf(shim === null)(`STO-30: ${name}: every fault at every step`, { timeout: 3_600_000 }, async () => {
      const own = join(folder, String(at++))
      mkdirSync(own)
      const counts = await runProgramme(own, shim ?? '', { paths: [name], every: () => every, seeds: 4 })
      rmSync(own, { recursive: true })
      expect(tellCounts(counts).bad).toEqual([])
    })
  }
})
