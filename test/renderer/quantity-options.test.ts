import { describe, expect, test } from 'vitest'
import { comparisonOptions, needsPoint, pointOptions, quantityOptions, statedValuesOf, whatItGives, whyNot, whyNotAnalysis } from '../../renderer/screens/protocol/quantity-options.ts'
import { agreementOptions, isAgreement, raterOptions, whatAgreementGives, whyNoAgreement } from '../../renderer/screens/protocol/agreement-options.ts'
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
const analyses = { tableMeasures: true, operational: true }
const grade = { ...marker, id: 'g', scoreColumn: 'g', score: { ...marker.score, kind: 'ordinal' } }
const agreements: readonly Json[] = [
  { id: 'pd', label: 'calls', of: 'calls', raters: [{ prediction: 'p' }, { prediction: 'd' }] },
  { id: 'gh', label: 'grades', of: 'scores', weights: 'linear', raters: [{ prediction: 'g' }, { prediction: 'h' }] },
]
const raters = [...outputs, grade, { ...grade, id: 'h' }]
const draft: Json = { predictions: raters, comparisons, agreements, subgroups: [], analyses }

describe('what an endpoint may be about', () => {
  test('greyed out with a reason exactly where the engine’s check refuses', () => {
    const goalOf = (quantity: Quantity): number => (quantity.endsWith('difference') ? -0.1 : quantity === 'alerts-per-true-positive' ? 2 : 0.6)
    for (const output of outputs) {
      for (const { id, isDisabled, note } of quantityOptions(output, draft)) {
        const isDifference = id.endsWith('difference')
        const own = id === 'auroc-difference' ? 'pm' : 'pd'
        const needsPoint = ['sensitivity', 'specificity', 'ppv', 'npv', 'balanced-accuracy', 'youden', 'lr-positive', 'lr-negative', 'diagnostic-odds-ratio', 'alerts-per-100-examinations', 'alerts-per-true-positive'].includes(id)
        const point = needsPoint && output.id === 'p' ? { operatingPoint: 'T' } : {}
        const isAgreed = isAgreement(id)
        const agreed = { quantity: id, agreement: id === 'gwet-ac2' ? 'gh' : 'pd' }
        const estimand = isAgreed ? agreed : isDifference ? { quantity: id, comparison: own } : { quantity: id, prediction: output.id, ...point }
        const endpoint = { ...baseProtocol.endpoints[0], estimand, criterion: { bound: 'lower', comparison: '>=', goal: goalOf(id) } }
        const { problems } = checkProtocol({ ...baseProtocol, predictions: raters, comparisons, agreements, analyses, endpoints: [endpoint] })
        expect(isDisabled, `${id} of ${output.id}: ${problems.map((each) => each.code).join()}`).toBe(problems.length > 0)
        expect(note === undefined).toBe(!isDisabled)
      }
    }
  })

  test('what an analysis computes is greyed out until the analysis is asked for', () => {
    expect(whyNot('youden', probability, { ...(draft as object), analyses: {} })).toMatch(/first/)
    expect(whyNot('youden', probability, draft)).toBeNull()
  })

  test('over time too: greyed out with a reason exactly where the engine’s check refuses', () => {
    const timed = [probability, decision, { ...marker, score: { ...marker.score, operatingPoints: [point] } }]
    const repeated = {
      times: 'numbers', unit: 'hours', start: 's', end: 'e', onset: 'o', horizon: 6, credit: { earliest: 6, latest: 1 }, refractory: 0,
      atRiskEndsWith: ['event', 'discharge'], alerts: 'every',
    }
    const inTime = { tableMeasures: true }
    for (const output of timed) {
      for (const { id, isDisabled, note } of quantityOptions(output, { ...draft, predictions: timed, repeated, comparisons: [], analyses: inTime })) {
        if (id.endsWith('difference') || isAgreement(id)) continue
        const at = needsPoint(id) && output.id !== 'd' ? { operatingPoint: 'T' } : {}
        const endpoint = { ...baseProtocol.endpoints[0], estimand: { quantity: id, prediction: output.id, ...at }, criterion: { bound: 'lower', comparison: '>=', goal: 0.6 } }
        const { problems } = checkProtocol({ ...baseProtocol, predictions: timed, repeated, analyses: inTime, endpoints: [endpoint] })
        expect(isDisabled, `${id} of ${output.id}: ${problems.map((each) => each.code).join()}`).toBe(problems.length > 0)
        expect(note === undefined).toBe(!isDisabled)
      }
    }
    expect(whyNot('event-sensitivity', probability, draft)).toMatch(/over time/)
    expect(whyNot('calibration-slope', probability, { ...draft, repeated })).toMatch(/no probability/)
  })

  test('an enriched sample greys out what needs a prevalence until one is stated', () => {
    const at = (more: object) => (quantity: Quantity) => whyNot(quantity, probability, { predictions: outputs, sampling: 'enriched', ...more })
    const stated = at({ samplingDesign: { statedPrevalence: 0.02 } })
    for (const quantity of ['ppv', 'calibration-slope', 'observed-expected-ratio'] as const) {
      expect(at({})(quantity), quantity).toMatch(/prevalence/)
      expect(stated(quantity), quantity).toBeNull()
      const endpoint = { ...baseProtocol.endpoints[0], estimand: { quantity, prediction: 'p', ...(quantity === 'ppv' ? { operatingPoint: 'T' } : {}) } }
      const problems = (more: object) => checkProtocol({ ...baseProtocol, predictions: outputs, endpoints: [endpoint], sampling: 'enriched', ...more }).problems.length
      expect([problems({}), problems({ samplingDesign: { statedPrevalence: 0.02 } })], quantity).toEqual([1, 0])
    }
    expect(stated('prevalence')).toMatch(/chose/)
    expect(at({})('sensitivity')).toBeNull()
    expect(at({})('auroc')).toBeNull()
    expect(whyNotAnalysis('tippingPoint', { predictions: outputs, verification: 'random-fraction' })).toMatch(/count/)
    expect(sectionOf(problem('protocol/verification-needs-correction', undefined, { path: 'verificationDesign.dependsOn' }))).toBe('general')
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

  test('the decision itself is offered only where no threshold judges', () => {
    const both = { ...probability, decisionColumn: 'd', decision: decision.decision }
    expect(pointOptions(both).map((each) => each.id)).toEqual(['T'])
    expect(pointOptions(decision).map((each) => each.id)).toEqual([''])
    expect(pointOptions({ ...both, score: { ...both.score, operatingPoints: [] } }).map((each) => each.id)).toEqual([''])
  })

  test('a difference needs a comparison that gives it', () => {
    expect(comparisons.map((each) => whatItGives(each, draft))).toEqual([['auroc-difference'], ['sensitivity-difference', 'specificity-difference']])
    expect(comparisonOptions('auroc-difference', draft).map((each) => each.isDisabled ?? false)).toEqual([false, true])
    expect(whyNot('auroc-difference', probability, { predictions: outputs })).toMatch(/comparison/)
    expect(quantities.every((each) => whyNot(each, undefined, draft) === null || whyNot(each, undefined, draft) !== '')).toBe(true)
  })
})

describe('agreement', () => {
  test('what cannot rate, and agreements that do not give a quantity, are greyed out with a reason', () => {
    expect(raterOptions(draft, 'calls').map((each) => each.isDisabled ?? false)).toEqual([false, true, false, true, true])
    expect(raterOptions(draft, 'scores').map((each) => each.isDisabled ?? false)).toEqual([false, false, true, false, false])
    expect(agreementOptions('ppa', draft).map((each) => each.isDisabled ?? false)).toEqual([false, true])
    expect(whyNoAgreement('ppa', { predictions: raters })).toMatch(/Needs an agreement/)
    expect(whatAgreementGives(agreements[1] ?? '', draft)).toContain('gwet-ac2')
    const mixed = { of: 'scores', raters: [{ prediction: 'g' }, { prediction: 'm' }] }
    expect(whatAgreementGives(mixed, draft)).toEqual([])
    expect(whatAgreementGives({ of: 'scores', raters: [{ prediction: 'p' }, { prediction: 'm' }] }, draft)).toEqual(['icc'])
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
    expect([at('comparisons[0].first'), at('analyses.netBenefit'), at('multiplicity'), at('clusters.column'), at('repeated.horizon')]).toEqual(['comparisons', 'analysis', 'analysis', 'analysis', 'over-time'])
  })
})
