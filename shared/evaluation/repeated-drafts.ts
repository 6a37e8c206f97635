import { clusteredProportionInterval, kornGraubardInterval, ratioEstimator } from '../statistics/clustered-proportion.ts'
import type { DrawnStatistic } from '../statistics/cluster-draws.ts'
import { drawnRatio } from '../statistics/cluster-draws.ts'
import type { Bounds, StatisticsReason } from '../statistics/interval.ts'
import { noBounds } from '../statistics/interval.ts'
import { logRatioInterval, logitRatioInterval, poissonRateInterval, ratioOfSums, sumOf } from '../statistics/ratios.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { fewClusters } from './clustered.ts'
import type { Draft, Style } from './draft.ts'
import { intervalOrder, proportionInterval } from './estimates.ts'
import type { Units, UnitSums } from './repeated-units.ts'

/** A draft and the same number again from the clusters of one replicate; ranked ones may fall among what never happened. */
export interface TimedDraft {
  readonly draft: Draft
  readonly statistic?: DrawnStatistic
  readonly isRanked?: boolean
}

export interface DraftAt {
  readonly units: Units
  readonly sums: UnitSums
  readonly style: Style
  /** Examinations at risk; present: with an event while at risk. */
  readonly classes: { readonly n: number; readonly present: number; readonly absent: number }
}

/** Event sensitivity without declared clusters: one event an examination, so the intervals of a proportion hold. */
export function eventShare({ sums, style, classes }: DraftAt): TimedDraft {
  const x = sumOf(sums.detected)
  const of = classes.present
  const { level, proportion } = style.intervals
  const draft: Draft = {
    quantity: 'event-sensitivity',
    value: of === 0 ? null : x / of,
    ...(of === 0 ? { reason: 'no-events' as const } : {}),
    method: 'proportion',
    intervals: intervalOrder(proportion).map((method) => ({ method, bounds: of === 0 ? noBounds('no-events') : proportionInterval(method, x, of, level) })),
    denominators: { ...classes, x, of },
    denominator: of,
    rules: ['ALR-4', 'PROP-1', 'PROP-2'],
  }
  return { draft, statistic: drawnRatio(sums.detected, sums.event) }
}

interface Share {
  readonly quantity: Estimate['quantity']
  readonly successes: Float64Array
  readonly trials: Float64Array
  readonly empty: StatisticsReason
  readonly rules: readonly string[]
}

/** A share of alerts, episodes or predictions, of which one examination has several: ratio estimator over the units. */
export function countedShare({ quantity, successes, trials, empty, rules }: Share, at: DraftAt): TimedDraft {
  const { level } = at.style.intervals
  const counted = ratioEstimator({ successes, trials })
  const chosen = counted === null ? { method: 'korn-graubard' as const, bounds: noBounds(empty) } : clusteredProportionInterval(counted, level)
  const exact = { method: 'korn-graubard' as const, bounds: counted === null ? noBounds(empty) : kornGraubardInterval(counted, level) }
  const draft: Draft = {
    quantity,
    value: counted === null ? null : counted.value,
    ...(counted === null ? { reason: empty } : {}),
    ...(counted?.variance ? { variance: counted.variance, standardError: Math.sqrt(counted.variance) } : {}),
    method: 'ratio-estimator',
    intervals: chosen.method === 'korn-graubard' ? [chosen] : [chosen, exact],
    denominators: { ...at.classes, x: counted?.x ?? 0, of: counted?.n ?? 0 },
    denominator: counted?.n ?? 0,
    options: { clusters: at.units.name, nClusters: counted?.nClusters ?? 0 },
    warnings: fewClusters(counted?.isFew ?? false),
    rules,
  }
  return { draft, statistic: drawnRatio(successes, trials) }
}

interface RatioOf {
  readonly quantity: Estimate['quantity']
  readonly numerators: Float64Array
  readonly denominators: Float64Array
  /** The ratio is told per so many of the denominator. */
  readonly per: number
  readonly empty: StatisticsReason
  /** Of this very estimate, for minimum cells. */
  readonly denominator: number
  readonly options: NonNullable<Draft['options']>
  readonly rules: readonly string[]
}

/** A rate per time or per examination on the log scale; the exact Poisson interval beside it only without clusters. */
export function rate(about: RatioOf, at: DraftAt, isCountPerTime: boolean): TimedDraft {
  const { level } = at.style.intervals
  const scaled = about.denominators.map((value) => value / about.per)
  const found = ratioOfSums(about.numerators, scaled)
  const linear = { method: 'ratio-log', bounds: found === null ? noBounds(about.empty) : logRatioInterval(found, level) }
  const poisson = (): { method: string; bounds: Bounds } => {
    const bounds = found === null ? noBounds(about.empty) : poissonRateInterval(found.numerator, found.denominator, level)
    return { method: 'poisson-exact', bounds }
  }
  const intervals = isCountPerTime && !at.units.isDeclared ? [linear, poisson()] : [linear]
  return ratioDraft(about, at, { found, intervals, method: 'ratio-of-sums', statistic: drawnRatio(about.numerators, scaled) })
}

/** A share of time on the logit scale. */
export function timeShare(about: Omit<RatioOf, 'per'>, at: DraftAt): TimedDraft {
  const found = ratioOfSums(about.numerators, about.denominators)
  const bounds = found === null ? noBounds(about.empty) : logitRatioInterval(found, at.style.intervals.level)
  const statistic = drawnRatio(about.numerators, about.denominators)
  return ratioDraft(about, at, { found, intervals: [{ method: 'ratio-logit', bounds }], method: 'ratio-of-sums', statistic })
}

function ratioDraft(
  about: Omit<RatioOf, 'per'>,
  at: DraftAt,
  by: { found: ReturnType<typeof ratioOfSums>; intervals: Draft['intervals']; method: string; statistic: DrawnStatistic },
): TimedDraft {
  const { found } = by
  const draft: Draft = {
    quantity: about.quantity,
    value: found === null ? null : found.value,
    ...(found === null ? { reason: about.empty } : {}),
    ...(found?.variance ? { variance: found.variance, standardError: Math.sqrt(found.variance) } : {}),
    method: by.method,
    intervals: by.intervals,
    denominators: at.classes,
    denominator: about.denominator,
    options: { ...about.options, clusters: at.units.name, nClusters: found?.nClusters ?? 0 },
    warnings: fewClusters(found?.isFew ?? false),
    rules: about.rules,
  }
  return { draft, statistic: by.statistic }
}
