import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import { delong, delongInterval } from '../../shared/statistics/auc.ts'
import { calibrationIntercept, calibrationSlope } from '../../shared/statistics/calibration.ts'
import { bootstrapReplicates, bootstrapStandardError } from '../../shared/statistics/bootstrap.ts'
import { clusterArea, obuchowskiArea } from '../../shared/statistics/clustered-auc.ts'
import { countClusters, kornGraubardInterval, ratioEstimator } from '../../shared/statistics/clustered-proportion.ts'
import { pairedDelong } from '../../shared/statistics/delong-paired.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { decisionCurve, netBenefit } from '../../shared/statistics/net-benefit.ts'
import { ppvAtPrevalence, npvAtPrevalence, statedPrevalence } from '../../shared/statistics/prevalence-adjusted.ts'
import { atPrevalence, planWeightedResampling, weightedCounts } from '../../shared/statistics/resample-weighted.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'
import { brierSummary } from '../../shared/statistics/scoring-rules.ts'
import { weightedArea, weightedAreaDifference } from '../../shared/statistics/weighted-auc.ts'
import { weightedCalibration, weightedObservedExpected } from '../../shared/statistics/weighted-calibration.ts'
import type { WeightedDesign } from '../../shared/statistics/weighted-design.ts'
import { combine, contributions, effectiveRows, linearisedCovariance, verificationDesign } from '../../shared/statistics/weighted-design.ts'
import { weightedLogitInterval, weightedMean, weightedProportionInterval } from '../../shared/statistics/weighted-mean.ts'
import { weightedAreaByMerge } from '../../shared/statistics/weighted-second.ts'
import { weightedBalancedAccuracy, weightedPredictiveValue, weightedRatio, weightedYouden } from '../../shared/statistics/weighted-table.ts'

type Known = Record<string, { value: number; sumOfSquares: number; clusterSumOfSquares: number }>
interface Vector {
  readonly data: Record<'cluster' | 'weight' | 'present' | 'score' | 'second' | 'verified', number[]>
  readonly threshold: number
  readonly weighted: Known
  readonly verification: Known
  readonly both: Known
  readonly beggGreenes: Record<'positive' | 'negative' | 'a' | 'b' | 'c' | 'd' | 'sensitivity' | 'sensitivityVariance' | 'specificity' | 'specificityVariance', number>
}
const vector = JSON.parse(readFileSync('test/vectors/weighted.json', 'utf8')) as Vector

const n = vector.data.score.length
const clusters = Uint32Array.from(vector.data.cluster)
const present = Uint8Array.from(vector.data.present)
const score = Float64Array.from(vector.data.score)
const second = Float64Array.from(vector.data.second)
const called = Uint8Array.from(score, (value) => (value >= vector.threshold ? 1 : 0))
const verified = Uint8Array.from(vector.data.verified)
const weight = Float64Array.from(vector.data.weight)
const ones = new Float64Array(n).fill(1)
const all = Uint32Array.from(present.keys())
const rowsWhere = (isIn: (row: number) => boolean): Uint32Array => all.filter(isIn)

const designs = {
  weighted: { weights: weight, clusters: null, strata: null } as WeightedDesign,
  verification: verificationDesign(called, verified, ones, null),
  both: verificationDesign(called, verified, weight, null),
}
const within = (design: WeightedDesign): Uint32Array => rowsWhere((row) => (design.weights[row] ?? 0) > 0)
const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)
const close = (found: number | null | undefined, expected: number, relative = 1e-9): void => {
  expect(Math.abs((found ?? Number.NaN) - expected), `${found} is not ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-300)
}

const rate = (design: WeightedDesign, which: string) => {
  const known = within(design)
  const hit = (row: number): number => (which === 'sensitivity' ? called[row] : which === 'specificity' ? 1 - (called[row] ?? 0) : which === 'ppv' ? present[row] : 1 - (present[row] ?? 0)) ?? 0
  const isIn = (row: number): boolean =>
    which === 'sensitivity' ? present[row] === 1 : which === 'specificity' ? present[row] === 0 : which === 'ppv' ? called[row] === 1 : called[row] === 0
  const rows = known.filter(isIn)
  return { rows, hit, mean: weightedMean(design, rows, hit) }
}
const areaOf = (design: WeightedDesign, scores = score) =>
  weightedArea(design, { order: orderScores(scores), direction: 'higher-is-positive', index: within(design), rows: within(design) }, present)
const probabilityRows = (design: WeightedDesign) => {
  const rows = within(design)
  return { rows, probabilities: Float64Array.from(rows, (row) => score[row] ?? 0), present, areClassesFixed: false }
}
const countsOf = (design: WeightedDesign) =>
  weightedCounts(design.weights, { order: orderScores(score), index: within(design), rows: within(design) }, present)

describe('weighted numbers against a brute force in R', () => {
  const cases = ['weighted', 'verification', 'both'] as const

  it.each(cases)('WGT-1, WGT-5, WGT-6: proportions and their contributions (%s)', (name) => {
    for (const which of ['sensitivity', 'specificity', 'ppv', 'npv']) {
      const expected = vector[name][which]
      const { mean } = rate(designs[name], which)
      close(mean?.value, expected?.value ?? 0, 1e-12)
      close(squares(mean?.contributions.values ?? new Float64Array(0)), expected?.sumOfSquares ?? 0, 1e-6)
      const inClusters = linearisedCovariance(mean?.contributions as never, mean?.contributions as never, clusters)
      close(((inClusters.value ?? 0) * (inClusters.nUnits - 1)) / inClusters.nUnits, expected?.clusterSumOfSquares ?? 0, 1e-6)
    }
  })

  it.each(cases)('WGT-7, WGT-8: areas by all pairs, and their difference (%s)', (name) => {
    const [first, other] = [areaOf(designs[name]), areaOf(designs[name], second)]
    const { auroc, aurocDifference } = vector[name]
    close(first?.area, auroc?.value ?? 0, 1e-12)
    const sum = combine([[first?.ofPresent as never, 1], [first?.ofAbsent as never, 1]])
    close(squares(sum.values), auroc?.sumOfSquares ?? 0, 1e-6)
    const difference = weightedAreaDifference(first, other, null)
    close(difference.difference, aurocDifference?.value ?? 0, 1e-12)
    const parts = combine([[sum, 1], [other?.ofPresent as never, -1], [other?.ofAbsent as never, -1]])
    close(squares(parts.values), aurocDifference?.sumOfSquares ?? 0, 1e-6)
  })

  it.each(cases)('WGT-8: difference of sensitivities (%s)', (name) => {
    const rows = rate(designs[name], 'sensitivity').rows
    const mean = weightedMean(designs[name], rows, (row) => (called[row] ?? 0) - ((second[row] ?? 0) >= vector.threshold ? 1 : 0))
    const expected = vector[name]['sensitivityDifference']
    close(mean?.value, expected?.value ?? 0, 1e-12)
    close(squares(mean?.contributions.values ?? ones), expected?.sumOfSquares ?? 0, 1e-6)
  })

  it.each(cases)('WGT-10, WGT-12: calibration line and O:E with the sandwich (%s)', (name) => {
    const design = designs[name]
    const found = weightedCalibration(design, probabilityRows(design), countsOf(design))
    const plain = vector[name]
    close(found.intercept.value, plain['calibrationIntercept']?.value ?? 0, 1e-9)
    close(found.slope.value, plain['calibrationSlope']?.value ?? 0, 1e-9)
    // The classes have each their own K/(K − 1), so the brute force is met to 1/K.
    close((found.intercept.value === null ? 0 : found.intercept.standardError) ** 2, plain['calibrationIntercept']?.sumOfSquares ?? 0, 0.02)
    close((found.slope.value === null ? 0 : found.slope.standardError) ** 2, plain['calibrationSlope']?.sumOfSquares ?? 0, 0.02)
    const ratio = weightedObservedExpected(design, probabilityRows(design), 0.95)
    close(Math.log(ratio.value ?? 0), plain['logObservedExpected']?.value ?? 0, 1e-9)
    const half = (Math.log(ratio.bounds.upper ?? 0) - Math.log(ratio.bounds.lower ?? 0)) / 2 / 1.959963984540054
    close(half * half, plain['logObservedExpected']?.sumOfSquares ?? 0, 0.02)
  })

  it.each(cases)('WGT-13, WGT-15: ratios of a table, Brier score (%s)', (name) => {
    const design = designs[name]
    const rates = { sensitivity: rate(design, 'sensitivity').mean, specificity: rate(design, 'specificity').mean, clusters: null }
    const youden = weightedYouden(rates, 0.95)
    close(youden.value, vector[name]['youden']?.value ?? 0, 1e-12)
    close((youden.standardError ?? 0) ** 2, vector[name]['youden']?.sumOfSquares ?? 0, 0.01)
    expect(weightedBalancedAccuracy(rates, 0.95).value).toBeCloseTo(((youden.value ?? 0) + 1) / 2, 14)
    const ratio = weightedRatio(rates, 'positive', 0.95)
    close(Math.log(ratio.value ?? 0), vector[name]['logLrPositive']?.value ?? 0, 1e-9)
    close(((ratio.standardError ?? 0) / (ratio.value ?? 1)) ** 2, vector[name]['logLrPositive']?.sumOfSquares ?? 0, 0.01)
    const odds = weightedRatio(rates, 'odds', 0.95).value ?? 0
    close((ratio.value ?? 0) / (weightedRatio(rates, 'negative', 0.95).value ?? 1), odds, 1e-12)
    close(brierSummary(countsOf(design)).value, vector[name]['brier']?.value ?? 0, 1e-12)
  })

  it('WGT-6: the variance of sensitivity and specificity is that of Begg and Greenes, times N/(N − 1)', () => {
    const { positive, negative, a, b, c, d } = vector.beggGreenes
    const rows = [...Array.from({ length: positive }, (_, i) => [1, i < a + b ? 1 : 0, i < a ? 1 : 0]), ...Array.from({ length: negative }, (_, i) => [0, i < c + d ? 1 : 0, i < c ? 1 : 0])]
    const call = Uint8Array.from(rows, ([each = 0]) => each)
    const known = Uint8Array.from(rows, ([, each = 0]) => each)
    const truth = Uint8Array.from(rows, ([, , each = 0]) => each)
    const design = verificationDesign(call, known, new Float64Array(rows.length).fill(1), null)
    const over = (value: 0 | 1) => Uint32Array.from(rows.keys()).filter((row) => known[row] === 1 && truth[row] === value)
    const factor = rows.length / (rows.length - 1)
    const sensitivity = weightedMean(design, over(1), (row) => call[row] ?? 0)
    close(sensitivity?.value, vector.beggGreenes.sensitivity, 1e-12)
    close(sensitivity?.variance, vector.beggGreenes.sensitivityVariance * factor, 1e-12)
    const specificity = weightedMean(design, over(0), (row) => 1 - (call[row] ?? 0))
    close(specificity?.value, vector.beggGreenes.specificity, 1e-12)
    close(specificity?.variance, vector.beggGreenes.specificityVariance * factor, 1e-12)
    // Naive: 90 of 100 instead of 0.706. This is what the protocol check refuses.
    expect(a / (a + c)).toBeGreaterThan(0.89)
  })
})

describe('weights of one are the methods without weights', () => {
  const plain: WeightedDesign = { weights: ones, clusters: null, strata: null }
  const grouped: WeightedDesign = { weights: ones, clusters, strata: null }

  it('WGT-1, WGT-3: the ratio estimator and its Korn-Graubard interval', () => {
    const { rows, mean } = rate(grouped, 'sensitivity')
    const expected = ratioEstimator(countClusters(called, clusters, rows))
    close(mean?.value, expected?.value ?? 0, 1e-14)
    close(mean?.variance, expected?.variance ?? 0, 1e-12)
    const counts = { x: expected?.x ?? 0, n: rows.length, nFrame: rows.length, nUnits: expected?.nClusters ?? 0 }
    const found = weightedProportionInterval(mean, counts, 0.95, expected?.nClusters ?? 0)
    const known = kornGraubardInterval(expected, 0.95)
    close(found.lower, known.lower ?? 0, 1e-12)
    close(found.upper, known.upper ?? 0, 1e-12)
  })

  it('WGT-3: at 1 of 1 the interval is the exact one of as many rows; unequal weights are worth fewer', () => {
    const rows = Uint32Array.from({ length: 20 }, (_, i) => i)
    const sure = weightedMean(plain, rows, () => 1)
    expect(weightedProportionInterval(sure, { x: 20, n: 20, nFrame: 20, nUnits: 20 }, 0.95, null).lower).toBeCloseTo(clopperPearsonInterval(20, 20, 0.95).lower ?? 0, 12)
    const uneven = { ...plain, weights: ones.map((_, i) => (i === 0 ? 19 : 1)) }
    expect(weightedProportionInterval(weightedMean(uneven, rows, () => 1), { x: 20, n: 20, nFrame: 20, nUnits: 20 }, 0.95, null).lower).toBeLessThan(0.45)
  })

  it('WGT-7: DeLong without clusters, Obuchowski with them', () => {
    const area = areaOf(plain)
    const expected = delong(scoreCounts(score, present), 'higher-is-positive')
    close(area?.area, expected.value ?? 0, 1e-13)
    close(area?.variance, expected.variance ?? 0, 1e-12)
    const inClusters = areaOf(grouped)
    const obuchowski = obuchowskiArea(clusterArea({ order: orderScores(score), direction: 'higher-is-positive' }, present, clusters) as never)
    close(inClusters?.variance, obuchowski.variance ?? 0, 1e-12)
    expect(delongInterval({ value: 1, variance: 0 }, 0.95).lower).toBeNull()
  })

  it('WGT-8: paired DeLong', () => {
    const found = weightedAreaDifference(areaOf(plain), areaOf(plain, second), null)
    const expected = pairedDelong({ order: orderScores(score), direction: 'higher-is-positive' }, { order: orderScores(second), direction: 'higher-is-positive' }, present)
    if (found.difference === null || expected.difference === null) throw new Error('no difference')
    close(found.standardError, expected.standardError, 1e-12)
    close(found.covariance, expected.covariance, 1e-12)
  })

  it('WGT-15: counts of weights of one are the counts; fits and scores are those without weights', () => {
    const [found, expected] = [countsOf(plain), scoreCounts(score, present)]
    expect([...found.present]).toEqual([...expected.present])
    close(calibrationIntercept(found).value, calibrationIntercept(expected).value ?? 0, 1e-12)
    expect(found.rows).toEqual({ nPresent: expected.nPresent, nAbsent: expected.nAbsent })
  })

  it('WGT-14: predictive values at a prevalence, to N/(N − 1)', () => {
    const table = { tp: 40, fn: 10, fp: 30, tn: 120 }
    const truth = Uint8Array.from({ length: 200 }, (_, i) => (i < 50 ? 1 : 0))
    const call = Uint8Array.from({ length: 200 }, (_, i) => (i < 40 || (i >= 50 && i < 80) ? 1 : 0))
    const design: WeightedDesign = { weights: new Float64Array(200).fill(3), clusters: null, strata: null }
    const over = (value: 0 | 1) => Uint32Array.from(truth.keys()).filter((row) => truth[row] === value)
    const rates = {
      sensitivity: weightedMean(design, over(1), (row) => call[row] ?? 0),
      specificity: weightedMean(design, over(0), (row) => 1 - (call[row] ?? 0)),
      clusters: null,
    }
    for (const [which, at] of [['ppv', ppvAtPrevalence], ['npv', npvAtPrevalence]] as const) {
      const found = weightedPredictiveValue(rates, which, statedPrevalence(0.05), 0.95)
      const expected = at(table, statedPrevalence(0.05), 0.95)
      close(found.value, expected.value ?? 0, 1e-12)
      close(found.bounds.lower, expected.bounds.lower ?? 0, 0.01)
      close(found.bounds.upper, expected.bounds.upper ?? 0, 0.01)
    }
  })
})

describe('laws of weights', () => {
  const study = fc.integer({ min: 6, max: 40 }).chain((size) =>
    fc.record({
      scores: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: size, maxLength: size }),
      present: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size, maxLength: size }),
      weights: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: size, maxLength: size }),
    }),
  )
  const designOf = (weights: readonly number[]): WeightedDesign => ({ weights: Float64Array.from(weights), clusters: null, strata: null })
  const areaIn = (scores: readonly number[], truth: readonly number[], weights: readonly number[]) => {
    const rows = Uint32Array.from(scores.keys())
    const order = orderScores(Float64Array.from(scores, (value) => value / 10))
    return weightedArea(designOf(weights), { order, direction: 'higher-is-positive', index: rows, rows }, Uint8Array.from(truth))
  }

  it('WGT-7, WGT-15: whole weights are repeated rows, for areas, Brier score, average precision and calibration', () => {
    fc.assert(
      fc.property(study, ({ scores, present: truth, weights }) => {
        const repeated = (values: readonly number[]) => values.flatMap((value, i) => Array.from({ length: weights[i] ?? 0 }, () => value))
        const [more, moreTruth] = [repeated(scores), repeated(truth)]
        const found = areaIn(scores, truth, weights)
        const expected = areaIn(more, moreTruth, more.map(() => 1))
        if (expected === null || found === null) {
          expect(found).toBe(expected)
          return
        }
        close(found.area, expected.area, 1e-12)
        const counts = weightedCounts(
          Float64Array.from(weights),
          { order: orderScores(Float64Array.from(scores, (value) => value / 10)), index: Uint32Array.from(scores.keys()), rows: Uint32Array.from(scores.keys()) },
          Uint8Array.from(truth),
        )
        const plain = scoreCounts(Float64Array.from(more, (value) => value / 10), Uint8Array.from(moreTruth))
        close(brierSummary(counts).value, brierSummary(plain).value ?? 0, 1e-12)
        close(averagePrecision(counts, 'higher-is-positive'), averagePrecision(plain, 'higher-is-positive') ?? 0, 1e-12)
        const slope = calibrationSlope(plain).value
        if (slope !== null && Math.abs(slope) > 1e-3) close(calibrationSlope(counts).value, slope, 1e-7)
      }),
    )
  })

  it('WGT-1, WGT-2, WGT-4, WGT-9: the scale of weights changes nothing, and the second engine agrees', () => {
    fc.assert(
      fc.property(study, fc.double({ min: 0.01, max: 1000, noNaN: true }), ({ scores, present: truth, weights }, scale) => {
        const rows = Uint32Array.from(scores.keys())
        const hits = Uint8Array.from(scores, (value) => (value > 4 ? 1 : 0))
        const [one, other] = [designOf(weights), designOf(weights.map((value) => value * scale))]
        const [a, b] = [one, other].map((design) => weightedMean(design, rows, (row) => hits[row] ?? 0))
        close(b?.value, a?.value ?? 0, 1e-12)
        if ((a?.variance ?? 0) > 1e-15) close(b?.variance, a?.variance ?? 0, 1e-9)
        close(effectiveRows(other, rows), effectiveRows(one, rows), 1e-12)
        const logit = weightedLogitInterval(a ?? null, 0.95)
        if (logit.lower !== null) expect(logit.lower > 0 && logit.lower < (a?.value ?? 0) && (a?.value ?? 0) < logit.upper && logit.upper < 1).toBe(true)
        const area = areaIn(scores, truth, weights)
        const merged = weightedAreaByMerge(one, { rows, scores: Float64Array.from(scores) }, Uint8Array.from(truth), 'higher-is-positive')
        if (area === null) {
          expect(merged).toBeNull()
          return
        }
        close(merged?.value, area.area, 1e-12)
        if ((area.variance ?? 0) > 1e-15) close(merged?.variance, area.variance ?? 0, 1e-9)
      }),
    )
  })

  it('WGT-9: the second engine agrees with strata, clusters and either direction', () => {
    for (const base of [designs.weighted, designs.verification, designs.both]) {
      for (const codes of [null, clusters]) {
        const design = { ...base, clusters: codes }
        for (const direction of ['higher-is-positive', 'lower-is-positive'] as const) {
          const known = within(design)
          const area = weightedArea(design, { order: orderScores(score), direction, index: known, rows: known }, present)
          const merged = weightedAreaByMerge(design, { rows: known, scores: Float64Array.from(known, (row) => score[row] ?? 0) }, present, direction)
          close(merged?.value, area?.area ?? 0, 1e-12)
          close(merged?.variance, area?.variance ?? 0, 1e-10)
        }
      }
    }
  })

  it('WGT-1: fewer than two units have no variance; a class without weight has no area', () => {
    const single: WeightedDesign = { weights: ones, clusters: new Uint32Array(n), strata: null }
    const found = contributions(single, all, () => 0)
    expect(linearisedCovariance(found, found, single.clusters)).toEqual({ value: null, nUnits: 1 })
    expect(weightedMean(designs.weighted, new Uint32Array(0), () => 1)).toBeNull()
    expect(weightedArea(designs.weighted, { order: orderScores(score), direction: 'higher-is-positive', index: all, rows: all }, new Uint8Array(n))).toBeNull()
  })
})

describe('enriched samples and the bootstrap', () => {
  it('WGT-11: at a stated prevalence the classes count π and 1 − π; net benefit is that of NET-2', () => {
    const counts = scoreCounts(score, present)
    const stated = atPrevalence(counts, 0.03)
    close(stated.nPresent / (stated.nPresent + stated.nAbsent), 0.03, 1e-12)
    expect(stated.rows).toEqual({ nPresent: counts.nPresent, nAbsent: counts.nAbsent })
    const tp = score.reduce((sum, value, row) => sum + (value >= 0.4 && present[row] === 1 ? 1 : 0), 0)
    const fp = score.reduce((sum, value, row) => sum + (value >= 0.4 && present[row] === 0 ? 1 : 0), 0)
    const expected = netBenefit(0.4, { tp, fp, present: counts.nPresent, absent: counts.nAbsent }, 0.03)
    close(decisionCurve(stated, [0.4])?.[0]?.netBenefit, expected.netBenefit, 1e-9)
    // At the prevalence of the sample nothing changes.
    close(brierSummary(atPrevalence(counts, counts.nPresent / n)).value, brierSummary(counts).value ?? 0, 1e-12)
    expect(atPrevalence({ ...counts, nPresent: 0 }, 0.03).rows).toBeUndefined()
  })

  it('WGT-16: replicates depend on the seed only; their spread is the linearised standard error', () => {
    for (const base of [designs.weighted, designs.both]) {
      const rows = within(base)
      const order = orderScores(Float64Array.from(rows, (row) => score[row] ?? 0))
      const plan = planWeightedResampling(base, order, rows, present)
      const statistics = [([counts]: readonly ReturnType<typeof scoreCounts>[]) => (counts === undefined ? null : brierSummary(counts).value)]
      const task = { plans: [plan], statistics, seed: 3 }
      const found = bootstrapReplicates(task, 0, 600)[0]
      expect(bootstrapReplicates(task, 100, 102)[0]?.values).toEqual(found?.values.slice(100, 102))
      const expected = Math.sqrt(vector[base === designs.both ? 'both' : 'weighted']['brier']?.sumOfSquares ?? 0)
      expect((bootstrapStandardError(found as never) ?? 0) / expected).toBeGreaterThan(0.88)
      expect((bootstrapStandardError(found as never) ?? 0) / expected).toBeLessThan(1.12)
    }
  })

  it('WGT-16: clusters are drawn whole', () => {
    const design = { ...designs.weighted, clusters }
    const order = orderScores(score)
    const plan = planWeightedResampling(design, order, all, present)
    expect(plan.kind).toBe('cluster')
    expect(plan.strata).toEqual([new Set(clusters).size])
  })
})

describe('few rows of a large study', () => {
  it('WGT-3: the degrees of freedom are those of the rows in question, not of the study that lends to the variance', () => {
    const { mean } = rate(designs.verification, 'sensitivity')
    const counts = { x: 3, n: 9, nFrame: 15, nUnits: 15 }
    const [own, lent] = [counts, { ...counts, nUnits: 100_000 }].map((each) => weightedProportionInterval(mean, each, 0.95, null))
    if (own?.lower == null || lent?.lower == null) throw new Error('no interval')
    expect(own.upper - own.lower).toBeGreaterThanOrEqual(lent.upper - lent.lower)
  })
})
