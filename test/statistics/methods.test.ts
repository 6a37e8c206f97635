import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delong, delongInterval } from '../../shared/statistics/auc.ts'
import { brierScore } from '../../shared/statistics/brier.ts'
import {
  calibrationIntercept,
  calibrationSlope,
  clippedCount,
  observedExpectedRatio,
} from '../../shared/statistics/calibration.ts'
import { logistic } from '../../shared/statistics/elementary.ts'
import { calibrationTenths, histogram, quantile } from '../../shared/statistics/grouped.ts'
import { clopperPearsonInterval, wilsonInterval } from '../../shared/statistics/proportion.ts'
import { isPositive, rocCurve, tableAt } from '../../shared/statistics/roc.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

const counts = (scores: readonly number[], y: readonly number[]) =>
  scoreCounts(Float64Array.from(scores), Uint8Array.from(y))
const proportions = (
  JSON.parse(readFileSync('resources/vectors/proportion-intervals.json', 'utf8')) as { rows: number[][] }
).rows
const relative = (found: number | null, expected: number) =>
  found === null ? Infinity : Math.abs(found - expected) / (Math.abs(expected) || 1)

/** Labelled scores with many ties, both classes at least twice. */
const labelled = fc
  .array(fc.tuple(fc.integer({ min: -6, max: 6 }), fc.constantFrom(0, 1)), { minLength: 2, maxLength: 60 })
  .map((list) => [...list, [1, 1], [2, 1], [1, 0], [3, 0]] as [number, number][])
const split = (list: readonly [number, number][]) => ({ scores: list.map(([s]) => s), y: list.map(([, y]) => y) })
const law = { seed: 4, numRuns: 150 }

describe('proportions', () => {
  test('PROP-1: Clopper-Pearson equals the beta quantiles of scipy', () => {
    for (const [x = 0, n = 0, level = 0, lower = 0, upper = 0] of proportions) {
      const found = clopperPearsonInterval(x, n, level)
      expect(Math.max(relative(found.lower, lower), relative(found.upper, upper))).toBeLessThan(1e-9)
    }
    expect(proportions.length).toBe(117)
  })
  test('PROP-2: Wilson equals statsmodels', () => {
    for (const [x = 0, n = 0, level = 0, , , lower = 0, upper = 0] of proportions) {
      const found = wilsonInterval(x, n, level)
      expect(Math.max(relative(found.lower, lower), relative(found.upper, upper))).toBeLessThan(1e-9)
    }
  })
  test('PROP-3: intervals contain x/n, stay in [0, 1], and mirror', () => {
    const xn = fc.integer({ min: 1, max: 10_000_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    fc.assert(
      fc.property(xn, fc.constantFrom(0.9, 0.95, 0.99), ([x, n], level) => {
        for (const interval of [clopperPearsonInterval, wilsonInterval]) {
          const { lower, upper } = interval(x, n, level)
          const mirrored = interval(n - x, n, level)
          expect(0 <= (lower ?? -1) && (lower ?? 2) <= x / n && x / n <= (upper ?? -1) && (upper ?? 2) <= 1).toBe(true)
          expect(Math.abs((lower ?? 0) - (1 - (mirrored.upper ?? 0)))).toBeLessThan(1e-9)
        }
      }),
      { seed: 5, numRuns: 100 },
    )
  })
  test('PROP-3: exact ends, no bounds for n = 0, refusal of nonsense', () => {
    expect(clopperPearsonInterval(0, 7, 0.95).lower).toBe(0)
    expect(wilsonInterval(7, 7, 0.95).upper).toBe(1)
    for (const interval of [clopperPearsonInterval, wilsonInterval]) {
      expect(interval(0, 0, 0.95)).toEqual({ lower: null, upper: null, reason: 'denominator-zero' })
    }
    for (const [x, n] of [[2, 1], [-1, 4], [0.5, 2]] as const) {
      expect(() => clopperPearsonInterval(x, n, 0.95)).toThrow(RangeError)
      expect(() => wilsonInterval(x, n, 0.95)).toThrow(RangeError)
    }
  })
})

describe('area under the ROC curve', () => {
  test('AUC-1: equals counting all pairs, ties one half', () => {
    fc.assert(
      fc.property(labelled, (list) => {
        const { scores, y } = split(list)
        const positive = scores.filter((_, i) => y[i] === 1)
        const negative = scores.filter((_, i) => y[i] === 0)
        let twice = 0
        for (const a of positive) for (const b of negative) twice += a > b ? 2 : a === b ? 1 : 0
        const expected = twice / (2 * positive.length * negative.length)
        expect(delong(counts(scores, y), 'higher-is-positive').value).toBe(expected)
      }),
      law,
    )
  })
  test('AUC-1: swapping labels or direction mirrors, strictly monotone transforms change nothing', () => {
    fc.assert(
      fc.property(labelled, (list) => {
        const { scores, y } = split(list)
        const area = delong(counts(scores, y), 'higher-is-positive')
        const swapped = delong(counts(scores, y.map((each) => 1 - each)), 'higher-is-positive')
        const lower = delong(counts(scores, y), 'lower-is-positive')
        expect(swapped.value).toBe(lower.value)
        expect((area.value ?? 0) + (lower.value ?? 0)).toBeCloseTo(1, 14)
        expect(lower.variance).toBe(area.variance)
        expect(swapped.variance).toBeCloseTo(area.variance ?? -1, 14)
        expect(delong(counts(scores.map((s) => s ** 3 * 1e6 - 4), y), 'higher-is-positive')).toEqual(area)
        expect(delong(counts(scores.map((s) => -s), y), 'lower-is-positive').value).toBe(area.value)
      }),
      law,
    )
  })
  test('AUC-1: none with one class', () => {
    expect(delong(counts([1, 2], [1, 1]), 'higher-is-positive')).toEqual({ value: null, variance: null })
    expect(delong(counts([], []), 'higher-is-positive').value).toBe(null)
  })
  test('AUC-2: equals the placement definition of DeLong', () => {
    fc.assert(
      fc.property(labelled, (list) => {
        const { scores, y } = split(list)
        const positive = scores.filter((_, i) => y[i] === 1)
        const negative = scores.filter((_, i) => y[i] === 0)
        const wins = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0)
        const mean = (v: number[]) => v.reduce((s, e) => s + e, 0) / v.length
        const spread = (v: number[]) => v.reduce((s, e) => s + (e - mean(v)) ** 2, 0) / (v.length - 1) / v.length
        const expected =
          spread(positive.map((a) => mean(negative.map((b) => wins(a, b))))) +
          spread(negative.map((b) => mean(positive.map((a) => wins(a, b)))))
        expect(delong(counts(scores, y), 'higher-is-positive').variance).toBeCloseTo(expected, 13)
      }),
      law,
    )
    expect(delong(counts([1, 2, 3], [1, 0, 0]), 'higher-is-positive').variance).toBe(null)
  })
  test('AUC-3: the interval contains the area, is cut to [0, 1], and is refused where it would have no width', () => {
    fc.assert(
      fc.property(labelled, (list) => {
        const { scores, y } = split(list)
        const area = delong(counts(scores, y), 'higher-is-positive')
        const { lower, upper } = delongInterval(area, 0.95)
        if (lower === null || upper === null) return expect([0, 1]).toContain(area.value)
        expect(0 <= lower && lower < (area.value ?? 0) && (area.value ?? 1) < upper && upper <= 1).toBe(true)
      }),
      law,
    )
    const reason = (scores: number[], y: number[]) => {
      const found = delongInterval(delong(counts(scores, y), 'higher-is-positive'), 0.95)
      return found.lower === null ? found.reason : 'given'
    }
    expect(reason([1, 2, 3, 4], [0, 0, 1, 1])).toBe('two-sided-interval-at-boundary')
    expect(reason([4, 3, 2, 1], [0, 0, 1, 1])).toBe('two-sided-interval-at-boundary')
    expect(reason([1, 1, 1, 1], [0, 0, 1, 1])).toBe('all-scores-tied')
    expect(reason([1, 2, 0], [0, 0, 1])).toBe('two-sided-interval-at-boundary')
    expect(reason([1, 3, 2], [0, 0, 1])).toBe('denominator-zero')
    expect(reason([1, 3], [1, 1])).toBe('one-class')
  })
})

describe('ROC curve', () => {
  test('ROC-1: at the threshold is positive, one unit in the last place beside it is not', () => {
    expect(isPositive(0.3, 0.3, 'higher-is-positive')).toBe(true)
    expect(isPositive(0.3, 0.1 + 0.2, 'higher-is-positive')).toBe(false)
    expect(isPositive(0.3, 0.1 + 0.2, 'lower-is-positive')).toBe(true)
    expect(tableAt(counts([1, 2, 3, 4], [0, 1, 0, 1]), 3, 'higher-is-positive')).toEqual({ tp: 1, fp: 1, fn: 1, tn: 1 })
    expect(tableAt(counts([1, 2, 3, 4], [0, 1, 0, 1]), 2, 'lower-is-positive')).toEqual({ tp: 1, fp: 1, fn: 1, tn: 1 })
  })
  test('ROC-2: the area under the corner points is the AUROC; each point is the table at its threshold', () => {
    fc.assert(
      fc.property(labelled, fc.constantFrom('higher-is-positive' as const, 'lower-is-positive' as const), (list, direction) => {
        const { scores, y } = split(list)
        const data = counts(scores, y)
        const curve = rocCurve(data, direction)
        if (curve === null) throw new Error('no curve')
        let area = 0
        curve.thresholds.forEach((threshold, i) => {
          const [x = 0, s = 0] = [curve.falsePositiveRate[i], curve.sensitivity[i]]
          if (i > 0) area += ((x - (curve.falsePositiveRate[i - 1] ?? 0)) * (s + (curve.sensitivity[i - 1] ?? 0))) / 2
          if (threshold === null) return expect([i, x, s]).toEqual([0, 0, 0])
          const table = tableAt(data, threshold, direction)
          expect([x, s]).toEqual([table.fp / data.nAbsent, table.tp / data.nPresent])
        })
        expect(area).toBeCloseTo(delong(data, direction).value ?? -1, 12)
        expect([curve.falsePositiveRate.at(-1), curve.sensitivity.at(-1)]).toEqual([1, 1])
      }),
      law,
    )
  })
  test('ROC-2: at most 1,001 points, ends kept; none with one class', () => {
    const scores = Array.from({ length: 20_000 }, (_, i) => i)
    const curve = rocCurve(counts(scores, scores.map((i) => Number((i * 7919) % 3 === 0))), 'higher-is-positive')
    expect(curve?.thresholds.length).toBeLessThanOrEqual(1001)
    expect(curve?.thresholds.length).toBeGreaterThan(900)
    expect([curve?.sensitivity.at(0), curve?.sensitivity.at(-1), curve?.falsePositiveRate.at(-1)]).toEqual([0, 1, 1])
    expect(rocCurve(counts([1, 2], [0, 0]), 'higher-is-positive')).toBe(null)
  })
})

describe('probabilities', () => {
  const sample = (n: number, shift: number) => {
    let state = 7
    const uniform = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296
    const p = Array.from({ length: n }, () => 0.02 + 0.96 * uniform())
    return { p, y: p.map((each) => Number(uniform() < logistic(Math.log(each / (1 - each)) + shift))) }
  }
  test('BRI-1: the mean of squares; a constant one half gives one quarter', () => {
    expect(brierScore(counts([0.5, 0.5, 0.5], [0, 1, 1]))).toBe(0.25)
    expect(brierScore(counts([0, 1, 1], [0, 1, 0]))).toBeCloseTo(1 / 3, 15)
    expect(brierScore(counts([], []))).toBe(null)
  })
  test('CAL-1: only values beyond 1e-10 are clipped and counted', () => {
    expect(clippedCount(counts([0, 1e-11, 1e-10, 0.5, 1 - 1e-10, 1, 1], [0, 1, 0, 1, 1, 1, 0]))).toBe(4)
    expect(calibrationSlope(counts([0, 1, 0, 1, 0.5], [0, 1, 1, 0, 1])).value).not.toBeNaN()
  })
  test('CAL-2: solves its score equation and moves with a shift of the logit', () => {
    const { p, y } = sample(2000, 0.7)
    const fit = calibrationIntercept(counts(p, y))
    if (fit.value === null) throw new Error('no fit')
    const { value } = fit
    const left = p.reduce((sum, each, i) => sum + (y[i] ?? 0) - logistic(Math.log(each / (1 - each)) + value), 0)
    expect(Math.abs(left)).toBeLessThan(1e-9)
    expect(Math.abs(value - 0.7)).toBeLessThan(4 * fit.standardError)
    const shifted = calibrationIntercept(counts(p.map((each) => logistic(Math.log(each / (1 - each)) + 0.5)), y))
    expect(shifted.value).toBeCloseTo(value - 0.5, 10)
  })
  test('CAL-3: solves both score equations; doubling the logit halves the slope', () => {
    const { p, y } = sample(2000, 0)
    const fit = calibrationSlope(counts(p, y))
    const doubled = calibrationSlope(counts(p.map((each) => logistic(2 * Math.log(each / (1 - each)))), y))
    expect(doubled.value).toBeCloseTo((fit.value ?? 0) / 2, 10)
    expect(fit.value).toBeGreaterThan(0.8)
    expect(fit.value).toBeLessThan(1.2)
  })
  test('CAL-4: separation, equal probabilities and one class have reasons, in both directions', () => {
    const reason = (p: number[], y: number[]) => {
      const fit = calibrationSlope(counts(p, y))
      return fit.value === null ? fit.reason : fit.value
    }
    expect(reason([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBe('perfect-separation')
    expect(reason([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0])).toBe('perfect-separation')
    expect(reason([0.1, 0.5, 0.5, 0.9], [0, 0, 1, 1])).toBe('perfect-separation')
    expect(reason([0.4, 0.4, 0.4], [0, 1, 1])).toBe('all-scores-tied')
    expect(reason([0.1, 0.9], [1, 1])).toBe('one-class')
    expect(reason([], [])).toBe('no-examinations')
    expect(reason([0.1, 0.6, 0.4, 0.9], [0, 0, 1, 1])).toBeTypeOf('number')
    expect(calibrationIntercept(counts([0.1, 0.9], [0, 0]))).toEqual({ value: null, reason: 'one-class' })
  })
  test('CAL-4: nearly separated data still converge or say so', () => {
    const p = Array.from({ length: 200 }, (_, i) => (i + 1) / 201)
    const y = p.map((each, i) => Number(i === 99 ? true : i === 100 ? false : each > 0.5))
    const fit = calibrationSlope(counts(p, y))
    expect(fit.value).toBeGreaterThan(1)
  })
  test('CAL-5: the ratio, its mirror-free interval, and no interval with one class', () => {
    const { value, bounds } = observedExpectedRatio(counts([0.2, 0.4, 0.6], [0, 1, 1]), 0.95)
    expect(value).toBeCloseTo(2 / 1.2, 14)
    expect((bounds.lower ?? 0) * (bounds.upper ?? 0)).toBeCloseTo((value ?? 0) ** 2, 12)
    expect(observedExpectedRatio(counts([0.5], [1]), 0.95).bounds).toEqual({ lower: null, upper: null, reason: 'one-class' })
    expect(observedExpectedRatio(counts([0, 0], [1, 0]), 0.95).value).toBe(null)
    expect(observedExpectedRatio(counts([0, 1e-320], [1, 0]), 0.95)).toMatchObject({ value: null, bounds: { reason: 'denominator-zero' } })
  })
  test('GRP-1: tenths of the demo data are the ones of R; groups partition and never split ties', () => {
    const vector = JSON.parse(readFileSync('resources/vectors/rotterdam-gbsg.json', 'utf8')) as {
      columns: { p_full: number[]; label: string[] }
    }
    const groups = calibrationTenths(counts(vector.columns.p_full, vector.columns.label.map(Number)), 0.95)
    // rms and glm on the same data: groups of the Hosmer-Lemeshow table.
    expect(groups.map((group) => group.n)).toEqual([41, 41, 40, 41, 40, 41, 40, 41, 40, 41])
    expect(groups.map((group) => group.events)).toEqual([18, 21, 22, 24, 28, 28, 32, 36, 38, 38])
    expect((groups[0]?.meanPredicted ?? 0) * 41).toBeCloseTo(9.925594367, 9)
    expect(calibrationTenths(counts([0.2, 0.2, 0.2, 0.7], [0, 1, 0, 1]), 0.95).map((group) => group.n)).toEqual([3, 1])
    expect(calibrationTenths(counts([], []), 0.95)).toEqual([])
    expect(quantile(counts([1, 2, 3, 4], [0, 0, 0, 0]), 0.1)).toBeCloseTo(1.3, 14)
  })
  test('GRP-2: every score falls into one bin, also at edges and at the largest doubles', () => {
    const found = histogram(counts([0, 0.05, 0.999, 1], [0, 1, 0, 1]), 0, 1)
    expect([found.absent[0], found.present[1], found.absent[19], found.present[19]]).toEqual([1, 1, 1, 1])
    expect(histogram(counts([2, 2], [0, 1]), 2, 2)).toEqual({ edges: [2, 2], present: [1], absent: [1] })
    const wide = histogram(counts([-1.7e308, 0, 1.7e308], [1, 1, 1]), -1.7e308, 1.7e308)
    expect(wide.present.reduce((a, b) => a + b, 0)).toBe(3)
    expect(wide.edges.every(Number.isFinite)).toBe(true)
  })
})
