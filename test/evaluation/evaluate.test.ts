import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EdgeVector, edgeInput } from '../../electron/selftest/edge-cases.ts'
import { canonicalResults, resultSha256 } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { plan } from '../../shared/evaluation/plan.ts'
import { takeRows } from '../../shared/vocabulary/columns.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { Results as ResultsSchema, outputCategories, referenceCategories } from '../../shared/vocabulary/results.ts'
import { bothOutput, decisionOutput, evaluateRows, overlapping, protocolWith, sha256, studyInput } from './study.ts'
import type { Row } from './study.ts'

const estimate = (results: Results, id: string) => {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no estimate ${id}`)
  return found
}
const codesOf = (run: () => unknown): string[] => {
  try {
    run()
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map((each) => each.code)
    throw error
  }
  return []
}

describe('course', () => {
  test('EVA-1: items in protocol order, progress after each, cancelling stops between them', () => {
    const input = studyInput(protocolWith({}), overlapping(10))
    expect(plan(input.protocol).items.map((item) => item.id)).toEqual(['prevalence', 'prevalence/sex', 'a', 'a/sex'])
    const seen: string[] = []
    evaluate(input, { onProgress: (done, total) => seen.push(`${done}/${total}`) })
    expect(seen).toEqual(['1/4', '2/4', '3/4', '4/4'])
    let left = 3
    const stopped: number[] = []
    const hooks = { isCancelled: () => left-- <= 0, onProgress: (done: number) => stopped.push(done) }
    expect(codesOf(() => evaluate(input, hooks))).toEqual(['evaluation/cancelled'])
    expect(stopped.length).toBeLessThan(4)
    expect(codesOf(() => evaluate(input, { isCancelled: () => true }))).toEqual(['evaluation/cancelled'])
  })
  test('EVA-2: prespecified levels keep their rows; missing and other values only where they occur', () => {
    const levels = (rows: Row[]) =>
      evaluateRows(protocolWith({}), rows)
        .estimates.filter((each) => each.quantity === 'prevalence' && each.subgroup !== undefined)
        .map((each) => [each.subgroup?.level, each.denominators.n])
    expect(levels([{ reference: 'present' }, { reference: 'absent' }])).toEqual([['F', 2], ['M', 0]])
    const odd = [{ reference: 'present', sex: null }, { reference: 'absent', sex: 'X' }]
    expect(levels(odd)).toEqual([['F', 0], ['M', 0], ['missing', 1], ['other', 1]])
  })
  test('EVA-3: the same input gives the same bytes; order of the predictions does not matter', () => {
    const input = studyInput(protocolWith({}), overlapping(30))
    const reversed = Uint32Array.from({ length: 60 }, (_, i) => 59 - i)
    const predictions = new Map([...input.predictions].map(([name, column]) => [name, takeRows(column, reversed)] as const))
    const first = resultSha256(evaluate(input), sha256)
    expect(resultSha256(evaluate(input), sha256)).toBe(first)
    expect(resultSha256(evaluate({ ...input, predictions }), sha256)).toBe(first)
    expect(first).toMatch(/^[0-9a-f]{64}$/)
  })
  test('EVA-4: whatever the data, the results satisfy the schema and hold no −0, NaN or infinity', () => {
    const row = fc.record({
      reference: fc.constantFrom(...referenceCategories),
      score: fc.option(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, -0, 0.5, 1)), { freq: 4 }),
      decision: fc.option(fc.constantFrom('positive', 'negative', 'indeterminate', 'device-failed', 'not-processed')),
      sex: fc.option(fc.constantFrom('F', 'M', 'X')),
      predicted: fc.boolean(),
    })
    const rules = fc.record({
      predictions: fc.constantFrom('complete-case', 'as-negative', 'as-positive'),
      indeterminatePredictions: fc.constantFrom('exclude', 'as-negative', 'as-positive'),
      indeterminateReference: fc.constantFrom('exclude', 'as-absent', 'as-present'),
    })
    const outputs = fc.constantFrom([bothOutput], [{ ...bothOutput, score: { ...bothOutput.score, kind: 'marker' } }])
    fc.assert(
      fc.property(fc.array(row, { maxLength: 25 }), rules, outputs, (rows, missing, predictions) => {
        const results = evaluateRows(protocolWith({ missing, predictions }), rows)
        expect(ResultsSchema.parse(results)).toEqual(results)
        const visit = (value: unknown): void => {
          if (typeof value === 'number') expect(Number.isFinite(value) && !Object.is(value, -0)).toBe(true)
          else if (value !== null && typeof value === 'object') Object.values(value).forEach(visit)
        }
        visit(results)
        expect(JSON.parse(canonicalResults(results))).toEqual(results)
        for (const { value, reason, intervals } of results.estimates) {
          expect(value === null).toBe(reason !== undefined)
          for (const { lower, upper, reason: why } of intervals) {
            if (lower === null || upper === null) expect(why).toBeDefined()
            else expect(lower <= (value ?? Number.NaN) && (value ?? Number.NaN) <= upper).toBe(true)
          }
        }
      }),
      { seed: 6, numRuns: 120 },
    )
  })
  test('EVA-5: one class and an empty cohort are not evaluable, and nothing is thrown', () => {
    for (const rows of [[], [{ reference: 'absent', score: 0.4 }], [{ reference: 'pending', score: 0.4 }]] as Row[][]) {
      const results = evaluateRows(protocolWith({}), rows)
      expect([results.conclusion, results.endpoints[0]?.verdict]).toEqual(['not-evaluable', 'not-evaluable'])
    }
    const reasons = (rows: Row[]) => {
      const results = evaluateRows(protocolWith({}), rows)
      return ['a/auroc', 'a/calibration-slope', 'a/T50/sensitivity', 'prevalence'].map((id) => estimate(results, id).reason)
    }
    expect(reasons([])).toEqual(['no-examinations', 'no-examinations', 'denominator-zero', 'denominator-zero'])
    expect(reasons([{ reference: 'absent', score: 0.4 }])).toEqual(['one-class', 'one-class', 'denominator-zero', undefined])
  })
  test('EVA-5: all 28 degenerate cases are evaluated', () => {
    const vector = EdgeVector.parse(JSON.parse(readFileSync('resources/vectors/edge-cases.json', 'utf8')))
    expect(vector.cases.length).toBe(28)
    for (const edge of vector.cases) expect(evaluate(edgeInput(edge, sha256)).estimates.length).toBeGreaterThan(5)
  })
})

describe('reference standard', () => {
  const rows: Row[] = referenceCategories.map((reference) => ({ reference, score: 0.6 }))
  test('REF-1: every category is counted before any rule', () => {
    const { counts } = evaluateRows(protocolWith({}), rows)
    expect(counts.reference).toEqual({ present: 1, absent: 1, indeterminate: 1, pending: 1, 'not-done': 1, missing: 1 })
    expect(counts.cohort).toBe(6)
  })
  test.each([['exclude', 1, 1], ['as-present', 2, 1], ['as-absent', 1, 2]])(
    'REF-2: indeterminate %s; pending, not done and missing are excluded',
    (indeterminateReference, present, absent) => {
      const missing = { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference }
      const results = evaluateRows(protocolWith({ missing }), rows)
      expect(estimate(results, 'prevalence').denominators).toMatchObject({ present, absent, x: present, of: present + absent })
      expect(estimate(results, 'a/auroc').denominators).toEqual({ n: present + absent, present, absent })
    },
  )
})

describe('outputs', () => {
  test('OUT-1: joined byte for byte, extra ones counted, a repeated id refused', () => {
    const rows = [{ id: 'A', reference: 'present', score: 0.9 }, { id: 'a ', reference: 'absent', score: 0.1 }]
    expect(evaluateRows(protocolWith({}), rows, ['a', 'B']).counts.extraPredictions).toBe(2)
    expect(codesOf(() => evaluateRows(protocolWith({}), rows, ['A']))).toEqual(['intake/duplicate-prediction'])
  })
  test('OUT-2: the score judges where there is one, the decision only where there is no operating point', () => {
    const rows = [{ reference: 'present', score: 0.9, decision: 'negative' }]
    const table = (predictions: object[]) => {
      const endpoints = [{
        id: 'E1', title: 'x', role: 'primary', estimand: { quantity: 'prevalence', prediction: 'a' },
        criterion: { bound: 'lower', comparison: '>', goal: 0.5 },
      }]
      const { confusion } = evaluateRows(protocolWith({ predictions, endpoints }), rows)
      return confusion.filter((each) => each.subgroup === undefined).map(({ operatingPoint, tp, fn }) => ({ operatingPoint, tp, fn }))
    }
    expect(table([bothOutput])).toEqual([{ operatingPoint: 'T50', tp: 1, fn: 0 }])
    expect(table([decisionOutput])).toEqual([{ operatingPoint: 'decision', tp: 0, fn: 1 }])
    expect(table([{ ...bothOutput, score: { ...bothOutput.score, operatingPoints: [] } }])).toEqual([
      { operatingPoint: 'decision', tp: 0, fn: 1 },
    ])
  })
  test('OUT-3: the cross table holds the whole cohort', () => {
    const rows: Row[] = [
      { reference: 'present', score: 0.9 },
      { reference: 'pending', score: 0.1 },
      { reference: 'absent', score: null, decision: 'indeterminate' },
      { reference: 'absent', score: null, decision: 'device-failed' },
      { reference: 'indeterminate', score: null, decision: 'positive' },
      { reference: 'not-done', predicted: false },
    ]
    const cells = evaluateRows(protocolWith({ predictions: [bothOutput] }), rows).crossTables[0]?.cells ?? []
    const at = (output: string, reference: string) =>
      cells[outputCategories.findIndex((e) => e === output)]?.[referenceCategories.findIndex((e) => e === reference)]
    expect([at('positive', 'present'), at('negative', 'pending'), at('indeterminate', 'absent')]).toEqual([1, 1, 1])
    expect([at('device-failed', 'absent'), at('missing', 'indeterminate'), at('missing', 'not-done')]).toEqual([1, 1, 1])
    expect(cells.flat().reduce((a, b) => a + b, 0)).toBe(6)
  })
  const gaps: Row[] = [
    { reference: 'present', score: 0.9 },
    { reference: 'present', score: null, reason: 'no contrast' },
    { reference: 'absent', score: 0.2 },
    { reference: 'absent', score: null, decision: 'indeterminate' },
    { reference: 'absent', predicted: false },
  ]
  test.each([
    ['complete-case', 'exclude', { tp: 1, fp: 0, fn: 0, tn: 1 }],
    ['as-negative', 'exclude', { tp: 1, fp: 0, fn: 1, tn: 2 }],
    ['as-positive', 'exclude', { tp: 2, fp: 1, fn: 0, tn: 1 }],
    ['complete-case', 'as-positive', { tp: 1, fp: 1, fn: 0, tn: 1 }],
    ['as-negative', 'as-negative', { tp: 1, fp: 0, fn: 1, tn: 3 }],
  ])('OUT-4: missing %s, indeterminate %s', (predictions, indeterminatePredictions, expected) => {
    const missing = { predictions, indeterminatePredictions, indeterminateReference: 'exclude' }
    const results = evaluateRows(protocolWith({ missing, predictions: [bothOutput] }), gaps)
    expect(results.confusion[0]).toMatchObject(expected)
    expect(estimate(results, 'a/auroc').denominators).toEqual({ n: 2, present: 1, absent: 1 })
    const { tp, fp, fn, tn } = expected
    expect(results.counts.predictions[0]).toMatchObject({ analysed: tp + fp + fn + tn, present: tp + fn, absent: fp + tn })
  })
  test('OUT-5: usable and missing add up to the cohort, with reasons', () => {
    const rows = [...gaps, { reference: 'pending', score: null }]
    const counts = evaluateRows(protocolWith({ predictions: [bothOutput] }), rows).counts.predictions[0]
    expect(counts).toMatchObject({
      usable: 2,
      missing: [
        { reason: 'indeterminate', n: 1 },
        { reason: 'no contrast', n: 1 },
        { reason: 'no-reason-given', n: 1 },
        { reason: 'not-in-predictions-file', n: 1 },
      ],
    })
  })
  test('OUT-5: where the decision judges, what is usable is what it calls, whatever the score is', () => {
    const score = { ...bothOutput.score, operatingPoints: [] }
    const output = { ...bothOutput, score }
    const endpoint = { ...protocolWith({}).endpoints[0], estimand: { quantity: 'auroc', prediction: 'a' } }
    const rows: Row[] = [
      { reference: 'present', score: null, decision: 'positive' },
      { reference: 'absent', score: 0.2, decision: 'negative' },
      { reference: 'absent', score: 0.7, decision: 'indeterminate' },
    ]
    const counts = evaluateRows(protocolWith({ predictions: [output], endpoints: [endpoint] }), rows).counts.predictions[0]
    expect(counts).toMatchObject({ usable: 2, analysed: 2, missing: [{ reason: 'indeterminate', n: 1 }] })
  })
  test('OUT-6: both kinds of disagreement are counted among those that have both, and listed', () => {
    const rows: Row[] = [
      { reference: 'present', score: 0.9, decision: 'negative' },
      { reference: 'present', score: 0.5, decision: 'positive' },
      { reference: 'absent', score: 0.1, decision: 'positive' },
      { reference: 'absent', score: 0.1, decision: 'indeterminate' },
      { reference: 'absent', score: null, decision: 'negative' },
    ]
    expect(evaluateRows(protocolWith({ predictions: [bothOutput] }), rows).disagreements).toEqual([
      { prediction: 'a', operatingPoint: 'T50', n: 3, scorePositiveDecisionNegative: 1, scoreNegativeDecisionPositive: 1, examinations: [1, 3] },
    ])
  })
})

describe('estimates', () => {
  test('EST-1: ids are unique paths', () => {
    const { estimates } = evaluateRows(protocolWith({}), overlapping(10))
    const ids = estimates.map((each) => each.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(['prevalence', 'prevalence/sex=F', 'a/auroc', 'a/T50/ppv', 'a/T50/npv/sex=M', 'a/brier/sex=F']))
  })
  test('EST-2: the denominator of the very estimate decides in a subgroup, never overall', () => {
    const rows: Row[] = [
      ...overlapping(6).map((row) => ({ ...row, sex: 'F' })),
      { reference: 'present', score: 0.9, sex: 'M' },
      ...[0.1, 0.2, 0.3].map((score) => ({ reference: 'absent', score, sex: 'M' })),
    ]
    const results = evaluateRows(protocolWith({}), rows)
    const reason = (id: string) => estimate(results, id).reason
    expect(reason('a/T50/sensitivity/sex=M')).toBe('below-minimum-cell')
    expect(reason('a/T50/specificity/sex=M')).toBe(undefined)
    expect(['auroc', 'brier', 'calibration-slope'].map((quantity) => reason(`a/${quantity}/sex=M`))).toEqual([
      'below-minimum-cell', 'below-minimum-cell', 'below-minimum-cell',
    ])
    expect(estimate(results, 'a/T50/sensitivity/sex=M').intervals).toEqual(
      ['clopper-pearson', 'wilson'].map((method) => ({ method, level: 0.95, lower: null, upper: null, reason: 'below-minimum-cell' })),
    )
    const strict = protocolWith({ minimumCells: { estimate: 1000, descriptive: 1000 } })
    expect(estimate(evaluateRows(strict, rows), 'a/T50/sensitivity').value).not.toBe(null)
  })
  test('EST-3: below the descriptive minimum is marked', () => {
    const results = evaluateRows(protocolWith({}), overlapping(6))
    expect([estimate(results, 'a/auroc').descriptive, estimate(results, 'a/auroc/sex=F').descriptive]).toEqual([false, true])
  })
  test('EST-4: both intervals, the one that judges first, at the level of the protocol', () => {
    const methods = (proportion: string) =>
      estimate(evaluateRows(protocolWith({ intervals: { level: 0.9, proportion } }), overlapping(9)), 'a/T50/ppv').intervals
    expect(methods('wilson').map(({ method, level }) => [method, level])).toEqual([['wilson', 0.9], ['clopper-pearson', 0.9]])
    expect(methods('clopper-pearson')[0]?.method).toBe('clopper-pearson')
  })
  test('EST-5: what an output cannot have says so once', () => {
    const endpoint = protocolWith({}).endpoints[0]
    const endpoints = [{ ...endpoint, estimand: { quantity: 'sensitivity', prediction: 'a' } }]
    const decided = evaluateRows(protocolWith({ predictions: [decisionOutput], endpoints }), [{ reference: 'present', decision: 'positive' }])
    expect([estimate(decided, 'a/auroc').reason, estimate(decided, 'a/brier').reason]).toEqual(['no-score', 'no-score'])
    expect(decided.roc.length + decided.calibration.length + decided.histograms.length).toBe(0)
    const marker = { ...protocolWith({}).predictions[0], score: { ...bothOutput.score, kind: 'marker' } }
    const marked = evaluateRows(protocolWith({ predictions: [marker] }), overlapping(9))
    expect([estimate(marked, 'a/brier').reason, estimate(marked, 'a/auroc').reason]).toEqual(['not-a-probability', undefined])
    expect(marked.estimates.filter((each) => each.reason === 'not-a-probability').length).toBe(4)
    expect([marked.calibration.length, marked.histograms.length, marked.roc.length]).toEqual([0, 1, 1])
  })
  test('EST-5: a score beyond 0 or 1 is no probability, whatever it is called', () => {
    const reasonWith = (score: number) =>
      estimate(evaluateRows(protocolWith({}), [...overlapping(9), { reference: 'absent', score }, { reference: 'present', score: 0.5 }]), 'a/brier').reason
    expect([0, 1, -0.01, 1.01].map(reasonWith)).toEqual([undefined, undefined, 'not-a-probability', 'not-a-probability'])
  })
})
