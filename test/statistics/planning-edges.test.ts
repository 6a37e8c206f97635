import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absentFor, areaHalfWidth, areaPower, areaSizeForHalfWidth, areaSizeForPower } from '../../shared/statistics/planning-area.ts'
import { allocate, designEffect, examinationsFor, jointPower, sampleSizeForFewFailures, sizeForJointPower } from '../../shared/statistics/planning-counts.ts'
import { independentFormulaPower, independentPower, independentSize, pairedFormulaPower, pairedPower, pairedSize } from '../../shared/statistics/planning-differences.ts'
import { normalMultiplier } from '../../shared/statistics/interval.ts'
import type { GoalPlan } from '../../shared/statistics/planning-proportion.ts'
import { halfWidthAtExpected, meanHalfWidth, mostFailures, powerAgainstGoal, sampleSizeForHalfWidth, sampleSizeForPower } from '../../shared/statistics/planning-proportion.ts'
import { mainRange, smallestHolding, smallestLasting } from '../../shared/statistics/planning-search.ts'
import { binomialProbability, binomialUpperTail } from '../../shared/statistics/distributions.ts'
import { tangoTest } from '../../shared/statistics/paired-proportions.ts'
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
  test('PLN-9: what matters lies within 9 standard deviations and 20 of the mean, and is possible', () => {
    for (const [n, p, first, last] of [[100_000, 0.5, 48_556, 51_443], [100_000, 0.9999, 99_941, 100_000], [1000, 0.02, 0, 79], [30, 0.5, 0, 30], [7, 0, 0, 7]] as const) {
      const range = [...mainRange(n, p)]
      expect([range[0], range.at(-1), range.length]).toEqual([first, last, last - first + 1])
      expect(Math.abs(range.reduce((sum, k) => sum + binomialProbability(k, n, p), 0) - 1)).toBeLessThan(2e-11)
    }
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
  test('PLN-8, PLN-20: an assurance and a joint power that are reached exactly are reached', () => {
    expect(examinationsFor(5, 0.3, binomialUpperTail(5, 30, 0.3))).toMatchObject({ assured: 30 })
    const [goal, other]: GoalPlan[] = [{ expected: 0.9, goal: 0.5, level: 0.95, method: 'wilson', bound: 'lower' }, { expected: 0.9, goal: 0.2, level: 0.95, method: 'wilson', bound: 'lower' }]
    if (goal === undefined || other === undefined) throw new Error('no goals')
    const { randomCounts } = jointPower(goal, other, 30, 0.8)
    expect(sizeForJointPower(goal, other, 0.8, randomCounts)).toEqual({ n: 30, power: randomCounts })
  })
  test('PLN-9: a joint power that is certain is 1, not 1 and what rounding adds', () => {
    const certain: GoalPlan = { expected: 1, goal: 0.01, level: 0.95, method: 'wilson', bound: 'lower' }
    expect(jointPower(certain, certain, 62, 0.5).randomCounts).toBe(1)
  })
  test('PLN-11: shares that come to whole numbers but for rounding are not rounded up', () => {
    expect(allocate(10, [0.1 * 3, 0.7])).toEqual([3, 7])
    expect(allocate(100_000, [0.20001])).toEqual([20_001])
  })
})

describe('widths', () => {
  const wilson = { expected: 0.9, level: 0.95, method: 'wilson' } as const
  test('PLN-2, PLN-3: a half-width that is reached exactly is reached; one examination may do', () => {
    expect(sampleSizeForHalfWidth({ ...wilson, halfWidth: halfWidthAtExpected(0.9, 77, 0.95, 'wilson') }, 'at-expected').n).toBe(77)
    expect(sampleSizeForHalfWidth({ ...wilson, halfWidth: meanHalfWidth(0.9, 77, 0.95, 'wilson') }, 'mean').n).toBe(77)
    for (const basis of ['at-expected', 'mean'] as const) expect(sampleSizeForHalfWidth({ ...wilson, halfWidth: 0.6 }, basis).n).toBe(1)
    expect(sampleSizeForHalfWidth({ ...wilson, expected: 0.5, halfWidth: 0.3, method: 'jeffreys' }, 'mean').n).toBe(7)
  })
  test('PLN-2, PLN-3: sizes above 5,000 are for widths at the expected proportion alone', () => {
    const n = 38_000
    expect(sampleSizeForHalfWidth({ ...wilson, halfWidth: halfWidthAtExpected(0.9, n, 0.95, 'wilson') }, 'at-expected').n).toBe(n)
    const near = sampleSizeForHalfWidth({ ...wilson, halfWidth: meanHalfWidth(0.9, 4999, 0.95, 'wilson') }, 'mean')
    expect(near.n).toBe(4999)
    expect(sampleSizeForHalfWidth({ ...wilson, halfWidth: meanHalfWidth(0.9, 4999, 0.95, 'wilson') * 0.999 }, 'mean')).toEqual({ n: null, reason: 'beyond-limit' })
  })
  test('PLN-3: the mean is over every possible number, for large n too', () => {
    for (const [n, p] of [[900, 0.5], [12, 0.01], [40, 0.99]] as const) {
      let sum = 0
      for (let x = 0; x <= n; x++) {
        const { lower, upper } = wilsonInterval(x, n, 0.95)
        sum += (binomialProbability(x, n, p) * ((upper ?? 0) - (lower ?? 0))) / 2
      }
      expect(Math.abs(meanHalfWidth(p, n, 0.95, 'wilson') / sum - 1)).toBeLessThan(1e-13)
    }
  })
})

describe('goals', () => {
  const plan: GoalPlan = { expected: 0.95, goal: 0.9, level: 0.95, method: 'clopper-pearson', bound: 'lower' }
  test('PLN-4: a bound exactly on the goal reaches it; no examinations reach none; where none can there is no power', () => {
    const goal = wilsonInterval(37, 40, 0.95).lower ?? 0
    expect(mostFailures({ ...plan, method: 'wilson', goal }, 40)).toBe(3)
    expect(mostFailures({ ...plan, method: 'jeffreys', goal: 1e-4 }, 0)).toBe(-1)
    expect(powerAgainstGoal(plan, 20)).toBe(0)
  })
  test('PLN-4: a goal below what Jeffreys’ interval says of no success at all is reached by any number', () => {
    const low: GoalPlan = { ...plan, method: 'jeffreys', goal: 1e-4, expected: 0.3 }
    expect(mostFailures(low, 3)).toBe(3)
    expect(powerAgainstGoal(low, 3)).toBe(1)
    // Clopper and Pearson’s bound of no success is 0; of one it is not.
    expect(mostFailures({ ...low, method: 'clopper-pearson' }, 3)).toBe(2)
  })
  test('PLN-5: a power that is reached exactly is reached, by the first size and by those that last', () => {
    const found = sampleSizeForPower(plan, 0.8)
    if (found.n === null) throw new Error('refused')
    expect(sampleSizeForPower(plan, found.firstPower)).toMatchObject({ firstN: found.firstN })
    const lastBad = powerAgainstGoal(plan, found.n - 1)
    expect(sampleSizeForPower(plan, lastBad).n).toBeLessThan(found.n)
  })
  test('PLN-5: sizes are checked up to the one before a further failure is allowed, by 100 and a half beyond the last that is too small', () => {
    for (const [expected, goal, target] of [[0.95, 0.9, 0.8], [0.99, 0.9, 0.6], [0.9999, 0.99977, 0.8]] as const) {
      const each = { ...plan, expected, goal }
      const found = sampleSizeForPower(each, target)
      if (found.n === null) throw new Error('refused')
      const least = 1.5 * (found.n - 1) + 100
      expect(found.checkedTo).toBeGreaterThanOrEqual(Math.floor(least))
      const allowed = mostFailures(each, found.checkedTo)
      expect(mostFailures(each, found.checkedTo + 1)).toBe(allowed + 1)
      expect(mostFailures(each, Math.floor(least))).toBe(allowed)
    }
  })
  test('PLN-5: what only lasts beyond the limit is refused, though a smaller size reaches it once', () => {
    expect(sampleSizeForPower({ ...plan, expected: 0.9999, goal: 0.9998 }, 0.7)).toEqual({ n: null, reason: 'beyond-limit' })
    expect(sampleSizeForPower({ ...plan, expected: 0.9999, goal: 0.9998 }, 0.6)).toMatchObject({ n: 91_948, checkedTo: 142_233 })
  })
})

describe('differences', () => {
  test('PLN-16: over every table of so many pairs, where most are discordant and where none is', () => {
    for (const [firstOnly, secondOnly, margin, level, n] of [[0.7, 0.25, 0.05, 0.9, 8], [0.9, 0.1, 0, 0.5, 5], [0, 0.3, 0.4, 0.8, 9], [0.04, 0, 0.3, 0.8, 11]] as const) {
      let power = 0
      for (let d = 0; d <= n; d++) {
        for (let first = 0; first <= d; first++) {
          const { statistic } = tangoTest({ both: n - d, firstOnly: first, secondOnly: d - first, neither: 0 }, 0 - margin, 'greater')
          const share = firstOnly / (firstOnly + secondOnly)
          if (statistic !== null && statistic >= normalMultiplier(level)) power += binomialProbability(d, n, firstOnly + secondOnly) * binomialProbability(first, d, share)
        }
      }
      expect(Math.abs(pairedPower({ firstOnly, secondOnly, margin, level }, n) - power)).toBeLessThan(1e-13)
    }
  })
  test('PLN-16, PLN-18: enumerated up to 5,000 pairs and 1,500 in a group, by the formula above', () => {
    // Margins with which the formula asks for the limit itself, or one more.
    const pairs = (margin: number) => pairedSize({ firstOnly: 0.02, secondOnly: 0.02, margin, level: 0.95 }, 0.8)
    const groups = (margin: number) => independentSize({ first: 0.95, second: 0.95, secondPerFirst: 1, margin, level: 0.95 }, 0.8)
    expect(pairs(0.008_022_35)).toMatchObject({ formulaN: 5000, by: 'enumeration' })
    const beyond = pairs(0.008_021_53)
    expect(beyond).toMatchObject({ n: 5001, formulaN: 5001, by: 'formula', power: pairedFormulaPower({ firstOnly: 0.02, secondOnly: 0.02, margin: 0.008_021_53, level: 0.95 }, 5001) })
    expect(groups(0.022_616_5)).toMatchObject({ formulaN: 1500, by: 'enumeration' })
    expect(groups(0.022_608_7)).toMatchObject({ n: 1501, nSecond: 1501, formulaN: 1501, by: 'formula' })
    expect(pairs(0.001_773)).toMatchObject({ n: 100_000, by: 'formula' })
    expect(pairs(0.001_772_9)).toEqual({ n: null, reason: 'beyond-limit' })
  })
  test('PLN-18: one in the second group at least, and no more for rounding', () => {
    const plan = { first: 0.99, second: 0.01, margin: 0, level: 0.5 } as const
    expect(independentSize({ ...plan, secondPerFirst: 0.01 }, 0.5)).toMatchObject({ nSecond: 1 })
    expect(independentSize({ first: 0.95, second: 0.95, secondPerFirst: 0.1 * 3 / 0.3, margin: 0.022_608_7, level: 0.95 }, 0.8)).toMatchObject({ nSecond: 1501 })
  })
  test('PLN-16, PLN-18: a statistic that is the critical value itself rejects', () => {
    // Two standard errors: (4 − 0)/√4, and (1 − 0)/√(½ · ½ · (½ + ½)).
    const level = 0.954_499_736_103_641_6
    expect(normalMultiplier(level)).toBe(2)
    expect(pairedPower({ firstOnly: 0.9, secondOnly: 0.1, margin: 0, level }, 4)).toBeCloseTo(0.9 ** 4, 13)
    expect(independentPower({ first: 0.9, second: 0.2, secondPerFirst: 1, margin: 0, level }, 2)).toBeCloseTo(0.9 ** 2 * 0.8 ** 2, 13)
  })
  test('PLN-16, PLN-18: a power that is certain is 1, not 1 and what rounding adds', () => {
    for (let n = 8; n <= 14; n++) {
      expect(pairedPower({ firstOnly: 0.95, secondOnly: 0, margin: 0.3, level: 0.8 }, n)).toBeLessThanOrEqual(1)
      expect(independentPower({ first: 0.99, second: 0.01, secondPerFirst: 1, margin: 0.1, level: 0.8 }, n)).toBeLessThanOrEqual(1)
    }
  })
  test('PLN-16, PLN-18: a power that is reached exactly is reached', () => {
    const pairs = { firstOnly: 0.25, secondOnly: 0.05, margin: 0, level: 0.95 }
    const groups = { first: 0.9, second: 0.6, secondPerFirst: 2, margin: 0, level: 0.95 }
    const [paired, grouped] = [pairedSize(pairs, 0.8), independentSize(groups, 0.8)]
    if (paired.n === null || grouped.n === null) throw new Error('refused')
    expect(pairedSize(pairs, pairedPower(pairs, paired.n - 1)).n).toBeLessThan(paired.n)
    expect(independentSize(groups, independentPower(groups, grouped.n - 1)).n).toBeLessThan(grouped.n)
  })
  test('PLN-17, PLN-19: a gain of one in twenty thousand is a gain, none is refused; large groups are in proportion', () => {
    const pairs = (firstOnly: number) => pairedSize({ firstOnly, secondOnly: 0, margin: 0, level: 0.95 }, 0.8)
    const groups = (first: number) => independentSize({ first, second: 0, secondPerFirst: 1, margin: 0, level: 0.95 }, 0.8)
    expect([pairs(9e-5), groups(9e-5)]).toMatchObject([{ by: 'formula' }, { by: 'formula' }])
    expect([pairs(5e-5), groups(5e-5)]).toMatchObject([{ reason: 'beyond-limit' }, { reason: 'beyond-limit' }])
    expect([pairs(0), groups(0)]).toMatchObject([{ reason: 'expected-not-beyond-goal' }, { reason: 'expected-not-beyond-goal' }])
    const large = independentSize({ first: 0.9, second: 0.9, secondPerFirst: 1, margin: 0.01, level: 0.95 }, 0.8)
    expect(large).toMatchObject({ by: 'formula', nSecond: large.n, power: expect.closeTo(0.8, 4) })
  })
  test('PLN-16, PLN-18: sizes are searched up to twice what the formula may ask for; beyond, the formula is known to be wrong and nothing is said', () => {
    // At 0.9955 the formula asks for 896 with a power of 0.5; by enumeration 3,001 still have 0.49.
    const rare = (second: number) => ({ first: 0.99999, second, secondPerFirst: 0.05, margin: 0, level: 0.95 })
    const found = independentSize(rare(0.995), 0.5)
    expect(found).toMatchObject({ n: 2761, formulaN: 803, by: 'enumeration' })
    expect(independentFormulaPower(rare(0.9955), 896)).toBeGreaterThan(0.5)
    expect(independentPower(rare(0.9955), 3001)).toBeLessThan(0.5)
    expect(independentSize(rare(0.9955), 0.5)).toEqual({ n: null, reason: 'beyond-limit' })
  })
})
