import type { ReferenceRows } from './reference.ts'
import type { AheadRunner } from './ahead.ts'
import { enrichedOf } from './enriched.ts'
import type { EvaluationInput, Hooks } from './input.ts'
import { levelsOf, splitIds } from './levels.ts'
import type { OutputWork } from './measure-output.ts'
import { isWithinUnit } from './outputs.ts'
import { beginLevels } from './scored.ts'
import { countsUnequally } from './weights.ts'

/**
 * The runner of the hooks where the panel is of plain rows: each examination for itself, once, with the weight of any other.
 * All else has counts of its own and stays on this thread.
 */
export function plainRunner({ protocol }: EvaluationInput, { runAhead }: Hooks, { present }: ReferenceRows): AheadRunner | null {
  if (runAhead === undefined || present.length === 0) return null
  const isPlain = protocol.clusters === undefined && protocol.repeated === undefined && !countsUnequally(protocol) && enrichedOf(protocol) === null
  return isPlain ? runAhead : null
}

/** Asks for all levels of one output, before its panel of everybody is computed here. */
export function beginPanel(run: AheadRunner, { rows, scored }: OutputWork, { protocol, cohort }: EvaluationInput): void {
  const { score } = rows.output
  if (scored === null || score === undefined) return
  const splits = splitIds(protocol).map((id) => levelsOf(id, protocol, cohort))
  if (splits.length === 0) return
  const wantsOthers = protocol.analyses?.subgroupContrasts === true && protocol.endpoints.some(({ estimand }) => estimand.quantity === 'auroc' && estimand.prediction === rows.output.id)
  const isProbability = score.kind === 'probability' && score.direction === 'higher-is-positive' && isWithinUnit(scored.order.scores)
  beginLevels(run, scored, splits, { direction: score.direction, wantsPrecision: protocol.analyses?.discrimination !== undefined, wantsOthers, isProbability })
}
