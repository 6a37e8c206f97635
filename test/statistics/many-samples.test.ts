import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binsUpTo, equalMassEnds, equalWidthEnds } from '../../shared/statistics/bin-ends.ts'
import { equalMassQuantileBins, equalWidthBins } from '../../shared/statistics/calibration-bins.ts'
import { calibrationDistances } from '../../shared/statistics/calibration-curve.ts'
import { countedQuantiles } from '../../shared/statistics/counted-quantiles.ts'
import { countsBelow } from '../../shared/statistics/counts-below.ts'
import { logistic, logit } from '../../shared/statistics/elementary.ts'
import { sensitivityWhereSpecificity, specificityWhereSensitivity } from '../../shared/statistics/fixed-rates.ts'
import { quantile } from '../../shared/statistics/grouped.ts'
import { choleskySolve } from '../../shared/statistics/linear.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity } from '../../shared/statistics/operating-points.ts'
import { HARRELL_QUANTILES, restrictedCubicSpline } from '../../shared/statistics/restricted-cubic-spline.ts'
import { type ScoreCounts, scoreCounts } from '../../shared/statistics/score-counts.ts'
import { logLossIfAbsent, logLossIfPresent, meanLosses, squaredErrorIfAbsent, squaredErrorIfPresent } from '../../shared/statistics/score-losses.ts'
import { brierSummary, logLoss } from '../../shared/statistics/scoring-rules.ts'
import { compressRows } from '../../shared/statistics/spline-rows.ts'

// What makes many scores cheap gives what the plain definitions give.

function uniforms(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296
}

function manyScores(n: number, seed = 11): ScoreCounts {
  const uniform = uniforms(seed)
  const p = Float64Array.from({ length: n }, () => 0.002 + 0.9 * uniform() ** 3)
  return scoreCounts(p, Uint8Array.from(p, (each) => Number(uniform() < logistic(0.4 + 1.2 * logit(each) + 0.1 * logit(each) ** 2))))
}

/** Newton's method over all rows on Harrell's basis as he writes it, from nothing: slow and plain. */
function plainSpline(counts: ScoreCounts): number[] {
  const x = [...counts.scores].map(logit)
  const t = HARRELL_QUANTILES.map((share) => quantile({ ...counts, scores: Float64Array.from(x) }, share))
  const [t0 = 0, , , t3 = 0, t4 = 0] = t
  const cube = (v: number): number => Math.max(0, v) ** 3
  const rows = x.map((v) => [
    1,
    v,
    ...t.slice(0, 3).map((tj) => (cube(v - tj) - (cube(v - t3) * (t4 - tj)) / (t4 - t3) + (cube(v - t4) * (t3 - tj)) / (t4 - t3)) / (t4 - t0) ** 2),
  ])
  let beta = [0, 0, 0, 0, 0]
  for (let iteration = 0; iteration < 40; iteration++) {
    const gradient = new Float64Array(5)
    const information = new Float64Array(25)
    rows.forEach((row, g) => {
      const p = logistic(row.reduce((sum, v, j) => sum + v * (beta[j] ?? 0), 0))
      const n = (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
      row.forEach((v, j) => {
        gradient[j] = (gradient[j] ?? 0) + v * ((counts.present[g] ?? 0) - n * p)
        row.forEach((w, k) => (information[5 * j + k] = (information[5 * j + k] ?? 0) + v * w * n * p * (1 - p)))
      })
    })
    const step = choleskySolve(information, gradient) ?? new Float64Array(5)
    beta = beta.map((b, j) => b + (step[j] ?? 0))
  }
  return rows.map((row) => logistic(row.reduce((sum, v, j) => sum + v * (beta[j] ?? 0), 0)))
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] ?? Number.NaN)) / Math.abs(b[i] ?? 0)), 0)

describe('splines over many scores', () => {
  test.each([
    ['few, all of them in every step', 3000],
    ['many, the first steps on rows that stand for them', 12_000],
  ])('RCS-1: %s: the curve of a plain fit, to rounding', (_, n) => {
    const counts = manyScores(n)
    const found = restrictedCubicSpline(counts)
    if (found.fitted === null) throw new Error(found.reason)
    expect(worst(found.fitted, plainSpline(counts))).toBeLessThan(1e-11)
  })
  test('RCS-1: weights instead of counts, also such that few scores carry nearly everything', () => {
    const whole = manyScores(9000)
    const weigh = (list: ScoreCounts['present']) => Float64Array.from(list, (n, g) => n * (g % 50 === 0 ? 40 : 0.01 + (g % 3)))
    const [present, absent] = [weigh(whole.present), weigh(whole.absent)]
    const total = (list: Float64Array) => list.reduce((a, b) => a + b, 0)
    const counts = { ...whole, present, absent, nPresent: total(present), nAbsent: total(absent), rows: whole }
    const found = restrictedCubicSpline(counts)
    if (found.fitted === null) throw new Error(found.reason)
    expect(worst(found.fitted, plainSpline(counts))).toBeLessThan(1e-10)
  })
  test('RCS-1: many separated outcomes are refused, as few are; scores at 0 and 1 are clipped', () => {
    const { scores } = manyScores(9000)
    const labels = (wanted: (p: number) => boolean) => Uint8Array.from(scores, (p) => Number(wanted(p)))
    expect(restrictedCubicSpline(scoreCounts(scores, labels((p) => p > 0.2)))).toEqual({ fitted: null, reason: 'no-convergence' })
    const ends = Float64Array.from(scores, (p, g) => (g < 30 ? 0 : g > 8900 ? 1 : p))
    const found = restrictedCubicSpline(scoreCounts(ends, Uint8Array.from(ends, (p, g) => Number((g * 7919) % 100 < 100 * p))))
    expect(found.fitted?.every((p) => p >= 0 && p <= 1)).toBe(true)
  })
  test('RCS-1: rows that stand for others have their sums of cubics, and nearly those of what is smooth', () => {
    const uniform = uniforms(3)
    const x = Float64Array.from({ length: 5000 }, () => 8 * uniform() ** 2 - 3).sort()
    const rows = { x, present: Float64Array.from(x, () => uniform()), absent: Uint32Array.from(x, () => 3 * uniform()) }
    const few = compressRows(rows, 1 / 16)
    expect(few.x.length).toBeLessThan(4 * 8 * 16 + 5)
    expect([...few.x]).toEqual([...few.x].sort((a, b) => a - b))
    const sum = (of: typeof few, term: (v: number) => number, list: 'present' | 'absent') => of.x.reduce((a, v, i) => a + term(v) * (of[list][i] ?? 0), 0)
    for (const list of ['present', 'absent'] as const) {
      for (const power of [0, 1, 2, 3]) expect(Math.abs(sum(few, (v) => v ** power, list) / sum(rows, (v) => v ** power, list) - 1)).toBeLessThan(1e-12)
      expect(Math.abs(sum(few, logistic, list) / sum(rows, logistic, list) - 1)).toBeLessThan(1e-10)
    }
    // Fewer rows than nodes stay as they are.
    expect(compressRows({ x: Float64Array.of(1, 2, 9), present: Uint32Array.of(1, 2, 3), absent: Uint32Array.of(0, 1, 0) }, 2)).toEqual({ x: Float64Array.of(1, 2, 9), present: Float64Array.of(1, 2, 3), absent: Float64Array.of(0, 1, 0) })
  })
})

describe('samples over shared scores', () => {
  const ties = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 120 })
  const countsOf = (list: readonly (readonly [number, number])[]) => scoreCounts(Float64Array.from(list, ([p]) => p / 30), Uint8Array.from(list, ([, y]) => y))

  test('CUR-2: quantiles without sorting are those of all distances sorted, ties included', () => {
    fc.assert(
      fc.property(ties, (list) => {
        const counts = countsOf(list)
        const fitted = counts.scores.map((p) => Math.round(10 * p * p) / 10)
        const each = [...counts.scores].flatMap((p, g) => Array.from({ length: (counts.present[g] ?? 0) + (counts.absent[g] ?? 0) }, () => Math.abs(p - (fitted[g] ?? 0)))).sort((a, b) => a - b)
        const typeSeven = (share: number): number => {
          const at = (each.length - 1) * share
          const low = each[Math.floor(at)] ?? 0
          return low + (at - Math.floor(at)) * ((each[Math.min(each.length - 1, Math.floor(at) + 1)] ?? 0) - low)
        }
        const found = calibrationDistances(counts, fitted)
        expect([found.e50, found.e90, found.emax]).toEqual([typeSeven(0.5), typeSeven(0.9), each.at(-1)])
        // Sums of weights take the other way; here they are whole numbers and say the same.
        const weighted = calibrationDistances({ ...counts, rows: counts }, fitted)
        expect(weighted).toEqual(found)
      }),
      { seed: 4, numRuns: 200 },
    )
  })
  test('several quantiles in one pass are those one by one', () => {
    fc.assert(
      fc.property(ties, (list) => {
        const counts = countsOf(list)
        const shares = [0, 0.05, 0.275, 0.3, 0.5, 0.5, 0.95, 1]
        expect(countedQuantiles(counts, shares)).toEqual(shares.map((share) => quantile(counts, share)))
      }),
      { seed: 5, numRuns: 200 },
    )
  })
  test.each([1, 2, 7, 10, 15])('BIN-1, BIN-2: %i bins by where they end hold what the bins of the definition hold', (bins) => {
    fc.assert(
      fc.property(ties, (list) => {
        const counts = countsOf(list)
        expect(binsUpTo(counts, equalWidthEnds(counts, bins))).toEqual(equalWidthBins(counts, bins))
        expect(binsUpTo(counts, equalMassEnds(counts, bins))).toEqual(equalMassQuantileBins(counts, bins))
      }),
      { seed: 6, numRuns: 100 },
    )
    const none = countsOf([])
    expect([binsUpTo(none, equalWidthEnds(none, bins)), binsUpTo(none, equalMassEnds(none, bins))]).toEqual([[], []])
  })
  test.each(['higher-is-positive', 'lower-is-positive'] as const)('OPT-2: rates where the other is fixed by a search are those of all thresholds, %s', (direction) => {
    fc.assert(
      fc.property(ties, fc.constantFrom(0, 0.2, 0.5, 0.9, 1), (list, least) => {
        const counts = countsOf(list)
        const below = countsBelow(counts)
        expect(sensitivityWhereSpecificity(counts, below, direction, least)).toBe(sensitivityAtSpecificity(counts, direction, least).value)
        expect(specificityWhereSensitivity(counts, below, direction, least)).toBe(specificityAtSensitivity(counts, direction, least).value)
      }),
      { seed: 8, numRuns: 200 },
    )
  })
  test('BRI-1, LOG-1: means of losses known by score are the same doubles, certain predictions included', () => {
    fc.assert(
      fc.property(ties, (list) => {
        const counts = countsOf(list)
        const { scores } = counts
        const squares = { ifPresent: squaredErrorIfPresent(scores), ifAbsent: squaredErrorIfAbsent(scores) }
        const logs = { ifPresent: logLossIfPresent(scores), ifAbsent: logLossIfAbsent(scores) }
        const [brier = Number.NaN, log = Number.NaN] = meanLosses(counts, squares, logs) ?? []
        const alike = (found: number, value: number | null) => expect(Math.abs(found - (value ?? Number.NaN))).toBeLessThanOrEqual(4.5e-16 * (value ?? Number.NaN))
        alike(brier, brierSummary(counts).value)
        alike(log, logLoss(counts).value)
      }),
      { seed: 7, numRuns: 200 },
    )
    const nothing = { ifPresent: new Float64Array(0), ifAbsent: new Float64Array(0) }
    expect(meanLosses(countsOf([]), nothing, nothing)).toBeNull()
  })
})
