import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { refuseDisagreement } from '../../electron/actions/sign-report.ts'
import { readClusters } from '../../shared/evaluation/clusters.ts'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import { engineAgreement } from '../../shared/evaluation/engine-agreement.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import { needsOperatingPoint } from '../../shared/evaluation/judge.ts'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import { joinPredictions } from '../../shared/evaluation/join.ts'
import { readOutput } from '../../shared/evaluation/outputs.ts'
import { readReference } from '../../shared/evaluation/reference.ts'
import { sortScored } from '../../shared/evaluation/scored.ts'
import { withSecondEngine } from '../../shared/evaluation/second-engines.ts'
import type { SecondAt } from '../../shared/evaluation/second-rows.ts'
import { readWeights } from '../../shared/evaluation/weights.ts'
import { weightsAgain } from '../../shared/evaluation/second-weights.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { bootstrapJudgedQuantities, judgedQuantities, statedValues } from '../../shared/vocabulary/judged-quantities.ts'
import type { Analyses } from '../../shared/vocabulary/protocol.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'
import { EXAMINATION_ID, PARTICIPANT_ID, REFERENCE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { methodNames, methodSources } from '../../shared/words/en/methods.ts'
import { baseProtocol, protocolWith, sha256 } from './study.ts'

/** The rows of the weighted reference in R: unequal weights, clusters, ties, some not verified. */
const { data } = JSON.parse(readFileSync('test/vectors/weighted.json', 'utf8')) as { data: Record<'cluster' | 'weight' | 'present' | 'score' | 'second' | 'verified', number[]> }
const output = (id: string) => ({
  id,
  label: id.toUpperCase(),
  scoreColumn: id,
  score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T40', threshold: 0.4, chosenOn: 'development data' }] },
})
const everything = {
  predictions: [output('a'), output('b')],
  endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'T40' } }],
  comparisons: [{ id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T40' }, second: { prediction: 'b', operatingPoint: 'T40' } }],
  analyses: { tableMeasures: true },
}
const weighted = { sampling: 'weighted', samplingDesign: { weightColumn: 'w' } }
const begg = { verification: 'result-dependent', verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'a', operatingPoint: 'T40' } } }
const inverse = { verification: 'random-fraction', verificationDesign: { method: 'inverse-probability', probabilityColumn: 'p' } }
const clustered = { clusters: { column: 'participant' } }
const enriched = { sampling: 'enriched', samplingDesign: { statedPrevalence: 0.1 } }

function inputFor(design: object): EvaluationInput {
  const protocol = protocolWith({ ...everything, ...design })
  const ids = textColumn(data.score.map((_, i) => `x${i}`))
  const isPartial = protocol.verification !== 'all'
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    [PARTICIPANT_ID, textColumn(data.cluster.map((code) => `P${code}`))],
    [REFERENCE, textColumn(data.present.map((each, i) => (isPartial && data.verified[i] !== 1 ? 'not-done' : i % 37 === 36 ? 'missing' : each === 1 ? 'present' : 'absent')))],
    [covariateColumn('sex'), textColumn(data.cluster.map((code) => (code % 2 === 0 ? 'F' : 'M')))],
    [covariateColumn('w'), { kind: 'number', values: Float64Array.from(data.weight) }],
    [covariateColumn('p'), { kind: 'number', values: Float64Array.from(data.weight, (_, i) => 0.2 + ((i * 7) % 8) / 10) }],
  ])
  const predictions = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    [scoreColumn('a'), { kind: 'number', values: Float64Array.from(data.score, (score, i) => (i % 41 === 40 ? Number.NaN : score)) }],
    [scoreColumn('b'), { kind: 'number', values: Float64Array.from(data.second) }],
  ])
  return { protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true }
}

/** What the second engines start from, as `run` makes it. */
function startOf({ protocol, cohort, predictions }: EvaluationInput): SecondAt {
  const reference = readReference(cohort, 'exclude')
  const join = joinPredictions(cohort, predictions)
  const outputs = protocol.predictions.map((each) => readOutput(each, predictions, join, protocol.missing))
  return { protocol, cohort, reference, clusters: readClusters(protocol, cohort), outputs: new Map(outputs.map((each) => [each.output.id, { rows: each, scored: sortScored(each, reference) }])) }
}

const isJudged = ({ subgroup, missingRule, quantity, value, intervals }: Estimate): boolean =>
  subgroup === undefined && missingRule === undefined && judgedQuantities.some((each) => each === quantity) && value !== null && intervals.some(({ lower }) => lower !== null)

const ofWeights = [
  'prevalence', 'sensitivity', 'specificity', 'ppv', 'npv', 'auroc', 'balanced-accuracy', 'youden', 'lr-positive', 'lr-negative', 'diagnostic-odds-ratio',
  'calibration-intercept', 'calibration-slope', 'observed-expected-ratio', 'auroc-difference', 'sensitivity-difference', 'specificity-difference',
]
const atPrevalence = ['ppv', 'npv', 'calibration-intercept', 'calibration-slope', 'observed-expected-ratio']

describe.each([
  ['sampling weights', weighted, ofWeights],
  ['sampling weights over clusters', { ...weighted, ...clustered }, ofWeights],
  ['fractions verified', begg, ofWeights],
  ['fractions verified over clusters', { ...begg, ...clustered }, ofWeights],
  ['both weights', { ...weighted, ...begg }, ofWeights],
  ['known probabilities of verification', { ...weighted, ...inverse }, ofWeights],
  ['a stated prevalence', enriched, atPrevalence],
  ['a stated prevalence over clusters', { ...enriched, ...clustered }, atPrevalence],
] as const)('second engines where examinations do not count alike: %s', (_name, design, expected) => {
  const input = inputFor(design)
  const results = evaluate(input)
  const judged = results.estimates.filter(isJudged)

  test('TWI-6: every number that a criterion can be about carries its agreement, bounds included, below 1e-10, with words', () => {
    const quantities = new Set<string>(judged.map((each) => each.quantity))
    for (const quantity of expected) expect(quantities, quantity).toContain(quantity)
    for (const { id, agreement } of judged) {
      expect(agreement, id).toBeDefined()
      expect(agreement?.relativeDifference, id).toBeLessThan(1e-10)
      expect(methodNames[agreement?.method ?? ''], agreement?.method).toBeDefined()
      expect(methodSources[agreement?.method ?? ''], agreement?.method).toBeDefined()
    }
    expect(results.engineAgreement.nCompared).toBeGreaterThanOrEqual(judged.length)
    expect(results.estimates.filter((each) => each.subgroup !== undefined).every((each) => each.agreement === undefined)).toBe(true)
  })

  test('TWI-6: a first engine that is wrong by 3e-9 in value, standard error or a bound is seen, named, and nothing is signed', () => {
    const at = startOf(input)
    const wrong = (value: number, size: number) => value + 3e-9 * Math.max(Math.abs(value), size)
    for (const estimate of judged) {
      const { agreement, ...first } = estimate
      expect(withSecondEngine(first, at).agreement, estimate.id).toEqual(agreement)
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
})

test('TWI-6: weights are worked out twice, from columns and calls', () => {
  for (const design of [weighted, begg, { ...weighted, ...begg }, { ...weighted, ...inverse }]) {
    const input = inputFor(design)
    const at = startOf(input)
    const first = readWeights(input.protocol, input.cohort, at.reference, new Map([...at.outputs].map(([id, { rows }]) => [id, rows])), null)
    const again = weightsAgain(at)
    expect(again.frame).toEqual(first?.frame)
    const [one, other] = [first?.design.weights ?? expect.fail(), again.design.weights]
    expect(one.some((weight) => weight > 0)).toBe(true)
    one.forEach((weight, row) => expect(Math.abs(weight - (other[row] ?? 0))).toBeLessThanOrEqual(1e-13 * weight))
  }
})

const analyses: Analyses = {
  tableMeasures: true,
  discrimination: { fixedSpecificity: [0.8], fixedSensitivity: [0.7], partialSpecificityFrom: 0.5, partialSensitivityFrom: 0.5 },
  flexibleCalibration: { smoother: 'loess', bins: 5 },
}

/** A criterion on every quantity of one output or of the comparison, as far as the protocol check lets it pass. */
function everyCriterion(design: object): { readonly id: string }[] {
  const quantities = [...judgedQuantities, ...bootstrapJudgedQuantities]
  const asked = quantities.map((quantity, i) => {
    const at = statedValues(quantity, analyses)?.[0]
    const isDifference = quantity.endsWith('-difference')
    const point = needsOperatingPoint(quantity) ? { operatingPoint: 'T40' } : {}
    const estimand = { quantity, ...(isDifference ? { comparison: 'ab' } : { prediction: 'a', ...point }), ...(at === undefined ? {} : { at }) }
    return { id: `E${i + 1}`, title: quantity, role: 'primary', estimand, criterion: { bound: 'lower', comparison: '>=', goal: 0.01 } }
  })
  return asked.filter((endpoint) => {
    const { protocol } = checkProtocol(JSON.parse(JSON.stringify({ ...baseProtocol, ...everything, analyses, bootstrap: { replicates: 1000, seed: 2 }, ...design, endpoints: [endpoint], success: { combine: 'all', endpoints: [endpoint.id] } })))
    return protocol !== null
  })
}

test.each([
  ['clusters', clustered, 17],
  ['weights and fractions verified', { ...weighted, ...begg }, 28],
  ['a stated prevalence over clusters', { ...enriched, ...clustered }, 18],
] as const)('TWI-4: of every criterion that the protocol check lets pass, none is judged by a number computed once: %s', (_name, design, least) => {
  const all = everyCriterion(design)
  // At most twenty to a protocol.
  const judged = [all.slice(0, 20), all.slice(20)].filter((some) => some.length > 0).flatMap((endpoints) => {
    const success = { combine: 'all', endpoints: endpoints.map(({ id }) => id) }
    const results = evaluate(inputFor({ analyses, bootstrap: { replicates: 1000, seed: 2 }, ...design, endpoints, success }))
    return results.endpoints.filter(({ verdict }) => verdict !== 'not-evaluable').map(({ estimateId }) => results.estimates.find(({ id }) => id === estimateId) ?? expect.fail())
  })
  expect(judged.length).toBeGreaterThanOrEqual(least)
  for (const { id, agreement } of judged) {
    expect(agreement, id).toBeDefined()
    expect(agreement?.relativeDifference, id).toBeLessThan(1e-10)
  }
})
