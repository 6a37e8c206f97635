import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balancedAccuracy, diagnosticOddsRatio, negativeLikelihoodRatio, positiveLikelihoodRatio, youdenIndex } from '../../shared/statistics/accuracy.ts'
import { obuchowskiByBisection, pairedDelongByBisection } from '../../shared/statistics/auc-second.ts'
import { clusterRobustCalibration } from '../../shared/statistics/calibration-cluster.ts'
import { calibrationInterceptByRoot, calibrationSlopeByReweighting, observedExpectedByRows } from '../../shared/statistics/calibration-second.ts'
import { calibrationIntercept, calibrationSlope, observedExpectedRatio } from '../../shared/statistics/calibration.ts'
import { clusterArea, obuchowskiArea, pairedObuchowski } from '../../shared/statistics/clustered-auc.ts'
import { clusteredDifference, clusteredProportionInterval, ratioEstimator } from '../../shared/statistics/clustered-proportion.ts'
import { clusteredPairsByProducts, clusteredProportionByProducts } from '../../shared/statistics/clustered-second.ts'
import { pairedDelong } from '../../shared/statistics/delong-paired.ts'
import { unpairedDelong } from '../../shared/statistics/delong-unpaired.ts'
import { farringtonManningByHalving, unpairedAreasByQuadrature } from '../../shared/statistics/groups-second.ts'
import { farringtonManningInterval, proportionDifference } from '../../shared/statistics/independent-proportions.ts'
import { studentQuantile } from '../../shared/statistics/distributions.ts'
import { type PairedCalls, pairedDifference, tangoInterval, tangoTest } from '../../shared/statistics/paired-proportions.ts'
import { tangoByLikelihoodRoots, tangoPByLikelihoodRoots } from '../../shared/statistics/paired-second.ts'
import { agrestiCoullByRoots, jeffreysByQuadrature } from '../../shared/statistics/proportion-bounds-second.ts'
import { agrestiCoullInterval, jeffreysInterval } from '../../shared/statistics/proportion-bounds.ts'
import {
  betaQuantileByQuadrature,
  normalMultiplierByQuadrature,
  normalUpperTailByQuadrature,
  studentMultiplierByQuadrature,
} from '../../shared/statistics/quadrature-second.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'
import { betaQuantile, normalCdf, normalQuantile } from '../../shared/statistics/special.ts'
import {
  balancedAccuracyByPairs,
  negativeLikelihoodRatioByOdds,
  oddsRatioByProducts,
  positiveLikelihoodRatioByOdds,
  youdenByPairs,
} from '../../shared/statistics/table-second.ts'

/** Both null, or alike to a relative 1e-10: ten times finer than what blocks signing. least: a size that counts as large. */
function alike(first: number | null | undefined, second: number | null | undefined, what: unknown, least = 0): void {
  if (typeof first !== 'number' || typeof second !== 'number') {
    expect(second ?? null, JSON.stringify(what)).toBe(first ?? null)
    return
  }
  const size = Math.max(Math.abs(first), Math.abs(second), least)
  expect(Math.abs(first - second), JSON.stringify(what)).toBeLessThanOrEqual(1e-10 * size)
}

interface Bounded {
  readonly lower: number | null
  readonly upper: number | null
}
function alikeBounds(first: Bounded, second: Bounded | null, what: unknown, least = 0): void {
  alike(first.lower, second?.lower, what, least)
  alike(first.upper, second?.upper, what, least)
}

const levels = fc.constantFrom(0.8, 0.9, 0.95, 0.99)
const counts = fc.oneof(fc.nat(5), fc.nat(60), fc.nat(5000), fc.nat(3_000_000))
const tables = fc.record({ tp: counts, fp: counts, fn: counts, tn: counts })
const runs = { numRuns: 150, seed: 20_261_123 }

describe('distributions by quadrature', () => {
  test('TWO-4: normal tail and multiplier against the series, the continued fraction and Wichura', () => {
    for (const z of [0, 1e-3, 0.5, 1, 1.96, 2.5, 3, 8, 20, 37]) alike(normalCdf(-z), normalUpperTailByQuadrature(z), z)
    alike(normalCdf(1.2), normalUpperTailByQuadrature(-1.2), 'beyond a negative z')
    for (const level of [0.5001, 0.8, 0.95, 0.999, 0.99999]) alike(normalQuantile(0.5 + level / 2), normalMultiplierByQuadrature(level), level)
  })

  test('TWO-5: beta quantiles against the continued fraction, lopsided and huge ones too', () => {
    const shapes = [[0.5, 10.5], [0.5, 1e6], [1e7, 0.5], [5e6, 5e6], [3.5, 1e7], [0.05, 5], [5, 0.05], [100, 1], [0.01, 0.01], [12.3, 45.6]] as const
    for (const [a, b] of shapes) {
      for (const p of [5e-4, 0.025, 0.1, 0.5, 0.975]) alike(betaQuantile(p, a, b), betaQuantileByQuadrature(p, a, b), [a, b, p])
    }
    // x² and 1 − (1 − x)³ are the whole story of beta(2, 1) and beta(1, 3).
    alike(Math.sqrt(0.025), betaQuantileByQuadrature(0.025, 2, 1), 'beta(2, 1)')
    alike(1 - Math.cbrt(0.975), betaQuantileByQuadrature(0.025, 1, 3), 'beta(1, 3)')
  })

  test('TWO-6: Student quantiles against the incomplete beta function', () => {
    for (const df of [1, 2, 3, 7, 19, 500, 1e4, 1e6]) alike(studentQuantile(0.975, df), studentMultiplierByQuadrature(0.025, df), df)
    alike(Math.tan(0.475 * Math.PI), studentMultiplierByQuadrature(0.025, 1), 'Cauchy')
  })
})

describe('second engines of proportions and tables', () => {
  test('TWO-7: Agresti-Coull as roots', () => {
    fc.assert(fc.property(counts, counts, levels, (x, more, level) => alikeBounds(agrestiCoullInterval(x, x + more, level), agrestiCoullByRoots(x, x + more, level), [x, more])), runs)
  })

  test('TWO-8: Jeffreys by quadrature', () => {
    fc.assert(fc.property(counts, counts, levels, (x, more, level) => alikeBounds(jeffreysInterval(x, x + more, level), jeffreysByQuadrature(x, x + more, level), [x, more])), runs)
  })

  test('TWO-9: Youden and balanced accuracy as pairs won by the call', () => {
    const property = fc.property(tables, levels, (table, level) => {
      fc.pre(table.tp + table.fn > 0 && table.fp + table.tn > 0)
      const [first, second] = [youdenIndex(table, level), youdenByPairs(table, level)]
      const width = ((first.bounds.upper ?? 0) - (first.bounds.lower ?? 0)) / 2
      alike(first.value, second.value, table, width)
      alikeBounds(first.bounds, second.bounds, table, width)
      const [mean, again] = [balancedAccuracy(table, level), balancedAccuracyByPairs(table, level)]
      alike(mean.value, again.value, table)
      alikeBounds(mean.bounds, again.bounds, table, width)
    })
    fc.assert(property, runs)
  })

  test('TWO-10: ratios as odds and cross products, also where there is no interval', () => {
    const pairs = [
      [positiveLikelihoodRatio, positiveLikelihoodRatioByOdds],
      [negativeLikelihoodRatio, negativeLikelihoodRatioByOdds],
      [diagnosticOddsRatio, oddsRatioByProducts],
    ] as const
    const property = fc.property(tables, levels, (table, level) => {
      for (const [one, two] of pairs) {
        const first = one(table, level)
        if (first.value === null) continue
        const second = two(table, level)
        alike(first.value, second.value, table)
        alikeBounds(first.bounds, second.bounds, table)
      }
    })
    fc.assert(property, runs)
  })
})

describe('second engines of paired calls', () => {
  const calls = fc.record({ both: counts, firstOnly: counts, secondOnly: counts, neither: counts })
  const total = (each: PairedCalls) => each.both + each.firstOnly + each.secondOnly + each.neither

  test('TWO-11: Tango by likelihood roots, all cells of one kind and differences of ±1 included', () => {
    const corners = [[0, 7, 0, 0], [0, 0, 7, 0], [5, 0, 0, 5], [0, 3, 3, 0], [9, 1, 0, 0]].map(([both = 0, firstOnly = 0, secondOnly = 0, neither = 0]) => ({ both, firstOnly, secondOnly, neither }))
    const check = (each: PairedCalls, level: number) => {
      const [first, second] = [tangoInterval(each, level), tangoByLikelihoodRoots(each, level)]
      const width = ((first.upper ?? 0) - (first.lower ?? 0)) / 2
      alike(pairedDifference(each), second.value, each, width)
      alikeBounds(first, second.bounds, each, width)
    }
    for (const each of corners) check(each, 0.95)
    fc.assert(fc.property(calls.filter((each) => total(each) > 0), levels, check), runs)
  })

  test('TWO-12: Tango’s p at any difference', () => {
    const property = fc.property(calls.filter((each) => total(each) > 0), fc.constantFrom(-0.1, 0, 0.05), (each, delta) => {
      const first = tangoTest(each, delta, 'greater')
      if (first.p === null || first.p < 1e-290) return
      alike(first.p, tangoPByLikelihoodRoots(each, delta, 'greater'), [each, delta])
    })
    fc.assert(property, runs)
  })
})

/** Scores on a grid (ties), a second score near the first, calls of the reference by the first, and clusters. */
const scored = fc
  .array(fc.tuple(fc.nat(40), fc.integer({ min: -3, max: 3 }), fc.nat(40), fc.nat(12)), { minLength: 8, maxLength: 120 })
  .map((rows) => ({
    first: Float64Array.from(rows, ([score]) => (score + 1) / 43),
    second: Float64Array.from(rows, ([score, apart]) => Math.min(42, Math.max(1, score + 1 + apart)) / 43),
    present: Uint8Array.from(rows, ([score, , luck]) => (luck < score ? 1 : 0)),
    clusters: Uint32Array.from(rows, ([, , , cluster]) => cluster),
  }))
const directions = fc.constantFrom('higher-is-positive' as const, 'lower-is-positive' as const)

describe('second engines of scores', () => {
  test('TWO-13: proportions over clusters, near 0 and 1 too', () => {
    const clustersOf = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 40 })
    const property = fc.property(clustersOf, fc.constantFrom(0, 1, 2), levels, (list, kind, level) => {
      const trials = Uint32Array.from(list, ([a, b]) => a + b)
      const successes = Uint32Array.from(list, ([a, b]) => (kind === 0 ? a : kind === 1 ? 0 : a + b))
      const first = ratioEstimator({ successes, trials })
      if (first === null) return
      const interval = clusteredProportionInterval(first, level)
      const second = clusteredProportionByProducts({ successes, trials }, level)
      alike(first.value, second.value, list)
      expect(second.method).toBe(interval.method)
      alikeBounds(interval.bounds, second.bounds, list)
      if (first.variance !== null && first.variance > 1e-18) alike(Math.sqrt(first.variance), second.standardError, list)
    })
    fc.assert(property, runs)
  })

  test('TWO-19: paired differences over clusters agree with the difference of ratio estimators', () => {
    const cluster = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)).filter((each) => each.some((n) => n > 0))
    const property = fc.property(fc.array(cluster, { minLength: 2, maxLength: 30 }), levels, (list, level) => {
      const trials = Uint32Array.from(list, ([both, one, two, none]) => both + one + two + none)
      const first = { successes: Uint32Array.from(list, ([both, one]) => both + one), trials }
      const second = { successes: Uint32Array.from(list, ([both, , two]) => both + two), trials }
      const found = clusteredDifference(first, second, level)
      if (found.difference === null || found.standardError < 1e-6) return
      const again = clusteredPairsByProducts({ differences: Float64Array.from(list, ([, one, two]) => one - two), pairs: Float64Array.from(trials) }, level)
      expect(Math.abs(found.difference - again.value)).toBeLessThan(1e-14)
      alike(found.standardError, again.standardError, list)
      alike(found.lower, again.bounds?.lower, list, found.standardError)
      alike(found.upper, again.bounds?.upper, list, found.standardError)
    })
    fc.assert(property, runs)
  })

  test('TWO-20: Farrington-Manning by halving in the other proportion', () => {
    // Whole counts: nearly all doubles between 0 and 1 are next to 0.
    const group = fc.integer({ min: 1, max: 200 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)))
    const property = fc.property(group, group, levels, ([x1, n1], [x2, n2], level) => {
      const counts = { x1, n1, x2, n2 }
      const first = farringtonManningInterval(counts, level)
      const second = farringtonManningByHalving(counts, level)
      expect(Math.abs((proportionDifference(counts) ?? 0) - second.value)).toBeLessThan(1e-14)
      if (first.lower === null) return
      alike(first.lower, second.bounds?.lower, counts, first.upper - first.lower)
      alike(first.upper, second.bounds?.upper, counts, first.upper - first.lower)
    })
    fc.assert(property, runs)
  })

  test('TWO-21: areas of independent samples', () => {
    const area = fc.record({ value: fc.double({ min: 0.5, max: 0.95, noNaN: true }), variance: fc.double({ min: 1e-4, max: 1e-2, noNaN: true }), n: fc.integer({ min: 10, max: 500 }) })
    const property = fc.property(area, area, levels, (one, two, level) => {
      const first = unpairedDelong(one, two, level)
      if (first.difference === null) return
      const second = unpairedAreasByQuadrature(one, two, level)
      expect(second.value).toBeCloseTo(first.difference, 14)
      alike(first.standardError, second.standardError, 'standard error')
      alike(first.lower, second.bounds?.lower, 'lower', first.standardError)
      alike(first.upper, second.bounds?.upper, 'upper', first.standardError)
    })
    fc.assert(property, runs)
  })

  test('TWO-14: paired DeLong by bisection', () => {
    const property = fc.property(scored, directions, ({ first, second, present }, direction) => {
      const one = pairedDelong({ order: orderScores(first), direction }, { order: orderScores(second), direction }, present)
      const two = pairedDelongByBisection({ scores: first, direction }, { scores: second, direction }, present)
      if (one.difference === null) {
        expect(two?.variance ?? 0).toBeLessThan(1e-18)
        return
      }
      alike(one.difference, two?.value, 'difference', one.standardError)
      if (one.standardError > 1e-9) alike(one.standardError, Math.sqrt(two?.variance ?? 0), 'standard error')
    })
    fc.assert(property, runs)
  })

  test('TWO-15: Obuchowski by bisection, single and paired', () => {
    const property = fc.property(scored, directions, ({ first, second, present, clusters }, direction) => {
      const [a, b] = [first, second].map((scores) => clusterArea({ order: orderScores(scores), direction }, present, clusters))
      if (a === null || a === undefined || b === null || b === undefined) return
      const single = obuchowskiByBisection({ scores: first, direction }, null, present, clusters)
      const area = obuchowskiArea(a)
      alike(area.value, single?.value, 'area')
      if (area.variance === null || area.variance > 1e-18) alike(area.variance, single?.variance, 'variance')
      const paired = pairedObuchowski(a, b)
      if (paired.difference === null || paired.standardError < 1e-9) return
      const again = obuchowskiByBisection({ scores: first, direction }, { scores: second, direction }, present, clusters)
      alike(paired.difference, again?.value, 'difference', paired.standardError)
      alike(paired.standardError, Math.sqrt(again?.variance ?? 0), 'standard error of the difference')
    })
    fc.assert(property, runs)
  })

  test('TWO-16: calibration intercept by a root, with both standard errors', () => {
    const property = fc.property(scored, ({ first, present, clusters }) => {
      const one = calibrationIntercept(scoreCounts(first, present))
      if (one.value === null) return
      const two = calibrationInterceptByRoot({ probabilities: first, present, clusters: null })
      alike(one.value, two.value, 'intercept', one.standardError)
      alike(one.standardError, two.standardError, 'standard error')
      const robust = clusterRobustCalibration({ probabilities: first, present, cluster: clusters, nClusters: 13 }).intercept
      if (robust.value === null || robust.standardError < 1e-6) return
      alike(robust.standardError, calibrationInterceptByRoot({ probabilities: first, present, clusters }).standardError, 'sandwich')
    })
    fc.assert(property, runs)
  })

  test('TWO-17: calibration slope by reweighting, with both standard errors', () => {
    const property = fc.property(scored, ({ first, present, clusters }) => {
      const one = calibrationSlope(scoreCounts(first, present))
      if (one.value === null) return
      const two = calibrationSlopeByReweighting({ probabilities: first, present, clusters: null })
      alike(one.value, two?.value, 'slope', one.standardError)
      alike(one.standardError, two?.standardError, 'standard error')
      const robust = clusterRobustCalibration({ probabilities: first, present, cluster: clusters, nClusters: 13 }).slope
      if (robust.value === null || robust.standardError < 1e-6) return
      alike(robust.standardError, calibrationSlopeByReweighting({ probabilities: first, present, clusters })?.standardError, 'sandwich')
    })
    fc.assert(property, runs)
  })

  test('TWO-18: O:E by rows', () => {
    const property = fc.property(scored, levels, ({ first, present }, level) => {
      const one = observedExpectedRatio(scoreCounts(first, present), level)
      const two = observedExpectedByRows({ probabilities: first, present, clusters: null }, level)
      alike(one.value, two.value, 'ratio')
      alikeBounds(one.bounds, two.bounds, 'bounds')
    })
    fc.assert(property, runs)
  })
})
