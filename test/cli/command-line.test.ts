import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { openDatabase } from '../../electron/store/database.ts'
import { openWorkspace, readWorkspace } from '../../electron/workspace/workspace.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority } from '../../electron/vault/certificates.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const demo = (name: string) => join(root, 'resources/demo', name)

function probity(args: readonly string[], options: { input?: string; passphrase?: string } = {}) {
  const file = options.passphrase === undefined ? null : join(mkdtempSync(join(tmpdir(), 'probity-fd-')), 'fd')
  if (file !== null) writeFileSync(file, `${options.passphrase}\n`)
  const fd = file === null ? null : openSync(file, 'r')
  const run = spawnSync(process.execPath, [join(root, 'electron/cli/main.ts'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', ...(fd === null ? [] : [fd])],
    timeout: 180_000,
    maxBuffer: 64_000_000,
  })
  if (fd !== null) closeSync(fd)
  return run
}

describe('command line', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-cli-'))
  const at = (name: string) => join(folder, name)
  let demoRun: ReturnType<typeof probity>
  beforeAll(() => {
    demoRun = probity(['demo', '--out', at('demo')])
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const evaluate = (cohort: string, predictions: string, ...more: string[]) =>
    probity(['evaluate', '--cohort', cohort, '--predictions', predictions, '--protocol', demo('protocol.json'), '--out', at('results.json'), ...more])

  it('CLI-4: the demo runs from files to a verified signed report', () => {
    expect(demoRun.stderr).toBe('')
    expect(demoRun.status).toBe(0)
    expect(demoRun.stdout).toMatch(/✓ report\.pdf: valid/)
    expect(demoRun.stdout).toMatch(/✓ workspace: \d+ audit-trail entries/)
    const text = spawnSync('pdftotext', ['-layout', at('demo/report.pdf'), '-'], { encoding: 'utf8' }).stdout
    expect(text).toContain('DEMO')
    // On page 1, wherever the line breaks.
    expect(text.split('\f')[0]).toMatch(/single[-\s]+person|One person prepared/)
  })

  it('CLI-1: fine is 0, a negative verdict 1, refused input 2', () => {
    expect(probity(['protocol', 'check', demo('protocol.json')]).status).toBe(0)
    expect(evaluate(demo('reference-data.csv'), demo('predictions.csv')).status).toBe(1)
    expect(evaluate(demo('nowhere.csv'), demo('predictions.csv')).status).toBe(2)
    expect(probity(['evaluate']).status).toBe(2)
    expect(probity(['nonsense']).status).toBe(2)
    expect(probity(['verify', at('nothing')]).status).toBe(2)
    expect(probity(['--version']).status).toBe(0)
  })

  it('CLI-2: problems go to standard error and nothing is written', () => {
    rmSync(at('results.json'), { force: true })
    writeFileSync(at('bad.csv'), 'case_id,p_full,p_simple\nGBSG0132,"0,4",0.2\nGBSG0132,NaN,1e400\n')
    const people = evaluate(demo('reference-data.csv'), at('bad.csv'))
    expect(people.status).toBe(2)
    expect(people.stdout).toBe('')
    expect(people.stderr).toContain('intake/duplicate-prediction')
    const machine = evaluate(demo('reference-data.csv'), at('bad.csv'), '--json')
    const { problems } = JSON.parse(machine.stderr) as { problems: { code: string; where: { row: number; column: string } }[] }
    expect(problems.find((each) => each.code === 'intake/duplicate-prediction')?.where).toMatchObject({ row: 3, column: 'case_id' })
    expect(existsSync(at('results.json'))).toBe(false)
  })

  it('CLI-7: one file may be cohort and predictions at once', () => {
    const data = readFileSync(demo('reference-data.csv'), 'utf8').trimEnd().split('\n')
    const outputs = readFileSync(demo('predictions.csv'), 'utf8').trimEnd().split('\n')
    writeFileSync(at('both.csv'), data.map((line, i) => `${line},${(outputs[i] ?? '').split(',').slice(1).join(',')}`).join('\n'))
    expect(evaluate(at('both.csv'), at('both.csv')).status).toBe(1)
    const together = readFileSync(at('results.json'), 'utf8')
    expect(evaluate(demo('reference-data.csv'), demo('predictions.csv')).status).toBe(1)
    expect(together).toBe(readFileSync(at('results.json'), 'utf8'))
  })

  it('CLI-30: weights, clusters and the unverified are read as the protocol names them', () => {
    const protocol = {
      ...(JSON.parse(readFileSync(demo('protocol.json'), 'utf8')) as object),
      sampling: 'weighted',
      samplingDesign: { weightColumn: 'w' },
      verification: 'result-dependent',
      verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'p_full', operatingPoint: 'T50' } },
      clusters: { column: 'centre' },
    }
    writeFileSync(at('weighted.json'), JSON.stringify(protocol))
    const [head = '', ...lines] = readFileSync(demo('reference-data.csv'), 'utf8').trimEnd().split('\n')
    const label = head.split(',').indexOf('label')
    const rows = lines.map((line, i) => {
      const cells = line.split(',')
      if (i % 4 === 0) cells[label] = ''
      return `${cells.join(',')},${1 + (i % 3)},c${i % 40}`
    })
    writeFileSync(at('weighted.csv'), [`${head},w,centre`, ...rows].join('\n'))
    const run = probity(['evaluate', '--cohort', at('weighted.csv'), '--predictions', demo('predictions.csv'), '--protocol', at('weighted.json'), '--out', at('weighted-results.json'), '--not-done', ''])
    expect(run.stderr).toBe('')
    const { estimates, counts } = JSON.parse(readFileSync(at('weighted-results.json'), 'utf8')) as { estimates: { id: string; value: number; options: object }[]; counts: { reference: Record<string, number> } }
    expect(counts.reference['not-done']).toBe(Math.ceil(lines.length / 4))
    const found = estimates.find(({ id }) => id === 'p_full/T50/sensitivity')
    expect(found?.value).toBeGreaterThan(0)
    expect(found?.options).toMatchObject({ weights: 'sampling-weights-and-begg-greenes', clusters: 'centre', verifiedOf: counts.reference['not-done']! + counts.reference['present']! + counts.reference['absent']! })
  })

  it('CLI-3: a passphrase comes from a file descriptor, and a wrong one is refused', () => {
    const { demo: secret } = JSON.parse(readFileSync(at('demo/workspace/workspace.json'), 'utf8')) as { demo: { passphrase: string } }
    const right = probity(['verify', at('demo/workspace'), '--person', 'demo', '--passphrase-fd', '3'], secret)
    expect(right.status).toBe(0)
    const wrong = probity(['verify', at('demo/workspace'), '--passphrase-fd', '3'], { passphrase: 'not the passphrase at all' })
    expect(wrong.status).toBe(2)
    expect(wrong.stderr).toContain('vault/wrong-passphrase')
    expect(probity(['verify', at('demo/workspace'), '--passphrase', 'x']).stderr).toContain('cli/usage')
  })

  it('CLI-5: one flipped byte in the PDF is noticed', () => {
    const pdf = readFileSync(at('demo/report.pdf'))
    for (const place of [1000, Math.floor(pdf.length / 2), pdf.length - 200]) {
      const copy = Buffer.from(pdf)
      copy[place] = (copy[place] ?? 0) ^ 1
      writeFileSync(at('flipped.pdf'), copy)
      expect(probity(['verify', at('flipped.pdf'), '--ca', at('demo/workspace-ca.pem')]).status).not.toBe(0)
    }
  })

  it('CLI-5: of several authorities one is enough, wherever the option stands', async () => {
    const { clock, randomBytes } = systemSurroundings('t')
    const other = await makeAuthority('Elsewhere', clock.now(), randomBytes)
    writeFileSync(at('other.pem'), `-----BEGIN CERTIFICATE-----\n${Buffer.from(other.certificate).toString('base64')}\n-----END CERTIFICATE-----\n`)
    const verified = (...options: string[]) => probity(['verify', ...options, at('demo/report.pdf')])
    expect(verified('--ca', at('other.pem')).status).toBe(1)
    expect(verified('--ca', at('other.pem'), '--ca', at('demo/workspace-ca.pem'))).toMatchObject({ status: 0, stderr: '' })
  })

  it('CLI-6: one edited row in the store is noticed', async () => {
    const store = at('demo/workspace')
    const { demo: secret } = JSON.parse(readFileSync(join(store, 'workspace.json'), 'utf8')) as { demo: { passphrase: string } }
    const personId = readWorkspace(store).people[0]?.personId ?? ''
    const workspace = await openWorkspace(store, personId, secret.passphrase, systemSurroundings('0.0.0-test'))
    const key = new Uint8Array(workspace.vault.keys.database)
    workspace.close()
    // With the key in hand and the guards put back afterwards, so that only the row itself can tell.
    const db = openDatabase(join(store, 'workspace.probity'), key, { mustExist: true })
    const guards = db.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`).all()
    for (const { name } of guards) db.exec(`DROP TRIGGER ${name}`)
    db.exec(`UPDATE record SET bytes = replace(bytes, '"goal":0.6', '"goal":0.5') WHERE kind = 'protocol'`)
    for (const { sql } of guards) db.exec(sql)
    db.close()
    const run = probity(['verify', store])
    expect(run.status).toBe(1)
    expect(run.stderr).toContain('protocol')
  })

  it('CLI-8: the self-test computes every known answer', () => {
    const run = probity(['selftest', '--json'])
    const report = JSON.parse(run.stdout) as { ok: boolean; nAnswers: number; nFailed: number }
    expect(run.status).toBe(0)
    expect(report.nFailed).toBe(0)
    expect(report.nAnswers).toBeGreaterThan(3000)
  })

  it('CLI-PLN-1: a plan is answered as a table with paragraphs, or as a protocol keeps it', () => {
    const item = { id: 'se', label: 'Sensitivity', kind: 'goal', among: 'present', expected: 0.95, bound: 'lower', goal: 0.9, interval: 'wilson', power: 0.8 }
    const plan = { format: 'probity.sample-size-plan', version: 1, level: 0.95, assumptions: { prevalence: 0.2, assurance: 0.9 }, items: [item] }
    const write = (value: object) => writeFileSync(at('plan.json'), JSON.stringify(value))
    write(plan)
    const people = probity(['plan', at('plan.json')])
    expect(people.status).toBe(0)
    expect(people.stdout).toMatch(/^se +Sensitivity .* 254 /m)
    expect(people.stdout).toContain('This needs 254 examinations with the target condition')
    const machine = probity(['plan', at('plan.json'), '--json'])
    const planning = JSON.parse(machine.stdout) as object
    writeFileSync(at('with-plan.json'), JSON.stringify({ ...(JSON.parse(readFileSync(demo('protocol.json'), 'utf8')) as object), planning }))
    expect(probity(['protocol', 'check', at('with-plan.json')]).status).toBe(0)
    write({ ...plan, planned: 200 })
    expect(probity(['plan', at('plan.json')]).status).toBe(1)
    write({ ...plan, assumptions: { assurance: 0.9 } })
    const refused = probity(['plan', at('plan.json')])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('planning/not-valid')
  })
})
