import { exp } from './elementary.ts'
import { normalMultiplier } from './interval.ts'
import type { PlannedSize } from './planning-search.ts'
import { PLANNING_LIMIT, noSize, smallestHolding } from './planning-search.ts'
import { normalCdf, normalQuantile } from './special.ts'

/** Where the variance of an area that is not yet observed comes from. */
export type AreaVariance = 'hanley-mcneil' | 'obuchowski'

/**
 * Variance of an area in (0, 1) with so many present and absent. hanley-mcneil (rule PLN-12): exponential approximation,
 * Hanley & McNeil 1982, Radiology 143: 29–36. obuchowski (rule PLN-13): equal binormal spread, Obuchowski 1994, Stat Med
 * 13: 1461–1472; Obuchowski & McClish 1997, Stat Med 16: 1529–1542.
 */
export function plannedAreaVariance(area: number, nPresent: number, nAbsent: number, kind: AreaVariance): number {
  if (kind === 'hanley-mcneil') {
    const q1 = area / (2 - area)
    const q2 = (2 * area * area) / (1 + area)
    const spread = (nPresent - 1) * (q1 - area * area) + (nAbsent - 1) * (q2 - area * area)
    return (area * (1 - area) + spread) / (nPresent * nAbsent)
  }
  // 1.414 is the authors' own constant for √2.
  const a = normalQuantile(area) * 1.414
  const perAbsent = nPresent / nAbsent
  return (0.0099 * exp((-a * a) / 2) * (5 * a * a + 8 + (a * a + 8) * perAbsent)) / nPresent
}

export interface AreaPlan {
  readonly expected: number
  readonly level: number
  readonly variance: AreaVariance
  /** Absent examinations for each present one. */
  readonly absentPerPresent: number
}

export interface AreaSize {
  /** Present. */
  readonly n: number
  readonly nAbsent: number
}

export const absentFor = (nPresent: number, absentPerPresent: number): number =>
  Math.max(1, Math.ceil(nPresent * absentPerPresent * (1 - 1e-12)))

const standardError = (plan: AreaPlan, n: number): number =>
  Math.sqrt(plannedAreaVariance(plan.expected, n, absentFor(n, plan.absentPerPresent), plan.variance))

/** Half-width z · se of the area's Wald interval with n present. */
export const areaHalfWidth = (plan: AreaPlan, n: number): number => normalMultiplier(plan.level) * standardError(plan, n)

/** Smallest numbers of present and absent with a half-width of at most halfWidth (rule PLN-14). */
export function areaSizeForHalfWidth(plan: AreaPlan, halfWidth: number): PlannedSize<AreaSize> {
  return sized(plan, (n) => areaHalfWidth(plan, n) <= halfWidth)
}

/**
 * Power that the lower bound of the area reaches the goal (rule PLN-15): Φ((expected − goal)/se − z), with the standard
 * error of the expected area on both sides, because the bound is made with the observed one.
 */
export const areaPower = (plan: AreaPlan, goal: number, n: number): number =>
  normalCdf((plan.expected - goal) / standardError(plan, n) - normalMultiplier(plan.level))

/** Smallest numbers of present and absent with that power (rule PLN-15). */
export function areaSizeForPower(plan: AreaPlan, goal: number, target: number): PlannedSize<AreaSize> {
  if (!(plan.expected > goal)) return noSize('expected-not-beyond-goal')
  return sized(plan, (n) => areaPower(plan, goal, n) >= target)
}

function sized(plan: AreaPlan, holds: (n: number) => boolean): PlannedSize<AreaSize> {
  const n = smallestHolding(holds, 2, PLANNING_LIMIT)
  return n === null ? noSize('beyond-limit') : { n, nAbsent: absentFor(n, plan.absentPerPresent) }
}
