import { ascendingOrder } from './order.ts'

/**
 * A score's distribution given the reference standard: distinct scores ascending, and how many examinations with and
 * without the target condition have each. Everything below is computed from this. A subgroup, and later a bootstrap
 * replicate, is other counts over the same scores: the sort is shared.
 */
export interface ScoreCounts {
  readonly scores: Float64Array
  readonly present: Uint32Array
  readonly absent: Uint32Array
  readonly nPresent: number
  readonly nAbsent: number
}

export type ScoreDirection = 'higher-is-positive' | 'lower-is-positive'

/** Rows in ascending order of score with the tie group of each row; the part that is shared. */
export interface ScoreOrder {
  readonly scores: Float64Array
  /** Tie group of each row, 0-based, in row order. */
  readonly group: Uint32Array
}

/** Sorts once. Scores: finite numbers, one a row. */
export function orderScores(scores: Float64Array): ScoreOrder {
  const order = ascendingOrder(scores)
  const group = new Uint32Array(scores.length)
  const distinct = new Float64Array(scores.length)
  let n = 0
  for (const row of order) {
    const score = (scores[row] ?? 0) + 0
    if (n === 0 || score !== distinct[n - 1]) distinct[n++] = score
    group[row] = n - 1
  }
  return { scores: distinct.slice(0, n), group }
}

/**
 * Counts over an order. present: 1 or 0 a row. rows: the rows to count (a subgroup; a row may repeat), all by default.
 * Scores that no counted row has are left out.
 */
export function countScores(order: ScoreOrder, present: Uint8Array, rows?: Uint32Array): ScoreCounts {
  const withCondition = new Uint32Array(order.scores.length)
  const without = new Uint32Array(order.scores.length)
  const n = rows === undefined ? present.length : rows.length
  for (let i = 0; i < n; i++) {
    const row = rows === undefined ? i : (rows[i] ?? 0)
    const group = order.group[row] ?? 0
    if (present[row] === 1) withCondition[group] = (withCondition[group] ?? 0) + 1
    else without[group] = (without[group] ?? 0) + 1
  }
  return compact(order.scores, withCondition, without)
}

/** The two verbs at once, for one-off use. */
export const scoreCounts = (scores: Float64Array, present: Uint8Array): ScoreCounts =>
  countScores(orderScores(scores), present)

function compact(scores: Float64Array, present: Uint32Array, absent: Uint32Array): ScoreCounts {
  const kept = { scores: new Float64Array(scores.length), present: new Uint32Array(scores.length) }
  const keptAbsent = new Uint32Array(scores.length)
  let n = 0
  let nPresent = 0
  let nAbsent = 0
  for (let g = 0; g < scores.length; g++) {
    const p = present[g] ?? 0
    const a = absent[g] ?? 0
    if (p + a === 0) continue
    kept.scores[n] = scores[g] ?? 0
    kept.present[n] = p
    keptAbsent[n] = a
    n++
    nPresent += p
    nAbsent += a
  }
  return {
    scores: kept.scores.slice(0, n),
    present: kept.present.slice(0, n),
    absent: keptAbsent.slice(0, n),
    nPresent,
    nAbsent,
  }
}
