import { describe, expect, test } from 'vitest'
import { countedQuantiles } from '../../shared/statistics/counted-quantiles.ts'
import { newCounts, weighCounts } from '../../shared/statistics/resample.ts'
import { atPrevalence, planWeightedResampling, weightedCounts } from '../../shared/statistics/resample-weighted.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import { weightedArea, weightedAreaDifference } from '../../shared/statistics/weighted-auc.ts'
import { weightedCalibration, weightedObservedExpected } from '../../shared/statistics/weighted-calibration.ts'
import type { WeightedDesign } from '../../shared/statistics/weighted-design.ts'
import { NO_STRATUM, verificationDesign } from '../../shared/statistics/weighted-design.ts'

const near = (found: number | null | undefined, expected: number, tolerance = 1e-9): void =>
  expect(Math.abs((found ?? Infinity) - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)))
const upTo = (n: number) => Uint32Array.from({ length: n }, (_, i) => i)
const plain = (weights: readonly number[], clusters: readonly number[] | null = null): WeightedDesign => ({
  weights: Float64Array.from(weights),
  clusters: clusters === null ? null : Uint32Array.from(clusters),
  strata: null,
})

const probabilities = Float64Array.of(0.05, 0.1, 0.1, 0.2, 0.15, 0.3, 0.4, 0.25)
const present = Uint8Array.of(0, 0, 1, 0, 1, 0, 1, 1)
const weights = [1, 2, 1, 3, 1, 1, 2, 0.5]
const data = (areClassesFixed: boolean) => ({ rows: upTo(8), probabilities, present, areClassesFixed })
const countsOf = (design: WeightedDesign, scores: Float64Array, truth: Uint8Array) =>
  weightedCounts(design.weights, { order: orderScores(scores), index: upTo(scores.length), rows: upTo(scores.length) }, truth)

describe('calibration with weights, scores far from one half (numbers of make-weighted-edges.py)', () => {
  const design = plain(weights)
  const counts = countsOf(design, probabilities, present)
  test('WGT-10: intercept and slope with the sandwich of each class', () => {
    const { intercept, slope } = weightedCalibration(design, data(false), counts)
    expect([intercept, slope]).toEqual([
      { value: expect.closeTo(1.0314845867782771, 9), standardError: expect.closeTo(0.907651621372435992, 9) },
      { value: expect.closeTo(1.176703333944882, 9), standardError: expect.closeTo(1.11513015358094854, 8) },
    ])
  })
  test('WGT-11: where the design fixed the classes, each is taken from its own mean', () => {
    const { intercept, slope } = weightedCalibration(design, data(true), counts)
    near(intercept.value === null ? null : intercept.standardError, 0.293207362891442224)
    near(slope.value === null ? null : slope.standardError, 1.12771669181809981, 1e-8)
  })
  test('WGT-12: observed over expected, either way', () => {
    const [free, fixed] = [false, true].map((each) => weightedObservedExpected(design, data(each), 0.95))
    near(free?.value, 1.93548387096774187)
    near(free?.bounds.lower, 0.77956078195701701)
    near(free?.bounds.upper, 4.80539542455180194)
    near(fixed?.bounds.lower, 1.28810354152743349)
    near(fixed?.bounds.upper, 2.90822724571826792)
  })
  test('WGT-10: a probability of 1 or 0 is clipped, not infinite', () => {
    const ends = Float64Array.of(0, 0.1, 0.1, 0.2, 0.15, 0.3, 0.4, 1)
    const { slope } = weightedCalibration(design, { ...data(false), probabilities: ends }, countsOf(design, ends, present))
    expect(slope.value !== null && slope.standardError > 0 && slope.standardError < 10).toBe(true)
  })
  test('WGT-10, WGT-12: one unit of a class has no variance; in clusters that is too few of them', () => {
    const single = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0)
    for (const [clusters, reason] of [[null, 'denominator-zero'], [[0, 0, 0, 0, 0, 0, 0, 0], 'too-few-clusters']] as const) {
      const each = plain(weights, clusters)
      const truth = clusters === null ? single : present
      const found = weightedCalibration(each, { ...data(false), present: truth }, countsOf(each, probabilities, truth))
      expect([found.intercept, found.slope]).toMatchObject([{ value: null, reason }, { value: null, reason }])
      expect(weightedObservedExpected(each, { ...data(false), present: truth }, 0.95)).toMatchObject({ value: expect.any(Number), bounds: { reason } })
    }
  })
  test('WGT-10, WGT-12: fixed classes that are each all alike have no variance, whatever rounding leaves', () => {
    for (const p of [0.5, 0.1, 0.7]) {
      const alike = { ...data(true), probabilities: new Float64Array(8).fill(p) }
      expect(weightedObservedExpected(design, alike, 0.95)).toMatchObject({ value: expect.any(Number), bounds: { reason: 'zero-variance' } })
      expect(weightedCalibration(design, alike, countsOf(design, alike.probabilities, present)).intercept).toMatchObject({ value: null, reason: 'zero-variance' })
    }
  })
  test('WGT-10, WGT-12: the scale of the weights changes no standard error, and a millionth of difference is a difference', () => {
    const errors = (each: readonly number[], isFixed: boolean) => {
      const { intercept, slope } = weightedCalibration(plain(each), data(isFixed), countsOf(plain(each), probabilities, present))
      return [intercept, slope].map((fit) => (fit.value === null ? null : fit.standardError))
    }
    const expected = errors(new Array<number>(8).fill(1), true)
    // At ¼ both classes weigh exactly 1.
    for (const scale of [0.25, 1e16, 1e-16]) errors(new Array<number>(8).fill(scale), true).forEach((found, k) => near(found, expected[k] ?? 0, 1e-8))
    const hardly = { ...data(true), probabilities: Float64Array.from({ length: 8 }, (_, i) => 0.5 + i * 1e-8) }
    expect(weightedObservedExpected(plain(weights), hardly, 0.95).bounds.lower).not.toBeNull()
  })
  test('WGT-12: nobody, nothing expected, one class', () => {
    const of = (part: Partial<ReturnType<typeof data>>) => weightedObservedExpected(plain(weights), { ...data(false), ...part }, 0.95)
    expect(of({ rows: upTo(0) })).toMatchObject({ value: null, bounds: { reason: 'no-examinations' } })
    expect(of({ probabilities: new Float64Array(8) })).toMatchObject({ value: null, bounds: { reason: 'denominator-zero' } })
    expect(of({ present: new Uint8Array(8) })).toMatchObject({ value: 0, bounds: { reason: 'one-class' } })
    expect(of({ present: new Uint8Array(8).fill(1) })).toMatchObject({ bounds: { reason: 'one-class' } })
    // One of two rows has the condition: that is both classes.
    expect(of({ rows: Uint32Array.of(1, 2), probabilities: Float64Array.of(0.1, 0.1) })).toMatchObject({ bounds: { reason: 'denominator-zero' } })
    expect(of({ rows: Uint32Array.of(3), probabilities: Float64Array.of(0.2) })).toMatchObject({ value: 0, bounds: { reason: 'one-class' } })
  })
})

describe('areas with weights', () => {
  const scores = Float64Array.of(1, 4, 2, 5, 3, 3, 7, 6)
  const second = Float64Array.of(2, 1, 3, 5, 1, 4, 6, 2)
  const area = (design: WeightedDesign, values: Float64Array, truth = present) =>
    weightedArea(design, { order: orderScores(values), direction: 'higher-is-positive', index: upTo(8), rows: upTo(8) }, truth)
  test('WGT-8: in clusters the difference has the variances less twice the covariance', () => {
    const design = plain(weights, [0, 1, 1, 2, 2, 3, 0, 3])
    const [a, b] = [area(design, scores), area(design, second)]
    const found = weightedAreaDifference(a, b, design.clusters)
    if (found.difference === null) throw new Error('refused')
    near(found.standardError ** 2, (a?.variance ?? 0) + (b?.variance ?? 0) - 2 * found.covariance, 1e-12)
    expect(weightedAreaDifference(b, a, design.clusters)).toMatchObject({ difference: -found.difference, covariance: expect.closeTo(found.covariance, 14) })
  })
  test('WGT-7, WGT-8: weights may be small; no weight in a class is no area, one unit no variance', () => {
    const design = plain(weights)
    const small = plain(weights.map((weight) => weight / 100))
    near(area(small, scores)?.area, area(design, scores)?.area ?? 0, 1e-13)
    for (const y of [0, 1]) {
      const none = plain(weights.map((weight, row) => (present[row] === y ? 0 : weight)))
      expect(area(none, scores)).toBeNull()
      expect(weightedAreaDifference(area(none, scores), area(design, second), null)).toEqual({ difference: null, reason: 'one-class' })
      expect(weightedAreaDifference(area(design, scores), area(none, second), null)).toEqual({ difference: null, reason: 'one-class' })
    }
    const single = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0)
    expect(weightedAreaDifference(area(design, scores, single), area(design, second, single), null)).toEqual({ difference: null, reason: 'denominator-zero' })
    const one = plain(weights, new Array<number>(8).fill(0))
    expect(weightedAreaDifference(area(one, scores), area(one, second), one.clusters)).toEqual({ difference: null, reason: 'too-few-clusters' })
  })
})

describe('counts with weights', () => {
  test('WGT-16: a replicate is the sample written out, its fractions verified estimated again', () => {
    const [codes, verified] = [Uint8Array.of(1, 0, 0, 1, 1, 0, 0, 1, NO_STRATUM, 0), Uint8Array.of(1, 1, 0, 1, 0, 1, 1, 1, 0, 1)]
    const truth = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 0, 1, 1)
    const score = Float64Array.of(4, 1, 3, 2, 2, 5, 1, 4, 9, 3)
    const clusters = Uint32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 2)
    for (const [grouped, unit] of [[null, 1], [clusters, 1], [null, 0.01]] as const) {
      const sampling = Float64Array.of(1, 2, 1, 3, 2, 1, 4, 1, 9, 2).map((each) => each * unit)
      const design = verificationDesign(codes, verified, sampling, grouped)
      const rows = upTo(10).filter((row) => verified[row] === 1)
      const order = orderScores(Float64Array.from(rows, (row) => score[row] ?? 0))
      const plan = planWeightedResampling(design, order, rows, truth)
      const frame = upTo(10).filter((row) => codes[row] !== NO_STRATUM)
      const unitOf = (row: number): number => (grouped === null ? frame.indexOf(row) : (grouped[row] ?? 0))
      expect(plan.strata).toEqual([grouped === null ? 9 : 4])
      for (const drawn of [Uint8Array.of(2, 0, 1, 3, 1, 0, 2, 1, 1), Uint8Array.of(0, 1, 2, 1, 0, 4, 1, 0, 1), Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1)]) {
        const times = (row: number): number => drawn[unitOf(row)] ?? 0
        const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)
        const weightOf = (row: number): number => times(row) * (sampling[row] ?? 0)
        const fraction = (stratum: number): number => {
          const own = [...frame].filter((row) => codes[row] === stratum)
          return sum(own.filter((row) => verified[row] === 1).map(weightOf)) / sum(own.map(weightOf))
        }
        const entered = [...rows].filter((row) => times(row) > 0)
        const raw = (row: number): number => weightOf(row) / fraction(codes[row] ?? 0)
        const scale = sum(entered.map(times)) / sum(entered.map(raw))
        const found = weighCounts(plan, drawn.subarray(0, plan.strata[0]), newCounts(plan))
        order.scores.forEach((value, g) => {
          const at = (y: number): number => sum(entered.filter((row) => score[row] === value && truth[row] === y).map(raw)) * scale
          near(found.present[g], at(1), 1e-12)
          near(found.absent[g], at(0), 1e-12)
        })
        const ofClass = (y: number) => entered.filter((row) => truth[row] === y)
        near(found.nPresent, sum(ofClass(1).map(raw)) * scale, 1e-12)
        near(found.nAbsent, sum(ofClass(0).map(raw)) * scale, 1e-12)
        expect(found.rows).toEqual({ nPresent: sum(ofClass(1).map(times)), nAbsent: sum(ofClass(0).map(times)) })
      }
    }
  })
  test('WGT-16: a sample without anybody verified, or without anybody, has no counts', () => {
    const design = verificationDesign(Uint8Array.of(0, 0, 0), Uint8Array.of(1, 0, 1), Float64Array.of(1, 1, 1), null)
    const rows = Uint32Array.of(0, 2)
    const plan = planWeightedResampling(design, orderScores(Float64Array.of(1, 2)), rows, Uint8Array.of(1, 0, 0))
    for (const drawn of [Uint8Array.of(0, 3, 0), Uint8Array.of(0, 0, 0)]) {
      expect(weighCounts(plan, drawn, newCounts(plan))).toMatchObject({ nPresent: 0, nAbsent: 0, rows: { nPresent: 0, nAbsent: 0 } })
    }
  })
  test('WGT-16: without strata only the rows given are drawn, in order of their scores', () => {
    const plan = planWeightedResampling(plain([1, 2, 3, 4, 5]), orderScores(Float64Array.of(3, 1, 2, 1)), Uint32Array.of(0, 1, 3, 4), Uint8Array.of(1, 1, 1, 1, 1))
    expect(plan.strata).toEqual([4])
    expect([[...plan.present.group], [...plan.present.unit], [...(plan.weighting?.present.weight ?? [])]]).toEqual([[0, 0, 1, 2], [1, 3, 2, 0], [2, 5, 4, 1]])
    const all = planWeightedResampling(plain([1, 2, 3, 4, 5], [7, 7, 1, 7, 1]), orderScores(Float64Array.of(3, 1, 2, 1)), Uint32Array.of(0, 1, 3, 4), Uint8Array.of(1, 1, 1, 1, 1))
    expect([all.strata, [...all.present.unit]]).toEqual([[2], [0, 1, 0, 0]])
  })
  test('WGT-15: sums of weights come to the number of examinations; scores without weight are left out', () => {
    const found = countsOf(plain([0.1, 0, 0.3, 0.2]), Float64Array.of(5, 6, 7, 5), Uint8Array.of(1, 0, 0, 0))
    expect([...found.scores]).toEqual([5, 7])
    ;[...found.present, ...found.absent, found.nPresent, found.nAbsent].forEach((value, k) => near(value, [2 / 3, 0, 4 / 3, 2, 2 / 3, 10 / 3][k] ?? 0, 1e-12))
    expect(found.rows).toEqual({ nPresent: 1, nAbsent: 3 })
    expect(countsOf(plain([0, 0]), Float64Array.of(1, 2), Uint8Array.of(1, 0))).toMatchObject({ nPresent: 0, nAbsent: 0, rows: { nPresent: 1, nAbsent: 1 } })
  })
  test('WGT-15: a sum of weights that misses a rank by rounding is that rank', () => {
    // Eleven rows of weight 1, written as sums that end a little above and a little below a whole number.
    for (const slip of [0, 4e-16, -4e-16, 1e-12, -1e-12]) {
      const present = Float64Array.of(3 + slip, 2 - slip, 2, 4)
      const counts = { scores: Float64Array.of(10, 20, 30, 40), present, absent: new Float64Array(4), nPresent: 11, nAbsent: 0 }
      // Places 2, 3, 5 and 8 of 0 to 10: the third of three, the first of the next, the first of 30, one of 40.
      expect(countedQuantiles(counts, [0.2, 0.3, 0.5, 0.8])).toEqual([10, 20, 30, 40])
    }
  })
  test('WGT-11: a subgroup is brought to the prevalence by the classes of the whole', () => {
    const counts = { scores: Float64Array.of(1, 2), present: Uint32Array.of(1, 2), absent: Uint32Array.of(4, 1), nPresent: 3, nAbsent: 5 }
    // Whole: 10 and 30; at 0.2 each present one counts 0.02, each absent one 0.8/30; together 0.06 + 0.4/3, brought to 8.
    const found = atPrevalence(counts, 0.2, { nPresent: 10, nAbsent: 30 })
    const scale = 8 / (0.06 + 0.4 / 3)
    ;[...found.present, ...found.absent, found.nPresent, found.nAbsent].forEach((value, k) => near(value, ([0.02, 0.04, 3.2 / 30, 0.8 / 30, 0.06, 4 / 30][k] ?? 0) * scale, 1e-12))
    for (const whole of [{ nPresent: 0, nAbsent: 5 }, { nPresent: 5, nAbsent: 0 }]) expect(atPrevalence(counts, 0.2, whole)).toBe(counts)
    expect(atPrevalence(counts, 0.2, { nPresent: 1, nAbsent: 1 })).not.toBe(counts)
    const none = { ...counts, present: new Uint32Array(2), absent: new Uint32Array(2), nPresent: 0, nAbsent: 0 }
    expect(atPrevalence(none, 0.2, { nPresent: 10, nAbsent: 30 })).toMatchObject({ nPresent: 0, nAbsent: 0, present: new Float64Array(2) })
  })
})
