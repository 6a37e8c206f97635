import { averagePrecision } from '../statistics/average-precision.ts'
import type { BootstrapStatistic } from '../statistics/bootstrap.ts'
import { bootstrapAreas } from '../statistics/bootstrap-area.ts'
import { bcaInterval, bootstrapReplicates, bootstrapStandardError, jackknifeAccelerations, percentileInterval } from '../statistics/bootstrap.ts'
import { equalMassQuantileBins, equalWidthBins } from '../statistics/calibration-bins.ts'
import { calibrationCurve, calibrationDistances, smootherFor } from '../statistics/calibration-curve.ts'
import { expectedCalibrationError } from '../statistics/calibration-error.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity, youdenCutOffs } from '../statistics/operating-points.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../statistics/partial-auc.ts'
import { type ResamplePlan, planResampling } from '../statistics/resample.ts'
import { atPrevalence, planWeightedResampling } from '../statistics/resample-weighted.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import { brierSummary, logLoss } from '../statistics/scoring-rules.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate, EstimateWarning } from '../vocabulary/results.ts'
import { scoredClusters } from './clustered.ts'
import type { Clusters } from './clusters.ts'
import { interval } from './draft.ts'
import { type Enriched, dependsOnPrevalence, enrichedOf } from './enriched.ts'
import type { Scored } from './scored.ts'
import type { Weights } from './weights.ts'

interface BootstrapAt {
  readonly scored: Scored
  readonly direction: ScoreDirection
  readonly clusters: Clusters | null
  readonly weights: Weights | null
  readonly protocol: Protocol
}

/** The number again, from the counts of one replicate; null for quantities that have an interval of their own. */
function statisticOf({ quantity, options = {}, method }: Estimate, direction: ScoreDirection, enriched: Enriched | null): BootstrapStatistic | null {
  const option = (name: string): number => Number(options[name] ?? Number.NaN)
  // An enriched sample is brought to the stated prevalence in each replicate anew.
  const prevalence = enriched !== null && dependsOnPrevalence(quantity) ? enriched.prevalence : null
  const stated = (counts: ScoreCounts): ScoreCounts => (prevalence === null ? counts : atPrevalence(counts, prevalence))
  // A replicate leaves some scores without an examination; what follows takes distinct scores that occur.
  const of = (value: (counts: ScoreCounts) => number | null): BootstrapStatistic => ([counts]) => {
    const found = counts === undefined ? null : value(stated(occurring(counts)))
    return found === null || Number.isFinite(found) ? found : null
  }
  const distances = (which: 'ici' | 'e50' | 'e90' | 'emax') =>
    of((counts) => {
      // The smoother of the whole cohort, also where a replicate has fewer distinct scores.
      const smoother = smootherFor(counts.nPresent + counts.nAbsent) === 'restricted-cubic-spline' ? 'restricted-cubic-spline' : method
      const curve = calibrationCurve(counts, smoother === 'loess-interpolate' ? 'loess-interpolate' : 'restricted-cubic-spline')
      return curve.fitted === null ? null : calibrationDistances(counts, curve.fitted)[which]
    })
  switch (quantity) {
    case 'average-precision':
      return of((counts) => averagePrecision(counts, direction))
    case 'partial-auroc-specificity':
      return of((counts) => standardised(partialAreaOverSpecificity(counts, direction, { from: option('from'), to: 1 })))
    case 'partial-auroc-sensitivity':
      return of((counts) => standardised(partialAreaOverSensitivity(counts, direction, { from: option('from'), to: 1 })))
    case 'sensitivity-at-specificity':
      return of((counts) => sensitivityAtSpecificity(counts, direction, option('least')).value)
    case 'specificity-at-sensitivity':
      return of((counts) => specificityAtSensitivity(counts, direction, option('least')).value)
    case 'youden-maximum':
      return of((counts) => youdenCutOffs(counts, direction).value)
    case 'ici':
    case 'e50':
    case 'e90':
    case 'emax':
      return distances(quantity)
    case 'ece-equal-width':
      return of((counts) => expectedCalibrationError(equalWidthBins(counts, option('bins'))).ece)
    case 'ece-equal-mass':
      return of((counts) => expectedCalibrationError(equalMassQuantileBins(counts, option('bins'))).ece)
    case 'brier':
      return of((counts) => brierSummary(counts).value)
    case 'scaled-brier':
      return of((counts) => scaled(counts))
    case 'log-loss':
      return of((counts) => logLoss(counts).value)
    default:
      return null
  }
}

/** The distinct scores that have examinations. Once a replicate: plain loops. */
function occurring(counts: ScoreCounts): ScoreCounts {
  const size = counts.scores.length
  const scores = new Float64Array(size)
  // Counts or sums of weights: 64-bit numbers hold both.
  const present = new Float64Array(size)
  const absent = new Float64Array(size)
  let n = 0
  for (let g = 0; g < size; g++) {
    const p = counts.present[g] ?? 0
    const a = counts.absent[g] ?? 0
    if (p + a === 0) continue
    scores[n] = counts.scores[g] ?? 0
    present[n] = p
    absent[n++] = a
  }
  if (n === size) return counts
  return { ...counts, scores: scores.subarray(0, n), present: present.subarray(0, n), absent: absent.subarray(0, n) }
}

const standardised = (found: ReturnType<typeof partialAreaOverSpecificity>): number | null =>
  found.area === null ? null : found.standardised

function scaled(counts: ScoreCounts): number | null {
  const found = brierSummary(counts)
  return found.value === null ? null : found.scaled
}

/**
 * Percentile and BCa intervals for the overall estimates that have no interval of their own (rule BTS-1). Rows are drawn
 * within each class, or whole clusters where the protocol declares them; replicate r uses stream (seed, r) only.
 */
export function withBootstrap(estimates: readonly Estimate[], at: BootstrapAt): Estimate[] {
  const { replicates, seed } = at.protocol.bootstrap
  const enriched = enrichedOf(at.protocol)
  const isPossible = replicates > 0 && at.scored.present.includes(1) && at.scored.present.includes(0) && at.clusters?.isIncomplete !== true
  const wanted = estimates.flatMap((estimate) => {
    const statistic = isPossible && estimate.value !== null ? statisticOf(estimate, at.direction, enriched) : null
    return statistic === null ? [] : [{ id: estimate.id, value: estimate.value ?? 0, statistic }]
  })
  if (!isPossible) return [...estimates]
  const plan = planOf(at)
  const task = { plans: [plan], statistics: wanted.map((each) => each.statistic), seed }
  const found = bootstrapReplicates(task, 0, replicates)
  const accelerations = jackknifeAccelerations(task)
  const { level } = at.protocol.intervals
  const byId = new Map(
    wanted.map(({ id, value }, k) => {
      const values = found[k] ?? { values: new Float64Array(0), nLost: replicates }
      const intervals = [
        interval('bootstrap-percentile', level, percentileInterval(values, level)),
        interval('bootstrap-bca', level, bcaInterval(values, value, accelerations[k] ?? null, level)),
      ]
      return [id, { intervals, nLost: values.nLost, standardError: bootstrapStandardError(values) }] as const
    }),
  )
  return estimates.map((estimate) => {
    if (estimate.quantity === 'auroc' && estimate.value !== null && at.weights === null) return withAreaBootstrap(estimate, plan, at)
    const each = byId.get(estimate.id)
    if (each === undefined) return estimate
    const lost: EstimateWarning[] = each.nLost > 0 ? ['bootstrap-replicates-lost'] : []
    return {
      ...estimate,
      intervals: each.intervals,
      ...(each.standardError === null ? {} : { standardError: each.standardError }),
      options: { ...estimate.options, replicates, seed, resampling: plan.kind, ...(each.nLost > 0 ? { nLost: each.nLost } : {}) },
      ...(lost.length + (estimate.warnings?.length ?? 0) === 0 ? {} : { warnings: [...(estimate.warnings ?? []), ...lost] }),
      rules: [...estimate.rules, ...(at.weights === null ? [] : ['WGT-16']), 'BOOT-1', 'BOOT-2', 'BOOT-3'],
    }
  })
}

/** Rows within each class, whole clusters, or rows and clusters with their weights. */
function planOf({ scored, clusters, weights }: BootstrapAt): ResamplePlan {
  const { order, present, indexOfRow } = scored
  if (weights !== null) {
    const rows = new Uint32Array(present.length)
    const truth = new Uint8Array(indexOfRow.length)
    indexOfRow.forEach((index, row) => {
      if (index < 0) return
      rows[index] = row
      truth[row] = present[index] ?? 0
    })
    return planWeightedResampling(weights.design, order, rows, truth)
  }
  if (clusters === null) return planResampling('stratified', order, { present })
  return planResampling('cluster', order, { present, clusters: scoredClusters(scored, clusters) })
}

/** The area keeps the interval that judges; the bootstrap's stands behind it, for comparison. */
function withAreaBootstrap(estimate: Estimate, plan: ResamplePlan, { protocol, direction }: BootstrapAt): Estimate {
  const { replicates, seed } = protocol.bootstrap
  const found = percentileInterval(bootstrapAreas(plan, direction, seed, 0, replicates), protocol.intervals.level)
  return {
    ...estimate,
    intervals: [...estimate.intervals, interval('bootstrap-percentile', protocol.intervals.level, found)],
    options: { ...estimate.options, replicates, seed, resampling: plan.kind },
    rules: [...estimate.rules, 'BOOT-2', 'BOOT-5'],
  }
}
