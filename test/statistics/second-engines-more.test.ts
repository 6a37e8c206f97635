import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alertSums } from '../../shared/statistics/alert-sums.ts'
import { alertUnitsBySearch } from '../../shared/statistics/alert-units-second.ts'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import { bootstrapStandardError, percentileInterval } from '../../shared/statistics/bootstrap.ts'
import { calibrationDistances } from '../../shared/statistics/calibration-curve.ts'
import { curveDistancesByRows, loessByRows, mergedClasses, splineByRows } from '../../shared/statistics/curve-second.ts'
import { farringtonManningPByHalving } from '../../shared/statistics/groups-second.ts'
import { farringtonManningTest } from '../../shared/statistics/independent-proportions.ts'
import { loessInterpolate } from '../../shared/statistics/loess.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity } from '../../shared/statistics/operating-points.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../../shared/statistics/partial-auc.ts'
import { ratioByProducts } from '../../shared/statistics/ratio-second.ts'
import { logRatioInterval, logitRatioInterval, ratioOfSums } from '../../shared/statistics/ratios.ts'
import { npvAtPrevalence, ppvAtPrevalence, statedPrevalence } from '../../shared/statistics/prevalence-adjusted.ts'
import { predictiveValueByOdds } from '../../shared/statistics/table-second.ts'
import { randomStream, tallyDraws } from '../../shared/statistics/random.ts'
import { drawnAgain, redrawnRows, unitsByClass, unitsOfOneStratum } from '../../shared/statistics/redraw-second.ts'
import { percentileBySelection } from '../../shared/statistics/replicate-bounds-second.ts'
import * as rowsSecond from '../../shared/statistics/replicate-second.ts'
import { atPrevalence } from '../../shared/statistics/resample-weighted.ts'
import { restrictedCubicSpline } from '../../shared/statistics/restricted-cubic-spline.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'
import { brierSummary, logLoss } from '../../shared/statistics/scoring-rules.ts'

/** Both null, or alike to a relative 1e-10: ten times finer than what blocks signing. least: a size that counts as large. */
function alike(first: number | null | undefined, second: number | null | undefined, what: unknown, least = 0): void {
  if (typeof first !== 'number' || typeof second !== 'number') {
    expect(second ?? null, JSON.stringify(what)).toBe(first ?? null)
    return
  }
  const size = Math.max(Math.abs(first), Math.abs(second), least)
  expect(Math.abs(first - second), JSON.stringify(what)).toBeLessThanOrEqual(1e-10 * size)
}

const runs = { numRuns: 150, seed: 20_261_124 }

describe('second engines of p values', () => {
  test('TWO-22: Farrington-Manning’s p at any difference, groups where nobody or everybody is right included', () => {
    const group = fc.tuple(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 2_000_000 })), fc.constantFrom(0, 0.02, 0.3, 0.5, 0.9, 0.999, 1))
    const deltas = fc.constantFrom(-0.4, -0.1, -0.05, 0, 0.001, 0.1, 0.3)
    const property = fc.property(group, group, deltas, fc.constantFrom('greater' as const, 'less' as const), ([n1, share1], [n2, share2], delta, side) => {
      const counts = { x1: Math.round(n1 * share1), n1, x2: Math.round(n2 * share2), n2 }
      const first = farringtonManningTest(counts, delta, side)
      if (first.p === null || first.p < 1e-290) return
      alike(first.p, farringtonManningPByHalving(counts, delta, side), [counts, delta, side])
    })
    fc.assert(property, { ...runs, numRuns: 1500 })
  })
})

describe('second engine of replicates', () => {
  test('TWO-23: the generator written again draws the same units, stratum by stratum', () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    const property = fc.property(seeds, seeds, fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 3 }), (seed, r, strata) => {
      const stream = randomStream(seed, r)
      const drawn = drawnAgain(seed, r, strata)
      strata.forEach((size, s) => {
        const tally = new Uint32Array(size)
        tallyDraws(stream, tally, size)
        const again = new Uint32Array(size)
        for (const unit of drawn[s] ?? []) again[unit] = (again[unit] ?? 0) + 1
        expect(again).toEqual(tally)
      })
    })
    fc.assert(property, runs)
  })

  test('TWO-23: copies are whole units, classes keep their sizes', () => {
    const present = Uint8Array.from([0, 1, 0, 0, 1, 1, 0])
    const copies = redrawnRows(unitsByClass(present), 5, 9)
    expect(copies).toHaveLength(7)
    expect(copies.slice(0, 3).every((row) => present[row] === 1)).toBe(true)
    const clusters = Uint32Array.from([4, 2, 4, 9, 2, 2, 9])
    const units = unitsOfOneStratum(clusters, 7)
    expect([...units.rows]).toEqual([0, 2, 1, 4, 5, 3, 6])
    const whole = redrawnRows(units, 5, 9)
    const times = (row: number) => whole.filter((each) => each === row).length
    for (const [a, b] of [[0, 2], [1, 5], [4, 5], [3, 6]] as const) expect(times(a)).toBe(times(b))
  })

  test('TWO-24: bounds by selection, standard error value by value', () => {
    const lists = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1, max: 1, noNaN: true })), { minLength: 1, maxLength: 400 })
    const property = fc.property(lists, fc.constantFrom(0.8, 0.95), (list, level) => {
      const first = { values: Float64Array.from(list), nLost: 0 }
      const second = percentileBySelection(first.values, level)
      const bounds = percentileInterval(first, level)
      alike(bounds.lower, second.bounds?.lower, list, 1)
      alike(bounds.upper, second.bounds?.upper, list, 1)
      alike(bootstrapStandardError(first), second.standardError, list, 1e-3)
    })
    fc.assert(property, runs)
  })

  const sample = fc.record({
    rows: fc.array(fc.tuple(fc.boolean(), fc.oneof(fc.integer({ min: 1, max: 9 }).map((k) => k / 10), fc.double({ min: 0, max: 1, noNaN: true }))), { minLength: 1, maxLength: 90 }),
    isHigher: fc.boolean(),
  })
  const read = ({ rows, isHigher }: { rows: [boolean, number][]; isHigher: boolean }) => {
    const scores = Float64Array.from(rows, ([, score]) => score)
    const present = Uint8Array.from(rows, ([isPresent]) => (isPresent ? 1 : 0))
    const direction = isHigher ? ('higher-is-positive' as const) : ('lower-is-positive' as const)
    const classes = (sign: 1 | -1) => rowsSecond.sortedClasses(scores, present, Uint32Array.from(scores.keys()), sign)
    return { counts: scoreCounts(scores, present), direction, ranked: classes(isHigher ? 1 : -1), plain: classes(1) }
  }

  test('TWO-25: ranks and rates from rows', () => {
    const property = fc.property(sample, fc.constantFrom(0.1, 0.5, 0.8, 0.9), (drawn, from) => {
      const { counts, direction, ranked } = read(drawn)
      alike(averagePrecision(counts, direction), rowsSecond.averagePrecisionByRows(ranked, null), drawn)
      const areas = [
        [partialAreaOverSpecificity(counts, direction, { from, to: 1 }), rowsSecond.partialAreaByRamps(ranked, from)],
        [partialAreaOverSensitivity(counts, direction, { from, to: 1 }), rowsSecond.partialAreaByRamps(rowsSecond.exchanged(ranked), from)],
      ] as const
      for (const [first, second] of areas) {
        if (first.area === null) expect(second).toBeNull()
        // At chance rounding decides whether there is a standardised area: the second says so.
        else if (second?.isAtChance === true) expect(first.standardised ?? 0.5).toBeCloseTo(0.5, 9)
        else alike(first.standardised, second?.value, [drawn, from])
      }
      alike(sensitivityAtSpecificity(counts, direction, from).value, rowsSecond.sensitivityByRank(ranked, from), [drawn, from])
      alike(specificityAtSensitivity(counts, direction, from).value, rowsSecond.specificityByRank(ranked, from), [drawn, from])
    })
    fc.assert(property, { ...runs, numRuns: 600 })
  })

  test('TWO-25: scores of probabilities from rows, also at a stated prevalence', () => {
    const property = fc.property(sample, fc.constantFrom(null, 0.03, 0.5), (drawn, share) => {
      const { counts, plain } = read(drawn)
      const isMixed = counts.nPresent > 0 && counts.nAbsent > 0
      const stated = share === null || !isMixed ? counts : atPrevalence(counts, share)
      const brier = brierSummary(stated)
      alike(brier.value, rowsSecond.brierByClass(plain, share), drawn)
      alike(brier.value === null ? null : brier.scaled, rowsSecond.scaledBrierByClass(plain, share), drawn, 1)
      alike(logLoss(stated).value, rowsSecond.logLossByClass(plain, share), drawn)
      alike(averagePrecision(stated, 'higher-is-positive'), rowsSecond.averagePrecisionByRows(plain, share), drawn)
    })
    fc.assert(property, { ...runs, numRuns: 600 })
  })

  const curved = fc.record({ n: fc.integer({ min: 12, max: 300 }), grid: fc.constantFrom(12, 40, 1e6), turn: fc.nat(1000) }).map(({ n, grid, turn }) => {
    const at = (i: number, factor: number): number => ((i * factor + turn * 7919) % 10_007) / 10_007
    const rows = Array.from({ length: n }, (_, i): [boolean, number] => {
      const p = 0.02 + 0.95 * Math.round(at(i, 3571) * grid) / grid
      return [at(i, 6173) < 0.1 + 0.7 * p * p, p]
    })
    return read({ rows, isHigher: true })
  })

  const checkCurve = (first: (counts: Parameters<typeof loessInterpolate>[0]) => Float64Array | null, second: typeof loessByRows) => {
    let nCurves = 0
    const property = fc.property(curved, ({ counts, plain }) => {
      const fitted = first(counts)
      const rows = mergedClasses(plain)
      const again = second(rows)
      expect(again === null).toBe(fitted === null)
      if (fitted === null || again === null) return
      nCurves++
      const one = calibrationDistances(counts, fitted)
      const two = curveDistancesByRows(rows, again)
      for (const which of ['ici', 'e50', 'e90', 'emax'] as const) alike(one[which], two[which], which, 1e-2)
    })
    fc.assert(property, { ...runs, numRuns: 120 })
    expect(nCurves).toBeGreaterThan(50)
  }
  test('TWO-26: loess from rows', () => checkCurve((counts) => loessInterpolate(counts).fitted, loessByRows))
  test('TWO-27: the spline from rows', () => checkCurve((counts) => restrictedCubicSpline(counts).fitted, splineByRows))
})

describe('second engines over time', () => {
  const time = fc.integer({ min: -2, max: 26 })
  const maybe = fc.option(time, { nil: Number.NaN, freq: 2 })
  const stay = fc.record({ end: fc.integer({ min: 0, max: 24 }), onset: maybe, treatment: maybe, isAnalysed: fc.constantFrom(1, 1, 1, 0), predictions: fc.uniqueArray(fc.tuple(time, fc.nat(2)), { selector: ([t]) => t, maxLength: 20 }) })
  const rules = fc.record({
    horizon: fc.integer({ min: 1, max: 12 }),
    earliest: fc.integer({ min: 4, max: 12 }),
    latest: fc.nat(4),
    refractory: fc.nat(6),
    endsWithEvent: fc.boolean(),
    endsWithTreatment: fc.boolean(),
    firstOnly: fc.boolean(),
  })

  test('TWO-28: sums over time by search and by stretches, ends and equal times included', () => {
    const property = fc.property(fc.array(stay, { minLength: 1, maxLength: 12 }), rules, (list, rule) => {
      const sorted = list.map((each) => [...each.predictions].sort(([a], [b]) => a - b))
      const offsets = Uint32Array.from({ length: list.length + 1 }, (_, i) => sorted.slice(0, i).reduce((sum, each) => sum + each.length, 0))
      const stays = {
        start: new Float64Array(list.length),
        end: Float64Array.from(list, (each) => each.end),
        onset: Float64Array.from(list, (each) => (each.onset > each.end ? Number.NaN : each.onset)),
        treatment: Float64Array.from(list, (each) => each.treatment),
        isAnalysed: Uint8Array.from(list, (each) => each.isAnalysed),
        offsets,
        times: Float64Array.from(sorted.flatMap((each) => each.map(([t]) => t))),
      }
      const calls = Uint8Array.from(sorted.flatMap((each) => each.map(([, call]) => call)))
      const { sums } = alertSums(stays, calls, rule)
      const again = alertUnitsBySearch(stays, calls, rule, Uint32Array.from(list.keys()), (row) => row)
      const atRisk = [...list.keys()].filter((row) => sums.atRisk[row] === 1)
      for (const [name, values] of Object.entries(again)) expect([...values], name).toEqual(atRisk.map((row) => sums[name as keyof typeof again][row]))
    })
    fc.assert(property, { ...runs, numRuns: 800 })
  })

  test('TWO-29: ratios of sums with both kinds of bounds', () => {
    const unit = fc.tuple(fc.nat(30), fc.integer({ min: 0, max: 40 }))
    const property = fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), fc.constantFrom(0.9, 0.95), (units, level) => {
      const [y, x] = [Float64Array.from(units, ([a, b]) => Math.min(a, b)), Float64Array.from(units, ([, b]) => b)]
      const first = ratioOfSums(y, x)
      for (const [scale, interval] of [['log', logRatioInterval], ['logit', logitRatioInterval]] as const) {
        const second = ratioByProducts(y, x, scale, level)
        expect(second === null).toBe(first === null)
        if (first === null || second === null) continue
        alike(first.value, second.value, units)
        alike(first.variance === null ? null : Math.sqrt(first.variance), second.standardError, units, 1e-6)
        const bounds = interval(first, level)
        if (bounds.lower === null) continue
        alike(bounds.lower, second.bounds?.lower, units)
        alike(bounds.upper, second.bounds?.upper, units)
      }
    })
    fc.assert(property, { ...runs, numRuns: 400 })
  })
})

describe('second engine at a stated prevalence', () => {
  test('TWO-30: predictive values as odds', () => {
    const cells = fc.oneof(fc.nat(4), fc.nat(400), fc.nat(1_000_000))
    const property = fc.property(fc.record({ tp: cells, fp: cells, fn: cells, tn: cells }), fc.constantFrom(0.001, 0.1, 0.5, 0.9), (table, prevalence) => {
      const { tp, fp, fn, tn } = table
      const pairs = [
        [ppvAtPrevalence(table, statedPrevalence(prevalence), 0.95), predictiveValueByOdds(tp, tp + fn, fp, fp + tn, prevalence, 0.95)],
        [npvAtPrevalence(table, statedPrevalence(prevalence), 0.95), predictiveValueByOdds(tn, fp + tn, fn, tp + fn, 1 - prevalence, 0.95)],
      ] as const
      for (const [first, second] of pairs) {
        if (first.value === null) continue
        alike(first.value, second.value, table)
        if (first.bounds.lower === null) continue
        alike(first.bounds.lower, second.bounds?.lower, table)
        alike(first.bounds.upper, second.bounds?.upper, table)
      }
    })
    fc.assert(property, { ...runs, numRuns: 500 })
  })
})
