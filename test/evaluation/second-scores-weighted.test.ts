import { describe, expect, test } from 'vitest'
import { refuseDisagreement } from '../../electron/actions/sign-report.ts'
import { engineAgreement } from '../../shared/evaluation/engine-agreement.ts'
import { statisticOf } from '../../shared/evaluation/replicated-number.ts'
import type { Scored } from '../../shared/evaluation/scored.ts'
import { ofWeighedScores } from '../../shared/evaluation/second-scores-weighted.ts'
import { bootstrapReplicates, bootstrapStandardError, percentileInterval } from '../../shared/statistics/bootstrap.ts'
import { planWeightedResampling, weightedCounts } from '../../shared/statistics/resample-weighted.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { bootstrapJudgedQuantities, statedValues } from '../../shared/vocabulary/judged-quantities.ts'
import type { Analyses } from '../../shared/vocabulary/protocol.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'
import { PARTICIPANT_ID, covariateColumn } from '../../shared/vocabulary/roles.ts'
import { protocolWith, studyInput } from './study.ts'

const analyses: Analyses = {
  discrimination: { fixedSpecificity: [0.8], fixedSensitivity: [0.7], partialSpecificityFrom: 0.8, partialSensitivityFrom: 0.75 },
  flexibleCalibration: { smoother: 'loess', bins: 5 },
}
const endpoints = bootstrapJudgedQuantities.map((quantity, i) => {
  const at = statedValues(quantity, analyses)?.[0]
  const isUpper = ['brier', 'log-loss', 'ici', 'e50', 'e90', 'emax'].includes(quantity)
  const criterion = isUpper ? { bound: 'upper', comparison: '<=', goal: 0.9 } : { bound: 'lower', comparison: '>=', goal: 0.05 }
  return { id: `E${i + 1}`, title: quantity, role: 'primary', estimand: { quantity, prediction: 'a', ...(at === undefined ? {} : { at }) }, criterion }
})
const judging = { endpoints, success: { combine: 'all', endpoints: endpoints.map(({ id }) => id) } }
const asked = { analyses, bootstrap: { replicates: 1000, seed: 3 } }

/** 160 examinations of 55 people; scores on a grid of 25, so that ties and replicates without a value occur. */
const rows = Array.from({ length: 160 }, (_, i) => {
  const score = ((i * 37) % 25) / 25
  return { reference: (i * 61) % 97 < 20 + 50 * score ? 'present' : 'absent', score: i % 53 === 52 ? null : 0.02 + 0.9 * score }
})
const clustered = { clusters: { column: 'participant' } }
const weighted = { sampling: 'weighted', samplingDesign: { weightColumn: 'w' } }
const begg = { verification: 'result-dependent', verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'a', operatingPoint: 'T50' } } }
const isSeen = (i: number): boolean => (rows[i]?.score ?? 0) >= 0.5 || (i * 29) % 7 < 4

function resultsOf(changes: object, weightOf: (i: number) => number) {
  const protocol = protocolWith({ ...asked, ...changes })
  const some = protocol.verification === 'all' ? rows : rows.map((row, i) => ({ ...row, reference: isSeen(i) ? row.reference : 'not-done' }))
  const input = studyInput(protocol, some)
  const cohort = new Map(input.cohort)
    .set(PARTICIPANT_ID, textColumn(rows.map((_, i) => `P${(i * 7) % 55}`)))
    .set(covariateColumn('w'), { kind: 'number', values: Float64Array.from(rows, (_, i) => weightOf(i)) })
  return evaluate({ ...input, cohort })
}

describe.each([
  ['weights of all sizes', weighted, (i: number) => 0.3 + ((i * 17) % 41) / 7.3],
  // Whole and equal weights bring sums of weights to ranks and stated rates but for rounding.
  ['whole weights', weighted, (i: number) => [1, 2, 5][i % 3] ?? 1],
  ['equal weights over clusters', { ...weighted, ...clustered }, () => 0.7],
  ['fractions verified', begg, () => 1],
  ['weights and fractions verified over clusters', { ...weighted, ...begg, ...clustered }, (i: number) => 1 + ((i * 11) % 13) / 3],
])('replicates of weighted rows made twice, %s', (_name, changes, weightOf) => {
  const results = resultsOf({ ...changes, ...judging }, weightOf)

  test('TWI-8: every number judged by a percentile bound carries its agreement, below 1e-10, and nothing else changes', () => {
    for (const { estimateId } of results.endpoints) {
      const found = results.estimates.find(({ id }) => id === estimateId)
      expect(found?.intervals[0]?.method, estimateId).toBe('bootstrap-percentile')
      expect(found?.agreement?.method, estimateId).toBe('replicates-from-rows')
      expect(found?.agreement?.relativeDifference, estimateId).toBeLessThan(1e-10)
    }
    expect(results.engineAgreement.largestRelativeDifference).toBeLessThan(1e-10)
    const plain = resultsOf(changes, weightOf)
    const without = (estimates: readonly Estimate[]) => estimates.map(({ agreement, ...rest }) => (agreement?.method === 'replicates-from-rows' ? rest : { ...rest, agreement }))
    expect(JSON.stringify(without(results.estimates))).toBe(JSON.stringify(without(plain.estimates)))
  })
})

test('TWI-8: a replicate, value, standard error or bound that is off by 3e-9 is seen, named, and nothing is signed', () => {
  const protocol = protocolWith({ ...asked, ...judging, ...weighted, bootstrap: { replicates: 1000, seed: 3 } })
  const score = Float64Array.from(rows, ({ score: each }) => each ?? 0.5)
  const present = Uint8Array.from(rows, ({ reference }) => (reference === 'present' ? 1 : 0))
  const design = { weights: Float64Array.from(rows, (_, i) => 0.3 + ((i * 17) % 41) / 7.3), clusters: null, strata: null }
  const all = Uint32Array.from(rows.keys())
  const scored: Scored = { scores: score, order: orderScores(score), present, indexOfRow: Int32Array.from(all) }
  const plan = planWeightedResampling(design, scored.order, all, present)
  // The first engine's own numbers, made by hand.
  const statistic = statisticOf({ quantity: 'brier', method: 'mean-squared-error', options: {} }, 'higher-is-positive') ?? expect.fail()
  const [first = expect.fail()] = bootstrapReplicates({ plans: [plan], statistics: [statistic], seed: 3 }, 0, 1000)
  const bounds = percentileInterval(first, 0.95)
  const brier = resultsOf({ ...weighted, ...judging }, () => 1).estimates.find(({ id }) => id === 'a/brier') ?? expect.fail()
  const { agreement: _, ...rest } = brier
  const interval = { method: 'bootstrap-percentile', level: 0.95, lower: bounds.lower ?? 0, upper: bounds.upper ?? 0 }
  const right: Estimate = { ...rest, value: statistic([weightedCounts(design.weights, { order: scored.order, index: all, rows: all }, present)]) ?? 0, standardError: bootstrapStandardError(first) ?? 0, intervals: [interval] }
  const seenIn = (estimate: Estimate, values = first.values) =>
    engineAgreement([...ofWeighedScores([estimate], new Map([['a/brier', { values, nLost: 0 }]]), { scored, design, direction: 'higher-is-positive' }, protocol).values()], [])
  expect(seenIn(right).largestRelativeDifference).toBeLessThan(1e-12)
  expect(seenIn(right).nCompared).toBe(1)
  const off = (value: number | undefined | null) => (value ?? 0) * (1 + 3e-9)
  const planted: (readonly [Estimate, Float64Array?])[] = [
    [{ ...right, value: off(right.value) }],
    [{ ...right, standardError: off(right.standardError) }],
    [{ ...right, intervals: [{ ...interval, lower: off(interval.lower) }] }],
    [{ ...right, intervals: [{ ...interval, upper: off(interval.upper) }] }],
    [right, first.values.map((value, r) => (r === 400 ? off(value) : value))],
  ]
  for (const [estimate, values] of planted) {
    const seen = seenIn(estimate, values)
    expect(seen.at).toBe('a/brier')
    expect(seen.largestRelativeDifference).toBeGreaterThan(1e-9)
    expect(() => refuseDisagreement({ engineAgreement: seen })).toThrow()
  }
})
