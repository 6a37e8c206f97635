import { describe, expect, test } from 'vitest'
import { refuseDisagreement } from '../../electron/actions/sign-report.ts'
import { engineAgreement } from '../../shared/evaluation/engine-agreement.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { areaAgain, pointAgain } from '../../shared/evaluation/repeated-second.ts'
import { startOverTime } from '../../shared/evaluation/repeated-run.ts'
import { readReference } from '../../shared/evaluation/reference.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { judgedOverTime } from '../../shared/vocabulary/judged-quantities.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'
import { PARTICIPANT_ID } from '../../shared/vocabulary/roles.ts'
import { pbcInput, pbcRules } from './pbcseq.ts'
import { baseProtocol, protocolWith } from './study.ts'

const designs = Object.keys(pbcRules).flatMap((rules) => [[rules, 'examinations'], [rules, 'clusters']] as const)

/** The reference case, its patients in 40 groups where clusters are declared. */
function inputOf(rules: string, units: string) {
  const input = pbcInput(pbcRules[rules] ?? expect.fail())
  if (units === 'examinations') return input
  const n = readReference(input.cohort, 'exclude').present.length
  const cohort = new Map(input.cohort).set(PARTICIPANT_ID, textColumn(Array.from({ length: n }, (_, i) => `G${(i * 17) % 40}`)))
  return { ...input, cohort, protocol: protocolWith({ ...input.protocol, clusters: { column: 'participant' } }) }
}

describe.each(designs)('predictions over time computed twice: %s, %s', (rules, units) => {
  const input = inputOf(rules, units)
  const results = evaluate(input)
  const judged = results.estimates.filter(({ quantity, subgroup, value }) => judgedOverTime.some((each) => each === quantity) && subgroup === undefined && value !== null)

  test('TWI-1: value, standard error and bounds of every quantity over time agree', () => {
    expect(new Set(judged.map(({ quantity }) => quantity)).size).toBe(judgedOverTime.length)
    for (const { id, agreement } of judged) expect(agreement?.relativeDifference, id).toBeLessThan(1e-10)
    expect(results.engineAgreement.largestRelativeDifference).toBeLessThan(1e-10)
  })

  test('TWI-2: a first engine that is wrong by 3e-9 in any part is seen, named, and nothing is signed', () => {
    const timed = startOverTime(input, readReference(input.cohort, 'exclude')) ?? expect.fail()
    const rows = Uint32Array.from(timed.reference.present.keys())
    const codes = rows.map((row) => (row * 17) % 40)
    const clusters = units === 'examinations' ? null : { column: 'participant', codes, isIncomplete: false }
    const output = timed.work.outputs.get('bili') ?? expect.fail()
    const at = { work: timed.work, output, scores: null, level: { subgroup: undefined, rows }, clusters, protocol: input.protocol }
    const [point, area] = [pointAgain(at, output.points[0] ?? expect.fail()), areaAgain(at)]
    for (const estimate of judged.filter((each) => each.prediction === 'bili')) {
      const again = estimate.quantity === 'prediction-auroc' ? area : point
      const { agreement, ...first } = estimate
      expect(again(first).agreement, estimate.id).toEqual(agreement)
      const [interval = expect.fail(), ...rest] = first.intervals
      const off = (value: number | null | undefined): number => (value ?? 0) * (1 + 3e-9)
      const planted: Estimate[] = [{ ...first, value: off(first.value) }]
      if (first.standardError !== undefined) planted.push({ ...first, standardError: off(first.standardError) })
      if (interval.lower !== null) planted.push({ ...first, intervals: [{ ...interval, lower: off(interval.lower) }, ...rest] }, { ...first, intervals: [{ ...interval, upper: off(interval.upper) }, ...rest] })
      for (const wrong of planted.filter(({ value }) => value !== 0)) {
        const seen = engineAgreement([again(wrong)], [])
        expect(seen.at, estimate.id).toBe(estimate.id)
        expect(seen.largestRelativeDifference, estimate.id).toBeGreaterThan(1e-9)
        expect(() => refuseDisagreement({ engineAgreement: seen })).toThrow(/engines-disagree/)
      }
    }
  })
})

describe('p values over time', () => {
  test('TWI-3: p values of rates and shares of time are compared on the scale of their own interval', () => {
    const input = pbcInput(pbcRules['plain'] ?? expect.fail())
    const about = { prediction: 'bili', operatingPoint: 'T' }
    const endpoint = (quantity: string, criterion: object) => ({ ...baseProtocol.endpoints[0], id: quantity, estimand: { quantity, ...about }, criterion })
    const endpoints = [
      endpoint('false-alarms-per-day', { bound: 'upper', comparison: '<=', goal: 0.0006 }),
      endpoint('duration-sensitivity', { bound: 'lower', comparison: '>=', goal: 0.5 }),
      endpoint('alert-ppv', { bound: 'lower', comparison: '>=', goal: 0.25 }),
    ]
    const protocol = protocolWith({ ...input.protocol, endpoints, success: { combine: 'all', endpoints: endpoints.map(({ id }) => id) } })
    for (const { id, test: found } of evaluate({ ...input, protocol }).endpoints) {
      expect(found?.method, id).toBe('normal-shift')
      expect(found?.agreement?.relativeDifference, id).toBeLessThan(1e-10)
    }
  })
})
