import { percentileInterval } from '../statistics/bootstrap.ts'
import { drawClusters, rankedPercentileInterval } from '../statistics/cluster-draws.ts'
import { alertedCurve, detectedBy } from '../statistics/lead-times.ts'
import { sumOf } from '../statistics/ratios.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { LeadTimes, RepeatedFlow, TimeToAlert } from '../vocabulary/results-calls.ts'
import type { Estimate, EstimateWarning } from '../vocabulary/results.ts'
import { withoutIntervals } from './clustered.ts'
import type { Clusters } from './clusters.ts'
import type { Draft, Place } from './draft.ts'
import { finish } from './draft.ts'
import type { Level } from './levels.ts'
import type { DraftAt, TimedDraft } from './repeated-drafts.ts'
import { areaAgain, pointAgain } from './repeated-second.ts'
import { pointDrafts, rankedLeads, watchedTimes } from './repeated-quantities.ts'
import { decisionDelay, singleArea } from './repeated-singles.ts'
import type { TimedScores } from './repeated-singles.ts'
import { sumUnits, unitsOf } from './repeated-units.ts'
import type { Units, UnitSums } from './repeated-units.ts'
import type { TimedOutput, TimedPoint, TimedWork } from './repeated-work.ts'

export interface TimedResults {
  readonly estimates: Estimate[]
  readonly repeated: RepeatedFlow[]
  readonly leadTimes: LeadTimes[]
  readonly timesToAlert: TimeToAlert[]
}

export interface TimedAt {
  readonly work: TimedWork
  readonly output: TimedOutput
  readonly scores: TimedScores | null
  readonly level: Level
  readonly clusters: Clusters | null
  readonly protocol: Protocol
}

/**
 * One output over time, over one level (rules TIM-5 to TIM-11): single predictions, then each operating point with its
 * alerts, episodes and events side by side. Figures and bootstrap are for the whole cohort.
 */
export function measureOverTime(at: TimedAt): TimedResults {
  const { work, output, level, clusters, protocol } = at
  const found: TimedResults = { estimates: [], repeated: [], leadTimes: [], timesToAlert: [] }
  const where: Place = { prediction: output.output.id, ...(level.subgroup === undefined ? {} : { subgroup: level.subgroup }) }
  output.points.forEach((point, i) => {
    const units = unitsOf(level, point.found.sums.atRisk, clusters)
    const sums = sumUnits(point.found, units)
    const draftAt: DraftAt = { units, sums, style: protocol, classes: classesOf(sums) }
    // Numbers that carry verdicts, again by search instead of a walk (rule TWI-1).
    const again = level.subgroup === undefined && !units.isIncomplete ? { point: pointAgain(at, point), area: i === 0 ? areaAgain(at) : null } : null
    const add = (draft: Draft, place: Place): void => {
      const estimate = complete(finish(draft, place, protocol), units)
      found.estimates.push(again === null ? estimate : draft.quantity === 'prediction-auroc' ? (again.area?.(estimate) ?? estimate) : again.point(estimate))
    }
    if (i === 0) for (const draft of sharedDrafts(draftAt, at)) add(draft, where)
    const place = { ...where, operatingPoint: point.point.id }
    const drafts = pointDrafts(draftAt, work, point)
    const drawn = level.subgroup === undefined ? withDraws(drafts, units, protocol) : drafts.map((each) => each.draft)
    for (const draft of drawn) add(draft, place)
    found.repeated.push(flowOf(point, at))
    if (level.subgroup !== undefined) return
    const about = { prediction: output.output.id, operatingPoint: point.point.id, unit: work.asked.unit }
    found.leadTimes.push(leadTimesOf(about, units, point, work))
    found.timesToAlert.push(timesToAlertOf(about, units, point, work))
  })
  return found
}

/** What does not depend on the operating point: the same predictions are at risk at all of them. */
function sharedDrafts(draftAt: DraftAt, { work, output, scores }: TimedAt): Draft[] {
  const delay = decisionDelay(draftAt, work)
  return [...(scores === null ? [] : [singleArea(scores, output.output, draftAt)]), ...(delay === null ? [] : [delay])]
}

function classesOf(sums: UnitSums): DraftAt['classes'] {
  const n = sumOf(sums.atRisk)
  const present = sumOf(sums.event)
  return { n, present, absent: n - present }
}

const complete = (estimate: Estimate, { isIncomplete }: Units): Estimate => (isIncomplete ? withoutIntervals(estimate, 'needs-clusters') : estimate)

/** Percentile intervals beside the others: the units are drawn with all their predictions (rule TIM-10). */
function withDraws(drafts: readonly TimedDraft[], units: Units, protocol: Protocol): Draft[] {
  const { replicates, seed } = protocol.bootstrap
  const isPossible = replicates > 0 && units.n > 1 && !units.isIncomplete
  const drawn = drafts.filter((each) => isPossible && each.statistic !== undefined && each.draft.value !== null)
  const values = drawClusters(units.n, drawn.flatMap((each) => each.statistic ?? []), { replicates, seed })
  const { level } = protocol.intervals
  return drafts.map((each) => {
    const replicate = values[drawn.indexOf(each)]
    if (replicate === undefined) return each.draft
    const bounds = each.isRanked ? rankedPercentileInterval(replicate, level) : percentileInterval(replicate, level)
    const lost: EstimateWarning[] = replicate.nLost > 0 ? ['bootstrap-replicates-lost'] : []
    return {
      ...each.draft,
      intervals: [...each.draft.intervals, { method: 'bootstrap-percentile', bounds }],
      options: { ...each.draft.options, replicates, seed, resampling: 'cluster', ...(replicate.nLost > 0 ? { nLost: replicate.nLost } : {}) },
      warnings: [...(each.draft.warnings ?? []), ...lost],
      rules: [...each.draft.rules, 'BOOT-2', 'BOOT-7'],
    }
  })
}

/** What became of predictions, alerts and events, counted over one level (rule TIM-5). */
function flowOf({ point, found }: TimedPoint, { output, level, work }: TimedAt): RepeatedFlow {
  const { sums } = found
  const count = (name: keyof typeof sums): number => level.rows.reduce((sum, row) => sum + (sums[name][row] ?? 0), 0)
  const [before, at, after] = [count('predictionsBeforeStart'), count('predictionsAtRisk'), count('predictionsAfterAtRisk')]
  const [analysed, atRisk, withPredictions] = [count('analysed'), count('atRisk'), count('withPredictions')]
  return {
    prediction: output.output.id,
    operatingPoint: point.id,
    ...(level.subgroup === undefined ? {} : { subgroup: level.subgroup }),
    predictions: { total: before + at + after, beforeStart: before, atRisk: at, afterAtRisk: after, withoutCall: count('predictionsWithoutCall') },
    examinations: {
      total: level.rows.length,
      unresolved: level.rows.length - analysed,
      neverAtRisk: analysed - atRisk,
      withPredictions,
      withoutPredictions: atRisk - withPredictions,
    },
    singly: { tp: count('tp'), fp: count('fp'), fn: count('fn'), tn: count('tn') },
    events: { atRisk: count('event'), detected: count('detected'), beforeStart: count('onsetBeforeStart'), afterAtRisk: count('onsetAfterAtRisk') },
    alerts: { raised: count('raised'), credited: count('credited'), tooEarly: count('tooEarly'), tooLate: count('tooLate'), withoutEvent: count('withoutEvent') },
    episodes: { total: count('episodes'), credited: count('creditedEpisodes') },
    everAlerted: { tp: count('everTp'), fp: count('everFp'), fn: count('everFn'), tn: count('everTn') },
    exposureDays: sumOf(Float64Array.from(level.rows, (row) => sums.exposure[row] ?? 0)) / work.times.perDay,
  }
}

type About = Pick<LeadTimes, 'prediction' | 'operatingPoint' | 'unit'>

function leadTimesOf(about: About, units: Units, point: TimedPoint, { times }: TimedWork): LeadTimes {
  const ranked = rankedLeads(units, point, times.perUnit)
  const { time, share } = detectedBy(ranked)
  const kept = thinned(time.length)
  return { ...about, nEvents: ranked.values.length, leadTime: kept.map((k) => time[k] ?? 0), detected: kept.map((k) => share[k] ?? 0) }
}

function timesToAlertOf(about: About, units: Units, point: TimedPoint, { times }: TimedWork): TimeToAlert {
  const watched = watchedTimes(units, point, times.perUnit)
  const { time, alerted } = alertedCurve(watched, null)
  const kept = thinned(time.length)
  return { ...about, nExaminations: units.rows.length, time: kept.map((k) => time[k] ?? 0), alerted: kept.map((k) => alerted[k] ?? 0) }
}

/** At most so many points of a curve are kept for drawing, in equal steps, both ends included. */
const MOST_POINTS = 1001

function thinned(n: number): number[] {
  if (n <= MOST_POINTS) return Array.from({ length: n }, (_, k) => k)
  return Array.from({ length: MOST_POINTS }, (_, k) => Math.floor((k * (n - 1)) / (MOST_POINTS - 1)))
}
