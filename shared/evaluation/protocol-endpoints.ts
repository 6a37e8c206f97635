import { DECISION_POINT, operatingPoints } from './plan.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { Criterion, Endpoint, PredictionOutput, Protocol, Quantity } from '../vocabulary/protocol.ts'
import { proportionQuantities } from '../vocabulary/protocol.ts'

const isProportion = (quantity: Quantity): boolean => proportionQuantities.some((each) => each === quantity)

/** One endpoint: what it refers to exists, the output can give it, and its criterion can be judged (PCK-6, PCK-7). */
export function endpointProblems(protocol: Protocol, endpoint: Endpoint, i: number): Problem[] {
  const path = `endpoints[${i}]`
  const found = criterionProblems(endpoint, `${path}.criterion`)
  const output = protocol.predictions.find((each) => each.id === endpoint.estimand.prediction)
  if (output === undefined) {
    const params = { id: endpoint.estimand.prediction }
    return [...found, problem('protocol/unknown-reference', params, { path: `${path}.estimand.prediction` })]
  }
  return [...found, ...pointProblems(endpoint, output, path), ...availability(endpoint.estimand.quantity, output, path)]
}

function pointProblems(endpoint: Endpoint, output: PredictionOutput, path: string): Problem[] {
  const { quantity, operatingPoint } = endpoint.estimand
  const at = { path: `${path}.estimand.operatingPoint` }
  if (!isProportion(quantity)) {
    if (operatingPoint === undefined) return []
    return [problem('protocol/shape', { detail: `${quantity} has no operating point` }, at)]
  }
  const points = operatingPoints(output).map((point) => point.id)
  const meant = operatingPoint ?? (output.score === undefined ? DECISION_POINT : undefined)
  const needed = `${quantity} needs an operating point`
  if (meant === undefined) return [problem('protocol/shape', { detail: needed }, at)]
  return points.includes(meant) ? [] : [problem('protocol/unknown-reference', { id: meant }, at)]
}

function availability(quantity: Quantity, output: PredictionOutput, path: string): Problem[] {
  const at = { path: `${path}.estimand.quantity` }
  const params = { detail: `${quantity} of ${output.id}` }
  const needsProbability = quantity === 'brier' || quantity.startsWith('calibration')
  const lacksScore = quantity === 'auroc' && output.score === undefined
  if (lacksScore || (needsProbability && output.score?.kind !== 'probability')) {
    return [problem('protocol/not-available-for-output', params, at)]
  }
  // A criterion is on an interval bound, and the Brier score has no interval here yet.
  if (quantity !== 'brier') return []
  return [problem('protocol/not-built-yet', { detail: 'a criterion on the Brier score' }, at)]
}

const isUnitScale = (quantity: Quantity): boolean =>
  isProportion(quantity) || quantity === 'auroc' || quantity === 'prevalence' || quantity === 'brier'

/** A bound with the wrong comparison, or a goal that every or no interval can satisfy (rule PCK-7). */
function criterionProblems(endpoint: Endpoint, path: string): Problem[] {
  const { bound, comparison, goal } = endpoint.criterion
  const isUpward = comparison === '>=' || comparison === '>'
  const written = `${bound} bound ${comparison} ${goal}`
  const impossible = (why: string, at: string): Problem[] => [
    problem('protocol/impossible-criterion', { detail: `${written}: ${why}` }, { path: `${path}.${at}` }),
  ]
  if ((bound === 'lower') !== isUpward) return impossible(`a ${bound} bound is compared the other way`, 'comparison')
  if (!isUnitScale(endpoint.estimand.quantity)) return []
  if (goal < 0 || goal > 1) return impossible('the quantity lies within 0 and 1', 'goal')
  if (isAlwaysMet(endpoint.criterion)) return impossible('always met', 'goal')
  const isNeverMet = (bound === 'lower' && goal === 1) || (bound === 'upper' && goal === 0)
  return isNeverMet ? impossible('never met, whatever the number of examinations', 'goal') : []
}

const isAlwaysMet = ({ comparison, goal }: Criterion): boolean =>
  (comparison === '>=' && goal === 0) || (comparison === '<=' && goal === 1)

/** The success rule names existing endpoints once each; primary ones decide, gatekept ones come after (rule PCK-8). */
export function successProblems(protocol: Protocol): Problem[] {
  const { endpoints, gatekept = [] } = protocol.success
  const known = new Map(protocol.endpoints.map((endpoint) => [endpoint.id, endpoint]))
  const found: Problem[] = []
  const seen = new Set<string>()
  const check = (id: string, path: string): void => {
    if (!known.has(id)) found.push(problem('protocol/unknown-reference', { id }, { path }))
    if (seen.has(id)) found.push(problem('protocol/success-rule', { id, detail: `${id} is listed twice` }, { path }))
    seen.add(id)
  }
  endpoints.forEach((id, i) => {
    check(id, `success.endpoints[${i}]`)
    if (known.get(id)?.role !== 'secondary') return
    const params = { id, detail: `${id} is a secondary endpoint` }
    found.push(problem('protocol/success-rule', params, { path: `success.endpoints[${i}]` }))
  })
  gatekept.forEach((id, i) => check(id, `success.gatekept[${i}]`))
  protocol.endpoints.forEach(({ id, role }, i) => {
    if (role !== 'primary' || seen.has(id)) return
    const params = { id, detail: `the primary endpoint ${id} is neither required nor gatekept` }
    found.push(problem('protocol/success-rule', params, { path: `endpoints[${i}].role` }))
  })
  return found
}
