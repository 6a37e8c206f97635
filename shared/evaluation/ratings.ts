import { orderScores } from '../statistics/score-counts.ts'
import type { Agreement } from '../vocabulary/protocol-designs.ts'
import { outputCategories } from '../vocabulary/results.ts'
import type { OutputRows } from './outputs.ts'

/** More different scores than this are no categories. */
export const MOST_CATEGORIES = 100

/** What a rater of an agreement gives, row by row. */
export interface Rater {
  readonly rows: OutputRows
  readonly operatingPoint: string | undefined
}

/** Categories: rows with the same ratings share a pattern, so that a sample is how often each pattern occurs. */
export interface CategoryRatings {
  readonly kind: 'calls' | 'ordinal'
  readonly raters: number
  /** Ascending scores; 0 and 1 for negative and positive. */
  readonly values: readonly number[]
  readonly labels: readonly string[]
  /** Pattern of each cohort row, −1 where some rater has no usable rating. */
  readonly pattern: Int32Array
  /** code[pattern · raters + rater]. */
  readonly code: Int32Array
}

export interface ScoreRatings {
  readonly kind: 'scores'
  readonly raters: number
  readonly scores: readonly Float64Array[]
}

/** Scores of which every one would be a category of its own. */
export interface TooManyCategories {
  readonly kind: 'too-many'
  readonly raters: number
  readonly isComplete: (row: number) => boolean
}

export type Ratings = CategoryRatings | ScoreRatings | TooManyCategories

/**
 * Ratings of the raters of one agreement (rule AGM-1). The reference standard is not asked. A call is usable when it is
 * positive or negative, before the protocol's rules for missing ones turn anything into a call; a score when there is one.
 */
export function readRatings(agreement: Agreement, raters: readonly Rater[]): Ratings {
  if (agreement.of === 'calls') {
    return patterns('calls', raters.map(callCodes), [0, 1], ['negative', 'positive'])
  }
  const scores = raters.map(({ rows }) => rows.score ?? new Float64Array(rows.fallback.length).fill(Number.NaN))
  const isOrdinal = raters.every(({ rows }) => rows.output.score?.kind === 'ordinal')
  if (!isOrdinal) return { kind: 'scores', raters: raters.length, scores }
  const isComplete = (row: number): boolean => scores.every((score) => !Number.isNaN(score[row] ?? Number.NaN))
  const values = distinct(scores, isComplete)
  if (values.length > MOST_CATEGORIES) return { kind: 'too-many', raters: raters.length, isComplete }
  const codeOf = new Map(values.map((value, code) => [value, code]))
  const codes = scores.map((score) => Int32Array.from(score, (value) => codeOf.get(value) ?? -1))
  return patterns('ordinal', codes, values, values.map(String))
}

const positive = outputCategories.indexOf('positive')
const negative = outputCategories.indexOf('negative')

function callCodes({ rows, operatingPoint }: Rater): Int32Array {
  const judged = operatingPoint === undefined ? rows.judged[0] : rows.judged.find((each) => each.point.id === operatingPoint)
  return Int32Array.from(judged?.category ?? rows.fallback.map(() => outputCategories.indexOf('missing')), (category) =>
    category === positive ? 1 : category === negative ? 0 : -1,
  )
}

/** Scores that occur where every rater has one, ascending: the same categories for every level. */
function distinct(scores: readonly Float64Array[], isComplete: (row: number) => boolean): number[] {
  const n = scores[0]?.length ?? 0
  const rows = Uint32Array.from({ length: n }, (_, row) => row).filter(isComplete)
  const all = new Float64Array(rows.length * scores.length)
  scores.forEach((score, r) => rows.forEach((row, i) => (all[r * rows.length + i] = score[row] ?? 0)))
  return [...orderScores(all).scores]
}

function patterns(
  kind: CategoryRatings['kind'],
  codes: readonly Int32Array[],
  values: readonly number[],
  labels: readonly string[],
): CategoryRatings {
  const n = codes[0]?.length ?? 0
  const pattern = new Int32Array(n).fill(-1)
  const known = new Map<string, number>()
  const code: number[] = []
  for (let row = 0; row < n; row++) {
    const ratings = codes.map((each) => each[row] ?? -1)
    if (ratings.includes(-1)) continue
    const key = ratings.join()
    let at = known.get(key)
    if (at === undefined) {
      at = known.size
      known.set(key, at)
      code.push(...ratings)
    }
    pattern[row] = at
  }
  return { kind, raters: codes.length, values, labels, pattern, code: Int32Array.from(code) }
}

/** Rows of a level that every rater rated. */
export function completeRows(ratings: Ratings, rows: Uint32Array): Uint32Array {
  if (ratings.kind === 'too-many') return rows.filter(ratings.isComplete)
  if (ratings.kind !== 'scores') return rows.filter((row) => (ratings.pattern[row] ?? -1) >= 0)
  return rows.filter((row) => ratings.scores.every((score) => !Number.isNaN(score[row] ?? Number.NaN)))
}
