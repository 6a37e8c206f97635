import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkCalibration } from '../../electron/selftest/calibration-checks.ts'
import { brierScore } from '../../shared/statistics/brier.ts'
import {
  distinctBins,
  equalMassQuantileBins,
  equalMassRankBins,
  equalWidthBins,
} from '../../shared/statistics/calibration-bins.ts'
import { expectedCalibrationError, murphyDecomposition } from '../../shared/statistics/calibration-error.ts'
import { hosmerLemeshow } from '../../shared/statistics/hosmer-lemeshow.ts'
import { decisionCurve, netBenefit } from '../../shared/statistics/net-benefit.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'
import { brierSummary, logLoss, spiegelhalterTest } from '../../shared/statistics/scoring-rules.ts'

const answers = checkCalibration(JSON.parse(readFileSync('resources/vectors/calibration.json', 'utf8')))
const bad = (part: RegExp) => {
  const found = answers.filter((each) => part.test(each.what))
  expect(found.length).toBeGreaterThan(5)
  return found.filter((each) => !each.ok)
}
const counts = (p: readonly number[], y: readonly number[]) => scoreCounts(Float64Array.from(p), Uint8Array.from(y))
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 120 })
const split = (list: readonly (readonly [number, number])[]) => ({ p: list.map(([p]) => p / 30), y: list.map(([, y]) => y) })
const law = { seed: 11, numRuns: 120 }

describe('bins', () => {
  test('BIN-1: edges go up, 1 stays inside; sizes add up', () => {
    expect(equalWidthBins(counts([0, 0.1, 0.2, 0.3, 0.6, 0.7, 0.9, 1], [0, 0, 1, 0, 1, 0, 1, 1])).map((bin) => bin.n)).toEqual([1, 1, 1, 1, 1, 1, 2])
    // One unit in the last place below an edge is below it.
    expect(equalWidthBins(counts([0.7, 0.7 - 1.2e-16], [1, 0])).length).toBe(2)
    expect(bad(/equal-width-10/)).toEqual([])
  })
  test('BIN-2: as R cuts at unique quantiles, ties at the smallest score included; ties never split', () => {
    expect(equalMassQuantileBins(counts([0, 0, 0, 0, 0, 0, 0.5, 1], [0, 0, 0, 1, 0, 0, 1, 1])).map((bin) => bin.n)).toEqual([6, 1, 1])
    expect(equalMassQuantileBins(counts([0.4, 0.4, 0.4], [0, 1, 1])).map((bin) => bin.n)).toEqual([3])
    expect(equalMassQuantileBins(counts([], []))).toEqual([])
    expect(bad(/equal-mass-10-quantile/)).toEqual([])
  })
  test('BIN-3: as numpy.array_split of the stable sort', () => {
    const p = Float64Array.from({ length: 23 }, () => 0.5)
    const y = Uint8Array.from(p, (_, i) => Number(i < 3))
    const bins = equalMassRankBins(p, y)
    expect(bins.map((bin) => bin.n)).toEqual([3, 3, 3, 2, 2, 2, 2, 2, 2, 2])
    expect(bins.map((bin) => bin.events)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(equalMassRankBins(Float64Array.of(0.2), Uint8Array.of(1)).length).toBe(1)
    expect(bad(/equal-mass-10-rank/)).toEqual([])
  })
  test('BIN-1, BIN-2, BIN-3: every binning keeps all examinations and events', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { p, y } = split(list)
        const all = [equalWidthBins(counts(p, y)), equalMassQuantileBins(counts(p, y)), distinctBins(counts(p, y)), equalMassRankBins(Float64Array.from(p), Uint8Array.from(y))]
        for (const bins of all) {
          expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(p.length)
          expect(bins.reduce((sum, bin) => sum + bin.events, 0)).toBe(y.filter(Boolean).length)
        }
      }),
      law,
    )
  })
})

describe('scoring rules', () => {
  test('ECE-1: equals the reference; 0 when every bin is right; none without examinations', () => {
    expect(bad(/(ECE|MCE|RMSCE) equal/)).toEqual([])
    expect(expectedCalibrationError(equalWidthBins(counts([0.5, 0.5], [0, 1])))).toEqual({ ece: 0, mce: 0, rmsce: 0 })
    expect(expectedCalibrationError([])).toEqual({ ece: null, reason: 'no-examinations' })
  })
  test('MUR-1: adds up to the Brier score, exactly so over distinct probabilities', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { p, y } = split(list)
        const brier = brierScore(counts(p, y)) ?? 0
        const exact = murphyDecomposition(distinctBins(counts(p, y)), brier)
        const binned = murphyDecomposition(equalWidthBins(counts(p, y)), brier)
        if (exact.reliability === null || binned.reliability === null) throw new Error('no bins')
        expect(Math.abs(exact.withinBins)).toBeLessThan(1e-12)
        expect(binned.reliability - binned.resolution + binned.uncertainty + binned.withinBins).toBeCloseTo(brier, 12)
        expect(binned.resolution).toBeLessThanOrEqual(exact.resolution + 1e-12)
        expect(exact.reliability).toBeGreaterThanOrEqual(0)
      }),
      law,
    )
    expect(murphyDecomposition([], 0)).toEqual({ reliability: null, reason: 'no-examinations' })
  })
  test('BRI-2: standard error, reference and scaled score equal the reference engines', () => {
    expect(bad(/Brier (standard|reference)|scaled Brier/)).toEqual([])
    expect(brierSummary(counts([0.2], [1]))).toMatchObject({ standardError: null, reference: 0, scaled: null })
    expect(brierSummary(counts([], []))).toEqual({ value: null, reason: 'no-examinations' })
    expect(brierSummary(counts([0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0]))).toMatchObject({ scaled: 0 })
  })
  test('LOG-1: equals scikit-learn; a certain mistake costs the stated clip', () => {
    expect(bad(/log loss/)).toEqual([])
    expect(logLoss(counts([0, 1, 0.5], [0, 1, 1]))).toEqual({ value: expect.closeTo(Math.LN2 / 3, 12), nClipped: 2 })
    expect(logLoss(counts([0], [1]), 1e-3).value).toBeCloseTo(Math.log(1000), 12)
    expect(logLoss(counts([], []))).toEqual({ value: null, nClipped: 0 })
  })
  test('SPI-1: equals rms; one half for everybody has no variance', () => {
    expect(bad(/Spiegelhalter/)).toEqual([])
    expect(spiegelhalterTest(counts([0.5, 0.5], [0, 1]))).toEqual({ z: null, reason: 'zero-variance' })
    const { z } = spiegelhalterTest(counts([0.2, 0.2, 0.9], [1, 0, 1]))
    const mirrored = spiegelhalterTest(counts([0.8, 0.8, 0.1], [0, 1, 0]))
    expect(mirrored.z).toBeCloseTo(z ?? Number.NaN, 12)
  })
  test('HOS-1: equals the reference, both degrees of freedom; refused where a group expects nothing', () => {
    expect(bad(/Hosmer/)).toEqual([])
    expect(hosmerLemeshow(equalMassQuantileBins(counts([0, 0, 1, 1], [0, 1, 1, 1])))).toEqual({ statistic: null, reason: 'denominator-zero' })
    expect(hosmerLemeshow(equalMassQuantileBins(counts([0.3, 0.3], [0, 1])))).toMatchObject({ groups: 1, development: null })
  })
})

describe('clinical utility', () => {
  test('NET-1: equals the reference at every threshold', () => {
    expect(bad(/net benefit|interventions avoided|positives at/)).toEqual([])
  })
  test('NET-1: at a low threshold it is that of treating all; never above prevalence; no events, no standard', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (list, t) => {
        const { p, y } = split(list)
        const [low, point] = decisionCurve(counts(p, y), [1e-9, t]) ?? []
        const share = y.filter(Boolean).length / y.length
        expect(point?.netBenefit).toBeLessThanOrEqual(share + 1e-12)
        if (Math.min(...p) > 0) expect(low?.netBenefit).toBe(low?.treatAll)
        if (share === 0) expect(point?.standardised).toBe(null)
        expect(point?.interventionsAvoidedPer100).toBeCloseTo((100 * ((point?.netBenefit ?? 0) - (point?.treatAll ?? 0))) / (t / (1 - t)), 6)
      }),
      law,
    )
    expect(decisionCurve(counts([], []), [0.5])).toBe(null)
    expect(() => decisionCurve(counts([0.5], [1]), [1])).toThrow(RangeError)
  })
  test('NET-2: reweighting to the cohort’s own prevalence changes nothing; to another it follows the formula', () => {
    const at = { tp: 30, fp: 20, present: 50, absent: 50 }
    expect(netBenefit(0.2, at, 0.5)).toEqual(netBenefit(0.2, at))
    expect(() => netBenefit(0.2, { ...at, tp: 0, present: 0 }, 0.1)).toThrow(RangeError)
    expect(netBenefit(0.2, at, 0.1).netBenefit).toBeCloseTo(0.1 * 0.6 - 0.9 * 0.4 * 0.25, 14)
  })
})
