import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { choleskySolve } from '../../shared/statistics/linear.ts'
import { bracketedRoot } from '../../shared/statistics/root.ts'

interface Trace {
  readonly function: string
  readonly low: number
  readonly high: number
  readonly absolute: number
  readonly asked: readonly number[]
  readonly root: number
}
const { traces } = JSON.parse(readFileSync('test/vectors/root-traces.json', 'utf8')) as { readonly traces: readonly Trace[] }

/** As make-root-traces.py has them: + - * / only, so that both languages see the same values. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  'x x - 2': (x) => x * x - 2,
  'Wallis: x^3 - 2 x - 5': (x) => x * x * x - 2 * x - 5,
  'x^9 - 0.001': (x) => x * x * x * x * x * x * x * x * x - 0.001,
  'falling: 1 / x - 3': (x) => 1 / x - 3,
  'falling: 0.3 - x / (1 + x x)': (x) => 0.3 - x / (1 + x * x),
  'x^3': (x) => x * x * x,
  'a step at 0.3': (x) => (x < 0.3 ? -1 : 1),
  'a falling step at -0.7': (x) => (x < -0.7 ? 1 : -1),
  'a pole-like wall: x / (1.001 - x) - 40': (x) => x / (1.001 - x) - 40,
  'x^7 + 2.52 x - 2.97': (x) => x * x * x * x * x * x * x + 2.52 * x - 2.97,
  '2.88 x^3 - 0.09 x^2 - 1.47 x - 2.78': (x) => ((2.88 * x - 0.09) * x - 1.47) * x - 2.78,
}

describe('bracketed root', () => {
  test.each(traces.map((trace) => [trace.function, trace.absolute, trace] as const))(
    'FUN-10: asks where scipy’s brentq asks: %s, to %d',
    (name, absolute, { low, high, asked, root }) => {
      const f = functions[name]
      if (f === undefined) throw new Error(`no function ${name}`)
      const points: number[] = []
      const recorded = (x: number): number => {
        points.push(x)
        return f(x)
      }
      const found = absolute === 0 ? bracketedRoot(recorded, low, high) : bracketedRoot(recorded, low, high, absolute)
      expect(points).toHaveLength(asked.length)
      expect(Math.max(...points.map((x, k) => Math.abs(x - (asked[k] ?? Number.NaN))))).toBeLessThan(1e-9)
      expect(Math.abs(found - root)).toBeLessThan(1e-14)
    },
  )
  test('FUN-10: a root at an end is that end, whichever way the function falls', () => {
    expect([bracketedRoot((x) => -x, 0, 1), bracketedRoot((x) => 1 - x, 0, 1), bracketedRoot((x) => x - 1, 0, 1)]).toEqual([0, 1, 1])
  })
  test('FUN-10: a step so near to 0 that a thousand halvings are needed', () => {
    const found = bracketedRoot((x) => (x < 1e-290 ? -1 : 1), 0, 1)
    expect(Math.abs(found / 1e-290 - 1)).toBeLessThan(1e-9)
  })
})

describe('linear equations', () => {
  const solve = (matrix: readonly number[], right: readonly number[]) => {
    const x = choleskySolve(Float64Array.from(matrix), Float64Array.from(right))
    return x === null ? null : [...x]
  }
  test('SYM-2, RCS-1: integers solve integers', () => {
    // L = [2 0 0; 1 3 0; −1 2 4], A = L Lᵀ, x = (1, −2, 3).
    expect(solve([4, 2, -2, 2, 10, 5, -2, 5, 21], [-6, -3, 51])).toEqual([1, -2, 3])
  })
  test('SYM-2, RCS-1: the unit of the matrix is no matter', () => {
    const scaled = (unit: number) => solve([4 * unit, 2 * unit, 2 * unit, 10 * unit], [8 * unit, 22 * unit])
    for (const unit of [1, 2 ** -80, 2 ** 80]) expect(scaled(unit)).toEqual([1, 2])
  })
  test('SYM-2, RCS-1: nearly dependent columns are solved, dependent ones refused though rounding leaves a positive rest', () => {
    const near = solve([1, 1, 1, 1 + 1e-8], [2, 2 + 1e-8]) ?? []
    expect(near.map((x) => Math.abs(x - 1) < 1e-6)).toEqual([true, true])
    const rest = 0.1 * 0.1 + 2 ** -58
    expect(rest - 0.1 * 0.1).toBeGreaterThan(0)
    expect(solve([1, 0.1, 0.1, rest], [1, 1])).toBeNull()
    // The pivot is compared with its own place of the diagonal, not with another one.
    expect(solve([1, 0, 1, 0, 1e-20, 0, 1, 0, 1 + 2 ** -52], [1, 1, 1])).toBeNull()
    expect(solve([2 ** -14, 1, 1, 2 ** 14 + 2 ** -38], [1, 1])).toBeNull()
    expect(solve([0], [0])).toBeNull()
    expect(solve([-1], [1])).toBeNull()
  })
})
