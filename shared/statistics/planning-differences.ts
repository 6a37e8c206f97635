import { binomialLowerTail, binomialProbability, binomialUpperTail } from './distributions.ts'
import { farringtonManningTest, restrictedProportions } from './independent-proportions.ts'
import { normalMultiplier } from './interval.ts'
import { tangoTest } from './paired-proportions.ts'
import type { PlannedSize } from './planning-search.ts'
import { mainRange, PLANNING_LIMIT, noSize, smallestHolding, smallestLasting } from './planning-search.ts'
import { normalCdf, normalQuantile } from './special.ts'

/** A size by exact enumeration, or by the formula alone where enumeration would take too long. */
export interface DifferenceSize {
  readonly n: number
  readonly power: number
  /** formula: the size is above what is enumerated, and the power is the formula's. */
  readonly by: 'enumeration' | 'formula'
  /** What the normal formula gives. */
  readonly formulaN: number
}

/** Two calls on the same examinations: the new one first. margin 0 is superiority. */
export interface PairedPlan {
  /** Expected share of examinations that only the first calls right, and only the second. */
  readonly firstOnly: number
  readonly secondOnly: number
  /** Largest loss that is accepted, ≥ 0: H0 is first − second ≤ −margin. */
  readonly margin: number
  /** Of the two-sided interval; the test is one-sided at half of the rest. */
  readonly level: number
}

/** Sizes above these are planned by the formula. */
const pairedEnumerated = 5000
const independentEnumerated = 1500

/**
 * Exact power of Tango's score test among n pairs (rule PLN-16): over the number of discordant pairs, the binomial tail of
 * those that favour the first, from the fewest with which the test rejects.
 */
export function pairedPower(plan: PairedPlan, n: number): number {
  const z = normalMultiplier(plan.level)
  const discordant = plan.firstOnly + plan.secondOnly
  const rejects = (first: number, d: number): boolean => {
    const { statistic } = tangoTest({ both: n - d, firstOnly: first, secondOnly: d - first, neither: 0 }, 0 - plan.margin, 'greater')
    return statistic !== null && statistic >= z
  }
  const share = discordant === 0 ? 0 : plan.firstOnly / discordant
  let power = 0
  let fewest = 0
  for (const d of mainRange(n, discordant)) {
    // One more discordant pair never needs fewer in favour of the first: the edge only moves up.
    while (fewest <= d && !rejects(fewest, d)) fewest++
    if (fewest <= d) power += binomialProbability(d, n, discordant) * binomialUpperTail(fewest, d, share)
  }
  return Math.min(1, power)
}

/**
 * Standard deviations of one pair's difference, under H0 at the limit of the restricted maximum likelihood estimates (the
 * root of Tango 1998 at the expected shares) and under H1.
 */
function pairedDeviations({ firstOnly, secondOnly, margin }: PairedPlan): { null: number; expected: number } {
  const difference = firstOnly - secondOnly
  const discordant = firstOnly + secondOnly
  // The positive root of 2q² + linear q − firstOnly · margin (1 − margin), the share of `firstOnly` under H0.
  const linear = margin * (2 + difference) - discordant
  const q = (Math.sqrt(linear * linear + 8 * firstOnly * margin * (1 - margin)) - linear) / 4
  return { null: Math.sqrt(2 * q + margin * (1 - margin)), expected: Math.sqrt(discordant - difference * difference) }
}

/** Normal approximation of that power (rule PLN-17): Nam 1997, Biometrics 53: 1422–1430; Liu et al. 2002, Stat Med 21: 231–245. */
export function pairedFormulaPower(plan: PairedPlan, n: number): number {
  const deviations = pairedDeviations(plan)
  const gain = (plan.firstOnly - plan.secondOnly + plan.margin) * Math.sqrt(n)
  return normalCdf((gain - normalMultiplier(plan.level) * deviations.null) / deviations.expected)
}

/** Pairs for a power (rules PLN-16, PLN-17): by enumeration, so that n and the next 50 sizes have it. */
export function pairedSize(plan: PairedPlan, target: number): PlannedSize<DifferenceSize> {
  const gain = plan.firstOnly - plan.secondOnly + plan.margin
  if (!(gain > 1e-12)) return noSize('expected-not-beyond-goal')
  const { null: wide, expected } = pairedDeviations(plan)
  const root = (normalMultiplier(plan.level) * wide + normalQuantile(target) * expected) / gain
  const powers = { exact: (n: number) => pairedPower(plan, n), formula: (n: number) => pairedFormulaPower(plan, n) }
  return enumerated(Math.ceil(root * root), powers, target, pairedEnumerated)
}

/** Two groups of different examinations: the new one first, ratio second examinations for each first one. */
export interface IndependentPlan {
  readonly first: number
  readonly second: number
  readonly secondPerFirst: number
  readonly margin: number
  readonly level: number
}

const secondFor = (n: number, { secondPerFirst }: IndependentPlan): number => Math.ceil(n * secondPerFirst * (1 - 1e-12))

/** Exact power of the Farrington-Manning test with n in the first group (rule PLN-18): over both binomials. */
export function independentPower(plan: IndependentPlan, n: number): number {
  const z = normalMultiplier(plan.level)
  const n2 = secondFor(n, plan)
  const rejects = (x1: number, x2: number): boolean => {
    const { statistic } = farringtonManningTest({ x1, n1: n, x2, n2 }, 0 - plan.margin, 'greater')
    return statistic !== null && statistic >= z
  }
  let power = 0
  // More successes of the first allow more of the second: the edge only moves up.
  let most = -1
  for (const x1 of mainRange(n, plan.first)) {
    if (most < 0) most = (smallestHolding((x2) => x2 > n2 || !rejects(x1, x2), 0, n2 + 1) ?? 0) - 1
    else while (most < n2 && rejects(x1, most + 1)) most++
    power += binomialProbability(x1, n, plan.first) * binomialLowerTail(most, n2, plan.second)
  }
  return Math.min(1, power)
}

/** Root-n standard deviations under H0 (restricted maximum likelihood at the expected shares) and H1. */
function independentDeviations(plan: IndependentPlan): { null: number; expected: number } {
  const { first, second, secondPerFirst: k, margin } = plan
  const { p1, p2 } = restrictedProportions({ x1: first, n1: 1, x2: second * k, n2: k }, 0 - margin)
  return {
    null: Math.sqrt(p1 * (1 - p1) + (p2 * (1 - p2)) / k),
    expected: Math.sqrt(first * (1 - first) + (second * (1 - second)) / k),
  }
}

/** Normal approximation of that power (rule PLN-19): Farrington & Manning 1990, Stat Med 9: 1447–1454, method 1. */
export function independentFormulaPower(plan: IndependentPlan, n: number): number {
  const deviations = independentDeviations(plan)
  const gain = (plan.first - plan.second + plan.margin) * Math.sqrt(n)
  return normalCdf((gain - normalMultiplier(plan.level) * deviations.null) / deviations.expected)
}

/** First-group size for a power (rules PLN-18, PLN-19): by enumeration, so that n and the next 50 sizes have it. */
export function independentSize(plan: IndependentPlan, target: number): PlannedSize<DifferenceSize & { readonly nSecond: number }> {
  const gain = plan.first - plan.second + plan.margin
  if (!(gain > 1e-12)) return noSize('expected-not-beyond-goal')
  const { null: wide, expected } = independentDeviations(plan)
  const root = (normalMultiplier(plan.level) * wide + normalQuantile(target) * expected) / gain
  const powers = { exact: (n: number) => independentPower(plan, n), formula: (n: number) => independentFormulaPower(plan, n) }
  const size = enumerated(Math.ceil(root * root), powers, target, independentEnumerated)
  return size.n === null ? size : { ...size, nSecond: secondFor(size.n, plan) }
}

function enumerated(
  formulaN: number,
  powers: { exact: (n: number) => number; formula: (n: number) => number },
  target: number,
  limit: number,
): PlannedSize<DifferenceSize> {
  if (formulaN > PLANNING_LIMIT) return noSize('beyond-limit')
  if (formulaN > limit) return { n: formulaN, power: powers.formula(formulaN), by: 'formula', formulaN }
  const n = smallestLasting((size) => powers.exact(size) >= target, formulaN, 50, 2 * limit)
  // The formula's size is then known to be far too small: with shares near 0 or 1 and very unequal groups.
  return n === null ? noSize('beyond-limit') : { n, power: powers.exact(n), by: 'enumeration', formulaN }
}
