import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Estimate, Results } from '../../shared/vocabulary/results.ts'
import { pbcExpected, pbcInput, pbcRules } from './pbcseq.ts'

const number = z.number()
const withError = z.object({ value: number, se: number })
const share = withError.extend({ x: number, of: number })
const median = z.union([number, z.literal('undetected')])
const Case = z.object({
  flow: z.object({
    predictions: z.record(z.string(), number),
    neverAtRisk: number,
    events: z.record(z.string(), number),
    alerts: z.record(z.string(), number),
    episodes: z.record(z.string(), number),
    singly: z.record(z.string(), number),
    everAlerted: z.record(z.string(), number),
    exposureDays: number,
  }),
  shares: z.record(z.string(), share),
  exactEventSensitivity: z.array(number),
  falseAlarms: withError.extend({ lower: number, upper: number, poisson: z.array(number) }),
  alertsPer1000: withError,
  alertsPer100: withError,
  durationSensitivity: withError,
  durationPpv: withError,
  leadMedian: median,
  timeToAlertMedian: median,
  curve: z.object({ time: z.array(number), alerted: z.array(number) }),
  delayMedian: number,
  auroc: withError,
  panelAuroc: number,
})
const expected = z.record(z.string(), Case).parse(pbcExpected())

const close = (found: number | null | undefined, wanted: number, what: string): void => {
  expect(found, what).not.toBeNull()
  expect(Math.abs((found ?? Number.NaN) - wanted), what).toBeLessThanOrEqual(1e-9 * Math.max(1e-300, Math.abs(wanted)))
}

function held(results: Results, id: string): Estimate {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no estimate ${id}`)
  return found
}

/** Every number of one case against what R counted. */
function compare(results: Results, output: string, wanted: z.infer<typeof Case>): void {
  const flow = results.repeated?.find((each) => each.prediction === output && each.subgroup === undefined)
  expect(flow).toMatchObject({
    predictions: wanted.flow.predictions,
    events: wanted.flow.events,
    alerts: wanted.flow.alerts,
    episodes: wanted.flow.episodes,
    singly: wanted.flow.singly,
    everAlerted: wanted.flow.everAlerted,
    exposureDays: wanted.flow.exposureDays,
  })
  expect(flow?.examinations.neverAtRisk).toBe(wanted.flow.neverAtRisk)
  const at = (quantity: string): Estimate => held(results, `${output}/T/${quantity}`)
  for (const [quantity, { value, se, x, of }] of Object.entries(wanted.shares)) {
    const found = at(quantity)
    expect(found.denominators, quantity).toMatchObject({ x, of })
    close(found.value, value, quantity)
    if (found.method === 'ratio-estimator') close(found.standardError, se, `${quantity} standard error`)
  }
  const ratios = { 'false-alarms-per-day': wanted.falseAlarms, 'alerts-per-1000-days': wanted.alertsPer1000, 'alerts-per-100-examinations': wanted.alertsPer100, 'duration-sensitivity': wanted.durationSensitivity, 'duration-ppv': wanted.durationPpv }
  for (const [quantity, { value, se }] of Object.entries(ratios)) {
    close(at(quantity).value, value, quantity)
    close(at(quantity).standardError, se, `${quantity} standard error`)
  }
  const [log] = at('false-alarms-per-day').intervals
  close(log?.lower, wanted.falseAlarms.lower, 'lower')
  close(log?.upper, wanted.falseAlarms.upper, 'upper')
  for (const [quantity, value] of [['lead-time-median', wanted.leadMedian], ['time-to-alert-median', wanted.timeToAlertMedian]] as const) {
    if (value === 'undetected') expect(at(quantity)).toMatchObject({ value: null, reason: 'mostly-undetected' })
    else close(at(quantity).value, value, quantity)
  }
  const curve = results.timesToAlert?.find((each) => each.prediction === output)
  expect(curve?.time).toEqual(wanted.curve.time)
  wanted.curve.alerted.forEach((value, k) => close(curve?.alerted[k], value, `alerted by ${wanted.curve.time[k]}`))
  close(held(results, `${output}/decision-delay-median`).value, wanted.delayMedian, 'delay')
  close(held(results, `${output}/prediction-auroc`).value, wanted.auroc.value, 'area')
  close(held(results, `${output}/prediction-auroc`).standardError, wanted.auroc.se, 'area standard error')
  close(held(results, `${output}/auroc`).value, wanted.panelAuroc, 'area of the highest score')
}

describe('TIM-11: the 1,945 visits of pbcseq, brute-forced in R', () => {
  for (const [name, rules] of Object.entries(pbcRules)) {
    test(`TIM-11: ${name}`, () => {
      const results = evaluate(pbcInput(rules))
      for (const output of ['bili', 'albumin', 'chol']) {
        const wanted = expected[`${name}/${output}`]
        if (wanted === undefined) throw new Error(`no case ${name}/${output}`)
        compare(results, output, wanted)
        const exact = held(results, `${output}/T/event-sensitivity`).intervals[0]
        wanted.exactEventSensitivity.forEach((bound, k) => close(k === 0 ? exact?.lower : exact?.upper, bound, 'exact'))
        const poisson = held(results, `${output}/T/false-alarms-per-day`).intervals[1]
        wanted.falseAlarms.poisson.forEach((bound, k) => close(k === 0 ? poisson?.lower : poisson?.upper, bound, 'Poisson'))
      }
      expect(results.engineAgreement.largestRelativeDifference).toBeLessThan(1e-9)
    })
  }

  test('TIM-11: with sites as clusters', () => {
    const results = evaluate(pbcInput(pbcRules['plain'] ?? expect.fail(), { clusters: { column: 'site' } }))
    compare(results, 'bili', expected['plain/bili/site'] ?? expect.fail())
  })
})
