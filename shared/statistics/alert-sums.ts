import type { AlertRules, Risk, Stays } from './stays.ts'
import { hasRisk, isCredited, placesAtRisk, riskOf } from './stays.ts'

/** Everything about alerts is a sum over examinations. Counts, and durations in the unit of the times. */
export const sumNames = [
  'analysed',
  'atRisk',
  'withPredictions',
  'exposure',
  'event',
  'detected',
  'onsetBeforeStart',
  'onsetAfterAtRisk',
  'predictionsBeforeStart',
  'predictionsAtRisk',
  'predictionsAfterAtRisk',
  'predictionsWithoutCall',
  'tp',
  'fp',
  'fn',
  'tn',
  'raised',
  'credited',
  'tooEarly',
  'tooLate',
  'withoutEvent',
  'episodes',
  'creditedEpisodes',
  'episodeTime',
  'creditableTime',
  'coveredTime',
  'everTp',
  'everFp',
  'everFn',
  'everTn',
] as const
export type SumName = (typeof sumNames)[number]

/** Sums of each examination (arrays of their number), and the two times that are no sums. */
export interface AlertSums {
  readonly sums: Readonly<Record<SumName, Float64Array>>
  /** Onset minus the earliest credited alert; NaN where no event was detected. */
  readonly leadTime: Float64Array
  /** First alert before any onset, since the start; NaN where there is none. */
  readonly firstAlert: Float64Array
  /** Until when a first alert could have come, since the start; NaN where never at risk. */
  readonly watched: Float64Array
}

/** A prediction that is neither positive nor negative. */
export const NO_CALL = 2

/**
 * Predictions, alerts, episodes and events of one output at one operating point (rules ALR-1 to ALR-6). calls: of each
 * prediction in the order of `stays.times`: 1 positive, 0 negative, anything else neither. O(predictions).
 */
export function alertSums(stays: Stays, calls: Uint8Array, rules: AlertRules): AlertSums {
  const n = stays.start.length
  const blank = () => new Float64Array(n)
  const sums = Object.fromEntries(sumNames.map((name) => [name, blank()])) as Record<SumName, Float64Array>
  const none = () => blank().fill(Number.NaN)
  const found = { sums, leadTime: none(), firstAlert: none(), watched: none() }
  for (let i = 0; i < n; i++) addStay(found, i, stays, calls, rules)
  return found
}

type Add = (name: SumName, amount?: number) => void

function addStay(found: AlertSums, i: number, stays: Stays, calls: Uint8Array, rules: AlertRules): void {
  if (stays.isAnalysed[i] !== 1) return
  const add: Add = (name, amount = 1) => {
    const sum = found.sums[name]
    sum[i] = (sum[i] ?? 0) + amount
  }
  const risk = riskOf(stays, i, rules)
  const start = stays.start[i] ?? 0
  add('analysed')
  if (risk.misplaced !== null) add(risk.misplaced === 'before-start' ? 'onsetBeforeStart' : 'onsetAfterAtRisk')
  const isAtRisk = hasRisk(stays, i, risk)
  const { from, to } = isAtRisk ? placesAtRisk(stays, i, risk) : outside(stays, i, start)
  add('predictionsBeforeStart', from - (stays.offsets[i] ?? 0))
  add('predictionsAtRisk', to - from)
  add('predictionsAfterAtRisk', (stays.offsets[i + 1] ?? 0) - to)
  if (!isAtRisk) return
  add('atRisk')
  add('exposure', risk.end - start)
  if (to > from) add('withPredictions')
  const part = { from, to, times: stays.times, calls, risk, start, rules }
  countPredictions(part, add)
  const first = raiseAlerts(part, add)
  const hasEvent = risk.onset === risk.onset
  if (hasEvent) {
    add('event')
    if (first.lead === first.lead) add('detected')
    found.leadTime[i] = first.lead
  }
  add(hasEvent ? (first.isAny ? 'everTp' : 'everFn') : first.isAny ? 'everFp' : 'everTn')
  // An alert at or after the onset never counts, also where the event does not end the time at risk.
  found.firstAlert[i] = first.isAny ? first.time - start : Number.NaN
  found.watched[i] = (hasEvent ? risk.onset : risk.end) - start
  addEpisodes(part, add)
}

/** Without time at risk, predictions are before the start or after. */
function outside(stays: Stays, i: number, start: number): { from: number; to: number } {
  let from = stays.offsets[i] ?? 0
  const to = stays.offsets[i + 1] ?? 0
  while (from < to && (stays.times[from] ?? 0) < start) from++
  return { from, to: from }
}

/** The predictions at risk of one examination. */
interface Part {
  readonly from: number
  readonly to: number
  readonly times: Float64Array
  readonly calls: Uint8Array
  readonly risk: Risk
  readonly start: number
  readonly rules: AlertRules
}

/** Each prediction against an onset within the horizon (rule ALR-2). */
function countPredictions({ from, to, times, calls, risk, rules }: Part, add: Add): void {
  let tp = 0
  let fp = 0
  let fn = 0
  let tn = 0
  for (let at = from; at < to; at++) {
    const lead = risk.onset - (times[at] ?? 0)
    const due = lead > 0 && lead <= rules.horizon ? 1 : 0
    const call = calls[at] ?? NO_CALL
    if (call === 1) {
      tp += due
      fp += 1 - due
    } else if (call === 0) {
      fn += due
      tn += 1 - due
    }
  }
  add('predictionsWithoutCall', to - from - tp - fp - fn - tn)
  add('tp', tp)
  add('fp', fp)
  add('fn', fn)
  add('tn', tn)
}

interface FirstAlert {
  /** An alert before the onset, or at any time at risk without one. */
  readonly isAny: boolean
  readonly time: number
  /** Onset minus the earliest credited alert; NaN without one. */
  readonly lead: number
}

/** Alerts with the refractory time, and what each is worth (rule ALR-3). */
function raiseAlerts({ from, to, times, calls, risk, rules }: Part, add: Add): FirstAlert {
  let last = -Infinity
  let time = Number.NaN
  let lead = Number.NaN
  for (let at = from; at < to; at++) {
    if (calls[at] !== 1) continue
    const t = times[at] ?? 0
    if (t - last < rules.refractory) continue
    if (rules.firstOnly && last > -Infinity) break
    last = t
    add('raised')
    const toOnset = risk.onset - t
    // NaN compares false: without an onset, and at or after it, there is nothing to be early or late for.
    if (isCredited(risk.onset, t, rules)) {
      add('credited')
      if (lead !== lead) lead = toOnset
    } else if (toOnset > rules.earliest) add('tooEarly')
    else if (toOnset > 0) add('tooLate')
    else add('withoutEvent')
    if (time !== time && !(toOnset <= 0)) time = t
  }
  return { isAny: time === time, time, lead }
}

/** Runs of positive predictions, and how their time covers the time in which an alert would be credited (rule ALR-5). */
function addEpisodes({ from, to, times, calls, risk, start, rules }: Part, add: Add): void {
  // NaN without an onset: nothing is creditable, and overlaps with NaN are none.
  const low = Math.max(start, risk.onset - rules.earliest)
  const high = Math.min(risk.end, risk.onset - rules.latest)
  if (high > low) add('creditableTime', high - low)
  let at = from
  while (at < to) {
    if (calls[at] !== 1) {
      at++
      continue
    }
    const begins = times[at] ?? 0
    let isWorth = false
    for (; at < to && calls[at] === 1; at++) isWorth ||= isCredited(risk.onset, times[at] ?? 0, rules)
    const ends = at < to ? (times[at] ?? 0) : risk.end
    add('episodes')
    if (isWorth) add('creditedEpisodes')
    add('episodeTime', ends - begins)
    const overlap = Math.min(ends, high) - Math.max(begins, low)
    if (overlap > 0) add('coveredTime', overlap)
  }
}
