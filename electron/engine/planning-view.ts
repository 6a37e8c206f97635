import { planningScene } from '../../shared/report/figures/planning-curve.ts'
import { planTableHead, planTableRows, planWarnings, planningRecord } from '../../shared/report/planning.ts'
import type { Response } from '../../shared/ipc/contract.ts'
import { planFromText } from '../actions/plan-sample-size.ts'

/** What the window shows of a plan: the record as it would stand in the protocol, a table, warnings and curves. */
export function planningView(json: string): Response<'planning.compute'> {
  const { planned, problems } = planFromText(json)
  if (planned === null) return { problems: [...problems], answer: null }
  const { plan, answers, curves } = planned
  return {
    problems: [],
    answer: {
      record: planningRecord(plan, answers),
      header: [...planTableHead],
      rows: planTableRows(plan, answers),
      warnings: planWarnings(plan, answers),
      figures: curves.map((curve) => ({ caption: curve.label, scene: planningScene(curve) })),
    },
  }
}
