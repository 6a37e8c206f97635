import { describe, expect, test } from 'vitest'
import { logistic } from '../../shared/statistics/elementary.ts'
import { offsetSums, slopesAt, weightedMean } from '../../shared/statistics/logistic-sums.ts'
import { restrictedCubicSpline } from '../../shared/statistics/restricted-cubic-spline.ts'
import { type ScoreCounts, scoreCounts } from '../../shared/statistics/score-counts.ts'
import { fitSpline } from '../../shared/statistics/spline-fit.ts'
import { type SplinePiece, combine, crossSum, pieceStarts, splinePieces, standardised } from '../../shared/statistics/spline-pieces.ts'
import { compressRows } from '../../shared/statistics/spline-rows.ts'

const KNOTS = [-2.5, -1, 0.25, 1.5, 4]

/** Harrell's column of one knot as he writes it (Regression Modeling Strategies, 2.4.5). */
function harrell(x: number, j: number): number {
  const [first = 0, , , before = 0, last = 0] = KNOTS
  const knot = KNOTS[j] ?? 0
  const cube = (v: number): number => Math.max(0, v) ** 3
  return (cube(x - knot) - (cube(x - before) * (last - knot)) / (last - before) + (cube(x - last) * (before - knot)) / (last - before)) / (last - first) ** 2
}

const pieceOf = (pieces: readonly SplinePiece[], x: number): SplinePiece => {
  const piece = pieces[KNOTS.filter((knot) => x >= knot).length]
  if (piece === undefined) throw new Error('no piece')
  return piece
}
const valuesAt = (pieces: readonly SplinePiece[], x: number): number[] => {
  const { origin, columns } = pieceOf(pieces, x)
  return columns.map((cubic) => [...cubic].reduceRight((sum, c) => sum * (x - origin) + c, 0))
}

const XS = [-7, -2.5, -2.4999, -1.7, -1, 0, 0.25, 1.2, 1.5, 3, 4, 4.5, 90]

describe('the basis of the spline, piece by piece', () => {
  const pieces = splinePieces(KNOTS)

  test('RCS-1: a constant, x from the middle knot, and Harrell’s cubic columns', () => {
    expect(pieces.map(({ origin }) => origin)).toEqual([-2.5, ...KNOTS])
    expect(pieces.map(({ columns }) => columns.map((cubic) => cubic.length))).toEqual(Array.from({ length: 6 }, () => [4, 4, 4, 4, 4]))
    for (const x of XS) {
      const known = [1, x - 0.25, harrell(x, 0), harrell(x, 1), harrell(x, 2)]
      valuesAt(pieces, x).forEach((value, j) => expect(Math.abs(value - (known[j] ?? Number.NaN)), `${x}, column ${j}`).toBeLessThan(1e-12 * (1 + Math.abs(known[j] ?? 0)) * (x > 10 ? 100 : 1)))
    }
  })
  test('RCS-1: before the first knot and beyond the last the columns are exactly linear', () => {
    for (const piece of [pieces[0], pieces[5]]) expect(piece?.columns.flatMap((cubic) => [...cubic.subarray(2)])).toEqual(new Array(10).fill(0))
  })
  test('RCS-1: a row on a knot belongs to the piece on its right', () => {
    expect(pieceStarts(Float64Array.of(-9, -2.5, -2, -1, 0, 0.25, 1, 4, 5), KNOTS)).toEqual([0, 1, 3, 5, 7, 7, 9])
    expect(pieceStarts(Float64Array.of(), KNOTS)).toEqual([0, 0, 0, 0, 0, 0, 0])
  })
  test('RCS-1: sums of products of cubics from sums of powers', () => {
    const [one, other] = [Float64Array.of(1, -2, 0.5, 3), Float64Array.of(0.25, 1, -1, 2)]
    const at = (cubic: Float64Array, u: number): number => [...cubic].reduceRight((sum, c) => sum * u + c, 0)
    const us = [0.5, -1, 2]
    const powers = Float64Array.from({ length: 7 }, (_, j) => us.reduce((sum, u) => sum + u ** j, 0))
    expect(crossSum(one, other, powers)).toBeCloseTo(us.reduce((sum, u) => sum + at(one, u) * at(other, u), 0), 10)
    expect([...combine([one, other], Float64Array.of(2, -3))]).toEqual([1.25, -7, 4, 0])
  })
  test('RCS-1: every column but the first has mean 0 and spread 1 over the rows, whichever class they are of', () => {
    const x = Float64Array.from([-7, -3, ...Array.from({ length: 37 }, (_, i) => -2.6 + i / 5), 6])
    const rows = { x, present: Uint32Array.from(x, (_, i) => i % 3), absent: Float64Array.from(x, (_, i) => 0.5 * (i % 4) + 0.25) }
    const found = standardised(pieces, KNOTS, rows)
    expect(found.map(({ origin }) => origin)).toEqual(pieces.map(({ origin }) => origin))
    const mass = (i: number): number => (rows.present[i] ?? 0) + (rows.absent[i] ?? 0)
    const n = x.reduce((sum, _, i) => sum + mass(i), 0)
    const mean = (of: (values: number[]) => number): number => x.reduce((sum, each, i) => sum + mass(i) * of(valuesAt(found, each)), 0) / n
    for (const x of XS) expect(valuesAt(found, x)[0]).toBe(1)
    for (const j of [1, 2, 3, 4]) {
      expect(mean((values) => values[j] ?? 0)).toBeCloseTo(0, 12)
      expect(mean((values) => (values[j] ?? 0) ** 2)).toBeCloseTo(1, 12)
      // Still the same column: the straight line through two of its values is met by a third.
      const [a, b, c] = [-1.7, 1.2, 3].map((at) => [valuesAt(pieces, at)[j] ?? 0, valuesAt(found, at)[j] ?? 0])
      expect(((b?.[1] ?? 0) - (a?.[1] ?? 0)) * ((c?.[0] ?? 0) - (a?.[0] ?? 0))).toBeCloseTo(((c?.[1] ?? 0) - (a?.[1] ?? 0)) * ((b?.[0] ?? 0) - (a?.[0] ?? 0)), 10)
    }
  })
  test('RCS-1: a column that is nothing for all rows is left as it is', () => {
    const rows = { x: Float64Array.of(-4, -3), present: Uint32Array.of(1, 2), absent: Uint32Array.of(2, 1) }
    const found = standardised(pieces, KNOTS, rows)
    for (const x of [-1.7, 0, 1.2, 3]) for (const j of [2, 3, 4]) expect(valuesAt(found, x)[j]).toBe(valuesAt(pieces, x)[j])
    expect([-4, -3].map((x) => valuesAt(found, x)[1])).toEqual([-1, 1])
  })
})

describe('rows that stand for many', () => {
  const total = (rows: ReturnType<typeof compressRows>, power: number) => rows.x.reduce((sum, x, i) => sum + x ** power * (rows.present[i] ?? 0), 0)

  test('RCS-1: four rows of a cell stay, five give way to the four Chebyshev nodes of their cell', () => {
    // The first cell is [0, 1), the last begins at 2: its one row ends it.
    const five = [0, 0.2, 0.3, 0.7, 0.95]
    const four = [1, 1.5, 1.75, 1.875]
    const x = Float64Array.of(...five, ...four, 2)
    const rows = { x, present: Uint32Array.from(x, (_, i) => i + 1), absent: new Uint32Array(x.length).fill(2) }
    const found = compressRows(rows, 1)
    const nodes = [7, 5, 3, 1].map((k) => 0.5 + Math.cos((k * Math.PI) / 8) / 2)
    expect(found.x.length).toBe(9)
    nodes.forEach((node, k) => expect(found.x[k]).toBeCloseTo(node, 14))
    expect([...found.x.subarray(4)]).toEqual([...four, 2])
    expect([...found.present.subarray(4)]).toEqual([6, 7, 8, 9, 10])
    expect([...found.absent.subarray(4)]).toEqual([2, 2, 2, 2, 2])
    for (const power of [0, 1, 2, 3]) expect(total(found, power)).toBeCloseTo(x.reduce((sum, each, i) => sum + each ** power * (i + 1), 0), 11)
  })
  test('RCS-1: cells full of rows, and cells of four, all find room', () => {
    for (const perCell of [4, 5, 40]) {
      const x = Float64Array.from({ length: 30 * perCell }, (_, i) => Math.floor(i / perCell) + (i % perCell) / perCell)
      const rows = { x, present: new Uint32Array(x.length).fill(1), absent: new Uint32Array(x.length) }
      const found = compressRows(rows, 1)
      expect(found.x.length).toBe(120)
      expect(total(found, 0)).toBeCloseTo(x.length, 9)
    }
  })
  test('RCS-1: a row that rounding puts beyond its cell stands alone', () => {
    // (last − 1) / width is below 1, and 1 + width is last all the same.
    const width = 1 / 97
    const last = 1 + width
    expect([Math.floor((last - 1) / width), last >= 1 + width]).toEqual([0, true])
    const x = Float64Array.of(1, 1.001, 1.002, 1.004, 1.008, last)
    const found = compressRows({ x, present: new Uint32Array(6).fill(1), absent: new Uint32Array(6).fill(2) }, width)
    expect([found.x.length, found.x[4], found.present[4], found.absent[4]]).toEqual([5, last, 1, 2])
    expect(found.x.reduce((sum, _, i) => sum + (found.absent[i] ?? 0), 0)).toBeCloseTo(12, 12)
  })
})

describe('Newton’s method on the spline', () => {
  test.each([
    ['few rows', Array.from({ length: 60 }, (_, i) => -4 + i / 6)],
    // 513 of them in one piece.
    ['one row more than a block', [-3, -2.2, -1.9, -1.5, ...Array.from({ length: 513 }, (_, i) => -1 + i / 600), 0.5, 1, 2, 3, 5]],
  ])('RCS-1: ends at the same maximum from above, from below and from itself: %s', (_, list) => {
    const x = Float64Array.from(list)
    const rows = { x, present: Uint32Array.from(x, (_, i) => (i * 7) % 4), absent: Uint32Array.from(x, (_, i) => 1 + ((i * 5) % 6)) }
    const pieces = standardised(splinePieces(KNOTS), KNOTS, rows)
    const cold = fitSpline(rows, pieces, KNOTS, { beta: new Float64Array(5) })
    if (cold === null) throw new Error('no fit')
    // At the maximum the residuals are orthogonal to every column.
    for (let j = 0; j < 5; j++) {
      const left = x.reduce((sum, each, i) => sum + (valuesAt(pieces, each)[j] ?? 0) * ((rows.present[i] ?? 0) - ((rows.present[i] ?? 0) + (rows.absent[i] ?? 0)) * (cold.fitted[i] ?? 0)), 0)
      expect(left).toBeCloseTo(0, 10)
    }
    for (const away of [0.02, -0.02, 0]) for (const information of [undefined, cold.information]) {
      const found = fitSpline(rows, pieces, KNOTS, { beta: cold.beta.map((each) => each + away), ...(information === undefined ? {} : { information }) })
      expect(cold.fitted.reduce((most, p, i) => Math.max(most, Math.abs(p - (found?.fitted[i] ?? Number.NaN))), 0)).toBeLessThan(1e-12)
    }
  })
})

describe('when there is a spline', () => {
  const rows = (n: number, of: (i: number) => number) => scoreCounts(Float64Array.from({ length: n }, (_, i) => (i + 1) / (n + 1)), Uint8Array.from({ length: n }, (_, i) => of(i)))

  test('RCS-1: nobody, one class, too few scores, coinciding knots: each with its reason', () => {
    expect(restrictedCubicSpline(rows(0, () => 0))).toEqual({ fitted: null, reason: 'no-examinations' })
    expect([0, 1].map((y) => restrictedCubicSpline(rows(40, () => y)))).toEqual(new Array(2).fill({ fitted: null, reason: 'one-class' }))
    expect(restrictedCubicSpline(rows(14, (i) => i % 2))).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
    expect(restrictedCubicSpline(rows(15, (i) => i % 2)).fitted?.length).toBe(15)
    // One in a class is enough to ask, and here for an answer as well.
    expect(restrictedCubicSpline(rows(40, (i) => Number(i === 17))).fitted === null).toBe(restrictedCubicSpline(rows(40, (i) => Number(i !== 22))).fitted === null)
    // Half of all at one score: the three middle knots are one.
    // A third at the lowest or the highest: the first two are, or the last two.
    for (const tied of [(i: number) => (i < 15 || i >= 65 ? i / 81 : 0.5), (i: number) => (i < 30 ? 0.01 : i / 81), (i: number) => (i < 50 ? i / 81 : 0.99)]) {
      const counts = scoreCounts(Float64Array.from({ length: 80 }, (_, i) => tied(i)), Uint8Array.from({ length: 80 }, (_, i) => i % 2))
      expect(restrictedCubicSpline(counts)).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
    }
  })
  test('RCS-1: many scores below a half, and their counterparts above: one curve is the other turned round', () => {
    const n = 5000
    const p = Float64Array.from({ length: n }, (_, i) => 0.01 + (0.3 * i * i) / (n * n))
    const y = Uint8Array.from(p, (each, i) => Number(((i * 7919) % 1009) / 1009 < 1.4 * each))
    const [low, high] = [restrictedCubicSpline(scoreCounts(p, y)), restrictedCubicSpline(scoreCounts(p.map((each) => 1 - each), y.map((each) => 1 - each)))]
    if (low.fitted === null || high.fitted === null) throw new Error('no curve')
    const turned = high.fitted.slice().reverse()
    expect(low.fitted.reduce((most, each, i) => Math.max(most, Math.abs(each - (1 - (turned[i] ?? Number.NaN)))), 0)).toBeLessThan(1e-9)
    expect(low.knots.at(-1)).toBeLessThan(0)
  })
})

describe('sums over scores', () => {
  // Blocks of 512 scores: less than one, whole ones, one score more.
  const sizes = [1, 511, 512, 513, 1024, 1025]
  const countsOf = (n: number): ScoreCounts => {
    const present = Uint32Array.from({ length: n }, (_, g) => (g * 5) % 3)
    const absent = Uint32Array.from({ length: n }, (_, g) => 1 + (g % 4))
    return { scores: Float64Array.from({ length: n }, (_, g) => (g + 1) / (n + 1)), present, absent, nPresent: present.reduce((a, b) => a + b, 0), nAbsent: absent.reduce((a, b) => a + b, 0) }
  }
  const near = (found: number, known: number): void => expect(Math.abs(found - known)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(known)))

  test.each(sizes)('CAL-3: score function and information of all %i scores, the last one too', (n) => {
    const counts = countsOf(n)
    const x = counts.scores.map((p, g) => 40 * (p - 0.4) + (g === n - 1 ? 3 : 0))
    for (const [a, b] of [[0, 1], [-0.3, 0.7], [2, -1.1]] as const) {
      const sum = (term: (residual: number, weight: number, at: number) => number): number =>
        x.reduce((total, at, g) => {
          const p = logistic(a + b * at)
          const [having, without] = [counts.present[g] ?? 0, counts.absent[g] ?? 0]
          return total + term(having - (having + without) * p, (having + without) * p * (1 - p), at)
        }, 0)
      const { g0, g1, i00, i01, i11 } = slopesAt(counts, x, a, b)
      near(g0, sum((r) => r))
      near(g1, sum((r, _, at) => r * at))
      near(i00, sum((_, w) => w))
      near(i01, sum((_, w, at) => w * at))
      near(i11, sum((_, w, at) => w * at * at))
    }
  })
  test.each(sizes)('CAL-2: the same at an intercept alone, and means, of %i scores', (n) => {
    const counts = countsOf(n)
    const odds = counts.scores.map((p) => p / (1 - p))
    const { residual, information } = offsetSums(counts, odds, -0.7)
    const each = (of: (p: number, n: number, having: number) => number): number =>
      odds.reduce((sum, o, g) => sum + of((Math.exp(-0.7) * o) / (1 + Math.exp(-0.7) * o), (counts.present[g] ?? 0) + (counts.absent[g] ?? 0), counts.present[g] ?? 0), 0)
    near(residual, each((p, all, having) => having - all * p))
    near(information, each((p, all) => all * p * (1 - p)))
    near(weightedMean(counts, odds), odds.reduce((sum, o, g) => sum + o * ((counts.present[g] ?? 0) + (counts.absent[g] ?? 0)), 0) / (counts.nPresent + counts.nAbsent))
  })
})
