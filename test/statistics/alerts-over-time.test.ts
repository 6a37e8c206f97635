import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countAlertsBySearch } from '../../shared/statistics/alert-counts-second.ts'
import { type SumName, alertSums, sumNames } from '../../shared/statistics/alert-sums.ts'
import { timelinesOf } from '../../shared/statistics/alert-timelines.ts'
import { drawClusters, drawnRatio, rankedPercentileInterval } from '../../shared/statistics/cluster-draws.ts'
import { alertedCurve, alertedMedian, detectedBy, orderWatched, rankTimes, weightedMedian } from '../../shared/statistics/lead-times.ts'
import { logRatioInterval, logitRatioInterval, poissonRateInterval, ratioOfSums } from '../../shared/statistics/ratios.ts'
import type { AlertRules, Stays } from '../../shared/statistics/stays.ts'
import { placesAtRisk, riskOf } from '../../shared/statistics/stays.ts'

interface Stay {
  readonly start: number
  readonly end: number
  readonly onset?: number | null
  readonly treatment?: number | null
  readonly predictions: readonly (readonly [time: number, call: number])[]
}

const rules: AlertRules = { horizon: 6, earliest: 10, latest: 2, refractory: 5, endsWithEvent: true, endsWithTreatment: true, firstOnly: false }

function staysOf(list: readonly Stay[]): { stays: Stays; calls: Uint8Array } {
  const rows = list.flatMap((stay, i) => stay.predictions.map(([time, call]) => ({ i, time, call })))
  const timelines = timelinesOf(list.length, Int32Array.from(rows, (row) => row.i), Float64Array.from(rows, (row) => row.time))
  const of = (pick: (stay: Stay) => number | null | undefined) => Float64Array.from(list, (stay) => pick(stay) ?? Number.NaN)
  const stays = {
    start: of((each) => each.start),
    end: of((each) => each.end),
    onset: of((each) => each.onset),
    treatment: of((each) => each.treatment),
    isAnalysed: new Uint8Array(list.length).fill(1),
    ...timelines,
  }
  return { stays, calls: Uint8Array.from(timelines.row, (at) => rows[at]?.call ?? 2) }
}

const totals = (list: readonly Stay[], with_: AlertRules = rules): Record<SumName, number> => {
  const { stays, calls } = staysOf(list)
  const { sums } = alertSums(stays, calls, with_)
  return Object.fromEntries(sumNames.map((name) => [name, sums[name].reduce((a, b) => a + b, 0)])) as Record<SumName, number>
}

/** Worked by hand: see the numbers beside each call. */
const stay: Stay = {
  start: 0,
  end: 30,
  onset: 20,
  predictions: [[1, 1], [3, 0], [8, 1], [11, 1], [14, 1], [15, 0], [17, 1], [19, 1], [20, 1], [25, 1]],
}

const anyStay = fc
  .record({
    start: fc.integer({ min: 0, max: 10 }),
    length: fc.integer({ min: 0, max: 60 }),
    onset: fc.option(fc.integer({ min: 0, max: 70 })),
    treatment: fc.option(fc.integer({ min: 0, max: 70 })),
    predictions: fc.uniqueArray(fc.tuple(fc.integer({ min: -5, max: 80 }), fc.integer({ min: 0, max: 2 })), { selector: ([time]) => time, maxLength: 40 }),
  })
  .map(({ length, onset, ...each }) => ({ ...each, end: each.start + length, onset: onset === null ? null : Math.min(onset, each.start + length) }))
const anyRules = fc
  .record({
    horizon: fc.integer({ min: 1, max: 30 }),
    latest: fc.integer({ min: 0, max: 10 }),
    more: fc.integer({ min: 1, max: 30 }),
    refractory: fc.integer({ min: 0, max: 12 }),
    endsWithEvent: fc.boolean(),
    endsWithTreatment: fc.boolean(),
    firstOnly: fc.boolean(),
  })
  .map(({ more, ...each }): AlertRules => ({ ...each, earliest: each.latest + more }))

describe('one stay, worked by hand', () => {
  test('ALR-1: what ends the risk, and what is at risk at its very end', () => {
    const at = (more: Partial<Stay>, changed: Partial<AlertRules> = {}) => {
      const { stays } = staysOf([{ ...stay, ...more }])
      const risk = riskOf(stays, 0, { ...rules, ...changed })
      const { from, to } = placesAtRisk(stays, 0, risk)
      return { end: risk.end, n: to - from, misplaced: risk.misplaced }
    }
    expect(at({})).toEqual({ end: 20, n: 8, misplaced: null })
    expect(at({}, { endsWithEvent: false })).toEqual({ end: 30, n: 10, misplaced: null })
    // At the end of observation a prediction is still in; at the treatment that ends the risk it is not.
    expect(at({ onset: null, end: 25 })).toEqual({ end: 25, n: 10, misplaced: null })
    expect(at({ onset: null, treatment: 17 })).toEqual({ end: 17, n: 6, misplaced: null })
    expect(at({ onset: null, treatment: 25, end: 25 })).toEqual({ end: 25, n: 9, misplaced: null })
    expect(at({ treatment: 17 })).toEqual({ end: 17, n: 6, misplaced: 'after-at-risk' })
    expect(at({ treatment: 17 }, { endsWithTreatment: false })).toEqual({ end: 20, n: 8, misplaced: null })
    expect(at({ onset: 0 })).toMatchObject({ end: 0, misplaced: 'before-start' })
    expect(totals([{ ...stay, onset: 0 }])).toMatchObject({ atRisk: 0, exposure: 0, onsetBeforeStart: 1, event: 0, raised: 0, predictionsAfterAtRisk: 10 })
  })

  test('ALR-2: single predictions against an onset within the horizon', () => {
    expect(totals([stay])).toMatchObject({ tp: 3, fn: 1, fp: 3, tn: 1, predictionsWithoutCall: 0, predictionsAtRisk: 8, predictionsAfterAtRisk: 2 })
    expect(totals([stay], { ...rules, endsWithEvent: false })).toMatchObject({ tp: 3, fn: 1, fp: 5, tn: 1 })
    const unclear = { ...stay, predictions: stay.predictions.map(([t, call]) => [t, t === 14 ? 2 : call] as const) }
    expect(totals([unclear])).toMatchObject({ tp: 2, predictionsWithoutCall: 1 })
  })

  test('ALR-3: refractory time, too early, credited, too late, without an event', () => {
    // Alerts at 1 (19 before), 8 (12 before), 14 (6 before), 19 (1 before; exactly 5 after the one at 14).
    expect(totals([stay])).toMatchObject({ raised: 4, credited: 1, tooEarly: 2, tooLate: 1, withoutEvent: 0 })
    expect(totals([stay], { ...rules, endsWithEvent: false })).toMatchObject({ raised: 5, credited: 1, withoutEvent: 1 })
    expect(totals([stay], { ...rules, firstOnly: true })).toMatchObject({ raised: 1, credited: 0, tooEarly: 1 })
    expect(totals([{ ...stay, onset: null }])).toMatchObject({ raised: 5, credited: 0, withoutEvent: 5 })
    // At the onset itself nothing is credited, even with a latest credit of 0.
    const late = { ...stay, predictions: [[20, 1]] as const }
    expect(totals([late], { ...rules, latest: 0, endsWithEvent: false })).toMatchObject({ raised: 1, credited: 0, withoutEvent: 1 })
  })

  test('ALR-4: an event without predictions stays in, undetected', () => {
    expect(totals([stay, { ...stay, predictions: [] }])).toMatchObject({ event: 2, detected: 1, everTp: 1, everFn: 1, withPredictions: 1 })
    const afterwards = { ...stay, predictions: [[22, 1]] as const }
    expect(totals([afterwards], { ...rules, endsWithEvent: false })).toMatchObject({ event: 1, detected: 0, everTp: 0, everFn: 1 })
  })

  test('ALR-5: episodes of 2, 7 and 3 hours; 6 of the 8 creditable hours are covered', () => {
    expect(totals([stay])).toMatchObject({ episodes: 3, creditedEpisodes: 2, episodeTime: 12, creditableTime: 8, coveredTime: 6 })
    expect(totals([stay], { ...rules, endsWithEvent: false })).toMatchObject({ episodes: 3, episodeTime: 22, creditableTime: 8, coveredTime: 6 })
    const broken = { ...stay, predictions: [[10, 1], [12, 2], [14, 1]] as const }
    expect(totals([broken])).toMatchObject({ episodes: 2, episodeTime: 2 + 6, coveredTime: 2 + 4 })
  })
})

describe('laws', () => {
  test('ALR-6: shifting all times of a stay changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyStay, { maxLength: 5 }), anyRules, fc.integer({ min: -1000, max: 1000 }), (list, some, by) => {
        const moved = list.map((each) => ({
          start: each.start + by,
          end: each.end + by,
          onset: each.onset === null ? null : each.onset + by,
          treatment: each.treatment === null ? null : each.treatment + by,
          predictions: each.predictions.map(([time, call]) => [time + by, call] as const),
        }))
        expect(totals(moved, some)).toEqual(totals(list, some))
      }),
    )
  })

  test('ALR-6: alerts after an event that ends the risk change no count', () => {
    fc.assert(
      fc.property(anyStay, anyRules, (each, some) => {
        const { onset } = each
        fc.pre(onset !== null && onset > each.start)
        const ending = { ...some, endsWithEvent: true }
        const more = { ...each, predictions: [...each.predictions, [onset + 100, 1] as const, [onset + 0.5, 1] as const] }
        const { predictionsAfterAtRisk: _a, ...before } = totals([each], ending)
        const { predictionsAfterAtRisk: _b, ...after } = totals([more], ending)
        expect(after).toEqual(before)
      }),
    )
  })

  test('ALR-3, ALR-5: parts add up to the whole', () => {
    fc.assert(
      fc.property(fc.array(anyStay, { maxLength: 5 }), anyRules, (list, some) => {
        const t = totals(list, some)
        expect(t.credited + t.tooEarly + t.tooLate + t.withoutEvent).toBe(t.raised)
        expect(t.tp + t.fp + t.fn + t.tn + t.predictionsWithoutCall).toBe(t.predictionsAtRisk)
        expect(t.everTp + t.everFn).toBe(t.event)
        expect(t.everFp + t.everTn + t.event).toBe(t.atRisk)
        expect(t.detected).toBeLessThanOrEqual(t.everTp)
        expect(t.coveredTime).toBeLessThanOrEqual(Math.min(t.creditableTime, t.episodeTime))
        expect(t.episodeTime).toBeLessThanOrEqual(t.exposure)
      }),
    )
  })

  test('ALR-7: a search over positives counts what the walk counts', () => {
    fc.assert(
      fc.property(fc.array(anyStay, { maxLength: 6 }), anyRules, (list, some) => {
        const { stays, calls } = staysOf(list)
        const t = totals(list, some)
        const rows = Uint32Array.from(list.keys())
        expect(countAlertsBySearch(stays, calls, some, rows)).toEqual({ events: t.event, detected: t.detected, raised: t.raised, credited: t.credited, exposure: t.exposure })
      }),
      { numRuns: 500 },
    )
  })

  test('ALR-8: the order of rows makes no difference; the same time twice is told', () => {
    const of = Int32Array.of(1, 0, 1, -1, 0)
    const found = timelinesOf(2, of, Float64Array.of(5, 9, 2, 0, 7))
    expect([...found.offsets]).toEqual([0, 2, 4])
    expect([...found.times]).toEqual([7, 9, 2, 5])
    expect([...found.row]).toEqual([4, 1, 2, 0])
    expect(found.twice).toBeNull()
    expect(timelinesOf(2, of, Float64Array.of(5, 9, 5, 0, 7)).twice).toEqual({ first: 0, second: 2 })
  })
})

describe('ratios and rates', () => {
  test('RAT-1: 6 alarms in 10 days over three examinations, by hand', () => {
    const found = ratioOfSums(Float64Array.of(3, 1, 2, 0), Float64Array.of(4, 4, 2, 0))
    // r = 0.6; residuals 0.6, −1.4, 0.8: squares 2.96 × 3/2 / 100.
    expect(found).toMatchObject({ value: 0.6, nClusters: 3, isFew: true })
    expect(found?.variance).toBeCloseTo(0.0444, 12)
    expect(ratioOfSums(Float64Array.of(0), Float64Array.of(0))).toBeNull()
  })

  test('RAT-2, RAT-3: intervals stay on their scale and are refused at its ends', () => {
    const found = ratioOfSums(Float64Array.of(3, 1, 2), Float64Array.of(4, 4, 2))
    if (found === null) throw new Error('no ratio')
    const log = logRatioInterval(found, 0.95)
    expect((log.lower ?? 0) * (log.upper ?? 0)).toBeCloseTo(0.36, 12)
    expect(log.upper).toBeCloseTo(0.6 * Math.exp((1.959963984540054 * Math.sqrt(0.0444)) / 0.6), 12)
    const logit = logitRatioInterval(found, 0.95)
    expect(logit.lower).toBeGreaterThan(0)
    expect(logit.upper).toBeLessThan(1)
    expect(logRatioInterval({ ...found, value: 0 }, 0.95)).toMatchObject({ reason: 'zero-cell' })
    expect(logitRatioInterval({ ...found, value: 1 }, 0.95)).toMatchObject({ reason: 'two-sided-interval-at-boundary' })
    expect(logRatioInterval({ ...found, variance: null }, 0.95)).toMatchObject({ reason: 'too-few-clusters' })
    expect(logitRatioInterval({ ...found, variance: 0 }, 0.95)).toMatchObject({ reason: 'zero-variance' })
  })

  test('RAT-4: exact Poisson limits as R poisson.test gives them', () => {
    const near = (found: number | null, wanted: number) => expect(Math.abs((found ?? 0) - wanted)).toBeLessThanOrEqual(1e-9 * wanted)
    near(poissonRateInterval(10, 1, 0.95).lower, 4.7953886961324343)
    near(poissonRateInterval(10, 1, 0.95).upper, 18.3903560420177783)
    near(poissonRateInterval(0, 2, 0.95).upper, 3.688879454113936 / 2)
    expect(poissonRateInterval(0, 2, 0.95).lower).toBe(0)
    near(poissonRateInterval(100_000, 1, 0.95).lower, 99381.152663744724)
    expect(poissonRateInterval(3, 0, 0.95)).toMatchObject({ reason: 'no-exposure' })
  })
})

describe('lead time and time to alert', () => {
  test('LTM-1: undetected events stay in and rank below everything', () => {
    const median = (leads: readonly number[]) => weightedMedian(rankTimes(leads, leads.map((_, k) => k)), null)
    expect(median([5, 1, 3])).toBe(3)
    expect(median([5, 1, 3, 4])).toBe(3.5)
    expect(median([5, Number.NaN, 3])).toBe(3)
    expect(median([5, Number.NaN, Number.NaN])).toBe(-Infinity)
    expect(median([5, Number.NaN])).toBe(-Infinity)
    expect(median([])).toBeNaN()
    expect(weightedMedian(rankTimes([5, Number.NaN, 3], [0, 1, 2]), [3, 1, 0])).toBe(5)
  })

  test('LTM-2: share of all events alerted at least so long before', () => {
    const found = detectedBy(rankTimes([5, Number.NaN, 2, 5], [0, 1, 2, 3]))
    expect(found).toEqual({ time: [0, 2, 5], share: [0.75, 0.75, 0.5] })
    expect(detectedBy(rankTimes([Number.NaN], [0]))).toEqual({ time: [], share: [] })
  })

  test('LTM-3: Kaplan-Meier with an alert and a censoring at the same time', () => {
    const none = Number.NaN
    const watched = orderWatched(Float64Array.of(1, none, 2, none, 4), Float64Array.of(9, 2, 9, 3, 9), [0, 1, 2, 3, 4])
    const { time, alerted } = alertedCurve(watched, null)
    expect(time).toEqual([1, 2, 4])
    // 1/5; then one of four at 2 (the other leaves after it); then the last one.
    expect(alerted.map((each) => Number(each.toFixed(12)))).toEqual([0.2, 0.4, 1])
    expect(alertedMedian(watched, null)).toBe(4)
    expect(alertedMedian(watched, [1, 5, 0, 5, 0])).toBe(Infinity)
  })

  test('LTM-4: replicates among the undetected keep their rank', () => {
    const replicates = (low: number) => ({ values: Float64Array.from({ length: 1000 }, (_, k) => (k < low ? -Infinity : k)), nLost: 0 })
    const whole = rankedPercentileInterval(replicates(0), 0.95)
    expect(whole.lower).toBeCloseTo(24.975, 9)
    expect(whole.upper).toBeCloseTo(974.025, 9)
    expect(rankedPercentileInterval(replicates(10), 0.95)).toEqual(whole)
    expect(rankedPercentileInterval(replicates(100), 0.95)).toMatchObject({ reason: 'mostly-undetected' })
    expect(rankedPercentileInterval({ values: Float64Array.of(1, 2), nLost: 0 }, 0.95)).toMatchObject({ reason: 'too-few-replicates' })
  })

  test('BOOT-7: each replicate depends on its number only, and spreads as the linearised variance says', () => {
    const y = Float64Array.from({ length: 200 }, (_, k) => k % 7)
    const x = Float64Array.from({ length: 200 }, (_, k) => 3 + (k % 5))
    const draws = (replicates: number) => drawClusters(200, [drawnRatio(y, x)], { replicates, seed: 5 })[0]?.values ?? new Float64Array(0)
    const all = draws(2000)
    expect([...draws(50)]).toEqual([...all.slice(0, 50)])
    const mean = all.reduce((a, b) => a + b, 0) / all.length
    const error = Math.sqrt(all.reduce((a, b) => a + (b - mean) * (b - mean), 0) / all.length)
    expect(error / Math.sqrt(ratioOfSums(y, x)?.variance ?? 0)).toBeCloseTo(1, 1)
    expect(drawClusters(2, [drawnRatio(Float64Array.of(1, 0), Float64Array.of(1, 0))], { replicates: 40, seed: 1 })[0]?.nLost).toBeGreaterThan(0)
  })
})
