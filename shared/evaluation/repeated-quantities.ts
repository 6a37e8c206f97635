import { alertedMedian, orderWatched, rankTimes, weightedMedian } from '../statistics/lead-times.ts'
import { sumOf } from '../statistics/ratios.ts'
import type { Denominators } from '../vocabulary/results.ts'
import type { Draft } from './draft.ts'
import type { DraftAt, TimedDraft } from './repeated-drafts.ts'
import { countedShare, eventShare, rate, timeShare } from './repeated-drafts.ts'
import type { Units } from './repeated-units.ts'
import type { TimedPoint, TimedWork } from './repeated-work.ts'

/** Events, alerts, episodes, durations and single predictions of one output at one operating point. */
export function pointDrafts(at: DraftAt, work: TimedWork, point: TimedPoint): TimedDraft[] {
  const { sums, units } = at
  const { perDay, perUnit } = work.times
  const { unit } = work.asked
  const falseAlarms = sums.raised.map((raised, k) => raised - (sums.credited[k] ?? 0))
  const exposureDays = sums.exposure.map((each) => each / perDay)
  const exposed = { denominators: exposureDays, empty: 'no-exposure' as const, denominator: at.classes.n }
  const inDays = (alarms: number) => ({ alarms, exposureDays: sumOf(exposureDays) })
  const shares = [
    units.isDeclared
      ? countedShare({ quantity: 'event-sensitivity', successes: sums.detected, trials: sums.event, empty: 'no-events', rules: ['ALR-4', 'CLU-4', 'CLU-7'] }, at)
      : eventShare(at),
    countedShare({ quantity: 'alert-ppv', successes: sums.credited, trials: sums.raised, empty: 'no-alerts', rules: ['ALR-3', 'CLU-4', 'CLU-7'] }, at),
    countedShare({ quantity: 'episode-ppv', successes: sums.creditedEpisodes, trials: sums.episodes, empty: 'no-alerts', rules: ['ALR-5', 'CLU-4', 'CLU-7'] }, at),
  ]
  const rates = [
    rate({ quantity: 'false-alarms-per-day', numerators: falseAlarms, per: 1, ...exposed, options: inDays(sumOf(falseAlarms)), rules: ['ALR-3', 'RAT-1', 'RAT-2', 'RAT-4'] }, at, true),
    rate({ quantity: 'alerts-per-1000-days', numerators: sums.raised, per: 1000, ...exposed, options: inDays(sumOf(sums.raised)), rules: ['ALR-3', 'RAT-1', 'RAT-2', 'RAT-4'] }, at, true),
    rate({ quantity: 'alerts-per-100-examinations', numerators: sums.raised, denominators: sums.atRisk, per: 100, empty: 'no-examinations', denominator: at.classes.n, options: { alarms: sumOf(sums.raised) }, rules: ['ALR-3', 'RAT-1', 'RAT-2'] }, at, false),
  ]
  const time = (values: Float64Array): number => sumOf(values) / perUnit
  const covered = { covered: time(sums.coveredTime), unit }
  const durations = [
    timeShare({ quantity: 'duration-sensitivity', numerators: sums.coveredTime, denominators: sums.creditableTime, empty: 'no-events', denominator: at.classes.present, options: { ...covered, creditable: time(sums.creditableTime) }, rules: ['ALR-5', 'RAT-1', 'RAT-3'] }, at),
    timeShare({ quantity: 'duration-ppv', numerators: sums.coveredTime, denominators: sums.episodeTime, empty: 'no-alerts', denominator: sumOf(sums.episodes), options: { ...covered, episodeTime: time(sums.episodeTime) }, rules: ['ALR-5', 'RAT-1', 'RAT-3'] }, at),
  ]
  const medians = [leadTime(at, work, point), timeToAlert(at, work, point)]
  return [...shares, ...rates, ...medians, ...durations, ...singly(at)]
}

const singleRules = ['ALR-2', 'CLU-4', 'CLU-7'] as const

/** Single predictions, many an examination: the units are resampled, not the predictions. */
function singly(at: DraftAt): TimedDraft[] {
  const { tp, fp, fn, tn } = at.sums
  const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value + (b[k] ?? 0))
  const share = (quantity: Parameters<typeof countedShare>[0]['quantity'], successes: Float64Array, others: Float64Array): TimedDraft =>
    countedShare({ quantity, successes, trials: plus(successes, others), empty: 'denominator-zero', rules: singleRules }, at)
  return [
    share('prediction-sensitivity', tp, fn),
    share('prediction-specificity', tn, fp),
    share('prediction-ppv', tp, fp),
    share('prediction-npv', tn, fn),
  ]
}

/** Times of the events at risk of these units, ranked. */
export function rankedLeads(units: Units, { found }: TimedPoint, perUnit: number): ReturnType<typeof rankTimes> {
  const places = Uint32Array.from(units.rows.keys()).filter((k) => found.sums.event[units.rows[k] ?? 0] === 1)
  const leads = Float64Array.from(places, (k) => (found.leadTime[units.rows[k] ?? 0] ?? Number.NaN) / perUnit)
  return rankTimes(leads, Uint32Array.from(places, (k) => units.of[k] ?? 0))
}

export function watchedTimes(units: Units, { found }: TimedPoint, perUnit: number): ReturnType<typeof orderWatched> {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(units.rows, (row) => (values[row] ?? Number.NaN) / perUnit)
  return orderWatched(pick(found.firstAlert), pick(found.watched), units.of)
}

type Median = Pick<Draft, 'quantity' | 'method' | 'rules'> & { readonly unit: string; readonly n: number; readonly denominators: Denominators }

function medianDraft({ unit, n, ...about }: Median, value: number, empty: Draft['reason']): Draft {
  const isFinite = Number.isFinite(value)
  return {
    ...about,
    value: isFinite ? value : null,
    ...(isFinite ? {} : { reason: n === 0 ? empty : ('mostly-undetected' as const) }),
    intervals: [],
    denominator: n,
    options: { unit },
  }
}

function leadTime({ units, classes }: DraftAt, { times, asked }: TimedWork, point: TimedPoint): TimedDraft {
  const ranked = rankedLeads(units, point, times.perUnit)
  const about = { quantity: 'lead-time-median' as const, method: 'median-undetected-last', unit: asked.unit, n: classes.present, denominators: classes, rules: ['LTM-1', 'LTM-4'] }
  const draft = medianDraft(about, weightedMedian(ranked, null), 'no-events')
  return { draft, isRanked: true, statistic: (weights) => notNaN(weightedMedian(ranked, weights)) }
}

function timeToAlert({ units, classes }: DraftAt, { times, asked }: TimedWork, point: TimedPoint): TimedDraft {
  const watched = watchedTimes(units, point, times.perUnit)
  const about = { quantity: 'time-to-alert-median' as const, method: 'kaplan-meier', unit: asked.unit, n: classes.n, denominators: classes, rules: ['LTM-3', 'LTM-4'] }
  const draft = medianDraft(about, alertedMedian(watched, null), 'no-examinations')
  return { draft, isRanked: true, statistic: (weights) => alertedMedian(watched, weights) }
}

const notNaN = (value: number): number | null => (Number.isNaN(value) ? null : value)
