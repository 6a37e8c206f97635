import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkCase } from '../../electron/selftest/case-vector.ts'
import type { KnownAnswerCheck } from '../../electron/selftest/known-answer.ts'
import { answer, printedAnswer } from '../../electron/selftest/known-answer.ts'
import { runSelftest } from '../../electron/selftest/selftest.ts'

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const readVector = (name: string) => readJson(`resources/vectors/${name}.json`)
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

describe('known answers', async () => {
  const report = await runSelftest(readVector, sha256)
  test.each(report.checks.map((check) => [check.name, check] as const))('%s', (_, check) => {
    expect(check.answers.filter((each) => !each.ok)).toEqual([])
    expect(check.answers.length).toBeGreaterThan(40)
  })
  test('every number of the aSAH case, three markers and one probability, to 1e-9', () => {
    const answers = checkCase(readJson('test/vectors/asah/asah.json'), sha256)
    expect(answers.filter((each) => !each.ok)).toEqual([])
    expect(answers.length).toBeGreaterThan(1000)
  })
  test('the published areas of the aSAH case', () => {
    const answers = checkCase(readJson('test/vectors/asah/asah.json'), sha256)
    const area = (score: string) => answers.find((each) => each.what === `${score}/auroc`)?.computed
    expect(['s100b', 'wfns', 'ndka'].map((score) => Number(area(score)).toFixed(10))).toEqual([
      '0.7313685637', '0.8236788618', '0.6119579946',
    ])
  })
  test('the quick part is a part', async () => {
    const quick = await runSelftest(readVector, sha256, { quick: true })
    expect(quick.ok).toBe(true)
    expect(quick.nAnswers).toBeLessThan(report.nAnswers / 4)
    expect(report.nFailed).toBe(0)
  })
  test('a wrong vector, a missing vector and a check that throws are failures, not crashes', async () => {
    const tilted = (name: string) => {
      const vector = readVector(name)
      return name === 'golden' ? { source: 'x', rows: [['tilted', 1, 2, 'wilson', 0.5, 0.1, 0.9]] } : vector
    }
    expect(await runSelftest(tilted, sha256, { quick: true })).toMatchObject({ ok: false, nFailed: 2 })
    const missing = await runSelftest(() => { throw new Error('no such file') }, sha256, { quick: true })
    expect(missing.ok).toBe(false)
    const empty: KnownAnswerCheck = { name: 'empty', quick: true, run: () => [] }
    expect((await runSelftest(readVector, sha256, { quick: true, more: [empty] })).ok).toBe(false)
  })
  test('comparisons: null equals only null, zero is compared absolutely', () => {
    const about = { id: 'a', what: 'a', source: 's' }
    expect(answer(about, null, 1, 1).ok).toBe(false)
    expect(answer(about, null, null, 0).ok).toBe(true)
    expect(answer(about, 0, 1e-12, 1e-9).ok).toBe(true)
    expect(answer(about, 1e-8, 2e-8, 1e-9).ok).toBe(false)
    expect(printedAnswer(about, 0.5, 0.5000004, 5e-7).ok).toBe(true)
    expect(printedAnswer(about, 0.5, null, 5e-7).ok).toBe(false)
  })
})
