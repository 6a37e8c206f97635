import { binomialLowerTail, binomialUpperTail } from './distributions.ts'
import type { Alternative, TestResult } from './independent-proportions.ts'
import { noTest, normalP } from './independent-proportions.ts'
import type { StatisticsReason } from './interval.ts'
import { checkCounts } from './proportion.ts'

/**
 * Exact one-sided binomial p of x of n against a goal in (0, 1) (rule CRI-1). greater: H0 p ≤ goal, P(X ≥ x | goal);
 * less: H0 p ≥ goal, P(X ≤ x | goal). p ≤ (1 − level)/2 exactly when the Clopper-Pearson bound excludes the goal.
 */
export function exactBinomialTest(
  x: number,
  n: number,
  goal: number,
  alternative: Alternative,
): { p: number } | { p: null; reason: StatisticsReason } {
  checkCounts(x, n)
  if (!(goal > 0 && goal < 1)) throw new RangeError(`no goal of a proportion: ${goal}`)
  if (n === 0) return { p: null, reason: 'denominator-zero' }
  return { p: alternative === 'greater' ? binomialUpperTail(x, n, goal) : binomialLowerTail(x, n, goal) }
}

/**
 * One-sided test of an estimate with a standard error against a shifted null value, z = (estimate − nullValue) / error
 * (rule CRI-2). Non-inferiority of a difference of areas (DeLong): nullValue = −margin, 'greater'; superiority: 0.
 * Standard error 0: zero-variance.
 */
export function normalShiftTest(
  estimate: number,
  standardError: number,
  nullValue: number,
  alternative: Alternative,
): TestResult {
  if (!Number.isFinite(estimate) || !(standardError >= 0)) throw new RangeError('no estimate with a standard error')
  if (standardError === 0 || standardError === Infinity) return noTest('zero-variance')
  const statistic = (estimate - nullValue) / standardError
  return { statistic, p: normalP(statistic, alternative) }
}
