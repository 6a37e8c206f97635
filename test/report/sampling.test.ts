import { describe, expect, test } from 'vitest'
import { compose } from '../../shared/report/compose.ts'
import { estimateDetail } from '../../shared/report/detail.ts'
import { samplingLimitations, samplingRows, weightNotes } from '../../shared/report/sections/sampling.ts'
import { review } from '../../shared/report/review-blocks.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { demoProtocol, evaluateDemo, reportInput } from './fixture.ts'

const enriched = Protocol.parse({ ...demoProtocol, sampling: 'enriched', samplingDesign: { statedPrevalence: 0.08, source: 'Registry 2025' } })
const unstated = Protocol.parse({ ...demoProtocol, sampling: 'enriched' })
const weighted = Protocol.parse({ ...demoProtocol, sampling: 'weighted', samplingDesign: { weightColumn: 'w' } })
const begg = Protocol.parse({
  ...demoProtocol,
  verification: 'result-dependent',
  verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'p_full', operatingPoint: 'T50' } },
})

const textOf = (value: unknown): string => JSON.stringify(value)

describe('sampling and verification in the report', () => {
  test('REP-30: the study section says how numbers allow for the sample and for who was verified', () => {
    expect(samplingRows(demoProtocol).map(({ value }) => value)).toEqual(['Consecutive', 'All examinations'])
    expect(textOf(samplingRows(enriched))).toMatch(/prevalence of 8\u00a0%.*Registry 2025/)
    expect(textOf(samplingRows(unstated))).toContain('no prevalence is stated')
    expect(textOf(samplingRows(weighted))).toContain('column “w”')
    expect(textOf(samplingRows(begg))).toMatch(/decided by: Full model.*Begg–Greenes/)
    const known = Protocol.parse({ ...demoProtocol, verification: 'random-fraction', verificationDesign: { method: 'inverse-probability', probabilityColumn: 'p' } })
    expect(textOf(samplingRows(known))).toContain('column “p”')
  })

  test('REP-30: tables whose counts do not give the values say so; a consecutive sample says nothing', () => {
    expect(weightNotes(demoProtocol)).toEqual([])
    expect(samplingLimitations(demoProtocol, evaluateDemo(demoProtocol))).toEqual([])
    expect(weightNotes(weighted)[0]).toContain('do not give the value')
    const results = evaluateDemo(enriched)
    const input = reportInput(enriched, results)
    const text = textOf(compose(input))
    expect(text).toContain('does not give the value')
    expect(text).toContain('The sample was enriched: how often')
    expect(textOf(review(input).overall)).toContain('brought to a prevalence of 8')
    const detail = estimateDetail(results, enriched, 'p_full/T50/ppv')
    expect(detail?.options).toEqual(expect.arrayContaining([{ key: 'Weights', value: 'both classes brought to the stated prevalence' }]))
    expect(textOf(compose(reportInput(unstated, evaluateDemo(unstated))))).toContain('no prevalence is stated')
  })

  test('REP-30: a report of an incompletely verified study is whole, and names the verified on page 1', () => {
    const results = evaluateDemo(begg)
    const input = reportInput(begg, results)
    const text = textOf(compose(input))
    expect(text).toMatch(/examinations have the reference standard. The numbers hold if, given the call that decided/)
    expect(text).toContain('weighted proportions are judged by Korn–Graubard')
    expect(text).not.toMatch(/undefined|NaN/)
    for (const { id } of results.estimates) expect(estimateDetail(results, begg, id)?.method.how, id).toMatch(/\.$/)
  })
})
