import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { PlanItem } from '../../shared/vocabulary/planning.ts'
import { Results } from '../../shared/vocabulary/results.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8')
const blocks = [...page.matchAll(/```(csv|json)\n([\s\S]*?)```/g)].map((match) => match[2] ?? '')

it('the full example of docs/protocol.md runs as it is written', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-docs-'))
  const at = (name: string) => join(folder, name)
  try {
    const [cohort, predictions, protocol] = blocks
    writeFileSync(at('cohort.csv'), cohort ?? '')
    writeFileSync(at('predictions.csv'), predictions ?? '')
    writeFileSync(at('protocol.json'), protocol ?? '')
    const cli = join(root, 'electron/cli/main.ts')
    expect(execFileSync(process.execPath, [cli, 'protocol', 'check', at('protocol.json')], { encoding: 'utf8' })).toContain('SHA-256')
    const files = ['--cohort', at('cohort.csv'), '--predictions', at('predictions.csv'), '--protocol', at('protocol.json')]
    const columns = ['--id', 'exam_id', '--participant', 'person_id', '--reference', 'reference', '--missing-reason', 'device offline']
    const run = spawnSync(process.execPath, [cli, 'evaluate', ...files, ...columns, '--out', at('results.json')], { encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.status).toBe(1)
    const results = Results.parse(JSON.parse(readFileSync(at('results.json'), 'utf8')))
    expect(results.endpoints.map((each) => each.verdict)).toEqual(['met', 'not-met-not-shown'])
    expect(results.endpoints[0]?.boundValue).toBeCloseTo(0.398, 3)
    expect(results.confusion[0]).toMatchObject({ tp: 4, fn: 0 })
    expect(results.counts.predictions[0]?.missing).toEqual([{ reason: 'device offline', n: 1 }])
    expect(results.exploratory).toBe(true)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('the sample size plan of docs/protocol.md is answered, and every kind it names exists', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-docs-'))
  try {
    writeFileSync(join(folder, 'plan.json'), blocks[3] ?? '')
    const run = spawnSync(process.execPath, [join(root, 'electron/cli/main.ts'), 'plan', join(folder, 'plan.json')], { encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.status).toBe(0)
    expect(run.stdout).toContain('This needs 240 examinations with the target condition')
    for (const { shape } of PlanItem.options) expect(page).toContain(`\`${shape.kind.value}\``)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
