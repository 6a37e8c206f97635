import { describe, expect, test } from 'vitest'
import { areaUnderCurve } from '../../shared/statistics/auc.ts'
import type { BootstrapTask } from '../../shared/statistics/bootstrap.ts'
import {
  accelerationOf, bcaInterval, bootstrapStandardError, jackknifeAccelerations, jackknifeSize, jackknifeValues, percentileInterval,
  sortedQuantile,
} from '../../shared/statistics/bootstrap.ts'
import { unitReplicates } from '../../shared/statistics/bootstrap-units.ts'
import { nextWord, randomStream, tallyDraws } from '../../shared/statistics/random.ts'
import type { ResamplePlan } from '../../shared/statistics/resample.ts'
import { planResampling } from '../../shared/statistics/resample.ts'
import type { ScoreCounts } from '../../shared/statistics/score-counts.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

const area = ([counts]: readonly ScoreCounts[]): number | null => (counts ? areaUnderCurve(counts, 'higher-is-positive') : null)
const planOf = (strata: readonly number[]): ResamplePlan => ({
  ...planResampling('unstratified', orderScores(Float64Array.of(1)), { present: Uint8Array.of(1) }),
  strata,
})

describe('streams', () => {
  test('RND-2: seed and replicate are words: the last one is, and nothing beside them', () => {
    expect(randomStream(4_294_967_295, 4_294_967_295).state).toHaveLength(4)
    for (const wrong of [-1, 0.5, 4_294_967_296, Number.NaN]) {
      expect(() => randomStream(wrong, 0)).toThrow(RangeError)
      expect(() => randomStream(0, wrong)).toThrow(RangeError)
    }
  })
  test('RND-3: drawing goes on where it stopped, and leaves the stream where word by word leaves it', () => {
    const [once, twice, slow] = [randomStream(7, 1), randomStream(7, 1), randomStream(7, 1)]
    const [all, parts] = [new Uint32Array(8), new Uint32Array(8)]
    tallyDraws(once, all, 30)
    tallyDraws(twice, parts, 11)
    tallyDraws(twice, parts, 19)
    expect(parts).toEqual(all)
    // 8 divides 2^32: no word is rejected, and the upper three bits are the index.
    const words = Array.from({ length: 30 }, () => nextWord(slow) >>> 29)
    expect([...all]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((index) => words.filter((word) => word === index).length))
    expect([once.state, twice.state]).toEqual([slow.state, slow.state])
  })
})

describe('intervals from replicates', () => {
  const tens = { values: Float64Array.from({ length: 100 }, (_, i) => (i * 7) % 100), nLost: 0 }
  test('BOOT-2: type-7 quantiles of five numbers (R 4.2, quantile)', () => {
    const five = Float64Array.of(1, 2, 4, 8, 16)
    expect([0, 0.1, 0.25, 0.6, 0.95, 1].map((share) => sortedQuantile(five, share))).toEqual([1, 1.4, 2, expect.closeTo(5.6, 14), expect.closeTo(14.4, 13), 16])
  })
  test('BOOT-2: the standard error of two replicates is their distance over √2', () => {
    expect(bootstrapStandardError({ values: Float64Array.of(3, 5), nLost: 0 })).toBeCloseTo(Math.SQRT2, 14)
    expect(bootstrapStandardError({ values: new Float64Array(0), nLost: 0 })).toBeNull()
  })
  test('BOOT-2: as many replicates as 2/(1 − level) at least, at other levels too', () => {
    const first = (n: number) => ({ values: tens.values.slice(0, n), nLost: 0 })
    expect(percentileInterval(first(19), 0.9)).toMatchObject({ reason: 'too-few-replicates' })
    expect(percentileInterval(first(20), 0.9).lower).not.toBeNull()
    expect(percentileInterval(tens, 0.99)).toMatchObject({ reason: 'too-few-replicates' })
  })
  test('BOOT-3: an estimate beyond all replicates, on either side, has no correction; nor has one that equals all', () => {
    for (const estimate of [-1, 100]) expect(bcaInterval(tens, estimate, 0, 0.95)).toMatchObject({ reason: 'too-few-replicates' })
    expect(bcaInterval(tens, 0, 0, 0.95).lower).toBeLessThan(1e-9)
    expect(bcaInterval(tens, 99, 0, 0.95).upper).toBeGreaterThan(98)
  })
  test('BOOT-3: an acceleration that turns the scale round is refused, whichever bound it spoils', () => {
    // 1 − a (z0 + z) is not positive at z = ± 1.96.
    for (const acceleration of [0.6, -0.6]) expect(bcaInterval(tens, 50, acceleration, 0.95)).toMatchObject({ reason: 'too-few-replicates' })
    expect(bcaInterval(tens, 50, 0.4, 0.95).lower).not.toBeNull()
  })
})

describe('jackknife', () => {
  test('BOOT-4: single units up to 500, 500 blocks up to 5000, 100 beyond', () => {
    expect([[3], [500], [501], [5000], [5001], [3, 700], [6000, 2]].map((strata) => jackknifeSize(planOf(strata)))).toEqual([3, 500, 500, 500, 100, 503, 102])
  })
  test('BOOT-4: the acceleration of two strata, by fractions', () => {
    // Strata (1, 3) and (2, 2, 8): U = ±1/2 and 4/3, 4/3, −8/3; ΣU² = 67/6, ΣU³ = −128/9.
    const found = accelerationOf(planOf([2, 3]), Float64Array.of(1, 3, 2, 2, 8))
    expect(found).toBeCloseTo(-128 / 9 / (6 * (67 / 6) * Math.sqrt(67 / 6)), 14)
    expect(accelerationOf(planOf([3]), Float64Array.of(2, 2, 2))).toBeNull()
    expect(accelerationOf(planOf([3]), Float64Array.of(2, Number.NaN, 2))).toBeNull()
  })
  test('BOOT-4: what a block leaves out, written out row by row, in one stratum and in two, for any part of the range', () => {
    const scores = Float64Array.from({ length: 1300 }, (_, i) => ((i * 7919) % 1201) / 1201)
    const present = Uint8Array.from(scores, (score, i) => (((i * 61) % 100) / 100 < score * score ? 1 : 0))
    const ofClass = (wanted: number) => [...present.keys()].filter((row) => present[row] === wanted)
    for (const [kind, strata] of [['unstratified', [[...scores.keys()]]], ['stratified', [ofClass(1), ofClass(0)]]] as const) {
      const task: BootstrapTask = { plans: [planResampling(kind, orderScores(scores), { present })], statistics: [area], seed: 1 }
      const blocks = strata.flatMap((rows) => Array.from({ length: Math.min(500, rows.length) }, (_, block) => rows.filter((_, u) => u % Math.min(500, rows.length) === block)))
      const without = (block: number): number | null => {
        const left = new Set(blocks[block])
        const kept = [...scores.keys()].filter((row) => !left.has(row))
        return areaUnderCurve(scoreCounts(Float64Array.from(kept, (r) => scores[r] ?? 0), Uint8Array.from(kept, (r) => present[r] ?? 0)), 'higher-is-positive')
      }
      for (const from of [0, 299, blocks.length - 3]) {
        expect([...(jackknifeValues(task, from, from + 3)[0] ?? [])]).toEqual([from, from + 1, from + 2].map(without))
      }
    }
  })
  test('BOOT-4: a task without a plan is refused', () => {
    expect(() => jackknifeAccelerations({ plans: [], statistics: [area], seed: 1 })).toThrow(RangeError)
  })
})

describe('any numbers over units', () => {
  test('BOOT-6: infinite numbers are lost like undefined ones', () => {
    const found = unitReplicates({ strata: [2], seed: 1, statistics: () => [1, Infinity, Number.NaN, null] }, 5)
    expect(found.map(({ values, nLost }) => [values.length, nLost])).toEqual([[5, 0], [0, 5], [0, 5], [0, 5]])
  })
})
