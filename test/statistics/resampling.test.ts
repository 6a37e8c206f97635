import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaUnderCurve } from '../../shared/statistics/auc.ts'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import type { BootstrapTask } from '../../shared/statistics/bootstrap.ts'
import {
  bcaInterval, bootstrapReplicates, bootstrapStandardError, jackknifeAccelerations, joinReplicates, percentileInterval,
} from '../../shared/statistics/bootstrap.ts'
import { unitReplicates } from '../../shared/statistics/bootstrap-units.ts'
import { bootstrapAreas } from '../../shared/statistics/bootstrap-area.ts'
import { chiSquareUpperTail } from '../../shared/statistics/distributions.ts'
import { nextWord, randomStream, tallyDraws, threefry4x32 } from '../../shared/statistics/random.ts'
import { drawnAgain } from '../../shared/statistics/redraw-second.ts'
import type { Resampling } from '../../shared/statistics/resample.ts'
import { drawWeights, newCounts, newWeights, planResampling, weighCounts } from '../../shared/statistics/resample.ts'
import type { ScoreCounts } from '../../shared/statistics/score-counts.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

const kinds: Resampling[] = ['stratified', 'unstratified', 'cluster']
const up = 'higher-is-positive' as const
const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ')

describe('bootstrap over units', () => {
  test('BOOT-6: the draws are those of the stream, stratum by stratum, and undefined replicates are counted', () => {
    const seen: number[][] = []
    const values = unitReplicates({ strata: [3, 2], seed: 9, statistics: (weights) => (seen.push([...weights]), [weights[0] ?? 0, weights[0] === 0 ? null : 1]) }, 50)
    const stream = randomStream(9, 0)
    const first = [new Uint32Array(3), new Uint32Array(2)]
    for (const tally of first) tallyDraws(stream, tally, tally.length)
    expect(seen[0]).toEqual(first.flatMap((tally) => [...tally]))
    expect(seen.every((weights) => weights.slice(0, 3).reduce((a, b) => a + b) === 3 && weights.slice(3).reduce((a, b) => a + b) === 2)).toBe(true)
    expect(values[0]?.values).toEqual(Float64Array.from(seen, (weights) => weights[0] ?? 0))
    expect(values[1]).toMatchObject({ nLost: seen.filter((weights) => weights[0] === 0).length })
    expect(unitReplicates({ strata: [3], seed: 9, statistics: () => [1] }, 0)).toEqual([])
  })
})

describe('random numbers', () => {
  test('RND-1: Threefry-4x32-20 gives the published known answers', () => {
    const all = 0xffff_ffff
    const pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]
    expect(hex(threefry4x32([0, 0, 0, 0], [0, 0, 0, 0]))).toBe('9c6ca96a e17eae66 fc10ecd4 5256a7d8')
    expect(hex(threefry4x32([all, all, all, all], [all, all, all, all]))).toBe('2a881696 57012287 f6c7446e a16a6732')
    expect(hex(threefry4x32(pi, [0xa409_3822, 0x299f_31d0, 0x082e_fa98, 0xec4e_6c89]))).toBe('59cd1dbb b8879579 86b5d00c ac8b6d84')
  })
  test('RND-2: xoshiro128++ gives the published sequence from (1, 2, 3, 4), and streams are fixed by seed and replicate', () => {
    const stream = { state: Uint32Array.of(1, 2, 3, 4) }
    const published = [641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420]
    expect(published.map(() => nextWord(stream))).toEqual(published)
    expect(nextWord(randomStream(20_261_122, 0))).toBe(3451774847)
    const firsts = new Set([0, 1, 2, 3, 4].flatMap((seed) => [0, 1, 2, 3, 4].map((r) => nextWord(randomStream(seed, r)))))
    expect(firsts.size).toBe(25)
    expect(() => randomStream(-1, 0)).toThrow(RangeError)
    expect(() => randomStream(0, 4_294_967_296)).toThrow(RangeError)
  })
  test('RND-3: draws are the high words of the stream by Lemire, as many as asked, evenly spread', () => {
    const tally = new Uint32Array(1000)
    tallyDraws(randomStream(3, 5), tally, 1_000_000)
    expect(tally.reduce((a, b) => a + b, 0)).toBe(1_000_000)
    const chi = tally.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)
    expect(chiSquareUpperTail(chi, 999)).toBeGreaterThan(0.001)
    expect(chiSquareUpperTail(chi, 999)).toBeLessThan(0.999)
    // 2^32 modulo 2^20 + 1 is large: about twelve of the words are rejected.
    const size = 1_048_577
    const slow = new Uint8Array(size)
    const stream = randomStream(3, 6)
    let nRejected = 0
    for (let done = 0; done < 50_000; ) {
      const product = BigInt(nextWord(stream)) * BigInt(size)
      if ((product & 0xffff_ffffn) < 0x1_0000_0000n % BigInt(size)) {
        nRejected++
        continue
      }
      const at = Number(product >> 32n)
      slow[at] = (slow[at] ?? 0) + 1
      done++
    }
    const fast = new Uint8Array(size)
    tallyDraws(randomStream(3, 6), fast, 50_000)
    expect(Buffer.compare(fast, slow)).toBe(0)
    expect(nRejected).toBeGreaterThan(0)
    tallyDraws(randomStream(1, 1), new Uint8Array(0), 5)
  })

  test('RND-3: beyond 2^21 units the drawn index is the exact high word, in both engines', () => {
    const rotatedBack = (word: number) => ((word >>> 7) | (word << 25)) >>> 0
    for (const size of [2_097_151, 2_097_152, 2_097_153, 3_000_001, 5_242_879, 16_777_217, 50_000_001]) {
      // The word whose product ends in 2^32 − 1, where a rounded product is carried to the next index, and its neighbours.
      let inverse = 1n
      for (let i = 0; i < 6; i++) inverse = (inverse * (2n - BigInt(size) * inverse)) & 0xffff_ffffn
      const crafted = size % 2 === 0 ? 0xffff_ffff : Number((-inverse) & 0xffff_ffffn)
      const tally = new Uint8Array(size)
      for (const word of [crafted, (crafted ^ 0x8000_0000) >>> 0, 0xffff_ffff, 0x1234_5678]) {
        const product = BigInt(word) * BigInt(size)
        if ((product & 0xffff_ffffn) < 0x1_0000_0000n % BigInt(size)) continue
        const at = Number(product >> 32n)
        // With words 0 and x of the state, the next word is x turned left by 7.
        tallyDraws({ state: Uint32Array.from([0, 1, 2, rotatedBack(word)]) }, tally, 1)
        expect(tally[at], `${word} of ${size}`).toBe(1)
        tally[at] = 0
        expect(tally.indexOf(1)).toBe(-1)
      }
      // The formula that is exact up to 2^21 is not beyond.
      if (size === 50_000_001) expect((crafted * (size / 2 ** 32)) >>> 0).not.toBe(Number((BigInt(crafted) * BigInt(size)) >> 32n))
    }
    const many = 2_500_001
    const tally = new Uint8Array(many)
    tallyDraws(randomStream(8, 2), tally, many)
    const again = new Uint8Array(many)
    for (const unit of drawnAgain(8, 2, [many])[0] ?? []) again[unit] = (again[unit] ?? 0) + 1
    expect(Buffer.compare(tally, again)).toBe(0)
  })
})

const n = 240
const scores = Float64Array.from({ length: n }, (_, i) => ((i * 37) % 50) / 50)
const present = Uint8Array.from(scores, (score, i) => ((i * 61) % 100) / 100 < 0.1 + 0.6 * score ? 1 : 0)
const clusters = Uint32Array.from({ length: n }, (_, i) => 3 * Math.floor(i / 4))
const order = orderScores(scores)
const task = (kind: Resampling): BootstrapTask => ({
  plans: [planResampling(kind, order, { present, clusters })],
  statistics: [([counts]) => (counts ? areaUnderCurve(counts, up) : null), ([counts]) => (counts ? averagePrecision(counts, up) : null)],
  seed: 11,
})

describe('bootstrap', () => {
  test.each(kinds)('BOOT-1: a %s replicate is the sample written out row by row', (kind) => {
    const [plan] = task(kind).plans
    if (plan === undefined) throw new Error('no plan')
    const weights = newWeights(plan)
    drawWeights(plan, weights, 11, 4)
    let p = 0
    let a = plan.strata[0] ?? 0
    const unitOf = (row: number): number =>
      kind === 'cluster' ? Math.floor(row / 4) : kind === 'unstratified' ? row : present[row] === 1 ? p++ : a++
    const drawn = [...scores.keys()].flatMap((row) => Array<number>(weights[unitOf(row)] ?? 0).fill(row))
    const sample = scoreCounts(Float64Array.from(drawn, (row) => scores[row] ?? 0), Uint8Array.from(drawn, (row) => present[row] ?? 0))
    const counts = weighCounts(plan, weights, newCounts(plan))
    expect([counts.nPresent, counts.nAbsent]).toEqual([sample.nPresent, sample.nAbsent])
    expect(areaUnderCurve(counts, up)).toBe(areaUnderCurve(sample, up))
    expect(averagePrecision(counts, up)).toBe(averagePrecision(sample, up))
    if (kind !== 'cluster') expect(drawn.length).toBe(n)
    if (kind === 'stratified') expect(counts.nPresent).toBe(plan.strata[0])
  })
  test.each(kinds)('BOOT-1: %s replicates do not depend on how the work is split', (kind) => {
    const whole = bootstrapReplicates(task(kind), 0, 60)
    const parts = [[0, 7], [7, 8], [8, 60]].map(([from = 0, to = 0]) => bootstrapReplicates(task(kind), from, to))
    expect(joinReplicates(parts)).toEqual(whole)
    expect(new Set(whole[0]?.values).size).toBeGreaterThan(40)
  })
  test.each(kinds)('BOOT-1: two scores of the same rows share the %s draws', (kind) => {
    const mirrored = orderScores(scores.map((score) => -score))
    const plans = [order, mirrored].map((each) => planResampling(kind, each, { present, clusters }))
    const sum = ([one, two]: Parameters<BootstrapTask['statistics'][number]>[0]) =>
      one && two ? (areaUnderCurve(one, up) ?? 0) + (areaUnderCurve(two, up) ?? 0) : null
    const [found] = bootstrapReplicates({ plans, statistics: [sum], seed: 2 }, 0, 50)
    for (const value of found?.values ?? []) expect(Math.abs(value - 1)).toBeLessThan(1e-12)
  })
  test.each(kinds)('BOOT-5: areas of %s replicates from the weights are the same doubles', (kind) => {
    const [plan] = task(kind).plans
    if (plan === undefined) throw new Error('no plan')
    for (const direction of ['higher-is-positive', 'lower-is-positive'] as const) {
      const statistics = [([counts]: readonly ScoreCounts[]) => (counts ? areaUnderCurve(counts, direction) : null)]
      const [slow] = bootstrapReplicates({ plans: [plan], statistics, seed: 5 }, 3, 80)
      expect(bootstrapAreas(plan, direction, 5, 3, 80)).toEqual(slow)
    }
    const none = planResampling(kind, order, { present: new Uint8Array(n), clusters })
    expect(bootstrapAreas(none, up, 5, 0, 9)).toEqual({ values: new Float64Array(0), nLost: 9 })
  })
  test('BOOT-1: replicates without both classes are counted, and rows may be a part', () => {
    const rows = Uint32Array.of(0, 1, 2, 3, 40)
    const plan = planResampling('unstratified', order, { present: present.map((_, i) => (i === 40 ? 1 : 0)), rows })
    const [found] = bootstrapReplicates({ plans: [plan], statistics: [([c]) => (c ? areaUnderCurve(c, up) : null)], seed: 1 }, 0, 1000)
    // Without the one present row: (4/5)^5 of the replicates; only that row: (1/5)^5.
    expect((found?.nLost ?? 0) / 1000).toBeCloseTo(0.32768 + 0.00032, 1)
    expect((found?.nLost ?? 0) + (found?.values.length ?? 0)).toBe(1000)
    expect(() => planResampling('cluster', order, { present })).toThrow(RangeError)
  })

  const list = Float64Array.from({ length: 200 }, (_, i) => (((i + 1) * 37) % 101) / 101 + (((i + 1) * (i + 1)) % 7) / 70)
  const replicates = { values: list, nLost: 0 }

  test('BOOT-2: percentile bounds are numpy’s type-7 quantiles; too few or equal replicates are refused', () => {
    const found = percentileInterval(replicates, 0.95)
    expect(found.lower).toBeCloseTo(0.05350424328147101, 13)
    expect(found.upper).toBeCloseTo(0.998012729844413, 13)
    expect(percentileInterval({ values: list.slice(0, 39), nLost: 0 }, 0.95)).toMatchObject({ reason: 'too-few-replicates' })
    expect(percentileInterval({ values: list.slice(0, 40), nLost: 0 }, 0.95).lower).not.toBeNull()
    expect(percentileInterval({ values: new Float64Array(100).fill(1), nLost: 0 }, 0.95)).toMatchObject({ reason: 'zero-variance' })
    expect(bootstrapStandardError({ values: Float64Array.of(1, 2, 3, 4), nLost: 0 })).toBeCloseTo(Math.sqrt(5 / 3), 14)
    expect(bootstrapStandardError({ values: Float64Array.of(1), nLost: 9 })).toBeNull()
  })
  test('BOOT-3: BCa bounds equal scipy’s formulas; without correction they are the percentile bounds', () => {
    const found = bcaInterval(replicates, 0.62, -0.03, 0.95)
    expect(found.lower).toBeCloseTo(0.0894222996573534, 12)
    expect(found.upper).toBeCloseTo(1.0278995558217545, 12)
    expect(bcaInterval(replicates, 0.62, -0.03, 0.9).lower).toBeCloseTo(0.14577904065011177, 12)
    const even = { values: Float64Array.from({ length: 201 }, (_, i) => i - 100), nLost: 0 }
    const plain = percentileInterval(even, 0.95)
    const same = bcaInterval(even, 0, 0, 0.95)
    expect([same.lower, same.upper].map((x) => (x ?? 0).toFixed(9))).toEqual([plain.lower, plain.upper].map((x) => (x ?? 0).toFixed(9)))
    expect(bcaInterval(replicates, 0.62, null, 0.95)).toMatchObject({ reason: 'zero-variance' })
    expect(bcaInterval(replicates, 99, 0, 0.95)).toMatchObject({ reason: 'too-few-replicates' })
  })
  test('BOOT-4: the acceleration is the jackknife written out, in one stratum and in two', () => {
    for (const kind of ['unstratified', 'stratified'] as const) {
      const areaWithout = (left: number) => {
        const kept = [...scores.keys()].filter((row) => row !== left)
        return areaUnderCurve(scoreCounts(Float64Array.from(kept, (r) => scores[r] ?? 0), Uint8Array.from(kept, (r) => present[r] ?? 0)), up) ?? 0
      }
      const strata = kind === 'unstratified' ? [[...scores.keys()]] : [1, 0].map((y) => [...scores.keys()].filter((r) => present[r] === y))
      let square = 0
      let cube = 0
      for (const rows of strata) {
        const values = rows.map(areaWithout)
        const mean = values.reduce((a, b) => a + b, 0) / rows.length
        for (const value of values) {
          const u = ((rows.length - 1) * (mean - value)) / rows.length
          square += u ** 2
          cube += u ** 3
        }
      }
      expect(jackknifeAccelerations(task(kind))[0]).toBeCloseTo(cube / 6 / square ** 1.5, 10)
    }
    const one = planResampling('stratified', orderScores(Float64Array.of(1, 2, 3)), { present: Uint8Array.of(1, 0, 0) })
    expect(jackknifeAccelerations({ plans: [one], statistics: [([c]) => (c ? areaUnderCurve(c, up) : null)], seed: 1 })).toEqual([null])
  })
  test('BOOT-4: above 500 units blocks are left out, and the acceleration stays close', () => {
    const many = Float64Array.from({ length: 1200 }, (_, i) => ((i * 7919) % 1201) / 1201)
    const with2 = Uint8Array.from(many, (score, i) => ((i * 61) % 100) / 100 < score * score ? 1 : 0)
    const plan = planResampling('unstratified', orderScores(many), { present: with2 })
    const [found] = jackknifeAccelerations({ plans: [plan], statistics: [([c]) => (c ? areaUnderCurve(c, up) : null)], seed: 1 })
    expect(found).not.toBeNull()
    expect(Math.abs(found ?? 1)).toBeLessThan(0.05)
  })
  test('BOOT-2, BOOT-3: bounds are ordered and inside the range of the statistic', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_294_967_295 }), fc.constantFrom(...kinds), (seed, kind) => {
        const one = { ...task(kind), seed }
        const [found = replicates] = bootstrapReplicates(one, 0, 80)
        for (const bounds of [percentileInterval(found, 0.95), bcaInterval(found, areaUnderCurve(scoreCounts(scores, present), up) ?? 0, 0, 0.95)]) {
          if (bounds.lower !== null) expect(0 <= bounds.lower && bounds.lower < bounds.upper && bounds.upper <= 1).toBe(true)
        }
      }),
      { seed: 1, numRuns: 20 },
    )
  })
})
