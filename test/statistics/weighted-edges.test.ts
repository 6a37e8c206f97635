import { describe, expect, test } from 'vitest'
import { kornGraubardInterval } from '../../shared/statistics/clustered-proportion.ts'
import type { WeightedMeasured, WeightedRates } from '../../shared/statistics/weighted-table.ts'
import { weightedBalancedAccuracy, weightedPredictiveValue, weightedRatio, weightedYouden } from '../../shared/statistics/weighted-table.ts'
import type { WeightedDesign } from '../../shared/statistics/weighted-design.ts'
import { NO_STRATUM, combine, contributions, effectiveRows, linearisedCovariance, verificationDesign } from '../../shared/statistics/weighted-design.ts'
import { weightedLogitInterval, weightedMean, weightedProportionInterval } from '../../shared/statistics/weighted-mean.ts'

const near = (found: number | null | undefined, expected: number): void => expect(Math.abs((found ?? Infinity) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)))
const upTo = (n: number) => Uint32Array.from({ length: n }, (_, i) => i)

/** Rates of a table, every row with the same weight. */
function ratesOf(table: { tp: number; fn: number; fp: number; tn: number }, weight = 3): WeightedRates {
  const cells = [[1, 1, table.tp], [1, 0, table.fn], [0, 1, table.fp], [0, 0, table.tn]] as const
  const rows = cells.flatMap(([present, called, n]) => Array.from({ length: n }, () => ({ present, called })))
  const design: WeightedDesign = { weights: new Float64Array(rows.length).fill(weight), clusters: null, strata: null }
  const over = (wanted: number) => upTo(rows.length).filter((row) => rows[row]?.present === wanted)
  const called = (row: number): number => rows[row]?.called ?? 0
  return { sensitivity: weightedMean(design, over(1), called), specificity: weightedMean(design, over(0), (row) => 1 - called(row)), clusters: null }
}
const known = ratesOf({ tp: 30, fn: 10, fp: 6, tn: 54 })

function expectNumbers({ value, standardError, bounds }: WeightedMeasured, expected: readonly [number, number, number, number]): void {
  ;[value, standardError, bounds.lower, bounds.upper].forEach((found, k) => near(found, expected[k] ?? 0))
}

describe('ratios of a table with weights (numbers of make-weighted-edges.py)', () => {
  test('WGT-13: J and balanced accuracy of 30, 10, 6, 54', () => {
    expectNumbers(weightedYouden(known, 0.95), [0.65, 0.0790569415042094833, 0.495051241923859592, 0.804948758076140408])
    expectNumbers(weightedBalancedAccuracy(known, 0.95), [0.825, 0.0790569415042094833 / 2, (1 + 0.495051241923859592) / 2, (1 + 0.804948758076140408) / 2])
  })
  test('WGT-13: likelihood ratios and odds ratio', () => {
    expectNumbers(weightedRatio(known, 'positive', 0.95), [7.5, 2.99936862042865968, 3.42493476296157273, 16.4236704909847992])
    expectNumbers(weightedRatio(known, 'negative', 0.95), [0.277777777777777778, 0.0773939603026877522, 0.160893021948994857, 0.479576384932476164])
    expectNumbers(weightedRatio(known, 'odds', 0.95), [27, 15.3148769027196084, 8.88274539214714842, 82.0692215994930369])
  })
  test('WGT-14: predictive values at a prevalence that is itself uncertain', () => {
    const prevalence = { value: 0.2, logitVariance: 0.04 }
    expectNumbers(weightedPredictiveValue(known, 'ppv', prevalence, 0.95), [0.652173913043478261, 0.101430238338915408, 0.438373363472965405, 0.818316590100835632])
    expectNumbers(weightedPredictiveValue(known, 'npv', prevalence, 0.95), [0.935064935064935065, 0.0208245992576402202, 0.880273236638688516, 0.965757203274699797])
  })
  test('WGT-13: J is cut at both ends, and has no width where nothing varies', () => {
    expect(weightedYouden(ratesOf({ tp: 2, fn: 0, fp: 1, tn: 1 }), 0.95).bounds.upper).toBe(1)
    expect(weightedYouden(ratesOf({ tp: 0, fn: 2, fp: 1, tn: 1 }), 0.95).bounds.lower).toBe(-1)
    const sure = ratesOf({ tp: 4, fn: 0, fp: 0, tn: 5 })
    const unbounded = { value: 1, standardError: null, bounds: { lower: null, upper: null, reason: 'zero-variance' } }
    expect([weightedYouden(sure, 0.95), weightedBalancedAccuracy(sure, 0.95)]).toEqual([unbounded, unbounded])
  })
  test('WGT-13, WGT-14: a class without weight is one class', () => {
    for (const rates of [{ ...known, sensitivity: null }, { ...known, specificity: null }]) {
      const found = [weightedYouden(rates, 0.95), weightedBalancedAccuracy(rates, 0.95), weightedRatio(rates, 'odds', 0.95), weightedPredictiveValue(rates, 'ppv', { value: 0.2, logitVariance: 0 }, 0.95)]
      for (const each of found) expect(each).toMatchObject({ value: null, reason: 'one-class', standardError: null })
    }
  })
  test('WGT-13: empty cells as in ACC-6 and ACC-7', () => {
    const some = { tp: 3, fn: 2, fp: 2, tn: 4 }
    const none = { value: null, reason: 'zero-cell' }
    const zero = { value: 0, standardError: null, bounds: { reason: 'zero-cell' } }
    const ratio = (cell: Partial<typeof some>, kind: 'positive' | 'negative' | 'odds') => weightedRatio(ratesOf({ ...some, ...cell }), kind, 0.95)
    expect([ratio({ fp: 0 }, 'positive'), ratio({ tp: 0 }, 'positive')]).toMatchObject([none, zero])
    expect([ratio({ tn: 0 }, 'negative'), ratio({ fn: 0 }, 'negative')]).toMatchObject([none, zero])
    for (const cell of ['tp', 'fn', 'fp', 'tn']) expect(ratio({ [cell]: 0 }, 'odds')).toMatchObject(none)
    for (const cell of ['fn', 'tn']) expect(ratio({ [cell]: 0 }, 'positive').bounds.lower).toBeGreaterThan(0)
    for (const cell of ['tp', 'fp']) expect(ratio({ [cell]: 0 }, 'negative').bounds.lower).toBeGreaterThan(0)
    // Everybody is called: a ratio of 1 without any variation.
    expect(ratio({ fn: 0, tn: 0 }, 'positive')).toMatchObject({ value: 1, standardError: null, bounds: { reason: 'zero-cell' } })
  })
  test('WGT-13, WGT-14: in clusters, each row adds its weight times the derivative by it, taken numerically', () => {
    const [truth, called] = [[1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1], [1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1]]
    const [weights, clusters] = [[1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 1, 1], Uint32Array.of(0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 0, 2)]
    const rates = (each: readonly number[]): WeightedRates => {
      const design: WeightedDesign = { weights: Float64Array.from(each), clusters, strata: null }
      const over = (wanted: number) => upTo(12).filter((row) => truth[row] === wanted)
      return { sensitivity: weightedMean(design, over(1), (row) => called[row] ?? 0), specificity: weightedMean(design, over(0), (row) => 1 - (called[row] ?? 0)), clusters }
    }
    const expectError = (of: (from: WeightedRates) => WeightedMeasured, scale: (value: number) => number, slope: (value: number) => number): void => {
      const parts = weights.map((weight, row) => {
        const at = (more: number) => scale(of(rates(weights.map((each, i) => (i === row ? each + more : each)))).value ?? Number.NaN)
        return (weight * (at(1e-5) - at(-1e-5))) / 2e-5
      })
      const sums = [0, 1, 2, 3].map((cluster) => parts.reduce((sum, part, row) => (clusters[row] === cluster ? sum + part : sum), 0))
      const found = of(rates(weights))
      const error = Math.sqrt((4 / 3) * sums.reduce((sum, each) => sum + each * each, 0)) * slope(found.value ?? 0)
      expect(Math.abs((found.standardError ?? 0) / error - 1)).toBeLessThan(1e-7)
    }
    expectError((from) => weightedYouden(from, 0.95), (value) => value, () => 1)
    for (const kind of ['positive', 'negative', 'odds'] as const) expectError((from) => weightedRatio(from, kind, 0.95), Math.log, (value) => value)
    for (const which of ['ppv', 'npv'] as const) {
      expectError((from) => weightedPredictiveValue(from, which, { value: 0.3, logitVariance: 0 }, 0.95), (value) => Math.log(value / (1 - value)), (value) => value * (1 - value))
    }
  })
  test('WGT-14: right and wrong calls in equal number are one half', () => {
    expect(weightedPredictiveValue(ratesOf({ tp: 2, fn: 2, fp: 2, tn: 2 }), 'ppv', { value: 0.5, logitVariance: 0 }, 0.95).value).toBe(0.5)
  })
  test('WGT-14: nobody called has no predictive value, all right or all wrong no interval', () => {
    const some = { tp: 3, fn: 2, fp: 2, tn: 4 }
    const at = (cell: Partial<typeof some>, which: 'ppv' | 'npv') => weightedPredictiveValue(ratesOf({ ...some, ...cell }), which, { value: 0.2, logitVariance: 0.1 }, 0.95)
    expect([at({ tp: 0, fp: 0 }, 'ppv'), at({ fn: 0, tn: 0 }, 'npv')]).toMatchObject([{ value: null, reason: 'denominator-zero' }, { value: null, reason: 'denominator-zero' }])
    const end = (value: number) => ({ value, standardError: null, bounds: { reason: 'zero-cell' } })
    expect([at({ tp: 0 }, 'ppv'), at({ fp: 0 }, 'ppv'), at({ tn: 0 }, 'npv'), at({ fn: 0 }, 'npv')]).toMatchObject([end(0), end(1), end(0), end(1)])
    expect(at({ fn: 0, tn: 0 }, 'ppv')).toMatchObject(end(0.2))
  })
})

describe('weighted proportions', () => {
  const design: WeightedDesign = { weights: new Float64Array(20).fill(1), clusters: null, strata: null }
  test('WGT-4: the interval on the logit scale, and why there is none', () => {
    const found = weightedLogitInterval(known.sensitivity, 0.95)
    near(found.lower, 0.592381061917437108)
    near(found.upper, 0.860974465147160636)
    const mean = weightedMean(design, upTo(4), (row) => row % 2)
    if (mean === null) throw new Error('no mean')
    expect([0, 1].map((value) => weightedLogitInterval({ ...mean, value }, 0.95))).toMatchObject([{ reason: 'two-sided-interval-at-boundary' }, { reason: 'two-sided-interval-at-boundary' }])
    expect(weightedLogitInterval({ ...mean, variance: 0 }, 0.95)).toMatchObject({ reason: 'zero-variance' })
    expect(weightedLogitInterval({ ...mean, variance: null }, 0.95)).toMatchObject({ reason: 'too-few-clusters' })
    expect(weightedLogitInterval(null, 0.95)).toMatchObject({ reason: 'denominator-zero' })
  })
  test('WGT-3: seen at an end, the trials are the effective rows, or their share of the clusters', () => {
    const sure = (weights: readonly number[], value: number) => weightedMean({ ...design, weights: Float64Array.from(weights) }, upTo(20), () => value)
    const uneven = [19, ...new Array<number>(19).fill(1)]
    // (Σw)²/Σw² = 38²/380 = 3.8 rows of 20; in 5 clusters 0.95 of one.
    const counts = { x: 20, n: 20, nFrame: 25, nUnits: 20 }
    near(weightedProportionInterval(sure(uneven, 1), counts, 0.95, null).lower, 0.025 ** (1 / 3.8))
    near(weightedProportionInterval(sure(uneven, 1), counts, 0.95, 5).lower, 0.025 ** (1 / 0.95))
    near(weightedProportionInterval(sure(uneven, 0), { ...counts, x: 0 }, 0.95, 5).upper, 1 - 0.025 ** (1 / 0.95))
    expect(weightedProportionInterval(sure(uneven, 0), { ...counts, x: 0 }, 0.95, 5).lower).toBe(0)
    expect(weightedProportionInterval(sure(uneven, 1), counts, 0.95, 5).upper).toBe(1)
  })
  test('WGT-3: between the ends it is CLU-6 on the linearised variance, with at most as many trials as the frame has', () => {
    const mean = weightedMean(design, upTo(20), (row) => (row < 13 ? 1 : 0))
    if (mean === null || mean.variance === null) throw new Error('no mean')
    for (const [variance, nFrame] of [[mean.variance, 20], [mean.variance / 100, 30], [mean.variance, 1]] as const) {
      const found = weightedProportionInterval({ ...mean, variance }, { x: 13, n: 20, nFrame, nUnits: 20 }, 0.95, null)
      const expected = kornGraubardInterval({ value: 0.65, x: 1, n: Math.max(2, nFrame), nClusters: 20, isFew: false, variance, designEffect: null }, 0.95)
      near(found.lower, expected.lower ?? 0)
      near(found.upper, expected.upper ?? 0)
    }
    expect(weightedProportionInterval(null, { x: 0, n: 0, nFrame: 0, nUnits: 0 }, 0.95, null)).toMatchObject({ reason: 'denominator-zero' })
    expect(weightedProportionInterval({ ...mean, variance: null }, { x: 1, n: 2, nFrame: 2, nUnits: 1 }, 0.95, 1)).toMatchObject({ reason: 'too-few-clusters' })
    expect(weightedProportionInterval({ ...mean, value: 0, variance: null }, { x: 0, n: 2, nFrame: 2, nUnits: 1 }, 0.95, 1)).toMatchObject({ reason: 'too-few-clusters' })
  })
  test('WGT-2: one row is one, none are none', () => {
    expect([effectiveRows(design, upTo(1)), effectiveRows(design, upTo(0)), effectiveRows({ ...design, weights: new Float64Array(3) }, upTo(3))]).toEqual([1, 0, 0])
    expect(effectiveRows({ ...design, weights: Float64Array.of(0.1, 0.1) }, upTo(2))).toBeCloseTo(2, 14)
  })
})

describe('what rows contribute', () => {
  test('WGT-5: rows, verified rows and fraction of each stratum, also of one that is empty or single', () => {
    const codes = Uint8Array.of(0, 0, 0, 2, 30, 30, NO_STRATUM)
    const found = verificationDesign(codes, Uint8Array.of(1, 0, 1, 1, 1, 0, 1), Float64Array.of(1, 2, 1, 5, 0.5, 0.5, 1), null)
    const sizes = found.strata?.sizes ?? []
    expect(sizes).toHaveLength(31)
    expect([sizes[0], sizes[1], sizes[2], sizes[30]]).toEqual([
      { n: 3, nVerified: 2, total: 4, fraction: 0.5 },
      { n: 0, nVerified: 0, total: 0, fraction: null },
      { n: 1, nVerified: 1, total: 5, fraction: 1 },
      { n: 2, nVerified: 1, total: 1, fraction: 0.5 },
    ])
    expect([...found.weights]).toEqual([2, 0, 2, 5, 1, 0, 0])
  })
  test('WGT-6: each row of a stratum lends its mean influence, however small the stratum; others lend nothing', () => {
    const codes = Uint8Array.of(0, 0, NO_STRATUM, NO_STRATUM)
    const design = verificationDesign(codes, Uint8Array.of(1, 0, 0, 0), Float64Array.of(0.5, 0.5, 1, 1), null)
    // The verified row has weight 1, influence 3: mean 3/1, so 3 + 3 (0.5 − 1) for it and 3 · 0.5 for the other.
    const found = contributions(design, upTo(1), () => 3)
    expect([[...found.values], [...found.enters]]).toEqual([[1.5, 1.5, 0, 0], [1, 1, 0, 0]])
    const weightless = verificationDesign(Uint8Array.of(0, 0, 1), Uint8Array.of(1, 0, 1), Float64Array.of(0, 0, 2), null)
    expect([...contributions(weightless, Uint32Array.of(0, 2), () => 3).values]).toEqual([0, 0, 6])
    const plain = contributions({ ...design, strata: null }, Uint32Array.of(0), () => 3)
    expect([[...plain.values], [...plain.enters]]).toEqual([[3, 0, 0, 0], [1, 0, 0, 0]])
  })
  test('WGT-1: one part, two units', () => {
    const part = { values: Float64Array.of(1, -2, 7), enters: Uint8Array.of(1, 1, 0) }
    expect(combine([[part, 2]])).toEqual({ values: Float64Array.of(2, -4, 14), enters: Uint8Array.of(1, 1, 0) })
    expect(combine([])).toEqual({ values: new Float64Array(0), enters: new Uint8Array(0) })
    expect(linearisedCovariance(part, part, null)).toEqual({ value: 10, nUnits: 2 })
    expect(linearisedCovariance(part, part, Uint32Array.of(0, 1, 1))).toEqual({ value: 2 * (1 + 25), nUnits: 2 })
  })
})
