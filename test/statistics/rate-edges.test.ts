import { describe, expect, test } from 'vitest'
import { npvAtPrevalence, ppvAtPrevalence, publishedPrevalence, statedPrevalence } from '../../shared/statistics/prevalence-adjusted.ts'
import { logRatioInterval, logitRatioInterval, poissonRateInterval, ratioOfSums } from '../../shared/statistics/ratios.ts'

const near = (found: number | null | undefined, expected: number): void => expect(Math.abs((found ?? Infinity) / expected - 1)).toBeLessThan(1e-11)
const ratio = (numerators: readonly number[], denominators: readonly number[]) => {
  const found = ratioOfSums(Float64Array.from(numerators), Float64Array.from(denominators))
  if (found === null) throw new Error('no ratio')
  return found
}

describe('ratios of sums', () => {
  test('RAT-1, RAT-2, RAT-3: 10 of 30 hours in three examinations (mpmath, 30 digits)', () => {
    const found = ratio([2, 5, 3], [10, 8, 12])
    near(found.value, 1 / 3)
    near(found.variance, 0.0137037037037037037)
    const [log, logit] = [logRatioInterval(found, 0.95), logitRatioInterval(found, 0.95)]
    near(log.lower, 0.167473689281107252892)
    near(log.upper, 0.663454131738922540353)
    near(logit.lower, 0.15114839557110919794)
    near(logit.upper, 0.584027256196979171578)
  })
  test('RAT-1: less than an hour in all is an exposure; one cluster has no variance, two have', () => {
    expect(ratio([0.1], [0.5])).toMatchObject({ value: 0.2, nClusters: 1, variance: null })
    expect(ratio([0.1, 7], [0.5, 0])).toMatchObject({ nClusters: 1, variance: null })
    // Residuals ± 1/2 over Σx = 2, K/(K − 1) = 2: 2 · (1/16 + 1/16).
    expect(ratio([1, 0], [1, 1])).toMatchObject({ value: 0.5, nClusters: 2, variance: 0.25 })
  })
  test('RAT-1: nineteen clusters are few, twenty are not', () => {
    const ones = (n: number) => new Array<number>(n).fill(1)
    expect([ratio(ones(19), ones(19)).isFew, ratio(ones(20), ones(20)).isFew]).toEqual([true, false])
  })
  test('RAT-2, RAT-3: what is left by rounding is no variation, measured by the size of the ratio', () => {
    const found = { ...ratio([2, 5, 3], [10, 8, 12]), value: 1000 }
    expect(logRatioInterval({ ...found, variance: 1e-23 }, 0.95)).toMatchObject({ reason: 'zero-variance' })
    expect(logRatioInterval({ ...found, variance: 1e-21 }, 0.95).lower).toBeLessThan(1000)
    expect(logitRatioInterval({ ...found, value: 0.5, variance: 1e-22 }, 0.95).lower).toBeLessThan(0.5)
    expect(logitRatioInterval({ ...found, value: 0 }, 0.95)).toMatchObject({ reason: 'two-sided-interval-at-boundary' })
  })
  test('RAT-4: few events and high levels (R 4.2, qgamma)', () => {
    const rows = [
      [1, 0.95, 0.0253178079842899, 5.571643390938899],
      [1, 0.9999, 5.000125004166272e-5, 12.50667128519273],
      [2, 0.95, 0.242209278543965, 7.224687667723958],
      [3, 0.9, 0.8176914471639533, 7.753656527932725],
      [150, 0.99, 120.3316944582562, 184.5272215482894],
    ] as const
    for (const [x, level, lower, upper] of rows) {
      const found = poissonRateInterval(x, 2, level)
      near(found.lower, lower / 2)
      near(found.upper, upper / 2)
    }
  })
})

describe('another prevalence', () => {
  test('PREV-3: each of the four inequalities of a published interval is strict', () => {
    for (const [value, lower, upper] of [[0.2, 0, 0.3], [0.2, 0.2, 0.3], [0.2, 0.1, 0.2], [0.2, 0.1, 1], [0.2, -0.5, 0.3], [0.2, 0.1, 1.5]] as const) {
      expect(() => publishedPrevalence(value, lower, upper, 0.95)).toThrow(RangeError)
    }
  })
  test('PREV-1: either class empty leaves no predictive value', () => {
    for (const table of [{ tp: 0, fp: 1, fn: 0, tn: 5 }, { tp: 1, fp: 0, fn: 3, tn: 0 }]) {
      for (const measure of [ppvAtPrevalence, npvAtPrevalence]) {
        expect(measure(table, statedPrevalence(0.2), 0.95)).toMatchObject({ value: null, reason: 'one-class' })
      }
    }
  })
})
