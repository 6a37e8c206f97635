/**
 * Examinations that last (a stay) with predictions made while they last. One examination has at most one event.
 * All times of one examination count from one origin and are in one unit; intervals are differences in double precision.
 */
export interface Stays {
  /** Beginning and end of observation (discharge). */
  readonly start: Float64Array
  readonly end: Float64Array
  /** NaN where there is none. */
  readonly onset: Float64Array
  readonly treatment: Float64Array
  /** 0 where the reference standard is not resolved: the examination leaves every sum. */
  readonly isAnalysed: Uint8Array
  /** Predictions of examination i stand from offsets[i] up to offsets[i + 1], in ascending order of time. */
  readonly offsets: Uint32Array
  readonly times: Float64Array
}

/** Durations in the unit of the times. */
export interface AlertRules {
  /** A prediction is rightly positive when 0 < onset − t ≤ horizon. */
  readonly horizon: number
  /** An alert is credited when latest ≤ onset − t ≤ earliest and t comes before the onset. */
  readonly earliest: number
  readonly latest: number
  /** No alert is raised less than this after the one before it. */
  readonly refractory: number
  readonly endsWithEvent: boolean
  readonly endsWithTreatment: boolean
  readonly firstOnly: boolean
}

/** The time at risk of one examination: from the start to `end`; a prediction at `end` itself is in it only if closed. */
export interface Risk {
  readonly end: number
  readonly isClosed: boolean
  /** Onset that happens while at risk; NaN where there is none. */
  readonly onset: number
  /** Why an onset is none while at risk. */
  readonly misplaced: 'before-start' | 'after-at-risk' | null
}

/**
 * When an examination is at risk (rule ALR-1). Treatment before the start ends it before it began. An onset at the start
 * or before is none while at risk; one after the treatment that ended the risk neither. At the end of observation itself
 * a prediction still counts; at the onset or the treatment that ends the risk it comes too late.
 */
export function riskOf(stays: Stays, i: number, rules: AlertRules): Risk {
  const start = stays.start[i] ?? 0
  const discharge = stays.end[i] ?? 0
  const onset = stays.onset[i] ?? Number.NaN
  const treatment = stays.treatment[i] ?? Number.NaN
  // NaN compares false: no treatment, no onset.
  const isTreated = rules.endsWithTreatment && treatment <= discharge
  const withoutEvent = isTreated ? treatment : discharge
  const isBefore = onset <= start
  const isAfter = !isBefore && onset > withoutEvent
  const endsAtOnset = rules.endsWithEvent && onset <= withoutEvent
  return {
    end: endsAtOnset ? onset : withoutEvent,
    isClosed: !endsAtOnset && !isTreated,
    onset: isBefore || isAfter ? Number.NaN : onset,
    misplaced: isBefore ? 'before-start' : isAfter ? 'after-at-risk' : null,
  }
}

/** True where the examination has any time at risk. */
export const hasRisk = (stays: Stays, i: number, risk: Risk): boolean => stays.isAnalysed[i] === 1 && risk.end > (stays.start[i] ?? 0)

/** Places of the predictions of examination i that are made while at risk: from ≤ place < to (rule ALR-1). */
export function placesAtRisk(stays: Stays, i: number, risk: Risk): { from: number; to: number } {
  const { times, offsets } = stays
  const start = stays.start[i] ?? 0
  let from = offsets[i] ?? 0
  let to = offsets[i + 1] ?? 0
  while (from < to && (times[from] ?? 0) < start) from++
  while (to > from && isBeyond(times[to - 1] ?? 0, risk)) to--
  return { from, to }
}

const isBeyond = (time: number, { end, isClosed }: Risk): boolean => (isClosed ? time > end : time >= end)

/** Whether a prediction or alert at time t comes in time to be credited to an onset (rule ALR-3); false for NaN. */
export function isCredited(onset: number, t: number, { latest, earliest }: Pick<AlertRules, 'latest' | 'earliest'>): boolean {
  const lead = onset - t
  return lead > 0 && lead >= latest && lead <= earliest
}
