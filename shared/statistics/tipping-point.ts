import type { Bounds, StatisticsReason } from './interval.ts'
import type { Side } from './proportion-side.ts'
import type { Table } from './roc.ts'

export const tippingQuantities = ['sensitivity', 'specificity', 'ppv', 'npv'] as const
export type TippingQuantity = (typeof tippingQuantities)[number]

/** reference-flipped: reference results were wrong. dropped: examinations leave. added: further ones enter. */
export const tippingChanges = ['reference-flipped', 'dropped', 'added'] as const
export type TippingChange = (typeof tippingChanges)[number]

export interface ProportionCriterion {
  readonly bound: 'lower' | 'upper'
  readonly comparison: '>=' | '>' | '<=' | '<'
  readonly goal: number
  /** Interval of x of n; its bounds must rise with x and fall with n − x, as those of SPEC's PROP rules do. */
  readonly interval: (x: number, n: number) => Bounds
  /** On which side of the goal that bound is clearly, where this costs less than the interval; null where it is not clear. */
  readonly side?: (x: number, n: number) => Side | null
}

export type TippingPoint =
  | {
      /** Verdict on the table as it is. */
      readonly isMet: boolean
      /** Smallest number of changes that turns it over; null: no number of such changes does. */
      readonly n: number | null
      /** The changes in words of the proportion: successes and failures after them. */
      readonly after: { readonly x: number; readonly of: number } | null
    }
  | { readonly isMet: null; readonly reason: StatisticsReason }

/** Successes, failures of the quantity; and who would enter it as failure or success if the reference result flipped. */
function cellsOf(table: Table, quantity: TippingQuantity) {
  const { tp, fp, fn, tn } = table
  switch (quantity) {
    case 'sensitivity':
      return { success: tp, failure: fn, newFailure: tn, newSuccess: fp }
    case 'specificity':
      return { success: tn, failure: fp, newFailure: tp, newSuccess: fn }
    case 'ppv':
      return { success: tp, failure: fp, newFailure: 0, newSuccess: 0 }
    case 'npv':
      return { success: tn, failure: fn, newFailure: 0, newSuccess: 0 }
  }
}

function holds({ bound, comparison, goal, interval, side }: ProportionCriterion, x: number, n: number): boolean | null {
  if (n === 0) return null
  const clear = side?.(x, n) ?? null
  if (clear !== null) return (clear === 'above') === (comparison === '>=' || comparison === '>')
  const value = interval(x, n)[bound]
  if (value === null) return null
  switch (comparison) {
    case '>=':
      return value >= goal
    case '>':
      return value > goal
    case '<=':
      return value <= goal
    case '<':
      return value < goal
  }
}

/**
 * Tipping point of a criterion on an interval bound (rules TIP-1, TIP-2): the smallest number of flipped reference
 * results, dropped or added examinations that turns the verdict over, each chosen as unfavourably (favourably, when the
 * criterion is not met) as possible. Exact: every mixture of the two kinds of flips is covered. most: how many may be
 * added. Few intervals are needed: about the square of the logarithm of the changes.
 */
export function tippingPoint(
  table: Table,
  quantity: TippingQuantity,
  change: TippingChange,
  criterion: ProportionCriterion,
  most = 10_000_000,
): TippingPoint {
  const { success, failure, newFailure, newSuccess } = cellsOf(table, quantity)
  const isMet = holds(criterion, success, success + failure)
  if (isMet === null) return { isMet, reason: 'denominator-zero' }
  const isLowered = (criterion.comparison === '>=' || criterion.comparison === '>') === isMet
  // Downwards: a leave the successes, b enter the failures; upwards the other way round.
  const [from, to, spare] = isLowered ? [success, failure, newFailure] : [failure, success, newSuccess]
  const isFixedSize = quantity === 'ppv' || quantity === 'npv'
  const after = (leave: number, enter: number): { x: number; of: number } => {
    const moved = change === 'reference-flipped' && isFixedSize ? leave : 0
    const shrunk = from - leave
    const grown = to + enter + moved
    return { x: isLowered ? shrunk : grown, of: shrunk + grown }
  }
  const isTurned = (leave: number, enter: number): boolean => {
    const { x, of } = after(leave, enter)
    // Nobody left is no verdict; the step before decides, so that the turned region keeps its shape.
    if (of === 0) return leave > 0 && isTurned(leave - 1, enter)
    return holds(criterion, x, of) === !isMet
  }
  const limits = {
    leave: change === 'added' ? 0 : from,
    enter: change === 'added' ? most : change === 'dropped' || isFixedSize ? 0 : spare,
  }
  const best = leastMixture(isTurned, limits.leave, limits.enter)
  if (best === null) return { isMet, n: null, after: null }
  return { isMet, n: best.leave + best.enter, after: after(best.leave, best.enter) }
}

interface Mixture {
  readonly leave: number
  readonly enter: number
}
const sizeOf = ({ leave, enter }: Mixture): number => leave + enter

/**
 * Least leave + enter for which the turn holds, with the least leave of several, for a turn that stays turned when either
 * grows. So the least enter never rises with leave, and between two leaves no sum is below the first leave plus the second
 * enter: what cannot hold a smaller sum is passed over, and every mixture is judged without trying all of them.
 */
function leastMixture(isTurned: (leave: number, enter: number) => boolean, mostLeave: number, mostEnter: number): Mixture | null {
  /** The least enter at a leave, known to lie between two. */
  const edgeAt = (leave: number, low: number, high: number): Mixture => {
    const more = leastOf((k) => isTurned(leave, low + k), high - low)
    return { leave, enter: more === null ? high : low + more }
  }
  const firstLeave = leastOf((leave) => isTurned(leave, mostEnter), mostLeave)
  if (firstLeave === null) return null
  const first = edgeAt(firstLeave, 0, mostEnter)
  let best = first
  const search = (from: Mixture, to: Mixture): void => {
    if (from.leave + 1 + to.enter >= sizeOf(best)) return
    if (to.leave - from.leave === 1) return void (best = to)
    const middle = edgeAt(Math.floor((from.leave + to.leave) / 2), to.enter, from.enter)
    search(from, middle)
    search(middle, to)
  }
  const lastLeave = Math.min(mostLeave, sizeOf(first))
  if (lastLeave > firstLeave) search(first, edgeAt(lastLeave, 0, first.enter))
  return best
}

/** Smallest whole number up to most for which a monotone condition holds: doubling, then bisection. */
function leastOf(condition: (k: number) => boolean, most: number): number | null {
  if (condition(0)) return 0
  let low = 0
  let high = Math.min(1, most)
  while (high < most && !condition(high)) {
    low = high
    high = Math.min(most, 2 * high)
  }
  if (high === 0 || !condition(high)) return null
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (condition(middle)) high = middle
    else low = middle
  }
  return high
}
