import { describe, expect, test } from 'vitest'
import { refuseDisagreement } from '../../electron/actions/sign-report.ts'
import { engineAgreement } from '../../shared/evaluation/engine-agreement.ts'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import { coefficientsRedrawn } from '../../shared/evaluation/second-agreement.ts'
import { unitReplicates } from '../../shared/statistics/bootstrap-units.ts'
import { cohenKappa } from '../../shared/statistics/rater-pairs.ts'
import { raterInput, raterProtocol, estimateOf, evaluateRaters, study } from './rater-study.ts'
import { joinPredictions } from '../../shared/evaluation/join.ts'
import { readClusters } from '../../shared/evaluation/clusters.ts'
import { readOutput } from '../../shared/evaluation/outputs.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'

const point = (prediction: string) => (prediction.startsWith('d') ? { prediction } : { prediction, operatingPoint: 'T50' })
const agreements = [
  { id: 'ab', label: 'A and B', of: 'calls', raters: [point('a'), point('db')] },
  { id: 'abc', label: 'A, B and C', of: 'calls', raters: [point('a'), point('b'), point('c')] },
  { id: 'g', label: 'Grades', of: 'scores', raters: [{ prediction: 'ga' }, { prediction: 'gb' }], weights: 'quadratic' },
  { id: 'ggg', label: 'Three grades', of: 'scores', raters: [{ prediction: 'ga' }, { prediction: 'gb' }, { prediction: 'gc' }], weights: 'linear' },
]
const judged = [
  ['ab', 'cohen-kappa'],
  ['ab', 'gwet-ac1'],
  ['abc', 'gwet-ac1'],
  ['g', 'cohen-kappa'],
  ['g', 'gwet-ac2'],
  ['ggg', 'gwet-ac2'],
] as const
const endpoints = judged.map(([agreement, quantity], i) => ({ id: `E${i + 1}`, title: quantity, role: 'primary', estimand: { quantity, agreement }, criterion: { bound: 'lower', comparison: '>=', goal: 0.1 } }))
const asked = { agreements, endpoints, success: { combine: 'all', endpoints: endpoints.map(({ id }) => id) }, clusters: { column: 'participant' }, bootstrap: { replicates: 400, seed: 5 } }

describe('coefficients of agreement over clusters', () => {
  const results = evaluateRaters(asked)

  test('TWI-7: what a criterion judges by the cluster bootstrap has its replicates made twice, below 1e-10', () => {
    expect(new Set(study.person).size).toBeLessThan(study.person.length)
    for (const [agreement, quantity] of judged) {
      const found = estimateOf(results, `${agreement}/${quantity}`)
      expect(found.intervals[0]?.method).toBe('bootstrap-percentile')
      expect(found.agreement?.method, found.id).toBe('replicates-from-rows')
      expect(found.agreement?.relativeDifference, found.id).toBeLessThan(1e-10)
    }
    expect(results.engineAgreement.largestRelativeDifference).toBeLessThan(1e-10)
    // What no criterion is about is made once, and nothing else changes.
    const plain = evaluateRaters({ ...asked, endpoints: [{ ...endpoints[0], estimand: { quantity: 'percent-agreement', agreement: 'ab' } }], success: { combine: 'all', endpoints: ['E1'] } })
    expect(estimateOf(plain, 'g/cohen-kappa').agreement).toBeUndefined()
    const { agreement: _, ...rest } = estimateOf(results, 'g/cohen-kappa')
    expect(estimateOf(plain, 'g/cohen-kappa')).toEqual(rest)
  })

  test('TWI-7: another value, bound or replicate is seen and named', () => {
    const protocol = raterProtocol(asked)
    const { cohort, predictions } = raterInput(protocol)
    const join = joinPredictions(cohort, predictions)
    const raters = ['ga', 'gb'].map((id) => {
      const output = protocol.predictions.find((each) => each.id === id) ?? expect.fail()
      return { rows: readOutput(output, predictions, join, protocol.missing), operatingPoint: undefined }
    })
    const agreement = protocol.agreements?.find(({ id }) => id === 'g') ?? expect.fail()
    const at = { agreement, raters, rows: Uint32Array.from(study.truth.keys()), clusters: readClusters(protocol, cohort), protocol }
    const { agreement: known, ...estimate } = estimateOf(results, 'g/cohen-kappa')
    // The first engine's replicates, from how often each person was drawn.
    const people = [...new Set(study.person)]
    const table = (weights: Uint32Array) => {
      const cells = new Float64Array(25)
      study.grade.a.forEach((grade, row) => (cells[(grade - 1) * 5 + (study.grade.b[row] ?? 1) - 1]! += weights[people.indexOf(study.person[row] ?? '')] ?? 0))
      return { q: 5, n: cells.reduce((sum, each) => sum + each, 0), cells }
    }
    const statistics = (weights: Uint32Array) => [cohenKappa(table(weights), 0.95, 'quadratic').value]
    const [{ values } = expect.fail()] = unitReplicates({ strata: [people.length], seed: 5, statistics }, 400)
    const seenIn = (wrong: Estimate, replicates = values) => engineAgreement(coefficientsRedrawn([wrong], [{ values: replicates, nLost: 0 }], at), [])
    expect(seenIn(estimate).largestRelativeDifference).toBeCloseTo(known?.relativeDifference ?? 1, 12)
    const [interval] = estimate.intervals
    const planted: (readonly [Estimate, Float64Array])[] = [
      [{ ...estimate, value: (estimate.value ?? 0) * (1 + 3e-9) }, values],
      [{ ...estimate, standardError: (estimate.standardError ?? 0) * (1 + 3e-9) }, values],
      [{ ...estimate, intervals: [{ ...(interval ?? expect.fail()), lower: (interval?.lower ?? 0) * (1 + 3e-9) }] }, values],
      [estimate, values.map((value, r) => (r === 21 ? value * (1 + 3e-9) : value))],
    ]
    for (const [wrong, replicates] of planted) {
      const seen = seenIn(wrong, replicates)
      expect(seen.at).toBe('g/cohen-kappa')
      expect(seen.largestRelativeDifference).toBeGreaterThan(1e-9)
      expect(() => refuseDisagreement({ engineAgreement: seen })).toThrow()
    }
  })
})

test('TWI-4: the mean agreement of several raters’ pairs, Fleiss’ κ and α cannot be judged: the protocol check refuses them', () => {
  for (const quantity of ['percent-agreement', 'fleiss-kappa', 'krippendorff-alpha', 'icc', 'cohen-kappa']) {
    const protocol = JSON.parse(JSON.stringify(raterProtocol(asked))) as { endpoints: { estimand: object }[] }
    const [first, ...rest] = protocol.endpoints
    const { protocol: passed } = checkProtocol({ ...protocol, endpoints: [{ ...first, estimand: { quantity, agreement: 'abc' } }, ...rest] })
    expect(passed, quantity).toBeNull()
  }
  expect(checkProtocol(JSON.parse(JSON.stringify(raterProtocol(asked)))).protocol).not.toBeNull()
})
