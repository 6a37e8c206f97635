import { describe, expect, test } from 'vitest'
import { comparisonOptions, quantityOptions, statedValuesOf, whatItGives, whyNot, whyNotAnalysis } from '../../renderer/screens/protocol/quantity-options.ts'
import { sectionOf, type Json } from '../../renderer/screens/protocol/draft.ts'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import { bootstrapJudgedQuantities } from '../../shared/vocabulary/judged-quantities.ts'
import { problem } from '../../shared/vocabulary/problem.ts'
import type { Quantity } from '../../shared/vocabulary/protocol.ts'
import { quantities } from '../../shared/vocabulary/protocol.ts'
import { baseProtocol } from '../evaluation/study.ts'

const point = { id: 'T', threshold: 0.5, chosenOn: 'development data' }
const probability = { id: 'p', label: 'P', scoreColumn: 'p', score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [point] } }
const marker = { id: 'm', label: 'M', scoreColumn: 'm', score: { kind: 'marker', direction: 'higher-is-positive', operatingPoints: [] } }
const decision = { id: 'd', label: 'D', decisionColumn: 'd', decision: { codes: { '1': 'positive', '0': 'negative' } } }
const outputs = [probability, marker, decision]
const comparison = (id: string, first: string, second: string) => ({ id, label: id, first: { prediction: first }, second: { prediction: second } })
const comparisons = [comparison('pm', 'p', 'm'), comparison('pd', 'p', 'd')]
const draft: Json = { predictions: outputs, comparisons, subgroups: [] }

describe('what an endpoint may be about', () => {
  test('greyed out with a reason exactly where the engine’s check refuses', () => {
    const goalOf = (quantity: Quantity): number => (quantity.endsWith('difference') ? -0.1 : 0.6)
    for (const output of outputs) {
      for (const { id, isDisabled, note } of quantityOptions(output, draft)) {
        const isDifference = id.endsWith('difference')
        const own = id === 'auroc-difference' ? 'pm' : 'pd'
        const needsPoint = ['sensitivity', 'specificity', 'ppv', 'npv', 'balanced-accuracy', 'youden', 'lr-positive', 'lr-negative', 'diagnostic-odds-ratio'].includes(id)
        const point = needsPoint && output.id === 'p' ? { operatingPoint: 'T' } : {}
        const estimand = isDifference ? { quantity: id, comparison: own } : { quantity: id, prediction: output.id, ...point }
        const endpoint = { ...baseProtocol.endpoints[0], estimand, criterion: { bound: 'lower', comparison: '>=', goal: goalOf(id) } }
        const { problems } = checkProtocol({ ...baseProtocol, predictions: outputs, comparisons, endpoints: [endpoint] })
        expect(isDisabled, `${id} of ${output.id}: ${problems.map((each) => each.code).join()}`).toBe(problems.length > 0)
        expect(note === undefined).toBe(!isDisabled)
      }
    }
  })

  test('what has only a bootstrap interval opens with replicates and its analysis, as the engine’s check does', () => {
    const analyses = { discrimination: { fixedSpecificity: [0.9] }, flexibleCalibration: { smoother: 'loess', bins: 10 } }
    for (const replicates of [0, 999, 1000]) {
      const asked = { ...(draft as object), analyses, bootstrap: { replicates, seed: 1 } } as Json
      for (const quantity of bootstrapJudgedQuantities) {
        const [at] = statedValuesOf(quantity, asked) ?? []
        const estimand = { quantity, prediction: 'p', ...(at === undefined ? {} : { at }) }
        const endpoint = { ...baseProtocol.endpoints[0], estimand, criterion: { bound: 'lower', comparison: '>=', goal: 0.6 } }
        const { problems } = checkProtocol({ ...baseProtocol, predictions: outputs, analyses, bootstrap: { replicates, seed: 1 }, endpoints: [endpoint] })
        expect(whyNot(quantity, probability, asked) === null, `${quantity} with ${replicates}`).toBe(problems.length === 0)
      }
      expect(whyNot('partial-auroc-specificity', probability, asked)).not.toBeNull()
      expect(whyNot('average-precision', decision, asked)).toMatch(/score/)
    }
  })

  test('a difference needs a comparison that gives it', () => {
    expect(comparisons.map((each) => whatItGives(each, draft))).toEqual([['auroc-difference'], ['sensitivity-difference', 'specificity-difference']])
    expect(comparisonOptions('auroc-difference', draft).map((each) => each.isDisabled ?? false)).toEqual([false, true])
    expect(whyNot('auroc-difference', probability, { predictions: outputs })).toMatch(/comparison/)
    expect(quantities.every((each) => whyNot(each, undefined, draft) === null || whyNot(each, undefined, draft) !== '')).toBe(true)
  })
})

describe('what may be asked for', () => {
  const of = (predictions: Json, subgroups: Json = []) => (name: Parameters<typeof whyNotAnalysis>[0]) => whyNotAnalysis(name, { predictions, subgroups })

  test('analyses are greyed out where no output gives them', () => {
    expect(of([])('tableMeasures')).toMatch(/output/)
    expect(of([decision])('discrimination')).toMatch(/score/)
    expect(of([decision])('tableMeasures')).toBeNull()
    expect(of([marker])('netBenefit')).toMatch(/probability/)
    expect(of([marker])('statedPrevalence')).toMatch(/operating point/)
    expect(of([probability])('flexibleCalibration')).toBeNull()
    expect(of([probability])('subgroupContrasts')).toMatch(/subgroup/)
    expect(whyNotAnalysis('tippingPoint', { predictions: [probability], clusters: { column: 'participant' } })).toMatch(/cluster/)
  })

  test('problems lead to the section that shows them', () => {
    const at = (path: string) => sectionOf(problem('protocol/shape', undefined, { path }))
    expect([at('comparisons[0].first'), at('analyses.netBenefit'), at('multiplicity'), at('clusters.column')]).toEqual(['comparisons', 'analysis', 'analysis', 'analysis'])
  })
})
