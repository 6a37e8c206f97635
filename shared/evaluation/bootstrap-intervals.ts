import { type ReplicateValues, accelerationOf, bcaInterval, bootstrapStandardError, percentileInterval } from '../statistics/bootstrap.ts'
import type { ResamplePlan } from '../statistics/resample.ts'
import { planWeightedResampling } from '../statistics/resample-weighted.ts'
import type { ScoreDirection } from '../statistics/score-counts.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate, EstimateWarning } from '../vocabulary/results.ts'
import { scoredClusters } from './clustered.ts'
import type { Clusters } from './clusters.ts'
import { type Curves, bandNumbers, withBands } from './curve-bands.ts'
import { interval } from './draft.ts'
import { type Enriched, dependsOnPrevalence, enrichedOf } from './enriched.ts'
import { type ReplicatedNumber, statisticOf } from './replicated-number.ts'
import { type ReplicateJob, type ReplicateRunner, jackknifeTotal, planOf, prepareReplicates, withoutGaps } from './replicates.ts'
import type { Scored } from './scored.ts'
import { isJudgedBy } from './second-replicates.ts'
import { ofScores } from './second-scores.ts'
import { ofWeighedScores } from './second-scores-weighted.ts'
import type { Weights } from './weights.ts'

interface BootstrapAt {
  readonly scored: Scored
  readonly direction: ScoreDirection
  readonly clusters: Clusters | null
  readonly weights: Weights | null
  readonly protocol: Protocol
  /** Where the replicates are made: on this thread or on several. */
  readonly run: ReplicateRunner
}

/**
 * Percentile and BCa intervals for the overall estimates that have no interval of their own (rule BTS-1). Rows are drawn
 * within each class, or whole clusters where the protocol declares them; replicate r uses stream (seed, r) only, so that
 * the runner may split the work (rule BTS-2). Weighted rows stay on this thread: their plan has no plain form to hand over.
 */
export function withBootstrap(estimates: readonly Estimate[], curves: Curves, at: BootstrapAt): { readonly estimates: Estimate[]; readonly curves: Curves } {
  const { replicates } = at.protocol.bootstrap
  const isPossible = replicates > 0 && at.scored.present.includes(1) && at.scored.present.includes(0) && at.clusters?.isIncomplete !== true
  if (!isPossible) return { estimates: [...estimates], curves }
  const enriched = enrichedOf(at.protocol)
  const numberOf = (each: Estimate) => replicated(each, enriched)
  const isArea = (each: Estimate): boolean => each.quantity === 'auroc' && at.weights === null
  const wanted = estimates.filter((each) => each.value !== null && (isArea(each) || statisticOf(numberOf(each), at.direction) !== null))
  // Curves share the draws and the fits of each replicate with the numbers.
  const ofCurves = bandNumbers(curves, enriched?.prevalence ?? null)
  const asked = jobOf([...wanted.map(numberOf), ...ofCurves], at)
  const plan = at.weights === null ? planOf(asked) : weightedPlan(at.scored, at.weights)
  const job = { ...asked, kind: plan.kind }
  const run: ReplicateRunner = at.weights === null ? at.run : (each) => prepareReplicates(each, plan)(0, each.total)
  const found = run(job)
  const refit = wanted.filter((each) => !isArea(each))
  const without = refit.length === 0 ? [] : run({ ...job, step: 'jackknife', numbers: refit.map(numberOf), total: jackknifeTotal(plan) })
  const accelerations = new Map(refit.map((each, k) => [each.id, accelerationFrom(plan, without[k])]))
  const byId = new Map(wanted.map((each, k) => [each.id, withoutGaps(found[k] ?? new Float64Array(0))]))
  const bands = ofCurves.map((_, k) => withoutGaps(found[wanted.length + k] ?? new Float64Array(0)))
  const intervals = estimates.map((estimate) => {
    const values = byId.get(estimate.id)
    if (values === undefined) return estimate
    return isArea(estimate)
      ? withAreaBootstrap(estimate, values, job.kind, at)
      : withNumberBootstrap(estimate, values, accelerations.get(estimate.id) ?? null, job.kind, at)
  })
  return { estimates: madeTwice(intervals, byId, at, enriched), curves: withBands(curves, bands, at.protocol.intervals.level) }
}

/** What a criterion of the protocol is about has its replicates made twice (rules TWI-5, TWI-8). */
function madeTwice(estimates: readonly Estimate[], byId: ReadonlyMap<string, ReplicateValues>, at: BootstrapAt, enriched: Enriched | null): Estimate[] {
  const { scored, clusters, weights, direction, protocol } = at
  const own = estimates.filter((each) => isJudgedBy(each, protocol))
  if (own.length === 0) return [...estimates]
  const found =
    weights === null
      ? ofScores(own, byId, { ...scored, clusters: clusters === null ? null : scoredClusters(scored, clusters), direction, enriched }, protocol)
      : ofWeighedScores(own, byId, { scored, design: weights.design, direction }, protocol)
  return estimates.map((each) => found.get(each.id) ?? each)
}

/** An enriched sample is brought to the stated prevalence in each replicate anew. */
function replicated({ quantity, method, options }: Estimate, enriched: Enriched | null): ReplicatedNumber {
  const prevalence = enriched !== null && dependsOnPrevalence(quantity) ? enriched.prevalence : null
  return { quantity, method, options: { ...options }, ...(prevalence === null ? {} : { prevalence }) }
}

/** Rows, or whole clusters, that are drawn with their weights, unverified ones included. */
function weightedPlan({ order, present, indexOfRow }: Scored, weights: Weights): ResamplePlan {
  const rows = new Uint32Array(present.length)
  const truth = new Uint8Array(indexOfRow.length)
  indexOfRow.forEach((index, row) => {
    if (index < 0) return
    rows[index] = row
    truth[row] = present[index] ?? 0
  })
  return planWeightedResampling(weights.design, order, rows, truth)
}

function jobOf(numbers: readonly ReplicatedNumber[], { scored, clusters, direction, protocol }: BootstrapAt): ReplicateJob {
  return {
    step: 'replicates',
    kind: clusters === null ? 'stratified' : 'cluster',
    scores: scored.order.scores,
    group: scored.order.group,
    present: scored.present,
    clusters: clusters === null ? null : scoredClusters(scored, clusters),
    direction,
    seed: protocol.bootstrap.seed,
    numbers,
    total: protocol.bootstrap.replicates,
  }
}

const accelerationFrom = (plan: ResamplePlan, values: Float64Array | undefined): number | null =>
  values === undefined || values.some(Number.isNaN) ? null : accelerationOf(plan, values)

function withNumberBootstrap(
  estimate: Estimate,
  values: ReplicateValues,
  acceleration: number | null,
  resampling: string,
  { protocol, weights }: BootstrapAt,
): Estimate {
  const { level } = protocol.intervals
  const { replicates, seed } = protocol.bootstrap
  const { nLost } = values
  const standardError = bootstrapStandardError(values)
  const lost: EstimateWarning[] = nLost > 0 ? ['bootstrap-replicates-lost'] : []
  return {
    ...estimate,
    intervals: [
      interval('bootstrap-percentile', level, percentileInterval(values, level)),
      interval('bootstrap-bca', level, bcaInterval(values, estimate.value ?? 0, acceleration, level)),
    ],
    ...(standardError === null ? {} : { standardError }),
    options: { ...estimate.options, replicates, seed, resampling, ...(nLost > 0 ? { nLost } : {}) },
    ...(lost.length + (estimate.warnings?.length ?? 0) === 0 ? {} : { warnings: [...(estimate.warnings ?? []), ...lost] }),
    rules: [...estimate.rules, ...(weights === null ? [] : ['WGT-16']), 'BOOT-1', 'BOOT-2', 'BOOT-3'],
  }
}

/** The area keeps the interval that judges; the bootstrap's stands behind it, for comparison. */
function withAreaBootstrap(estimate: Estimate, values: ReplicateValues, resampling: string, { protocol }: BootstrapAt): Estimate {
  const { replicates, seed } = protocol.bootstrap
  const found = percentileInterval(values, protocol.intervals.level)
  return {
    ...estimate,
    intervals: [...estimate.intervals, interval('bootstrap-percentile', protocol.intervals.level, found)],
    options: { ...estimate.options, replicates, seed, resampling },
    rules: [...estimate.rules, 'BOOT-2', 'BOOT-5'],
  }
}
