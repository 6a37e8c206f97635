import type { Criterion, Endpoint, Protocol, Quantity } from '../vocabulary/protocol.ts'
import { operationalQuantities, repeatedQuantities } from '../vocabulary/protocol-designs.ts'
import { proportionQuantities, tableQuantities } from '../vocabulary/protocol.ts'
import type { Conclusion, EndpointResult, Estimate, Interval, Verdict } from '../vocabulary/results.ts'
import { estimateId } from './draft.ts'
import { adjustTests, endpointTest } from './endpoint-tests.ts'
import { DECISION_POINT } from './plan.ts'

/** Of all predictions at risk, whatever the operating point. */
const ofAllPoints: readonly Quantity[] = ['prediction-auroc', 'decision-delay-median']
const ofOnePoint: readonly Quantity[] = [...proportionQuantities, ...tableQuantities, ...operationalQuantities, ...repeatedQuantities]

/** Quantities of a 2×2 table or of alerts: they belong to an operating point. */
export const needsOperatingPoint = (quantity: Quantity): boolean => ofOnePoint.includes(quantity) && !ofAllPoints.includes(quantity)

/** The estimate that an endpoint is about: overall, at its operating point where the quantity has one. */
export function endpointEstimateId(endpoint: Endpoint): string {
  const { quantity, prediction, operatingPoint, comparison, agreement, at } = endpoint.estimand
  if (quantity === 'prevalence') return estimateId(quantity, {})
  if (agreement !== undefined) return estimateId(quantity, { agreementOf: agreement })
  if (comparison !== undefined) return estimateId(quantity, { comparison })
  const place = prediction === undefined ? {} : { prediction }
  if (!needsOperatingPoint(quantity)) return estimateId(at === undefined ? quantity : `${quantity}@${at}`, place)
  return estimateId(quantity, { ...place, operatingPoint: operatingPoint ?? DECISION_POINT })
}

/**
 * The verdict on one criterion (rule JDG-1). Met: the bound satisfies the comparison with the goal. Goal excluded: the
 * whole interval lies on the wrong side of the goal. Not shown: anything between. Never from the point estimate.
 */
export function verdictOf(criterion: Criterion, interval: Interval | undefined): Verdict {
  if (interval === undefined || interval.lower === null || interval.upper === null) return 'not-evaluable'
  const { goal, comparison } = criterion
  const bound = criterion.bound === 'lower' ? interval.lower : interval.upper
  if (compare(bound, comparison, goal)) return 'met'
  const isExcluded = criterion.bound === 'lower' ? interval.upper < goal : interval.lower > goal
  return isExcluded ? 'not-met-goal-excluded' : 'not-met-not-shown'
}

function compare(bound: number, comparison: Criterion['comparison'], goal: number): boolean {
  switch (comparison) {
    case '>=':
      return bound >= goal
    case '>':
      return bound > goal
    case '<=':
      return bound <= goal
    case '<':
      return bound < goal
  }
}

/**
 * The success rule over verdicts (rule JDG-2). all: success if all are met, no success if any is not met. any: success
 * if one is met, no success if all are not met. What is left depends on an endpoint that cannot be evaluated.
 */
export function conclude(combine: 'all' | 'any', listed: readonly Verdict[]): Conclusion {
  const isNotMet = (verdict: Verdict) => verdict === 'not-met-goal-excluded' || verdict === 'not-met-not-shown'
  if (combine === 'all') {
    if (listed.some(isNotMet)) return 'no-success'
    return listed.every((verdict) => verdict === 'met') ? 'success' : 'not-evaluable'
  }
  if (listed.some((verdict) => verdict === 'met')) return 'success'
  return listed.every(isNotMet) ? 'no-success' : 'not-evaluable'
}

/**
 * Judges every endpoint by the first interval of its estimate, then the study. Gatekept endpoints are a fixed sequence
 * (rule JDG-3): each is tested only if the success rule held and every gatekept one before it was met. One that is not
 * tested keeps its numbers and has the verdict not-evaluable with tested false.
 */
export function judge(
  protocol: Protocol,
  estimates: readonly Estimate[],
): { endpoints: EndpointResult[]; conclusion: Conclusion } {
  const byId = new Map(estimates.map((estimate) => [estimate.id, estimate]))
  const results = new Map(protocol.endpoints.map((endpoint) => [endpoint.id, judgeOne(endpoint, byId)]))
  const listed = protocol.success.endpoints.map((id) => results.get(id)?.verdict ?? 'not-evaluable')
  const conclusion = conclude(protocol.success.combine, listed)
  let isOpen = conclusion === 'success'
  for (const id of protocol.success.gatekept ?? []) {
    const result = results.get(id)
    if (result === undefined) continue
    const judged = { ...result, gatekept: true, tested: isOpen }
    results.set(id, isOpen ? judged : { ...judged, verdict: 'not-evaluable' })
    isOpen = isOpen && result.verdict === 'met'
  }
  return { endpoints: adjustTests([...results.values()], protocol.multiplicity), conclusion }
}

function judgeOne(endpoint: Endpoint, estimates: ReadonlyMap<string, Estimate>): EndpointResult {
  const id = endpointEstimateId(endpoint)
  const estimate = estimates.get(id)
  const interval = estimate?.intervals[0]
  const { bound, comparison, goal } = endpoint.criterion
  const test = endpointTest(endpoint.criterion, estimate)
  const boundValue = interval === undefined ? null : bound === 'lower' ? interval.lower : interval.upper
  return {
    id: endpoint.id,
    title: endpoint.title,
    role: endpoint.role,
    estimateId: id,
    bound,
    comparison,
    goal: goal + 0,
    boundValue,
    verdict: verdictOf(endpoint.criterion, interval),
    ...(test === undefined ? {} : { test }),
    gatekept: false,
    tested: true,
  }
}
