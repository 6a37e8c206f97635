import { describe, expect, test } from 'vitest'
import { refuseDisagreement } from '../../electron/actions/sign-report.ts'
import { engineAgreement } from '../../shared/evaluation/engine-agreement.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { redrawnReplicates, withRedrawn } from '../../shared/evaluation/second-replicates.ts'
import { bootstrapStandardError, percentileInterval, type ReplicateValues } from '../../shared/statistics/bootstrap.ts'
import { redrawnRows, unitsOfOneStratum } from '../../shared/statistics/redraw-second.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { bootstrapJudgedQuantities, statedValues } from '../../shared/vocabulary/judged-quantities.ts'
import type { Analyses } from '../../shared/vocabulary/protocol.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'
import { PARTICIPANT_ID } from '../../shared/vocabulary/roles.ts'
import { methodNames, methodSources } from '../../shared/words/en/methods.ts'
import { protocolWith, studyInput } from './study.ts'

const analyses: Analyses = {
  discrimination: { fixedSpecificity: [0.8, 0.9], fixedSensitivity: [0.7], partialSpecificityFrom: 0.8, partialSensitivityFrom: 0.75 },
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

/** 150 examinations of 50 people; scores on a grid of 25, so that ties and replicates without a value occur. */
const rows = Array.from({ length: 150 }, (_, i) => {
  const score = ((i * 37) % 25) / 25
  return { reference: (i * 61) % 97 < 20 + 50 * score ? 'present' : 'absent', score: 0.02 + 0.9 * score }
})

function resultsOf(changes: object) {
  const input = studyInput(protocolWith({ ...asked, ...changes }), rows)
  const cohort = new Map(input.cohort).set(PARTICIPANT_ID, textColumn(rows.map((_, i) => `P${(i * 7) % 50}`)))
  return evaluate({ ...input, cohort })
}

describe.each([
  ['rows within each class', {}],
  ['whole clusters', { clusters: { column: 'participant' } }],
  ['a stated prevalence', { sampling: 'enriched', samplingDesign: { statedPrevalence: 0.1 } }],
  ['a stated prevalence over clusters', { sampling: 'enriched', samplingDesign: { statedPrevalence: 0.25 }, clusters: { column: 'participant' } }],
])('replicates made twice, %s', (_name, changes) => {
  const results = resultsOf({ ...changes, ...judging })

  test('TWI-5: every number judged by a percentile bound carries its agreement, below 1e-9, with words', () => {
    for (const { estimateId } of results.endpoints) {
      const found = results.estimates.find(({ id }) => id === estimateId)
      expect(found?.agreement?.method, estimateId).toBe('replicates-from-rows')
      expect(found?.agreement?.relativeDifference, estimateId).toBeLessThan(1e-10)
    }
    expect(results.engineAgreement.largestRelativeDifference).toBeLessThan(1e-10)
    expect(methodNames['replicates-from-rows']).toBeDefined()
    expect(methodSources['replicates-from-rows']).toBeDefined()
  })

  test('TWI-5: without a criterion on them they are made once, and nothing else changes', () => {
    const plain = resultsOf(changes)
    const without = (estimates: readonly Estimate[]) => estimates.map(({ agreement, ...rest }) => (agreement?.method === 'replicates-from-rows' ? rest : { ...rest, agreement }))
    expect(without(plain.estimates)).toEqual(plain.estimates.map((each) => ({ ...each, agreement: each.agreement })))
    expect(JSON.stringify(without(results.estimates))).toBe(JSON.stringify(without(plain.estimates)))
  })
})

describe('a first engine that is wrong', () => {
  const { estimates } = resultsOf(judging)
  const brier = estimates.find(({ id }) => id === 'a/brier') ?? expect.fail()
  // A mean over single rows: easy to make by hand, and to make wrong.
  const values = Float64Array.from({ length: 100 }, (_, i) => ((i * 31) % 100) / 100)
  const units = unitsOfOneStratum(null, 100)
  const again = (drawn: Uint32Array) => ({ value: drawn.reduce((sum, row) => sum + (values[row] ?? 0), 0) / drawn.length })
  const protocol = { bootstrap: { replicates: 200, seed: 1 }, intervals: protocolWith({}).intervals }
  const made = withRedrawn([{ estimate: brier, first: { values: new Float64Array(200), nLost: 0 }, again }], units, protocol)
  /** The estimate that a first engine with these replicates would give. */
  const summedUp = (first: ReplicateValues): Estimate => {
    const { lower, upper } = percentileInterval(first, 0.95)
    return {
      ...brier,
      value: again(units.rows).value,
      standardError: bootstrapStandardError(first) ?? 0,
      intervals: [{ method: 'bootstrap-percentile', level: 0.95, lower: lower ?? 0, upper: upper ?? 0 }],
    }
  }

  test('TWI-5: other replicates are seen, named, and nothing is signed', () => {
    const seen = engineAgreement(made, [])
    expect(seen).toMatchObject({ at: 'a/brier', largestRelativeDifference: 1 })
    expect(() => refuseDisagreement({ engineAgreement: seen })).toThrow(/engines-disagree/)
  })

  test('TWI-5: one replicate that is off by 3e-9, or a bound, is seen', () => {
    const first = { values: Float64Array.from({ length: 200 }, (_, r) => again(redrawnRows(units, 1, r)).value), nLost: 0 }
    const right = summedUp(first)
    const differenceOf = (estimate: Estimate, replicates = first) => withRedrawn([{ estimate, first: replicates, again }], units, protocol)[0]?.agreement?.relativeDifference
    expect(differenceOf(right)).toBeLessThan(1e-12)
    const off = { ...first, values: first.values.map((value, r) => (r === 17 ? value * (1 + 3e-9) : value)) }
    expect(differenceOf(right, off)).toBeGreaterThan(1e-9)
    const [interval] = right.intervals
    for (const wrong of [{ ...right, value: (right.value ?? 0) * (1 + 3e-9) }, { ...right, standardError: (right.standardError ?? 0) * (1 + 3e-9) }, { ...right, intervals: [{ ...(interval ?? expect.fail()), upper: (interval?.upper ?? 0) * (1 + 3e-9) }] }]) {
      expect(differenceOf(wrong)).toBeGreaterThan(1e-9)
    }
    // A replicate that only one engine defines.
    expect(differenceOf(right, { values: first.values.slice(1), nLost: 1 })).toBe(1)
  })

  test('TWI-5: where some replicates have no number, each that has one is still held against the first engine’s', () => {
    // A sample without row 3 has no number.
    const sometimes = (drawn: Uint32Array) => (drawn.includes(3) ? again(drawn) : { value: null })
    const all = Array.from({ length: 200 }, (_, r) => sometimes(redrawnRows(units, 1, r)).value)
    const values = Float64Array.from(all.filter((value) => value !== null))
    const first = { values, nLost: 200 - values.length }
    expect(first.nLost).toBeGreaterThan(20)
    const right = summedUp(first)
    const differenceOf = (replicates: typeof first) => withRedrawn([{ estimate: right, first: replicates, again: sometimes }], units, protocol)[0]?.agreement?.relativeDifference
    expect(differenceOf(first)).toBeLessThan(1e-12)
    for (const wrong of [0, 17, values.length - 1]) {
      expect(differenceOf({ ...first, values: values.map((value, r) => (r === wrong ? value * (1 + 3e-9) : value)) }), String(wrong)).toBeGreaterThan(1e-9)
    }
    // As many numbers, but of other samples.
    expect(differenceOf({ values: values.map((value) => value + 0.01), nLost: first.nLost })).toBeGreaterThan(1e-3)
    expect(differenceOf({ values: values.slice(1), nLost: first.nLost + 1 })).toBe(1)
  })

  test('TWI-5: how many replicates are made twice is bounded by rows', () => {
    expect(redrawnReplicates(1000, 1000)).toBe(1000)
    expect(redrawnReplicates(2000, 10_000)).toBe(100)
    expect(redrawnReplicates(2000, 5_000_000)).toBe(3)
  })
})
