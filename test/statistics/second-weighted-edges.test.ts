import { describe, expect, test } from 'vitest'
import { weightedAreaDifferenceByBisection } from '../../shared/statistics/weighted-areas-second.ts'
import type { WeightedDesign } from '../../shared/statistics/weighted-design.ts'
import { NO_STRATUM, contributions, linearisedCovariance, verificationDesign } from '../../shared/statistics/weighted-design.ts'
import { weightedMean, weightedProportionInterval } from '../../shared/statistics/weighted-mean.ts'
import { type WeightedMeasured, weightedBalancedAccuracy, weightedPredictiveValue, weightedRatio, weightedYouden } from '../../shared/statistics/weighted-table.ts'
import {
  type WeightedSecond,
  predictiveValueByCells,
  weightedBalancedAccuracyByCells,
  weightedProportionByParts,
  weightedRatioByCells,
  weightedYoudenByCells,
} from '../../shared/statistics/weighted-table-second.ts'
import { acrossClasses, acrossUnits, unitSums } from '../../shared/statistics/weighted-units-second.ts'

const near = (found: number | null | undefined, expected: number): void => expect(Math.abs((found ?? Infinity) - expected)).toBeLessThan(1e-11 * Math.max(1, Math.abs(expected)))
const upTo = (n: number) => Uint32Array.from({ length: n }, (_, i) => i)
const plain = (weights: readonly number[], clusters: readonly number[] | null = null): WeightedDesign => ({
  weights: Float64Array.from(weights),
  clusters: clusters === null ? null : Uint32Array.from(clusters),
  strata: null,
})

describe('sums of units', () => {
  /** Variance of a weighted mean in a design with strata, by sums of units and by contributions of rows. */
  function bothWays(design: WeightedDesign, rows: Uint32Array, hit: (row: number) => number): readonly [number | null, number | null] {
    const sums = unitSums(design, rows, [Uint8Array.from(rows, hit), new Uint8Array(rows.length).fill(1)])
    const [of = 0, all = 0] = sums.totals
    const line = sums.line([1 / all, -of / all / all])
    const influences = contributions(design, rows, (row) => (hit(row) - of / all) / all)
    return [acrossUnits(line, line), linearisedCovariance(influences, influences, design.clusters).value]
  }
  test('TWO-32, WGT-6: rows outside the strata lend nothing and do not enter; strata may be empty, weigh exactly 1, or nothing', () => {
    // Stratum 1 is empty, 0 weighs 1 in all, 3 nothing; the last rows belong to none.
    const codes = Uint8Array.of(0, 0, 0, 0, 2, 2, 2, 2, 3, 3, NO_STRATUM, NO_STRATUM)
    const verified = Uint8Array.of(1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0)
    const sampling = Float64Array.of(0.25, 0.25, 0.25, 0.25, 1, 2, 3, 1, 0, 0, 5, 5)
    for (const clusters of [null, Uint32Array.of(0, 1, 1, 2, 0, 2, 1, 2, 3, 3, 4, 5)]) {
      const design = verificationDesign(codes, verified, sampling, clusters)
      const [found, expected] = bothWays(design, upTo(12).filter((row) => verified[row] === 1), (row) => row % 2)
      expect(expected).toBeGreaterThan(0)
      near(found, expected ?? 0)
    }
  })
  test('TWO-32, WGT-6: as many strata as a code can number', () => {
    const n = 2 * NO_STRATUM
    const codes = Uint8Array.from(upTo(n + 4), (i) => (i < n ? i >> 1 : NO_STRATUM))
    const verified = Uint8Array.from(codes, (code, i) => (code !== NO_STRATUM && (i % 2 === 0 || i % 3 === 0) ? 1 : 0))
    const design = verificationDesign(codes, verified, Float64Array.from(codes, (_, i) => 1 + (i % 5)), null)
    expect(design.strata?.sizes).toHaveLength(NO_STRATUM)
    const [found, expected] = bothWays(design, upTo(n).filter((row) => verified[row] === 1), (row) => (row % 7 < 3 ? 1 : 0))
    near(found, expected ?? 0)
  })
  test('TWO-32: one unit has no variance, nor has a number of two classes where one of them has a single unit', () => {
    const ones = (n: number) => [new Uint8Array(n).fill(1)]
    const line = (rows: readonly number[]) => unitSums(plain([1, 2, 3]), rows, ones(rows.length)).line([1])
    expect([acrossUnits(line([0]), line([0])), acrossUnits(line([]), line([]))]).toEqual([null, null])
    expect([acrossClasses(line([0]), line([1, 2])), acrossClasses(line([1, 2]), line([0]))]).toEqual([null, null])
    // 3/2 (1 + 4 + 9) for the three, 2 (1 + 4) for the two, and 3/2 (1 + 4) between them, twice.
    expect(acrossClasses(line([0, 1, 2]), line([0, 1]))).toBe(21 + 10 + 15)
  })
})

describe('differences of areas', () => {
  test('TWO-36: no difference where a class has no weight; little weight is enough', () => {
    const present = Uint8Array.of(1, 1, 1, 0, 0, 0)
    const [one, other] = [Float64Array.of(3, 5, 2, 1, 2, 4), Float64Array.of(2, 5, 6, 3, 1, 4)].map((scores) => ({ scores, direction: 'higher-is-positive' as const }))
    if (one === undefined || other === undefined) throw new Error('no scores')
    const of = (weights: readonly number[]) => weightedAreaDifferenceByBisection(plain(weights), upTo(6), one, other, present)
    // Pairs won, ties one half: 2 + 3 + 1.5 and 1 + 3 + 3 of nine.
    for (const weight of [1, 0.01]) near(of(new Array<number>(6).fill(weight))?.value, -0.5 / 9)
    expect([of([0, 0, 0, 1, 1, 1]), of([1, 1, 1, 0, 0, 0]), of([0, 0, 0, 0, 0, 0])]).toEqual([null, null, null])
    // Only the first of those with the condition counts: 2 of three against 1 of three.
    near(of([4, 0, 0, 1, 1, 1])?.value, 1 / 3)
  })
})

/** Rows of a table, each of the same weight. */
function tableOf([tp, fn, fp, tn]: readonly [number, number, number, number], weight = 1, clusterOf: ((row: number) => number) | null = null) {
  const cells = [[1, 1, tp], [1, 0, fn], [0, 1, fp], [0, 0, tn]] as const
  const list = cells.flatMap(([present, called, n]) => Array.from({ length: n }, () => ({ present, called })))
  const rows = upTo(list.length)
  const design = plain(list.map(() => weight), clusterOf === null ? null : Array.from(rows, clusterOf))
  return { design, rows: { rows, called: Uint8Array.from(list, ({ called }) => called), present: Uint8Array.from(list, ({ present }) => present) } }
}

describe('tables', () => {
  test('TWO-33, TWO-34: the table 30, 10, 6, 54 (numbers of make-weighted-edges.py)', () => {
    const { design, rows } = tableOf([30, 10, 6, 54], 3)
    const expectNumbers = ({ value, standardError, bounds }: ReturnType<typeof weightedYoudenByCells>, expected: readonly number[]): void =>
      [value, standardError, bounds?.lower, bounds?.upper].forEach((found, k) => near(found, expected[k] ?? 0))
    expectNumbers(weightedYoudenByCells(design, rows, 0.95), [0.65, 0.0790569415042094833, 0.495051241923859592, 0.804948758076140408])
    expectNumbers(weightedBalancedAccuracyByCells(design, rows, 0.95), [0.825, 0.0790569415042094833 / 2, (1 + 0.495051241923859592) / 2, (1 + 0.804948758076140408) / 2])
    expectNumbers(weightedRatioByCells(design, rows, 'positive', 0.95), [7.5, 2.99936862042865968, 3.42493476296157273, 16.4236704909847992])
    expectNumbers(weightedRatioByCells(design, rows, 'negative', 0.95), [0.277777777777777778, 0.0773939603026877522, 0.160893021948994857, 0.479576384932476164])
    expectNumbers(weightedRatioByCells(design, rows, 'odds', 0.95), [27, 15.3148769027196084, 8.88274539214714842, 82.0692215994930369])
  })
  test('TWO-33: J is cut at −1 and 1, balanced accuracy at 0 and 1', () => {
    const of = (cells: readonly [number, number, number, number]) => {
      const { design, rows } = tableOf(cells)
      return [weightedYoudenByCells(design, rows, 0.95).bounds, weightedBalancedAccuracyByCells(design, rows, 0.95).bounds]
    }
    expect(of([2, 0, 1, 1])).toMatchObject([{ upper: 1 }, { upper: 1 }])
    expect(of([0, 2, 1, 1])).toMatchObject([{ lower: -1 }, { lower: 0 }])
  })
  test('TWO-33, TWO-34: in clusters that hold both classes it is the first engine’s', () => {
    const [truth, called] = [Uint8Array.of(1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1), Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1)]
    const design = plain([1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 1, 1], [0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 0, 2])
    const over = (wanted: number) => upTo(12).filter((row) => truth[row] === wanted)
    const rates = { sensitivity: weightedMean(design, over(1), (row) => called[row] ?? 0), specificity: weightedMean(design, over(0), (row) => 1 - (called[row] ?? 0)), clusters: design.clusters }
    const rows = { rows: upTo(12), called, present: truth }
    const pairs: [WeightedMeasured, WeightedSecond][] = [
      [weightedYouden(rates, 0.95), weightedYoudenByCells(design, rows, 0.95)],
      [weightedBalancedAccuracy(rates, 0.95), weightedBalancedAccuracyByCells(design, rows, 0.95)],
      ...(['positive', 'negative', 'odds'] as const).map((kind): [WeightedMeasured, WeightedSecond] => [weightedRatio(rates, kind, 0.95), weightedRatioByCells(design, rows, kind, 0.95)]),
      ...(['ppv', 'npv'] as const).map((which): [WeightedMeasured, WeightedSecond] => [weightedPredictiveValue(rates, which, { value: 0.3, logitVariance: 0 }, 0.95), predictiveValueByCells(design, rows, which, 0.3, 0.95)]),
    ]
    for (const [first, second] of pairs) {
      expect(first.standardError).toBeGreaterThan(0)
      near(second.value, first.value ?? 0)
      near(second.standardError, first.standardError ?? 0)
      near(second.bounds?.lower, first.bounds.lower ?? 0)
      near(second.bounds?.upper, first.bounds.upper ?? 0)
    }
  })
  test('TWO-33: an empty cell of a ratio leaves no bounds, others do not matter', () => {
    const of = (cells: readonly [number, number, number, number], kind: 'positive' | 'negative' | 'odds') => {
      const { design, rows } = tableOf(cells)
      return weightedRatioByCells(design, rows, kind, 0.95)
    }
    const cells = [[0, 2, 2, 4], [3, 0, 2, 4], [3, 2, 0, 4], [3, 2, 2, 0]] as const
    const bounded = (kind: 'positive' | 'negative' | 'odds') => cells.map((each) => of(each, kind).bounds !== null)
    expect([bounded('positive'), bounded('negative'), bounded('odds')]).toEqual([[false, true, false, true], [true, false, true, false], [false, false, false, false]])
    expect(of(cells[0], 'positive')).toEqual({ value: 0, standardError: null, bounds: null })
    expect(of(cells[1], 'negative')).toEqual({ value: 0, standardError: null, bounds: null })
  })
  test('TWO-34: predictive values of 0 and 1 have no bounds, right and wrong calls of weight 1 have', () => {
    const of = (cells: readonly [number, number, number, number], which: 'ppv' | 'npv', weight = 1) => {
      const { design, rows } = tableOf(cells, weight)
      return predictiveValueByCells(design, rows, which, 0.5, 0.95)
    }
    const end = (value: number) => ({ value, standardError: null, bounds: null })
    expect([of([0, 2, 2, 4], 'ppv'), of([3, 2, 0, 4], 'ppv'), of([3, 2, 2, 0], 'npv'), of([3, 0, 2, 4], 'npv')]).toEqual([end(0), end(1), end(0), end(1)])
    // The right calls weigh 1 · 1, the wrong ones ½ · 2.
    for (const which of ['ppv', 'npv'] as const) {
      const { value, bounds } = of(which === 'ppv' ? [2, 2, 1, 1] : [1, 1, 2, 2], which, 0.5)
      expect(value).toBe(0.5)
      near((bounds?.lower ?? 0) + (bounds?.upper ?? 0), 1)
      expect(bounds?.lower).toBeLessThan(0.5)
    }
  })
  test('TWO-33, TWO-34: one cluster has no variance and so no bounds', () => {
    const { design, rows } = tableOf([3, 2, 2, 4], 1, () => 0)
    const found = [
      weightedYoudenByCells(design, rows, 0.95),
      weightedBalancedAccuracyByCells(design, rows, 0.95),
      weightedRatioByCells(design, rows, 'odds', 0.95),
      predictiveValueByCells(design, rows, 'ppv', 0.3, 0.95),
      predictiveValueByCells(design, rows, 'npv', 0.3, 0.95),
    ]
    for (const each of found) expect(each).toMatchObject({ value: expect.any(Number), standardError: null, bounds: null })
  })
})

describe('proportions', () => {
  const hits = (of: readonly number[]) => Uint8Array.from(of)
  const proportion = (design: WeightedDesign, isHit: readonly number[], isVerification = false) =>
    weightedProportionByParts(design, { rows: upTo(isHit.length), isHit: hits(isHit), frame: upTo(isHit.length), isVerification }, 0.95)
  test('TWO-35: no weight is no proportion; a weight below 1 is one, and misses of weight 1 are misses', () => {
    expect(proportion(plain([0, 0]), [1, 0])).toBeNull()
    near(proportion(plain([0.1, 0.2, 0.1]), [1, 0, 0])?.value, 0.25)
    near(proportion(plain([3, 1]), [1, 0])?.value, 0.75)
  })
  test('TWO-35: seen at an end, the bound is that of as many trials as Kish’s number has; none among the partly verified', () => {
    const all = (value: number) => new Array<number>(20).fill(value)
    // (Σw)²/Σw² = 38²/380 = 3.8; in five clusters 3.8/20 of five.
    const uneven = [19, ...new Array<number>(19).fill(1)]
    const clusters = Array.from(upTo(20), (i) => i % 5)
    for (const [design, trials] of [[plain(uneven), 3.8], [plain(uneven, clusters), 0.95]] as const) {
      const [none, every] = [proportion(design, all(0)), proportion(design, all(1))]
      expect([none?.value, none?.bounds?.lower, every?.value, every?.bounds?.upper]).toEqual([0, 0, 1, 1])
      near(none?.bounds?.upper, 1 - 0.025 ** (1 / trials))
      near(every?.bounds?.lower, 0.025 ** (1 / trials))
      for (const value of [0, 1]) expect(proportion(design, all(value), true)?.bounds).toBeNull()
      expect(proportion(design, [1, ...all(0).slice(1)], true)?.bounds).not.toBeNull()
    }
    expect(proportion(plain([1, 2], [0, 0]), [0, 1])).toMatchObject({ standardError: null, bounds: null })
    expect(proportion(plain([1, 2], [0, 0]), [1, 1])).toMatchObject({ standardError: null, bounds: null })
  })
  test('TWO-35: where fractions verified were estimated, the trials are those of everybody who could have been verified', () => {
    const [codes, verified] = [Uint8Array.from(upTo(24), (i) => i % 2), Uint8Array.from(upTo(24), (i) => (i % 4 < 2 ? 1 : 0))]
    const rows = upTo(24).filter((i) => verified[i] === 1)
    const hit = (row: number): number => (row % 3 === 0 ? 1 : 0)
    const isHit = Uint8Array.from(rows, hit)
    for (const clusters of [null, Uint32Array.from(upTo(24), (i) => i % 7)]) {
      for (const strata of [true, false]) {
        const made = verificationDesign(codes, verified, new Float64Array(24).fill(1), clusters)
        const design = strata ? made : { ...made, strata: null }
        const carriers = strata ? upTo(24) : rows
        const among = (list: Uint32Array) => (clusters === null ? list.length : new Set(Array.from(list, (row) => clusters[row])).size)
        const mean = weightedMean(design, rows, hit)
        const first = weightedProportionInterval(mean, { x: isHit.reduce((sum, each) => sum + each, 0), n: 12, nFrame: carriers.length, nUnits: among(carriers) }, 0.95, clusters === null ? null : among(rows))
        const second = weightedProportionByParts(design, { rows, isHit, frame: upTo(24), isVerification: true }, 0.95)
        expect(first.lower).toBeGreaterThan(0)
        near(second?.bounds?.lower, first.lower ?? 0)
        near(second?.bounds?.upper, first.upper ?? 0)
      }
    }
  })
  test('TWO-35: clusters that are all alike leave a residue and no opinion; a ten-thousand-millionth of difference is none', () => {
    const isHit = Array.from(upTo(12), (i) => (i % 3 === 0 ? 1 : 0))
    const clusters = Array.from(upTo(12), (i) => Math.floor(i / 3))
    for (const scale of [0.1, 0.7, 1, 3.3]) {
      const weights = clusters.map((cluster) => scale * (1 + 0.37 * cluster))
      expect(proportion(plain(weights, clusters), isHit)).toMatchObject({ bounds: null, isResidue: true })
      const [first = 0, ...rest] = weights
      const found = proportion(plain([first * (1 + 1e-10), ...rest], clusters), isHit)
      expect(found?.isResidue).toBeUndefined()
      // They agree better than chance: 12 rows times (t₁₁/t₃)² = 5.7398 trials, 1/3 of them hits (quantiles of scipy).
      expect([found?.bounds?.lower, found?.bounds?.upper]).toEqual([expect.closeTo(0.040_189_543_15, 9), expect.closeTo(0.785_850_016_70, 9)])
    }
  })
})
