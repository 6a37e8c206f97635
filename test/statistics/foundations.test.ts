import { readFileSync } from 'node:fs'
import stdlibExp from '@stdlib/math-base-special-exp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exp, expm1, ln, log1p, logistic, logit, pow } from '../../shared/statistics/elementary.ts'
import { ascendingOrder, sortScores, sortScoresWithRows } from '../../shared/statistics/order.ts'
import { countScores, orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'
import { betaIncomplete, betaQuantile, lnGamma, normalCdf, normalQuantile } from '../../shared/statistics/special.ts'
import { CompensatedSum } from '../../shared/statistics/sum.ts'

const vector = JSON.parse(readFileSync('resources/vectors/special-functions.json', 'utf8')) as Record<string, number[][]>
const rows = (name: string): number[][] => vector[name] ?? []
const relative = (found: number, expected: number) => Math.abs(found - expected) / (Math.abs(expected) || 1)

describe('special functions', () => {
  test.each(rows('lnGamma'))('FUN-1: ln Γ(%d)', (x, expected) => {
    expect(relative(lnGamma(x ?? 0), expected ?? 0)).toBeLessThan(1e-13)
  })
  test('FUN-1: ln Γ(n) is the sum of logarithms; nothing for x ≤ 0', () => {
    let factorial = 0
    for (let n = 1; n <= 200; n++) {
      expect(Math.abs(lnGamma(n) - factorial)).toBeLessThan(1e-13 * Math.max(1, factorial))
      factorial += ln(n)
    }
    expect([lnGamma(0), lnGamma(-1.5)]).toEqual([Number.NaN, Number.NaN])
  })
  test.each(rows('betaIncomplete'))('FUN-2: I(%d, %d, %d)', (a, b, x, expected) => {
    expect(relative(betaIncomplete(x ?? 0, a ?? 0, b ?? 0), expected ?? 0)).toBeLessThan(1e-12)
  })
  test('FUN-2: complements add to one; extremes and nonsense', () => {
    const parameter = fc.double({ min: 0.1, max: 1e5, noNaN: true })
    fc.assert(
      // Multiples of 1/1024: 1 − x is exact.
      fc.property(fc.integer({ min: 0, max: 1024 }), parameter, parameter, (k, a, b) => {
        const x = k / 1024
        expect(betaIncomplete(x, a, b) + betaIncomplete(1 - x, b, a)).toBeCloseTo(1, 9)
      }),
      { seed: 1, numRuns: 200 },
    )
    expect([betaIncomplete(0, 2, 3), betaIncomplete(1, 2, 3)]).toEqual([0, 1])
    expect(betaIncomplete(0.5, 0, 1)).toBeNaN()
  })
  test.each(rows('betaQuantile'))('FUN-3: quantile %d of beta(%d, %d)', (p, a, b, expected) => {
    expect(relative(betaQuantile(p ?? 0, a ?? 0, b ?? 0), expected ?? 0)).toBeLessThan(1e-11)
  })
  test('FUN-3: the quantile inverts the distribution, also for 10^7', () => {
    for (const [p, a, b] of [[0.025, 4_000_000, 6_000_001], [0.975, 9_999_999, 2], [1e-12, 3, 4], [0.3, 1, 7]] as const) {
      expect(relative(betaIncomplete(betaQuantile(p, a, b), a, b), p)).toBeLessThan(1e-7)
    }
    expect([betaQuantile(0, 2, 2), betaQuantile(1, 2, 2)]).toEqual([0, 1])
    expect([betaQuantile(-0.1, 2, 2), betaQuantile(0.5, 0, 2)]).toEqual([Number.NaN, Number.NaN])
  })
  test.each(rows('normalUpperTail'))('FUN-4: upper tail beyond %d', (z, expected) => {
    expect(relative(normalCdf(-(z ?? 0)), expected ?? 0)).toBeLessThan(1e-12)
  })
  test('FUN-4: Φ is monotone across its two branches; NaN stays NaN', () => {
    for (let z = -4; z < 4; z += 0.01) expect(normalCdf(z + 0.01)).toBeGreaterThan(normalCdf(z))
    expect(normalCdf(Number.NaN)).toBeNaN()
  })
  test.each(rows('normalQuantile'))('FUN-5: Φ⁻¹(%d)', (p, expected) => {
    expect(relative(normalQuantile(p ?? 0), expected ?? 0)).toBeLessThan(1e-14)
  })
  test('FUN-5: ends and nonsense', () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(2)]).toEqual([-Infinity, Infinity, Number.NaN])
  })
  test('FUN-6: exp as written out gives the very doubles of @stdlib', () => {
    const anywhere = fc.oneof(fc.double({ min: -760, max: 760, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1e-7, max: 1e-7, noNaN: true }))
    fc.assert(fc.property(anywhere, (x) => Object.is(exp(x), stdlibExp(x))), { numRuns: 20_000 })
    for (const x of [0, -0, NaN, Infinity, -Infinity, 700, -700, 709.8, -745.2, Math.LN2 / 2, -Math.LN2 / 2, 1.5 * Math.LN2]) expect(exp(x)).toBe(stdlibExp(x))
  })

  test('FUN-6: elementary functions agree with known values and never overflow', () => {
    const known = [
      [exp(1), 2.718281828459045],
      [ln(10), 2.302585092994046],
      [expm1(1e-10), 1.00000000005e-10],
      [log1p(1e-10), 9.9999999995e-11],
      [pow(2, 0.5), 1.4142135623730951],
    ] as const
    for (const [found, expected] of known) expect(relative(found, expected)).toBeLessThan(5e-16)
    expect([logistic(1000), logistic(-1000), logistic(0)]).toEqual([1, 0, 0.5])
    expect(logistic(logit(0.3))).toBeCloseTo(0.3, 15)
  })
})

describe('sums and order', () => {
  test('SUM-1: ten million terms keep their digits', () => {
    const sum = new CompensatedSum()
    for (let i = 0; i < 10_000_000; i++) sum.add(0.1)
    expect(sum.value).toBe(1_000_000)
    for (const [ones, huge] of [[1, 1e100], [1, -1e100], [-1, 1e100], [-1, -1e100]] as const) {
      const cancelling = new CompensatedSum()
      for (const term of [ones, huge, ones, -huge]) cancelling.add(term)
      expect(cancelling.value).toBe(2 * ones)
    }
  })
  test('ORD-1: both sorts give numeric order, stable, with −0 equal to 0', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, 1e308, 0.1 + 0.2, 0.3),
    )
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (few) => {
        // Padding takes the radix path; the padding sorts behind everything else.
        const padded = Float64Array.from([...few, ...new Array<number>(5000).fill(Number.MAX_VALUE)])
        const short = [...ascendingOrder(Float64Array.from(few))]
        expect([...ascendingOrder(padded)].filter((row) => row < few.length)).toEqual(short)
        for (let i = 1; i < short.length; i++) {
          const [a = 0, b = 0] = [short[i - 1], short[i]]
          const [x = 0, y = 0] = [few[a], few[b]]
          expect(x < y || (x === y && a < b)).toBe(true)
        }
      }),
      { seed: 2, numRuns: 60 },
    )
  })
  test('ORD-1: every bit of a double counts, whichever sort is taken', () => {
    // Pairs of doubles that differ in one bit only, the larger one first; twenty times, so that the radix sort is taken.
    const bits = new BigUint64Array(Array.from({ length: 63 }, (_, bit) => [1n << BigInt(bit), 0n]).flat().map((each) => each ^ 0x3ff0_0000_0000_0000n))
    const numbers = [...new Float64Array(bits.buffer)].filter(Number.isFinite)
    const both = [...numbers, ...numbers.map((x) => -x)]
    const many = Float64Array.from(Array.from({ length: 20 }, () => both).flat())
    const expected = [...many].sort((a, b) => a - b)
    expect(many.length).toBeGreaterThan(2048)
    expect([...sortScores(many)]).toEqual(expected)
    expect([...sortScores(Float64Array.from(both))]).toEqual([...both].sort((a, b) => a - b))
    const { values, rows } = sortScoresWithRows(many)
    expect([...values]).toEqual(expected)
    expect([...rows].map((row) => many[row])).toEqual(expected)
  })
  test('ORD-1: a digit that most rows share is sorted by, one that all share need not be', () => {
    const mostly = Float64Array.from({ length: 3000 }, (_, i) => [2, 1, 1][i % 3] ?? 0)
    const sorted = [...new Array<number>(2000).fill(1), ...new Array<number>(1000).fill(2)]
    expect([[...sortScores(mostly)], [...sortScoresWithRows(mostly).values]]).toEqual([sorted, sorted])
  })
  test('ORD-1: −0 becomes 0 at every place, in short lists and long ones', () => {
    const long = Float64Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? -0 : -1))
    for (const list of [[-0], [-1, -0], [-0, 1], [-0, -0, 0]].map((each) => Float64Array.from(each)).concat(long)) {
      const sorts = [sortScores(list), sortScoresWithRows(list).values]
      for (const sorted of sorts) expect([...sorted].some((x) => Object.is(x, -0))).toBe(false)
    }
  })
  test('ORD-1: scores one unit in the last place apart are two scores', () => {
    expect([...orderScores(Float64Array.from([0.3, 0.1 + 0.2, -0, 0])).scores]).toEqual([0, 0.3, 0.1 + 0.2])
  })
  test('ORD-2: counts of a subset equal the counts of its own sort', () => {
    const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1), fc.boolean()), { maxLength: 80 })
    fc.assert(
      fc.property(cases, (list) => {
        const order = orderScores(Float64Array.from(list.map(([score]) => score)))
        const present = Uint8Array.from(list.map(([, y]) => y))
        const rows = Uint32Array.from(list.flatMap(([, , isKept], row) => (isKept ? [row] : [])))
        const kept = list.filter(([, , isKept]) => isKept)
        const own = scoreCounts(Float64Array.from(kept.map(([score]) => score)), Uint8Array.from(kept.map(([, y]) => y)))
        expect(countScores(order, present, rows)).toEqual(own)
      }),
      { seed: 3, numRuns: 100 },
    )
  })
})
