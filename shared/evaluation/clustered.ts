import { calibrationIntercept, calibrationSlope } from '../statistics/calibration.ts'
import { clusterRobustCalibration } from '../statistics/calibration-cluster.ts'
import { clusterArea, clusteredAreaReason, obuchowskiArea } from '../statistics/clustered-auc.ts'
import {
  type ClusteredProportion,
  clusteredProportionInterval,
  countClusters,
  kornGraubardInterval,
  ratioEstimator,
} from '../statistics/clustered-proportion.ts'
import { delongInterval } from '../statistics/auc.ts'
import { waldBounds } from '../statistics/interval.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import type { ProportionQuantity } from '../vocabulary/protocol.ts'
import type { Denominators, Estimate, EstimateWarning, NotEstimableReason } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import type { Level } from './levels.ts'
import { type Scored, scoredRows } from './scored.ts'

export const fewClusters = (isFew: boolean): EstimateWarning[] => (isFew ? ['fewer-than-20-clusters'] : [])

/** An estimate whose method treats examinations as independent keeps its value and loses its intervals (rule CLS-2). */
export function withoutIntervals(estimate: Estimate, reason: NotEstimableReason = 'refused-under-clusters'): Estimate {
  const { standardError: _error, variance: _variance, agreement: _agreement, ...rest } = estimate
  const intervals = rest.intervals.map(({ method, level }) => ({ method, level, lower: null, upper: null, reason }))
  return { ...rest, intervals }
}

interface RateRows {
  readonly quantity: ProportionQuantity | 'prevalence' | 'positive-fraction' | 'percent-agreement' | 'ppa' | 'npa'
  /** Rows of the denominator, and 1 where a row is a success. */
  readonly rows: Uint32Array
  readonly hits: Uint8Array
  readonly classes: Pick<Denominators, 'n' | 'present' | 'absent'>
}

/** Sensitivity, specificity, PPV, NPV as rows and successes, so that clusters can be counted. */
export function rateRows(called: Uint8Array, present: Uint8Array, level: Level): RateRows[] {
  const resolved = level.rows.filter((row) => (called[row] ?? 2) < 2 && (present[row] ?? 2) < 2)
  const nPresent = resolved.reduce((sum, row) => sum + (present[row] ?? 0), 0)
  const classes = { n: resolved.length, present: nPresent, absent: resolved.length - nPresent }
  const isNegative = (values: Uint8Array) => values.map((value) => (value === 0 ? 1 : 0))
  const among = (values: Uint8Array, wanted: 0 | 1) => resolved.filter((row) => values[row] === wanted)
  return [
    { quantity: 'sensitivity', rows: among(present, 1), hits: called, classes },
    { quantity: 'specificity', rows: among(present, 0), hits: isNegative(called), classes },
    { quantity: 'ppv', rows: among(called, 1), hits: present, classes },
    { quantity: 'npv', rows: among(called, 0), hits: isNegative(present), classes },
  ]
}

/** A proportion by the ratio estimator over clusters (rule CLS-3): Wald in the middle, Korn-Graubard near 0 and 1. */
export function clusteredRate({ quantity, rows, hits, classes }: RateRows, clusters: Clusters, place: Place, style: Style): Estimate {
  const { level } = style.intervals
  const counted = rows.length === 0 ? null : ratioEstimator(countClusters(hits, clusters.codes, rows))
  const chosen = clusteredProportionInterval(counted, level)
  const both = [chosen, { method: 'korn-graubard' as const, bounds: kornGraubardInterval(counted, level) }]
  const draft: Draft = {
    quantity,
    value: counted === null ? null : counted.value,
    ...(counted === null ? { reason: 'denominator-zero' as const } : {}),
    ...(counted?.variance ? { variance: counted.variance, standardError: Math.sqrt(counted.variance) } : {}),
    method: 'ratio-estimator',
    intervals: chosen.method === 'korn-graubard' ? [chosen] : both,
    denominators: { ...classes, x: counted?.x ?? 0, of: counted?.n ?? 0 },
    denominator: counted?.n ?? 0,
    ...clusterFacts(counted, clusters),
    rules: ['CLU-4', 'CLU-6', 'CLU-7'],
  }
  return complete(finish(draft, place, style), clusters)
}

function clusterFacts(counted: ClusteredProportion | null, { column }: Clusters): Pick<Draft, 'options' | 'warnings'> {
  if (counted === null) return { options: { clusters: column } }
  const { nClusters, designEffect, isFew } = counted
  return {
    options: { clusters: column, nClusters, ...(designEffect === null ? {} : { designEffect }) },
    warnings: fewClusters(isFew),
  }
}

/** Rows that name no cluster refuse every interval (rule CLS-7). */
export const complete = (estimate: Estimate, { isIncomplete }: Clusters): Estimate =>
  isIncomplete ? withoutIntervals(estimate, 'needs-clusters') : estimate

/** Cluster of each scored row. */
export function scoredClusters(scored: Scored, { codes }: Clusters): Uint32Array {
  const clusters = new Uint32Array(scored.present.length)
  scored.indexOfRow.forEach((index, row) => {
    if (index >= 0) clusters[index] = codes[row] ?? 0
  })
  return clusters
}

/** AUROC with Obuchowski's variance (rule CLS-4); DeLong's is refused under clustering. */
export function clusteredArea(
  scored: Scored,
  direction: ScoreDirection,
  at: { readonly clusters: Clusters; readonly level: Level; readonly place: Place; readonly style: Style },
): Estimate {
  const rows = scoredRows(scored, at.level) ?? undefined
  const found = clusterArea({ order: scored.order, direction }, scored.present, scoredClusters(scored, at.clusters), rows)
  const reason = clusteredAreaReason(found)
  const area = found === null ? null : obuchowskiArea(found)
  const nPresent = found?.nPresent ?? 0
  const nAbsent = found?.nAbsent ?? 0
  const bounds =
    area === null || area.variance === null
      ? { lower: null, upper: null, reason: reason ?? ('one-class' as const) }
      : delongInterval(area, at.style.intervals.level)
  const draft: Draft = {
    quantity: 'auroc',
    value: area?.value ?? null,
    ...(area === null ? { reason: 'one-class' as const } : {}),
    ...(area?.variance ? { variance: area.variance, standardError: Math.sqrt(area.variance) } : {}),
    method: 'mann-whitney',
    intervals: [{ method: 'obuchowski', bounds }],
    denominators: { n: nPresent + nAbsent, present: nPresent, absent: nAbsent },
    denominator: Math.min(nPresent, nAbsent),
    options: { clusters: at.clusters.column, nClusters: found?.nClusters ?? 0 },
    warnings: fewClusters(found?.isFew ?? false),
    rules: ['AUC-1', 'CLU-1'],
  }
  return complete(finish(draft, at.place, at.style), at.clusters)
}

/** Calibration intercept and slope with the cluster sandwich variance (rule CLS-5). */
export function clusteredCalibration(
  scored: Scored,
  counts: ScoreCounts,
  at: { readonly clusters: Clusters; readonly level: Level; readonly place: Place; readonly style: Style },
): Estimate[] {
  const all = scoredClusters(scored, at.clusters)
  const rows = scoredRows(scored, at.level) ?? Uint32Array.from(scored.present.keys())
  const fits = clusterRobustCalibration({
    probabilities: Float64Array.from(rows, (row) => scored.scores[row] ?? 0),
    present: Uint8Array.from(rows, (row) => scored.present[row] ?? 0),
    cluster: Uint32Array.from(rows, (row) => all[row] ?? 0),
    nClusters: all.reduce((most, code) => Math.max(most, code), 0) + 1,
  })
  const { nPresent, nAbsent } = counts
  const nClusters = new Set(Array.from(rows, (row) => all[row] ?? 0)).size
  const drafts = (['intercept', 'slope'] as const).map((which): Draft => {
    const fit = fits[which]
    const plain = which === 'intercept' ? calibrationIntercept(counts) : calibrationSlope(counts)
    const about = {
      quantity: `calibration-${which}` as const,
      method: which === 'intercept' ? 'logistic-offset' : 'logistic',
      denominators: { n: nPresent + nAbsent, present: nPresent, absent: nAbsent },
      denominator: Math.min(nPresent, nAbsent),
      options: { clusters: at.clusters.column, nClusters },
      warnings: fewClusters(nClusters < 20),
      rules: ['CAL-1', which === 'intercept' ? 'CAL-2' : 'CAL-3', 'CAL-7'],
    }
    if (fit.value === null) {
      const bounds = { lower: null, upper: null, reason: fit.reason } as const
      const value = plain.value
      return { ...about, value, ...(value === null ? { reason: fit.reason } : {}), intervals: [{ method: 'cluster-sandwich', bounds }] }
    }
    const bounds = waldBounds(fit.value, fit.standardError, at.style.intervals.level)
    return { ...about, value: fit.value, standardError: fit.standardError, intervals: [{ method: 'cluster-sandwich', bounds }] }
  })
  return drafts.map((draft) => complete(finish(draft, at.place, at.style), at.clusters))
}
