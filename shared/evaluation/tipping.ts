import { clopperPearsonSide, jeffreysSide } from '../statistics/proportion-side.ts'
import type { ProportionCriterion, TippingQuantity } from '../statistics/tipping-point.ts'
import { tippingChanges, tippingPoint, tippingQuantities } from '../statistics/tipping-point.ts'
import type { Endpoint, Protocol } from '../vocabulary/protocol.ts'
import type { ConfusionTable, TippingPoint } from '../vocabulary/results.ts'
import { dependsOnPrevalence } from './enriched.ts'
import { proportionInterval } from './estimates.ts'
import { DECISION_POINT } from './plan.ts'
import { countsUnequally } from './weights.ts'

/**
 * How few changed examinations overturn each verdict on a proportion, overall and in each subgroup level (rule TPP-1):
 * reference results that were wrong, examinations that leave, examinations that enter. Exact search. Refused under
 * clustering and weights, where one examination does not count as one.
 */
export function tippingPoints(protocol: Protocol, confusion: readonly ConfusionTable[]): TippingPoint[] {
  if (protocol.clusters !== undefined || countsUnequally(protocol)) return []
  return protocol.endpoints.flatMap((endpoint) => {
    const quantity = tippingQuantities.find((each) => each === endpoint.estimand.quantity)
    if (quantity === undefined || (protocol.sampling === 'enriched' && dependsOnPrevalence(quantity))) return []
    const point = endpoint.estimand.operatingPoint ?? DECISION_POINT
    return confusion
      .filter((table) => table.prediction === endpoint.estimand.prediction && table.operatingPoint === point)
      .flatMap((table) => pointsOf(protocol, endpoint, quantity, table))
  })
}

function pointsOf(protocol: Protocol, endpoint: Endpoint, quantity: TippingQuantity, table: ConfusionTable): TippingPoint[] {
  const { bound, comparison, goal } = endpoint.criterion
  const { proportion, level } = protocol.intervals
  const sideOf = proportion === 'clopper-pearson' ? clopperPearsonSide : proportion === 'jeffreys' ? jeffreysSide : null
  const criterion: ProportionCriterion = {
    ...{ bound, comparison, goal, interval: (x, n) => proportionInterval(proportion, x, n, level) },
    ...(sideOf === null ? {} : { side: (x, n) => sideOf(bound, x, n, level, goal) }),
  }
  return tippingChanges.flatMap((change): TippingPoint[] => {
    const found = tippingPoint(table, quantity, change, criterion)
    if (found.isMet === null) return []
    const about = { endpoint: endpoint.id, ...(table.subgroup === undefined ? {} : { subgroup: table.subgroup }) }
    return [{ ...about, change, towards: found.isMet ? 'not-met' : 'met', n: found.n }]
  })
}
