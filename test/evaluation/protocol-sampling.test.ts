import { describe, expect, test } from 'vitest'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { baseProtocol, overlapping, protocolWith, studyInput } from './study.ts'

const found = (changes: object): string[] =>
  checkProtocol({ ...baseProtocol, ...changes }).problems.map(({ code, where }) => `${code.replace('protocol/', '')} ${where?.path ?? ''}`)

const about = (quantity: string, operatingPoint?: string) => ({
  endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity, prediction: 'a', ...(operatingPoint === undefined ? {} : { operatingPoint }) } }],
})
const begg = { method: 'begg-greenes', dependsOn: { prediction: 'a', operatingPoint: 'T50' } }

describe('sampling and verification in the protocol check', () => {
  test('PCK-3: what undoes the design is required, in the check and in the evaluation', () => {
    expect(found({ verification: 'random-fraction' })).toEqual(['verification-needs-correction verificationDesign'])
    expect(found({ verification: 'result-dependent' })).toEqual(['verification-needs-correction verificationDesign'])
    expect(found({ sampling: 'weighted' })).toEqual(['sampling-needs-correction samplingDesign.weightColumn'])
    expect(found({ sampling: 'weighted', samplingDesign: { weightColumn: 'w' }, verification: 'result-dependent', verificationDesign: begg })).toEqual([])
    const protocol = protocolWith({ verification: 'random-fraction' })
    expect(() => evaluate(studyInput(protocol, overlapping(5)))).toThrow('protocol/verification-needs-correction')
  })

  test('PCK-3: the sentence says that naive sensitivity would be biased, and what to do', () => {
    const problem = checkProtocol({ ...baseProtocol, verification: 'result-dependent' }).problems[0]
    const text = problemText(problem ?? { code: 'protocol/shape', severity: 'error' })
    expect(text.sentence).toContain('sensitivity and specificity among the verified alone would be biased')
    expect(text.advice).toMatch(/Begg-Greenes.*inverse probability/)
  })

  test('PCK-21: an enriched sample without a stated prevalence has criteria on what is conditional on the class only', () => {
    expect(found({ sampling: 'enriched' })).toEqual([])
    expect(found({ sampling: 'enriched', ...about('auroc') })).toEqual([])
    for (const [quantity, point] of [['ppv', 'T50'], ['npv', 'T50'], ['calibration-slope'], ['observed-expected-ratio']] as const) {
      expect(found({ sampling: 'enriched', ...about(quantity, point) })).toEqual(['sampling-needs-correction samplingDesign.statedPrevalence'])
      expect(found({ sampling: 'enriched', samplingDesign: { statedPrevalence: 0.02 }, ...about(quantity, point) })).toEqual([])
    }
    expect(found({ sampling: 'enriched', samplingDesign: { statedPrevalence: 0.02 }, ...about('prevalence') })).toEqual(['impossible-criterion endpoints[0].estimand.quantity'])
    expect(found({ sampling: 'enriched', verification: 'random-fraction', verificationDesign: begg })).toEqual(['verification-needs-correction sampling'])
  })

  test('PCK-21: parts that nothing needs are refused', () => {
    expect(found({ samplingDesign: { statedPrevalence: 0.02 } })).toEqual(['shape samplingDesign'])
    expect(found({ verificationDesign: begg })).toEqual(['shape verificationDesign'])
    expect(found({ sampling: 'enriched', samplingDesign: { weightColumn: 'w' } })).toEqual(['shape samplingDesign.weightColumn'])
    expect(found({ sampling: 'weighted', samplingDesign: { weightColumn: 'w', statedPrevalence: 0.1 } })).toEqual(['shape samplingDesign.statedPrevalence'])
    const both = { ...begg, probabilityColumn: 'p' }
    expect(found({ verification: 'result-dependent', verificationDesign: both })).toEqual(['shape verificationDesign.probabilityColumn'])
  })

  test('PCK-22: what decided about verification exists', () => {
    const with_ = (verificationDesign: object) => found({ verification: 'result-dependent', verificationDesign })
    expect(with_({ method: 'begg-greenes' })).toEqual(['verification-needs-correction verificationDesign.dependsOn'])
    expect(with_({ method: 'inverse-probability' })).toEqual(['verification-needs-correction verificationDesign.probabilityColumn'])
    expect(with_({ method: 'inverse-probability', probabilityColumn: 'p' })).toEqual([])
    expect(with_({ method: 'begg-greenes', dependsOn: { prediction: 'x' } })).toEqual(['unknown-reference verificationDesign.dependsOn.prediction'])
    expect(with_({ method: 'begg-greenes', dependsOn: { prediction: 'a', operatingPoint: 'T9' } })).toEqual(['unknown-reference verificationDesign.dependsOn.operatingPoint'])
    // One operating point is meant without being named; of several, one must be.
    expect(with_({ method: 'begg-greenes', dependsOn: { prediction: 'a' } })).toEqual([])
    const [first] = baseProtocol.predictions
    const points = [...(first?.score.operatingPoints ?? []), { id: 'T9', threshold: 0.9, chosenOn: 'x' }]
    const predictions = [{ ...first, score: { ...first?.score, operatingPoints: points } }]
    const several = { verification: 'result-dependent', verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'a' } }, predictions }
    expect(found(several)).toEqual(['shape verificationDesign.dependsOn.operatingPoint'])
    const none = { ...several, predictions: [{ ...first, score: { ...first?.score, operatingPoints: [] } }], ...about('auroc') }
    expect(found(none)).toEqual(['shape verificationDesign.dependsOn'])
  })

  test('PCK-23: what counts examinations alike is refused beside weights', () => {
    const drifts = [{ id: 'd', label: 'D', variable: { prediction: 'a' }, between: { column: 'year', baseline: ['1'], current: ['2'] }, bins: 10 }]
    const weighted = { sampling: 'weighted', samplingDesign: { weightColumn: 'w' } }
    const refused = (changes: object) => checkProtocol({ ...baseProtocol, ...changes }).problems.filter(({ params }) => String(params?.['detail']).includes('do not count alike')).map(({ where }) => where?.path)
    expect(refused({ ...weighted, drifts, analyses: { operational: true, calibrationTests: true } })).toEqual(['drifts', 'analyses.operational', 'analyses.calibrationTests'])
    expect(refused({ drifts, analyses: { operational: true } })).toEqual([])
  })

  test('PCK-10: the columns of weights and of probabilities exist and hold numbers', () => {
    const protocol = protocolWith({
      sampling: 'weighted',
      samplingDesign: { weightColumn: 'w' },
      verification: 'random-fraction',
      verificationDesign: { method: 'inverse-probability', probabilityColumn: 'p' },
    })
    const at = (columns: [string, 'number' | 'text'][]) =>
      checkProtocolAgainstColumns(protocol, [['covariate:sex', 'text'] as const, ...columns].map(([name, kind]) => ({ name, kind }))).map(({ code, where }) => `${code} ${where?.path}`)
    expect(at([['covariate:w', 'number'], ['covariate:p', 'number']])).toEqual([])
    expect(at([['covariate:w', 'text']])).toEqual(['protocol/column-kind samplingDesign.weightColumn', 'protocol/no-such-column verificationDesign.probabilityColumn'])
  })
})
