import { describe, expect, test } from 'vitest'
import { weightedCounts } from '../../shared/statistics/resample-weighted.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import { weightedCalibration, weightedObservedExpected } from '../../shared/statistics/weighted-calibration.ts'
import { type WeightedOutcomes, weightedInterceptByRoot, weightedObservedExpectedByUnits, weightedSlopeByReweighting } from '../../shared/statistics/weighted-calibration-second.ts'
import type { WeightedDesign } from '../../shared/statistics/weighted-design.ts'

const near = (found: number | null | undefined, expected: number, tolerance = 1e-9): void =>
  expect(Math.abs((found ?? Infinity) - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)))
const upTo = (n: number) => Uint32Array.from({ length: n }, (_, i) => i)
const plain = (weights: readonly number[], clusters: readonly number[] | null = null): WeightedDesign => ({
  weights: Float64Array.from(weights),
  clusters: clusters === null ? null : Uint32Array.from(clusters),
  strata: null,
})
const outcomes = (probabilities: readonly number[], present: readonly number[], areClassesFixed = false): WeightedOutcomes => ({
  rows: upTo(present.length),
  probabilities: Float64Array.from(probabilities),
  present: Uint8Array.from(present),
  areClassesFixed,
})
const firstOf = (design: WeightedDesign, data: WeightedOutcomes) =>
  weightedCalibration(design, data, weightedCounts(design.weights, { order: orderScores(data.probabilities), index: data.rows, rows: data.rows }, data.present))

/** Both engines agree on intercept and slope with their standard errors. */
function bothAgree(design: WeightedDesign, data: WeightedOutcomes): void {
  const { intercept, slope } = firstOf(design, data)
  const [a, b] = [weightedInterceptByRoot(design, data, 0.95), weightedSlopeByReweighting(design, data, 0.95)]
  if (intercept.value === null || slope.value === null) throw new Error('refused')
  near(a.value, intercept.value)
  near(a.standardError, intercept.standardError)
  near(b?.value, slope.value)
  near(b?.standardError, slope.standardError)
  near(b?.bounds?.upper, slope.value + 1.959_963_984_540_054 * slope.standardError)
  near(b?.bounds?.lower, slope.value - 1.959_963_984_540_054 * slope.standardError)
}

const [weights, probabilities, present] = [[1, 2, 1, 3, 1, 1, 2, 0.5], [0.05, 0.1, 0.1, 0.2, 0.15, 0.3, 0.4, 0.25], [0, 0, 1, 0, 1, 0, 1, 1]]

describe('second engines of calibration with weights', () => {
  test('TWO-37, TWO-38: eight rows with weights (numbers of make-weighted-edges.py), whatever the weights’ scale', () => {
    for (const scale of [1, 0.01]) {
      const design = plain(weights.map((each) => each * scale))
      const [free, fixed] = [outcomes(probabilities, present), outcomes(probabilities, present, true)]
      const [a, b, ratio] = [weightedInterceptByRoot(design, free, 0.95), weightedSlopeByReweighting(design, free, 0.95), weightedObservedExpectedByUnits(design, free, 0.95)]
      ;[a.value, a.standardError, b?.value, b?.standardError].forEach((found, k) => near(found, [1.0314845867782771, 0.907651621372435992, 1.176703333944882, 1.11513015358094854][k] ?? 0))
      ;[ratio.value, ratio.bounds?.lower, ratio.bounds?.upper].forEach((found, k) => near(found, [1.93548387096774187, 0.77956078195701701, 4.80539542455180194][k] ?? 0))
      near(weightedInterceptByRoot(design, fixed, 0.95).standardError, 0.293207362891442224)
      near(weightedSlopeByReweighting(design, fixed, 0.95)?.standardError, 1.12771669181809981)
      near(weightedObservedExpectedByUnits(design, fixed, 0.95).bounds?.lower, 1.28810354152743349)
      near(weightedObservedExpectedByUnits(design, fixed, 0.95).bounds?.upper, 2.90822724571826792)
    }
  })
  test('TWO-37, TWO-38: in clusters that hold both classes it is the first engine’s', () => {
    const design = plain(weights, [0, 1, 1, 2, 2, 3, 0, 3])
    for (const isFixed of [false, true]) {
      const data = outcomes(probabilities, present, isFixed)
      bothAgree(design, data)
      const [first, second] = [weightedObservedExpected(design, data, 0.95), weightedObservedExpectedByUnits(design, data, 0.95)]
      near(second.bounds?.lower, first.bounds.lower ?? 0)
      near(second.bounds?.upper, first.bounds.upper ?? 0)
    }
  })
  test('TWO-37: probabilities of 0 and 1 are kept 1e-10 from the ends, those nearer the middle are not', () => {
    for (const [low, high] of [[0, 1], [1e-10, 1 - 1e-10], [1e-9, 1 - 1e-9], [1e-5, 1 - 1e-5]] as const) {
      bothAgree(plain([1, 2, 1, 3, 1, 1, 2, 5]), outcomes([low, 0.1, low, 0.2, high, 0.3, high, 0.25], [0, 0, 1, 0, 1, 1, 0, 1]))
    }
  })
  test('TWO-37: intercepts far off, where all probabilities are alike: the logit of the prevalence less theirs', () => {
    for (const [p, logit] of [[1e-9, -20.723_265_835_946_412], [0.5, 0], [0.999, 6.906_754_778_648_554]] as const) {
      const found = weightedInterceptByRoot(plain([1, 1, 2, 2]), outcomes([p, p, p, p], [0, 1, 0, 0]), 0.95)
      near(found.value, Math.log(1 / 5) - logit)
      // A line through one place has no slope.
      expect(weightedSlopeByReweighting(plain([1, 1, 2, 2]), outcomes([p, p, p, p], [0, 1, 0, 0]), 0.95)).toBeNull()
    }
  })
  test('TWO-37: steps that would go too far are shortened', () => {
    for (const [each, p, y] of [
      [[1, 5, 100, 1, 1, 1, 1], [0.9, 0.1, 0.5, 0.5, 1e-9, 0.999, 0.001], [1, 0, 1, 0, 1, 1, 0]],
      [[100, 5, 0.01, 0.01], [0.5, 0.999, 0.9, 1e-10], [1, 1, 0, 0]],
      [[0.01, 100, 1, 0.01, 100, 1, 0.01], [0.999999, 0.5, 0.001, 0.9, 0.5, 0.999999, 0.001], [1, 0, 1, 1, 0, 0, 0]],
      [[1, 1, 100, 0.01, 0.01, 0.01], [1e-9, 0.999999999, 0.5, 0.999, 0.999, 0.000001], [0, 1, 1, 1, 0, 0]],
      [[1, 100, 0.01, 1, 1, 0.01], [0.001, 0.000001, 0.5, 0.1, 0.1, 1e-9], [1, 1, 1, 0, 0, 0]],
      [[100, 1, 1, 0.01, 100, 0.01, 1, 1, 1], [1e-10, 0.999, 0.001, 0.999, 0.001, 0.999999999, 0.9, 0.1, 0.999999], [0, 1, 1, 0, 0, 0, 1, 0, 1]],
    ] as const) {
      bothAgree(plain(each), outcomes(p, y))
    }
  })
  test('TWO-37: classes that come apart have no slope', () => {
    expect(weightedSlopeByReweighting(plain([1, 1, 1, 1]), outcomes([0.1, 0.2, 0.3, 0.4], [0, 0, 1, 1]), 0.95)).toBeNull()
  })
  test('TWO-37, TWO-38: one unit of a class has no variance, one class alone no bounds', () => {
    for (const design of [plain(weights, new Array<number>(8).fill(0)), plain(weights)]) {
      const data = outcomes(probabilities, design.clusters === null ? [0, 0, 0, 0, 1, 0, 0, 0] : present)
      for (const found of [weightedInterceptByRoot(design, data, 0.95), weightedSlopeByReweighting(design, data, 0.95), weightedObservedExpectedByUnits(design, data, 0.95)]) {
        expect(found).toMatchObject({ value: expect.any(Number), standardError: null, bounds: null })
      }
    }
    expect(weightedObservedExpectedByUnits(plain([1, 1]), outcomes([0.1, 0.3], [0, 0]), 0.95)).toEqual({ value: 0, standardError: null, bounds: null })
    expect(weightedObservedExpectedByUnits(plain([1, 1]), outcomes([0.2, 0.3], [1, 1]), 0.95)).toEqual({ value: 4, standardError: null, bounds: null })
  })
  test('TWO-37, TWO-38: clusters that are all alike leave a width of rounding alone, never none at all', () => {
    // Rounding leaves a little less than 0 in some of these.
    for (let seed = 1; seed <= 20; seed++) {
      const n = 4 * (2 + (seed % 5))
      const clusterOf = Array.from(upTo(n), (i) => i >> 2)
      const design = plain(clusterOf.map((cluster) => 1 + 0.37 * cluster), clusterOf)
      const data = outcomes(Array.from(upTo(n), (i) => ([0.13, 0.27, 0.41, 0.17][i % 4] ?? 0) + seed / 1000), Array.from(upTo(n), (i) => (i % 4 < 2 ? 1 : 0)))
      for (const { value, bounds } of [weightedInterceptByRoot(design, data, 0.95), weightedObservedExpectedByUnits(design, data, 0.95)]) {
        near(bounds?.lower, value ?? 0, 1e-6)
        near(bounds?.upper, value ?? 0, 1e-6)
      }
    }
  })
})
