import type { Endpoint, Estimand, Protocol, Subgroup } from '../vocabulary/protocol.ts'
import type { EndpointResult, Estimate, Interval, Results } from '../vocabulary/results.ts'
import { formatInstant } from '../words/en/dates.ts'
import { formatCount, formatFixed, formatInterval } from '../words/en/numbers.ts'
import { methodNames } from '../words/en/methods.ts'
import { quantityNames, statedQuantityNames } from '../words/en/quantities.ts'
import { missingRuleNames, reasonNames } from '../words/en/report.ts'

/**
 * Numbers as text: the only place that rounds. Three decimals, except where they would hide on which side of a goal
 * a bound lies (rule REP-3).
 */
const usualDigits = 3

const minus = '\u2212'

/** Fixed decimals with a true minus sign; three unless told. */
export const fixedText = (value: number, digits = usualDigits): string => formatFixed(value, digits)

export const countText = formatCount
export const instantText = formatInstant

/** The shortest decimal text of a number a person wrote, such as a goal or a threshold; true minus sign. */
export const givenText = (value: number): string => String(value).replace('-', minus)

/** A level such as 0.95 as "95 %". */
export const levelText = (level: number): string => `${givenText(Math.round(level * 1e6) / 1e4)}\u00a0%`

export const methodName = (method: string): string => methodNames[method] ?? method

/** Which printed form of an estimate a cell holds. */
export const estimateParts = ['value', 'interval', 'second-interval', 'x-of', 'n', 'events', 'method', 'value-interval'] as const
export type EstimatePart = (typeof estimateParts)[number]

export const notEstimable = (reason: Estimate['reason']): string =>
  reason === undefined ? 'not estimable' : `not estimable (${reasonNames[reason]})`

export function intervalText(interval: Interval | undefined, digits: number): string {
  if (interval === undefined) return '–'
  if (interval.lower === null && interval.upper === null) return notEstimable(interval.reason)
  return formatInterval(interval.lower, interval.upper, digits)
}

/** Three decimals; a rate of a few in a thousand days shows three figures that are not zero. */
function ownDigits({ quantity, value }: Estimate): number {
  if (quantity !== 'false-alarms-per-day' || value === null || value === 0) return usualDigits
  let digits = 2
  for (let size = Math.abs(value) * 100; size < 100 && digits < 9; size *= 10) digits++
  return Math.max(usualDigits, digits)
}

/** One printed form of an estimate; a test walks every cell of the report through this (rule REP-1). */
export function printedPart(estimate: Estimate, part: EstimatePart, digits = ownDigits(estimate)): string {
  const { n, present, x, of } = estimate.denominators
  switch (part) {
    case 'value':
      return estimate.value === null ? notEstimable(estimate.reason) : fixedText(estimate.value, digits)
    case 'interval':
      return estimate.value === null ? '–' : intervalText(estimate.intervals[0], digits)
    case 'second-interval':
      return estimate.value === null ? '–' : intervalText(estimate.intervals[1], digits)
    case 'value-interval':
      if (estimate.value === null) return notEstimable(estimate.reason)
      return `${fixedText(estimate.value, digits)} (${intervalText(estimate.intervals[0], digits)})`
    case 'x-of':
      return x === undefined || of === undefined ? '–' : `${countText(x)}/${countText(of)}`
    case 'n':
      return countText(n)
    case 'events':
      return countText(present)
    case 'method':
      return estimate.intervals.length === 0 ? methodName(estimate.method) : methodName(estimate.intervals[0]?.method ?? '')
  }
}

/** Enough decimals that no printed bound looks equal to a goal that it is not equal to. */
function digitsBeside(bound: number, goal: number): number {
  for (let digits = usualDigits; digits < 17; digits++) {
    if (bound === goal || bound.toFixed(digits) !== goal.toFixed(digits)) return digits
  }
  return 17
}

/** A p value as text, with more decimals where it would look equal to the level it is held against. */
export function pValueText(p: number | null | undefined, alpha: number): string {
  if (p == null) return '–'
  if (p < 0.001) return '< 0.001'
  return p > 0.999 ? '> 0.999' : fixedText(p, digitsBeside(p, alpha))
}

/** A relative difference of two engines, such as 8.7e-16: the report's font has no raised minus sign. */
export function agreementText(relativeDifference: number): string {
  return relativeDifference === 0 ? '0 (identical)' : relativeDifference.toExponential(1)
}

/** Decimals per estimate id: three, or more where an endpoint's goal is that close. */
export function printedDigits(results: Results): ReadonlyMap<string, number> {
  const digits = new Map(results.estimates.flatMap((each) => (ownDigits(each) === usualDigits ? [] : [[each.id, ownDigits(each)] as const])))
  for (const endpoint of results.endpoints) {
    const estimate = results.estimates.find((each) => each.id === endpoint.estimateId)
    const close = [endpoint.boundValue, estimate?.value ?? null].filter((each) => each !== null)
    const needed = Math.max(usualDigits, ...close.map((value) => digitsBeside(value, endpoint.goal)))
    digits.set(endpoint.estimateId, Math.max(needed, digits.get(endpoint.estimateId) ?? usualDigits))
  }
  return digits
}

export const comparisonSigns = { '>=': '≥', '>': '>', '<=': '≤', '<': '<' } as const

/** The acceptance criterion in words: lower limit of the 95 % interval ≥ 0.8. */
export function criterionText(criterion: Pick<Endpoint['criterion'], 'bound' | 'comparison' | 'goal'>, level: number): string {
  const sign = comparisonSigns[criterion.comparison]
  return `${criterion.bound} limit of the ${levelText(level)} interval ${sign} ${givenText(criterion.goal)}`
}

export const endpointCriterion = (endpoint: EndpointResult, protocol: Protocol): string =>
  criterionText(endpoint, protocol.intervals.level)

export const quantityName = (quantity: string): string => quantityNames[quantity] ?? quantity

/** Name of a quantity; one that is taken at a stated value has that value in its id, and it is printed. */
export function quantityText({ quantity, id }: { readonly quantity: string; readonly id?: string }): string {
  const stated = /@([^/]+)/.exec(id ?? '')?.[1]
  const named = statedQuantityNames[quantity]
  return stated === undefined || named === undefined ? quantityName(quantity) : named(stated)
}

export function comparisonLabel(protocol: Protocol, id: string | undefined): string {
  return protocol.comparisons?.find((each) => each.id === id)?.label ?? id ?? ''
}

export const agreementLabel = (protocol: Protocol, id: string | undefined): string =>
  protocol.agreements?.find((each) => each.id === id)?.label ?? id ?? ''

export const driftLabel = (protocol: Protocol, id: string | undefined): string =>
  protocol.drifts?.find((each) => each.id === id)?.label ?? id ?? ''

export function outputLabel(protocol: Protocol, prediction: string | undefined): string {
  return protocol.predictions.find((each) => each.id === prediction)?.label ?? prediction ?? ''
}

/** The operating point of an output that is judged by its decision. */
const decisionPoint = 'decision'

/** Operating point with its rule: "T50: score ≥ 0.5"; a decision output has its own. */
export function operatingPointText(protocol: Protocol, prediction: string | undefined, id: string | undefined): string {
  if (id === undefined) return ''
  const output = protocol.predictions.find((each) => each.id === prediction)
  const point = output?.score?.operatingPoints.find((each) => each.id === id)
  if (point === undefined) return id === decisionPoint ? 'device decision' : id
  const sign = output?.score?.direction === 'lower-is-positive' ? '≤' : '≥'
  return `${point.label ?? id} (score ${sign} ${givenText(point.threshold)})`
}

/** What a line about an estimate is made from. */
export type Described = Pick<Estimate, 'quantity' | 'prediction' | 'operatingPoint'> &
  Partial<Pick<Estimate, 'id' | 'comparison' | 'agreementOf' | 'driftOf' | 'missingRule'>>

/** What is estimated, in one line: Sensitivity · Full model · T50 (score ≥ 0.5). */
export function estimandText(protocol: Protocol, target: Described): string {
  return [
    quantityText(target),
    comparisonLabel(protocol, target.comparison),
    agreementLabel(protocol, target.agreementOf),
    driftLabel(protocol, target.driftOf),
    outputLabel(protocol, target.prediction),
    operatingPointText(protocol, target.prediction, target.operatingPoint),
    target.missingRule === undefined ? '' : `missing and indeterminate: ${missingRuleNames[target.missingRule].toLowerCase()}`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** The same of what an endpoint is about. */
export const endpointText = (protocol: Protocol, { agreement, ...estimand }: Estimand): string =>
  estimandText(protocol, { ...estimand, ...(agreement === undefined ? {} : { agreementOf: agreement }) })

/** A subgroup level as people read it: the protocol's label, or a band such as "45 to < 55 years". */
export function levelLabel(subgroup: Subgroup | undefined, level: string): string {
  if (subgroup === undefined) return level
  if (subgroup.kind === 'categories') return subgroup.labels?.[level] ?? level
  const unit = subgroup.unit === undefined ? '' : ` ${subgroup.unit}`
  const between = /^\[(.+),(.+)\)$/.exec(level)
  if (between !== null) return `${between[1]} to < ${between[2]}${unit}`.replaceAll('-', minus)
  const ends = /^(<|>=)(.+)$/.exec(level)
  if (ends === null) return level
  return `${ends[1] === '>=' ? '≥' : '<'} ${ends[2]}${unit}`.replaceAll('-', minus)
}
