import { allocate, countingFraction, designEffect, examinationsFor, jointPower, jointPowerAtLeast, sizeForJointPower } from '../statistics/planning-counts.ts'
import type { GoalPlan } from '../statistics/planning-proportion.ts'
import { STATISTICS_VERSION } from '../statistics/version.ts'
import type { PlanAnswer, PlanAnswers, PlanAssumptions, PlanGroup, PlanItem, SampleSizePlan } from '../vocabulary/planning.ts'
import { absentOf, canBeMet, goalPlan, halfWidthOf, isArea, neededBy, powerOf } from './planning-items.ts'

/**
 * Computes a plan that `checkPlan` accepted: for each item the independent examinations that must count, the study's size
 * that gives them, and what that size (or the planned one) reaches, overall, jointly and in each part (rules SSP-3 …
 * SSP-8). Pure; sizes above the limits carry a reason.
 */
export function planSampleSize(plan: SampleSizePlan): PlanAnswers {
  const { clusters } = plan.assumptions
  const effect = clusters === undefined ? 1 : designEffect(clusters.size, clusters.intraclassCorrelation)
  const answers = plan.items.map((item) => sized(item, plan, effect))
  const searched = searchedJointly(plan, effect)
  const sizes = [...answers.map((each) => each.examinations?.assured), ...(searched === undefined ? [] : [searched.examinations])]
  const examinations = sizes.every((each) => each !== undefined) ? Math.max(...sizes) : null
  const at = plan.planned ?? examinations
  const items = answers.map((answer, i): PlanAnswer => {
    const item = plan.items[i]
    return at === null || item === undefined ? answer : { ...answer, reached: reachedWith(item, answer, at, plan, effect) }
  })
  const joint = at === null ? undefined : jointly(plan, items, at, effect)
  return {
    statisticsVersion: STATISTICS_VERSION,
    designEffect: effect,
    examinations,
    at,
    items,
    ...(joint === undefined ? {} : { joint: { ...joint, ...searched } }),
    parts: at === null ? [] : partsOf(plan, at, effect),
  }
}

/** Share of examinations in an item's denominator before any loss. Absent assumptions were refused by the check. */
function groupShare(among: PlanGroup, { prevalence = 1, calledPositive = 1 }: PlanAssumptions): number {
  const shares = { present: prevalence, absent: 1 - prevalence, 'called-positive': calledPositive, 'called-negative': 1 - calledPositive, all: 1 }
  return shares[among]
}

const losses = ({ indeterminate = 0, missing = 0, verified = 1 }: PlanAssumptions) => ({ indeterminate, missing, verified })

/** Of an area: the present ones. */
const fractionOf = (item: PlanItem, assumptions: PlanAssumptions): number =>
  countingFraction(groupShare(isArea(item) ? 'present' : item.among, assumptions), losses(assumptions))

function sized(item: PlanItem, plan: SampleSizePlan, effect: number): PlanAnswer {
  const answer = neededBy(item, plan)
  const { assumptions } = plan
  const fraction = fractionOf(item, assumptions)
  if (answer.needed === null) return { ...answer, fraction }
  const inflate = (n: number): number => Math.ceil(n * effect * (1 - 1e-12))
  const counting = inflate(answer.needed) + (answer.neededSecond === undefined ? 0 : inflate(answer.neededSecond))
  const sizes = [examinationsFor(counting, fraction, assumptions.assurance)]
  if (answer.neededAbsent !== undefined) {
    // Of an area both classes must be there, each with the assurance.
    sizes.push(examinationsFor(inflate(answer.neededAbsent), countingFraction(groupShare('absent', assumptions), losses(assumptions)), assumptions.assurance))
  }
  const largest = sizes.reduce((a, b) => ((b.n === null ? Infinity : b.assured) > (a.n === null ? Infinity : a.assured) ? b : a))
  if (largest.n === null) return { ...answer, fraction, counting, reason: largest.reason }
  const expected = Math.max(...sizes.map((each) => each.n ?? 0))
  return { ...answer, fraction, counting, examinations: { expected, assured: largest.assured, probability: largest.probability } }
}

/** Independent examinations that count, at their expected number, of so many. */
const countedOf = (examinations: number, fraction: number, effect: number): number => Math.floor((examinations * fraction * (1 + 1e-12)) / effect)

function reachedWith(item: PlanItem, answer: PlanAnswer, at: number, plan: SampleSizePlan, effect: number): NonNullable<PlanAnswer['reached']> {
  const all = countedOf(at, answer.fraction, effect)
  const n = item.kind === 'independent-margin' ? Math.floor(all / (1 + item.secondPerFirst)) : all
  const nAbsent = absentOf(item, n, plan)
  const power = powerOf(item, n, plan, answer.method)
  const halfWidth = item.kind === 'goal' ? null : halfWidthOf(item, n, plan)
  const met = canBeMet(item, n, plan.level)
  return {
    n,
    ...(nAbsent === undefined ? {} : { nAbsent }),
    ...(power === null ? {} : { power }),
    ...(halfWidth === null ? {} : { halfWidth }),
    ...(met === undefined ? {} : { canBeMet: met }),
  }
}

/** The co-primary items when they are one goal among present and one among absent; null: anything else. */
export function classGoals({ coPrimary, items, level }: SampleSizePlan): { readonly present: GoalPlan; readonly absent: GoalPlan } | null {
  const goals = (coPrimary ?? []).flatMap((id) => items.filter((each) => each.id === id && each.kind === 'goal'))
  const of = (among: PlanGroup) => goals.find((each) => each.kind === 'goal' && each.among === among)
  const [present, absent] = [of('present'), of('absent')]
  if (coPrimary?.length !== 2 || present?.kind !== 'goal' || absent?.kind !== 'goal') return null
  return { present: goalPlan(present, level), absent: goalPlan(absent, level) }
}

/** Examinations for the joint power that was asked for: losses at their expected share, classes as they fall (rule SSP-6). */
function searchedJointly(plan: SampleSizePlan, effect: number): { counting?: number; examinations?: number } | undefined {
  const goals = classGoals(plan)
  const { prevalence } = plan.assumptions
  if (plan.jointPower === undefined || goals === null || prevalence === undefined) return undefined
  const size = sizeForJointPower(goals.present, goals.absent, prevalence, plan.jointPower)
  if (size.n === null) return {}
  const counting = Math.ceil(size.n * effect * (1 - 1e-12))
  const study = examinationsFor(counting, countingFraction(1, losses(plan.assumptions)), plan.assumptions.assurance)
  return study.n === null ? { counting } : { counting, examinations: study.assured }
}

/**
 * Joint power of the co-primary items (rule SSP-6): one goal among present and one among absent are independent given the
 * class counts, and are summed over these; anything else gets the bound that needs no assumption.
 */
function jointly(plan: SampleSizePlan, answers: readonly PlanAnswer[], at: number, effect: number): PlanAnswers['joint'] {
  const ids = plan.coPrimary
  if (ids === undefined) return undefined
  const goals = classGoals(plan)
  const { prevalence } = plan.assumptions
  if (goals !== null && prevalence !== undefined) {
    const n = countedOf(at, countingFraction(1, losses(plan.assumptions)), effect)
    const { fixedCounts, randomCounts } = jointPower(goals.present, goals.absent, n, prevalence)
    return { ids: [...ids], method: 'independent-classes', fixedCounts: Math.min(1, fixedCounts), power: randomCounts }
  }
  const powers = ids.map((id) => answers.find((each) => each.id === id)?.reached?.power ?? 0)
  return { ids: [...ids], method: 'bonferroni-bound', power: jointPowerAtLeast(powers) }
}

/** Examinations of each part and the half-width they give (rule SSP-7). */
function partsOf(plan: SampleSizePlan, at: number, effect: number): PlanAnswers['parts'] {
  return (plan.parts ?? []).map(({ label, shares }) => {
    const sizes = allocate(at, shares.map((each) => each.share))
    const levels = shares.map((each, i) => {
      const examinations = sizes[i] ?? 0
      const items = plan.items.flatMap((item) => {
        if (item.kind !== 'half-width' && item.kind !== 'goal' && !isArea(item)) return []
        const n = countedOf(examinations, fractionOf(item, plan.assumptions), effect)
        return [{ id: item.id, n, halfWidth: halfWidthOf(item, n, plan) }]
      })
      return { label: each.label, examinations, items }
    })
    return { label, levels }
  })
}
