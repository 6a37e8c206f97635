import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delong } from '../../shared/statistics/auc.ts'
import {
  clusterArea, clusteredAreaContrast, clusteredAreaReason, obuchowskiArea, pairedObuchowski,
} from '../../shared/statistics/clustered-auc.ts'
import {
  clusteredDifference, clusteredProportionInterval, countClusters, effectiveTrials, kornGraubardInterval, ratioEstimator,
  ratioWaldInterval,
} from '../../shared/statistics/clustered-proportion.ts'
import { pairedDelong } from '../../shared/statistics/delong-paired.ts'
import { ln } from '../../shared/statistics/elementary.ts'
import { dersimonianLaird } from '../../shared/statistics/heterogeneity.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

const up = 'higher-is-positive' as const
const law = { seed: 9, numRuns: 120 }
const near = (found: number | null | undefined, expected: number, tolerance = 1e-11): void =>
  expect(Math.abs((found ?? Infinity) - expected)).toBeLessThanOrEqual(tolerance)

/** Two scores, class and cluster; two clusters of each class at least. */
const clustered = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1), fc.integer({ min: 0, max: 7 })), { maxLength: 50 })
  .map((list) => {
    const rows = [...list, [1, 4, 1, 0], [2, 0, 1, 1], [1, 3, 0, 0], [3, 3, 0, 9]] as [number, number, number, number][]
    return {
      first: { order: orderScores(Float64Array.from(rows, ([a]) => a)), direction: up },
      second: { order: orderScores(Float64Array.from(rows, ([, b]) => b)), direction: up },
      scores: Float64Array.from(rows, ([a]) => a),
      present: Uint8Array.from(rows, ([, , y]) => y),
      clusters: Uint32Array.from(rows, ([, , , c]) => c),
      single: Uint32Array.from(rows, (_, i) => i),
    }
  })
const counted = (successes: number[], trials: number[]) => ({ successes: Uint32Array.from(successes), trials: Uint32Array.from(trials) })

describe('clustered areas', () => {
  test('CLU-1: with one row a cluster the variance is DeLong’s', () => {
    fc.assert(
      fc.property(clustered, ({ first, scores, present, single }) => {
        const sums = clusterArea(first, present, single)
        near(sums && obuchowskiArea(sums).variance, delong(scoreCounts(scores, present), up).variance ?? 0)
      }),
      law,
    )
  })
  test('CLU-1: doubling every row inside its cluster changes nothing', () => {
    fc.assert(
      fc.property(clustered, ({ scores, first, present, clusters }) => {
        const twice = { order: orderScores(Float64Array.of(...scores, ...scores)), direction: up }
        const once = clusterArea(first, present, clusters)
        const doubled = clusterArea(twice, Uint8Array.of(...present, ...present), Uint32Array.of(...clusters, ...clusters))
        near(doubled && obuchowskiArea(doubled).variance, (once && obuchowskiArea(once).variance) ?? Infinity)
      }),
      law,
    )
  })
  test('CLU-1: few clusters are flagged, and one cluster or one class is refused', () => {
    const first = { order: orderScores(Float64Array.of(1, 2, 3, 4)), direction: up }
    const one = clusterArea(first, Uint8Array.of(0, 1, 0, 1), Uint32Array.of(0, 0, 1, 0))
    expect(one).toMatchObject({ isFew: true, nClusters: 2, nWithPresent: 1, nWithAbsent: 2 })
    expect(one && obuchowskiArea(one)).toEqual({ value: 0.75, variance: null })
    const many = { order: orderScores(Float64Array.from({ length: 60 }, (_, i) => (i * 7) % 11)), direction: up }
    const each = Uint32Array.from({ length: 60 }, (_, i) => i)
    expect(clusterArea(many, Uint8Array.from(each, (i) => (i < 19 ? 1 : 0)), each)).toMatchObject({ isFew: true, nClusters: 60 })
    expect(clusterArea(many, Uint8Array.from(each, (i) => (i < 20 ? 1 : 0)), each)).toMatchObject({ isFew: false })
    expect(clusteredAreaReason(one)).toBe('too-few-clusters')
    expect(clusteredAreaReason(clusterArea(first, new Uint8Array(4), new Uint32Array(4)))).toBe('one-class')
    expect(one && pairedObuchowski(one, one)).toEqual({ difference: null, reason: 'too-few-clusters' })
    expect(one && clusteredAreaContrast(one, one)).toEqual({ difference: null, reason: 'too-few-clusters' })
  })
  test('CLU-2: with one row a cluster the paired difference is DeLong’s; its variance is that of the parts', () => {
    fc.assert(
      fc.property(clustered, ({ first, second, present, clusters, single }) => {
        const plain = pairedDelong(first, second, present)
        const [a, b] = [clusterArea(first, present, single), clusterArea(second, present, single)]
        const found = a && b && pairedObuchowski(a, b)
        if (plain.difference !== null) near(found?.difference === null ? null : found?.standardError, plain.standardError)
        const [c, d] = [clusterArea(first, present, clusters), clusterArea(second, present, clusters)]
        const grouped = c && d && pairedObuchowski(c, d)
        if (c && d && grouped && grouped.difference !== null) {
          const parts = (obuchowskiArea(c).variance ?? 0) + (obuchowskiArea(d).variance ?? 0)
          // Parts below 0 are given as 0; then the identity does not hold.
          if (Math.min(obuchowskiArea(c).variance ?? 0, obuchowskiArea(d).variance ?? 0) > 0) near(grouped.standardError ** 2, parts - 2 * grouped.covariance)
        }
      }),
      law,
    )
  })
  test('CLU-3: parts without a common cluster are independent; swapping them changes the sign only', () => {
    const n = 80
    const scores = Float64Array.from({ length: n }, (_, i) => (i * 37) % 41)
    const present = Uint8Array.from(scores, (s, i) => ((i * 13) % 41 < s ? 1 : 0))
    const clusters = Uint32Array.from(scores, (_, i) => Math.floor(i / 2))
    const first = { order: orderScores(scores), direction: up }
    const half = (from: number) => clusterArea(first, present, clusters, Uint32Array.from({ length: 40 }, (_, i) => from + i))
    const [a, b] = [half(0), half(40)]
    if (a === null || b === null) throw new Error('one class')
    const found = clusteredAreaContrast(a, b)
    const swapped = clusteredAreaContrast(b, a)
    expect(found.difference).not.toBeNull()
    near(found.difference, -(swapped.difference ?? 0))
    near(found.difference === null ? null : found.covariance, 0)
    const share = (c: typeof a, k: number) => (c.ofPresent[k] ?? 0) / c.nPresent + (c.ofAbsent[k] ?? 0) / c.nAbsent
    const squares = Array.from({ length: 40 }, (_, k) => (share(a, k) - share(b, k)) ** 2).reduce((x, y) => x + y, 0)
    near(found.difference === null ? null : found.standardError ** 2, (squares * 40) / 39, 1e-15)
    expect(clusteredAreaContrast(a, a)).toEqual({ difference: null, reason: 'zero-variance' })
  })
})

describe('clustered proportions', () => {
  // Values by scipy 1.17.1 from the printed formulas.
  const sixth = ratioEstimator(counted([9, 4, 7, 10, 3, 8], [10, 5, 7, 10, 4, 9]))
  const rare = ratioEstimator(counted([1, 0, 0, 2, 0, 1, 0, 0], [20, 15, 12, 30, 11, 18, 9, 14]))

  test('CLU-4: the ratio estimator equals the written-out formula; clusters without trials do not count', () => {
    near(sixth?.value, 0.9111111111111111, 1e-15)
    near(sixth?.variance, 0.001157677183356196, 1e-17)
    near(rare?.variance, 0.000152558203173024, 1e-17)
    expect(ratioEstimator(counted([9, 0, 4, 7, 10, 3, 8], [10, 0, 5, 7, 10, 4, 9]))).toEqual(sixth)
    expect(ratioEstimator(counted([0], [0]))).toBeNull()
    expect(ratioEstimator(counted([3], [4]))).toMatchObject({ variance: null, designEffect: null, isFew: true })
    const single = ratioEstimator(counted(Array<number>(10).fill(1).concat(Array<number>(15).fill(0)), Array<number>(25).fill(1)))
    near(single?.designEffect, 25 / 24)
    expect(single?.isFew).toBe(false)
    const rows = Uint32Array.of(0, 1, 2, 4)
    expect(countClusters(Uint8Array.of(1, 0, 1, 1, 1), Uint32Array.of(2, 0, 2, 1, 0), rows)).toEqual(counted([1, 0, 2], [2, 0, 2]))
  })
  test('CLU-5: Wald bounds stay in [0, 1]; 0, 1 and one cluster are refused', () => {
    near(ratioWaldInterval(sixth, 0.95).lower, 0.9111111111111111 - 1.959963984540054 * Math.sqrt(0.001157677183356196), 1e-14)
    near(ratioWaldInterval(rare, 0.999).lower, 0, 0)
    expect(ratioWaldInterval(ratioEstimator(counted([0, 0], [3, 4])), 0.95)).toMatchObject({ reason: 'two-sided-interval-at-boundary' })
    expect(ratioWaldInterval(ratioEstimator(counted([1], [3])), 0.95)).toMatchObject({ reason: 'too-few-clusters' })
    expect(ratioWaldInterval(ratioEstimator(counted([1, 2], [2, 4])), 0.95)).toMatchObject({ reason: 'zero-variance' })
    expect(ratioWaldInterval(null, 0.95)).toMatchObject({ reason: 'denominator-zero' })
  })
  test('CLU-6: Korn-Graubard equals the formula by scipy; without visible variation each cluster is one trial', () => {
    near(sixth && effectiveTrials(sixth, 0.95), 27.66038232663723, 1e-9)
    near(kornGraubardInterval(sixth, 0.95).lower, 0.7400383552115478, 1e-10)
    near(kornGraubardInterval(sixth, 0.95).upper, 0.9852503317221845, 1e-10)
    near(kornGraubardInterval(rare, 0.95).lower, 0.005961498743291994, 1e-12)
    near(kornGraubardInterval(rare, 0.95).upper, 0.09083234595985613, 1e-11)
    expect(kornGraubardInterval(ratioEstimator(counted([0, 0, 0, 0], [5, 6, 7, 8])), 0.95)).toEqual(clopperPearsonInterval(0, 4, 0.95))
    expect(kornGraubardInterval(ratioEstimator(counted([3, 2, 4], [3, 2, 4])), 0.95)).toEqual(clopperPearsonInterval(3, 3, 0.95))
    expect(kornGraubardInterval(ratioEstimator(counted([1], [2])), 0.95)).toMatchObject({ reason: 'too-few-clusters' })
    expect(kornGraubardInterval(null, 0.95)).toMatchObject({ reason: 'denominator-zero' })
  })
  test('CLU-6: the interval contains the estimate and mirrors', () => {
    const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(parts, (list) => {
        const trials = list.map(([x, y]) => x + y)
        const found = ratioEstimator(counted(list.map(([x]) => x), trials))
        const mirrored = ratioEstimator(counted(list.map(([, y]) => y), trials))
        const bounds = kornGraubardInterval(found, 0.95)
        if (found === null || bounds.lower === null) return
        expect(0 <= bounds.lower && bounds.lower <= found.value && found.value <= bounds.upper && bounds.upper <= 1).toBe(true)
        near(kornGraubardInterval(mirrored, 0.95).upper, 1 - bounds.lower, 1e-9)
      }),
      law,
    )
  })
  test('CLU-7: Korn-Graubard near the ends, Wald in the middle', () => {
    expect(clusteredProportionInterval(sixth, 0.95)).toEqual({ method: 'korn-graubard', bounds: kornGraubardInterval(sixth, 0.95) })
    const middle = ratioEstimator(counted(Array.from({ length: 30 }, (_, k) => 1 + (k % 3)), Array<number>(30).fill(4)))
    expect(clusteredProportionInterval(middle, 0.95)).toEqual({ method: 'ratio-wald', bounds: ratioWaldInterval(middle, 0.95) })
    expect(clusteredProportionInterval(null, 0.95).bounds).toMatchObject({ reason: 'denominator-zero' })
  })
  test('CLU-8: the paired difference is the ratio estimator of the difference; refusals have reasons', () => {
    const a = counted([3, 1, 2, 4, 2], [4, 3, 2, 4, 5])
    const b = counted([2, 1, 1, 4, 1], [4, 3, 2, 4, 5])
    const found = clusteredDifference(a, b, 0.95)
    near(found.difference, 3 / 18)
    // d over the same trials: Σ(x1 − x2 − d n)² × 5/4 / 18².
    const residuals = [1 - 4 / 6, -3 / 6, 1 - 2 / 6, -4 / 6, 1 - 5 / 6]
    near(found.difference === null ? null : found.standardError, Math.sqrt((residuals.reduce((s, r) => s + r * r, 0) * 5) / 4) / 18)
    expect(found).toMatchObject({ nClusters: 5, isFew: true })
    near(clusteredDifference(b, a, 0.95).difference, -3 / 18)
    expect(clusteredDifference(a, a, 0.95)).toEqual({ difference: null, reason: 'zero-variance' })
    expect(clusteredDifference(counted([1], [2]), counted([2], [2]), 0.95)).toEqual({ difference: null, reason: 'too-few-clusters' })
    expect(clusteredDifference(a, counted([0], [0]), 0.95)).toEqual({ difference: null, reason: 'denominator-zero' })
    const apart = clusteredDifference(counted([3, 1, 0, 0], [4, 3, 0, 0]), counted([0, 0, 2, 1], [0, 0, 3, 5]), 0.95)
    expect(apart).toMatchObject({ nClusters: 4 })
  })
})

describe('sites', () => {
  test('HET-1: the BCG trials give the published DerSimonian-Laird numbers', () => {
    // Colditz et al. 1994, JAMA 271: 698–702: cases and others, vaccinated and not. Results as printed by R package metafor.
    const trials = [
      [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
      [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232], [17, 1699, 65, 1600],
      [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ]
    const sites = trials.map(([a = 0, b = 0, c = 0, d = 0]) => ({
      value: ln(a / (a + b)) - ln(c / (c + d)),
      variance: 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d),
    }))
    const found = dersimonianLaird(sites)
    if (found.q === null) throw new Error(found.reason)
    expect(found.q.toFixed(4)).toBe('152.2330')
    expect(found.tauSquared.toFixed(4)).toBe('0.3088')
    expect((100 * found.iSquared).toFixed(2)).toBe('92.12')
    // The inverse-variance mean: its standard error is one over the root of the summed weights.
    const weight = sites.reduce((sum, { variance }) => sum + 1 / variance, 0)
    expect(found.fixed.standardError).toBeCloseTo(1 / Math.sqrt(weight), 12)
    expect(found.fixed.value).toBeCloseTo(sites.reduce((sum, { value, variance }) => sum + value / variance, 0) / weight, 12)
    expect(found.random.value.toFixed(4)).toBe('-0.7141')
    expect(found.random.standardError.toFixed(4)).toBe('0.1787')
    expect(found.pValue).toBeLessThan(1e-4)
    expect(found.isInconclusive).toBe(false)
  })
  test('HET-1: equal sites have no heterogeneity; fewer than five are inconclusive; two are needed', () => {
    const site = { value: 0.8, variance: 0.01 }
    expect(dersimonianLaird([site, site, site, site])).toMatchObject({ q: 0, tauSquared: 0, iSquared: 0, pValue: 1, isInconclusive: true })
    expect(dersimonianLaird([site, site, site, site, site])).toMatchObject({ isInconclusive: false })
    // Less variation than chance alone gives.
    expect(dersimonianLaird([site, { value: 0.81, variance: 0.01 }])).toMatchObject({ iSquared: 0, tauSquared: 0 })
    expect(dersimonianLaird([site])).toMatchObject({ q: null, reason: 'too-few-clusters' })
    expect(dersimonianLaird([site, { value: 1, variance: 0 }])).toMatchObject({ q: null, reason: 'zero-variance' })
  })
})
