import { describe, expect, test } from 'vitest'
import { countAlertsBySearch } from '../../shared/statistics/alert-counts-second.ts'
import { alertSums } from '../../shared/statistics/alert-sums.ts'
import { obuchowskiByBisection, pairedDelongByBisection } from '../../shared/statistics/auc-second.ts'
import { clusteredProportionInterval, ratioEstimator } from '../../shared/statistics/clustered-proportion.ts'
import { clusteredPairsByProducts, clusteredProportionByProducts } from '../../shared/statistics/clustered-second.ts'
import { pairedDelong } from '../../shared/statistics/delong-paired.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import type { AlertRules, Stays } from '../../shared/statistics/stays.ts'

const up = 'higher-is-positive' as const
const none = Number.NaN

describe('second engines at the ends of what they are asked', () => {
  const rules: AlertRules = { horizon: 6, earliest: 10, latest: 0, refractory: 5, endsWithEvent: false, endsWithTreatment: true, firstOnly: false }
  const stayOf = (start: number, end: number, onset: number, times: readonly number[], isAnalysed = 1): Stays => ({
    start: Float64Array.of(start), end: Float64Array.of(end), onset: Float64Array.of(onset), treatment: Float64Array.of(none),
    isAnalysed: Uint8Array.of(isAnalysed), offsets: Uint32Array.of(0, times.length), times: Float64Array.from(times),
  })
  test('ALR-7: not resolved, no time at risk, an alert at the onset, an onset at the very end', () => {
    const both = (stays: Stays, with_ = rules) => {
      const calls = new Uint8Array(stays.times.length).fill(1)
      const { sums } = alertSums(stays, calls, with_)
      const found = countAlertsBySearch(stays, calls, with_, Uint32Array.of(0))
      expect(found).toEqual({ events: sums.event[0], detected: sums.detected[0], raised: sums.raised[0], credited: sums.credited[0], exposure: sums.exposure[0] })
      return found
    }
    expect(both(stayOf(0, 30, 20, [12, 25], 0))).toEqual({ events: 0, detected: 0, raised: 0, credited: 0, exposure: 0 })
    expect(both(stayOf(10, 10, none, [10]))).toMatchObject({ raised: 0, exposure: 0 })
    expect(both(stayOf(0, 30, 20, [20]))).toMatchObject({ raised: 1, credited: 0, detected: 0 })
    expect(both(stayOf(0, 30, 30, [25, 30]))).toMatchObject({ events: 1, raised: 2, credited: 1, detected: 1 })
    expect(both(stayOf(0, 30, 30, [25, 30]), { ...rules, endsWithEvent: true })).toMatchObject({ events: 1, raised: 1, credited: 1 })
    expect(both(stayOf(0, 30, 5, [12, 25]))).toMatchObject({ events: 1, raised: 2, credited: 0, detected: 0 })
  })

  const rows = (...scores: readonly number[]) => ({ scores: Float64Array.from(scores), direction: up })
  test('TWO-14, TWO-15: a class without members has no area; one or two members are enough for what they are enough for', () => {
    const [first, second] = [rows(1, 2, 3, 4), rows(2, 4, 1, 3)]
    for (const y of [0, 1]) {
      const present = new Uint8Array(4).fill(y)
      expect(pairedDelongByBisection(first, second, present)).toBeNull()
      expect(obuchowskiByBisection(first, null, present, Uint32Array.of(0, 1, 2, 3))).toBeNull()
    }
    for (const present of [[0, 0, 1, 0], [1, 0, 1, 1]].map((each) => Uint8Array.from(each))) {
      expect(pairedDelongByBisection(first, second, present)).toMatchObject({ value: expect.any(Number), variance: null })
      expect(obuchowskiByBisection(first, null, present, Uint32Array.of(0, 1, 2, 3))).toMatchObject({ value: expect.any(Number), variance: null })
    }
    const two = Uint8Array.of(0, 1, 0, 1)
    const expected = pairedDelong({ order: orderScores(first.scores), direction: up }, { order: orderScores(second.scores), direction: up }, two)
    if (expected.difference === null) throw new Error('refused')
    expect(Math.sqrt(pairedDelongByBisection(first, second, two)?.variance ?? 0)).toBeCloseTo(expected.standardError, 14)
  })
  test('TWO-13, TWO-19: clusters that are all alike have no variation and are counted as trials; one has no variance', () => {
    const counts = { successes: new Uint32Array(30).fill(2), trials: new Uint32Array(30).fill(4) }
    const first = ratioEstimator(counts)
    if (first === null) throw new Error('no ratio')
    const [expected, found] = [clusteredProportionInterval(first, 0.95), clusteredProportionByProducts(counts, 0.95)]
    expect(found).toMatchObject({ method: expected.method, value: 0.5, standardError: 0 })
    expect([found.bounds?.lower, found.bounds?.upper]).toEqual([expected.bounds.lower, expected.bounds.upper].map((each) => expect.closeTo(each ?? 0, 10)))
    expect(clusteredPairsByProducts({ differences: Float64Array.of(1), pairs: Float64Array.of(3) }, 0.95)).toEqual({ value: 1 / 3, standardError: null, bounds: null })
    // Two clusters of 1 and −0.9: ± beyond the scale on both sides.
    const wide = clusteredPairsByProducts({ differences: Float64Array.of(10, -9), pairs: Float64Array.of(10, 10) }, 0.95)
    expect(wide.bounds).toEqual({ lower: -1, upper: 1 })
  })
})
