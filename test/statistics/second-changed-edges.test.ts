import stdlibExp from '@stdlib/math-base-special-exp'
import stdlibLn from '@stdlib/math-base-special-ln'
import { describe, expect, test } from 'vitest'
import { intraclassCorrelations, repeatedIntraclass } from '../../shared/statistics/intraclass-correlation.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { clopperPearsonSide } from '../../shared/statistics/proportion-side.ts'
import { BLOCK, exp, expAll, ln } from '../../shared/statistics/msun.ts'
import { fleissKappa, type RatingMatrix } from '../../shared/statistics/rater-sets.ts'
import { splitByClass } from '../../shared/statistics/score-counts.ts'
import { CompensatedSum } from '../../shared/statistics/sum.ts'
import { predictiveValueByOdds } from '../../shared/statistics/table-second.ts'
import { tippingPoint } from '../../shared/statistics/tipping-point.ts'

describe('files that were settled and have changed since', () => {
  test('SUM-1: one after the other, together, beside another or without a branch: one sum, nothing lost', () => {
    const lists = [[1, 1e100, 1, -1e100], [-1e100, 3, 1e100, 0.1, -1e-20], [1e16, 1, -1e16, -1, 0.5], [-1, -1e17, 1, 1e17, -0.25], [0.1, 0.2, 0.3, -0.6, 1e-17]]
    const known = [2, 3.1, 0.5, -0.25]
    lists.forEach((list, k) => {
      const terms = Float64Array.from(list)
      const turned = terms.map((term) => -term).reverse()
      const [one, all, beside, other, exactly, back] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum(), new CompensatedSum(), new CompensatedSum(), new CompensatedSum()]
      // Twice: what has been added before stays.
      for (let round = 0; round < 2; round++) {
        for (const term of terms) one.add(term)
        for (const term of turned) back.add(term)
        all.addAll(terms, terms.length)
        beside.addAllBeside(terms, other, turned, terms.length)
        exactly.addExactly(terms, terms.length)
        if (round === 0 && k < known.length) expect(one.value).toBe(known[k])
        expect([all.value, beside.value, exactly.value, other.value]).toEqual([one.value, one.value, one.value, back.value])
      }
    })
  })
  test('FUN-6: logarithms next to powers of two, where msun changes its formula, and at the ends of what it takes', () => {
    // 1 + f with the high words at which e_log.c turns to another formula, one unit on either side of each.
    const words = [0x0_0000, 0x0_0001, 0x0_0002, 0x6_1479, 0x6_147a, 0x6_147b, 0x6_a09b, 0x6_a09c, 0x6_b850, 0x6_b851, 0x6_b852, 0xf_fffd, 0xf_fffe, 0xf_ffff]
    const view = new DataView(new ArrayBuffer(8))
    for (const exponent of [1, 2, 500, 1020, 1022, 1023, 1024, 1025, 1030, 1500, 2018, 2019]) {
      for (const word of words) {
        for (const low of [0, 1, 0x8000_0000, 0xffff_ffff]) {
          view.setUint32(0, exponent * 0x10_0000 + word)
          view.setUint32(4, low)
          const x = view.getFloat64(0)
          expect(ln(x), String(x)).toBe(stdlibLn(x))
        }
      }
    }
    // Where the last digit tells the formula for what is next to a power of two from the other.
    for (const x of [0.9999991691277035, 1.0000009013945539, 0.9999991193353429, 0.999998581851933, 1.0000014503011205, 1.0000014301960312, 1.0000018124458154, 1.0000006974398599]) expect(ln(x)).toBe(stdlibLn(x))
    for (const x of [2.225073858507201e-308, 2.2250738585072014e-308, 2.225073858507202e-308, 1e-300, 9.99e299, 1e300, 1.01e300]) expect(ln(x)).toBe(stdlibLn(x))
  })
  test('FUN-6: exponentials by the block where some are at the ends of what the block takes', () => {
    const near = [0, -0, 2 ** -28, -(2 ** -28), 2 ** -27, 2 ** -29, 1e-300, 700, -700, 699.9999, -699.9999, 700.0001, -700.0001, 709, 710, -745, -746, 69, -71, 0.5, -0.5]
    for (const one of near) {
      for (const list of [[one], [one, 1.5, -2.25], [1.5, one, 30], near, new Array<number>(BLOCK).fill(one)]) {
        const values = Float64Array.from(list)
        expAll(values, list.length)
        expect([...values]).toEqual(list.map((x) => stdlibExp(x)))
      }
      expect(exp(one)).toBe(stdlibExp(one))
    }
  })
  test('TWO-30: by hand, and no bounds where nobody is right or wrong, or everybody in both classes', () => {
    // 80 of 100, 10 of 200, 10%: odds 0.8/0.05/9 = 16/9, spread² = 1/80 − 1/100 + 1/10 − 1/200.
    const spread = Math.sqrt(0.0975)
    const found = predictiveValueByOdds(80, 100, 10, 200, 0.1, 0.95)
    expect([found.value, found.standardError]).toEqual([expect.closeTo(0.64, 14), expect.closeTo(spread * 0.64 * 0.36, 14)])
    const factor = Math.exp(1.959963984540054 * spread)
    expect([found.bounds?.lower, found.bounds?.upper]).toEqual([expect.closeTo(16 / (16 + 9 * factor), 10), expect.closeTo((16 * factor) / (9 + 16 * factor), 10)])
    const none = { bounds: null, standardError: null }
    expect([predictiveValueByOdds(0, 9, 3, 8, 0.5, 0.95), predictiveValueByOdds(4, 9, 0, 8, 0.5, 0.95), predictiveValueByOdds(9, 9, 8, 8, 0.5, 0.95)]).toEqual([{ value: 0, ...none }, { value: 1, ...none }, { value: 0.5, ...none }])
  })
  test('ICC-2: every form and bound of rows as often as told is that of the rows written out; two rows and two raters are enough', () => {
    const rows = [[1, 2, 1.5], [-1, -0.5, -2], [0.5, 0, 0.25], [3, 2, 2.5], [-2, -1, -1]]
    const written = (times: readonly number[], raters: number) => intraclassCorrelations(Float64Array.from(rows.flatMap((row, s) => Array.from({ length: times[s] ?? 0 }, () => row.slice(0, raters)).flat())), raters, 0.9)
    const told = (times: readonly number[], raters: number) => repeatedIntraclass(Float64Array.from(rows.flatMap((row) => row.slice(0, raters))), raters, times, 0.9)
    for (const [times, raters] of [[[1, 1, 1, 1, 1], 3], [[2, 0, 3, 1, 0], 3], [[0, 1, 0, 1, 0], 2], [[0, 0, 0, 2, 1], 2], [[1, 1, 1, 0, 0], 3]] as const) {
      const [one, two] = [written(times, raters), told(times, raters)]
      if (one.meanSquares === null || two.meanSquares === null) throw new Error('refused')
      for (const [name, value] of Object.entries(one.meanSquares)) expect(two.meanSquares[name as keyof typeof one.meanSquares], name).toBeCloseTo(value, 12)
      for (const [name, { value, bounds }] of Object.entries(one.forms)) {
        const other = two.forms[name as keyof typeof one.forms]
        expect([other.value, other.bounds.lower, other.bounds.upper], name).toEqual([value, bounds.lower, bounds.upper].map((each) => (each === null ? null : expect.closeTo(each, 9))))
      }
    }
    for (const [times, raters] of [[[1, 0, 0, 0, 0], 3], [[0, 0, 0, 0, 0], 3], [[1, 1, 1, 1, 1], 1]] as const) {
      for (const found of [told(times, raters), written(times, raters)]) expect(found).toEqual({ meanSquares: null, reason: 'no-examinations' })
    }
  })
  test('FLE-1: a row that counts several times is that many rows, category by category', () => {
    const [rows, times] = [[[0, 0, 1], [1, 1, 1], [2, 0, 2], [1, 2, 0]], [3, 1, 2, 1]]
    const matrix = (list: readonly (readonly number[])[], of?: readonly number[]): RatingMatrix => ({ subjects: list.length, raters: 3, q: 3, code: Int32Array.from(list.flat()), ...(of === undefined ? {} : { times: Float64Array.from(of) }) })
    const [one, two] = [fleissKappa(matrix(rows, times)), fleissKappa(matrix(rows.flatMap((row, s) => Array.from({ length: times[s] ?? 0 }, () => row))))]
    if (one.value === null || two.value === null) throw new Error('refused')
    expect([one.value, one.z, ...one.perCategory]).toEqual([two.value, two.z, ...two.perCategory].map((each) => expect.closeTo(each ?? Number.NaN, 13)))
  })
  test('ORD-2: classes apart keep every row, in order', () => {
    for (const present of [[0, 1, 1, 0, 1], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0], [0, 0, 0, 0, 1], [1, 0, 0, 0, 0]]) {
      const { withCondition, without } = splitByClass(Float64Array.of(5, 4, 3, 2, 1), Uint8Array.from(present))
      expect([[...withCondition], [...without]]).toEqual([1, 0].map((y) => [5, 4, 3, 2, 1].filter((_, i) => present[i] === y)))
    }
  })
  test('TIP-1: deciding by a probability changes no verdict, whichever the comparison', () => {
    const table = { tp: 46, fn: 4, fp: 30, tn: 70 }
    for (const bound of ['lower', 'upper'] as const) {
      for (const comparison of ['>=', '>', '<=', '<'] as const) {
        for (const goal of [0.8, 0.9, 0.99]) {
          const criterion = { bound, comparison, goal, interval: (x: number, n: number) => clopperPearsonInterval(x, n, 0.95) }
          const side = (x: number, n: number) => clopperPearsonSide(bound, x, n, 0.95, goal)
          expect(tippingPoint(table, 'sensitivity', 'reference-flipped', { ...criterion, side })).toEqual(tippingPoint(table, 'sensitivity', 'reference-flipped', criterion))
        }
      }
    }
  })
})
