import { type ReplicateValues, accelerationOf, bcaInterval, bootstrapStandardError, percentileInterval } from '../statistics/bootstrap.ts'
import type { ResamplePlan } from '../statistics/resample.ts'
import type { ScoreDirection } from '../statistics/score-counts.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate, EstimateWarning } from '../vocabulary/results.ts'
import { scoredClusters } from './clustered.ts'
import type { Clusters } from './clusters.ts'
import { interval } from './draft.ts'
import { type ReplicatedNumber, statisticOf } from './replicated-number.ts'
import { type ReplicateJob, type ReplicateRunner, jackknifeTotal, planOf, withoutGaps } from './replicates.ts'
import type { Scored } from './scored.ts'

interface BootstrapAt {
  readonly scored: Scored
  readonly direction: ScoreDirection
  readonly clusters: Clusters | null
  readonly protocol: Protocol
  /** Where the replicates are made: on this thread or on several. */
  readonly run: ReplicateRunner
}

/**
 * Percentile and BCa intervals for the overall estimates that have no interval of their own (rule BTS-1). Rows are drawn
 * within each class, or whole clusters where the protocol declares them; replicate r uses stream (seed, r) only, so that
 * the runner may split the work (rule BTS-2).
 */
export function withBootstrap(estimates: readonly Estimate[], at: BootstrapAt): Estimate[] {
  const { replicates } = at.protocol.bootstrap
  const isPossible = replicates > 0 && at.scored.present.includes(1) && at.scored.present.includes(0) && at.clusters?.isIncomplete !== true
  if (!isPossible) return [...estimates]
  const wanted = estimates.filter((each) => each.value !== null && (each.quantity === 'auroc' || statisticOf(numberOf(each), at.direction) !== null))
  const job = jobOf(wanted.map(numberOf), at)
  const plan = planOf(job)
  const found = at.run(job)
  const refit = wanted.filter((each) => each.quantity !== 'auroc')
  const without = refit.length === 0 ? [] : at.run({ ...job, step: 'jackknife', numbers: refit.map(numberOf), total: jackknifeTotal(plan) })
  const accelerations = new Map(refit.map((each, k) => [each.id, accelerationFrom(plan, without[k])]))
  const byId = new Map(wanted.map((each, k) => [each.id, withoutGaps(found[k] ?? new Float64Array(0))]))
  return estimates.map((estimate) => {
    const values = byId.get(estimate.id)
    if (values === undefined) return estimate
    return estimate.quantity === 'auroc'
      ? withAreaBootstrap(estimate, values, job.kind, at)
      : withNumberBootstrap(estimate, values, accelerations.get(estimate.id) ?? null, job.kind, at)
  })
}

const numberOf = ({ quantity, method, options }: Estimate): ReplicatedNumber => ({ quantity, method, options: { ...options } })

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
  { protocol }: BootstrapAt,
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
    rules: [...estimate.rules, 'BOOT-1', 'BOOT-2', 'BOOT-3'],
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
