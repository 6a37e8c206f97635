import { clusteredDifference, countClusters } from '../statistics/clustered-proportion.ts'
import { type Bounds, noBounds } from '../statistics/interval.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { complete, fewClusters, withoutIntervals } from './clustered.ts'
import type { Clusters } from './clusters.ts'
import { type Style, interval } from './draft.ts'

/** Calls of both sides over all cohort rows, the reference standard, and the rows of this level. */
interface PairedRows {
  readonly first: Uint8Array
  readonly second: Uint8Array
  readonly present: Uint8Array
  readonly rows: Uint32Array
}

/**
 * A paired difference of sensitivity or specificity whose variance is that between clusters (rule CLS-8): the estimate that
 * independent pairs gave keeps its value and counts, its intervals give way.
 */
export function clusteredPairedRate(estimate: Estimate, pair: PairedRows, clusters: Clusters, style: Style): Estimate {
  const bare = withoutIntervals(estimate)
  const wanted = estimate.quantity === 'sensitivity-difference' ? 1 : 0
  const rows = pair.rows.filter((row) => pair.present[row] === wanted && (pair.first[row] ?? 2) < 2 && (pair.second[row] ?? 2) < 2)
  const right = (called: Uint8Array): Uint8Array => called.map((value) => (value === wanted ? 1 : 0))
  const counted = [pair.first, pair.second].map((called) => countClusters(right(called), clusters.codes, rows))
  const [first, second] = counted
  if (first === undefined || second === undefined || estimate.value === null) {
    return { ...bare, method: 'clustered-difference', intervals: [{ method: 'clustered-difference', level: style.intervals.level, lower: null, upper: null, reason: estimate.reason ?? 'denominator-zero' }] }
  }
  const found = clusteredDifference(first, second, style.intervals.level)
  const bounds: Bounds = found.difference === null ? noBounds(found.reason) : { lower: found.lower, upper: found.upper }
  const nClusters = new Set(rows.map((row) => clusters.codes[row] ?? 0)).size
  const test: Estimate['options'] = found.difference === null || clusters.isIncomplete ? {} : { pValue: found.pValue, pMethod: 'two-sided-z' }
  const warnings = fewClusters(nClusters < 20)
  return complete(
    {
      ...bare,
      ...(found.difference === null ? {} : { standardError: found.standardError }),
      method: 'clustered-difference',
      intervals: [interval('clustered-difference', style.intervals.level, bounds)],
      options: { ...estimate.options, clusters: clusters.column, nClusters, ...test },
      ...(warnings.length === 0 ? {} : { warnings }),
      rules: ['CLU-8'],
    },
    clusters,
  )
}
