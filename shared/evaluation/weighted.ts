import { noBounds } from '../statistics/interval.ts'
import { FEW_CLUSTERS } from '../statistics/clustered-auc.ts'
import type { WeightedMean } from '../statistics/weighted-mean.ts'
import { weightedLogitInterval, weightedMean, weightedProportionInterval } from '../statistics/weighted-mean.ts'
import type { Denominators, Estimate } from '../vocabulary/results.ts'
import { complete, fewClusters, withoutIntervals } from './clustered.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import type { Level } from './levels.ts'
import { UNRESOLVED } from './reference.ts'
import type { Weights } from './weights.ts'
import { verificationGap } from './weights.ts'

export interface WeightedAt {
  readonly weights: Weights
  readonly present: Uint8Array
  readonly level: Level
  readonly place: Place
  readonly style: Style
}

/** A proportion as rows: those averaged, those that could have been averaged, and where it is a hit. */
interface Rate {
  readonly quantity: 'sensitivity' | 'specificity' | 'ppv' | 'npv' | 'prevalence' | 'accuracy'
  readonly rows: Uint32Array
  readonly frame: Uint32Array
  readonly hits: Uint8Array
  readonly classes: Pick<Denominators, 'n' | 'present' | 'absent'>
}

const flipped = (values: Uint8Array): Uint8Array => values.map((value) => Number(value === 0))

/** Sensitivity, specificity, PPV, NPV and accuracy of calls as rows of a weighted study. */
export function weightedRateRows(called: Uint8Array, { weights, present, level }: WeightedAt): Rate[] {
  const isCalled = (row: number): boolean => (called[row] ?? UNRESOLVED) !== UNRESOLVED
  const isKnown = (row: number): boolean => (present[row] ?? UNRESOLVED) !== UNRESOLVED
  const frame = level.rows.filter((row) => weights.frame[row] === 1 && isCalled(row))
  const known = frame.filter(isKnown)
  const nPresent = known.reduce((sum, row) => sum + (present[row] ?? 0), 0)
  const classes = { n: known.length, present: nPresent, absent: known.length - nPresent }
  const agrees = called.map((call, row) => (call === present[row] ? 1 : 0))
  const ofClass = (truth: 0 | 1) => known.filter((row) => present[row] === truth)
  const ofCall = (rows: Uint32Array, call: 0 | 1) => rows.filter((row) => called[row] === call)
  return [
    { quantity: 'sensitivity', rows: ofClass(1), frame, hits: called, classes },
    { quantity: 'specificity', rows: ofClass(0), frame, hits: flipped(called), classes },
    { quantity: 'ppv', rows: ofCall(known, 1), frame: ofCall(frame, 1), hits: present, classes },
    { quantity: 'npv', rows: ofCall(known, 0), frame: ofCall(frame, 0), hits: flipped(present), classes },
    { quantity: 'accuracy', rows: known, frame, hits: agrees, classes },
  ]
}

/** A weighted proportion (rule WGE-2): Korn-Graubard judges, the logit interval stands beside it. */
export function weightedRate(rate: Rate, { weights, place, style }: WeightedAt): Estimate {
  const { quantity, rows, frame, hits, classes } = rate
  const x = rows.reduce((sum, row) => sum + (hits[row] === 1 ? 1 : 0), 0)
  const of = rows.length
  const mean = weightedMean(weights.design, rows, (row) => (hits[row] === 1 ? 1 : 0))
  const confidence = style.intervals.level
  // Without strata nothing but the rows themselves carries the estimate.
  const carriers = weights.design.strata === null ? rows : frame
  const nUnits = clustersAmong(carriers, weights) ?? carriers.length
  const counts = { x, n: of, nFrame: carriers.length, nUnits }
  const isEnd = weights.isVerification && (x === 0 || x === of)
  const draft: Draft = {
    quantity,
    value: mean === null ? null : Math.min(1, mean.value),
    ...(mean === null ? { reason: 'denominator-zero' as const } : {}),
    ...(mean?.variance ? { variance: mean.variance, standardError: Math.sqrt(mean.variance) } : {}),
    method: 'weighted-proportion',
    intervals: [
      // An unverified row could hold what was never seen among the verified, by an unknown weight.
      { method: 'korn-graubard', bounds: isEnd ? noBounds('two-sided-interval-at-boundary') : weightedProportionInterval(mean, counts, confidence, clustersAmong(rows, weights)) },
      { method: 'weighted-logit', bounds: weightedLogitInterval(mean, confidence) },
    ],
    denominators: { ...classes, x, of },
    denominator: of,
    ...weightFacts(weights, mean, [carriers]),
    rules: ['WGT-1', 'WGT-2', 'WGT-3', 'WGT-4', ...(weights.isVerification ? ['WGT-5', 'WGT-6'] : [])],
  }
  return settle(finish(draft, place, style), weights, frame)
}

/** How many clusters hold one of the rows; null where no clusters are declared. */
function clustersAmong(rows: Uint32Array, { design }: Weights): number | null {
  const { clusters } = design
  return clusters === null ? null : new Set(Array.from(rows, (row) => clusters[row] ?? 0)).size
}

/**
 * What the weights were, how much they sum to and how many equal ones they are worth; clusters among the rows, warned of
 * where any of the groups has few. groups: rows of the estimate, the classes apart where both carry it.
 */
export function weightFacts(
  { facts, warnings, clusters, design }: Weights,
  sums: Pick<WeightedMean, 'sumOfWeights' | 'effective'> | null,
  groups: readonly Uint32Array[],
): Pick<Draft, 'options' | 'warnings'> {
  const { clusters: codes } = design
  const ofGroups = codes === null ? [] : groups.map((rows) => new Set(Array.from(rows, (row) => codes[row] ?? 0)))
  const nClusters = new Set(ofGroups.flatMap((each) => [...each])).size
  const isFew = ofGroups.some(({ size }) => size < FEW_CLUSTERS)
  const options = {
    ...facts,
    ...(sums === null ? {} : { sumOfWeights: sums.sumOfWeights, effectiveN: sums.effective }),
    ...(clusters === null ? {} : { clusters: clusters.column }),
    ...(codes === null ? {} : { nClusters }),
  }
  return { options, warnings: [...warnings, ...fewClusters(isFew)] }
}

/** A number that was computed from sums of weights (rule WGT-15) says so. */
export function withFacts(estimate: Estimate, weights: Weights, rows: Uint32Array): Estimate {
  const { options, warnings = [] } = weightFacts(weights, null, [rows])
  const all = [...(estimate.warnings ?? []), ...warnings]
  return {
    ...estimate,
    options: { ...estimate.options, ...options },
    ...(all.length === 0 ? {} : { warnings: all }),
    rules: [...estimate.rules, 'WGT-15'],
  }
}

/** Refuses what the weights cannot carry (rules WGE-4, WGE-5). frame: rows the estimate is about, verified or not. */
export function settle(estimate: Estimate, weights: Weights, frame: Uint32Array): Estimate {
  if (weights.isIncomplete) return withoutValue(estimate, 'needs-weights')
  const gap = verificationGap(weights, frame)
  if (gap.value !== null) return withoutValue(estimate, gap.value)
  const held = gap.interval === null ? estimate : withoutIntervals(estimate, gap.interval)
  return weights.clusters === null ? held : complete(held, weights.clusters)
}

/** Null with a reason, intervals with it. */
export function withoutValue(estimate: Estimate, reason: NonNullable<Estimate['reason']>): Estimate {
  return { ...withoutIntervals(estimate, reason), value: null, reason }
}

/** Prevalence over the level. */
export function weightedPrevalence(at: WeightedAt): Estimate {
  const { weights, present, level } = at
  const frame = level.rows.filter((row) => weights.frame[row] === 1)
  const rows = frame.filter((row) => present[row] !== UNRESOLVED)
  const nPresent = rows.reduce((sum, row) => sum + (present[row] ?? 0), 0)
  return weightedRate({ quantity: 'prevalence', rows, frame, hits: present, classes: { n: rows.length, present: nPresent, absent: rows.length - nPresent } }, at)
}

