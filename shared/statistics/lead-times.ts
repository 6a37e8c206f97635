/**
 * Times at which something may not happen at all: how long before its event an alert came, and when an examination had
 * its first alert. What did not happen stays in.
 */

/** Values ascending, each with its unit (cluster); those below everything (undetected) stand first as −∞. */
export interface RankedTimes {
  readonly values: Float64Array
  readonly unit: Uint32Array
}

/** Ranks times, NaN below every number (rule LTM-1). unit: cluster of each. */
export function rankTimes(times: readonly number[] | Float64Array, unit: ArrayLike<number>): RankedTimes {
  const order = Uint32Array.from(times.keys())
  const value = (k: number): number => (Number.isNaN(times[k] ?? Number.NaN) ? -Infinity : (times[k] ?? 0))
  order.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a - b))
  return { values: Float64Array.from(order, value), unit: Uint32Array.from(order, (k) => unit[k] ?? 0) }
}

/**
 * Median of ranked times, each taken weights[unit] times (rule LTM-1): the middle one, or half-way between the two in
 * the middle. −∞ where it falls among the undetected, NaN where nothing has weight.
 */
export function weightedMedian(ranked: RankedTimes, weights: ArrayLike<number> | null): number {
  const { values, unit } = ranked
  const weightOf = (k: number): number => (weights === null ? 1 : (weights[unit[k] ?? 0] ?? 0))
  let n = 0
  for (let k = 0; k < values.length; k++) n += weightOf(k)
  const low = Math.floor((n - 1) / 2)
  const high = Math.floor(n / 2)
  let below = 0
  let first = Number.NaN
  for (let k = 0; k < values.length; k++) {
    const value = values[k] ?? Number.NaN
    const before = below
    below += weightOf(k)
    if (before <= low && low < below) first = value
    if (before <= high && high < below) return first === -Infinity ? first : first + (value - first) / 2
  }
  return Number.NaN
}

/** Share of all that came at least so long before (rule LTM-2): one point for each distinct time, ascending, from 0. */
export function detectedBy({ values }: RankedTimes): { time: number[]; share: number[] } {
  const n = values.length
  const time: number[] = []
  const share: number[] = []
  for (let k = 0; k < n; k++) {
    const value = values[k] ?? 0
    if (value === -Infinity || value === time[time.length - 1]) continue
    if (time.length === 0 && value > 0) {
      time.push(0)
      share.push((n - k) / n)
    }
    time.push(value)
    share.push((n - k) / n)
  }
  return { time, share }
}

/** First alerts (or the end of watching without one), ascending in time. */
export interface Watched {
  readonly time: Float64Array
  readonly isAlert: Uint8Array
  readonly unit: Uint32Array
}

export function orderWatched(first: Float64Array, until: Float64Array, unit: ArrayLike<number>): Watched {
  const order = Uint32Array.from(first.keys())
  const isAlert = (k: number): number => (Number.isNaN(first[k] ?? Number.NaN) ? 0 : 1)
  const time = (k: number): number => (isAlert(k) === 1 ? (first[k] ?? 0) : (until[k] ?? 0))
  order.sort((a, b) => time(a) - time(b) || a - b)
  return { time: Float64Array.from(order, time), isAlert: Uint8Array.from(order, isAlert), unit: Uint32Array.from(order, (k) => unit[k] ?? 0) }
}

/** Share with an alert after each distinct time of an alert. */
export interface AlertedCurve {
  readonly time: number[]
  readonly alerted: number[]
}

/**
 * Kaplan-Meier share with an alert (rule LTM-3), censored when watching ends; at equal times alerts before censoring.
 * Kaplan & Meier 1958, JASA 53: 457–481. weights: of each unit.
 */
export function alertedCurve(watched: Watched, weights: ArrayLike<number> | null): AlertedCurve {
  const curve: AlertedCurve = { time: [], alerted: [] }
  walkCurve(watched, weights, (time, without) => {
    curve.time.push(time)
    curve.alerted.push(1 - without)
    return true
  })
  return curve
}

/** Earliest time by which half have had an alert; Infinity where that never comes. */
export function alertedMedian(watched: Watched, weights: ArrayLike<number> | null): number {
  let found = Infinity
  walkCurve(watched, weights, (time, without) => {
    // A product of fractions that is one half by arithmetic may miss it by rounding.
    if (without > 0.5 * (1 + 1e-12)) return true
    found = time
    return false
  })
  return found
}

function walkCurve(watched: Watched, weights: ArrayLike<number> | null, onStep: (time: number, without: number) => boolean): void {
  const { time, isAlert, unit } = watched
  const weightOf = (k: number): number => (weights === null ? 1 : (weights[unit[k] ?? 0] ?? 0))
  let left = 0
  for (let k = 0; k < time.length; k++) left += weightOf(k)
  let without = 1
  let k = 0
  while (k < time.length) {
    const t = time[k] ?? 0
    let alerts = 0
    let leaving = 0
    for (; k < time.length && time[k] === t; k++) {
      leaving += weightOf(k)
      if (isAlert[k] === 1) alerts += weightOf(k)
    }
    if (alerts > 0) {
      without *= (left - alerts) / left
      if (!onStep(t, without)) return
    }
    left -= leaving
  }
}
