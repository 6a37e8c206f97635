import { fisherQuantile } from './distributions.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { CompensatedSum } from './sum.ts'

export const intraclassForms = ['ICC1', 'ICC2', 'ICC3', 'ICC1k', 'ICC2k', 'ICC3k'] as const
export type IntraclassForm = (typeof intraclassForms)[number]

export interface Intraclass {
  readonly value: number
  readonly bounds: Bounds
}

/** Mean squares of subjects (rows), raters (columns), error, and within subjects. */
export interface MeanSquares {
  readonly rows: number
  readonly columns: number
  readonly error: number
  readonly within: number
}

export type IntraclassCorrelations =
  | { readonly meanSquares: MeanSquares; readonly forms: Readonly<Record<IntraclassForm, Intraclass>> }
  | { readonly meanSquares: null; readonly reason: StatisticsReason }

function meanSquaresOf(values: Float64Array, n: number, k: number): MeanSquares {
  const mean = (list: Iterable<number>, size: number): number => {
    const sum = new CompensatedSum()
    for (const v of list) sum.add(v)
    return sum.value / size
  }
  const overall = mean(values, n * k)
  const rows = Float64Array.from({ length: n }, (_, s) => mean(values.subarray(s * k, s * k + k), k) - overall)
  const columns = Float64Array.from(
    { length: k },
    (_, r) => mean(Float64Array.from({ length: n }, (_, s) => values[s * k + r] ?? 0), n) - overall,
  )
  const within = new CompensatedSum()
  const error = new CompensatedSum()
  values.forEach((v, i) => {
    const inRow = v - overall - (rows[Math.floor(i / k)] ?? 0)
    const rest = inRow - (columns[i % k] ?? 0)
    within.add(inRow * inRow)
    error.add(rest * rest)
  })
  const squares = (list: Float64Array): number => list.reduce((sum, v) => sum + v * v, 0)
  return {
    rows: (k * squares(rows)) / (n - 1),
    columns: (n * squares(columns)) / (k - 1),
    error: error.value / ((n - 1) * (k - 1)),
    within: within.value / (n * (k - 1)),
  }
}

/** Of k raters' mean, from one rater's (Spearman-Brown). */
const stepUp = (single: number, k: number): number => (k * single) / (1 + (k - 1) * single)

function boundsOf(lower: number, upper: number): Bounds {
  return Number.isFinite(lower) && Number.isFinite(upper)
    ? { lower, upper }
    : { lower: null, upper: null, reason: 'zero-variance' }
}

/**
 * Intraclass correlations ICC(1), (2), (3) of one rater and of the mean of k (rule ICC-1; Shrout & Fleiss 1979,
 * Psychological Bulletin 86: 420–428; McGraw & Wong 1996) with F intervals (ICC(2): Satterthwaite). values: subject-major
 * matrix without missing values, at least 2 × 2. Refused without variance between all values or without error variance
 * between subjects.
 */
export function intraclassCorrelations(values: Float64Array, raters: number, level: number): IntraclassCorrelations {
  const k = raters
  const n = values.length / k
  if (n < 2 || k < 2) return { meanSquares: null, reason: 'no-examinations' }
  return correlationsOf(meanSquaresOf(values, n, k), n, k, level)
}

/**
 * The same from rows that occur as often as told (rule ICC-2), in one pass over sums: for bootstrap replicates. values must lie
 * about 0 (centred), or the sums of squares lose digits.
 */
export function repeatedIntraclass(values: Float64Array, raters: number, times: ArrayLike<number>, level: number): IntraclassCorrelations {
  const k = raters
  const perRater = new Float64Array(k)
  let n = 0
  let all = 0
  let ofRows = 0
  for (let s = 0; s * k < values.length; s++) {
    const t = times[s] ?? 0
    if (t === 0) continue
    n += t
    let row = 0
    for (let r = 0; r < k; r++) {
      const v = values[s * k + r] ?? 0
      perRater[r] = (perRater[r] ?? 0) + t * v
      all += t * v * v
      row += v
    }
    ofRows += t * row * row
  }
  if (n < 2 || k < 2) return { meanSquares: null, reason: 'no-examinations' }
  const total = perRater.reduce((sum, v) => sum + v, 0)
  const mean = (total / n / k) * total
  const columns = perRater.reduce((sum, v) => sum + (v / n) * v, 0) - mean
  const within = all - ofRows / k
  const squares = {
    rows: (ofRows / k - mean) / (n - 1),
    columns: columns / (k - 1),
    error: (within - columns) / ((n - 1) * (k - 1)),
    within: within / (n * (k - 1)),
  }
  return correlationsOf(squares, n, k, level)
}

function correlationsOf(squares: MeanSquares, n: number, k: number, level: number): IntraclassCorrelations {
  const { rows, columns, error, within } = squares
  if (!(within > 0) || !(error > 0) || !(rows > 0)) return { meanSquares: null, reason: 'zero-variance' }
  const tail = (1 - level) / 2
  const oneWay = fBounds(rows / within, n - 1, n * (k - 1), tail)
  const twoWay = fBounds(rows / error, n - 1, (n - 1) * (k - 1), tail)
  const single = (f: number): number => (f - 1) / (f + k - 1)
  const mean = (f: number): number => 1 - 1 / f
  const second = (rows - error) / (rows + (k - 1) * error + (k * (columns - error)) / n)
  const secondBounds = satterthwaite(squares, second, n, k, tail)
  const form = (of: (f: number) => number, f: number, at: readonly [number, number]): Intraclass => ({
    value: of(f),
    bounds: boundsOf(of(at[0]), of(at[1])),
  })
  return {
    meanSquares: squares,
    forms: {
      ICC1: form(single, rows / within, oneWay),
      ICC2: { value: second, bounds: boundsOf(...secondBounds) },
      ICC3: form(single, rows / error, twoWay),
      ICC1k: form(mean, rows / within, oneWay),
      ICC2k: {
        value: (rows - error) / (rows + (columns - error) / n),
        bounds: boundsOf(stepUp(secondBounds[0], k), stepUp(secondBounds[1], k)),
      },
      ICC3k: form(mean, rows / error, twoWay),
    },
  }
}

const fBounds = (f: number, df1: number, df2: number, tail: number): [number, number] => [
  f / fisherQuantile(1 - tail, df1, df2),
  f * fisherQuantile(1 - tail, df2, df1),
]

/** Interval of ICC(2): Satterthwaite's degrees of freedom (Shrout & Fleiss 1979, formula of their page 424). */
function satterthwaite(
  { rows, columns, error }: MeanSquares,
  value: number,
  n: number,
  k: number,
  tail: number,
): [number, number] {
  const f = columns / error
  const a = k * value * f
  const b = n * (1 + (k - 1) * value) - k * value
  const df = ((k - 1) * (n - 1) * (a + b) * (a + b)) / ((n - 1) * a * a + b * b)
  const noise = k * columns + (k * n - k - n) * error
  const low = fisherQuantile(1 - tail, n - 1, df)
  const high = fisherQuantile(1 - tail, df, n - 1)
  return [
    (n * (rows - low * error)) / (low * noise + n * rows),
    (n * (high * rows - error)) / (noise + n * high * rows),
  ]
}
