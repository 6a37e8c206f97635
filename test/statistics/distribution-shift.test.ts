import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkShift } from '../../electron/selftest/shift-checks.ts'
import {
  binnedShares,
  decileShares,
  equalWidthShares,
  jensenShannon,
  mannWhitneyTest,
  populationStabilityIndex,
  standardisedMeanDifference,
  wasserstein1,
} from '../../shared/statistics/distribution-shift.ts'
import { kolmogorovSmirnov, oneSampleUpperTail } from '../../shared/statistics/kolmogorov-smirnov.ts'
import { countedQuantiles, twoSamples } from '../../shared/statistics/two-samples.ts'

const answers = checkShift(JSON.parse(readFileSync('resources/vectors/distribution-shift.json', 'utf8')))
const bad = (part: RegExp) => {
  const found = answers.filter((each) => part.test(each.what))
  expect(found.length).toBeGreaterThan(3)
  return found.filter((each) => !each.ok)
}
const samples = (first: readonly number[], second: readonly number[]) => twoSamples(Float64Array.from(first), Float64Array.from(second))
const list = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 })
const law = { seed: 5, numRuns: 150 }
const empty = samples([], [1, 2])

function given<T>(value: T | null): T {
  if (value === null) throw new Error('refused')
  return value
}

describe('distances between two samples', () => {
  test('PSI-1: bins and index equal the reference; equal samples have none; an empty bin is said', () => {
    expect(bad(/PSI|decile|in bin/)).toEqual([])
    const hundred = Array.from({ length: 100 }, (_, i) => i)
    expect(populationStabilityIndex(given(decileShares(samples(hundred, hundred))))).toEqual({ value: 0, isFloored: false })
    expect([decileShares(empty), equalWidthShares(empty)]).toEqual([null, null])
    expect(populationStabilityIndex(given(binnedShares(samples([0, 1], [1, 1]), [0.5], 'right'))).isFloored).toBe(true)
    expect([...given(equalWidthShares(samples([0.05, 1, 0.95, 0], [0.5]))).first].filter((x) => x > 0)).toEqual([0.25, 0.25, 0.5])
  })
  test('PSI-1: type-7 quantiles of counted values are those of the sorted list', () => {
    fc.assert(
      fc.property(list, (values) => {
        const sorted = [...values].sort((a, b) => a - b)
        const data = samples(values, [7])
        const shares = [0.1, 0.25, 0.5, 0.51, 0.9, 1]
        const found = countedQuantiles(data.values, data.first, values.length, shares)
        shares.forEach((share, k) => {
          const at = (values.length - 1) * share
          const [low = 0, high = sorted.at(-1) ?? 0] = [sorted[Math.floor(at)], sorted[Math.floor(at) + 1]]
          expect(found[k]).toBeCloseTo(low + (at - Math.floor(at)) * (high - low), 12)
        })
      }),
      law,
    )
  })
  test('JSD-1: between 0 and 1 bit, symmetric', () => {
    expect(bad(/Jensen/)).toEqual([])
    fc.assert(
      fc.property(list, list, (a, b) => {
        const edges = [4, 8, 12, 16]
        const forth = jensenShannon(given(binnedShares(samples(a, b), edges, 'right')))
        const back = jensenShannon(given(binnedShares(samples(b, a), edges, 'right')))
        expect(forth.divergenceBits).toBeCloseTo(back.divergenceBits, 12)
        expect(forth.divergenceBits).toBeLessThanOrEqual(1 + 1e-12)
      }),
      law,
    )
    expect(jensenShannon(given(binnedShares(samples([0], [1]), [0.5], 'right'))).distanceBase2).toBeCloseTo(1, 14)
  })
  test('WAS-1: a shift by d is at distance d', () => {
    expect(bad(/Wasserstein/)).toEqual([])
    fc.assert(
      fc.property(list, fc.integer({ min: -9, max: 9 }), (a, d) => {
        expect(wasserstein1(samples(a, a.map((x) => x + d))).value).toBeCloseTo(Math.abs(d), 12)
      }),
      law,
    )
    expect(wasserstein1(empty)).toEqual({ value: null, reason: 'no-examinations' })
  })
  test('SMD-1: sign is second minus first; none for constants', () => {
    expect(bad(/mean difference/)).toEqual([])
    expect(standardisedMeanDifference(samples([0, 2], [1, 3]))).toEqual({ difference: 1, standardised: expect.closeTo(Math.SQRT1_2, 14) })
    expect(standardisedMeanDifference(samples([1], [2]))).toEqual({ difference: 1, standardised: null })
    expect(standardisedMeanDifference(empty)).toEqual({ difference: null, reason: 'no-examinations' })
  })
  test('MWU-1: equals the reference; all tied has no test', () => {
    expect(bad(/Mann-Whitney/)).toEqual([])
    expect(mannWhitneyTest(samples([1, 1], [1]))).toEqual({ uFirst: null, reason: 'all-scores-tied' })
    expect(mannWhitneyTest(samples([3, 4], [1, 2]))).toMatchObject({ uFirst: 4 })
  })
})

describe('Kolmogorov-Smirnov', () => {
  test('KSM-1: distance and asymptotic p equal the reference', () => {
    expect(bad(/KS (distance|p, asymptotic)/)).toEqual([])
    expect(kolmogorovSmirnov(samples([1, 2], [3, 4]))).toMatchObject({ distance: 1 })
    expect(kolmogorovSmirnov(empty)).toEqual({ distance: null, reason: 'no-examinations' })
  })
  test('KSM-2: equals scipy; closed forms at the ends', () => {
    expect(bad(/KS p, effective/)).toEqual([])
    // n = 1: P(D ≥ d) = 2 (1 − d) from one half on; and 1 up to 1/(2n).
    expect(oneSampleUpperTail(1, 0.75).value).toBeCloseTo(0.5, 14)
    expect(oneSampleUpperTail(10, 0.05)).toEqual({ value: 1 })
    expect(oneSampleUpperTail(10, 1)).toEqual({ value: 0 })
    // scipy 1.17.1, stats.kstwo.sf
    expect(oneSampleUpperTail(10, 0.274).value).toBeCloseTo(0.3715203845434957, 10)
    expect(oneSampleUpperTail(100, 0.05).value).toBeCloseTo(0.9532159710635725, 10)
    expect(oneSampleUpperTail(1_000_000, 0.001)).toEqual({ value: null, reason: 'too-many-examinations' })
  })
  test('KSM-2: both branches agree where they meet', () => {
    for (const n of [5, 50, 140]) {
      const d = Math.sqrt(4 / n)
      if (d >= 0.5) continue
      const [below, above] = [oneSampleUpperTail(n, d * (1 - 1e-9)).value ?? 0, oneSampleUpperTail(n, d * (1 + 1e-9)).value ?? 0]
      expect(Math.abs(below - above)).toBeLessThan(1e-9)
    }
  })
  test('KSM-2: equals Steck’s determinant on either side of every branch', () => {
    const rows = JSON.parse(readFileSync('test/vectors/one-sample-ks.json', 'utf8')) as [number, number, number][]
    expect(rows.length).toBeGreaterThan(50)
    // A tail keeps its digits; 1 less the matrix is exact to rounding of 1; above n = 140 distances to both sides at once are left out.
    const slack = (n: number, square: number) => (square >= 4 ? 0 : n > 140 && square > 2.2 ? 5e-8 : 2e-12)
    const isNear = (n: number, d: number, p: number) => Math.abs(given(oneSampleUpperTail(n, d).value) - p) <= 1e-10 * p + slack(n, n * d * d)
    expect(rows.filter(([n, d, p]) => !isNear(n, d, p))).toEqual([])
    // What is left of 1 below j/n and d may be less than 0 by rounding.
    for (const [n, d] of [[20, 0.55], [50, 0.66]] as const) expect(oneSampleUpperTail(n, d).value).toBeCloseTo(given(oneSampleUpperTail(n, d - 1e-12).value), 10)
    expect(oneSampleUpperTail(4000, 0.015).value).toBeCloseTo(given(oneSampleUpperTail(3999, 0.015).value), 3)
  })
  test('KSM-1, KSM-2: the effective number is rounded half to even, and is 1 at least', () => {
    const apart = (n: number, m: number) => kolmogorovSmirnov(samples(Array.from({ length: n }, (_, i) => i), Array.from({ length: m }, (_, i) => i + 0.5 + n / 3)))
    for (const [n, m, effective] of [[3, 3, 2], [5, 5, 2], [7, 7, 4], [9, 9, 4], [2, 6, 2], [4, 5, 2], [6, 9, 4], [1, 1, 1], [1, 5, 1]] as const) {
      const found = apart(n, m)
      if (found.distance === null) throw new Error('no distance')
      expect(found.pEffectiveN).toEqual(oneSampleUpperTail(effective, found.distance))
    }
  })
  test('KSM-1, KSM-3: equal samples are at no distance; the distance counts from the first value on', () => {
    expect(kolmogorovSmirnov(samples([1, 2, 2], [1, 2, 2]))).toEqual({ distance: 0, pAsymptotic: 1, pEffectiveN: { value: 1 }, pExact: { value: 1 } })
    expect(kolmogorovSmirnov(samples([1, 4, 5, 6], [2, 2.5, 3, 7]))).toMatchObject({ distance: 0.5 })
    expect(kolmogorovSmirnov(samples([1, 2], []))).toEqual({ distance: null, reason: 'no-examinations' })
  })
  test('KSM-3: samples of 2,000 are counted, of 5,000 refused', () => {
    const both = (n: number) => kolmogorovSmirnov(samples(Array.from({ length: n }, (_, i) => i), Array.from({ length: n }, (_, i) => i + 30.5)))
    const counted = both(2000)
    if (counted.distance === null) throw new Error('no distance')
    expect(counted.pExact.value).toBeCloseTo(counted.pAsymptotic, 2)
    expect(both(5000)).toMatchObject({ pExact: { value: null, reason: 'too-many-examinations' } })
  })
  test('KSM-3: the share of all interleavings, counted one by one', () => {
    expect(bad(/KS p, exact/)).toEqual([])
    const [m, n] = [4, 5]
    const reaches: number[] = []
    for (let bits = 0; bits < 2 ** (m + n); bits++) {
      const steps = Array.from({ length: m + n }, (_, k) => (bits >> k) & 1)
      if (steps.filter(Boolean).length !== m) continue
      let [i, j, reach] = [0, 0, 0]
      for (const step of steps) {
        if (step === 1) i++
        else j++
        reach = Math.max(reach, Math.abs(i * n - j * m))
      }
      reaches.push(reach)
    }
    const found = kolmogorovSmirnov(samples([1, 2, 3, 6], [4, 5, 7, 8, 9]))
    if (found.distance === null) throw new Error('no distance')
    const share = reaches.filter((reach) => reach >= Math.round((found.distance ?? 0) * m * n)).length / reaches.length
    expect(found.pExact.value).toBeCloseTo(share, 14)
    const skipped = kolmogorovSmirnov(samples([1, 2], [3]), false)
    expect(skipped).toMatchObject({ pExact: { value: null, reason: 'too-many-examinations' } })
  })
})

describe('edges of the comparisons', () => {
  test('PSI-1, WAS-1, SMD-1, MWU-1: an empty sample on either side is refused', () => {
    for (const none of [empty, samples([1, 2], [])]) {
      expect([decileShares(none), equalWidthShares(none)]).toEqual([null, null])
      expect(wasserstein1(none)).toEqual({ value: null, reason: 'no-examinations' })
      expect(standardisedMeanDifference(none)).toEqual({ difference: null, reason: 'no-examinations' })
      expect(mannWhitneyTest(none)).toEqual({ uFirst: null, reason: 'no-examinations' })
    }
  })
  test('PSI-1: a fraction of exactly the floor has not been raised to it', () => {
    const shares = (x: number) => Float64Array.of(x, 1 - x)
    const floored = (x: number, y: number) => populationStabilityIndex({ edges: [0], first: shares(x), second: shares(y) }).isFloored
    expect([floored(1e-6, 1e-6), floored(0.9e-6, 0.5), floored(0.5, 0.9e-6)]).toEqual([false, true, true])
  })
  test('SMD-1: one observation has no variance of its own', () => {
    expect(standardisedMeanDifference(samples([1], [2, 4]))).toEqual({ difference: 2, standardised: 2 })
  })
  test('MWU-1: one against one', () => {
    const found = mannWhitneyTest(samples([1], [2]))
    expect(found).toMatchObject({ uFirst: 0, z: -1, pValue: expect.closeTo(0.31731050786291415, 14) })
  })
})
