import type { Protocol } from '../vocabulary/protocol.ts'
import type { EndpointResult, Estimate, Results } from '../vocabulary/results.ts'
import { splitOf } from './splits.ts'

/** How a subgroup's interval stands to the goal of the endpoint that the whole cohort is judged by. */
export type Standing = 'met' | 'not-shown' | 'excluded' | 'not-estimable'

export interface Finding {
  readonly endpoint: EndpointResult
  readonly estimate: Estimate
  readonly subgroup: string
  readonly standing: Standing
}

const holds = (value: number, { comparison, goal }: EndpointResult): boolean => {
  if (comparison === '>=') return value >= goal
  if (comparison === '>') return value > goal
  return comparison === '<=' ? value <= goal : value < goal
}

/**
 * Descriptive, not a test: the interval that the criterion uses, held against the same goal (rule REP-6).
 * met: the criterion's bound holds. excluded: the whole interval lies on the wrong side. not-shown: it contains the goal.
 */
export function standing(endpoint: EndpointResult, estimate: Estimate): Standing {
  const interval = estimate.intervals[0]
  const bound = endpoint.bound === 'lower' ? interval?.lower : interval?.upper
  const other = endpoint.bound === 'lower' ? interval?.upper : interval?.lower
  if (estimate.value === null || bound == null) return 'not-estimable'
  if (holds(bound, endpoint)) return 'met'
  if (other == null) return 'not-shown'
  // As the verdict has it (rule JDG-1): an interval that ends at the goal contains it.
  return (endpoint.bound === 'lower' ? other < endpoint.goal : other > endpoint.goal) ? 'excluded' : 'not-shown'
}

const order: readonly Standing[] = ['excluded', 'not-shown', 'not-estimable', 'met']

/** Every subgroup of every endpoint's estimand, worst first, in the protocol's order within a standing. */
export function findings(results: Results, protocol: Protocol): Finding[] {
  const byId = new Map(results.estimates.map((each) => [each.id, each]))
  const all = results.endpoints.flatMap((endpoint) => {
    const overall = byId.get(endpoint.estimateId)
    if (overall === undefined) return []
    return results.estimates
      .filter((each) => each.subgroup !== undefined && sameEstimand(each, overall))
      .map((estimate) => ({
        endpoint,
        estimate,
        subgroup: subgroupText(protocol, estimate),
        standing: standing(endpoint, estimate),
      }))
  })
  return order.flatMap((each) => all.filter((finding) => finding.standing === each))
}

const sameEstimand = (a: Estimate, b: Estimate): boolean =>
  a.quantity === b.quantity && a.prediction === b.prediction && a.operatingPoint === b.operatingPoint && a.comparison === b.comparison && a.agreementOf === b.agreementOf

/** "Tumour grade: 3". */
export function subgroupText(protocol: Protocol, estimate: Pick<Estimate, 'subgroup'>): string {
  if (estimate.subgroup === undefined) return 'All examinations'
  const { id, level } = estimate.subgroup
  const split = splitOf(protocol, id)
  return `${split.label}: ${split.levelLabel(level)}`
}
