import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absentFor, areaHalfWidth, areaPower, areaSizeForHalfWidth, areaSizeForPower } from '../../shared/statistics/planning-area.ts'
import { allocate, designEffect, examinationsFor, jointPower, sampleSizeForFewFailures } from '../../shared/statistics/planning-counts.ts'
import type { GoalPlan } from '../../shared/statistics/planning-proportion.ts'
import { powerAgainstGoal } from '../../shared/statistics/planning-proportion.ts'
import { smallestHolding, smallestLasting } from '../../shared/statistics/planning-search.ts'
import { binomialProbability } from '../../shared/statistics/distributions.ts'
import { wilsonInterval } from '../../shared/statistics/proportion.ts'

describe('searches for a size', () => {
  test('PLN-1: the smallest size from any beginning up to any limit, and nothing outside is asked', () => {
    for (const [from, limit] of [[1, 40], [5, 37], [0, 9], [7, 7]] as const) {
      for (let threshold = from; threshold <= limit + 1; threshold++) {
        const holds = (n: number): boolean => {
          if (n < from || n > limit) throw new Error(`${n} is outside ${from} to ${limit}`)
          return n >= threshold
        }
        expect(smallestHolding(holds, from, limit)).toBe(threshold > limit ? null : threshold)
      }
    }
  })
  test('PLN-1: a lasting size is found from any guess, and is none beyond the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 20 }), (threshold, guess, window) => {
        const holds = (n: number): boolean => {
          if (n < 1) throw new Error(`${n} is no size`)
          return n >= threshold
        }
        expect(smallestLasting(holds, guess, window, 100)).toBe(threshold > 100 ? null : threshold)
      }),
      { seed: 12, numRuns: 400 },
    )
  })
  test('PLN-1: lasting is as many sizes after it as the window has, no more and no fewer', () => {
    for (const window of [4, 9]) {
      for (const guess of [1, 30, 60]) {
        expect(smallestLasting((n) => n >= 40 && n !== 40 + window, guess, window, 500)).toBe(41 + window)
        if (guess <= 30) expect(smallestLasting((n) => n >= 40 && n !== 41 + window, guess, window, 500)).toBe(40)
      }
    }
  })
  test('PLN-1: the stretch near the guess is looked for, not an earlier one that ends', () => {
    for (const guess of [110, 120, 130]) expect(smallestLasting((n) => (n >= 20 && n <= 40) || n >= 100, guess, 10, 500)).toBe(100)
    for (const guess of [20, 25, 30]) expect(smallestLasting((n) => (n >= 20 && n <= 40) || n >= 100, guess, 10, 500)).toBe(20)
  })
  test('PLN-1: where sizes hold up to the guess, the search goes down as far as they do', () => {
    for (const [window, guess] of [[10, 300], [7, 90], [50, 120]] as const) {
      for (const bad of [1, 20, 61]) expect(smallestLasting((n) => n > bad, guess, window, 500)).toBe(bad + 1)
    }
  })
})

describe('areas', () => {
  const plan = { expected: 0.8, level: 0.95, variance: 'hanley-mcneil', absentPerPresent: 2 } as const
  test('PLN-14: absent examinations are rounded up, but not for rounding, and are one at least', () => {
    expect([absentFor(100, 0.07), absentFor(3, 0.5), absentFor(3, 0.1), absentFor(20_001, 1), absentFor(1, 0.01)]).toEqual([7, 2, 1, 20_001, 1])
  })
  test('PLN-14, PLN-15: what is reached exactly is reached; two present are the fewest', () => {
    expect(areaSizeForHalfWidth(plan, areaHalfWidth(plan, 50))).toEqual({ n: 50, nAbsent: 100 })
    expect(areaSizeForPower(plan, 0.7, areaPower(plan, 0.7, 60))).toEqual({ n: 60, nAbsent: 120 })
    expect(areaSizeForHalfWidth(plan, 3)).toEqual({ n: 2, nAbsent: 4 })
  })
})

describe('counts', () => {
  test('PLN-7: no correlation and full correlation are the ends', () => {
    expect([designEffect(4, 0), designEffect(4, 1)]).toEqual([1, 4])
  })
  test('PLN-6: one examination is enough for a goal that one meets', () => {
    const goal = (wilsonInterval(1, 1, 0.95).lower ?? 0) - 0.01
    expect(sampleSizeForFewFailures({ goal, level: 0.95, method: 'wilson' }, 0)).toEqual({ n: 1 })
  })
  test('PLN-8: quotients that are whole but for rounding stay, large ones are counted, a hundred million is the limit', () => {
    expect([21, 42, 84].map((needed) => examinationsFor(needed, 0.7, 0.9).n)).toEqual([30, 60, 120])
    expect(examinationsFor(20_001, 1, 0.9)).toMatchObject({ n: 20_001 })
    expect(examinationsFor(90_000, 0.001, 0.9)).toMatchObject({ n: 90_000_000 })
    expect(examinationsFor(100_000, 0.001, 0.9)).toEqual({ n: null, reason: 'beyond-limit' })
    expect([examinationsFor(1e8, 1, 0.9).n, examinationsFor(1e8 + 1, 1, 0.9).n]).toEqual([1e8, null])
  })
  test('PLN-9: joint power over all class counts; fixed counts are rounded', () => {
    const goal: GoalPlan = { expected: 0.95, goal: 0.8, level: 0.95, method: 'wilson', bound: 'lower' }
    const other: GoalPlan = { ...goal, expected: 0.9, goal: 0.75 }
    for (const [n, prevalence] of [[60, 0.5], [61, 0.3], [101, 0.5], [40, 0.9]] as const) {
      let sum = 0
      for (let k = 0; k <= n; k++) sum += binomialProbability(k, n, prevalence) * powerAgainstGoal(goal, k) * powerAgainstGoal(other, n - k)
      const found = jointPower(goal, other, n, prevalence)
      expect(Math.abs(found.randomCounts - sum)).toBeLessThan(1e-13)
      const present = Math.floor(n * prevalence + 0.5)
      expect(found.fixedCounts).toBe(powerAgainstGoal(goal, present) * powerAgainstGoal(other, n - present))
    }
  })
  test('PLN-11: shares that come to whole numbers but for rounding are not rounded up', () => {
    expect(allocate(10, [0.1 * 3, 0.7])).toEqual([3, 7])
    expect(allocate(100_000, [0.20001])).toEqual([20_001])
  })
})
