import { planSampleSize } from '../../shared/evaluation/planning.ts'
import { checkPlan } from '../../shared/evaluation/planning-check.ts'
import { planCurves } from '../../shared/evaluation/planning-curves.ts'
import type { PlanCurve } from '../../shared/evaluation/planning-curves.ts'
import type { PlanAnswers, SampleSizePlan } from '../../shared/vocabulary/planning.ts'
import type { Problem } from '../../shared/vocabulary/problem.ts'

export interface PlannedSizes {
  readonly plan: SampleSizePlan
  readonly answers: PlanAnswers
  readonly curves: readonly PlanCurve[]
}

/** A plan as typed → its answers and curves, or what is still wrong with it. Touches no store and leaves no entry. */
export function planFromText(json: string): { readonly planned: PlannedSizes | null; readonly problems: readonly Problem[] } {
  const { plan, problems } = checkPlan(json)
  if (plan === null) return { planned: null, problems }
  const answers = planSampleSize(plan)
  return { planned: { plan, answers, curves: planCurves(plan, answers) }, problems }
}
