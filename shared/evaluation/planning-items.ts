import { absentFor, areaHalfWidth, areaPower, areaSizeForHalfWidth, areaSizeForPower } from '../statistics/planning-area.ts'
import type { AreaPlan } from '../statistics/planning-area.ts'
import { sampleSizeForFewFailures } from '../statistics/planning-counts.ts'
import { independentFormulaPower, independentPower, independentSize, pairedFormulaPower, pairedPower, pairedSize } from '../statistics/planning-differences.ts'
import type { GoalPlan } from '../statistics/planning-proportion.ts'
import { MEAN_WIDTH_LIMIT, halfWidthAtExpected, meanHalfWidth, mostFailures, powerAgainstGoal, sampleSizeForHalfWidth, sampleSizeForPower } from '../statistics/planning-proportion.ts'
import type { PlanAnswer, PlanItem, SampleSizePlan } from '../vocabulary/planning.ts'

/** The part of an answer that knows nothing of losses and clusters. */
export type Needed = Omit<PlanAnswer, 'fraction' | 'examinations' | 'reached' | 'counting'>

type Of<K extends PlanItem['kind']> = Extract<PlanItem, { kind: K }>

export const goalPlan = (item: Of<'goal'>, level: number): GoalPlan => ({
  expected: item.expected,
  goal: item.goal,
  bound: item.bound,
  level,
  method: item.interval,
})

export const isArea = (item: PlanItem): item is Of<'area-half-width'> | Of<'area-goal'> =>
  item.kind === 'area-half-width' || item.kind === 'area-goal'

/** Area plan; the plan's check has seen to it that there is a prevalence (rule SSP-2). */
export function areaPlan(item: Of<'area-half-width'> | Of<'area-goal'>, { level, assumptions }: SampleSizePlan): AreaPlan {
  const { prevalence = 0.5 } = assumptions
  return { expected: item.expected, level, variance: item.variance, absentPerPresent: (1 - prevalence) / prevalence }
}

/** Independent examinations that must count, by the item's method (rule SSP-3). */
export function neededBy(item: PlanItem, plan: SampleSizePlan): Needed {
  const { level } = plan
  switch (item.kind) {
    case 'half-width': {
      const method = item.basis === 'mean' ? 'mean-width' : 'width-at-expected'
      const size = sampleSizeForHalfWidth({ expected: item.expected, halfWidth: item.halfWidth, level, method: item.interval }, item.basis)
      return { id: item.id, method, ...(size.n === null ? none(size) : { needed: size.n, halfWidth: size.halfWidth }) }
    }
    case 'goal': {
      const size = sampleSizeForPower(goalPlan(item, level), item.power)
      const common = { id: item.id, method: 'exact-binomial-power' } as const
      if (size.n === null) return { ...common, ...none(size) }
      return { ...common, needed: size.n, power: size.power, first: { n: size.firstN, power: size.firstPower }, checkedTo: size.checkedTo }
    }
    case 'few-failures': {
      const size = sampleSizeForFewFailures({ goal: item.goal, level, method: item.interval }, item.failures)
      return { id: item.id, method: 'few-failures', ...(size.n === null ? none(size) : { needed: size.n }) }
    }
    case 'paired-margin': {
      const size = pairedSize({ ...item, level }, item.power)
      if (size.n === null) return { id: item.id, method: 'tango-exact-power', ...none(size) }
      const method = size.by === 'formula' ? 'tango-formula-power' : 'tango-exact-power'
      return { id: item.id, method, needed: size.n, power: size.power, formulaN: size.formulaN }
    }
    case 'independent-margin': {
      const size = independentSize({ ...item, level }, item.power)
      if (size.n === null) return { id: item.id, method: 'farrington-manning-exact-power', ...none(size) }
      const method = size.by === 'formula' ? 'farrington-manning-formula-power' : 'farrington-manning-exact-power'
      return { id: item.id, method, needed: size.n, neededSecond: size.nSecond, power: size.power, formulaN: size.formulaN }
    }
    case 'area-half-width':
    case 'area-goal':
      return neededForArea(item, plan)
  }
}

function neededForArea(item: Of<'area-half-width'> | Of<'area-goal'>, plan: SampleSizePlan): Needed {
  const area = areaPlan(item, plan)
  const isWidth = item.kind === 'area-half-width'
  const size = isWidth ? areaSizeForHalfWidth(area, item.halfWidth) : areaSizeForPower(area, item.goal, item.power)
  const common = { id: item.id, method: `${item.variance}-${isWidth ? 'width' : 'power'}` } as const
  if (size.n === null) return { ...common, ...none(size) }
  const reached = isWidth ? { halfWidth: areaHalfWidth(area, size.n) } : { power: areaPower(area, item.goal, size.n) }
  return { ...common, needed: size.n, neededAbsent: size.nAbsent, ...reached }
}

const none = ({ reason }: { reason: NonNullable<PlanAnswer['reason']> }): { needed: null; reason: typeof reason } => ({ needed: null, reason })

/** Power of an item with n independent examinations (of an area: present; of two groups: the first); null: it has none. */
export function powerOf(item: PlanItem, n: number, plan: SampleSizePlan, method: PlanAnswer['method']): number | null {
  if (n === 0) return item.kind === 'half-width' || item.kind === 'few-failures' || item.kind === 'area-half-width' ? null : 0
  const { level } = plan
  switch (item.kind) {
    case 'goal':
      return powerAgainstGoal(goalPlan(item, level), n)
    case 'paired-margin':
      return byFormula(method, n, 5000) ? pairedFormulaPower({ ...item, level }, n) : pairedPower({ ...item, level }, n)
    case 'independent-margin':
      return byFormula(method, n, 1500) ? independentFormulaPower({ ...item, level }, n) : independentPower({ ...item, level }, n)
    case 'area-goal':
      return n < 2 ? 0 : areaPower(areaPlan(item, plan), item.goal, n)
    default:
      return null
  }
}

/** What is enumerated for the answer is enumerated here too, up to twice the size that still takes no time. */
const byFormula = (method: PlanAnswer['method'], n: number, enumerated: number): boolean =>
  method === 'tango-formula-power' || method === 'farrington-manning-formula-power' || n > 2 * enumerated

/** Half-width of an item with n independent examinations; null: it plans none. */
export function halfWidthOf(item: PlanItem, n: number, plan: SampleSizePlan): number | null {
  if (n === 0) return null
  if (item.kind === 'half-width') {
    const width = item.basis === 'mean' && n <= MEAN_WIDTH_LIMIT ? meanHalfWidth : halfWidthAtExpected
    return width(item.expected, n, plan.level, item.interval)
  }
  if (isArea(item)) return n < 2 ? null : areaHalfWidth(areaPlan(item, plan), n)
  if (item.kind !== 'goal' || item.expected === 0 || item.expected === 1) return null
  return halfWidthAtExpected(item.expected, n, plan.level, item.interval)
}

/** Whether the best of all results meets the criterion with n; undefined where nothing is held against a goal. */
export function canBeMet(item: PlanItem, n: number, level: number): boolean | undefined {
  if (item.kind === 'goal') return mostFailures(goalPlan(item, level), n) >= 0
  if (item.kind !== 'few-failures') return undefined
  return mostFailures({ expected: 1, goal: item.goal, bound: 'lower', level, method: item.interval }, n) >= item.failures
}

export const absentOf = (item: PlanItem, nPresent: number, plan: SampleSizePlan): number | undefined =>
  isArea(item) ? absentFor(nPresent, areaPlan(item, plan).absentPerPresent) : undefined
