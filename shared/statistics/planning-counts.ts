import { binomialProbability, binomialUpperTail } from './distributions.ts'
import type { GoalPlan, PlannedInterval } from './planning-proportion.ts'
import { halfWidthAtExpected, mostFailures, powerAgainstGoal } from './planning-proportion.ts'
import type { PlannedSize } from './planning-search.ts'
import { mainRange, PLANNING_LIMIT, noSize, smallestHolding } from './planning-search.ts'

/**
 * Fewest examinations with which so many failures still leave the lower bound at the goal or above (rule PLN-6). With no
 * failure and Clopper-Pearson: ((1 − level)/2)^(1/n) ≥ goal.
 */
export function sampleSizeForFewFailures(
  plan: { goal: number; level: number; method: PlannedInterval },
  failures: number,
): PlannedSize<{ readonly n: number }> {
  const goal: GoalPlan = { ...plan, expected: 1, bound: 'lower' }
  const n = smallestHolding((size) => mostFailures(goal, size) >= failures, failures + 1, PLANNING_LIMIT)
  return n === null ? noSize('beyond-limit') : { n }
}

/** Design effect of clusters of equal size: 1 + (size − 1) · ρ. Kish 1965, Survey Sampling, 5.4 (rule PLN-7). */
export function designEffect(clusterSize: number, intraclassCorrelation: number): number {
  if (!(clusterSize >= 1) || !(intraclassCorrelation >= 0) || intraclassCorrelation > 1) throw new RangeError('no clusters')
  return 1 + (clusterSize - 1) * intraclassCorrelation
}

/** What lies between an examination of the study and one that counts. Fractions in [0, 1). */
export interface Losses {
  readonly indeterminate: number
  readonly missing: number
  /** Share of examinations that get the reference standard, in (0, 1]. */
  readonly verified: number
}

/** Probability that an examination is in the class and counts (rule PLN-8). The losses are thought independent. */
export const countingFraction = (classFraction: number, { indeterminate, missing, verified }: Losses): number =>
  classFraction * (1 - indeterminate) * (1 - missing) * verified

/**
 * Examinations so that `needed` of them count (rule PLN-8). expected: needed / fraction, rounded up: about every second
 * study falls short. assured: so many that at least `needed` count with probability `assurance`, exact binomial.
 * Beyond a thousand times PLANNING_LIMIT: refused.
 */
export function examinationsFor(
  needed: number,
  fraction: number,
  assurance: number,
): PlannedSize<{ readonly n: number; readonly assured: number; readonly probability: number }> {
  const limit = 1000 * PLANNING_LIMIT
  // A quotient that is whole but for rounding is not raised by one.
  const n = Math.ceil((needed / fraction) * (1 - 1e-12))
  if (!(n <= limit)) return noSize('beyond-limit')
  const assured = fraction === 1 ? n : smallestHolding((size) => binomialUpperTail(needed, size, fraction) >= assurance, needed, limit)
  if (assured === null) return noSize('beyond-limit')
  return { n, assured, probability: fraction === 1 ? 1 : binomialUpperTail(needed, assured, fraction) }
}

/** Power of sensitivity and specificity together. */
export interface JointPower {
  /** Class counts fixed at their expected values: the two are independent, so the product. */
  readonly fixedCounts: number
  /** Class counts as they fall: summed over the binomial distribution of the number with the condition. */
  readonly randomCounts: number
}

/**
 * Joint power of a criterion among examinations with the condition and one among those without, of n that count, each with
 * the condition at `prevalence` (rule PLN-9). Calls on different examinations are independent given the class counts.
 */
export function jointPower(present: GoalPlan, absent: GoalPlan, n: number, prevalence: number): JointPower {
  const expected = Math.round(n * prevalence)
  const fixedCounts = powerAgainstGoal(present, expected) * powerAgainstGoal(absent, n - expected)
  let randomCounts = 0
  for (const k of mainRange(n, prevalence)) {
    randomCounts += binomialProbability(k, n, prevalence) * powerAgainstGoal(present, k) * powerAgainstGoal(absent, n - k)
  }
  return { fixedCounts, randomCounts: Math.min(1, randomCounts) }
}

/**
 * Smallest number of counting examinations whose joint power over random class counts is at least the target (rule
 * PLN-20). Class counts as they fall smooth the saw-tooth; 40 larger sizes up to about 1.2 n are checked too.
 */
export function sizeForJointPower(present: GoalPlan, absent: GoalPlan, prevalence: number, target: number): PlannedSize<{ readonly n: number; readonly power: number }> {
  const powerAt = (n: number): number => jointPower(present, absent, n, prevalence).randomCounts
  for (const each of [present, absent]) {
    if (!(each.bound === 'lower' ? each.expected > each.goal : each.expected < each.goal)) return noSize('expected-not-beyond-goal')
  }
  let n = smallestHolding((size) => powerAt(size) >= target, 1, PLANNING_LIMIT)
  for (let k = 1; n !== null && k <= 40; k++) {
    const next = n + Math.ceil((k * k * n) / 8000) + k
    if (powerAt(next) >= target) continue
    n = smallestHolding((size) => powerAt(size) >= target, next + 1, PLANNING_LIMIT)
    k = 0
  }
  return n === null ? noSize('beyond-limit') : { n, power: powerAt(n) }
}

/** Joint power that endpoints have at least, however they depend on each other: 1 − Σ(1 − power), not below 0 (rule PLN-10). */
export const jointPowerAtLeast = (powers: readonly number[]): number =>
  Math.max(0, 1 - powers.reduce((sum, power) => sum + (1 - power), 0))

/** Examinations of each part by its share, each rounded up, so that no part has fewer than its share (rule PLN-11). */
export const allocate = (n: number, shares: readonly number[]): number[] => shares.map((share) => Math.ceil(n * share * (1 - 1e-12)))

/** Half-width that a part reaches with n examinations of its own denominator; null without any (rule PLN-11). */
export const reachedHalfWidth = (expected: number, n: number, level: number, method: PlannedInterval): number | null =>
  n === 0 ? null : halfWidthAtExpected(expected, n, level, method)
