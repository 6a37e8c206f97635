import { countAlertsBySearch, firstWhere, riskBySearch } from './alert-counts-second.ts'
import type { AlertRules, Stays } from './stays.ts'

const names = ['atRisk', 'event', 'detected', 'raised', 'credited', 'exposure', 'episodes', 'creditedEpisodes', 'episodeTime', 'creditableTime', 'coveredTime', 'tp', 'fp', 'fn', 'tn'] as const
export type SearchedSum = (typeof names)[number]

/** Sums by unit, in the order in which units first occur. */
export type SearchedSums = Readonly<Record<SearchedSum, Float64Array>>

/**
 * Second engine for sums over time (rule TWO-28): alerts by search (rule ALR-7), and no run of positive predictions is followed.
 * An episode is told by its first prediction, one worth credit by its first prediction that is credited; times are sums of the
 * stretches from each positive prediction to the next one. unitOf: the unit of an examination. O(predictions).
 */
export function alertUnitsBySearch(stays: Stays, calls: Uint8Array, rules: AlertRules, rows: Uint32Array, unitOf: (row: number) => number): SearchedSums {
  const units = new Map<number, Record<SearchedSum, number>>()
  for (const i of rows) {
    const risk = riskBySearch(stays, i, rules)
    if (risk === null) continue
    const unit = units.get(unitOf(i)) ?? (Object.fromEntries(names.map((name) => [name, 0])) as Record<SearchedSum, number>)
    units.set(unitOf(i), unit)
    const alerts = countAlertsBySearch(stays, calls, rules, Uint32Array.of(i))
    unit.atRisk++
    unit.event += alerts.events
    unit.detected += alerts.detected
    unit.raised += alerts.raised
    unit.credited += alerts.credited
    unit.exposure += alerts.exposure
    const [from, to] = [stays.offsets[i] ?? 0, stays.offsets[i + 1] ?? 0]
    const places = Uint32Array.from({ length: to - from }, (_, k) => from + k).filter((k) => risk.isIn(stays.times[k] ?? 0))
    const times = Float64Array.from(places, (k) => stays.times[k] ?? 0)
    const called = Uint8Array.from(places, (k) => calls[k] ?? 2)
    addSingles(unit, times, called, risk.onset, rules)
    addStretches(unit, times, called, risk, rules)
  }
  const all = [...units.values()]
  return Object.fromEntries(names.map((name) => [name, Float64Array.from(all, (unit) => unit[name])])) as Record<SearchedSum, Float64Array>
}

/** Those due are one stretch of the predictions: its ends are searched for. */
function addSingles(unit: Record<SearchedSum, number>, times: Float64Array, called: Uint8Array, onset: number, { horizon }: AlertRules): void {
  const n = times.length
  const from = Number.isNaN(onset) ? n : firstWhere(n, (k) => onset - (times[k] ?? 0) <= horizon)
  const to = Number.isNaN(onset) ? n : firstWhere(n, (k) => (times[k] ?? 0) >= onset)
  const count = (list: Uint8Array, call: 0 | 1): number => list.reduce((sum, each) => sum + (each === call ? 1 : 0), 0)
  const due = called.subarray(from, Math.max(from, to))
  const [tp, fn] = [count(due, 1), count(due, 0)]
  unit.tp += tp
  unit.fn += fn
  unit.fp += count(called, 1) - tp
  unit.tn += count(called, 0) - fn
}

function addStretches(unit: Record<SearchedSum, number>, times: Float64Array, called: Uint8Array, risk: { start: number; stop: number; onset: number }, { earliest, latest }: AlertRules): void {
  const hasEvent = !Number.isNaN(risk.onset)
  const opens = hasEvent ? Math.max(risk.start, risk.onset - earliest) : Infinity
  const closes = hasEvent ? Math.min(risk.stop, risk.onset - latest) : -Infinity
  unit.creditableTime += Math.max(0, closes - opens)
  const isWorth = (k: number): boolean => {
    const lead = risk.onset - (times[k] ?? 0)
    return hasEvent && lead > 0 && lead >= latest && lead <= earliest
  }
  called.forEach((call, k) => {
    if (call !== 1) return
    const isFirst = called[k - 1] !== 1
    const begins = times[k] ?? 0
    const ends = times[k + 1] ?? risk.stop
    unit.episodes += isFirst ? 1 : 0
    unit.creditedEpisodes += isWorth(k) && (isFirst || !isWorth(k - 1)) ? 1 : 0
    unit.episodeTime += ends - begins
    unit.coveredTime += Math.max(0, Math.min(ends, closes) - Math.max(begins, opens))
  })
}
