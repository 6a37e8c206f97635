import { describe, expect, test } from 'vitest'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Estimate, Results } from '../../shared/vocabulary/results.ts'
import { PARTICIPANT_ID, covariateColumn, decisionColumn } from '../../shared/vocabulary/roles.ts'
import { baseProtocol, decisionOutput, overlapping, protocolWith, studyInput, type Row } from './study.ts'

/* Examinations that do not count alike, with numbers small enough to be worked out by hand. */

function evaluateWeighted(changes: object, rows: readonly Row[], more: readonly (readonly [string, Column])[] = [], predicted: readonly (readonly [string, Column])[] = []): Results {
  const input = studyInput(protocolWith(changes), rows)
  const weights: Column = { kind: 'number', values: Float64Array.from(rows, (_, i) => 1 + (i % 3)) }
  const cohort = new Map<string, Column>([...input.cohort, [covariateColumn('w'), weights], ...more])
  return evaluate({ ...input, cohort, predictions: new Map<string, Column>([...input.predictions, ...predicted]) })
}
const of = ({ estimates }: Results, id: string): Estimate => estimates.find((each) => each.id === id) ?? expect.fail(id)
const weighted = { sampling: 'weighted', samplingDesign: { weightColumn: 'w' } }

describe('sampling weights', () => {
  test('WGE-10: clusters are counted among the rows of both classes; 19 of them are few, 20 are not', () => {
    const rows = overlapping(40)
    const clusteredBy = (k: number) =>
      evaluateWeighted({ ...weighted, clusters: { column: 'participant' } }, rows, [[PARTICIPANT_ID, textColumn(rows.map((_, i) => `P${(i % 40) % k}`))]])
    const [twenty, fewer] = [clusteredBy(20), clusteredBy(19)]
    for (const id of ['a/T50/sensitivity', 'a/auroc', 'a/brier', 'a/calibration-slope']) {
      expect(of(twenty, id).options, id).toMatchObject({ nClusters: 20 })
      expect(of(twenty, id).warnings ?? [], id).not.toContain('fewer-than-20-clusters')
      expect(of(fewer, id).warnings, id).toContain('fewer-than-20-clusters')
    }
  })

  test('EST-3: an area of few with the condition is descriptive, however many are without', () => {
    const rows = overlapping(12).filter((_, i) => i < 3 || i >= 12)
    expect(of(evaluateWeighted(weighted, rows), 'a/auroc')).toMatchObject({ denominators: { present: 3, absent: 12 }, descriptive: true })
    expect(of(evaluateWeighted(weighted, overlapping(12)), 'a/auroc').descriptive).toBe(false)
  })

  test('WGE-8: areas of two outputs are compared only where both have scores', () => {
    const rows = overlapping(8)
    const comparison = { id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'b' } }
    const decided = { ...decisionOutput, id: 'b', decisionColumn: 'b', decision: { codes: { positive: 'positive', negative: 'negative' } } }
    const calls = textColumn(rows.map((_, i) => (i % 3 === 0 ? 'positive' : 'negative')))
    const protocol = { ...weighted, predictions: [...baseProtocol.predictions, decided], comparisons: [comparison] }
    const ids = evaluateWeighted(protocol, rows, [], [[decisionColumn('b'), calls]]).estimates.map(({ id }) => id)
    expect(ids).toContain('ab/sensitivity-difference')
    expect(ids).not.toContain('ab/auroc-difference')
  })
})

describe('verification', () => {
  const verified = { predictions: [decisionOutput], verification: 'result-dependent', verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'a' } } }
  const endpoints = [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'decision' } }]
  const called = (decision: string, present: number, absent: number, unverified: number): Row[] =>
    (['present', 'absent', 'not-done'] as const).flatMap((reference, k) => Array.from({ length: [present, absent, unverified][k] ?? 0 }, () => ({ reference, decision })))
  const sensitivityOf = (rows: readonly Row[]): Estimate => of(evaluateWeighted({ ...verified, endpoints }, rows), 'a/decision/sensitivity')

  test('WGE-1: a decision without an operating point decides who is verified', () => {
    // Of 20 called negative 5 are verified: each stands for 4, so 4 of 10 with the condition were missed.
    const rows = [...called('positive', 6, 4, 0), ...called('negative', 1, 4, 15)]
    expect(sensitivityOf(rows).value).toBeCloseTo(0.6, 14)
    expect(of(evaluateWeighted({ ...verified, endpoints }, rows), 'a/decision/specificity').value).toBeCloseTo(0.8, 14)
  })

  test('WGE-4: one examination of a stratum leaves a gap if it is not verified, and none if it is', () => {
    const positives = called('positive', 6, 4, 0)
    expect(sensitivityOf([...positives, ...called('negative', 0, 0, 1)])).toMatchObject({ value: null, reason: 'incomplete-verification' })
    expect(sensitivityOf([...positives, ...called('negative', 1, 0, 0)]).value).toBeCloseTo(6 / 7, 14)
  })
})
