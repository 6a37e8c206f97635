import { chiSquareUpperTail } from './distributions.ts'
import type { Bounds, StatisticsReason } from './interval.ts'
import { noBounds, waldBounds } from './interval.ts'
import { choleskySolve } from './linear.ts'
import { normalCdf } from './special.ts'

/** Two raters' categories cross-tabulated: cells[i · q + j] subjects have category i from the first and j from the second. */
export interface RaterTable {
  readonly q: number
  readonly n: number
  readonly cells: Float64Array
}

/** first, second: 0-based category of each subject, below q. */
export function raterTable(first: ArrayLike<number>, second: ArrayLike<number>, q: number): RaterTable {
  const cells = new Float64Array(q * q)
  for (let i = 0; i < first.length; i++) {
    const at = (first[i] ?? 0) * q + (second[i] ?? 0)
    cells[at] = (cells[at] ?? 0) + 1
  }
  return { q, n: first.length, cells }
}

/** Fractions of the first (rows) and of the second rater. */
function margins({ q, n, cells }: RaterTable): { rows: Float64Array; columns: Float64Array } {
  const rows = new Float64Array(q)
  const columns = new Float64Array(q)
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < q; j++) {
      rows[i] = (rows[i] ?? 0) + (cells[i * q + j] ?? 0) / n
      columns[j] = (columns[j] ?? 0) + (cells[i * q + j] ?? 0) / n
    }
  }
  return { rows, columns }
}

const diagonal = ({ q, cells }: RaterTable): number[] => Array.from({ length: q }, (_, i) => cells[i * q + i] ?? 0)

/** Numerator and denominator of percent agreement (rule AGR-1); a proportion's interval applies. */
export const percentAgreement = (table: RaterTable): { x: number; of: number } => ({
  x: diagonal(table).reduce((sum, x) => sum + x, 0),
  of: table.n,
})

/**
 * Positive, negative and overall per cent agreement with a comparator that is no reference standard (rule AGR-2; FDA
 * 2007 guidance). Counts by (device, comparator); a proportion's interval applies to each.
 */
export const comparatorAgreement = (counts: {
  bothPositive: number
  devicePositiveOnly: number
  comparatorPositiveOnly: number
  bothNegative: number
}): Record<'positive' | 'negative' | 'overall', { x: number; of: number }> => ({
  positive: { x: counts.bothPositive, of: counts.bothPositive + counts.comparatorPositiveOnly },
  negative: { x: counts.bothNegative, of: counts.bothNegative + counts.devicePositiveOnly },
  overall: {
    x: counts.bothPositive + counts.bothNegative,
    of: counts.bothPositive + counts.bothNegative + counts.devicePositiveOnly + counts.comparatorPositiveOnly,
  },
})

export type KappaWeights = 'unweighted' | 'linear' | 'quadratic'

/** Agreement credit of categories i and j; values: their positions unless numeric codes are given. */
export function kappaWeight(
  weights: KappaWeights,
  q: number,
  values: ArrayLike<number> = Array.from({ length: q }, (_, i) => i),
): (i: number, j: number) => number {
  if (weights === 'unweighted' || q < 2) return (i, j) => (i === j ? 1 : 0)
  const range = (values[q - 1] ?? 0) - (values[0] ?? 0)
  return (i, j) => {
    const d = Math.abs((values[i] ?? 0) - (values[j] ?? 0)) / range
    return 1 - (weights === 'linear' ? d : d * d)
  }
}

export type Kappa =
  | {
      readonly value: number
      readonly observedAgreement: number
      readonly chanceAgreement: number
      /** Large-sample standard error at the estimate. */
      readonly standardError: number
      readonly bounds: Bounds
      /** Standard error under κ = 0 and the two-sided test of it; null when it is 0. */
      readonly standardErrorNull: number
      readonly z: number | null
      readonly pValue: number | null
    }
  | { readonly value: null; readonly reason: StatisticsReason }

/**
 * Cohen's κ, unweighted or weighted, with the standard errors of Fleiss, Cohen & Everitt 1969 (rule KAP-1; Psychological
 * Bulletin 72: 323–327) and a Wald interval. values: ascending numeric codes of the categories when the weights shall
 * use them instead of positions. Refused when chance agreement is 1; no interval at κ = 1 or without width.
 */
export function cohenKappa(
  table: RaterTable,
  level: number,
  weights: KappaWeights = 'unweighted',
  values?: ArrayLike<number>,
): Kappa {
  const { q, n, cells } = table
  if (n === 0) return { value: null, reason: 'no-examinations' }
  const w = kappaWeight(weights, q, values)
  const { rows, columns } = margins(table)
  const meanRow = Array.from({ length: q }, (_, i) => columns.reduce((sum, c, j) => sum + w(i, j) * c, 0))
  const meanColumn = Array.from({ length: q }, (_, j) => rows.reduce((sum, r, i) => sum + w(i, j) * r, 0))
  const totals = (fractions: Float64Array): number[] => Array.from(fractions, (each) => Math.round(each * n))
  const [first, second] = [totals(rows), totals(columns)]
  let observed = 0
  let chance = 0
  // Whole counts: with a very rare category observed and chance agreement differ in their last digits only.
  let above = 0
  let below = 0
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < q; j++) {
      const cell = cells[i * q + j] ?? 0
      const expected = (first[i] ?? 0) * (second[j] ?? 0)
      observed += w(i, j) * cell
      chance += w(i, j) * (rows[i] ?? 0) * (columns[j] ?? 0)
      above += w(i, j) * (n * cell - expected)
      below += (1 - w(i, j)) * expected
    }
  }
  observed /= n
  if (!(below > 0)) return { value: null, reason: 'zero-variance' }
  const value = above / below
  const centre = value - chance * (1 - value)
  let spread = 0
  let spreadNull = 0
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < q; j++) {
      const mean = (meanRow[i] ?? 0) + (meanColumn[j] ?? 0)
      const off = w(i, j) - mean * (1 - value) - centre
      const offNull = w(i, j) - mean + chance
      spread += ((cells[i * q + j] ?? 0) / n) * off * off
      spreadNull += (rows[i] ?? 0) * (columns[j] ?? 0) * offNull * offNull
    }
  }
  const error = (square: number): number => (square > 1e-28 ? (Math.sqrt(square / n) * n * n) / below : 0)
  const standardError = error(spread)
  const standardErrorNull = error(spreadNull)
  const z = standardErrorNull === 0 ? null : value / standardErrorNull
  return {
    value,
    observedAgreement: observed,
    chanceAgreement: chance,
    standardError,
    bounds: kappaBounds(value, standardError, level),
    standardErrorNull,
    z,
    pValue: z === null ? null : 2 * normalCdf(-Math.abs(z)),
  }
}

function kappaBounds(value: number, standardError: number, level: number): Bounds {
  if (standardError > 0) return waldBounds(value, standardError, level)
  return noBounds(value === 1 ? 'two-sided-interval-at-boundary' : 'zero-variance')
}

/** (q · percent agreement − 1) / (q − 1): prevalence- and bias-adjusted κ (rule AGR-3; Byrt et al. 1993). */
export function adjustedKappa(table: RaterTable): number | null {
  if (table.n === 0 || table.q < 2) return null
  const { x, of } = percentAgreement(table)
  return ((table.q * x) / of - 1) / (table.q - 1)
}

/** Scott's π (rule AGR-3; Scott 1955): chance from the mean of both raters' fractions. Null when chance is 1. */
export function scottPi(table: RaterTable): number | null {
  if (table.n === 0) return null
  const { rows, columns } = margins(table)
  const mean = rows.map((r, i) => (r + (columns[i] ?? 0)) / 2)
  const chance = mean.reduce((sum, p) => sum + p * p, 0)
  const { x, of } = percentAgreement(table)
  return 1 - chance > 1e-14 ? (x / of - chance) / (1 - chance) : null
}

/** 2 · n_ii / (row + column total) of each category (rule AGR-3); null for a category nobody used. */
export function specificAgreement(table: RaterTable): (number | null)[] {
  const { rows, columns } = margins(table)
  return diagonal(table).map((x, i) => {
    const used = ((rows[i] ?? 0) + (columns[i] ?? 0)) * table.n
    return used > 0.5 ? (2 * x) / used : null
  })
}

export type SymmetryTest =
  | { readonly statistic: number; readonly degreesOfFreedom: number; readonly pValue: number }
  | { readonly statistic: null; readonly reason: StatisticsReason }

/** Bowker's test of symmetry (rule SYM-1; Bowker 1948); df: all pairs of categories, or those that occur. */
export function bowkerSymmetry(table: RaterTable, pairs: 'all' | 'occurring' = 'occurring'): SymmetryTest {
  const { q, cells } = table
  let statistic = 0
  let occurring = 0
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < i; j++) {
      const above = cells[j * q + i] ?? 0
      const below = cells[i * q + j] ?? 0
      if (above + below === 0) continue
      occurring++
      statistic += ((above - below) * (above - below)) / (above + below)
    }
  }
  const degreesOfFreedom = pairs === 'all' ? (q * (q - 1)) / 2 : occurring
  if (occurring === 0) return { statistic: null, reason: 'no-discordant-pairs' }
  return { statistic, degreesOfFreedom, pValue: chiSquareUpperTail(statistic, degreesOfFreedom) }
}

/**
 * Stuart-Maxwell test of equal margins (rule SYM-2; Stuart 1955, Maxwell 1970). Categories without any disagreement do
 * not enter and do not count as degrees of freedom; refused when what remains is still not of full rank.
 */
export function stuartMaxwell(table: RaterTable): SymmetryTest {
  const { q, n, cells } = table
  if (n === 0) return { statistic: null, reason: 'no-examinations' }
  const { rows, columns } = margins(table)
  const total = (i: number): number => Math.round(n * ((rows[i] ?? 0) + (columns[i] ?? 0)))
  const agreed = (i: number): number => 2 * (cells[i * q + i] ?? 0)
  const kept = Array.from({ length: q }, (_, i) => i).filter((i) => total(i) > agreed(i))
  const used = kept.slice(0, -1)
  const difference = Float64Array.from(used, (i) => n * ((rows[i] ?? 0) - (columns[i] ?? 0)))
  const covariance = Float64Array.from(
    used.flatMap((i) =>
      used.map((j) => (i === j ? total(i) - agreed(i) : -(cells[i * q + j] ?? 0) - (cells[j * q + i] ?? 0))),
    ),
  )
  const solved = used.length === 0 ? null : choleskySolve(covariance, difference)
  if (solved === null) return { statistic: null, reason: 'zero-variance' }
  const statistic = solved.reduce((sum, v, i) => sum + v * (difference[i] ?? 0), 0)
  return { statistic, degreesOfFreedom: used.length, pValue: chiSquareUpperTail(statistic, used.length) }
}
