import type { Measured } from '../statistics/accuracy.ts'
import { FEW_CLUSTERS } from '../statistics/clustered-auc.ts'
import { logit } from '../statistics/elementary.ts'
import { normalMultiplier } from '../statistics/interval.ts'
import { npvAtPrevalence, ppvAtPrevalence, statedPrevalence } from '../statistics/prevalence-adjusted.ts'
import { atPrevalence } from '../statistics/resample-weighted.ts'
import type { Table } from '../statistics/roc.ts'
import type { ScoreCounts } from '../statistics/score-counts.ts'
import { weightedMean } from '../statistics/weighted-mean.ts'
import { weightedPredictiveValue } from '../statistics/weighted-table.ts'
import { designPrevalenceQuantities, statedPrevalenceQuantities } from '../vocabulary/prevalence-quantities.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import { complete, fewClusters } from './clustered.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import type { Level } from './levels.ts'
import { UNRESOLVED } from './reference.ts'
import type { Scored } from './scored.ts'
import { classRows, scoredLevel, weightedProbabilityEstimates } from './weighted-score.ts'
import { withoutValue } from './weighted.ts'

/** The shares of the classes were fixed by the design; null: the protocol states no prevalence to bring numbers to. */
export interface Enriched {
  readonly prevalence: number | null
}

export const enrichedOf = ({ sampling, samplingDesign }: Protocol): Enriched | null =>
  sampling === 'enriched' ? { prevalence: samplingDesign?.statedPrevalence ?? null } : null

/** What has no sense at a design's own share of the classes (rule ENR-3). */
const refusedQuantities: readonly Estimate['quantity'][] = designPrevalenceQuantities

/** What can be brought to a stated prevalence (rule ENR-2). */
const reweightedQuantities: readonly Estimate['quantity'][] = [
  ...statedPrevalenceQuantities,
  'murphy-reliability',
  'murphy-resolution',
  'murphy-uncertainty',
]

export const dependsOnPrevalence = (quantity: Estimate['quantity']): boolean =>
  reweightedQuantities.includes(quantity) || refusedQuantities.includes(quantity)

/** Refuses what cannot be said of an enriched sample; what can comes back as it is. */
export function enrichedEstimate(estimate: Estimate, { prevalence }: Enriched): Estimate {
  const isRefused = refusedQuantities.includes(estimate.quantity) || (prevalence === null && dependsOnPrevalence(estimate.quantity))
  return isRefused && estimate.value !== null ? withoutValue(estimate, 'enriched-sampling') : estimate
}

/** The prevalence that numbers were brought to, in the drawer. */
export function atStated(estimate: Estimate, prevalence: number): Estimate {
  if (!reweightedQuantities.includes(estimate.quantity) || estimate.value === null) return estimate
  return { ...estimate, options: { ...estimate.options, weights: 'class-weights', prevalence }, rules: [...new Set([...estimate.rules, 'WGT-11'])] }
}

interface EnrichedTableAt {
  readonly called: Uint8Array
  readonly present: Uint8Array
  readonly level: Level
  readonly clusters: Clusters | null
  readonly place: Place
  readonly style: Style
}

/** One table's estimates with PPV and NPV brought to the stated prevalence (rules ENR-1 to ENR-3). */
export function enrichedTable(estimates: readonly Estimate[], table: Table, enriched: Enriched, at: EnrichedTableAt): Estimate[] {
  return estimates.map((estimate) => {
    const { quantity } = estimate
    if (enriched.prevalence === null || (quantity !== 'ppv' && quantity !== 'npv')) return enrichedEstimate(estimate, enriched)
    return predictiveValue(quantity, table, enriched.prevalence, at, estimate)
  })
}

/**
 * PPV or NPV at the stated prevalence: Bayes' rule, logit interval. In a subgroup examinations keep the weights of the
 * whole sample (rule ENR-4), so the shares called are of all with and all without the condition.
 */
function predictiveValue(quantity: 'ppv' | 'npv', table: Table, prevalence: number, at: EnrichedTableAt, naive: Estimate): Estimate {
  const { level } = at.style.intervals
  const whole = classesOf(at)
  const found = at.clusters === null ? byCounts(quantity, table, whole, prevalence, level) : byClusters(quantity, prevalence, at)
  const right = quantity === 'ppv' ? table.tp : table.tn
  const of = quantity === 'ppv' ? table.tp + table.fp : table.tn + table.fn
  const { value, bounds } = found
  const error =
    value === null || bounds.lower === null
      ? {}
      : { standardError: (value * (1 - value) * (logit(bounds.upper) - logit(bounds.lower))) / 2 / normalMultiplier(level) }
  const draft: Draft = {
    quantity,
    value,
    ...(found.reason === undefined ? {} : { reason: found.reason }),
    ...error,
    method: 'bayes-stated-prevalence',
    intervals: [{ method: 'logit', bounds }],
    denominators: { n: table.tp + table.fp + table.fn + table.tn, present: table.tp + table.fn, absent: table.fp + table.tn, x: right, of },
    denominator: of,
    options: { prevalence, weights: 'class-weights', ...(at.clusters === null ? {} : { clusters: at.clusters.column, nClusters: Number(naive.options?.['nClusters'] ?? 0) }) },
    ...(naive.warnings === undefined ? {} : { warnings: naive.warnings }),
    rules: at.clusters === null ? ['PREV-1'] : ['PREV-1', 'WGT-14'],
  }
  const estimate = finish(draft, at.place, at.style)
  return at.clusters === null ? estimate : complete(estimate, at.clusters)
}

/** Everybody with a call and a resolved reference standard, whatever the level. */
function classesOf({ called, present }: EnrichedTableAt): { present: Uint32Array; absent: Uint32Array } {
  const rows = Uint32Array.from(called.keys()).filter((row) => called[row] !== UNRESOLVED)
  return { present: rows.filter((row) => present[row] === 1), absent: rows.filter((row) => present[row] === 0) }
}

function byCounts(quantity: 'ppv' | 'npv', table: Table, whole: ReturnType<typeof classesOf>, prevalence: number, level: number): Measured {
  const [nPresent, nAbsent] = [whole.present.length, whole.absent.length]
  const stated = statedPrevalence(prevalence)
  const { tp, fp, fn, tn } = table
  if (quantity === 'ppv') return ppvAtPrevalence({ tp, fn: nPresent - tp, fp, tn: nAbsent - fp }, stated, level)
  return npvAtPrevalence({ fn, tp: nPresent - fn, tn, fp: nAbsent - tn }, stated, level)
}

/** The same with variances over clusters. */
function byClusters(quantity: 'ppv' | 'npv', prevalence: number, at: EnrichedTableAt): Measured {
  const { called, level, clusters, style } = at
  const within = new Uint8Array(called.length)
  for (const row of level.rows) within[row] = 1
  const whole = classesOf(at)
  const codes = clusters === null || clusters.codes.length === 0 ? null : clusters.codes
  const design = { weights: new Float64Array(called.length).fill(1), clusters: codes, strata: null }
  const wanted = quantity === 'ppv' ? 1 : 0
  // Of all present: those called so within the level; of all absent: likewise. Written as the rates that Bayes' rule takes.
  const isHit = (row: number): boolean => within[row] === 1 && called[row] === wanted
  const ofPresent = weightedMean(design, whole.present, (row) => (isHit(row) === (wanted === 1) ? 1 : 0))
  const ofAbsent = weightedMean(design, whole.absent, (row) => (isHit(row) === (wanted === 0) ? 1 : 0))
  return weightedPredictiveValue({ sensitivity: ofPresent, specificity: ofAbsent, clusters: codes }, quantity, statedPrevalence(prevalence), style.intervals.level)
}

/** Counts of a level at the stated prevalence, with the weights of the whole sample; as they are where none is stated. */
export function enrichedCounts(counts: ScoreCounts, { present }: Scored, { prevalence }: Enriched): ScoreCounts {
  if (prevalence === null) return counts
  const nPresent = present.reduce((sum, each) => sum + each, 0)
  return atPrevalence(counts, prevalence, { nPresent, nAbsent: present.length - nPresent })
}

/** Clusters among the rows, warned of where a class has few. */
function clusterFactsOf(rows: Uint32Array, { column, codes }: Clusters, present: Uint8Array): Pick<Draft, 'options' | 'warnings'> {
  const count = (list: Uint32Array): number => new Set(Array.from(list, (row) => codes[row] ?? 0)).size
  const fewest = Math.min(...classRows(rows, present).map(count))
  return { options: { clusters: column, nClusters: count(rows) }, warnings: fewClusters(fewest < FEW_CLUSTERS) }
}

/** Brier score, calibration line and O:E of an enriched sample (rule ENR-2), or refused (no stated prevalence). */
export function enrichedProbabilities(
  scored: Scored,
  counts: ScoreCounts,
  enriched: Enriched,
  at: Omit<EnrichedTableAt, 'called'>,
): Estimate[] {
  const { present, level, clusters, place, style } = at
  // Without a stated prevalence the numbers are refused below; any will do to find what else is missing.
  const prevalence = enriched.prevalence ?? 0.5
  const nPresent = scored.present.reduce((sum, each) => sum + each, 0)
  const [ofPresent, ofAbsent] = [prevalence / nPresent, (1 - prevalence) / (scored.present.length - nPresent)]
  const weights = Float64Array.from(present, (truth) => (truth === 1 ? ofPresent : truth === 0 ? ofAbsent : 0))
  const codes = clusters === null || clusters.codes.length === 0 ? null : clusters.codes
  const facts = clusters === null ? {} : clusterFactsOf(scoredLevel(scored, level).rows, clusters, present)
  const found = weightedProbabilityEstimates(scored, scoredLevel(scored, level), enrichedCounts(counts, scored, enriched), {
    design: { weights, clusters: codes, strata: null },
    present,
    // The numbers of each class were fixed for the whole sample, not for a subgroup.
    areClassesFixed: level.subgroup === undefined,
    place,
    style,
    facts,
  })
  return found.map((each) => {
    const estimate = enriched.prevalence === null ? enrichedEstimate(each, enriched) : atStated(each, enriched.prevalence)
    return clusters === null ? estimate : complete(estimate, clusters)
  })
}
