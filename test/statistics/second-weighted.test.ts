import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaDifferenceInterval } from '../../shared/statistics/delong-paired.ts'
import type { Bounds } from '../../shared/statistics/interval.ts'
import { waldBounds } from '../../shared/statistics/interval.ts'
import { statedPrevalence } from '../../shared/statistics/prevalence-adjusted.ts'
import { weightedCounts } from '../../shared/statistics/resample-weighted.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import { weightedArea, weightedAreaDifference } from '../../shared/statistics/weighted-auc.ts'
import { weightedAreaDifferenceByBisection } from '../../shared/statistics/weighted-areas-second.ts'
import { weightedCalibration, weightedObservedExpected } from '../../shared/statistics/weighted-calibration.ts'
import { weightedInterceptByRoot, weightedObservedExpectedByUnits, weightedSlopeByReweighting } from '../../shared/statistics/weighted-calibration-second.ts'
import type { WeightedDesign } from '../../shared/statistics/weighted-design.ts'
import { contributions, linearisedCovariance, verificationDesign } from '../../shared/statistics/weighted-design.ts'
import { weightedMean, weightedProportionInterval } from '../../shared/statistics/weighted-mean.ts'
import { weightedBalancedAccuracy, weightedPredictiveValue, weightedRatio, weightedYouden } from '../../shared/statistics/weighted-table.ts'
import {
  type WeightedSecond,
  predictiveValueByCells,
  weightedBalancedAccuracyByCells,
  weightedDifferenceByParts,
  weightedProportionByParts,
  weightedRatioByCells,
  weightedYoudenByCells,
} from '../../shared/statistics/weighted-table-second.ts'
import { acrossUnits, unitSums } from '../../shared/statistics/weighted-units-second.ts'

/** Alike to a relative 1e-10. least: a size that counts as large. */
function alike(first: number | null | undefined, second: number | null | undefined, what: unknown, least = 0): void {
  if (typeof first !== 'number' || typeof second !== 'number') return expect(second ?? null, JSON.stringify(what)).toBe(first ?? null)
  const size = Math.max(Math.abs(first), Math.abs(second), least)
  expect(Math.abs(first - second), `${JSON.stringify(what)}: ${first} and ${second}`).toBeLessThanOrEqual(1e-10 * size)
}

/** Where the first engine has bounds, the second has the same. */
function sameInterval(first: { value: number | null; standardError?: number | null; bounds: Bounds }, second: WeightedSecond | null, what: unknown, least = 0): void {
  if (first.value === null) return
  alike(first.value, second?.value, what, least)
  if (first.bounds.lower === null || (first.standardError ?? 1) < 1e-9 || second?.isResidue === true) return
  alike(first.bounds.lower, second?.bounds?.lower, what, least)
  alike(first.bounds.upper, second?.bounds?.upper, what, least)
  if (first.standardError !== undefined) alike(first.standardError, second?.standardError, what)
}

const row = fc.record({
  score: fc.integer({ min: 1, max: 19 }),
  other: fc.integer({ min: 1, max: 19 }),
  present: fc.integer({ min: 0, max: 1 }),
  weight: fc.oneof(fc.constantFrom(1, 2, 2.5, 10), fc.double({ min: 0.01, max: 50, noNaN: true })),
  cluster: fc.integer({ min: 0, max: 12 }),
  isVerified: fc.boolean(),
})
const kinds = fc.constantFrom('known weights', 'clusters', 'strata', 'strata in clusters')
const study = fc.tuple(fc.array(row, { minLength: 12, maxLength: 60 }), kinds)
const runs = { numRuns: 300, seed: 20_261_123 }

function made([list, kind]: typeof study extends fc.Arbitrary<infer T> ? T : never) {
  const weights = Float64Array.from(list, ({ weight }) => weight)
  const clusters = kind.includes('clusters') ? Uint32Array.from(list, ({ cluster }) => cluster) : null
  const called = Uint8Array.from(list, ({ score }) => (score >= 8 ? 1 : 0))
  const second = Uint8Array.from(list, ({ other }) => (other >= 8 ? 1 : 0))
  const present = Uint8Array.from(list, (each) => each.present)
  const verified = Uint8Array.from(list, ({ isVerified }) => (isVerified ? 1 : 0))
  const isPartial = kind.includes('strata')
  const design: WeightedDesign = isPartial ? verificationDesign(called, verified, weights, clusters) : { weights, clusters, strata: null }
  const rows = Uint32Array.from(list.keys()).filter((i) => !isPartial || verified[i] === 1)
  const probabilities = Float64Array.from(rows, (i) => (list[i]?.score ?? 0) / 20)
  return { list, design, rows, called, second, present, probabilities, isPartial, ofClass: (truth: 0 | 1) => rows.filter((i) => present[i] === truth) }
}

describe('second engines of weighted rows', () => {
  test('TWO-32: sums of units give the variance of contributions, strata and clusters included', () => {
    fc.assert(fc.property(study, (given) => {
      const { design, rows, called } = made(given)
      const mean = weightedMean(design, rows, (i) => called[i] ?? 0)
      if (mean === null || mean.variance === null || mean.variance < 1e-18) return
      const influences = contributions(design, rows, (i) => (called[i] ?? 0) - mean.value)
      const sums = unitSums(design, rows, [Uint8Array.from(rows, (i) => called[i] ?? 0), new Uint8Array(rows.length).fill(1)])
      const line = sums.line([1, -mean.value])
      alike(linearisedCovariance(influences, influences, design.clusters).value, acrossUnits(line, line), given)
    }), runs)
  })

  test('TWO-33: Youden, balanced accuracy, likelihood ratios and odds ratio from the four cells', () => {
    fc.assert(fc.property(study, (given) => {
      const { design, rows, called, present, ofClass } = made(given)
      const sensitivity = weightedMean(design, ofClass(1), (i) => called[i] ?? 0)
      const specificity = weightedMean(design, ofClass(0), (i) => 1 - (called[i] ?? 0))
      const rates = { sensitivity, specificity, clusters: design.clusters }
      const again = { rows, called, present }
      const youden = weightedYouden(rates, 0.95)
      sameInterval(youden, youden.value === null ? null : weightedYoudenByCells(design, again, 0.95), given, youden.standardError ?? 1)
      const balanced = weightedBalancedAccuracy(rates, 0.9)
      sameInterval(balanced, balanced.value === null ? null : weightedBalancedAccuracyByCells(design, again, 0.9), given, balanced.standardError ?? 1)
      for (const kind of ['positive', 'negative', 'odds'] as const) {
        const first = weightedRatio(rates, kind, 0.95)
        if (first.value !== null) sameInterval(first, weightedRatioByCells(design, again, kind, 0.95), [kind, given])
      }
    }), runs)
  })

  test('TWO-34: PPV and NPV at a stated prevalence over units', () => {
    fc.assert(fc.property(study, fc.constantFrom(0.001, 0.1, 0.6), (given, share) => {
      const { design, rows, called, present, ofClass } = made(given)
      const rates = { sensitivity: weightedMean(design, ofClass(1), (i) => called[i] ?? 0), specificity: weightedMean(design, ofClass(0), (i) => 1 - (called[i] ?? 0)), clusters: design.clusters }
      for (const which of ['ppv', 'npv'] as const) {
        const first = weightedPredictiveValue(rates, which, statedPrevalence(share), 0.95)
        if (first.value === null) continue
        // So near 1 that a double holds few digits of the distance, the standard error has as few.
        const { standardError, ...rest } = first
        const compared = 1 - first.value < 1e-5 ? rest : first
        sameInterval(compared, predictiveValueByCells(design, { rows, called, present }, which, share, 0.95), [which, given], standardError === null ? 1 : 0)
      }
    }), runs)
  })

  test('TWO-35: proportions with their Korn-Graubard bounds, and paired differences', () => {
    fc.assert(fc.property(study, (given) => {
      const { design, rows, called, second, isPartial, list } = made(given)
      const mean = weightedMean(design, rows, (i) => called[i] ?? 0)
      const frame = Uint32Array.from(list.keys())
      const isHit = Uint8Array.from(rows, (i) => called[i] ?? 0)
      const again = weightedProportionByParts(design, { rows, isHit, frame, isVerification: false }, 0.95)
      if (mean === null) return expect(again).toBeNull()
      const x = isHit.reduce((sum, each) => sum + each, 0)
      const carriers = isPartial ? frame : rows
      const among = (some: Uint32Array) => new Set(Array.from(some, (i) => design.clusters?.[i] ?? i)).size
      const counts = { x, n: rows.length, nFrame: carriers.length, nUnits: among(carriers) }
      const bounds = weightedProportionInterval(mean, counts, 0.95, design.clusters === null ? null : among(rows))
      // A standard error that is a residue of nothing has no digits.
      const standardError = mean.variance === null || x === 0 || x === rows.length ? {} : { standardError: Math.sqrt(mean.variance) }
      sameInterval({ value: mean.value, bounds, ...standardError }, again, given)
      const gains = Int8Array.from(rows, (i) => (called[i] ?? 0) - (second[i] ?? 0))
      const gain = weightedMean(design, rows, (i) => (called[i] ?? 0) - (second[i] ?? 0))
      if (gain?.variance == null || gain.variance < 1e-18) return
      const error = Math.sqrt(gain.variance)
      const plain = waldBounds(gain.value, error, 0.9)
      const cut: Bounds = plain.lower === null ? plain : { lower: Math.max(-1, plain.lower), upper: Math.min(1, plain.upper) }
      sameInterval({ value: gain.value, standardError: error, bounds: cut }, weightedDifferenceByParts(design, rows, gains, 0.9), given, error)
    }), runs)
  })

  test('TWO-36: the difference of two weighted areas, ties and opposite directions included', () => {
    fc.assert(fc.property(study, fc.constantFrom('higher-is-positive' as const, 'lower-is-positive' as const), (given, direction) => {
      const { design, rows, present, list } = made(given)
      const scoresOf = (of: 'score' | 'other') => Float64Array.from(rows, (i) => list[i]?.[of] ?? 0)
      const index = Uint32Array.from(rows.keys())
      const areas = ([['score', 'higher-is-positive'], ['other', direction]] as const).map(([of, way]) => weightedArea(design, { order: orderScores(scoresOf(of)), direction: way, index, rows }, present))
      const first = weightedAreaDifference(areas[0] ?? null, areas[1] ?? null, design.clusters)
      if (first.difference === null || first.standardError < 1e-8) return
      const again = weightedAreaDifferenceByBisection(design, rows, { scores: scoresOf('score'), direction: 'higher-is-positive' }, { scores: scoresOf('other'), direction }, Uint8Array.from(rows, (i) => present[i] ?? 0))
      alike(first.difference, again?.value, given, first.standardError)
      alike(first.standardError, Math.sqrt(again?.variance ?? 0), given)
      expect(areaDifferenceInterval(first, 0.95).lower).not.toBeNull()
    }), runs)
  })

  test('TWO-37, TWO-38: calibration intercept, slope and O:E, class proportions fixed or not', () => {
    fc.assert(fc.property(study, fc.boolean(), (given, isFixed) => {
      const { design, rows, present, probabilities, list, isPartial } = made(given)
      const areClassesFixed = isFixed && !isPartial
      const data = { rows, probabilities, present, areClassesFixed }
      const counts = weightedCounts(design.weights, { order: orderScores(Float64Array.from(list, ({ score }) => score / 20)), index: rows, rows }, present)
      const again = { rows, probabilities, present: Uint8Array.from(rows, (i) => present[i] ?? 0), areClassesFixed }
      const { intercept, slope } = weightedCalibration(design, data, counts)
      const asBounds = (fit: typeof slope) => ({ ...fit, bounds: fit.value === null ? ({ lower: null, upper: null, reason: 'one-class' } as const) : waldBounds(fit.value, fit.standardError, 0.95) })
      if (intercept.value !== null) sameInterval(asBounds(intercept), weightedInterceptByRoot(design, again, 0.95), given, intercept.standardError)
      // Classes that hardly overlap leave a slope with few digits in either engine.
      if (slope.value !== null && Math.abs(slope.value) < 20 && slope.standardError < 50) sameInterval(asBounds(slope), weightedSlopeByReweighting(design, again, 0.95), given, slope.standardError)
      sameInterval(weightedObservedExpected(design, data, 0.95), weightedObservedExpectedByUnits(design, again, 0.95), given)
    }), runs)
  })
})
