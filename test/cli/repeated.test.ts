import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { Results } from '../../shared/vocabulary/results.ts'
import { pbcInput, pbcRules } from '../evaluation/pbcseq.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const vector = (name: string) => join(root, 'test/vectors/pbcseq', name)

describe('command line over time', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const evaluate = (protocol: object, ...more: string[]) => {
    writeFileSync(join(folder, 'protocol.json'), JSON.stringify(protocol))
    const files = ['--cohort', vector('reference.csv'), '--predictions', vector('predictions.csv'), '--protocol', join(folder, 'protocol.json')]
    const columns = ['--id', 'id', '--reference', 'reference', '--present', 'dead', '--absent', 'alive', '--missing-reason', 'not measured']
    const args = [join(root, 'electron/cli/main.ts'), 'evaluate', ...files, ...columns, '--out', join(folder, 'results.json'), ...more]
    return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 180_000 })
  }

  it('CLI-9: files and a protocol with predictions over time give results', () => {
    const { protocol } = pbcInput(pbcRules['plain'] ?? expect.fail(), {
      clusters: { column: 'site' },
      bootstrap: { replicates: 100, seed: 1 },
      subgroups: [{ id: 'sex', label: 'Sex', kind: 'categories', column: 'sex', levels: ['f', 'm'] }],
    })
    const run = evaluate(protocol, '--predicted-at', 'day', '--available-at', 'seen')
    expect(run.stderr).toBe('')
    expect(run.status).toBe(0)
    expect(run.stdout).toContain('Event sensitivity · bili · T (score ≥ 4)')
    // 299 false alarms in 730,592 days: three figures are shown, not 0.000.
    expect(run.stdout).toMatch(/False alarms per patient-day · bili .* 0\.000409 /)
    const results = Results.parse(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')))
    expect(results.repeated?.find((each) => each.prediction === 'bili')?.alerts).toMatchObject({ raised: 453, credited: 154 })
    expect(evaluate(protocol).stderr).toContain('intake/mapping-incomplete')
  })
})
