import type { AlertRules, Stays } from './stays.ts'

/** The counts that verdicts rest on. */
export interface AlertCounts {
  readonly events: number
  readonly detected: number
  readonly raised: number
  readonly credited: number
  readonly exposure: number
}

/**
 * The same counts by another way (rule ALR-7): not prediction after prediction with a memory, but by search. The place of
 * each alert is found by halving over the positive predictions at risk, those credited by the two ends of the window. It
 * shares no function with `alertSums`. rows: examinations. O(positives + alerts log predictions).
 */
export function countAlertsBySearch(stays: Stays, calls: Uint8Array, rules: AlertRules, rows: Uint32Array): AlertCounts {
  const total = { events: 0, detected: 0, raised: 0, credited: 0, exposure: 0 }
  for (const i of rows) {
    const risk = riskBySearch(stays, i, rules)
    if (risk === null) continue
    const { onset } = risk
    total.exposure += risk.stop - risk.start
    const alerts = alertTimes(positivesOf(stays, calls, i), rules, risk.isIn)
    total.raised += alerts.length
    if (Number.isNaN(onset)) continue
    total.events++
    // Alerts ascend, so what is credited is one stretch of them.
    const from = firstWhere(alerts.length, (k) => onset - (alerts[k] ?? 0) <= rules.earliest)
    const to = firstWhere(alerts.length, (k) => !(onset - (alerts[k] ?? 0) >= rules.latest && (alerts[k] ?? 0) < onset))
    total.credited += Math.max(0, to - from)
    if (to > from) total.detected++
  }
  return total
}

/** Time at risk of one examination, whether a time is in it, and the onset that happens in it (NaN: none). */
export interface SearchedRisk {
  readonly start: number
  readonly stop: number
  readonly onset: number
  readonly isIn: (t: number) => boolean
}

/** Null where the examination is never at risk. */
export function riskBySearch(stays: Stays, i: number, rules: AlertRules): SearchedRisk | null {
  if (stays.isAnalysed[i] !== 1) return null
  const start = stays.start[i] ?? 0
  const onset = stays.onset[i] ?? Number.NaN
  const ends = [stays.end[i] ?? 0]
  if (rules.endsWithTreatment) ends.push(stays.treatment[i] ?? Infinity)
  const closing = ends.filter((end) => end === end).reduce((least, end) => Math.min(least, end), Infinity)
  const stop = rules.endsWithEvent && onset <= closing ? onset : closing
  if (!(stop > start)) return null
  const isOpen = stop === onset && rules.endsWithEvent ? true : rules.endsWithTreatment && stop === stays.treatment[i]
  const isEventAtRisk = onset > start && onset <= closing
  return { start, stop, onset: isEventAtRisk ? onset : Number.NaN, isIn: (t) => t >= start && (isOpen ? t < stop : t <= stop) }
}

/** Times of the positive predictions of one examination, ascending. */
function positivesOf({ times, offsets }: Stays, calls: Uint8Array, i: number): Float64Array {
  const from = offsets[i] ?? 0
  return times.subarray(from, offsets[i + 1] ?? 0).filter((_, k) => calls[from + k] === 1)
}

/** From one alert to the next by jumping over the refractory time. */
function alertTimes(positives: Float64Array, rules: AlertRules, isAtRisk: (t: number) => boolean): number[] {
  const within = positives.filter(isAtRisk)
  const found: number[] = []
  let at = 0
  while (at < within.length) {
    const t = within[at] ?? 0
    found.push(t)
    if (rules.firstOnly) break
    const next = firstWhere(within.length, (k) => (within[k] ?? 0) - t >= rules.refractory)
    at = Math.max(next, at + 1)
  }
  return found
}

/** First index at which a condition that stays true becomes true; the number of items where it never does. */
export function firstWhere(n: number, isTrue: (k: number) => boolean): number {
  let low = 0
  let high = n
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isTrue(middle)) high = middle
    else low = middle + 1
  }
  return low
}
