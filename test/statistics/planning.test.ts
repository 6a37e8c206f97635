import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaHalfWidth, areaPower, areaSizeForHalfWidth, areaSizeForPower, plannedAreaVariance } from '../../shared/statistics/planning-area.ts'
import type { AreaVariance } from '../../shared/statistics/planning-area.ts'
import { allocate, countingFraction, designEffect, examinationsFor, jointPower, jointPowerAtLeast, reachedHalfWidth, sampleSizeForFewFailures, sizeForJointPower } from '../../shared/statistics/planning-counts.ts'
import { independentFormulaPower, independentPower, independentSize, pairedFormulaPower, pairedPower, pairedSize } from '../../shared/statistics/planning-differences.ts'
import type { GoalPlan, PlannedInterval, WidthBasis } from '../../shared/statistics/planning-proportion.ts'
import { halfWidthAtExpected, meanHalfWidth, mostFailures, powerAgainstGoal, sampleSizeForHalfWidth, sampleSizeForPower } from '../../shared/statistics/planning-proportion.ts'
import { smallestHolding, smallestLasting } from '../../shared/statistics/planning-search.ts'
import { clopperPearsonInterval, wilsonInterval } from '../../shared/statistics/proportion.ts'

type Bound = 'lower' | 'upper'
type Goal = [number, number, number, PlannedInterval, Bound]
const vectors = JSON.parse(readFileSync('resources/vectors/planning.json', 'utf8')) as {
  golden: { zeroFailure: [number, number][]; wilsonHalfWidth: [number, number, number] }
  width: [number, number, number, PlannedInterval, WidthBasis, number, number][]
  power: [number, number, number, PlannedInterval, Bound, number, number, number, number, number][]
  fewFailures: [number, number, number, PlannedInterval, number][]
  paired: [number, number, number, number, number, number][]
  pairedFormula: [number, number, number, number, number, number, number][]
  pairedSize: [number, number, number, number, number, number, number][]
  independent: [number, number, number, number, number, number, number][]
  independentFormula: [number, number, number, number, number, number, number, number][]
  independentSize: [number, number, number, number, number, number, number, number][]
  area: [number, number, number, number, number, number, AreaVariance, number, number, number, number][]
  joint: [Goal, Goal, number, number, number, number][]
  jointSize: [Goal, Goal, number, number, number, number][]
  assured: [number, number, number, number, number, number][]
}
const goalOf = ([expected, goal, level, method, bound]: Goal): GoalPlan => ({ expected, goal, level, method, bound })
const near = (found: number | undefined, expected: number, tolerance = 1e-9) =>
  expect(Math.abs((found ?? Number.NaN) - expected) / (Math.abs(expected) || 1)).toBeLessThan(tolerance)
const methods: PlannedInterval[] = ['clopper-pearson', 'wilson', 'agresti-coull', 'jeffreys']
const share = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const law = { seed: 77, numRuns: 60 }

describe('planning: one proportion', () => {
  test('PLN-1: the smallest size that holds, that goes on holding, and none', () => {
    expect(smallestHolding((n) => n >= 57, 1, 1000)).toBe(57)
    expect(smallestHolding((n) => n >= 1, 1, 1000)).toBe(1)
    expect(smallestHolding((n) => n > 1000, 1, 1000)).toBe(null)
    // Holds from 80 on but for 90 and 95: lasting only from 96 on, wherever the search begins.
    const wavers = (n: number) => n >= 80 && n !== 90 && n !== 95
    for (const guess of [1, 50, 85, 96, 120]) expect(smallestLasting(wavers, guess, 20, 1000)).toBe(96)
    expect(smallestLasting(() => true, 400, 50, 1000)).toBe(1)
    expect(smallestLasting(() => false, 40, 50, 1000)).toBe(null)
  })
  test.each(vectors.width)('PLN-2, PLN-3: p %d, half-width %d, level %d, %s, %s', (expected, halfWidth, level, method, basis, n, reached) => {
    const found = sampleSizeForHalfWidth({ expected, halfWidth, level, method }, basis)
    expect(found.n).toBe(n)
    near(found.n === null ? undefined : found.halfWidth, reached)
  })
  test('PLN-2: the golden number, and intervals of whole counts are met exactly', () => {
    const [expected, halfWidth, n] = vectors.golden.wilsonHalfWidth
    expect(sampleSizeForHalfWidth({ expected, halfWidth, level: 0.95, method: 'wilson' }, 'at-expected').n).toBe(n)
    for (const [method, interval] of [['wilson', wilsonInterval], ['clopper-pearson', clopperPearsonInterval]] as const) {
      const { lower, upper } = interval(45, 60, 0.95)
      near(halfWidthAtExpected(0.75, 60, 0.95, method), ((upper ?? 0) - (lower ?? 0)) / 2, 1e-12)
    }
  })
  test('PLN-2: falls with n for every interval', () => {
    fc.assert(
      fc.property(share(0.01, 0.99), fc.integer({ min: 1, max: 3000 }), share(0.6, 0.995), (p, n, level) => {
        for (const method of methods) expect(halfWidthAtExpected(p, n + 1, level, method)).toBeLessThan(halfWidthAtExpected(p, n, level, method) * (1 + 1e-10))
      }),
      law,
    )
  })
  test('PLN-3: beyond the limits sizes are refused', () => {
    expect(sampleSizeForHalfWidth({ expected: 0.5, halfWidth: 0.001, level: 0.95, method: 'wilson' }, 'at-expected')).toEqual({ n: null, reason: 'beyond-limit' })
    expect(sampleSizeForHalfWidth({ expected: 0.5, halfWidth: 0.005, level: 0.95, method: 'wilson' }, 'mean')).toEqual({ n: null, reason: 'beyond-limit' })
    near(meanHalfWidth(1 - 1e-15, 20, 0.95, 'wilson'), halfWidthAtExpected(1, 20, 0.95, 'wilson'))
  })
  test.each(vectors.power)('PLN-4, PLN-5: %d against %d, level %d, %s, %s bound, power %d', (expected, goal, level, method, bound, target, n, power, firstN, firstPower) => {
    const plan: GoalPlan = { expected, goal, level, method, bound }
    const found = sampleSizeForPower(plan, target)
    if (found.n === null) throw new Error('refused')
    expect([found.n, found.firstN]).toEqual([n, firstN])
    near(found.power, power)
    near(found.firstPower, firstPower)
    near(powerAgainstGoal(plan, n), power)
    expect(found.checkedTo).toBeGreaterThan(1.5 * (n - 1))
    for (let size = n; size <= Math.min(found.checkedTo, n + 200); size++) expect(powerAgainstGoal(plan, size)).toBeGreaterThanOrEqual(target)
  })
  test('PLN-4: what is allowed is what the interval allows, on both sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), share(0.3, 0.97), fc.constantFrom(...methods.slice(0, 2)), (n, goal, method) => {
        const interval = method === 'wilson' ? wilsonInterval : clopperPearsonInterval
        const k = mostFailures({ expected: 0.99, goal, level: 0.95, method, bound: 'lower' }, n)
        if (k >= 0) expect(interval(n - k, n, 0.95).lower).toBeGreaterThan(goal - 1e-9)
        if (k + 1 <= n) expect(interval(n - k - 1, n, 0.95).lower).toBeLessThan(goal + 1e-9)
        expect(mostFailures({ expected: 0.01, goal: 1 - goal, level: 0.95, method, bound: 'upper' }, n)).toBe(k)
      }),
      law,
    )
  })
  test('PLN-5: an expectation on the goal has no size, one close to it too large a one', () => {
    const plan: GoalPlan = { expected: 0.9, goal: 0.9, level: 0.95, method: 'wilson', bound: 'lower' }
    expect(sampleSizeForPower(plan, 0.8)).toEqual({ n: null, reason: 'expected-not-beyond-goal' })
    expect(sampleSizeForPower({ ...plan, bound: 'upper', expected: 0.95 }, 0.8)).toEqual({ n: null, reason: 'expected-not-beyond-goal' })
    expect(sampleSizeForPower({ ...plan, expected: 0.9005 }, 0.9)).toEqual({ n: null, reason: 'beyond-limit' })
  })
})

describe('planning: counts', () => {
  test.each(vectors.fewFailures)('PLN-6: goal %d, level %d, %d failures, %s', (goal, level, failures, method, n) => {
    expect(sampleSizeForFewFailures({ goal, level, method }, failures)).toEqual({ n })
  })
  test('PLN-6: the golden numbers, and the closed form without failures', () => {
    for (const [goal, n] of vectors.golden.zeroFailure) {
      expect(sampleSizeForFewFailures({ goal, level: 0.95, method: 'clopper-pearson' }, 0).n).toBe(n)
      expect(0.025 ** (1 / n)).toBeGreaterThanOrEqual(goal)
      expect(0.025 ** (1 / (n - 1))).toBeLessThan(goal)
    }
  })
  test('PLN-7: design effect', () => {
    expect(designEffect(1, 0.9)).toBe(1)
    expect(designEffect(4, 0.05)).toBeCloseTo(1.15, 15)
    for (const [size, rho] of [[0.5, 0.1], [2, -0.1], [2, 1.1], [Number.NaN, 0]] as const) expect(() => designEffect(size, rho)).toThrow(RangeError)
  })
  test.each(vectors.assured)('PLN-8: %d needed at fraction %d, assured %d', (needed, fraction, assurance, expected, assured, probability) => {
    const found = examinationsFor(needed, fraction, assurance)
    if (found.n === null) throw new Error('refused')
    expect([found.n, found.assured]).toEqual([expected, assured])
    near(found.probability, probability)
  })
  test('PLN-8: losses multiply, nothing is lost at 1, and the impossible is refused', () => {
    expect(countingFraction(0.1, { indeterminate: 0.05, missing: 0.02, verified: 0.5 })).toBeCloseTo(0.046_55, 15)
    expect(examinationsFor(77, 1, 0.9)).toEqual({ n: 77, assured: 77, probability: 1 })
    expect(examinationsFor(70, 0.1, 0.9).n).toBe(700)
    expect(examinationsFor(1e5, 1e-6, 0.9)).toEqual({ n: null, reason: 'beyond-limit' })
  })
  test.each(vectors.joint)('PLN-9: %j and %j of %d at prevalence %d', (present, absent, n, prevalence, fixedCounts, randomCounts) => {
    const found = jointPower(goalOf(present), goalOf(absent), n, prevalence)
    near(found.fixedCounts, fixedCounts)
    near(found.randomCounts, randomCounts)
  })
  test.each(vectors.jointSize)('PLN-20: %j and %j at prevalence %d, joint power %d', (present, absent, prevalence, target, n, power) => {
    const found = sizeForJointPower(goalOf(present), goalOf(absent), prevalence, target)
    if (found.n === null) throw new Error('refused')
    expect(found.n).toBe(n)
    near(found.power, power)
    expect(sizeForJointPower(goalOf(present), { ...goalOf(absent), expected: goalOf(absent).goal }, prevalence, target)).toEqual({ n: null, reason: 'expected-not-beyond-goal' })
  })
  test('PLN-10: below every power, the sum of what is missing', () => {
    expect(jointPowerAtLeast([0.9, 0.9])).toBeCloseTo(0.8, 15)
    expect(jointPowerAtLeast([0.4, 0.5])).toBe(0)
    expect(jointPowerAtLeast([])).toBe(1)
    const found = jointPower({ expected: 0.9, goal: 0.8, level: 0.95, method: 'wilson', bound: 'lower' }, { expected: 0.9, goal: 0.8, level: 0.95, method: 'wilson', bound: 'lower' }, 300, 0.5)
    const each = powerAgainstGoal({ expected: 0.9, goal: 0.8, level: 0.95, method: 'wilson', bound: 'lower' }, 150)
    expect(found.fixedCounts).toBeGreaterThanOrEqual(jointPowerAtLeast([each, each]))
  })
  test('PLN-11: parts are rounded up and reach a wider interval', () => {
    expect(allocate(100, [0.5, 0.3, 0.2])).toEqual([50, 30, 20])
    expect(allocate(101, [0.5, 0.3, 0.2])).toEqual([51, 31, 21])
    expect(reachedHalfWidth(0.9, 0, 0.95, 'wilson')).toBe(null)
    expect(reachedHalfWidth(0.9, 141, 0.95, 'wilson')).toBeLessThanOrEqual(0.05)
  })
})

describe('planning: areas', () => {
  test.each(vectors.area)('PLN-12, PLN-13, PLN-14, PLN-15: area %d, goal %d, half-width %d, ratio %d, level %d, power %d, %s', (expected, goal, halfWidth, absentPerPresent, level, target, kind, variance, precise, strong, power) => {
    near(plannedAreaVariance(expected, 40, 90, kind), variance)
    const plan = { expected, level, variance: kind, absentPerPresent }
    expect(areaSizeForHalfWidth(plan, halfWidth)).toMatchObject({ n: precise })
    expect(areaSizeForPower(plan, goal, target)).toMatchObject({ n: strong })
    near(areaPower(plan, goal, strong), power)
    expect(areaHalfWidth(plan, precise - 1)).toBeGreaterThan(halfWidth)
  })
  test('PLN-15: an area at its goal has no size', () => {
    const plan = { expected: 0.8, level: 0.95, variance: 'obuchowski', absentPerPresent: 1 } as const
    expect(areaSizeForPower(plan, 0.8, 0.9)).toEqual({ n: null, reason: 'expected-not-beyond-goal' })
    expect(areaSizeForHalfWidth(plan, 1e-5)).toEqual({ n: null, reason: 'beyond-limit' })
  })
})

describe('planning: differences', () => {
  test.each(vectors.paired)('PLN-16: only first %d, only second %d, margin %d, level %d, %d pairs', (firstOnly, secondOnly, margin, level, n, power) => {
    near(pairedPower({ firstOnly, secondOnly, margin, level }, n), power)
  })
  test.each(vectors.pairedFormula)('PLN-17: only first %d, only second %d, margin %d, level %d, power %d', (firstOnly, secondOnly, margin, level, target, n, power) => {
    const plan = { firstOnly, secondOnly, margin, level }
    const found = pairedSize(plan, target)
    if (found.n === null) throw new Error('refused')
    expect(found.formulaN).toBe(n)
    near(pairedFormulaPower(plan, n), power)
    expect(pairedFormulaPower(plan, n - 1)).toBeLessThan(target)
    if (found.by === 'formula') return expect(found.n).toBe(n)
    for (let size = found.n; size <= found.n + 50; size++) expect(pairedPower(plan, size)).toBeGreaterThanOrEqual(target)
    expect(pairedPower(plan, found.n - 1)).toBeLessThan(target)
  })
  test.each(vectors.pairedSize)('PLN-16: only first %d, only second %d, margin %d, level %d: pairs that keep a power of %d', (firstOnly, secondOnly, margin, level, target, n, power) => {
    const found = pairedSize({ firstOnly, secondOnly, margin, level }, target)
    expect(found).toMatchObject({ n, by: 'enumeration' })
    near(found.n === null ? undefined : found.power, power)
  })
  test.each(vectors.independent)('PLN-18: %d against %d, ratio %d, margin %d, level %d, %d in the first group', (first, second, secondPerFirst, margin, level, n, power) => {
    near(independentPower({ first, second, secondPerFirst, margin, level }, n), power)
  })
  test.each(vectors.independentFormula)('PLN-19: %d against %d, ratio %d, margin %d, level %d, power %d', (first, second, secondPerFirst, margin, level, target, n, power) => {
    const plan = { first, second, secondPerFirst, margin, level }
    const found = independentSize(plan, target)
    if (found.n === null) throw new Error('refused')
    expect(found.formulaN).toBe(n)
    near(independentFormulaPower(plan, n), power)
    expect(independentFormulaPower(plan, n - 1)).toBeLessThan(target)
    expect(found.by).toBe('enumeration')
    expect(independentPower(plan, found.n)).toBeGreaterThanOrEqual(target)
    expect(independentPower(plan, found.n - 1)).toBeLessThan(target)
  })
  test.each(vectors.independentSize)('PLN-18: %d against %d, ratio %d, margin %d, level %d: groups that keep a power of %d', (first, second, secondPerFirst, margin, level, target, n, power) => {
    const found = independentSize({ first, second, secondPerFirst, margin, level }, target)
    expect(found).toMatchObject({ n, nSecond: Math.ceil(n * secondPerFirst), by: 'enumeration' })
    near(found.n === null ? undefined : found.power, power)
  })
  test('PLN-16, PLN-18: an expected loss of the margin has no size; nothing discordant is planned too', () => {
    expect(pairedSize({ firstOnly: 0.02, secondOnly: 0.07, margin: 0.05, level: 0.95 }, 0.8)).toEqual({ n: null, reason: 'expected-not-beyond-goal' })
    expect(independentSize({ first: 0.85, second: 0.9, secondPerFirst: 1, margin: 0.05, level: 0.95 }, 0.8)).toEqual({ n: null, reason: 'expected-not-beyond-goal' })
    expect(independentSize({ first: 0.9, second: 0.9, secondPerFirst: 1, margin: 0.001, level: 0.95 }, 0.8)).toEqual({ n: null, reason: 'beyond-limit' })
    // All pairs alike: non-inferior as soon as the score interval of no differences lies above −margin.
    const alike = pairedSize({ firstOnly: 0, secondOnly: 0, margin: 0.05, level: 0.95 }, 0.8)
    expect(alike).toMatchObject({ n: 73, power: 1 })
  })
})
