import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  binomialLowerTail, binomialProbability, binomialUpperTail, fisherQuantile, fisherUpperTail, gammaIncomplete,
  kolmogorovUpperTail, studentQuantile, studentUpperTail,
} from '../../shared/statistics/distributions.ts'
import { betaIncomplete, betaQuantile, deviance, lnGamma, normalCdf, normalQuantile, stirlingError } from '../../shared/statistics/special.ts'

type Points = Readonly<Record<string, readonly (readonly number[])[]>>
/** By mpmath, on either side of every branch: make-function-points.py. */
const points = JSON.parse(readFileSync('test/vectors/function-points.json', 'utf8')) as Points

function expectPoints(name: string, tolerance: number, f: (a: number, b: number, c: number) => number): void {
  const rows = points[name] ?? []
  expect(rows.length).toBeGreaterThan(5)
  const wrong = rows.filter((row) => {
    const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = row.slice(0, -1)
    const expected = row.at(-1) ?? Number.NaN
    return !(Math.abs(f(a, b, c) - expected) <= tolerance * Math.abs(expected))
  })
  expect(wrong).toEqual([])
}

describe('functions to their last digits, on either side of each branch', () => {
  test('FUN-1: ln Γ', () => expectPoints('lnGamma', 3e-14, lnGamma))
  test('FUN-1: what Stirling’s series leaves: by the series from 15 on, by subtraction below', () => {
    expectPoints('stirlingError', 5e-12, stirlingError)
    expect([lnGamma(1), lnGamma(2)]).toEqual([0, 0])
    expect(points.stirlingError?.filter(([x = 0, expected = 0]) => x >= 15 && Math.abs(stirlingError(x) / expected - 1) > 3e-15)).toEqual([])
  })
  test('FUN-2: the deviance x ln(x/m) + m − x', () => expectPoints('deviance', 1e-14, deviance))
  test('FUN-2: incomplete beta function', () => expectPoints('betaIncomplete', 2e-14, betaIncomplete))
  test('FUN-3: beta quantile', () => expectPoints('betaQuantile', 1e-12, betaQuantile))
  test('FUN-4: upper tail of the normal distribution', () => expectPoints('normalUpperTail', 2e-14, (z) => normalCdf(-z)))
  test('FUN-5: normal quantile', () => expectPoints('normalQuantile', 1e-15, normalQuantile))
  test('FUN-7: incomplete gamma function, each tail', () => {
    expectPoints('gammaLower', 5e-14, (a, x) => gammaIncomplete(a, x).lower)
    expectPoints('gammaUpper', 5e-14, (a, x) => gammaIncomplete(a, x).upper)
  })
  test('FUN-8: Student’s t', () => {
    expectPoints('studentUpperTail', 1e-12, studentUpperTail)
    expectPoints('studentQuantile', 1e-13, studentQuantile)
  })
  test('FUN-9: F', () => {
    expectPoints('fisherUpperTail', 2e-14, fisherUpperTail)
    expectPoints('fisherQuantile', 2e-14, fisherQuantile)
  })
  test('FUN-11: binomial', () => {
    expectPoints('binomialProbability', 2e-14, binomialProbability)
    expectPoints('binomialLowerTail', 2e-14, binomialLowerTail)
    expectPoints('binomialUpperTail', 2e-14, binomialUpperTail)
  })
  test('FUN-12: Kolmogorov’s distribution', () => expectPoints('kolmogorovUpperTail', 2e-15, kolmogorovUpperTail))
})

describe('arguments at and beyond the ends', () => {
  test('FUN-2, FUN-3: parameters that are not above 0, and x at the ends', () => {
    for (const [a, b] of [[0, 1], [1, 0], [-1, 1], [1, -1], [Number.NaN, 1], [1, Number.NaN]] as const) {
      expect([betaIncomplete(0.5, a, b), betaQuantile(0.5, a, b)]).toEqual([Number.NaN, Number.NaN])
    }
    expect([betaIncomplete(Number.NaN, 1, 1), betaQuantile(Number.NaN, 1, 1), betaQuantile(1.1, 2, 2)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect([betaIncomplete(-0.1, 2, 2), betaIncomplete(1.1, 2, 2)]).toEqual([0, 1])
  })
  test('FUN-4, FUN-5: a probability below 0 is none', () => {
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
  test('FUN-7: a must be above 0 and x not below it', () => {
    const none = { lower: Number.NaN, upper: Number.NaN }
    for (const [a, x] of [[0, 1], [-1, 1], [1, -0.5], [Number.NaN, 1], [1, Number.NaN]] as const) expect(gammaIncomplete(a, x)).toEqual(none)
  })
  test('FUN-8: ends of t', () => {
    for (const df of [0, -1, Number.NaN]) expect([studentUpperTail(1, df), studentQuantile(0.9, df)]).toEqual([Number.NaN, Number.NaN])
    expect([studentUpperTail(Number.NaN, 3), studentQuantile(-0.1, 3), studentQuantile(1.1, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
  test('FUN-9: ends of F', () => {
    for (const [a, b] of [[0, 1], [1, 0], [-1, 1], [1, -1]] as const) expect([fisherUpperTail(1, a, b), fisherQuantile(0.5, a, b)]).toEqual([Number.NaN, Number.NaN])
    expect([fisherUpperTail(Number.NaN, 1, 1), fisherQuantile(-0.1, 1, 1), fisherQuantile(1.1, 1, 1)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect([fisherUpperTail(-1, 1, 1), fisherUpperTail(0, 2, 3)]).toEqual([1, 1])
  })
  test('FUN-11: certain events, and counts beyond the ends', () => {
    expect([binomialProbability(2, 3, 1), binomialProbability(0, 3, 1), binomialProbability(3, 3, 0)]).toEqual([0, 0, 0])
    expect([binomialLowerTail(3, 3, 0.2), binomialLowerTail(4, 3, 0.2), binomialUpperTail(0, 3, 0.2), binomialUpperTail(-1, 3, 0.2)]).toEqual([1, 1, 1, 1])
  })
  test('FUN-12: no argument, no probability; at 0 and below all of it', () => {
    expect([kolmogorovUpperTail(-1), kolmogorovUpperTail(0.04), kolmogorovUpperTail(Infinity)]).toEqual([1, 1, 0])
  })
})
