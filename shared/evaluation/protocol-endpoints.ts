import { agreementEndpointProblems, isAgreementQuantity } from './protocol-agreements.ts'
import { needsOperatingPoint } from './judge.ts'
import { overTimeProblems } from './protocol-repeated.ts'
import { DECISION_POINT, operatingPoints } from './plan.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { Comparison, Criterion, Endpoint, PredictionOutput, Protocol, Quantity } from '../vocabulary/protocol.ts'
import { LEAST_JUDGING_REPLICATES, analysisOf, isBootstrapJudged, judgedOverTime, judgedQuantities, neededAnalysis, statedValues } from '../vocabulary/judged-quantities.ts'
import { differenceQuantities, neverEndpoints, proportionQuantities } from '../vocabulary/protocol.ts'

/** One endpoint: what it refers to exists, the output can give it, and its criterion can be judged (PCK-6, PCK-7). */
export function endpointProblems(protocol: Protocol, endpoint: Endpoint, i: number): Problem[] {
  const path = `endpoints[${i}]`
  const found = [...criterionProblems(endpoint, `${path}.criterion`), ...intervalProblems(protocol, endpoint.estimand, path)]
  const { quantity, comparison } = endpoint.estimand
  if (isAgreementQuantity(quantity) || endpoint.estimand.agreement !== undefined) return [...found, ...agreementEndpointProblems(protocol, endpoint, path)]
  found.push(...overTimeProblems(protocol, endpoint, path))
  const isDifference = differenceQuantities.some((each) => each === quantity)
  if (isDifference || comparison !== undefined) return [...found, ...differenceProblems(protocol, endpoint, isDifference, path)]
  if (endpoint.estimand.prediction === undefined) {
    const detail = `${quantity} needs the output it is about`
    return [...found, problem('protocol/shape', { detail }, { path: `${path}.estimand.prediction` })]
  }
  const output = protocol.predictions.find((each) => each.id === endpoint.estimand.prediction)
  if (output === undefined) {
    const params = { id: endpoint.estimand.prediction }
    return [...found, problem('protocol/unknown-reference', params, { path: `${path}.estimand.prediction` })]
  }
  return [...found, ...pointProblems(endpoint, output, path), ...availability(quantity, output, protocol, path)]
}

/** A difference names a comparison and nothing else; another quantity names none (rule PCK-13). */
function differenceProblems(protocol: Protocol, endpoint: Endpoint, isDifference: boolean, path: string): Problem[] {
  const { quantity, comparison, prediction, operatingPoint } = endpoint.estimand
  const at = { path: `${path}.estimand.comparison` }
  if (!isDifference) return [problem('protocol/shape', { detail: `${quantity} is about one output, not a comparison` }, at)]
  if (prediction !== undefined || operatingPoint !== undefined) {
    return [problem('protocol/shape', { detail: 'a difference takes its outputs from the comparison' }, at)]
  }
  const found = protocol.comparisons?.find((each) => each.id === comparison)
  if (found === undefined) return [problem('protocol/unknown-reference', { id: comparison ?? 'a comparison' }, at)]
  if (quantity !== 'auroc-difference') return []
  const lacks = [found.first, found.second].find((side) => outputOf(protocol, side.prediction)?.score === undefined)
  if (lacks === undefined) return []
  return [problem('protocol/not-available-for-output', { detail: `${quantity} of ${lacks.prediction}` }, at)]
}

const outputOf = (protocol: Protocol, id: string): PredictionOutput | undefined =>
  protocol.predictions.find((each) => each.id === id)

/** Comparisons name outputs and operating points that exist, and two different sides (rule PCK-13). */
export function comparisonProblems(protocol: Protocol): Problem[] {
  return (protocol.comparisons ?? []).flatMap((comparison, i) => {
    const path = `comparisons[${i}]`
    const sides = (['first', 'second'] as const).flatMap((side): Problem[] => {
      const { prediction, operatingPoint } = comparison[side]
      const output = outputOf(protocol, prediction)
      if (output === undefined) return [problem('protocol/unknown-reference', { id: prediction }, { path: `${path}.${side}.prediction` })]
      const points = operatingPoints(output).map((point) => point.id)
      if (operatingPoint === undefined || points.includes(operatingPoint)) return []
      return [problem('protocol/unknown-reference', { id: operatingPoint }, { path: `${path}.${side}.operatingPoint` })]
    })
    const isSame =
      comparison.first.prediction === comparison.second.prediction &&
      comparison.first.operatingPoint === comparison.second.operatingPoint
    const ofGroups = groupProblems(comparison, path)
    if (!isSame || comparison.between === 'groups') return [...sides, ...ofGroups]
    return [...sides, ...ofGroups, problem('protocol/shape', { detail: 'both sides are the same' }, { path })]
  })
}

/** Groups belong to a comparison between groups, and no value is in both (rule PCK-13). */
function groupProblems({ between, groups }: Comparison, path: string): Problem[] {
  const at = { path: `${path}.groups` }
  if ((between === 'groups') !== (groups !== undefined)) {
    return [problem('protocol/shape', { detail: 'groups belong to a comparison between groups' }, at)]
  }
  const both = groups?.first.find((value) => groups.second.includes(value))
  return both === undefined ? [] : [problem('protocol/shape', { detail: `the value “${both}” is in both groups` }, at)]
}

function pointProblems(endpoint: Endpoint, output: PredictionOutput, path: string): Problem[] {
  const { quantity, operatingPoint } = endpoint.estimand
  const at = { path: `${path}.estimand.operatingPoint` }
  if (!needsOperatingPoint(quantity)) {
    if (operatingPoint === undefined) return []
    return [problem('protocol/shape', { detail: `${quantity} has no operating point` }, at)]
  }
  const points = operatingPoints(output).map((point) => point.id)
  const meant = operatingPoint ?? (output.score === undefined ? DECISION_POINT : undefined)
  const needed = `${quantity} needs an operating point`
  if (meant === undefined) return [problem('protocol/shape', { detail: needed }, at)]
  return points.includes(meant) ? [] : [problem('protocol/unknown-reference', { id: meant }, at)]
}

const needsProbability = [
  'brier', 'scaled-brier', 'log-loss', 'ici', 'e50', 'e90', 'emax', 'calibration-intercept', 'calibration-slope', 'observed-expected-ratio',
] as const

function availability(quantity: Quantity, output: PredictionOutput, { analyses }: Protocol, path: string): Problem[] {
  const at = { path: `${path}.estimand.quantity` }
  const analysis = analysisOf(quantity)
  if (analysis !== undefined && analyses?.[analysis] !== true) {
    return [problem('protocol/shape', { detail: `${quantity} is computed only where analyses ask for ${analysis}` }, at)]
  }
  const needsScore = quantity === 'auroc' || neededAnalysis(quantity) === 'discrimination'
  const lacksProbability = needsProbability.some((each) => each === quantity) && output.score?.kind !== 'probability'
  if (!(needsScore && output.score === undefined) && !lacksProbability) return []
  return [problem('protocol/not-available-for-output', { detail: `${quantity} of ${output.id}` }, at)]
}

function intervalProblems(protocol: Protocol, estimand: Endpoint['estimand'], path: string): Problem[] {
  const { quantity } = estimand
  if (isBootstrapJudged(quantity)) return bootstrapProblems(protocol, estimand, path)
  if (estimand.at !== undefined) return [problem('protocol/shape', { detail: `${quantity} has no stated value` }, { path: `${path}.estimand.at` })]
  if (judgedQuantities.includes(quantity)) return []
  const at = { path: `${path}.estimand.quantity` }
  if (neverEndpoints.some((each) => each === quantity)) {
    return [problem('protocol/impossible-criterion', { detail: `${quantity} is reported, never judged: it is neither proper nor cost-aware` }, at)]
  }
  return [problem('protocol/not-built-yet', { detail: `a criterion on ${quantity}, which has no interval here` }, at)]
}

/** What has only a bootstrap interval: enough replicates, the analysis that computes it, and its stated value (PCK-24). */
function bootstrapProblems({ bootstrap, analyses }: Protocol, { quantity, at }: Endpoint['estimand'], path: string): Problem[] {
  const found: Problem[] = []
  if (bootstrap.replicates < LEAST_JUDGING_REPLICATES) {
    const detail = `${quantity} is judged by its bootstrap interval, which needs at least ${LEAST_JUDGING_REPLICATES} replicates, not ${bootstrap.replicates}`
    found.push(problem('protocol/impossible-criterion', { detail }, { path: 'bootstrap.replicates' }))
  }
  const needed = neededAnalysis(quantity)
  if (needed !== null && analyses?.[needed] === undefined) {
    return [...found, problem('protocol/shape', { detail: `${quantity} needs analyses.${needed}` }, { path: `${path}.estimand.quantity` })]
  }
  const stated = statedValues(quantity, analyses)
  const where = { path: `${path}.estimand.at` }
  if (stated === null) return at === undefined ? found : [...found, problem('protocol/shape', { detail: `${quantity} has no stated value` }, where)]
  if (at !== undefined && stated.includes(at)) return found
  const detail = `${quantity} needs one of the values that analyses asks for: ${stated.length === 0 ? 'none yet' : stated.join(', ')}`
  return [...found, problem('protocol/shape', { detail }, where)]
}

const isKappa = (quantity: Quantity): boolean => ['cohen-kappa', 'gwet-ac1', 'gwet-ac2'].includes(quantity)
const rates: readonly Quantity[] = ['false-alarms-per-day', 'alerts-per-1000-days']
const onUnitScale: readonly Quantity[] = [
  ...proportionQuantities, 'auroc', 'prevalence', 'balanced-accuracy', 'percent-agreement', 'ppa', 'npa', 'average-precision', 'partial-auroc-specificity',
  'partial-auroc-sensitivity', 'sensitivity-at-specificity', 'specificity-at-sensitivity', 'brier', 'ici', 'e50', 'e90', 'emax', ...judgedOverTime,
]
const isUnitScale = (quantity: Quantity): boolean => onUnitScale.includes(quantity) && !rates.includes(quantity)

/** A bound with the wrong comparison, or a goal that every or no interval can satisfy (rule PCK-7). */
function criterionProblems(endpoint: Endpoint, path: string): Problem[] {
  const { bound, comparison, goal } = endpoint.criterion
  const isUpward = comparison === '>=' || comparison === '>'
  const written = `${bound} bound ${comparison} ${goal}`
  const impossible = (why: string, at: string): Problem[] => [
    problem('protocol/impossible-criterion', { detail: `${written}: ${why}` }, { path: `${path}.${at}` }),
  ]
  if ((bound === 'lower') !== isUpward) return impossible(`a ${bound} bound is compared the other way`, 'comparison')
  const { quantity } = endpoint.estimand
  if (quantity === 'alerts-per-100-examinations' && (goal < 0 || goal > 100)) return impossible('alerts per 100 lie within 0 and 100', 'goal')
  if (quantity === 'alerts-per-true-positive' && goal < 1) return impossible('there is at least one alert a true positive', 'goal')
  if (isKappa(quantity)) return goal > -1 && goal < 1 ? [] : impossible('the quantity lies within −1 and 1', 'goal')
  if (!isUnitScale(quantity)) return []
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
