import { sortScores, sortScoresWithRows } from './order.ts'

/**
 * A score's distribution given the reference standard: distinct scores ascending, and how many examinations with and
 * without the target condition have each. Everything below is computed from this. A subgroup, and later a bootstrap
 * replicate, is other counts over the same scores: the sort is shared.
 */
export interface ScoreCounts {
  readonly scores: Float64Array
  readonly present: Uint32Array | Float64Array
  readonly absent: Uint32Array | Float64Array
  readonly nPresent: number
  readonly nAbsent: number
  /** Where the counts are sums of weights (rule WGT-15): how many examinations they are of. */
  readonly rows?: { readonly nPresent: number; readonly nAbsent: number }
  /** The order they are counted over, and which of its scores these are (null: all): what is known of each score is known of these. */
  readonly from?: { readonly order: ScoreOrder; readonly groups: Uint32Array | null }
}

export type ScoreDirection = 'higher-is-positive' | 'lower-is-positive'

/** Rows in ascending order of score with the tie group of each row; the part that is shared. */
export interface ScoreOrder {
  readonly scores: Float64Array
  /** Tie group of each row, 0-based, in row order. */
  readonly group: Uint32Array
  /** Rows by ascending score, and the tie group of each. */
  readonly sorted?: { readonly rows: Uint32Array; readonly groups: Uint32Array }
}

/** Sorts once. Scores: finite numbers, one a row. */
export function orderScores(scores: Float64Array): ScoreOrder {
  const { values, rows } = sortScoresWithRows(scores)
  const group = new Uint32Array(scores.length)
  const groups = new Uint32Array(scores.length)
  let n = 0
  for (let i = 0; i < values.length; i++) {
    const score = values[i] ?? 0
    if (n === 0 || score !== values[n - 1]) values[n++] = score
    groups[i] = n - 1
    group[rows[i] ?? 0] = n - 1
  }
  return { scores: values.slice(0, n), group, sorted: { rows, groups } }
}

/**
 * Counts over an order. present: 1 or 0 a row. rows: the rows to count (a subgroup; a row may repeat), all by default.
 * Scores that no counted row has are left out.
 */
export const countScores = (order: ScoreOrder, present: Uint8Array, rows?: Uint32Array): ScoreCounts =>
  compact(countGroups(order, present, rows))

/** As `countScores`, but scores that no counted row has stay, with counts of zero: tie group g is index g. */
export function countGroups(order: ScoreOrder, present: Uint8Array, rows?: Uint32Array): ScoreCounts {
  const withCondition = new Uint32Array(order.scores.length)
  const without = new Uint32Array(order.scores.length)
  const n = rows === undefined ? present.length : rows.length
  let nPresent = 0
  for (let i = 0; i < n; i++) {
    const row = rows === undefined ? i : (rows[i] ?? 0)
    const group = order.group[row] ?? 0
    if (present[row] === 1) {
      withCondition[group] = (withCondition[group] ?? 0) + 1
      nPresent++
    } else without[group] = (without[group] ?? 0) + 1
  }
  return { scores: order.scores, present: withCondition, absent: without, nPresent, nAbsent: n - nPresent }
}

/**
 * The two verbs at once, for one-off use: the classes are sorted apart and merged, so that no row number is carried.
 * Same counts as `countScores(orderScores(scores), present)`.
 */
export function scoreCounts(scores: Float64Array, present: Uint8Array): ScoreCounts {
  const { withCondition, without } = splitByClass(scores, present)
  return mergeSorted(sortScores(withCondition), sortScores(without))
}

/** Scores of examinations with and without the target condition, in row order. */
export function splitByClass(
  scores: Float64Array,
  present: Uint8Array,
): { withCondition: Float64Array; without: Float64Array } {
  let nPresent = 0
  for (let i = 0; i < present.length; i++) nPresent += present[i] === 1 ? 1 : 0
  const withCondition = new Float64Array(nPresent + 1)
  const without = new Float64Array(scores.length - nPresent + 1)
  let p = 0
  let a = 0
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0
    const hit = Number(present[i] === 1)
    // Into both, kept in one: which class a row has is chance, and no processor guesses it.
    withCondition[p] = score
    without[a] = score
    p += hit
    a += 1 - hit
  }
  return { withCondition: withCondition.subarray(0, p), without: without.subarray(0, a) }
}

/** Two ascending lists → counts per distinct score. */
function mergeSorted(withCondition: Float64Array, without: Float64Array): ScoreCounts {
  const nPresent = withCondition.length
  const nAbsent = without.length
  const scores = new Float64Array(nPresent + nAbsent)
  const present = new Uint32Array(nPresent + nAbsent)
  const absent = new Uint32Array(nPresent + nAbsent)
  let n = 0
  let p = 0
  let a = 0
  let last = Number.NaN
  // While both have some left without a branch on whose is the lower.
  while (p < nPresent && a < nAbsent) {
    const fromPresent = withCondition[p] ?? 0
    const fromAbsent = without[a] ?? 0
    const score = fromPresent < fromAbsent ? fromPresent : fromAbsent
    const ofAbsent = Number(fromAbsent === score)
    n += Number(score !== last)
    last = score
    scores[n - 1] = score
    absent[n - 1] = (absent[n - 1] ?? 0) + ofAbsent
    present[n - 1] = (present[n - 1] ?? 0) + 1 - ofAbsent
    a += ofAbsent
    p += 1 - ofAbsent
  }
  const rest = (from: Float64Array, at: number, to: Uint32Array): void => {
    for (let i = at; i < from.length; i++) {
      const score = from[i] ?? 0
      n += Number(score !== last)
      last = score
      scores[n - 1] = score
      to[n - 1] = (to[n - 1] ?? 0) + 1
    }
  }
  rest(withCondition, p, present)
  rest(without, a, absent)
  const kept = { scores: scores.subarray(0, n), present: present.subarray(0, n), absent: absent.subarray(0, n) }
  return { ...kept, nPresent, nAbsent }
}

function compact(counts: ScoreCounts): ScoreCounts {
  const { nPresent, nAbsent } = counts
  const scores = new Float64Array(counts.scores.length)
  const present = new Uint32Array(scores.length)
  const absent = new Uint32Array(scores.length)
  let n = 0
  for (let g = 0; g < scores.length; g++) {
    const p = counts.present[g] ?? 0
    const a = counts.absent[g] ?? 0
    if (p + a === 0) continue
    scores[n] = counts.scores[g] ?? 0
    present[n] = p
    absent[n++] = a
  }
  return { scores: scores.slice(0, n), present: present.slice(0, n), absent: absent.slice(0, n), nPresent, nAbsent }
}
