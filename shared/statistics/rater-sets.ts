import { studentQuantile } from './distributions.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds } from './interval.ts'
import type { KappaWeights } from './rater-pairs.ts'
import { cohenKappa, kappaWeight, raterTable } from './rater-pairs.ts'
import { normalCdf } from './special.ts'
import { CompensatedSum } from './sum.ts'

/** Several raters' categories: code[subject · raters + rater] is 0 … q − 1, or −1 where there is no rating. */
export interface RatingMatrix {
  readonly subjects: number
  readonly raters: number
  readonly q: number
  readonly code: Int32Array
  /** How many subjects have each row of ratings (rule WTD-1); 1 each unless told. */
  readonly times?: ArrayLike<number>
}

const timesOf = ({ times }: RatingMatrix, subject: number): number => (times === undefined ? 1 : (times[subject] ?? 0))

type Refused = { readonly value: null; readonly reason: StatisticsReason }
const refused = (reason: StatisticsReason): Refused => ({ value: null, reason })

/** Per subject: how many ratings each category got, and how many ratings there are. */
function countsOf({ subjects, raters, q, code }: RatingMatrix): { counts: Float64Array; ratings: Float64Array } {
  const counts = new Float64Array(subjects * q)
  const ratings = new Float64Array(subjects)
  for (let s = 0; s < subjects; s++) {
    for (let r = 0; r < raters; r++) {
      const category = code[s * raters + r] ?? -1
      if (category < 0) continue
      counts[s * q + category] = (counts[s * q + category] ?? 0) + 1
      ratings[s] = (ratings[s] ?? 0) + 1
    }
  }
  return { counts, ratings }
}

export type FleissKappa =
  | {
      readonly value: number
      readonly meanAgreement: number
      readonly chanceAgreement: number
      /** Standard error under κ = 0, and the two-sided test of it. */
      readonly standardErrorNull: number
      readonly z: number
      readonly pValue: number
      /** κ of each category against the others; null for one that was never or always used. */
      readonly perCategory: readonly (number | null)[]
      readonly perCategoryStandardErrorNull: number
      /** Subjects rated by every rater: the others do not enter. */
      readonly subjects: number
    }
  | Refused

/**
 * Fleiss' κ for a fixed number of raters (rule FLE-1; Fleiss 1971, Psychological Bulletin 76: 378–382; standard error
 * under κ = 0 of Fleiss, Nee & Landis 1979). Subjects with a missing rating are left out and counted.
 */
export function fleissKappa(matrix: RatingMatrix): FleissKappa {
  const { q, raters: m } = matrix
  const { counts, ratings } = countsOf(matrix)
  const complete: number[] = []
  let n = 0
  ratings.forEach((rated, s) => {
    if (rated !== m) return
    complete.push(s)
    n += timesOf(matrix, s)
  })
  if (n === 0 || m < 2) return refused('no-examinations')
  const share = new Float64Array(q)
  const discord = new Float64Array(q)
  let agreement = 0
  for (const s of complete) {
    const t = timesOf(matrix, s)
    for (let k = 0; k < q; k++) {
      const x = counts[s * q + k] ?? 0
      share[k] = (share[k] ?? 0) + (t * x) / (n * m)
      discord[k] = (discord[k] ?? 0) + t * x * (m - x)
      agreement += (t * x * (x - 1)) / (m * (m - 1))
    }
  }
  const meanAgreement = agreement / n
  const chance = share.reduce((sum, p) => sum + p * p, 0)
  if (!(1 - chance > 1e-14)) return refused('zero-variance')
  const pq = share.reduce((sum, p) => sum + p * (1 - p), 0)
  const skew = share.reduce((sum, p) => sum + p * (1 - p) * (1 - 2 * p), 0)
  const unit = Math.sqrt(2 / (n * m * (m - 1)))
  const standardErrorNull = (unit * Math.sqrt(pq * pq - skew)) / pq
  const value = (meanAgreement - chance) / (1 - chance)
  const z = value / standardErrorNull
  return {
    value,
    meanAgreement,
    chanceAgreement: chance,
    standardErrorNull,
    z,
    pValue: 2 * normalCdf(-Math.abs(z)),
    perCategory: Array.from(share, (p, k) =>
      p > 0 && p < 1 ? 1 - (discord[k] ?? 0) / (n * m * (m - 1) * p * (1 - p)) : null,
    ),
    perCategoryStandardErrorNull: unit,
    subjects: n,
  }
}

/** Randolph's free-marginal κ (rule FLE-2): chance 1/q. Needs the mean agreement of fleissKappa. */
export const randolphKappa = (meanAgreement: number, q: number): number => (meanAgreement - 1 / q) / (1 - 1 / q)

/** Light's κ (rule FLE-3; Light 1971): mean of Cohen's κ over pairs of raters, subjects rated by both. */
export function lightKappa({ subjects, raters, q, code }: RatingMatrix): { value: number } | Refused {
  const kappas: number[] = []
  for (let a = 0; a < raters; a++) {
    for (let b = a + 1; b < raters; b++) {
      const both = Array.from({ length: subjects }, (_, s) => s).filter(
        (s) => (code[s * raters + a] ?? -1) >= 0 && (code[s * raters + b] ?? -1) >= 0,
      )
      const of = (rater: number): number[] => both.map((s) => code[s * raters + rater] ?? 0)
      const kappa = cohenKappa(raterTable(of(a), of(b), q), 0.95)
      if (kappa.value === null) return kappa
      kappas.push(kappa.value)
    }
  }
  if (kappas.length === 0) return refused('no-examinations')
  return { value: kappas.reduce((sum, k) => sum + k, 0) / kappas.length }
}

export type GwetCoefficient =
  | {
      readonly value: number
      readonly observedAgreement: number
      readonly chanceAgreement: number
      readonly standardError: number
      readonly bounds: Bounds
    }
  | Refused

/**
 * Gwet's AC1 (unweighted) and AC2 (weighted) for two or more raters, missing ratings allowed (rule GWE-1; Gwet 2008,
 * British Journal of Mathematical and Statistical Psychology 61: 29–48). Standard error by linearisation over subjects
 * (raters fixed), interval by Student's t with subjects − 1 degrees of freedom.
 */
export function gwetCoefficient(
  matrix: RatingMatrix,
  level: number,
  weights: KappaWeights = 'unweighted',
  values?: ArrayLike<number>,
): GwetCoefficient {
  const { q, subjects } = matrix
  const { counts, ratings } = countsOf(matrix)
  const ratedBy = (least: number): number => ratings.reduce((sum, r, s) => (r >= least ? sum + timesOf(matrix, s) : sum), 0)
  const n = ratedBy(1)
  const shared = ratedBy(2)
  if (shared === 0) return refused('no-examinations')
  if (q < 2) return refused('zero-variance')
  const w = kappaWeight(weights, q, values)
  const share = new Float64Array(q)
  const agreement = new Float64Array(subjects)
  let total = 0
  for (let k = 0; k < q; k++) for (let l = 0; l < q; l++) total += w(k, l)
  for (let s = 0; s < subjects; s++) {
    const r = ratings[s] ?? 0
    if (r === 0) continue
    const t = timesOf(matrix, s)
    let sum = 0
    for (let k = 0; k < q; k++) {
      const x = counts[s * q + k] ?? 0
      if (x === 0) continue
      share[k] = (share[k] ?? 0) + (t * x) / r / n
      let near = 0
      for (let l = 0; l < q; l++) near += w(k, l) * (counts[s * q + l] ?? 0)
      sum += x * (near - 1)
    }
    if (r > 1) agreement[s] = sum / (r * (r - 1))
  }
  const observed = agreement.reduce((sum, a, s) => sum + timesOf(matrix, s) * a, 0) / shared
  const factor = total / (q * (q - 1))
  const chance = factor * share.reduce((sum, p) => sum + p * (1 - p), 0)
  if (!(1 - chance > 1e-14)) return refused('zero-variance')
  const value = (observed - chance) / (1 - chance)
  const spread = new CompensatedSum()
  for (let s = 0; s < subjects; s++) {
    const r = ratings[s] ?? 0
    if (r === 0) continue
    let own = 0
    for (let k = 0; k < q; k++) own += ((counts[s * q + k] ?? 0) / r) * (1 - (share[k] ?? 0))
    const direct = r > 1 ? ((n / shared) * ((agreement[s] ?? 0) - chance)) / (1 - chance) : 0
    const off = direct - (2 * (1 - value) * (factor * own - chance)) / (1 - chance) - value
    spread.add(timesOf(matrix, s) * off * off)
  }
  const standardError = n < 2 ? 0 : Math.sqrt(spread.value / (n - 1) / n)
  return { value, observedAgreement: observed, chanceAgreement: chance, standardError, bounds: bounds(value, standardError, n, level) }
}

function bounds(value: number, standardError: number, n: number, level: number): Bounds {
  if (!(standardError > 1e-15)) return noBounds(value === 1 ? 'two-sided-interval-at-boundary' : 'zero-variance')
  const half = studentQuantile(0.5 + level / 2, n - 1) * standardError
  return { lower: value - half, upper: Math.min(1, value + half) }
}

export type KrippendorffMetric = 'nominal' | 'ordinal' | 'interval'

/**
 * Krippendorff's α from the coincidence matrix, missing ratings allowed (rule KRI-1; Krippendorff 2011, Computing
 * Krippendorff's alpha-reliability). values: ascending numeric codes of the categories, for the interval metric.
 */
export function krippendorffAlpha(
  matrix: RatingMatrix,
  metric: KrippendorffMetric,
  values: ArrayLike<number> = Array.from({ length: matrix.q }, (_, k) => k),
): { value: number } | Refused {
  const { q, subjects } = matrix
  const { counts, ratings } = countsOf(matrix)
  const coincidence = new Float64Array(q * q)
  for (let s = 0; s < subjects; s++) {
    const r = ratings[s] ?? 0
    if (r < 2) continue
    const t = timesOf(matrix, s)
    for (let k = 0; k < q; k++) {
      const x = counts[s * q + k] ?? 0
      if (x === 0) continue
      for (let l = 0; l < q; l++) {
        const y = counts[s * q + l] ?? 0
        coincidence[k * q + l] = (coincidence[k * q + l] ?? 0) + (t * x * (k === l ? y - 1 : y)) / (r - 1)
      }
    }
  }
  const marginal = Float64Array.from({ length: q }, (_, k) =>
    coincidence.subarray(k * q, k * q + q).reduce((sum, v) => sum + v, 0),
  )
  const n = marginal.reduce((sum, v) => sum + v, 0)
  if (n === 0) return refused('no-examinations')
  const distance = squaredDistance(metric, marginal, values)
  const seen = new CompensatedSum()
  const expected = new CompensatedSum()
  for (let k = 0; k < q; k++) {
    for (let l = 0; l < k; l++) {
      const d = distance(k, l)
      seen.add((coincidence[k * q + l] ?? 0) * d)
      expected.add((marginal[k] ?? 0) * (marginal[l] ?? 0) * d)
    }
  }
  return expected.value > 0 ? { value: 1 - ((n - 1) * seen.value) / expected.value } : refused('zero-variance')
}

function squaredDistance(
  metric: KrippendorffMetric,
  marginal: Float64Array,
  values: ArrayLike<number>,
): (k: number, l: number) => number {
  if (metric === 'nominal') return () => 1
  const upTo = new Float64Array(marginal.length)
  marginal.forEach((v, k) => (upTo[k] = v + (upTo[k - 1] ?? 0)))
  const place = metric === 'interval' ? values : marginal.map((v, k) => (upTo[k] ?? 0) - v / 2)
  return (k, l) => {
    const d = (place[k] ?? 0) - (place[l] ?? 0)
    return d * d
  }
}
