import { describe, expect, test } from 'vitest'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity } from '../../shared/statistics/operating-points.ts'
import { randomStream, tallyDraws } from '../../shared/statistics/random.ts'
import { drawnAgain, redrawnRows, unitsByClass, unitsOfOneStratum } from '../../shared/statistics/redraw-second.ts'
import * as second from '../../shared/statistics/replicate-second.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

describe('replicates drawn again, at their ends', () => {
  test('RND-3, TWO-23: what would favour some units is rejected, by both engines the same', () => {
    // 2^32 mod 60,000 = 47,296 products are unfair: stream (7, 1) meets three of them and is four times next to one. Of 65,536
    // units none is: stream (7, 5) meets a product of 0 twice. Each decision shifts all that follow.
    for (const [n, r] of [[60_000, 1], [65_536, 5]] as const) {
      const tally = new Uint32Array(n)
      tallyDraws(randomStream(7, r), tally, n)
      const again = new Uint32Array(n)
      for (const unit of drawnAgain(7, r, [n])[0] ?? []) again[unit] = (again[unit] ?? 0) + 1
      expect(again.findIndex((times, unit) => times !== tally[unit])).toBe(-1)
    }
  })
  test('TWO-23: nothing is drawn from an empty stratum, and one unit is drawn for certain', () => {
    expect(drawnAgain(1, 2, [0, 1, 0]).map((drawn) => [...drawn])).toEqual([[], [0], []])
    expect(redrawnRows(unitsOfOneStratum(null, 0), 1, 2)).toHaveLength(0)
  })
  test('TWO-23: classes are strata, those with the target condition first; rows without clusters are their own units', () => {
    const units = unitsByClass(Uint8Array.of(0, 1, 0, 0, 1, 1, 0))
    expect({ ...units, rows: [...units.rows], starts: [...units.starts] }).toEqual({ strata: [3, 4], rows: [1, 4, 5, 0, 2, 3, 6], starts: [0, 1, 2, 3, 4, 5, 6, 7] })
    const single = unitsOfOneStratum(null, 3)
    expect({ ...single, rows: [...single.rows], starts: [...single.starts] }).toEqual({ strata: [3], rows: [0, 1, 2], starts: [0, 1, 2, 3] })
    const whole = unitsOfOneStratum(Uint32Array.of(4, 2, 4, 9, 2), 5)
    expect({ ...whole, rows: [...whole.rows], starts: [...whole.starts] }).toEqual({ strata: [3], rows: [0, 2, 1, 4, 3], starts: [0, 2, 4, 5] })
  })
  test('TWO-23: copies are the rows of the units in the order of the draws, stratum after stratum', () => {
    const [strata, rows, starts] = [[2, 1, 3], Uint32Array.of(10, 11, 12, 20, 30, 31, 32, 40, 50), Uint32Array.of(0, 1, 3, 4, 7, 8, 9)]
    const lists = [[10], [11, 12], [20], [30, 31, 32], [40], [50]]
    for (let r = 0; r < 8; r++) {
      const [first = [], other = [], last = []] = drawnAgain(9, r, strata).map((drawn) => [...drawn])
      const expected = [...first, ...other.map((unit) => unit + 2), ...last.map((unit) => unit + 3)].flatMap((unit) => lists[unit] ?? [])
      expect([...redrawnRows({ strata, rows, starts }, 9, r)]).toEqual(expected)
    }
  })
})

describe('statistics of explicit rows at their ends', () => {
  const classes = (present: readonly number[], absent: readonly number[]): second.SortedClasses => ({ present: Float64Array.from(present), absent: Float64Array.from(absent) })
  const read = (scores: readonly number[], present: readonly number[], sign: 1 | -1 = 1) => {
    const [all, y] = [Float64Array.from(scores), Uint8Array.from(present)]
    return { counts: scoreCounts(all, y), rows: second.sortedClasses(all, y, Uint32Array.from(all.keys()), sign) }
  }

  test('TWO-25: classes apart, in the direction of the disease, and exchanged', () => {
    const { present, absent } = second.sortedClasses(Float64Array.of(3, 1, 2, 0, 5), Uint8Array.of(1, 0, 1, 0, 1), Uint32Array.of(0, 1, 2, 3, 0), -1)
    expect([[...present], [...absent].map((value) => value + 0)]).toEqual([[-3, -3, -2], [-1, 0]])
    const turned = second.exchanged(classes([2, 4], [1, 3, 5]))
    expect([[...turned.present], [...turned.absent]]).toEqual([[-5, -3, -1], [-4, -2]])
  })
  test('TWO-25: average precision without anybody present or absent, and at a stated prevalence by hand', () => {
    expect([second.averagePrecisionByRows(classes([], [1, 2]), null), second.averagePrecisionByRows(classes([1, 2], []), null), second.averagePrecisionByRows(classes([1, 2], []), 0.1)]).toEqual([null, 1, 1])
    // At 4: 1 of 2 present and none of 4 absent; at 2: both and 2 of 4. At 20%: 0.2 / (0.2 + 0.8 · 2/4) = 1/3.
    expect(second.averagePrecisionByRows(classes([2, 4], [0, 1, 2, 3]), 0.2)).toBeCloseTo((1 + 1 / 3) / 2, 14)
    expect(second.averagePrecisionByRows(classes([2, 4], [0, 1, 2, 3]), null)).toBeCloseTo((1 + 2 / 4) / 2, 14)
  })
  test('TWO-25: partial areas of no use at all, perfect, of no class; a ramp that the range cuts', () => {
    expect([second.partialAreaByRamps(classes([], [1]), 0.8), second.partialAreaByRamps(classes([1], []), 0.8)]).toEqual([null, null])
    expect(second.partialAreaByRamps(classes([7, 7], [7, 7, 7]), 0.8)).toEqual({ value: expect.closeTo(0.5, 14), isAtChance: true })
    expect(second.partialAreaByRamps(classes([8, 9], [1, 2, 3]), 0.8)).toEqual({ value: expect.closeTo(1, 14), isAtChance: false })
    expect(second.partialAreaByRamps(classes([1], [2, 3]), 0.8)).toEqual({ value: null, isAtChance: false })
    // One of two present above all; the other tied with 2 of 4 absent, 1 above: its ramp from ¼ to ¾, cut at ½ and at ¼.
    const rows = classes([5, 9], [1, 5, 5, 6])
    // Up to ½: ½ · ½ and the triangle ½ · (¼)²/(2 · ½), 0.28125 together; chance ⅛; McClish: ½ (1 + (A − ⅛)/(½ − ⅛)).
    expect(second.partialAreaByRamps(rows, 0.5)?.value).toBeCloseTo(0.5 * (1 + (0.28125 - 0.125) / 0.375), 14)
    expect(second.partialAreaByRamps(rows, 0.75)?.value).toBeCloseTo(0.5 * (1 + (0.125 - 0.03125) / (0.25 - 0.03125)), 14)
    expect(second.partialAreaByRamps(rows, 0.25)?.value).toBeCloseTo(0.5 * (1 + (0.5 * (0.75 + 0.25) - 0.28125) / (0.75 - 0.28125)), 14)
  })
  test('TWO-25: one row in 20,000 is not chance', () => {
    // All tied but one: the area exceeds ½ · 0.2² by (0.2 − 0.02)/20,000, the standardised one ½ by half of that over 0.18.
    const rows = classes([...new Array<number>(19_999).fill(4), 5], [4, 4, 4])
    expect(second.partialAreaByRamps(rows, 0.8)).toEqual({ value: expect.closeTo(0.5 + 0.5 / 20_000, 12), isAtChance: false })
  })
  test('OPT-2, TWO-25: rates at a rate that is just reached, just missed, or by no score', () => {
    const shapes = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 3, 4, 5, 5, 5, 5, 9, 10], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 9, 9, 9, 9], [1, 2, 3, 4, 5, 6, 7, 9, 9, 8]]
    const truths = [[0, 0, 1, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]]
    for (const scores of shapes) {
      for (const present of truths) {
        const { counts, rows } = read(scores, present)
        for (const least of [0.05, 0.2, 0.4, 0.5, 0.6, 0.8, 0.99]) {
          const what = JSON.stringify([scores, present, least])
          expect(second.sensitivityByRank(rows, least), what).toBe(sensitivityAtSpecificity(counts, 'higher-is-positive', least).value)
          expect(second.specificityByRank(rows, least), what).toBe(specificityAtSensitivity(counts, 'higher-is-positive', least).value)
        }
        expect(second.averagePrecisionByRows(rows, null)).toBeCloseTo(averagePrecision(counts, 'higher-is-positive') ?? Number.NaN, 14)
      }
    }
    for (const rate of [second.sensitivityByRank, second.specificityByRank]) expect([rate(classes([], [1]), 0.5), rate(classes([1], []), 0.5)]).toEqual([null, null])
    // Every examination called positive has a specificity of 0, which is enough for one of 0.
    expect(second.sensitivityByRank(classes([1], [2]), 0)).toBe(1)
  })
  test('TWO-25, LOG-1: Brier and log loss by class, by hand; nobody has none, one class is not scaled', () => {
    const rows = classes([0.5, 0.9], [0.2])
    expect(second.brierByClass(rows, null)).toBeCloseTo((0.25 + 0.01 + 0.04) / 3, 15)
    expect(second.brierByClass(rows, 0.1)).toBeCloseTo(0.1 * 0.13 + 0.9 * 0.04, 15)
    expect(second.scaledBrierByClass(rows, 0.1)).toBeCloseTo(1 - 0.049 / 0.09, 14)
    expect(second.scaledBrierByClass(rows, null)).toBeCloseTo(1 - 0.1 / (2 / 9), 14)
    expect([second.brierByClass(classes([0.5], []), 0.1), second.brierByClass(classes([], [0.5]), 0.1)]).toEqual([0.25, 0.25])
    expect([second.scaledBrierByClass(classes([0.5], []), 0.1), second.scaledBrierByClass(classes([], [0.5]), null), second.brierByClass(classes([], []), null), second.scaledBrierByClass(classes([], []), null), second.logLossByClass(classes([], []), null)]).toEqual([null, null, null, null, null])
    // Certain and wrong: 52 times ln 2, as far as doubles go.
    expect(second.logLossByClass(classes([0], [1]), null)).toBeCloseTo(52 * Math.LN2, 12)
    expect(second.logLossByClass(classes([1], [0]), null)).toBeCloseTo(2 ** -52, 30)
    expect(second.logLossByClass(classes([0.25], [0.5]), 0.25)).toBeCloseTo(1.25 * Math.LN2, 14)
  })
})
