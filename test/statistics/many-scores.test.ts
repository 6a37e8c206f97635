import stdlibExp from '@stdlib/math-base-special-exp'
import stdlibLn from '@stdlib/math-base-special-ln'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calibrationInterceptByRoot, calibrationSlopeByReweighting } from '../../shared/statistics/calibration-second.ts'
import { calibrationIntercept, calibrationSlope } from '../../shared/statistics/calibration.ts'
import { countParts } from '../../shared/statistics/count-parts.ts'
import { mergedDelong } from '../../shared/statistics/auc-merged.ts'
import { delong } from '../../shared/statistics/auc.ts'
import { bucketSorted } from '../../shared/statistics/bucket-sort.ts'
import { ln } from '../../shared/statistics/elementary.ts'
import { expAll } from '../../shared/statistics/msun.ts'
import { countScores, orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

const N = 40_000
const PRIME = 40_009

/** As in test/vectors/make-many-scores.py. */
const probabilities = Float64Array.from({ length: N }, (_, i) => (((i + 1) * 7919) % PRIME) / PRIME)
const present = Uint8Array.from(probabilities, (p, i) => (((i + 1) * 104_729) % 65_537) / 65_537 < 0.1 + 0.7 * p * p ? 1 : 0)

/** The top of a fit is where its gradient is lost in rounding; nothing but the last digits may tell where it started. */
const closeTo = (found: number | undefined, known: number): void => expect(Math.abs((found ?? Number.NaN) / known - 1)).toBeLessThan(1e-12)

describe('very many scores', () => {
  test('CAL-8: fits that start from neighbouring scores taken together end where extended precision does', () => {
    const counts = scoreCounts(probabilities, present)
    const [intercept, slope] = [calibrationIntercept(counts), calibrationSlope(counts)]
    if (intercept.value === null || slope.value === null) throw new Error('no fit')
    closeTo(intercept.value, -1.0342305233539615)
    closeTo(intercept.standardError, 0.012913370233514715)
    closeTo(slope.value, 0.6059756943416157)
    closeTo(slope.standardError, 0.008198372053789087)
  })

  test('TWO-31: so do those of the second engine, which start from a grid', () => {
    const rows = { probabilities, present, clusters: null }
    const [intercept, slope] = [calibrationInterceptByRoot(rows), calibrationSlopeByReweighting(rows)]
    closeTo(intercept.value, -1.0342305233539615)
    closeTo(intercept.standardError, 0.012913370233514715)
    closeTo(slope?.value, 0.6059756943416157)
    closeTo(slope?.standardError, 0.008198372053789087)
  })

  test('CAL-8, TWO-31: both engines agree where the classes hardly overlap, where scores taken together do not, or crowd at the ends', () => {
    const half = probabilities.map((_, i) => (i + 1) / (N + 1))
    const shapes = [
      { scores: half, present: half.map((p, i) => Number(i === 19_000 || (p > 0.5 && i !== 21_000))) },
      { scores: half, present: half.map((p, i) => Number(i === 19_999 || (p > 0.5 && i !== 20_000))) },
      { scores: half, present: half.map((_, i) => Number(i === 7 || i === 39_990)) },
      { scores: half.map((p) => p * 1e-7), present },
      { scores: half.map((p, i) => (i % 2 === 0 ? p * 1e-9 : 1 - p * 1e-9)), present },
      { scores: half.map((p) => 1 - p), present: half.map((p, i) => Number(p > 0.3 + ((i * 31) % 100) / 250)) },
    ]
    for (const [k, shape] of shapes.entries()) {
      const rows = { probabilities: shape.scores, present: Uint8Array.from(shape.present), clusters: null }
      const counts = scoreCounts(rows.probabilities, rows.present)
      const firsts = [calibrationIntercept(counts), calibrationSlope(counts)]
      const seconds = [calibrationInterceptByRoot(rows), calibrationSlopeByReweighting(rows)]
      firsts.forEach((one, i) => {
        if (one.value === null) throw new Error(`${k}: ${one.reason}`)
        expect(Math.abs(one.value - (seconds[i]?.value ?? Number.NaN)) / one.standardError, `${k}, value ${i}`).toBeLessThan(1e-9)
        expect(Math.abs(one.standardError / (seconds[i]?.standardError ?? Number.NaN) - 1), `${k}, error ${i}`).toBeLessThan(1e-8)
      })
    }
  })

  test('ORD-2: one walk along the order counts every part as its own walk would', () => {
    const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1), fc.integer({ min: 0, max: 300 })), { maxLength: 200 })
    fc.assert(
      fc.property(cases, (list) => {
        const order = orderScores(Float64Array.from(list, ([score]) => score))
        const truth = Uint8Array.from(list, ([, y]) => y)
        const nParts = 290
        const rowsOf = Array.from({ length: nParts }, (_, part) => Uint32Array.from(list.flatMap(([, , of], row) => (of === part ? [row] : []))))
        // One number is no row of the order.
        const indexOf = Int32Array.from([...list.keys(), -1])
        const withNone = rowsOf.map((rows, part) => (part === 3 ? Uint32Array.from([...rows, list.length]) : rows))
        countParts(order, truth, { rows: withNone, indexOf }).forEach(({ from, ...counts }, part) => {
          const rows = rowsOf[part] ?? new Uint32Array(0)
          expect(counts).toEqual(countScores(order, truth, rows))
          expect(Float64Array.from(from?.groups ?? [], (g) => order.scores[g] ?? Number.NaN)).toEqual(counts.scores)
        })
      }),
      { seed: 5, numRuns: 40 },
    )
  })

  test('MRG-1: dealing into buckets sorts whatever the values crowd at, and the areas agree', () => {
    const shapes: ((u: number, i: number) => number)[] = [(u) => u, (u) => u ** 9, (_, i) => i % 3, (u, i) => (i === 5 ? 1e300 : u), (u, i) => (i % 2 === 0 ? -1 : 1) * u * 1e308, (u, i) => (i % 4 === 0 ? 5e-324 : -u * 1e-320), () => 7, (u, i) => (i === 9 ? Infinity : u)]
    for (const shape of shapes) {
      const values = probabilities.map(shape)
      expect(bucketSorted(values)).toEqual(values.slice().sort())
      const [one, two] = [delong(scoreCounts(values, present), 'higher-is-positive'), mergedDelong(values, present, 'higher-is-positive')]
      expect(Math.abs((one.value ?? 0) - (two.value ?? 1))).toBeLessThan(1e-12)
      expect(Math.abs((one.variance ?? 0) - (two.variance ?? 1))).toBeLessThan(1e-12)
    }
  })

  test('FUN-6: ln and exponentials by the block give the very doubles of @stdlib', () => {
    const anything = fc.oneof(fc.double(), fc.double({ min: 0, max: 2 }), fc.double({ min: 1 - 1e-5, max: 1 + 1e-5, noNaN: true }))
    fc.assert(fc.property(anything, (x) => Object.is(ln(x), stdlibLn(x))), { seed: 6, numRuns: 20_000 })
    for (const x of [0, -0, 1, Math.SQRT2, Math.SQRT1_2, 5e-324, 2.2250738585072014e-308, 1e300, Number.MAX_VALUE, Infinity, -1]) expect(ln(x)).toBe(stdlibLn(x))
    const wide = fc.double({ min: -760, max: 760, noNaN: true })
    const arguments_ = fc.array(fc.oneof(fc.double({ min: -40, max: 40, noNaN: true }), wide, fc.constantFrom(0, 1e-9, Infinity)), { maxLength: 30 })
    const plain = fc.array(fc.double({ min: 1e-3, max: 600, noNaN: true }), { maxLength: 30 })
    const property = fc.property(fc.oneof(arguments_, plain, plain.map((list) => list.map((x) => -x))), (list) => {
      const values = Float64Array.from(list)
      expAll(values, list.length)
      expect([...values]).toEqual(list.map((x) => stdlibExp(x)))
    })
    fc.assert(property, { seed: 7, numRuns: 3000 })
  })
})
