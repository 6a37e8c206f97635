import type { BinnedShares } from '../statistics/distribution-shift.ts'
import { PSI_FLOOR, binnedShares, jensenShannon, populationStabilityIndex, quantileEdges, standardisedMeanDifference, wasserstein1 } from '../statistics/distribution-shift.ts'
import { KS_EXACT_MOST, kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts'
import { orderScores } from '../statistics/score-counts.ts'
import type { TwoSamples } from '../statistics/two-samples.ts'
import type { Column } from '../vocabulary/columns.ts'
import { textAt } from '../vocabulary/columns.ts'
import type { Estimate, NotEstimableReason } from '../vocabulary/results.ts'
import type { DriftTable } from '../vocabulary/results-raters.ts'

/** A variable over all cohort rows, its distinct values sorted once: a sample is how often each occurs. */
export interface Variable {
  /** Ascending; of a text the numbers of its categories. */
  readonly values: Float64Array
  /** Index into values of each row. */
  readonly group: Int32Array
  readonly categories: readonly string[] | null
  readonly isKnown: (row: number) => boolean
}

/** Categories in code-unit order, so that the order of rows does not matter. */
export function readVariable(column: Column): Variable {
  if (column.kind === 'number') {
    const known = Uint32Array.from(column.values.keys()).filter((row) => !Number.isNaN(column.values[row] ?? Number.NaN))
    const { scores, group } = orderScores(Float64Array.from(known, (row) => column.values[row] ?? 0))
    const all = new Int32Array(column.values.length).fill(-1)
    known.forEach((row, i) => (all[row] = group[i] ?? 0))
    return { values: scores, group: all, categories: null, isKnown: (row) => (all[row] ?? -1) >= 0 }
  }
  const texts = Array.from(column.codes, (_, row) => textAt(column, row))
  const categories = [...new Set(texts.filter((text) => text !== null))].sort()
  const codeOf = new Map(categories.map((category, code) => [category, code]))
  const group = Int32Array.from(texts, (text) => (text === null ? -1 : (codeOf.get(text) ?? -1)))
  return { values: Float64Array.from(categories.keys()), group, categories, isKnown: (row) => (group[row] ?? -1) >= 0 }
}

/** Both sets as counts per value; times: how often each of their rows is in the sample, once each unless told. */
export function samplesOf(
  { values, group }: Variable,
  baseline: Uint32Array,
  current: Uint32Array,
  times?: { readonly baseline: Uint32Array; readonly current: Uint32Array },
): TwoSamples {
  const count = (rows: Uint32Array, often: Uint32Array | undefined): { counts: Uint32Array; n: number } => {
    const counts = new Uint32Array(values.length)
    let n = 0
    rows.forEach((row, i) => {
      const k = often === undefined ? 1 : (often[i] ?? 0)
      const g = group[row] ?? 0
      counts[g] = (counts[g] ?? 0) + k
      n += k
    })
    return { counts, n }
  }
  const first = count(baseline, times?.baseline)
  const second = count(current, times?.current)
  return { values, first: first.counts, second: second.counts, nFirst: first.n, nSecond: second.n }
}

export interface Distance {
  readonly quantity: Estimate['quantity']
  readonly value: number | null
  readonly reason?: NotEstimableReason
  readonly method: string
  readonly isBinned: boolean
  readonly options?: Readonly<Record<string, string | number>>
  readonly rules: readonly string[]
}

const interiorEdges = (variable: Variable, edges: readonly number[] | undefined): readonly number[] =>
  // Categories lie at whole numbers: an edge between each two.
  edges ?? Array.from({ length: Math.max(0, variable.values.length - 1) }, (_, k) => k + 0.5)

/** Every distance that the variable allows; none without examinations in both sets. edges: of a number's bins. */
export function distancesOf(variable: Variable, samples: TwoSamples, edges: readonly number[] | undefined): Distance[] {
  const shares = binnedShares(samples, interiorEdges(variable, edges), 'right')
  const binned = binnedDistances(shares)
  return variable.categories === null ? [...binned, ...unbinnedDistances(samples)] : binned
}

function binnedDistances(shares: BinnedShares | null): Distance[] {
  const psi = { quantity: 'psi', method: 'population-stability', isBinned: true, rules: ['PSI-1'] } as const
  const distance = { quantity: 'jensen-shannon', method: 'jensen-shannon', isBinned: true, rules: ['JSD-1'] } as const
  if (shares === null) return [psi, distance].map((each) => ({ ...each, value: null, reason: 'no-examinations' }))
  const index = populationStabilityIndex(shares)
  // A category that occurs in neither set is no bin of this comparison.
  const nEmpty = shares.first.reduce((n, share, k) => n + ((share === 0) !== (shares.second[k] === 0) ? 1 : 0), 0)
  return [
    { ...psi, value: index.value, options: { nEmptyBins: nEmpty, emptyBinsCountAs: PSI_FLOOR } },
    { ...distance, value: jensenShannon(shares).distanceBase2, options: { nEmptyBins: nEmpty } },
  ]
}

function unbinnedDistances(samples: TwoSamples): Distance[] {
  const ks = { quantity: 'kolmogorov-smirnov', method: 'kolmogorov-smirnov', isBinned: false } as const
  const area = { quantity: 'wasserstein', method: 'wasserstein', isBinned: false, rules: ['WAS-1'] } as const
  const mean = { quantity: 'standardised-mean-difference', method: 'standardised-mean-difference', isBinned: false, rules: ['SMD-1'] } as const
  const found = kolmogorovSmirnov(samples, false)
  const earth = wasserstein1(samples)
  const means = standardisedMeanDifference(samples)
  return [
    found.distance === null ? { ...ks, value: null, reason: found.reason, rules: ['KSM-1'] } : { ...ks, value: found.distance, rules: ['KSM-1'] },
    { ...area, ...earth },
    means.difference === null
      ? { ...mean, value: null, reason: means.reason }
      : means.standardised === null
        ? { ...mean, value: null, reason: 'no-variation' }
        : { ...mean, value: means.standardised, options: { meanDifference: means.difference } },
  ]
}

/**
 * p value of the Kolmogorov-Smirnov distance (rule DRF-2): exact where no two values are equal and the sets are small enough,
 * else the limiting distribution, which is too large with ties.
 */
export function smirnovTest(samples: TwoSamples): Readonly<Record<string, string | number>> {
  const isTied = samples.first.some((n, g) => n + (samples.second[g] ?? 0) > 1)
  const isExact = !isTied && samples.nFirst * samples.nSecond <= KS_EXACT_MOST
  const found = kolmogorovSmirnov(samples, isExact)
  if (found.distance === null) return {}
  if (isExact && found.pExact.value !== null) return { pValue: found.pExact.value, pMethod: 'smirnov-exact' }
  return { pValue: found.pAsymptotic, pMethod: 'smirnov-limiting' }
}

/** Steps of the histogram that is drawn. */
const HISTOGRAM_STEPS = 20

/** The bins, and what is drawn (rule DRF-4). Values that occur in neither set are left out of the range. */
export function tableOf(variable: Variable, samples: TwoSamples, bins: number): Omit<DriftTable, 'drift' | 'nBaselineMissing' | 'nCurrentMissing'> {
  const edges = variable.categories === null ? quantileEdges(samples, bins) : undefined
  const shares = binnedShares(samples, interiorEdges(variable, edges), 'right')
  const occurs = (k: number): boolean => edges !== undefined || (shares?.first[k] ?? 0) + (shares?.second[k] ?? 0) > 0
  const countsOf = (share: Float64Array | undefined, n: number): number[] =>
    [...(share ?? [])].map((each) => Math.round(each * n)).filter((_, k) => occurs(k))
  return {
    nBaseline: samples.nFirst,
    nCurrent: samples.nSecond,
    ...(edges === undefined ? { categories: (variable.categories ?? []).filter((_, k) => occurs(k)) } : { edges }),
    baseline: countsOf(shares?.first, samples.nFirst),
    current: countsOf(shares?.second, samples.nSecond),
    ...(variable.categories === null && shares !== null ? { histogram: histogramOf(samples) } : {}),
  }
}

function histogramOf(samples: TwoSamples): NonNullable<DriftTable['histogram']> {
  const occurs = samples.values.filter((_, g) => (samples.first[g] ?? 0) + (samples.second[g] ?? 0) > 0)
  const from = occurs[0] ?? 0
  const to = occurs[occurs.length - 1] ?? 0
  const steps = from === to ? 1 : HISTOGRAM_STEPS
  // Weighted ends instead of a step: their difference could overflow.
  const edges = Array.from({ length: steps + 1 }, (_, k) => (k === steps ? to : from * (1 - k / steps) + to * (k / steps)) + 0)
  const baseline = new Array<number>(steps).fill(0)
  const current = new Array<number>(steps).fill(0)
  let bin = 0
  samples.values.forEach((value, g) => {
    while (bin < steps - 1 && value >= (edges[bin + 1] ?? to)) bin++
    baseline[bin] = (baseline[bin] ?? 0) + (samples.first[g] ?? 0)
    current[bin] = (current[bin] ?? 0) + (samples.second[g] ?? 0)
  })
  return { edges, baseline, current }
}
