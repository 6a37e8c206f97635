import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  binomialLowerTail,
  binomialProbability,
  binomialUpperTail,
  chiSquareUpperTail,
  fisherQuantile,
  fisherUpperTail,
  gammaIncomplete,
  kolmogorovUpperTail,
  studentQuantile,
  studentUpperTail,
} from '../../shared/statistics/distributions.ts'
import { exp } from '../../shared/statistics/elementary.ts'
import { bracketedRoot } from '../../shared/statistics/root.ts'
import { normalCdf } from '../../shared/statistics/special.ts'

const vector = JSON.parse(readFileSync('resources/vectors/special-functions.json', 'utf8')) as Record<string, number[][]>
const rows = (name: string): number[][] => vector[name] ?? []
const relative = (found: number, expected: number) => Math.abs(found - expected) / (Math.abs(expected) || 1)
const law = { seed: 21, numRuns: 150 }

describe('distributions', () => {
  test.each(rows('chiSquareUpperTail'))('FUN-7: P(χ² > %d), %d degrees of freedom', (x, df, expected) => {
    expect(relative(chiSquareUpperTail(x ?? 0, df ?? 0), expected ?? 0)).toBeLessThan(1e-11)
  })
  test('FUN-7: two degrees of freedom are exponential, one is two normal tails; both tails add to one', () => {
    for (const x of [1e-9, 0.3, 2, 30, 700]) expect(relative(chiSquareUpperTail(x, 2), exp(-x / 2))).toBeLessThan(1e-12)
    for (const z of [0.01, 1, 3, 9]) expect(relative(chiSquareUpperTail(z * z, 1), 2 * normalCdf(-z))).toBeLessThan(1e-12)
    for (const [a, x] of [[1e7, 1e7], [1e5, 101_000], [0.5, 0.2]] as const) {
      const { lower, upper } = gammaIncomplete(a, x)
      expect(lower + upper).toBeCloseTo(1, 14)
      expect(upper).toBeGreaterThan(0)
    }
    expect([gammaIncomplete(1, 0), gammaIncomplete(1, Infinity)]).toEqual([{ lower: 0, upper: 1 }, { lower: 1, upper: 0 }])
    expect(gammaIncomplete(0, 1).lower).toBeNaN()
  })
  test.each(rows('studentQuantile'))('FUN-8: t quantile %d, %d degrees of freedom', (p, df, expected) => {
    expect(relative(studentQuantile(p ?? 0, df ?? 0), expected ?? 0)).toBeLessThan(1e-10)
  })
  test.each(rows('studentUpperTail'))('FUN-8: P(T > %d), %d degrees of freedom', (t, df, expected) => {
    expect(relative(studentUpperTail(t ?? 0, df ?? 0), expected ?? 0)).toBeLessThan(1e-11)
  })
  test('FUN-8: quantile and tail invert each other; symmetry; ends', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 0.9999, noNaN: true }), fc.double({ min: 0.6, max: 1e6, noNaN: true }), (p, df) => {
        expect(1 - studentUpperTail(studentQuantile(p, df), df)).toBeCloseTo(p, 9)
      }),
      law,
    )
    expect([studentQuantile(0, 3), studentQuantile(0.5, 3), studentQuantile(1, 3)]).toEqual([-Infinity, 0, Infinity])
    expect([studentQuantile(2, 3), studentUpperTail(0, 0)]).toEqual([Number.NaN, Number.NaN])
    expect([studentUpperTail(0, 4), studentUpperTail(-Infinity, 4), studentUpperTail(Infinity, 4)]).toEqual([0.5, 1, 0])
  })
  test.each(rows('fisherQuantile'))('FUN-9: F quantile %d with %d and %d degrees of freedom', (p, df1, df2, expected) => {
    expect(relative(fisherQuantile(p ?? 0, df1 ?? 0, df2 ?? 0), expected ?? 0)).toBeLessThan(1e-10)
  })
  test('FUN-9: quantile and tail invert each other; F(1, n) is t²', () => {
    for (const [p, a, b] of [[0.025, 5, 15], [0.9, 3.3, 100], [0.999, 1, 2]] as const) {
      expect(1 - fisherUpperTail(fisherQuantile(p, a, b), a, b)).toBeCloseTo(p, 11)
    }
    expect(fisherUpperTail(4, 1, 7)).toBeCloseTo(2 * studentUpperTail(2, 7), 14)
    expect([fisherUpperTail(0, 1, 1), fisherUpperTail(1, 0, 1), fisherQuantile(0, 1, 1), fisherQuantile(1, 1, 1)]).toEqual([
      1, Number.NaN, 0, Infinity,
    ])
  })
  test('FUN-10: the bracketed root is found to the last digits, and no bracket is refused', () => {
    expect(relative(bracketedRoot((x) => x * x - 2, 0, 2), Math.SQRT2)).toBeLessThan(4e-16)
    expect(relative(bracketedRoot((x) => x - 1e-12, 0, 1), 1e-12)).toBeLessThan(1e-15)
    expect(Math.abs(bracketedRoot((x) => x * x * x, -1, 2, 1e-17))).toBeLessThan(1e-4)
    expect([bracketedRoot((x) => x, 0, 1), bracketedRoot((x) => x - 1, 0, 1)]).toEqual([0, 1])
    expect(() => bracketedRoot((x) => x * x + 1, -1, 1)).toThrow(RangeError)
    expect(() => bracketedRoot(() => Number.NaN, -1, 1)).toThrow(RangeError)
  })
  test.each(rows('binomialLowerTail'))('FUN-11: P(X ≤ %d) of %d', (x, n, expected) => {
    expect(relative(binomialLowerTail(x ?? 0, n ?? 0, 0.5), expected ?? 0)).toBeLessThan(1e-12)
  })
  test('FUN-11: tails are the sums of the probabilities; ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, p) => {
        let sum = 0
        for (let x = 0; x <= n; x++) {
          expect(binomialUpperTail(x, n, p)).toBeCloseTo(1 - sum, 12)
          sum += binomialProbability(x, n, p)
          expect(binomialLowerTail(x, n, p)).toBeCloseTo(sum, 12)
        }
      }),
      law,
    )
    expect([binomialProbability(0, 3, 0), binomialProbability(1, 3, 0), binomialProbability(3, 3, 1)]).toEqual([1, 0, 1])
    expect([binomialLowerTail(-1, 3, 0.2), binomialUpperTail(4, 3, 0.2)]).toEqual([0, 0])
    expect(binomialProbability(5_000_000, 10_000_000, 0.5)).toBeCloseTo(2.523132458941848e-4, 16)
  })
  test.each(rows('kolmogorovUpperTail'))('FUN-12: Kolmogorov tail beyond %d', (lambda, expected) => {
    expect(relative(kolmogorovUpperTail(lambda ?? 0), expected ?? 0)).toBeLessThan(1e-12)
  })
  test('FUN-12: one series continues the other; ends', () => {
    expect(kolmogorovUpperTail(1 - 1e-13)).toBeCloseTo(kolmogorovUpperTail(1 + 1e-13), 12)
    expect([kolmogorovUpperTail(0), kolmogorovUpperTail(0.02), kolmogorovUpperTail(40)]).toEqual([1, 1, 0])
    expect(kolmogorovUpperTail(Number.NaN)).toBeNaN()
  })
})
