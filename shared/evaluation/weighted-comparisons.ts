import { areaDifferenceInterval } from '../statistics/delong-paired.ts'
import { noBounds, waldBounds } from '../statistics/interval.ts'
import { orderScores } from '../statistics/score-counts.ts'
import { weightedArea, weightedAreaDifference } from '../statistics/weighted-auc.ts'
import { effectiveRows } from '../statistics/weighted-design.ts'
import { weightedMean } from '../statistics/weighted-mean.ts'
import type { Estimate } from '../vocabulary/results.ts'
import type { Side } from './comparisons.ts'
import { type Draft, finish } from './draft.ts'
import { UNRESOLVED } from './reference.ts'
import type { WeightedAt } from './weighted.ts'
import { classRows } from './weighted-score.ts'
import { settle, weightFacts } from './weighted.ts'

interface Sides {
  readonly first: Side
  readonly second: Side
}

/** Difference of weighted areas on the examinations that both outputs score (rule WGE-8). */
export function weightedAreaDifferenceEstimate({ first, second }: Sides, at: WeightedAt): Estimate[] {
  const a = first.rows.score
  const b = second.rows.score
  if (a === null || b === null) return []
  const { weights, present, level, place, style } = at
  const isScored = (row: number): boolean => !Number.isNaN(a[row] ?? Number.NaN) && !Number.isNaN(b[row] ?? Number.NaN)
  const frame = level.rows.filter((row) => weights.frame[row] === 1 && isScored(row))
  const rows = frame.filter((row) => present[row] !== UNRESOLVED)
  const index = Uint32Array.from(rows.keys())
  const [one, other] = [first, second].map(({ rows: side }) => {
    const order = orderScores(Float64Array.from(rows, (row) => side.score?.[row] ?? 0))
    const direction = side.output.score?.direction ?? ('higher-is-positive' as const)
    return weightedArea(weights.design, { order, direction, index, rows }, present)
  })
  const found = weightedAreaDifference(one ?? null, other ?? null, weights.design.clusters)
  const nPresent = rows.reduce((sum, row) => sum + (present[row] ?? 0), 0)
  const sumOfWeights = rows.reduce((sum, row) => sum + (weights.design.weights[row] ?? 0), 0)
  const facts = weightFacts(weights, { sumOfWeights, effective: effectiveRows(weights.design, rows) }, classRows(rows, present))
  const draft: Draft = {
    quantity: 'auroc-difference',
    value: found.difference,
    ...(found.difference === null ? { reason: found.reason } : { standardError: found.standardError }),
    method: 'weighted-mann-whitney',
    intervals: [{ method: 'linearised', bounds: areaDifferenceInterval(found, style.intervals.level) }],
    denominators: { n: rows.length, present: nPresent, absent: rows.length - nPresent },
    denominator: Math.min(nPresent, rows.length - nPresent),
    options: { ...(found.difference === null ? {} : { first: found.first, second: found.second, covariance: found.covariance }), ...facts.options },
    ...(facts.warnings === undefined ? {} : { warnings: facts.warnings }),
    rules: ['WGT-1', 'WGT-8', 'AREA-2'],
  }
  return [settle(finish(draft, place, style), weights, frame)]
}

/** Differences of sensitivity and specificity on the examinations that both outputs call (rule WGE-8). */
export function weightedRateDifferences(first: Uint8Array, second: Uint8Array, at: WeightedAt): Estimate[] {
  const { weights, present, level, place, style } = at
  const isCalled = (row: number): boolean => first[row] !== UNRESOLVED && second[row] !== UNRESOLVED
  const frame = level.rows.filter((row) => weights.frame[row] === 1 && isCalled(row))
  const known = frame.filter((row) => present[row] !== UNRESOLVED)
  const ofClass = (truth: 0 | 1) => known.filter((row) => present[row] === truth)
  const [nPresent, nAbsent] = [ofClass(1).length, ofClass(0).length]
  return (['sensitivity', 'specificity'] as const).map((rate) => {
    const right = rate === 'sensitivity' ? 1 : 0
    const rows = ofClass(right)
    const gain = (row: number): number => (first[row] === right ? 1 : 0) - (second[row] === right ? 1 : 0)
    const mean = weightedMean(weights.design, rows, gain)
    const error = mean?.variance ? Math.sqrt(mean.variance) : null
    const draft: Draft = {
      quantity: `${rate}-difference`,
      value: mean === null ? null : mean.value,
      ...(mean === null ? { reason: 'denominator-zero' as const } : {}),
      ...(error === null ? {} : { standardError: error }),
      method: 'weighted-difference',
      intervals: [{ method: 'linearised', bounds: mean === null || error === null ? noBounds('zero-variance') : cut(waldBounds(mean.value, error, style.intervals.level)) }],
      denominators: { n: nPresent + nAbsent, present: nPresent, absent: nAbsent },
      denominator: rows.length,
      ...weightFacts(weights, mean, [rows]),
      rules: ['WGT-1', 'WGT-8'],
    }
    return settle(finish(draft, place, style), weights, frame)
  })
}

const cut = (bounds: ReturnType<typeof waldBounds>): ReturnType<typeof waldBounds> =>
  bounds.lower === null ? bounds : { lower: Math.max(-1, bounds.lower), upper: Math.min(1, bounds.upper) }
