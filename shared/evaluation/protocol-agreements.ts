import { operatingPoints } from './plan.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { Agreement, Drift } from '../vocabulary/protocol-designs.ts'
import { agreementQuantities } from '../vocabulary/protocol-designs.ts'
import type { Endpoint, PredictionOutput, Protocol, Quantity } from '../vocabulary/protocol.ts'

const shape = (detail: string, path: string): Problem => problem('protocol/shape', { detail }, { path })

const outputOf = (protocol: Protocol, id: string): PredictionOutput | undefined => protocol.predictions.find((each) => each.id === id)

export const isAgreementQuantity = (quantity: Quantity): boolean => agreementQuantities.some((each) => each === quantity)

/** Agreements and drifts: ids once, outputs and operating points that exist, what they need is there (rules PCK-18, PCK-19). */
export function raterProblems(protocol: Protocol): Problem[] {
  return [
    ...repeatedIds(protocol.agreements ?? [], 'agreements'),
    ...repeatedIds(protocol.drifts ?? [], 'drifts'),
    ...(protocol.agreements ?? []).flatMap((each, i) => agreementProblems(protocol, each, `agreements[${i}]`)),
    ...(protocol.drifts ?? []).flatMap((each, i) => driftProblems(protocol, each, `drifts[${i}]`)),
  ]
}

function repeatedIds(list: readonly { id: string }[], path: string): Problem[] {
  return list.flatMap(({ id }, i) =>
    list.findIndex((each) => each.id === id) === i ? [] : [problem('protocol/duplicate-id', { id }, { path: `${path}[${i}].id` })],
  )
}

function agreementProblems(protocol: Protocol, agreement: Agreement, path: string): Problem[] {
  const raters = agreement.raters.flatMap((rater, i) => {
    const at = `${path}.raters[${i}]`
    const output = outputOf(protocol, rater.prediction)
    if (output === undefined) return [problem('protocol/unknown-reference', { id: rater.prediction }, { path: `${at}.prediction` })]
    return [...(agreement.of === 'calls' ? callProblems(output, rater, at) : scoreProblems(output, rater, at)), ...twice(protocol, agreement, i, at)]
  })
  return [...raters, ...scaleProblems(protocol, agreement, path)]
}

type RaterOf = Agreement['raters'][number]

function callProblems(output: PredictionOutput, { operatingPoint }: RaterOf, at: string): Problem[] {
  const points = operatingPoints(output).map((point) => point.id)
  if (points.length === 0) return [problem('protocol/not-available-for-output', { detail: `calls of ${output.id}` }, { path: `${at}.prediction` })]
  if (operatingPoint === undefined || points.includes(operatingPoint)) return []
  return [problem('protocol/unknown-reference', { id: operatingPoint }, { path: `${at}.operatingPoint` })]
}

function scoreProblems(output: PredictionOutput, { operatingPoint }: RaterOf, at: string): Problem[] {
  const lacks = output.score === undefined ? [problem('protocol/not-available-for-output', { detail: `scores of ${output.id}` }, { path: `${at}.prediction` })] : []
  return operatingPoint === undefined ? lacks : [...lacks, shape('agreement of scores has no operating point', `${at}.operatingPoint`)]
}

/** A rater does not agree with itself: the same output at the same operating point once. */
function twice(protocol: Protocol, { raters }: Agreement, i: number, path: string): Problem[] {
  const keyOf = ({ prediction, operatingPoint }: RaterOf): string => {
    const output = outputOf(protocol, prediction)
    return `${prediction}/${operatingPoint ?? (output === undefined ? '' : (operatingPoints(output)[0]?.id ?? ''))}`
  }
  const own = raters[i]
  const isFirst = own === undefined || raters.findIndex((each) => keyOf(each) === keyOf(own)) === i
  return isFirst ? [] : [shape('the same rater twice', path)]
}

/** Scores that are categories in order need weights; all raters' scores are of one scale (rule PCK-18). */
function scaleProblems(protocol: Protocol, { of, raters, weights }: Agreement, path: string): Problem[] {
  if (of === 'calls') return weights === undefined ? [] : [shape('calls are two categories: weights say nothing there', `${path}.weights`)]
  const kinds = raters.flatMap(({ prediction }) => outputOf(protocol, prediction)?.score?.kind ?? [])
  const isOrdinal = kinds.includes('ordinal')
  if (isOrdinal && kinds.some((each) => each !== 'ordinal')) return [shape('ordinal scores agree with ordinal scores only', `${path}.raters`)]
  if (isOrdinal && weights === undefined) return [shape('ordinal scores need weights: unweighted, linear or quadratic', `${path}.weights`)]
  return !isOrdinal && weights !== undefined ? [shape('only ordinal scores have weights', `${path}.weights`)] : []
}

function driftProblems(protocol: Protocol, { variable, between }: Drift, path: string): Problem[] {
  const found: Problem[] = []
  if ('prediction' in variable) {
    const output = outputOf(protocol, variable.prediction)
    const at = { path: `${path}.variable.prediction` }
    if (output === undefined) found.push(problem('protocol/unknown-reference', { id: variable.prediction }, at))
    else if (output.score === undefined) found.push(problem('protocol/not-available-for-output', { detail: `the distribution of scores of ${output.id}` }, at))
  } else if (variable.column === between.column) {
    found.push(shape('the variable is the column that tells baseline from current', `${path}.variable.column`))
  }
  const both = between.current.findIndex((value) => between.baseline.includes(value))
  if (both >= 0) found.push(shape(`“${between.current[both] ?? ''}” is in the baseline too`, `${path}.between.current[${both}]`))
  return found
}

/** An endpoint on agreement names an agreement that gives the quantity, and nothing else (rule PCK-18). */
export function agreementEndpointProblems(protocol: Protocol, { estimand }: Endpoint, path: string): Problem[] {
  const { quantity, agreement: id, prediction, operatingPoint, comparison } = estimand
  const at = { path: `${path}.estimand.agreement` }
  if (!isAgreementQuantity(quantity)) return [problem('protocol/shape', { detail: `${quantity} is not about an agreement` }, at)]
  if (prediction !== undefined || operatingPoint !== undefined || comparison !== undefined) {
    return [problem('protocol/shape', { detail: 'a measure of agreement takes its raters from the agreement' }, at)]
  }
  const found = protocol.agreements?.find((each) => each.id === id)
  if (found === undefined) return [problem('protocol/unknown-reference', { id: id ?? 'an agreement' }, at)]
  if (judgedOf(protocol, found).includes(quantity)) return []
  return [problem('protocol/not-available-for-output', { detail: `${quantity} of ${found.id}` }, at)]
}

/** What an agreement gives with an interval of its own, so that a criterion can be about it. */
export function judgedOf(protocol: Protocol, { of, raters, weights }: Agreement): Quantity[] {
  const isPair = raters.length === 2
  if (of === 'calls') return isPair ? ['percent-agreement', 'ppa', 'npa', 'cohen-kappa', 'gwet-ac1'] : ['gwet-ac1']
  if (!raters.every(({ prediction }) => outputOf(protocol, prediction)?.score?.kind === 'ordinal')) return []
  const gwet = (weights ?? 'unweighted') === 'unweighted' ? 'gwet-ac1' : 'gwet-ac2'
  return isPair ? ['percent-agreement', 'cohen-kappa', gwet] : [gwet]
}
