import { describe, expect, test } from 'vitest'
import { refuseDisagreement } from '../../electron/actions/sign-report.ts'
import { readClusters } from '../../shared/evaluation/clusters.ts'
import { engineAgreement } from '../../shared/evaluation/engine-agreement.ts'
import { endpointTest } from '../../shared/evaluation/endpoint-tests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { joinPredictions } from '../../shared/evaluation/join.ts'
import { readOutput } from '../../shared/evaluation/outputs.ts'
import { readReference } from '../../shared/evaluation/reference.ts'
import { sortScored } from '../../shared/evaluation/scored.ts'
import { withSecondEngine } from '../../shared/evaluation/second-engines.ts'
import type { SecondAt } from '../../shared/evaluation/second-rows.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { judgedOverTime, judgedQuantities } from '../../shared/vocabulary/judged-quantities.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'
import { PARTICIPANT_ID, decisionColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { methodNames, methodSources } from '../../shared/words/en/methods.ts'
import { baseProtocol, codes, protocolWith, studyInput } from './study.ts'

/** 240 examinations of 80 people; two scores that overlap and disagree, with ties and a few missing ones. */
const rows = Array.from({ length: 240 }, (_, i) => {
  const isPresent = (i * 7) % 12 < 4
  const score = ((i * 37) % 83) / 100 + (isPresent ? 0.12 : 0.02)
  return { reference: i % 60 === 59 ? 'missing' : isPresent ? 'present' : 'absent', score: i % 40 === 39 ? null : score, decision: (i * 11) % 7 < 3 ? 'positive' : 'negative', sex: (i * 5) % 9 < 4 ? 'F' : 'M' }
})

const two = {
  predictions: [
    ...baseProtocol.predictions,
    { id: 'b', label: 'B', scoreColumn: 'b', score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T40', threshold: 0.4, chosenOn: 'x' }] } },
    { id: 'c', label: 'C', decisionColumn: 'c', decision: { codes } },
  ],
  comparisons: [{ id: 'fm', label: 'F minus M', between: 'groups', groups: { column: 'sex', first: ['F'], second: ['M'] }, first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'a', operatingPoint: 'T50' } }, { id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'b', operatingPoint: 'T40' } }],
  agreements: [{ id: 'ac', label: 'A and C', of: 'calls', raters: [{ prediction: 'a', operatingPoint: 'T50' }, { prediction: 'c' }] }],
  analyses: { tableMeasures: true, missingDataSensitivity: true, operational: true },
}

function inputFor(changes: object = {}) {
  const input = studyInput(protocolWith({ ...two, ...changes }), rows)
  const predictions = new Map(input.predictions)
  predictions.set(scoreColumn('b'), { kind: 'number', values: Float64Array.from(rows, ({ score }, i) => (score === null ? 0.3 : Math.min(0.99, score * 0.8 + ((i * 13) % 10) / 40))) })
  predictions.set(decisionColumn('c'), textColumn(rows.map((row) => row.decision)))
  const cohort = new Map(input.cohort).set(PARTICIPANT_ID, textColumn(rows.map((_, i) => `P${i % 80}`)))
  return { ...input, cohort, predictions }
}

/** What the second engines start from, as `run` makes it. */
function startOf(input: ReturnType<typeof inputFor>): SecondAt {
  const { protocol, cohort, predictions } = input
  const reference = readReference(cohort, 'exclude')
  const join = joinPredictions(cohort, predictions)
  const outputs = protocol.predictions.map((output) => readOutput(output, predictions, join, protocol.missing))
  return { protocol, cohort, reference, clusters: readClusters(protocol, cohort), outputs: new Map(outputs.map((each) => [each.output.id, { rows: each, scored: sortScored(each, reference) }])) }
}

const clustered = { clusters: { column: 'participant' } }
const designs = [
  ['independent', {}],
  ['clustered', clustered],
  ['Wilson', { intervals: { level: 0.9, proportion: 'wilson' } }],
  ['Agresti-Coull', { intervals: { level: 0.95, proportion: 'agresti-coull' } }],
  ['Jeffreys', { intervals: { level: 0.99, proportion: 'jeffreys' } }],
] as const

const isJudged = ({ subgroup, missingRule, quantity, value, intervals }: Estimate): boolean =>
  subgroup === undefined && missingRule === undefined && judgedQuantities.includes(quantity as (typeof judgedQuantities)[number]) && value !== null && intervals.some(({ lower }) => lower !== null)

describe.each(designs)('second engines, %s', (name, changes) => {
  const input = inputFor(changes)
  const results = evaluate(input)
  const judged = results.estimates.filter(isJudged)

  test('TWI-1: every number that a criterion can be about carries its agreement, below 1e-9, with words', () => {
    const quantities = new Set(judged.map((each) => each.quantity))
    // Over clusters some quantities have no interval: those cannot be judged.
    const refused = ['balanced-accuracy', 'youden', 'lr-positive', 'lr-negative', 'diagnostic-odds-ratio', 'observed-expected-ratio']
    // Those over time have their own test, and AC2 needs ordinal scores.
    const elsewhere: readonly string[] = [...judgedOverTime, 'gwet-ac2', ...(name === 'clustered' ? ['cohen-kappa', 'gwet-ac1'] : [])]
    const expected = judgedQuantities.filter((each) => !elsewhere.includes(each) && !quantities.has(each))
    expect(expected.sort()).toEqual(name === 'clustered' ? refused.sort() : [])
    for (const { id, agreement } of judged) {
      expect(agreement, id).toBeDefined()
      expect(agreement?.relativeDifference, id).toBeLessThan(1e-10)
      expect(methodNames[agreement?.method ?? ''], id).toBeDefined()
      expect(methodSources[agreement?.method ?? ''], id).toBeDefined()
    }
    const descriptive = results.estimates.filter((each) => each.subgroup !== undefined || each.missingRule !== undefined)
    expect(descriptive.length).toBeGreaterThan(10)
    expect(descriptive.every((each) => each.agreement === undefined)).toBe(true)
  })

  test('TWI-2: a first engine that is wrong by 3e-9 in any part is seen, named, and nothing is signed', () => {
    const at = startOf(input)
    const wrong = (value: number, size: number) => value + 3e-9 * Math.max(Math.abs(value), size)
    for (const estimate of judged) {
      // Kappa and AC1 bring their own second engine (rules TWR-1, TWR-2).
      if (['cohen-kappa', 'gwet-ac1'].includes(estimate.quantity) || estimate.agreement === undefined) continue
      const { agreement: _, ...first } = estimate
      expect(withSecondEngine(first, at).agreement, estimate.id).toEqual(estimate.agreement)
      const [interval, ...rest] = first.intervals
      const { lower = null, upper = null } = interval ?? {}
      if (interval === undefined || lower === null || upper === null) throw new Error(`${estimate.id} has no interval`)
      const half = (upper - lower) / 2
      const planted: Estimate[] = [
        { ...first, value: wrong(first.value ?? 0, half) },
        { ...first, intervals: [{ ...interval, lower: wrong(lower, half) }, ...rest] },
        { ...first, intervals: [{ ...interval, upper: wrong(upper, half) }, ...rest] },
        ...(first.standardError === undefined ? [] : [{ ...first, standardError: wrong(first.standardError, 0) }]),
      ]
      for (const each of planted) {
        const seen = engineAgreement([withSecondEngine(each, at)], [])
        expect(seen.at, estimate.id).toBe(estimate.id)
        expect(seen.largestRelativeDifference, estimate.id).toBeGreaterThan(1e-9)
        expect(() => refuseDisagreement({ engineAgreement: seen })).toThrow()
      }
    }
  })

  test('TWI-3: p values of endpoints are computed twice, and a wrong one is seen', () => {
    for (const estimate of judged) {
      const criterion = { bound: 'lower', comparison: '>=', goal: (estimate.intervals[0]?.lower ?? 0) * 0.9 + 0.03 } as const
      if (criterion.goal <= 0 || criterion.goal >= 1) continue
      const found = endpointTest(criterion, estimate)
      if (found === undefined) continue
      expect(found.agreement?.relativeDifference, estimate.id).toBeLessThan(1e-10)
      expect(methodNames[found.agreement?.method ?? '']).toBeDefined()
    }
    const endpoint = results.endpoints[0]
    // Over clusters values without intervals are compared too.
    const compared = results.estimates.filter((each) => each.agreement !== undefined)
    expect(compared.length).toBeGreaterThanOrEqual(judged.length)
    expect(results.engineAgreement.nCompared).toBe(compared.length + results.endpoints.filter((each) => each.test?.agreement !== undefined).length)
    if (endpoint?.test === undefined) return
    const seen = engineAgreement([], [{ ...endpoint, test: { ...endpoint.test, agreement: { method: 'binomial-by-sums', relativeDifference: 2e-9 } } }])
    expect(seen.at).toBe('E1/p-value')
  })
})

test('TWI-6: predictive values of an enriched sample, and an error in their standard error', () => {
  // Without agreements and operational measures, which an enriched sample cannot have.
  const enriched = inputFor({ comparisons: undefined, agreements: undefined, analyses: {}, sampling: 'enriched', samplingDesign: { statedPrevalence: 0.1 } })
  const { estimates } = evaluate(enriched)
  const overall = (quantity: string) => estimates.find((each) => each.quantity === quantity && each.subgroup === undefined && each.missingRule === undefined && each.value !== null)
  for (const quantity of ['ppv', 'npv']) {
    const found = overall(quantity) ?? expect.fail()
    expect(found.agreement?.method, quantity).toBe('predictive-value-by-odds')
    expect(found.agreement?.relativeDifference, quantity).toBeLessThan(1e-10)
    const { agreement: _, ...first } = found
    const wrong = withSecondEngine({ ...first, standardError: (found.standardError ?? 0) * (1 + 3e-9) }, startOf(enriched))
    expect(wrong.agreement?.relativeDifference, quantity).toBeGreaterThan(1e-9)
  }
})

test('TWI-1: agreement of two raters is counted again from their calls, and a count that is off by one is seen', () => {
  const input = inputFor()
  const at = startOf(input)
  for (const quantity of ['percent-agreement', 'ppa', 'npa']) {
    const found = evaluate(input).estimates.find(({ id }) => id === `ac/${quantity}`) ?? expect.fail()
    expect(found.agreement?.relativeDifference, quantity).toBeLessThan(1e-10)
    const { agreement: _, ...first } = found
    const { x = 0, of = 1 } = first.denominators
    const wrong = withSecondEngine({ ...first, value: (x - 1) / of, denominators: { ...first.denominators, x: x - 1 } }, at)
    expect(wrong.agreement?.relativeDifference, quantity).toBeGreaterThan(1e-4)
  }
})

test('TWI-1: where nobody or everybody in both groups is right, the bounds of their difference are found again too', () => {
  for (const score of [0.9, 0.1]) {
    const every = rows.map((row) => ({ ...row, score: row.reference === 'present' ? score : 1 - score }))
    const found = evaluate(studyInput(protocolWith({ comparisons: two.comparisons.slice(0, 1) }), every)).estimates.filter(({ comparison, subgroup }) => comparison === 'fm' && subgroup === undefined)
    for (const { id, intervals, agreement, quantity } of found) {
      if (quantity === 'auroc-difference') continue
      expect(intervals[0]?.lower, id).toBeLessThan(0)
      expect(agreement?.relativeDifference, id).toBeLessThan(1e-10)
    }
    expect(found.length).toBeGreaterThan(1)
  }
})
