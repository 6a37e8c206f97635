import { areaUnderCurve } from '../statistics/auc.ts'
import { bootstrapAreas } from '../statistics/bootstrap-area.ts'
import { type BootstrapStatistic, type BootstrapTask, type ReplicateValues, bootstrapReplicates, jackknifeSize, jackknifeValues } from '../statistics/bootstrap.ts'
import { type ResamplePlan, type Resampling, planResampling } from '../statistics/resample.ts'
import type { ScoreDirection } from '../statistics/score-counts.ts'
import { type ReplicatedNumber, statisticOf } from './replicated-number.ts'

/**
 * Work that can be split: replicates, or values without a block, of several numbers over the same rows. Plain values and
 * typed arrays only, so that a worker needs nothing else (rule BTS-2).
 */
export interface ReplicateJob {
  readonly step: 'replicates' | 'jackknife'
  readonly kind: Resampling
  /** Distinct scores, and the tie group of each row. */
  readonly scores: Float64Array
  readonly group: Uint32Array
  readonly present: Uint8Array
  readonly clusters: Uint32Array | null
  readonly direction: ScoreDirection
  readonly seed: number
  /** auroc, or what has a statistic of its own. */
  readonly numbers: readonly ReplicatedNumber[]
  readonly total: number
}

/** Values of each number in order, NaN where it is not defined: numbers × (to − from). */
export type ReplicateRange = (from: number, to: number) => Float64Array[]

/** Runs 0 ≤ i < total of a job, however it is split: the values do not depend on it. */
export type ReplicateRunner = (job: ReplicateJob) => Float64Array[]

/** Replicates and jackknife of the same rows are made from one plan. */
export function planOf({ kind, scores, group, present, clusters }: ReplicateJob): ResamplePlan {
  const known = planned.get(group)
  if (known?.kind === kind && known.present === present && known.clusters === clusters) return known.plan
  const plan = planResampling(kind, { scores, group }, { present, ...(clusters === null ? {} : { clusters }) })
  planned.set(group, { kind, present, clusters, plan })
  return plan
}

const planned = new WeakMap<Uint32Array, Pick<ReplicateJob, 'kind' | 'present' | 'clusters'> & { readonly plan: ResamplePlan }>()

export const jackknifeTotal = (plan: ResamplePlan): number => jackknifeSize(plan)

/** Builds what every range shares, once a worker. */
export function prepareReplicates(job: ReplicateJob, plan = planOf(job)): ReplicateRange {
  const { direction, seed, numbers } = job
  // Alone, an area is made from the weights; beside other numbers their counts are there, and give the same double.
  const isAlone = numbers.every(({ quantity }) => quantity === 'auroc')
  const ofCounts: BootstrapStatistic = ([counts]) => (counts === undefined ? null : areaUnderCurve(counts, direction))
  const statistics = isAlone ? [] : numbers.map((number) => (number.quantity === 'auroc' ? ofCounts : (statisticOf(number, direction) ?? (() => null))))
  const task: BootstrapTask = { plans: [plan], statistics, seed }
  return (from, to) => {
    if (job.step === 'jackknife') return jackknifeValues(task, from, to)
    const found = isAlone ? numbers.map(() => bootstrapAreas(plan, direction, seed, from, to)) : bootstrapReplicates(task, from, to)
    return found.map((each) => padded(each, to - from))
  }
}

/** Lost replicates stand at the end of their range: the order of the others is kept. */
function padded(found: ReplicateValues, size: number): Float64Array {
  const values = new Float64Array(size).fill(Number.NaN)
  values.set(found.values)
  return values
}

/** On this thread, in one go. */
export const runReplicates: ReplicateRunner = (job) => prepareReplicates(job)(0, job.total)

/** Values without the gaps, and how many are lost. */
export function withoutGaps(values: Float64Array): ReplicateValues {
  const kept = values.filter((value) => !Number.isNaN(value))
  return { values: kept, nLost: values.length - kept.length }
}
