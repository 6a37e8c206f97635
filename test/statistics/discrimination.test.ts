import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { discriminationAnswers } from '../../electron/selftest/discrimination-checks.ts'
import { areaUnderCurve, delong } from '../../shared/statistics/auc.ts'
import { disjointClusterPairs, logitDelongInterval, matchedPairsBound } from '../../shared/statistics/auc-intervals.ts'
import { mergedDelong } from '../../shared/statistics/auc-merged.ts'
import { averagePrecision, averagePrecisionBaseline } from '../../shared/statistics/average-precision.ts'
import {
  areaDifferenceInterval, equalAreasTest, pairedDelong, shiftedAreasTest,
} from '../../shared/statistics/delong-paired.ts'
import { unpairedDelong } from '../../shared/statistics/delong-unpaired.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity, youdenCutOffs } from '../../shared/statistics/operating-points.ts'
import { sortScores, sortScoresWithRows } from '../../shared/statistics/order.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../../shared/statistics/partial-auc.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { tableAt } from '../../shared/statistics/roc.ts'
import type { ScoreDirection } from '../../shared/statistics/score-counts.ts'
import { countScores, orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

const directions: ScoreDirection[] = ['higher-is-positive', 'lower-is-positive']
const [up = 'higher-is-positive', down = 'lower-is-positive'] = directions
const law = { seed: 7, numRuns: 150 }

/** Two scores with many ties and a class, both classes at least twice. */
const examined = fc
  .array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -3, max: 9 }), fc.constantFrom(0, 1)), { maxLength: 50 })
  .map((list) => [...list, [1, 4, 1], [2, 0, 1], [1, 3, 0], [3, 3, 0]] as [number, number, number][])
const columns = (list: readonly [number, number, number][]) => ({
  first: Float64Array.from(list, ([a]) => a),
  second: Float64Array.from(list, ([, b]) => b),
  present: Uint8Array.from(list, ([, , y]) => y),
})
const near = (found: number | null | undefined, expected: number, tolerance = 1e-11): void =>
  expect(Math.abs((found ?? Infinity) - expected)).toBeLessThanOrEqual(tolerance)

describe('known answers', () => {
  test.each(['resources/vectors/discrimination.json', 'test/vectors/asah/discrimination.json'])('%s', (path) => {
    const answers = discriminationAnswers(JSON.parse(readFileSync(path, 'utf8')))
    expect(answers.filter((each) => !each.ok)).toEqual([])
    expect(answers.length).toBeGreaterThan(140)
  })
})

describe('one area', () => {
  test('AUC-4: the logit interval contains the area, stays inside (0, 1) and mirrors with the direction', () => {
    fc.assert(
      fc.property(examined, (list) => {
        const { first, present } = columns(list)
        const area = delong(scoreCounts(first, present), up)
        const mirrored = delong(scoreCounts(first, present), down)
        const bounds = logitDelongInterval(area, 0.95)
        const other = logitDelongInterval(mirrored, 0.95)
        if (bounds.lower === null) return expect(other.lower).toBeNull()
        expect(0 < bounds.lower && bounds.lower < (area.value ?? 0) && (area.value ?? 0) < bounds.upper && bounds.upper < 1).toBe(true)
        near(other.upper, 1 - bounds.lower)
      }),
      law,
    )
    expect(logitDelongInterval({ value: 1, variance: 0 }, 0.95)).toMatchObject({ reason: 'two-sided-interval-at-boundary' })
    expect(logitDelongInterval({ value: 0.5, variance: 0 }, 0.95)).toMatchObject({ reason: 'all-scores-tied' })
    expect(logitDelongInterval({ value: 0.5, variance: null }, 0.95)).toMatchObject({ reason: 'denominator-zero' })
    expect(logitDelongInterval({ value: null, variance: null }, 0.95)).toMatchObject({ reason: 'one-class' })
  })

  test('AUC-5: the bound of a perfect area is the exact binomial bound of its disjoint pairs', () => {
    for (const k of [1, 2, 30, 59, 100_000]) {
      const exact = clopperPearsonInterval(k, k, 0.95)
      near(matchedPairsBound(1, k, 0.975).bound, exact.lower ?? 0, 1e-12)
      near(matchedPairsBound(0, k, 0.975).bound, 1 - (exact.lower ?? 0), 1e-12)
    }
    expect(matchedPairsBound(1, 0, 0.975)).toMatchObject({ bound: null, reason: 'one-class' })
    expect(() => matchedPairsBound(0.9, 4, 0.975)).toThrow(RangeError)
    expect([disjointClusterPairs(10, 30, 40), disjointClusterPairs(20, 20, 20), disjointClusterPairs(1, 1, 1)]).toEqual([10, 10, 0])
  })

  test('AUC-5: whatever the distributions, all pairs are ordered alike no more often than the bound assumes', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }).filter((w) => w.some((x) => x > 0))
    fc.assert(
      fc.property(weights, weights, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (p, a, m, n) => {
        const share = (w: number[], from: number, to: number) =>
          w.slice(from, to).reduce((x, y) => x + y, 0) / w.reduce((x, y) => x + y, 0)
        let area = 0
        let perfect = 0
        for (let s = 0; s < 4; s++) {
          area += share(p, s, s + 1) * (share(a, 0, s) + share(a, s, s + 1) / 2)
          // Largest absent score is s, and every present score lies above it.
          perfect += (share(a, 0, s + 1) ** n - share(a, 0, s) ** n) * share(p, s + 1, 4) ** m
        }
        expect(perfect).toBeLessThanOrEqual(area ** Math.min(m, n) + 1e-12)
      }),
      law,
    )
  })

  test('MRG-1: two engines agree, on ties, both directions and 20,000 rows', () => {
    fc.assert(
      fc.property(examined, fc.constantFrom(...directions), (list, direction) => {
        const { first, present } = columns(list)
        const one = delong(scoreCounts(first, present), direction)
        const two = mergedDelong(first, present, direction)
        near(two.value, one.value ?? 0, 0)
        near(two.variance, one.variance ?? 0, 1e-14)
      }),
      law,
    )
    const scores = Float64Array.from({ length: 20_000 }, (_, i) => ((i * 7919) % 10_007) / 10_007)
    const present = Uint8Array.from(scores, (s, i) => ((i * 31) % 100) / 100 < s * s ? 1 : 0)
    const one = delong(scoreCounts(scores, present), up)
    const two = mergedDelong(scores, present, up)
    expect(two.value).toBe(one.value)
    near((two.variance ?? 0) / (one.variance ?? 1), 1, 1e-10)
    expect(mergedDelong(Float64Array.of(1, 2), Uint8Array.of(1, 1), up)).toEqual({ value: null, variance: null })
    expect(mergedDelong(Float64Array.of(1, 2), Uint8Array.of(0, 1), up)).toEqual({ value: 1, variance: null })
  })

  test('ORD-1: both sorts, above and below the size where the method changes, agree with comparison', () => {
    for (const n of [0, 1, 5, 2047, 2048, 5000]) {
      const scores = Float64Array.from({ length: n }, (_, i) => [0, -0, -1e300, 5e-324, -5e-324, 1e-7, 3][(i * 5) % 7] ?? 0)
      scores.forEach((score, i) => (scores[i] = score + (i % 3 === 0 ? ((i * 7919) % 97) - 48 : 0)))
      const expected = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b)
      const { values, rows } = sortScoresWithRows(scores)
      expect([...rows]).toEqual(expected)
      expect([...values]).toEqual(expected.map((row) => (scores[row] ?? 0) + 0))
      expect([...sortScores(scores)]).toEqual([...values])
    }
  })

  test('ORD-2: counts by merging two sorted classes are the counts over the shared order', () => {
    fc.assert(
      fc.property(examined, (list) => {
        const { first, present } = columns(list)
        expect(scoreCounts(first, present)).toEqual(countScores(orderScores(first), present))
      }),
      law,
    )
  })
})

describe('differences of areas', () => {
  const score = (scores: Float64Array, direction: ScoreDirection) => ({ order: orderScores(scores), direction })

  test('AREA-1: difference and variances are those of the single areas; order only changes the sign', () => {
    fc.assert(
      fc.property(examined, fc.constantFrom(...directions), (list, direction) => {
        const { first, second, present } = columns(list)
        const found = pairedDelong(score(first, up), score(second, direction), present)
        if (found.difference === null) return expect(found.reason).toBe('zero-variance')
        const a = delong(scoreCounts(first, present), up)
        const b = delong(scoreCounts(second, present), direction)
        near(found.difference, (a.value ?? 0) - (b.value ?? 0))
        near(found.standardError ** 2, (a.variance ?? 0) + (b.variance ?? 0) - 2 * found.covariance)
        const swapped = pairedDelong(score(second, direction), score(first, up), present)
        near(swapped.difference, -found.difference)
      }),
      law,
    )
  })

  test('AREA-1: rows are a subset, a score against itself is refused, so are one class and a class of one', () => {
    const a = Float64Array.of(1, 2, 3, 4, 5, 6, 0)
    const b = Float64Array.of(2, 1, 3, 3, 9, 1, 5)
    const present = Uint8Array.of(0, 1, 0, 1, 1, 0, 1)
    const rows = Uint32Array.of(0, 1, 2, 3, 4, 5)
    const part = pairedDelong(score(a, up), score(b, up), present, rows)
    expect(part).toEqual(pairedDelong(score(a.slice(0, 6), up), score(b.slice(0, 6), up), present.slice(0, 6)))
    expect(pairedDelong(score(a, up), score(a, up), present)).toEqual({ difference: null, reason: 'zero-variance' })
    expect(pairedDelong(score(a, up), score(b, up), present.fill(1))).toMatchObject({ reason: 'one-class' })
    present[0] = 0
    expect(pairedDelong(score(a, up), score(b, up), present)).toMatchObject({ reason: 'denominator-zero' })
  })

  const areas = { first: 0.8, second: 0.75, difference: 0.05, covariance: 0, standardError: 0.02 }

  test('AREA-2: the interval excludes 0 exactly when the test is significant', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.4, noNaN: true }), fc.double({ min: 0.001, max: 0.3, noNaN: true }), (difference, standardError) => {
        const one = { ...areas, difference, standardError }
        const bounds = areaDifferenceInterval(one, 0.95)
        expect((bounds.lower ?? 0) > 0).toBe(equalAreasTest(one).pValue < 0.05)
      }),
      law,
    )
    expect(areaDifferenceInterval({ ...areas, difference: 0.99 }, 0.95).upper).toBe(1)
    expect(areaDifferenceInterval({ difference: null, reason: 'one-class' }, 0.95)).toMatchObject({ lower: null, reason: 'one-class' })
  })

  test('AREA-3: superiority is half of the two-sided test, and a wider margin is easier', () => {
    near(shiftedAreasTest(areas, 0).pValue, equalAreasTest(areas).pValue / 2, 1e-15)
    expect(shiftedAreasTest(areas, -0.05).pValue).toBeLessThan(shiftedAreasTest(areas, 0).pValue)
    near(shiftedAreasTest(areas, 0.05).pValue, 0.5, 1e-15)
  })

  test('AREA-4: equal variances and sizes give 2(n − 1) degrees of freedom; refusals have reasons', () => {
    const one = { value: 0.8, variance: 0.001, n: 50 }
    const found = unpairedDelong(one, { ...one, value: 0.7 }, 0.95)
    near(found.difference === null ? null : found.degreesOfFreedom, 98, 1e-12)
    near(found.difference, 0.1)
    for (const gap of [0.05, 0.08, 0.0885, 0.089, 0.1]) {
      const each = unpairedDelong(one, { ...one, value: 0.8 - gap }, 0.95)
      expect(each.difference !== null && each.lower > 0).toBe(each.difference !== null && each.pValue < 0.05)
    }
    expect(unpairedDelong(one, { value: null, variance: null, n: 3 }, 0.95)).toMatchObject({ reason: 'one-class' })
    expect(unpairedDelong(one, { value: 1, variance: null, n: 3 }, 0.95)).toMatchObject({ reason: 'denominator-zero' })
    const sure = { value: 1, variance: 0, n: 9 }
    expect(unpairedDelong(sure, sure, 0.95)).toMatchObject({ reason: 'zero-variance' })
    const oneSided = unpairedDelong(one, sure, 0.95)
    near(oneSided.difference === null ? null : oneSided.degreesOfFreedom, 49, 1e-12)
  })
})

describe('parts of the curve', () => {
  test('PAUC-1, PAUC-2: the whole range is the area, and ranges add up', () => {
    fc.assert(
      fc.property(examined, fc.constantFrom(...directions), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (list, direction, cut) => {
        const { first, present } = columns(list)
        const counts = scoreCounts(first, present)
        const area = areaUnderCurve(counts, direction) ?? 0
        for (const partial of [partialAreaOverSpecificity, partialAreaOverSensitivity]) {
          const whole = partial(counts, direction, { from: 0, to: 1 })
          near(whole.area, area)
          const low = partial(counts, direction, { from: 0, to: cut }).area ?? NaN
          near((partial(counts, direction, { from: cut, to: 1 }).area ?? NaN) + low, area)
          if (area > 0.5 + 1e-9) near(whole.area === null ? null : whole.standardised, area)
        }
      }),
      law,
    )
    const perfect = scoreCounts(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 0, 1, 1))
    expect(partialAreaOverSpecificity(perfect, up, { from: 0.9, to: 1 })).toMatchObject({ standardised: 1 })
    expect(partialAreaOverSpecificity(perfect, down, { from: 0.9, to: 1 })).toEqual({ area: 0, standardised: null })
    expect(partialAreaOverSensitivity(scoreCounts(Float64Array.of(1), Uint8Array.of(1)), up, { from: 0.9, to: 1 })).toMatchObject({ reason: 'one-class' })
    expect(() => partialAreaOverSpecificity(perfect, up, { from: 0.9, to: 0.9 })).toThrow(RangeError)
  })

  test('AVP-1: average precision is the sum over thresholds, by brute force', () => {
    fc.assert(
      fc.property(examined, fc.constantFrom(...directions), (list, direction) => {
        const { first, present } = columns(list)
        const counts = scoreCounts(first, present)
        const thresholds = [...counts.scores].sort((a, b) => (direction === up ? b - a : a - b))
        let recall = 0
        let sum = 0
        for (const threshold of thresholds) {
          const { tp, fp } = tableAt(counts, threshold, direction)
          sum += (tp / counts.nPresent - recall) * (tp / (tp + fp))
          recall = tp / counts.nPresent
        }
        near(averagePrecision(counts, direction), sum)
      }),
      law,
    )
  })

  test('AVP-2: the baseline is the prevalence, which one tied score reaches', () => {
    const tied = scoreCounts(Float64Array.of(2, 2, 2, 2), Uint8Array.of(1, 0, 0, 0))
    expect([averagePrecision(tied, up), averagePrecisionBaseline(tied)]).toEqual([0.25, 0.25])
    const none = scoreCounts(new Float64Array(0), new Uint8Array(0))
    expect([averagePrecision(none, up), averagePrecisionBaseline(none)]).toEqual([null, null])
  })

  test('OPT-1, OPT-2: the best thresholds are those found by trying all of them', () => {
    fc.assert(
      fc.property(examined, fc.constantFrom(...directions), fc.constantFrom(0.1, 0.5, 0.8, 0.9, 1), (list, direction, least) => {
        const { first, present } = columns(list)
        const counts = scoreCounts(first, present)
        const strictFirst = [...counts.scores].sort((a, b) => (direction === up ? b - a : a - b))
        const tried = strictFirst.map((threshold) => ({ threshold, ...tableAt(counts, threshold, direction) }))
        const best = (merit: (each: (typeof tried)[number]) => number) => {
          const most = Math.max(...tried.map(merit))
          return most < 0 ? null : tried.filter((each) => merit(each) === most).map((each) => each.threshold)
        }
        const found = (of: ReturnType<typeof youdenCutOffs>) => (of.value === null ? null : of.points.map((each) => each.threshold))
        expect(found(youdenCutOffs(counts, direction))).toEqual(best((t) => t.tp * counts.nAbsent - t.fp * counts.nPresent))
        expect(found(sensitivityAtSpecificity(counts, direction, least))).toEqual(best((t) => (t.tn / counts.nAbsent >= least ? t.tp : -1)))
        expect(found(specificityAtSensitivity(counts, direction, least))).toEqual(best((t) => (t.tp / counts.nPresent >= least ? t.tn : -1)))
      }),
      law,
    )
    const tied = scoreCounts(Float64Array.of(1, 1), Uint8Array.of(0, 1))
    expect(sensitivityAtSpecificity(tied, up, 0.9)).toEqual({ value: null, reason: 'no-such-specificity' })
    expect(youdenCutOffs(scoreCounts(Float64Array.of(1), Uint8Array.of(1)), up)).toEqual({ value: null, reason: 'one-class' })
  })
})
