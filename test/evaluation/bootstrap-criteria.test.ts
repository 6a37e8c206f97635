import { describe, expect, test } from 'vitest'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import { bootstrapJudgedQuantities, neededAnalysis, statedValues } from '../../shared/vocabulary/judged-quantities.ts'
import type { Analyses, Quantity } from '../../shared/vocabulary/protocol.ts'
import { baseProtocol, evaluateRows, overlapping, protocolWith } from './study.ts'

const analyses: Analyses = {
  discrimination: { fixedSpecificity: [0.8, 0.9], fixedSensitivity: [0.7], partialSpecificityFrom: 0.8, partialSensitivityFrom: 0.75 },
  flexibleCalibration: { smoother: 'restricted-cubic-spline', bins: 5 },
}

/** A criterion on each quantity, at its first stated value. Smaller is better for scores and distances. */
const endpointOn = (quantity: Quantity, i = 0, more: object = {}) => {
  const at = statedValues(quantity, analyses)?.[0]
  const isUpper = ['brier', 'log-loss', 'ici', 'e50', 'e90', 'emax'].includes(quantity)
  const criterion = isUpper ? { bound: 'upper', comparison: '<=', goal: 0.9 } : { bound: 'lower', comparison: '>=', goal: 0.05 }
  return { id: `E${i + 1}`, title: quantity, role: 'primary', estimand: { quantity, prediction: 'a', ...(at === undefined ? {} : { at }), ...more }, criterion }
}

const problemsOf = (changes: object): string[] =>
  checkProtocol({ ...baseProtocol, analyses, bootstrap: { replicates: 1000, seed: 3 }, ...changes }).problems.map(({ code, where }) => `${code} ${where?.path ?? ''}`)

describe('criteria on what has only a bootstrap interval', () => {
  test('PCK-24: needs 1,000 replicates, its analysis, and its stated value', () => {
    for (const quantity of bootstrapJudgedQuantities) {
      const endpoints = [endpointOn(quantity)]
      expect(problemsOf({ endpoints }), quantity).toEqual([])
      expect(problemsOf({ endpoints, bootstrap: { replicates: 999, seed: 3 } }), quantity).toEqual(['protocol/impossible-criterion bootstrap.replicates'])
      if (neededAnalysis(quantity) !== null) expect(problemsOf({ endpoints, analyses: {} }), quantity).toEqual(['protocol/shape endpoints[0].estimand.quantity'])
    }
    const at = 'protocol/shape endpoints[0].estimand.at'
    expect(problemsOf({ endpoints: [endpointOn('sensitivity-at-specificity', 0, { at: 0.85 })] })).toEqual([at])
    expect(problemsOf({ endpoints: [endpointOn('sensitivity-at-specificity', 0, { at: undefined })] })).toEqual([at])
    expect(problemsOf({ endpoints: [endpointOn('brier', 0, { at: 0.5 })] })).toEqual([at])
    expect(problemsOf({ endpoints: [endpointOn('auroc', 0, { at: 0.5 })] })).toEqual([at])
  })

  test('PCK-24: each is judged by the percentile bound of its own estimate', () => {
    const endpoints = bootstrapJudgedQuantities.map((quantity, i) => endpointOn(quantity, i))
    const protocol = protocolWith({ endpoints, success: { combine: 'all', endpoints: endpoints.map(({ id }) => id) }, analyses, bootstrap: { replicates: 1000, seed: 3 } })
    const results = evaluateRows(protocol, overlapping(120))
    results.endpoints.forEach((endpoint, i) => {
      const estimate = results.estimates.find(({ id }) => id === endpoint.estimateId)
      const [interval] = estimate?.intervals ?? []
      expect(estimate?.quantity, endpoint.estimateId).toBe(bootstrapJudgedQuantities[i])
      expect(interval?.method).toBe('bootstrap-percentile')
      expect(endpoint.boundValue).toBe(endpoint.bound === 'lower' ? interval?.lower : interval?.upper)
      expect(endpoint.verdict).not.toBe('not-evaluable')
      // JDG-6: no normal test beside a percentile bound.
      expect(endpoint.test).toBeUndefined()
    })
    expect(results.endpoints.find(({ title }) => title === 'sensitivity-at-specificity')?.estimateId).toBe('a/sensitivity-at-specificity@0.8')
  })

  test('JDG-6: without a test it counts as p = 1 in an adjustment', () => {
    const brier = endpointOn('brier')
    const sensitivity = { ...baseProtocol.endpoints[0], id: 'E2', estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'T50' } }
    const success = { combine: 'all', endpoints: ['E1', 'E2'] }
    const protocol = protocolWith({ endpoints: [brier, sensitivity], success, multiplicity: 'holm', analyses, bootstrap: { replicates: 1000, seed: 3 } })
    const [first, second] = evaluateRows(protocol, overlapping(60)).endpoints
    expect(first?.test).toBeUndefined()
    expect(second?.test?.adjustedPValue).toBeCloseTo(Math.min(1, 2 * (second?.test?.pValue ?? 0)), 12)
  })
})
