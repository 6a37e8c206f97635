import type { Bounds, StatisticsReason } from '../statistics/interval.ts'
import { noBounds } from '../statistics/interval.ts'
import type { IntraclassCorrelations, IntraclassForm } from '../statistics/intraclass-correlation.ts'
import { intraclassCorrelations, repeatedIntraclass } from '../statistics/intraclass-correlation.ts'
import type { KappaWeights } from '../statistics/rater-pairs.ts'
import { cohenKappa } from '../statistics/rater-pairs.ts'
import type { RatingMatrix } from '../statistics/rater-sets.ts'
import { fleissKappa, gwetCoefficient, krippendorffAlpha } from '../statistics/rater-sets.ts'
import type { SecondCoefficient } from '../statistics/rater-second.ts'
import { gwetByDisagreement, kappaByDisagreement } from '../statistics/rater-second.ts'
import type { Estimate } from '../vocabulary/results.ts'
import type { CategoryRatings, ScoreRatings } from './ratings.ts'

/** A coefficient of one sample of ratings. */
export interface Coefficient {
  readonly quantity: Estimate['quantity']
  /** Form or metric, where the quantity has several. */
  readonly at?: string
  readonly value: number | null
  readonly reason?: StatisticsReason
  readonly method: string
  /** Absent where the method has no interval of its own. */
  readonly interval?: { readonly method: string; readonly bounds: Bounds }
  readonly standardError?: number
  readonly options?: Readonly<Record<string, number>>
  /** The same number by another algorithm, where a verdict can rest on it (rule TWI-1). */
  readonly second?: { readonly method: string; readonly compute: () => SecondCoefficient | null }
  readonly rules: readonly string[]
}

/** The matrix of a sample: each pattern as often as it occurs. */
const matrixOf = ({ raters, values, code }: CategoryRatings, times: Float64Array): RatingMatrix => ({
  subjects: times.length,
  raters,
  q: values.length,
  code,
  times,
})

/** Two raters' table of a sample. */
export function tableOf({ values, code }: CategoryRatings, times: Float64Array) {
  const q = values.length
  const cells = new Float64Array(q * q)
  times.forEach((n, pattern) => {
    const at = (code[2 * pattern] ?? 0) * q + (code[2 * pattern + 1] ?? 0)
    cells[at] = (cells[at] ?? 0) + n
  })
  return { q, n: times.reduce((sum, n) => sum + n, 0), cells }
}

/**
 * Every coefficient that these categories and this number of raters allow (rule AGM-3); unweighted for calls. times: how
 * often each pattern is in the sample.
 */
export function categoryCoefficients(ratings: CategoryRatings, times: Float64Array, weights: KappaWeights, level: number): Coefficient[] {
  const matrix = matrixOf(ratings, times)
  const isPair = ratings.raters === 2
  const { values } = ratings
  const gwet = gwetCoefficient(matrix, level, weights, values)
  return [
    ...(isPair ? [cohen(ratings, times, weights, level)] : [pairwise(matrix), ...(weights === 'unweighted' ? [fleiss(matrix)] : [])]),
    {
      quantity: weights === 'unweighted' ? 'gwet-ac1' : 'gwet-ac2',
      method: 'gwet',
      rules: ['GWE-1'],
      ...(gwet.value === null
        ? { value: null, reason: gwet.reason, interval: { method: 'gwet-t', bounds: noBounds(gwet.reason) } }
        : {
            value: gwet.value,
            ...(gwet.standardError > 0 ? { standardError: gwet.standardError } : {}),
            interval: { method: 'gwet-t', bounds: gwet.bounds },
            second: { method: 'gwet-by-disagreement', compute: () => gwetByDisagreement(matrix, weights, values) },
            options: { observedAgreement: gwet.observedAgreement, chanceAgreement: gwet.chanceAgreement },
          }),
    },
    ...(weights === 'unweighted' ? (['nominal'] as const) : (['ordinal', 'interval'] as const)).map((metric): Coefficient => {
      const found = krippendorffAlpha(matrix, metric, values)
      const at = metric === 'nominal' ? {} : { at: metric }
      return { quantity: 'krippendorff-alpha', ...at, method: 'krippendorff', ...found, rules: ['KRI-1'] }
    }),
  ]
}

function cohen(ratings: CategoryRatings, times: Float64Array, weights: KappaWeights, level: number): Coefficient {
  const found = cohenKappa(tableOf(ratings, times), level, weights, ratings.values)
  const about = { quantity: 'cohen-kappa', method: 'cohen', rules: ['KAP-1'] } as const
  if (found.value === null) {
    return { ...about, value: null, reason: found.reason, interval: { method: 'kappa-wald', bounds: noBounds(found.reason) } }
  }
  return {
    ...about,
    value: found.value,
    ...(found.standardError > 0 ? { standardError: found.standardError } : {}),
    interval: { method: 'kappa-wald', bounds: found.bounds },
    second: { method: 'kappa-by-disagreement', compute: () => kappaByDisagreement(tableOf(ratings, times), weights, ratings.values) },
    options: { observedAgreement: found.observedAgreement, chanceAgreement: found.chanceAgreement },
  }
}

function fleiss(matrix: RatingMatrix): Coefficient {
  const found = fleissKappa(matrix)
  const about = { quantity: 'fleiss-kappa', method: 'fleiss', rules: ['FLE-1'] } as const
  if (found.value === null) return { ...about, value: null, reason: found.reason }
  const options = { observedAgreement: found.meanAgreement, chanceAgreement: found.chanceAgreement }
  return { ...about, value: found.value, options }
}

/** Mean over examinations of the share of pairs of raters that say the same. */
function pairwise({ raters, q, code, times = [] }: RatingMatrix): Coefficient {
  const about = { quantity: 'percent-agreement', method: 'pairwise-agreement', rules: ['AGM-3'] } as const
  let n = 0
  let agreed = 0
  for (let s = 0; s < times.length; s++) {
    const counts = new Array<number>(q).fill(0)
    for (let r = 0; r < raters; r++) counts[code[s * raters + r] ?? 0] = (counts[code[s * raters + r] ?? 0] ?? 0) + 1
    n += times[s] ?? 0
    agreed += (times[s] ?? 0) * counts.reduce((sum, x) => sum + x * (x - 1), 0)
  }
  return n === 0 ? { ...about, value: null, reason: 'no-examinations' } : { ...about, value: agreed / n / (raters * (raters - 1)) }
}

/** McGraw & Wong's names: A absolute agreement, C consistency; one rater, or the mean of the k that took part. */
const forms: readonly (readonly [IntraclassForm, string])[] = [
  ['ICC2', 'A1'],
  ['ICC3', 'C1'],
  ['ICC2k', 'Ak'],
  ['ICC3k', 'Ck'],
]

/** Intraclass correlations of the rows; two-way, because every rater rated every examination. */
export const scoreCoefficients = (ratings: ScoreRatings, rows: Uint32Array, level: number): Coefficient[] =>
  coefficientsOf(intraclassCorrelations(matrixOfScores(ratings, rows), ratings.raters, level))

/** The same of rows that occur as often as told, for replicates: the matrix is laid out once, about its mean. */
export function repeatedScoreCoefficients(ratings: ScoreRatings, rows: Uint32Array, level: number): (times: Uint32Array) => Coefficient[] {
  const values = matrixOfScores(ratings, rows)
  const centre = values.reduce((sum, value) => sum + value / values.length, 0)
  const centred = values.map((value) => value - centre)
  return (times) => coefficientsOf(repeatedIntraclass(centred, ratings.raters, times, level))
}

/** Subject-major. */
function matrixOfScores({ scores, raters }: ScoreRatings, rows: Uint32Array): Float64Array {
  const values = new Float64Array(rows.length * raters)
  rows.forEach((row, s) => scores.forEach((score, r) => (values[s * raters + r] = score[row] ?? 0)))
  return values
}

function coefficientsOf(found: IntraclassCorrelations): Coefficient[] {
  return forms.map(([form, at]): Coefficient => {
    const about = { quantity: 'icc', at, method: 'intraclass-correlation', rules: ['ICC-1'] } as const
    if (found.meanSquares === null) {
      return { ...about, value: null, reason: found.reason, interval: { method: 'intraclass-f', bounds: noBounds(found.reason) } }
    }
    return { ...about, value: found.forms[form].value, interval: { method: 'intraclass-f', bounds: found.forms[form].bounds } }
  })
}
