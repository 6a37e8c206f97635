import type { Estimate, Interval } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import { clusteredRate } from './clustered.ts'
import { type Place, type Style, estimateId } from './draft.ts'
import { proportionEstimate } from './estimates.ts'
import type { Level } from './levels.ts'
import type { Judged, OutputRows } from './outputs.ts'
import { UNRESOLVED } from './reference.ts'

/** Where operational measures are taken. */
interface At {
  readonly level: Level
  readonly present: Uint8Array
  readonly clusters: Clusters | null
  readonly place: Place
  readonly style: Style
}

/**
 * What working with the device would mean (rules OPR-1 to OPR-3), at one operating point of a level: alerts per 100
 * examinations, over every examination with a call whatever its reference standard; alerts per true positive; and the
 * change against the output's first operating point. The thresholds of one score are nested, so a change is the share
 * of examinations between them, with that share's interval.
 */
export function operationalMeasures({ output, judged }: OutputRows, here: Judged, ppv: Estimate | undefined, at: At): Estimate[] {
  const first = judged[0]
  const found = [alertsPer100(here, at), ...(ppv === undefined ? [] : [alertsPerTruePositive(ppv, at)])]
  if (first === undefined || first === here) return found
  return [...found, ...changes(first, here, isLaxer(first, here, output), at)]
}

const resolved = (called: Uint8Array, rows: Uint32Array): Uint32Array => rows.filter((row) => called[row] !== UNRESOLVED)

function alertsPer100(here: Judged, at: At): Estimate {
  const rows = resolved(here.called, at.level.rows)
  return times(100, share(rows, here.called, at), 'alerts-per-100-examinations', 'OPR-1', at.place)
}

/** A proportion of rows, by the method that the protocol's clusters call for. */
function share(rows: Uint32Array, hits: Uint8Array, { present, clusters, place, style }: At): Estimate {
  const quantity = 'positive-fraction'
  let nPresent = 0
  let nAbsent = 0
  let x = 0
  for (const row of rows) {
    if (present[row] === 1) nPresent++
    else if (present[row] === 0) nAbsent++
    if (hits[row] === 1) x++
  }
  const classes = { n: rows.length, present: nPresent, absent: nAbsent }
  if (clusters !== null) return clusteredRate({ quantity, rows, hits, classes }, clusters, place, style)
  return proportionEstimate(quantity, { ...classes, x, of: rows.length }, place, style)
}

/** The same proportion times a factor: 100 for a count in a hundred, negative for a fall. */
function times(factor: number, of: Estimate, quantity: Estimate['quantity'], rule: string, place: Place, options: Estimate['options'] = {}): Estimate {
  const moved = rescaled(of, quantity, (value) => factor * value + 0, rule, place)
  const all = { ...of.options, ...options }
  return Object.keys(all).length === 0 ? moved : { ...moved, options: all }
}

/** One over the positive predictive value, with the ends of its interval turned round. */
function alertsPerTruePositive(ppv: Estimate, { place }: At): Estimate {
  if (ppv.value !== 0) return rescaled(ppv, 'alerts-per-true-positive', (value) => 1 / value, 'OPR-2', place)
  const reason = 'no-true-positives' as const
  const none = { ...ppv, value: null, reason, intervals: ppv.intervals.map(({ method, level }) => ({ method, level, lower: null, upper: null, reason })) }
  return rescaled(none, 'alerts-per-true-positive', (value) => value, 'OPR-2', place)
}

/**
 * An estimate on another scale: intervals keep their method, because the change of scale is monotone. An end that goes
 * to infinity leaves no two-sided interval.
 */
function rescaled(of: Estimate, quantity: Estimate['quantity'], scale: (value: number) => number, rule: string, place: Place): Estimate {
  const { standardError: _error, variance: _variance, ...rest } = of
  const intervals = of.intervals.map((each): Interval => {
    if (each.lower === null || each.upper === null) return each
    const ends = [scale(each.lower), scale(each.upper)] as const
    if (ends.every(Number.isFinite)) return { ...each, lower: Math.min(...ends), upper: Math.max(...ends) }
    return { ...each, lower: null, upper: null, reason: 'two-sided-interval-at-boundary' }
  })
  const value = of.value === null ? null : scale(of.value)
  return { ...rest, id: estimateId(quantity, place), quantity, value, intervals, rules: [rule, ...of.rules] }
}

/** Whether the threshold calls more positive than the first: told by the thresholds, because no call may differ. */
function isLaxer(first: Judged, here: Judged, output: OutputRows['output']): boolean {
  const isLower = (here.point.threshold ?? 0) < (first.point.threshold ?? 0)
  return output.score?.direction === 'lower-is-positive' ? !isLower : isLower
}

/** Alerts, sensitivity and specificity against the first operating point of the output. */
function changes(first: Judged, here: Judged, isMore: boolean, at: At): Estimate[] {
  const both = at.level.rows.filter((row) => first.called[row] !== UNRESOLVED && here.called[row] !== UNRESOLVED)
  const differs = here.called.map((call, row) => (call !== first.called[row] ? 1 : 0))
  const rises = isMore ? 1 : -1
  const among = (truth: 0 | 1): Uint32Array => both.filter((row) => at.present[row] === truth)
  const options = { against: first.point.id }
  const change = (factor: number, rows: Uint32Array, quantity: Estimate['quantity']): Estimate =>
    times(factor, share(rows, differs, at), quantity, 'OPR-3', at.place, options)
  return [
    change(100 * rises, both, 'alerts-per-100-change'),
    change(rises, among(1), 'sensitivity-change'),
    change(-rises, among(0), 'specificity-change'),
  ]
}
