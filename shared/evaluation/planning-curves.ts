import type { PlanAnswers, PlanItem, SampleSizePlan } from '../vocabulary/planning.ts'
import { halfWidthOf, powerOf } from './planning-items.ts'

/** Power or half-width of one item over the examinations that count. */
export interface PlanCurve {
  readonly id: string
  readonly label: string
  readonly measure: 'power' | 'half-width'
  /** The power asked for, or the largest half-width. */
  readonly target: number
  readonly needed: number
  readonly points: readonly { readonly n: number; readonly value: number }[]
}

/** Many sizes for what is quick, so that the saw-tooth is seen; fewer where each is an enumeration of its own. */
const nPoints = (item: PlanItem): number => (item.kind === 'goal' ? 240 : item.kind.endsWith('margin') || (item.kind === 'half-width' && item.basis === 'mean') ? 24 : 80)

/** Curves from about 0.4 to 1.6 times the size that is needed (rule SSP-11); none for items without power or width. */
export function planCurves(plan: SampleSizePlan, answers: PlanAnswers): PlanCurve[] {
  return plan.items.flatMap((item, i): PlanCurve[] => {
    const answer = answers.items[i]
    if (answer === undefined || answer.needed === null || item.kind === 'few-failures') return []
    const { needed, method } = answer
    const isPower = 'power' in item
    const from = Math.max(2, Math.floor(0.4 * needed))
    const to = Math.max(from + 10, Math.ceil(1.6 * needed))
    const step = Math.max(1, (to - from) / nPoints(item))
    const points: { n: number; value: number }[] = []
    for (let k = 0; from + k * step <= to; k++) {
      const n = Math.round(from + k * step)
      const value = isPower ? powerOf(item, n, plan, method) : halfWidthOf(item, n, plan)
      if (value !== null) points.push({ n, value })
    }
    return [{ id: item.id, label: item.label, measure: isPower ? 'power' : 'half-width', target: isPower ? item.power : item.halfWidth, needed, points }]
  })
}
