import { z } from 'zod'
import { timeUnits } from './protocol-designs.ts'

/** Tables of the results about single calls: what changed between releases, and alerts over time. */
const count = z.int().min(0)
const finite = z.number()
const subgroup = z.strictObject({ id: z.string(), level: z.string() }).optional()

/** How many places a list of examinations holds; its count has them all. */
export const LISTED_EXAMINATIONS = 2000

export const flipKinds = ['newly-found', 'newly-missed', 'alarm-added', 'alarm-removed'] as const

/** Calls that differ between two releases on the same examinations; the first release is the new one. */
export const Flips = z.strictObject({
  comparison: z.string(),
  kind: z.enum(flipKinds),
  n: count,
  /** Counts in each level of each subgroup and pair. */
  levels: z.array(z.strictObject({ subgroup: z.string(), level: z.string(), n: count, of: count })),
  /** 1-based places in the frozen cohort, ascending; at most 2,000. */
  examinations: z.array(count).max(LISTED_EXAMINATIONS),
})

/** How many examinations each analysis set has, and what each condition of the per-protocol set takes out. */
export const AnalysisSets = z.strictObject({
  flow: z.array(z.strictObject({ id: z.string(), label: z.string(), excluded: count, remaining: count })),
  counts: z.array(
    z.strictObject({ prediction: z.string(), operatingPoint: z.string(), intendedToDiagnose: count, evaluable: count, perProtocol: count }),
  ),
})

/** The split that holds the per-protocol set's estimates. */
export const PER_PROTOCOL = 'per-protocol'

/** What became of the predictions, alerts and events of one output at one operating point. */
export const RepeatedFlow = z.strictObject({
  prediction: z.string(),
  operatingPoint: z.string(),
  subgroup,
  /** Predictions of analysed examinations by where they fall; of those at risk, how many are neither positive nor negative. */
  predictions: z.strictObject({ total: count, beforeStart: count, atRisk: count, afterAtRisk: count, withoutCall: count }),
  /** Examinations: unresolved reference (left out), no time at risk at all, and at risk with or without a prediction. */
  examinations: z.strictObject({ total: count, unresolved: count, neverAtRisk: count, withPredictions: count, withoutPredictions: count }),
  /** Single predictions at risk against an onset within the horizon. */
  singly: z.strictObject({ tp: count, fp: count, fn: count, tn: count }),
  /** Events: onset while at risk (detected or not), before the start, after the time at risk had ended otherwise. */
  events: z.strictObject({ atRisk: count, detected: count, beforeStart: count, afterAtRisk: count }),
  /** Alerts while at risk: credited, before an onset but too early or too late, without any onset to come. */
  alerts: z.strictObject({ raised: count, credited: count, tooEarly: count, tooLate: count, withoutEvent: count }),
  episodes: z.strictObject({ total: count, credited: count }),
  /** At examination level: any alert against any event, whatever the length of stay. */
  everAlerted: z.strictObject({ tp: count, fp: count, fn: count, tn: count }),
  exposureDays: finite,
})

/** Share of all events, undetected ones included, that were alerted at least this long before the onset. */
export const LeadTimes = z.strictObject({
  prediction: z.string(),
  operatingPoint: z.string(),
  unit: z.enum(timeUnits),
  nEvents: count,
  leadTime: z.array(finite),
  detected: z.array(finite),
})

/** Kaplan-Meier share of examinations with an alert by this time since the start, censored when the time at risk ends. */
export const TimeToAlert = z.strictObject({
  prediction: z.string(),
  operatingPoint: z.string(),
  unit: z.enum(timeUnits),
  nExaminations: count,
  time: z.array(finite),
  alerted: z.array(finite),
})

export type AnalysisSets = z.infer<typeof AnalysisSets>
export type Flips = z.infer<typeof Flips>
export type RepeatedFlow = z.infer<typeof RepeatedFlow>
export type LeadTimes = z.infer<typeof LeadTimes>
export type TimeToAlert = z.infer<typeof TimeToAlert>
