import { describe, expect, test } from 'vitest'
import { adjustTests, endpointTest } from '../../shared/evaluation/endpoint-tests.ts'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import { neverEndpoints } from '../../shared/vocabulary/protocol.ts'
import type { EndpointResult, Estimate, Results } from '../../shared/vocabulary/results.ts'
import { missingRules } from '../../shared/vocabulary/results.ts'
import { scoreColumn } from '../../shared/vocabulary/roles.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { exactBinomialTest, normalShiftTest } from '../../shared/statistics/criteria-tests.ts'
import { tangoTest } from '../../shared/statistics/paired-proportions.ts'
import { baseProtocol, bothOutput, evaluateRows, overlapping, protocolWith, studyInput } from './study.ts'

const first = { ...baseProtocol.predictions[0] }
const second = { ...first, id: 'b', label: 'B', scoreColumn: 'b' }
const marker = { ...second, score: { kind: 'marker', direction: 'higher-is-positive', operatingPoints: [] } }
const decided = { id: 'b', label: 'B', decisionColumn: 'd', decision: { codes: { P: 'positive', N: 'negative' } } }
const aAgainstB = { id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'b', operatingPoint: 'T50' } }

const endpoint = (estimand: object, criterion: object = { bound: 'lower', comparison: '>=', goal: -0.1 }) => ({
  ...baseProtocol.endpoints[0],
  estimand,
  criterion,
})
const codesOf = (changes: object): string[] => checkProtocol({ ...baseProtocol, ...changes }).problems.map((each) => `${each.code} ${each.where?.path ?? ''}`)

/** Two outputs on the same rows; b is a with its order partly turned. */
function evaluateTwo(changes: object, n = 40): Results {
  const protocol = protocolWith({ predictions: [first, second], comparisons: [aAgainstB], ...changes })
  const rows = overlapping(n)
  const input = studyInput(protocol, rows)
  const scores = Float64Array.from(rows.map((row, i) => (i % 3 === 0 ? 1 - (row.score ?? 0) : (row.score ?? 0))))
  const predictions = new Map<string, Column>([...input.predictions, [scoreColumn('b'), { kind: 'number', values: scores }]])
  predictions.set('missing-reason', textColumn(rows.map(() => null)))
  return evaluate({ ...input, predictions })
}

describe('comparisons in a protocol', () => {
  test('PCK-13: a comparison names outputs and operating points that exist, and two different sides', () => {
    const of = (comparison: object) => codesOf({ predictions: [first, second], comparisons: [{ ...aAgainstB, ...comparison }] })
    expect(of({})).toEqual([])
    expect(of({ first: { prediction: 'x' } })).toEqual(['protocol/unknown-reference comparisons[0].first.prediction'])
    expect(of({ second: { prediction: 'b', operatingPoint: 'T9' } })).toEqual(['protocol/unknown-reference comparisons[0].second.operatingPoint'])
    expect(of({ second: aAgainstB.first })).toEqual(['protocol/shape comparisons[0]'])
  })

  test('PCK-13: a difference names a comparison and nothing else, and areas need two scores', () => {
    const of = (estimand: object, outputs: readonly object[] = [first, second], comparison: object = aAgainstB) =>
      codesOf({ predictions: outputs, comparisons: [comparison], endpoints: [endpoint(estimand)] })
    for (const quantity of ['auroc-difference', 'sensitivity-difference', 'specificity-difference']) {
      expect(of({ quantity, comparison: 'ab' }), quantity).toEqual([])
      expect(of({ quantity, comparison: 'none' })).toEqual(['protocol/unknown-reference endpoints[0].estimand.comparison'])
      expect(of({ quantity })).toEqual(['protocol/unknown-reference endpoints[0].estimand.comparison'])
      expect(of({ quantity, comparison: 'ab', prediction: 'a' })).toEqual(['protocol/shape endpoints[0].estimand.comparison'])
    }
    expect(of({ quantity: 'auroc', prediction: 'a', comparison: 'ab' })).toContain('protocol/shape endpoints[0].estimand.comparison')
    const noScore = { ...aAgainstB, second: { prediction: 'b' } }
    expect(of({ quantity: 'auroc-difference', comparison: 'ab' }, [first, decided], noScore)).toEqual([
      'protocol/not-available-for-output endpoints[0].estimand.comparison',
    ])
    expect(of({ quantity: 'auroc-difference', comparison: 'ab' }, [first, marker], noScore)).toEqual([])
  })

  test('PCK-14: what is never judged, or has no interval, is no endpoint', () => {
    for (const quantity of neverEndpoints) {
      const found = codesOf({ endpoints: [endpoint({ quantity, prediction: 'a', ...(quantity.startsWith('ece') ? {} : { operatingPoint: 'T50' }) })] })
      expect(found, quantity).toContain('protocol/impossible-criterion endpoints[0].estimand.quantity')
    }
    expect(codesOf({ endpoints: [endpoint({ quantity: 'calibration-joint-intercept', prediction: 'a' })] })).toContain('protocol/not-built-yet endpoints[0].estimand.quantity')
  })
})

describe('comparisons', () => {
  test('CMP-1: only examinations that both outputs and the reference standard resolve enter', () => {
    const results = evaluateTwo({})
    const difference = results.estimates.find((each) => each.id === 'ab/auroc-difference')
    const area = (id: string) => results.estimates.find((each) => each.id === `${id}/auroc`)?.value ?? Number.NaN
    expect(difference?.denominators).toEqual({ n: 80, present: 40, absent: 40 })
    expect(difference?.value).toBeCloseTo(area('a') - area('b'), 12)
    const table = results.pairedTables[0]
    expect(Object.values(table?.present ?? {}).reduce((sum, n) => sum + n, 0)).toBe(40)
  })

  test('CMP-2: subgroups have their own differences and tables', () => {
    const results = evaluateTwo({})
    const tables = results.pairedTables.map((each) => each.subgroup?.level ?? 'all')
    expect(tables).toEqual(['all', 'F', 'M'])
    const ids = results.estimates.filter((each) => each.comparison === 'ab').map((each) => each.id)
    expect(ids).toContain('ab/sensitivity-difference/sex=F')
  })
})

const estimateOf = (results: Results, id: string): Estimate => {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

describe('tests of endpoints', () => {
  const results = evaluateTwo({})

  test('JDG-4: a proportion is tested exactly, a paired rate by Tango, what has a standard error by its shift', () => {
    const lower = { bound: 'lower', comparison: '>=', goal: 0.6 } as const
    const sensitivity = estimateOf(results, 'a/T50/sensitivity')
    const { x = 0, of = 0 } = sensitivity.denominators
    expect(endpointTest(lower, sensitivity)).toMatchObject({ method: 'exact-binomial', pValue: exactBinomialTest(x, of, 0.6, 'greater').p })
    const margin = { ...lower, goal: -0.1 }
    const rate = estimateOf(results, 'ab/sensitivity-difference')
    const right = results.pairedTables[0]?.present ?? { both: 0, firstOnly: 0, secondOnly: 0, neither: 0 }
    expect(endpointTest(margin, rate)).toMatchObject({ method: 'tango', pValue: tangoTest(right, -0.1, 'greater').p })
    const area = estimateOf(results, 'ab/auroc-difference')
    const shift = normalShiftTest(area.value ?? 0, area.standardError ?? 0, -0.1, 'greater').p
    expect(endpointTest(margin, area)).toMatchObject({ method: 'normal-shift', pValue: shift })
    const upper = { bound: 'upper', comparison: '<=', goal: 0.6 } as const
    expect(endpointTest(upper, sensitivity)?.pValue).toBe(exactBinomialTest(x, of, 0.6, 'less').p)
    expect(endpointTest(lower, { ...sensitivity, value: null, reason: 'denominator-zero' })).toBeUndefined()
    expect(endpointTest(lower, estimateOf(results, 'a/brier'))).toBeUndefined()
  })

  test('JDG-4: with Clopper-Pearson, test at half of 1 − level and verdict agree on every goal', () => {
    const sensitivity = estimateOf(results, 'a/T50/sensitivity')
    const lower = sensitivity.intervals[0]?.lower ?? 0
    for (const goal of [0.2, lower - 1e-6, lower + 1e-6, 0.5, 0.7, 0.9]) {
      const p = endpointTest({ bound: 'lower', comparison: '>=', goal }, sensitivity)?.pValue ?? 1
      expect(p <= 0.025, String(goal)).toBe(lower >= goal)
    }
  })

  test('JDG-5: p values are adjusted in the order of the endpoints; one without a test has none and counts as 1', () => {
    const base = { title: '', role: 'primary', estimateId: '', bound: 'lower', comparison: '>=', goal: 0, boundValue: 0, verdict: 'met', gatekept: false, tested: true } as const
    const of = (id: string, pValue: number | null): EndpointResult => ({ ...base, id, ...(pValue === null ? {} : { test: { method: 'tango', pValue } }) })
    const endpoints = [of('E1', 0.01), of('E2', 0.02), of('E3', 0.04)]
    const adjusted = (multiplicity: Protocol['multiplicity'], list = endpoints) => adjustTests(list, multiplicity).map((each) => each.test?.adjustedPValue)
    expect(adjusted('none')).toEqual([undefined, undefined, undefined])
    expect(adjusted('holm')).toEqual([0.03, 0.04, 0.04])
    expect(adjusted('benjamini-hochberg')).toEqual([0.03, 0.03, 0.04])
    expect(adjusted('fixed-sequence')).toEqual([0.01, 0.02, 0.04])
    expect(adjusted('holm', [of('E1', 0.01), of('E2', null)])).toEqual([0.02, undefined])
    expect(adjustTests(endpoints, 'holm').map((each) => each.test?.adjustment)).toEqual(['holm', 'holm', 'holm'])
  })

  test('JDG-5: an endpoint on a difference is judged by Tango’s interval and tested', () => {
    const estimand = { quantity: 'sensitivity-difference', comparison: 'ab' }
    const judged = evaluateTwo({ endpoints: [endpoint(estimand)], multiplicity: 'holm' }).endpoints[0]
    const bound = estimateOf(results, 'ab/sensitivity-difference').intervals[0]
    expect(bound?.method).toBe('tango')
    expect(judged).toMatchObject({ estimateId: 'ab/sensitivity-difference', boundValue: bound?.lower, verdict: (bound?.lower ?? -1) >= -0.1 ? 'met' : 'not-met-not-shown' })
    expect(judged?.test).toMatchObject({ method: 'tango', adjustment: 'holm' })
  })
})

describe('other rules for missing predictions', () => {
  const rows = [
    { reference: 'present', decision: 'positive' }, { reference: 'present', decision: 'positive' }, { reference: 'present', decision: 'negative' },
    { reference: 'present', decision: 'indeterminate' }, { reference: 'present', decision: 'device-failed' },
    { reference: 'absent', decision: 'negative' }, { reference: 'absent', decision: 'positive' }, { reference: 'absent', predicted: false },
    { reference: 'pending', decision: 'indeterminate' },
  ]
  const output = { ...bothOutput, scoreColumn: undefined, score: undefined }
  const decisionEndpoint = { ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity', prediction: 'a' } }
  const asked = (missing: object = {}) =>
    evaluateRows(
      protocolWith({ predictions: [output], endpoints: [decisionEndpoint], analyses: { missingDataSensitivity: true }, missing: { ...baseProtocol.missing, ...missing } }),
      rows,
    )
  const rateOf = (results: Results, quantity: string, rule: string) => {
    const { x, of } = estimateOf(results, `a/decision/${quantity}/${rule}`).denominators
    return `${x}/${of}`
  }

  test('MIS-1: left out, negative, positive, worst and best, whatever is prespecified', () => {
    const expected = { 'complete-case': '2/3 1/2', 'as-negative': '2/5 2/3', 'as-positive': '4/5 1/3', 'worst-case': '2/5 1/3', 'best-case': '4/5 2/3' }
    for (const missing of [{}, { predictions: 'as-negative' }, { indeterminatePredictions: 'as-positive' }]) {
      const results = asked(missing)
      for (const rule of missingRules) expect(`${rateOf(results, 'sensitivity', rule)} ${rateOf(results, 'specificity', rule)}`).toBe(expected[rule])
    }
  })

  test('MIS-2: the verdict rests on the prespecified rule alone, and nothing is computed that is not asked for', () => {
    const results = asked({ predictions: 'as-negative', indeterminatePredictions: 'as-negative' })
    expect(results.endpoints[0]?.estimateId).toBe('a/decision/sensitivity')
    const own = estimateOf(results, 'a/decision/sensitivity')
    expect(own.denominators).toMatchObject({ x: 2, of: 5 })
    expect(own.intervals).toEqual(estimateOf(results, 'a/decision/sensitivity/as-negative').intervals)
    expect(evaluateRows(protocolWith({}), overlapping(10)).estimates.some((each) => each.missingRule !== undefined)).toBe(false)
  })
})
