import { describe, expect, test } from 'vitest'
import { intraclassCorrelations, repeatedIntraclass } from '../../shared/statistics/intraclass-correlation.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { clopperPearsonSide } from '../../shared/statistics/proportion-side.ts'
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
