import type { Bounds } from '../statistics/interval.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Denominators, Estimate, EstimateWarning, Interval, MissingRule, NotEstimableReason } from '../vocabulary/results.ts'

/** Where an estimate stands: which output, operating point, comparison and subgroup level. */
export interface Place {
  readonly prediction?: string
  readonly operatingPoint?: string
  readonly comparison?: string
  readonly agreementOf?: string
  readonly driftOf?: string
  readonly missingRule?: MissingRule
  readonly subgroup?: { readonly id: string; readonly level: string }
}

/** The parts of a protocol that shape every estimate. */
export type Style = Pick<Protocol, 'intervals' | 'minimumCells'>

/**
 * Path of an estimate (rule EST-1): output or comparison / operating point / quantity / rule / subgroup=level, absent
 * parts left out. A quantity at a stated value carries it: ppv-adjusted@0.02.
 */
export function estimateId(quantity: string, place: Place): string {
  const level = place.subgroup === undefined ? undefined : `${place.subgroup.id}=${place.subgroup.level}`
  const parts = [place.comparison, place.agreementOf, place.driftOf, place.prediction, place.operatingPoint, quantity, place.missingRule, level]
  return parts.filter((part) => part !== undefined).join('/')
}

/** −0 becomes 0; what is not finite must never get this far. */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('an estimate is not finite')
  return value + 0
}

export function interval(method: string, level: number, bounds: Bounds): Interval {
  if (bounds.lower === null) return { method, level, lower: null, upper: null, reason: bounds.reason }
  return { method, level, lower: finite(bounds.lower), upper: finite(bounds.upper) }
}

/** An estimate before the protocol's minimum cells are applied. */
export interface Draft {
  readonly quantity: Estimate['quantity']
  /** The stated value or form in the id, such as a prevalence. */
  readonly at?: number | string
  readonly value: number | null
  readonly reason?: NotEstimableReason
  readonly standardError?: number
  readonly variance?: number
  readonly method: string
  readonly intervals: readonly { readonly method: string; readonly bounds: Bounds }[]
  readonly denominators: Denominators
  /** The denominator of this very estimate. */
  readonly denominator: number
  readonly options?: Readonly<Record<string, string | number>>
  readonly warnings?: readonly EstimateWarning[]
  readonly agreement?: { readonly method: string; readonly relativeDifference: number }
  readonly rules: readonly string[]
}

/** Reasons that say more than that a denominator is small. */
const emptyReasons: ReadonlySet<NotEstimableReason | undefined> = new Set([
  'no-examinations',
  'one-class',
  'denominator-zero',
  'no-alerts',
  'no-events',
  'no-exposure',
] as const)

/** Applies the minimum cells (rules EST-2, EST-3) and gives the estimate its final shape. */
export function finish(draft: Draft, place: Place, style: Style): Estimate {
  const { level } = style.intervals
  const isTooSmall = place.subgroup !== undefined && draft.denominator < style.minimumCells.estimate
  const reason = isTooSmall && !emptyReasons.has(draft.reason) ? 'below-minimum-cell' : draft.reason
  const base = {
    id: estimateId(draft.at === undefined ? draft.quantity : `${draft.quantity}@${draft.at}`, place),
    quantity: draft.quantity,
    ...place,
    method: draft.method,
    denominators: draft.denominators,
    descriptive: draft.denominator < style.minimumCells.descriptive,
    ...(draft.options === undefined ? {} : { options: { ...draft.options } }),
    ...(draft.warnings === undefined || draft.warnings.length === 0 ? {} : { warnings: [...draft.warnings] }),
    rules: [...draft.rules],
  }
  if (draft.value === null || reason !== undefined) {
    const why = reason ?? 'no-examinations'
    const intervals = draft.intervals.map(({ method }) => ({ method, level, lower: null, upper: null, reason: why }))
    return { ...base, value: null, reason: why, intervals }
  }
  return {
    ...base,
    value: finite(draft.value),
    ...(draft.standardError === undefined ? {} : { standardError: finite(draft.standardError) }),
    ...(draft.variance === undefined ? {} : { variance: finite(draft.variance) }),
    ...(draft.agreement === undefined ? {} : { agreement: { ...draft.agreement } }),
    intervals: draft.intervals.map(({ method, bounds }) => interval(method, level, bounds)),
  }
}

/**
 * Relative difference of two computations of one number; 0 where both are 0 or both do not exist. least: a size below
 * which the number is not called small.
 */
export function relativeDifference(first: number | null, second: number | null, least = 0): number {
  if (first === null || second === null) return first === second ? 0 : 1
  const size = Math.max(Math.abs(first), Math.abs(second), least)
  return size === 0 ? 0 : Math.abs(first - second) / size
}
