import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CalibrationVector, checkCalibration } from '../../electron/selftest/calibration-checks.ts'
import { checkCalibrationModels } from '../../electron/selftest/calibration-model-checks.ts'
import { clusterRobustCalibration } from '../../shared/statistics/calibration-cluster.ts'
import { calibrationCurve, calibrationDistances, smootherFor, smoothers } from '../../shared/statistics/calibration-curve.ts'
import { jointRecalibration, jointRecalibrationIntercept } from '../../shared/statistics/calibration.ts'
import { logistic } from '../../shared/statistics/elementary.ts'
import { loessDirect, loessInterpolate } from '../../shared/statistics/loess.ts'
import { lowessIter0 } from '../../shared/statistics/lowess.ts'
import { restrictedCubicSpline } from '../../shared/statistics/restricted-cubic-spline.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const vector = readJson('resources/vectors/calibration.json')
const answers = checkCalibration(vector)
const asah = checkCalibration(readJson('test/vectors/asah/asah-calibration.json'))
const models = checkCalibrationModels(readJson('resources/vectors/calibration-models.json'))
const bad = (part: RegExp, list = [...answers, ...asah]) => {
  const found = list.filter((each) => part.test(each.what))
  expect(found.length).toBeGreaterThan(0)
  return found.filter((each) => !each.ok)
}
const counts = (p: readonly number[], y: readonly number[]) => scoreCounts(Float64Array.from(p), Uint8Array.from(y))

function sample(n: number, seed = 7) {
  let state = seed
  const uniform = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296
  const p = Array.from({ length: n }, () => 0.02 + 0.96 * uniform())
  return { p, y: p.map((each) => Number(uniform() < each ** 1.3)) }
}

describe('calibration curves', () => {
  test('LOE-1: equals R loess on seven real cases, to 1e-9', () => {
    expect(bad(/loess-interpolate/)).toEqual([])
  })
  test('LOE-1: a quadratic outcome is reproduced, and few distinct scores are refused', () => {
    const p = Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100)
    const flat = loessInterpolate(counts([...p, ...p], [...p.map(() => 1), ...p.map(() => 0)]))
    flat.fitted?.forEach((fit) => expect(fit).toBeCloseTo(0.5, 12))
    expect(flat.fitted?.length).toBe(100)
    // 10,000 examinations a score, observed fraction p² to 1e-4: a parabola comes back as itself.
    const parabola = { ...counts(p, p.map(() => 1)), present: Uint32Array.from(p, (x) => Math.round(1e8 * x * x)), absent: Uint32Array.from(p, (x) => 1e8 - Math.round(1e8 * x * x)) }
    loessInterpolate(parabola).fitted?.forEach((fit, g) => expect(Math.abs(fit - (p[g] ?? 0) ** 2)).toBeLessThan(1e-7))
    expect(loessInterpolate(counts([0.1, 0.2, 0.3], [0, 1, 0]))).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
    expect(loessInterpolate(counts([], []))).toEqual({ fitted: null, reason: 'no-examinations' })
  })
  test('LOE-1: finite for any ties, and the order of rows does not matter', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 1)), { minLength: 60, maxLength: 300 })
    fc.assert(
      fc.property(rows, (list) => {
        const fit = (order: readonly (readonly [number, number])[]) => loessInterpolate(counts(order.map(([p]) => p / 40), order.map(([, y]) => y)))
        const found = fit(list)
        if (found.fitted === null) return expect(['too-few-distinct-scores']).toContain(found.reason)
        expect(found.fitted.every(Number.isFinite)).toBe(true)
        expect(fit([...list].reverse())).toEqual(found)
      }),
      { seed: 3, numRuns: 60 },
    )
  })
  test('LOE-2: equals R loess with surface direct; refused above its limit', () => {
    expect(bad(/loess-direct/)).toEqual([])
    const many = Array.from({ length: 10_001 }, (_, i) => i / 10_001)
    expect(loessDirect(counts(many, many.map((_, i) => i % 2)))).toEqual({ fitted: null, reason: 'too-many-examinations' })
  })
  test('LOW-1: equals R lowess without iterations on nine real scores, also with seven distinct values', () => {
    expect(bad(/lowess-iter-0/)).toEqual([])
    expect(lowessIter0(counts([0.1, 0.2], [0, 1]))).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
  })
  test('RCS-1: equals an independent fit; coinciding knots and one class are refused', () => {
    expect(models.filter((each) => !each.ok)).toEqual([])
    expect(models.length).toBe(59)
    const { p, y } = sample(500)
    expect(restrictedCubicSpline(counts(p, y.map(() => 1)))).toEqual({ fitted: null, reason: 'one-class' })
    expect(restrictedCubicSpline(counts(p.map((x) => (x < 0.7 ? 0.5 : x)), y))).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
  })
  test('RCS-1: separated outcomes are refused, not extrapolated', () => {
    const { p } = sample(400)
    expect(restrictedCubicSpline(counts(p, p.map((x) => Number(x > 0.5))))).toEqual({ fitted: null, reason: 'no-convergence' })
  })
  test('CUR-1: the smoother depends on n alone and is named', () => {
    expect([smootherFor(5000), smootherFor(5001)]).toEqual(['loess-interpolate', 'restricted-cubic-spline'])
    const { p, y } = sample(300)
    for (const smoother of smoothers) expect(calibrationCurve(counts(p, y), smoother).smoother).toBe(smoother)
    expect(calibrationCurve(counts(p, y)).smoother).toBe('loess-interpolate')
  })
  test('CUR-2: zero on the diagonal; ordered; a constant distance is every one of them', () => {
    const { p, y } = sample(1000)
    const data = counts(p, y)
    expect(calibrationDistances(data, data.scores)).toEqual({ ici: 0, e50: 0, e90: 0, emax: 0 })
    const found = calibrationDistances(data, data.scores.map((x) => x + 0.25))
    for (const part of [found.ici, found.e50, found.e90, found.emax]) expect(part).toBeCloseTo(0.25, 12)
    expect(bad(/ (ICI|E50|E90|Emax)$/)).toEqual([])
  })
})

describe('joint recalibration', () => {
  test('CAL-6: equals glm and its likelihood ratio; the intercept moves with the logit', () => {
    expect(bad(/joint intercept|likelihood ratio/)).toEqual([])
    const { p, y } = sample(800)
    const plain = jointRecalibration(counts(p, y))
    const shifted = jointRecalibration(counts(p.map((x) => logistic(Math.log(x / (1 - x)) + 1)), y))
    if (plain.intercept === null || shifted.intercept === null) throw new Error('no fit')
    expect(shifted.slope).toBeCloseTo(plain.slope, 10)
    expect(shifted.intercept).toBeCloseTo(plain.intercept - plain.slope, 10)
    expect(jointRecalibrationIntercept(counts([0.1, 0.9], [0, 1]))).toEqual({ value: null, reason: 'perfect-separation' })
  })
  test('CAL-7: equals explicit matrices; doubled rows in one cluster change nothing but K', () => {
    expect(bad(/cluster-robust/, models)).toEqual([])
    const { p, y } = sample(400)
    const robust = (copies: number) =>
      clusterRobustCalibration({
        probabilities: Float64Array.from(Array.from({ length: copies }, () => p).flat()),
        present: Uint8Array.from(Array.from({ length: copies }, () => y).flat()),
        cluster: Uint32Array.from({ length: 400 * copies }, (_, i) => i % 400),
        nClusters: 400,
      })
    const [one, two] = [robust(1).slope, robust(2).slope]
    if (one.value === null || two.value === null) throw new Error('no fit')
    // A copy of everybody in the same cluster is no new evidence.
    expect(two.standardError).toBeCloseTo(one.standardError, 10)
    const single = clusterRobustCalibration({ probabilities: Float64Array.of(0.1, 0.9), present: Uint8Array.of(1, 0), cluster: Uint32Array.of(0, 0), nClusters: 1 })
    expect(single.slope).toEqual({ value: null, reason: 'too-few-clusters' })
  })
  test('the vector holds what it should', () => {
    expect(CalibrationVector.parse(vector).cases.length).toBeGreaterThan(20)
    expect(answers.filter((each) => !each.ok)).toEqual([])
    expect(answers.length).toBeGreaterThan(1500)
  })
})
