import { describe, expect, test } from 'vitest'
import { areaUnderCurve } from '../../shared/statistics/auc.ts'
import type { BootstrapTask } from '../../shared/statistics/bootstrap.ts'
import {
  accelerationOf, bcaInterval, bootstrapReplicates, bootstrapStandardError, jackknifeAccelerations, jackknifeSize, jackknifeValues,
  joinReplicates, percentileInterval, sortedQuantile,
} from '../../shared/statistics/bootstrap.ts'
import { bootstrapAreas } from '../../shared/statistics/bootstrap-area.ts'
import { unitReplicates } from '../../shared/statistics/bootstrap-units.ts'
import { nextWord, randomStream, tallyDraws } from '../../shared/statistics/random.ts'
import type { ResamplePlan } from '../../shared/statistics/resample.ts'
import { drawWeights, newWeights, planResampling } from '../../shared/statistics/resample.ts'
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
    for (let r = 0; r < 16; r++) {
      const [left, right] = [randomStream(1, r), randomStream(1, r)]
      tallyDraws(left, new Uint32Array(4), 1)
      nextWord(right)
      expect(left.state).toEqual(right.state)
    }
  })
  test('RND-3: with 2^16 places no word is rejected, also where its lower half is 0', () => {
    const [fast, slow] = [new Uint32Array(65_536), new Uint32Array(65_536)]
    tallyDraws(randomStream(5, 0), fast, 300_000)
    const stream = randomStream(5, 0)
    let nWithLowerZero = 0
    for (let i = 0; i < 300_000; i++) {
      const word = nextWord(stream)
      const at = word >>> 16
      slow[at] = (slow[at] ?? 0) + 1
      if ((word & 0xffff) === 0) nWithLowerZero++
    }
    expect(nWithLowerZero).toBeGreaterThan(0)
    expect(Buffer.compare(new Uint8Array(fast.buffer), new Uint8Array(slow.buffer))).toBe(0)
  })
  test('RND-3: one place takes all draws, no place none, and no word is used for that', () => {
    const one = new Uint32Array(1)
    const stream = randomStream(4, 4)
    const before = stream.state.slice()
    tallyDraws(stream, new Uint32Array(0), 5)
    expect(stream.state).toEqual(before)
    tallyDraws(stream, one, 5)
    expect([...one]).toEqual([5])
  })
})

describe('replicates', () => {
  test('BOOT-5: without ties, with either class at both ends, areas from the weights are the same doubles', () => {
    const scores = Float64Array.from({ length: 21 }, (_, i) => i)
    for (const ends of [1, 0]) {
      const present = Uint8Array.from(scores, (i) => (i % 2 === 0 ? ends : 1 - ends))
      for (const kind of ['stratified', 'unstratified'] as const) {
        const plan = planResampling(kind, orderScores(scores), { present })
        expect(bootstrapAreas(plan, 'higher-is-positive', 3, 0, 60)).toEqual(bootstrapReplicates({ plans: [plan], statistics: [area], seed: 3 }, 0, 60)[0])
      }
    }
  })
  test('BOOT-1: parts are joined in order, and what was lost is added up', () => {
    const part = (nLost: number, ...values: number[]) => [{ values: Float64Array.from(values), nLost }]
    expect(joinReplicates([part(2, 5, 6)])).toEqual(part(2, 5, 6))
    expect(joinReplicates([part(2, 5, 6), part(1), part(3, 4)])).toEqual(part(6, 5, 6, 4))
    expect(joinReplicates([])).toEqual([])
  })
  test('BOOT-1: replicate r of a seed draws from stream (seed, r), one stratum after the other', () => {
    const plan = planOf([2, 5, 3])
    const weights = newWeights(plan)
    drawWeights(plan, weights, 8, 13)
    const stream = randomStream(8, 13)
    const expected = plan.strata.flatMap((size) => {
      const tally = new Uint8Array(size)
      tallyDraws(stream, tally, size)
      return [...tally]
    })
    expect([...weights]).toEqual(expected)
  })
  test('BOOT-1: clusters are numbered as they first appear among the rows that are analysed', () => {
    const [order, present] = [orderScores(Float64Array.of(1, 2, 3, 4, 5)), Uint8Array.of(1, 1, 1, 1, 0)]
    const plan = planResampling('cluster', order, { present, clusters: Uint32Array.of(7, 2, 7, 9, 2) })
    expect([[...plan.present.unit], [...plan.absent.unit], plan.strata]).toEqual([[0, 1, 0, 2], [1], [3]])
    const part = planResampling('cluster', order, { present, clusters: Uint32Array.of(7, 2, 7, 9, 2), rows: Uint32Array.of(4, 3, 1) })
    expect([[...part.present.unit], [...part.absent.unit], part.strata]).toEqual([[0, 1], [0], [2]])
  })
  test('BOOT-1: a task without a plan is refused', () => {
    expect(() => bootstrapReplicates({ plans: [], statistics: [area], seed: 1 }, 0, 1)).toThrow(RangeError)
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
    // 2/(1 − level) = 28.05.
    expect([28, 29].map((n) => percentileInterval(first(n), 1 - 2 / 28.05).lower === null)).toEqual([true, false])
  })
  test('BOOT-2, BOOT-3: one replicate that differs is variation; none is refused by both intervals', () => {
    const but = (at: number, value: number) => ({ values: Float64Array.from({ length: 60 }, (_, i) => (i === at ? value : 1)), nLost: 0 })
    expect([percentileInterval(but(7, 0), 0.95).upper, percentileInterval(but(7, 2), 0.95).lower]).toEqual([1, 1])
    expect(bcaInterval(but(7, 1), 1, 0, 0.95)).toMatchObject({ reason: 'zero-variance' })
  })
  test('BOOT-3: an estimate beyond all replicates, on either side, has no correction; nor has one that equals all', () => {
    for (const estimate of [-1, 100]) {
      for (const acceleration of [-0.1, 0, 0.1]) expect(bcaInterval(tens, estimate, acceleration, 0.95)).toMatchObject({ reason: 'too-few-replicates' })
    }
    for (const estimate of [0.5, 98.5]) expect(bcaInterval(tens, estimate, 0, 0.95).lower).not.toBeNull()
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
    // A further stratum (2, 5) adds 2 · (3/4)² and nothing to the cubes.
    const three = accelerationOf(planOf([2, 3, 2]), Float64Array.of(1, 3, 2, 2, 8, 2, 5))
    expect(three).toBeCloseTo(-128 / 9 / (6 * (67 / 6 + 9 / 8) * Math.sqrt(67 / 6 + 9 / 8)), 14)
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
  test('BOOT-4: every other unit is there once', () => {
    const plan = planResampling('unstratified', orderScores(Float64Array.of(1, 2, 3)), { present: Uint8Array.of(1, 0, 1) })
    const everybody = ([each]: readonly ScoreCounts[]): number | null => (each ? each.nPresent + each.nAbsent : null)
    expect(jackknifeValues({ plans: [plan], statistics: [everybody], seed: 1 }, 0, 3)).toEqual([Float64Array.of(2, 2, 2)])
  })
  test('BOOT-4: a task without a plan is refused', () => {
    expect(() => jackknifeAccelerations({ plans: [], statistics: [area], seed: 1 })).toThrow(RangeError)
  })
})

describe('any numbers over units', () => {
  test('BOOT-6: each of three strata has as many draws as units', () => {
    const seen: number[][] = []
    unitReplicates({ strata: [3, 2, 4], seed: 2, statistics: (weights) => (seen.push([...weights]), []) }, 20)
    const drawn = (weights: readonly number[], from: number, to: number) => weights.slice(from, to).reduce((a, b) => a + b, 0)
    expect(seen.map((weights) => [drawn(weights, 0, 3), drawn(weights, 3, 5), drawn(weights, 5, 9)])).toEqual(new Array(20).fill([3, 2, 4]))
  })
  test('BOOT-6: infinite numbers are lost like undefined ones', () => {
    const found = unitReplicates({ strata: [2], seed: 1, statistics: () => [1, Infinity, Number.NaN, null] }, 5)
    expect(found.map(({ values, nLost }) => [values.length, nLost])).toEqual([[5, 0], [0, 5], [0, 5], [0, 5]])
  })
})
