import type { KappaWeights, RaterTable } from './rater-pairs.ts'
import type { RatingMatrix } from './rater-sets.ts'
import { CompensatedSum } from './sum.ts'

/** A coefficient with its large-sample standard error. */
export interface SecondCoefficient {
  readonly value: number
  readonly standardError: number
}

/** Disagreement of two categories: 0 the same, 1 the furthest apart. values: ascending numeric codes. */
function disagreementOf(weights: KappaWeights, values: ArrayLike<number>): (i: number, j: number) => number {
  const range = (values[values.length - 1] ?? 0) - (values[0] ?? 0)
  return (i, j) => {
    if (i === j) return 0
    if (weights === 'unweighted') return 1
    const apart = Math.abs((values[i] ?? 0) - (values[j] ?? 0)) / range
    return weights === 'linear' ? apart : apart * apart
  }
}

/**
 * Second engine for Cohen's κ (rule TWR-1): 1 − observed / expected disagreement, each from counts, and the standard error from
 * how far each cell would move the ratio. No step shared with KAP-1. Null where the expected disagreement is 0.
 */
export function kappaByDisagreement({ q, n, cells }: RaterTable, weights: KappaWeights, values: ArrayLike<number>): SecondCoefficient | null {
  const d = disagreementOf(weights, values)
  const at = (i: number, j: number): number => cells[i * q + j] ?? 0
  const each = Array.from({ length: q }, (_, i) => i)
  const first = each.map((i) => each.reduce((sum, j) => sum + at(i, j), 0))
  const second = each.map((j) => each.reduce((sum, i) => sum + at(i, j), 0))
  const fromFirst = each.map((i) => each.reduce((sum, j) => sum + d(i, j) * (second[j] ?? 0), 0) / n)
  const fromSecond = each.map((j) => each.reduce((sum, i) => sum + d(i, j) * (first[i] ?? 0), 0) / n)
  const observed = each.reduce((sum, i) => sum + each.reduce((row, j) => row + d(i, j) * at(i, j), 0), 0) / n
  const expected = each.reduce((sum, i) => sum + (first[i] ?? 0) * (fromFirst[i] ?? 0), 0) / n
  if (!(expected > 1e-14)) return null
  const squares = new CompensatedSum()
  for (const i of each) {
    for (const j of each) {
      const moved = (fromFirst[i] ?? 0) + (fromSecond[j] ?? 0) - 2 * expected
      const influence = ((observed / expected) * moved - (d(i, j) - observed)) / expected
      squares.add(at(i, j) * influence * influence)
    }
  }
  return { value: 1 - observed / expected, standardError: Math.sqrt(squares.value) / n }
}

/**
 * Second engine for AC1 and AC2 without missing ratings (rule TWR-2): 1 − observed / expected disagreement, the observed one
 * over pairs of raters, and the standard error from how far each subject would move the ratio. No step shared with GWE-1.
 */
export function gwetByDisagreement(matrix: RatingMatrix, weights: KappaWeights, values: ArrayLike<number>): SecondCoefficient | null {
  const { subjects, raters, q, code, times } = matrix
  const d = disagreementOf(weights, values)
  const often = (s: number): number => (times === undefined ? 1 : (times[s] ?? 0))
  const used = new Float64Array(q)
  const apart = new Float64Array(subjects)
  let n = 0
  for (let s = 0; s < subjects; s++) {
    n += often(s)
    for (let a = 0; a < raters; a++) {
      const mine = code[s * raters + a] ?? 0
      used[mine] = (used[mine] ?? 0) + often(s)
      for (let b = 0; b < a; b++) apart[s] = (apart[s] ?? 0) + (2 * d(mine, code[s * raters + b] ?? 0)) / (raters * (raters - 1))
    }
  }
  if (n < 2 || q < 2) return null
  const share = used.map((each) => each / (n * raters))
  const even = share.reduce((sum, p) => sum + p * p, 0)
  let credit = 0
  for (let k = 0; k < q; k++) for (let l = 0; l < q; l++) credit += 1 - d(k, l)
  const factor = credit / (q * (q - 1))
  const expected = 1 - factor * (1 - even)
  const observed = apart.reduce((sum, each, s) => sum + often(s) * each, 0) / n
  if (!(expected > 1e-14)) return null
  const squares = new CompensatedSum()
  for (let s = 0; s < subjects; s++) {
    let own = 0
    for (let a = 0; a < raters; a++) own += (share[code[s * raters + a] ?? 0] ?? 0) / raters
    const moved = 2 * factor * (own - even)
    const influence = ((observed / expected) * moved - ((apart[s] ?? 0) - observed)) / expected
    squares.add(often(s) * influence * influence)
  }
  return { value: 1 - observed / expected, standardError: Math.sqrt(squares.value / (n - 1) / n) }
}
