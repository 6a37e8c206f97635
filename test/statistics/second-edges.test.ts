import { describe, expect, test } from 'vitest'
import { countAlertsBySearch } from '../../shared/statistics/alert-counts-second.ts'
import { alertSums } from '../../shared/statistics/alert-sums.ts'
import { obuchowskiByBisection, pairedDelongByBisection } from '../../shared/statistics/auc-second.ts'
import { clusteredProportionInterval, ratioEstimator } from '../../shared/statistics/clustered-proportion.ts'
import { clusteredPairsByProducts, clusteredProportionByProducts } from '../../shared/statistics/clustered-second.ts'
import { pairedDelong } from '../../shared/statistics/delong-paired.ts'
import { farringtonManningByHalving, unpairedAreasByQuadrature } from '../../shared/statistics/groups-second.ts'
import { farringtonManningInterval } from '../../shared/statistics/independent-proportions.ts'
import { tangoInterval, tangoTest } from '../../shared/statistics/paired-proportions.ts'
import { tangoByLikelihoodRoots, tangoPByLikelihoodRoots } from '../../shared/statistics/paired-second.ts'
import { agrestiCoullByRoots } from '../../shared/statistics/proportion-bounds-second.ts'
import { agrestiCoullInterval } from '../../shared/statistics/proportion-bounds.ts'
import { clopperPearsonByBinomialTails, wilsonByScoreRoots } from '../../shared/statistics/proportion-second.ts'
import { cohenKappa } from '../../shared/statistics/rater-pairs.ts'
import { gwetByDisagreement, kappaByDisagreement } from '../../shared/statistics/rater-second.ts'
import type { RatingMatrix } from '../../shared/statistics/rater-sets.ts'
import { gwetCoefficient } from '../../shared/statistics/rater-sets.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import type { AlertRules, Stays } from '../../shared/statistics/stays.ts'
import { youdenByPairs } from '../../shared/statistics/table-second.ts'
import type { WeightedDesign } from '../../shared/statistics/weighted-design.ts'
import { weightedAreaByMerge } from '../../shared/statistics/weighted-second.ts'

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

  test('TWR-1: one category has no kappa; two disagreements in millions have one', () => {
    const table = (a: number, b: number, c: number, d: number) => ({ q: 2, n: a + b + c + d, cells: Float64Array.of(a, b, c, d) })
    expect(kappaByDisagreement(table(9, 0, 0, 0), 'unweighted', [0, 1])).toBeNull()
    // Exact fractions: κ = −1.99999960000008e-7.
    const rare = kappaByDisagreement(table(5_000_000, 1, 1, 0), 'unweighted', [0, 1])
    expect((rare?.value ?? 0) / -1.99999960000008e-7).toBeCloseTo(1, 8)
    expect((rare?.standardError ?? 0) / 1.4142132795304108e-7).toBeCloseTo(1, 8)
  })
  test('TWR-2: two categories and two subjects are enough; a row that counts several times is that many rows', () => {
    const matrix = (list: readonly (readonly number[])[], q: number, times?: readonly number[]): RatingMatrix => ({
      subjects: list.length, raters: 2, q, code: Int32Array.from(list.flat()), ...(times === undefined ? {} : { times }),
    })
    const rows = [[0, 0], [0, 1], [1, 1]]
    for (const each of [matrix(rows, 2), matrix(rows.slice(0, 2), 2)]) {
      const [one, two] = [gwetCoefficient(each, 0.95, 'unweighted', [0, 1]), gwetByDisagreement(each, 'unweighted', [0, 1])]
      if (one.value === null || two === null) throw new Error('no coefficient')
      expect([two.value, two.standardError]).toEqual([expect.closeTo(one.value, 12), expect.closeTo(one.standardError, 12)])
    }
    expect(gwetByDisagreement(matrix(rows, 1), 'unweighted', [0])).toBeNull()
    expect(gwetByDisagreement(matrix([[0, 1]], 2), 'unweighted', [0, 1])).toBeNull()
    const repeated = gwetByDisagreement(matrix([[0, 0], [0, 0], [0, 0], [0, 1], [0, 1], [1, 1]], 2), 'unweighted', [0, 1])
    expect(gwetByDisagreement(matrix(rows, 2, [3, 2, 1]), 'unweighted', [0, 1])).toEqual({
      value: expect.closeTo(repeated?.value ?? none, 14), standardError: expect.closeTo(repeated?.standardError ?? none, 14),
    })
  })
  test('TWO-11, TWO-12: a million pairs without a difference, and the other alternative', () => {
    const alike = { both: 1_000_000, firstOnly: 0, secondOnly: 0, neither: 0 }
    const [one, two] = [tangoInterval(alike, 0.95), tangoByLikelihoodRoots(alike, 0.95).bounds]
    expect([(two?.lower ?? 0) / (one.lower ?? none), (two?.upper ?? 0) / (one.upper ?? none)]).toEqual([expect.closeTo(1, 8), expect.closeTo(1, 8)])
    const calls = { both: 30, firstOnly: 9, secondOnly: 4, neither: 20 }
    for (const alternative of ['greater', 'less'] as const) {
      expect(tangoPByLikelihoodRoots(calls, 0.05, alternative)).toBeCloseTo(tangoTest(calls, 0.05, alternative).p ?? none, 10)
    }
  })
  test('TWO-20: where nobody or everybody is right the bounds are z²/(n + z²), to the last digits', () => {
    const z = 1.959963984540054
    for (const [n1, n2] of [[1, 3], [20, 50], [400, 37]] as const) {
      const [one, two] = [(z * z) / (n1 + z * z), (z * z) / (n2 + z * z)]
      const nobody = farringtonManningByHalving({ x1: 0, n1, x2: 0, n2 }, 0.95).bounds
      const everybody = farringtonManningByHalving({ x1: n1, n1, x2: n2, n2 }, 0.95).bounds
      for (const [found, wanted] of [[nobody?.lower, -two], [nobody?.upper, one], [everybody?.lower, -one], [everybody?.upper, two]] as const) expect(found).toBeCloseTo(wanted, 14)
    }
  })

  test('TWO-20: equal fractions, and differences of ±1 in groups of different size', () => {
    for (const counts of [{ x1: 5, n1: 10, x2: 5, n2: 10 }, { x1: 0, n1: 10, x2: 7, n2: 7 }, { x1: 7, n1: 7, x2: 0, n2: 10 }]) {
      const [one, two] = [farringtonManningInterval(counts, 0.95), farringtonManningByHalving(counts, 0.95).bounds]
      expect([two?.lower, two?.upper]).toEqual([expect.closeTo(one.lower ?? none, 10), expect.closeTo(one.upper ?? none, 10)])
    }
  })
  test('TWO-13, TWO-21: intervals by the normal approximation are cut at the ends of their scale', () => {
    const ones = (hits: number) => ({ successes: Uint32Array.from({ length: 110 }, (_, k) => (k < hits ? 1 : 0)), trials: new Uint32Array(110).fill(1) })
    expect(clusteredProportionByProducts(ones(11), 0.9999)).toMatchObject({ method: 'ratio-wald', bounds: { lower: 0 } })
    expect(clusteredProportionByProducts(ones(99), 0.9999)).toMatchObject({ method: 'ratio-wald', bounds: { upper: 1 } })
    const [high, low] = [{ value: 0.99, variance: 0.01, n: 5 }, { value: 0.01, variance: 0.01, n: 5 }]
    expect([unpairedAreasByQuadrature(high, low, 0.95).bounds, unpairedAreasByQuadrature(low, high, 0.95).bounds]).toMatchObject([{ upper: 1 }, { lower: -1 }])
  })
  test('TWO-2, TWO-3, TWO-7: nobody has no bounds, one has', () => {
    for (const interval of [agrestiCoullByRoots, wilsonByScoreRoots, clopperPearsonByBinomialTails]) {
      expect(interval(0, 0, 0.95)).toEqual({ lower: null, upper: null, reason: 'denominator-zero' })
    }
    for (const x of [0, 1]) {
      const [one, two] = [agrestiCoullInterval(x, 1, 0.95), agrestiCoullByRoots(x, 1, 0.95)]
      expect([two.lower, two.upper]).toEqual([expect.closeTo(one.lower ?? none, 9), expect.closeTo(one.upper ?? none, 9)])
    }
  })
  test('TWO-9: no call right and every call right have the end of the scale as bound', () => {
    const worst = youdenByPairs({ tp: 0, fn: 5, fp: 4, tn: 0 }, 0.95)
    const best = youdenByPairs({ tp: 5, fn: 0, fp: 0, tn: 4 }, 0.95)
    expect([worst.value, worst.bounds?.lower, best.value, best.bounds?.upper]).toEqual([-1, -1, 1, 1])
    expect(best.bounds?.lower).toBeCloseTo(-(worst.bounds?.upper ?? none), 9)
  })
  test('WGT-9: no weight has no area, one unit no variance; strata may be empty and weights small', () => {
    const plain = (weights: readonly number[], clusters: readonly number[] | null = null): WeightedDesign => ({
      weights: Float64Array.from(weights), clusters: clusters === null ? null : Uint32Array.from(clusters), strata: null,
    })
    const all = Uint32Array.of(0, 1, 2, 3)
    const scores = Float64Array.of(4, 2, 3, 1)
    const area = (design: WeightedDesign, present: readonly number[]) => weightedAreaByMerge(design, { rows: all, scores }, Uint8Array.from(present), up)
    expect([area(plain([0, 1, 0, 0]), [1, 0, 1, 1]), area(plain([1, 0, 1, 1]), [1, 0, 1, 1])]).toEqual([null, null])
    expect([area(plain([1, 1, 1, 1]), [1, 0, 1, 1]), area(plain([1, 1, 1, 1]), [1, 0, 0, 0])]).toMatchObject([{ variance: null }, { variance: null }])
  })
})

test('KAP-1: a very rare category leaves κ and its standard error their digits', () => {
  // Exact fractions: table [n − 2, 1; 1, 0] has κ = −1 / (n − 1) and, with r = 1 / n, standard error from the delta method.
  for (const n of [1e4, 1e5, 1e6, 1e7]) {
    const cells = Float64Array.of(n - 2, 1, 1, 0)
    const first = cohenKappa({ q: 2, n, cells }, 0.95)
    const second = kappaByDisagreement({ q: 2, n, cells }, 'unweighted', [0, 1])
    if (first.value === null || second === null) throw new Error('refused')
    expect(Math.abs(first.value * (n - 1) + 1)).toBeLessThan(1e-12)
    expect(Math.abs(first.standardError / second.standardError - 1)).toBeLessThan(1e-8)
    expect(first.bounds.lower).not.toBeNull()
  }
})
