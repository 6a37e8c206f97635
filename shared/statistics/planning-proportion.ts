import { binomialLowerTail, binomialProbability } from './distributions.ts'
import { normalMultiplier } from './interval.ts'
import type { PlannedSize } from './planning-search.ts'
import { mainRange, PLANNING_LIMIT, noSize, smallestHolding } from './planning-search.ts'
import { agrestiCoullInterval, jeffreysInterval } from './proportion-bounds.ts'
import { clopperPearsonInterval, wilsonInterval } from './proportion.ts'
import { betaIncomplete, betaQuantile } from './special.ts'

/** Intervals of one proportion that can be planned for. */
export type PlannedInterval = 'clopper-pearson' | 'wilson' | 'agresti-coull' | 'jeffreys'

/** at-expected: x is taken as expected · n, a real number. mean: over all x that n examinations can give. */
export type WidthBasis = 'at-expected' | 'mean'

const intervals = {
  'clopper-pearson': clopperPearsonInterval,
  wilson: wilsonInterval,
  'agresti-coull': agrestiCoullInterval,
  jeffreys: jeffreysInterval,
} as const

/**
 * Half of the width of the interval where the observed proportion is the expected one, expected in (0, 1), n ≥ 1; the
 * formula of the interval at the real number expected · n (rule PLN-2). Falls with n.
 */
export function halfWidthAtExpected(expected: number, n: number, level: number, method: PlannedInterval): number {
  const z = normalMultiplier(level)
  const x = expected * n
  if (method === 'wilson') return (z * Math.sqrt(expected * (1 - expected) * n + (z * z) / 4)) / (n + z * z)
  if (method === 'agresti-coull') {
    const size = n + z * z
    const centre = (x + (z * z) / 2) / size
    const half = z * Math.sqrt((centre * (1 - centre)) / size)
    return (Math.min(1, centre + half) - Math.max(0, centre - half)) / 2
  }
  const tail = (1 - level) / 2
  const more = method === 'jeffreys' ? 0.5 : 1
  const less = method === 'jeffreys' ? 0.5 : 0
  return (betaQuantile(1 - tail, x + more, n - x + less) - betaQuantile(tail, x + less, n - x + more)) / 2
}

/** Mean half-width over the binomial distribution of x (rule PLN-3). */
export function meanHalfWidth(expected: number, n: number, level: number, method: PlannedInterval): number {
  let sum = 0
  for (const x of mainRange(n, expected)) {
    const { lower, upper } = intervals[method](x, n, level)
    if (lower !== null) sum += (binomialProbability(x, n, expected) * (upper - lower)) / 2
  }
  return sum
}

/** Largest n for which every possible x is weighed. */
export const MEAN_WIDTH_LIMIT = 5000

/**
 * Smallest n whose half-width is at most halfWidth (rules PLN-2, PLN-3). at-expected: every larger n meets it too. mean:
 * the next 10 sizes were checked. Beyond PLANNING_LIMIT, or MEAN_WIDTH_LIMIT for the mean: refused.
 */
export function sampleSizeForHalfWidth(
  plan: { expected: number; halfWidth: number; level: number; method: PlannedInterval },
  basis: WidthBasis,
): PlannedSize<{ readonly n: number; readonly halfWidth: number }> {
  const { expected, level, method } = plan
  const width = basis === 'mean' ? meanHalfWidth : halfWidthAtExpected
  const holds = (n: number): boolean => width(expected, n, level, method) <= plan.halfWidth
  const near = smallestHolding((size) => halfWidthAtExpected(expected, size, level, method) <= plan.halfWidth, 1, PLANNING_LIMIT)
  if (near === null || (basis === 'mean' && near > 1.5 * MEAN_WIDTH_LIMIT)) return noSize('beyond-limit')
  if (basis === 'at-expected') return { n: near, halfWidth: width(expected, near, level, method) }
  const below = Math.floor(0.9 * near)
  let n = smallestHolding(holds, holds(below) ? 1 : below, MEAN_WIDTH_LIMIT)
  for (let next = 1; n !== null && next <= 10; next++) {
    if (holds(n + next)) continue
    n = smallestHolding(holds, n + next + 1, MEAN_WIDTH_LIMIT)
    next = 0
  }
  return n === null ? noSize('beyond-limit') : { n, halfWidth: width(expected, n, level, method) }
}

/** A criterion on one bound of a two-sided interval. lower: the bound is to reach the goal; upper: to stay below it. */
export interface GoalPlan {
  /** The proportion that is thought true, in (0, 1), or 1 for a lower and 0 for an upper bound. */
  readonly expected: number
  readonly goal: number
  readonly bound: 'lower' | 'upper'
  readonly level: number
  readonly method: PlannedInterval
}

/** An upper bound on successes is a lower bound on failures: everything below counts towards a lower bound. */
const towardsLower = (plan: GoalPlan): GoalPlan =>
  plan.bound === 'lower' ? plan : { ...plan, bound: 'lower', expected: 1 - plan.expected, goal: 1 - plan.goal }

/** Whether n − failures of n reach the goal, by the tail that the bound inverts (rules PROP-1, PROP-5, CRI-1). */
function reaches({ goal, level, method }: GoalPlan, failures: number, n: number): boolean {
  const x = n - failures
  const tail = (1 - level) / 2
  if (method === 'clopper-pearson') return x > 0 && binomialLowerTail(failures, n, 1 - goal) <= tail
  if (method === 'jeffreys') return betaIncomplete(goal, x + 0.5, failures + 0.5) <= tail
  const { lower } = intervals[method](x, n, level)
  return lower !== null && lower >= goal
}

/** Fewest examinations, from more than the failures on, with which so many still reach the goal (rule PLN-4). */
function firstSize(plan: GoalPlan, failures: number, from: number, limit: number): number | null {
  return smallestHolding((n) => reaches(plan, failures, n), from, limit)
}

/**
 * Most failures (for an upper bound: most positives) among n that meet the criterion, −1 when not even a perfect result
 * does (rule PLN-4).
 */
export function mostFailures(given: GoalPlan, n: number): number {
  const plan = towardsLower(given)
  if (n === 0 || !reaches(plan, 0, n)) return -1
  const above = smallestHolding((failures) => !reaches(plan, failures, n), 1, n)
  return (above ?? n + 1) - 1
}

/** Probability that n examinations meet the criterion: an exact binomial tail (rule PLN-4). */
export function powerAgainstGoal(given: GoalPlan, n: number): number {
  const failures = mostFailures(given, n)
  return failures < 0 ? 0 : binomialLowerTail(failures, n, 1 - towardsLower(given).expected)
}

export interface PowerSize {
  /** From here on the power is never below the target, as far as checkedTo. */
  readonly n: number
  readonly power: number
  /** The smallest size with the target power; larger ones may lose it again. */
  readonly firstN: number
  readonly firstPower: number
  readonly checkedTo: number
}

/**
 * Number of examinations for a power (rule PLN-5). With a given number of allowed failures power falls with n, and jumps
 * where one more is allowed: only the last size before each jump can be too small, so that every size is checked.
 */
export function sampleSizeForPower(given: GoalPlan, target: number): PlannedSize<PowerSize> {
  const plan = towardsLower(given)
  if (!(plan.expected > plan.goal)) return noSize('expected-not-beyond-goal')
  const miss = 1 - plan.expected
  let first: { n: number; power: number } | null = null
  let start = firstSize(plan, 0, 1, PLANNING_LIMIT)
  let lastBad = (start ?? 1) - 1
  for (let failures = 0; start !== null; failures++) {
    const power = binomialLowerTail(failures, start, miss)
    if (first === null && power >= target) first = { n: start, power }
    if (first !== null && start > 1.5 * lastBad + 100) {
      return { n: lastBad + 1, power: powerAgainstGoal(plan, lastBad + 1), firstN: first.n, firstPower: first.power, checkedTo: start - 1 }
    }
    const next: number | null = firstSize(plan, failures + 1, start + 1, 2 * PLANNING_LIMIT)
    if (next === null) break
    if (binomialLowerTail(failures, next - 1, miss) < target) lastBad = next - 1
    if (lastBad >= PLANNING_LIMIT) break
    start = next
  }
  return noSize('beyond-limit')
}
