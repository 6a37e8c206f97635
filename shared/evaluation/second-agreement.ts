import type { ReplicateValues } from '../statistics/bootstrap.ts'
import { gwetByDisagreement, kappaByDisagreement } from '../statistics/rater-second.ts'
import { unitsOfOneStratum } from '../statistics/redraw-second.ts'
import type { Agreement } from '../vocabulary/protocol-designs.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { type Estimate, outputCategories } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import type { Rater } from './ratings.ts'
import { type Redone, type RowsNumber, isJudgedBy, withRedrawn } from './second-replicates.ts'

/** Ratings of the examinations that every rater rated, in row order: category by category number, rater by rater. */
interface RatedRows {
  readonly rows: Uint32Array
  readonly raters: number
  readonly values: readonly number[]
  readonly code: Int32Array
}

/** What each rater gave, read again: calls before any rule for missing ones, or scores. NaN where there is none. */
function ratingOf({ of }: Agreement, { rows, operatingPoint }: Rater): (row: number) => number {
  if (of !== 'calls') return (row) => rows.score?.[row] ?? Number.NaN
  const judged = rows.judged.find(({ point }) => operatingPoint === undefined || point.id === operatingPoint)
  const meanings = [outputCategories.indexOf('negative'), outputCategories.indexOf('positive')]
  return (row) => {
    const found = meanings.indexOf(judged?.category[row] ?? -1)
    return found < 0 ? Number.NaN : found
  }
}

function ratedRows(agreement: Agreement, raters: readonly Rater[], among: Uint32Array): RatedRows {
  const ratings = raters.map((rater) => ratingOf(agreement, rater))
  const rows = among.filter((row) => ratings.every((rating) => !Number.isNaN(rating(row))))
  const used = new Set<number>(agreement.of === 'calls' ? [0, 1] : [])
  for (const row of rows) for (const rating of ratings) used.add(rating(row) + 0)
  const values = [...used].sort((a, b) => a - b)
  const code = new Int32Array(rows.length * raters.length)
  rows.forEach((row, i) => ratings.forEach((rating, r) => (code[i * raters.length + r] = values.indexOf(rating(row) + 0))))
  return { rows, raters: raters.length, values, code }
}

/** κ, AC1 or AC2 of a sample of rated rows, each as often as it was drawn; null for what a criterion cannot be about. */
function coefficientAgain(quantity: Estimate['quantity'], weights: NonNullable<Agreement['weights']>, rated: RatedRows): ((drawn: Uint32Array) => RowsNumber) | null {
  const { raters, values, code } = rated
  const q = values.length
  if (quantity === 'cohen-kappa') {
    return (drawn) => {
      const cells = new Float64Array(q * q)
      for (const i of drawn) {
        const at = (code[2 * i] ?? 0) * q + (code[2 * i + 1] ?? 0)
        cells[at] = (cells[at] ?? 0) + 1
      }
      return { value: kappaByDisagreement({ q, n: drawn.length, cells }, weights, values)?.value ?? null }
    }
  }
  if (quantity !== 'gwet-ac1' && quantity !== 'gwet-ac2') return null
  return (drawn) => {
    const copies = new Int32Array(drawn.length * raters)
    drawn.forEach((i, k) => copies.set(code.subarray(i * raters, (i + 1) * raters), k * raters))
    return { value: gwetByDisagreement({ subjects: drawn.length, raters, q, code: copies }, weights, values)?.value ?? null }
  }
}

interface AgreementAt {
  readonly agreement: Agreement
  readonly raters: readonly Rater[]
  readonly rows: Uint32Array
  readonly clusters: Clusters | null
  readonly protocol: Protocol
}

/**
 * Coefficients that a criterion judges by their bootstrap with the agreement of their second engine (rule TWI-7): ratings
 * read again, units drawn again, each coefficient from what disagrees. replicates: of each estimate, or none.
 */
export function coefficientsRedrawn(estimates: readonly Estimate[], replicates: readonly (ReplicateValues | undefined)[], at: AgreementAt): Estimate[] {
  const isAny = estimates.some((estimate) => isJudgedBy(estimate, at.protocol))
  if (!isAny) return [...estimates]
  const rated = ratedRows(at.agreement, at.raters, at.rows)
  const list = estimates.flatMap((estimate, k): Redone[] => {
    const first = replicates[k]
    const again = coefficientAgain(estimate.quantity, at.agreement.weights ?? 'unweighted', rated)
    return first === undefined || again === null || !isJudgedBy(estimate, at.protocol) ? [] : [{ estimate, first, again }]
  })
  if (list.length === 0) return [...estimates]
  const clusters = at.clusters === null ? null : rated.rows.map((row) => at.clusters?.codes[row] ?? 0)
  const found = new Map(withRedrawn(list, unitsOfOneStratum(clusters, rated.rows.length), at.protocol).map((each) => [each.id, each]))
  return estimates.map((each) => found.get(each.id) ?? each)
}
