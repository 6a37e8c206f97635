import { firstAtOrAbove } from './counts-below.ts'
import type { CovariateRows } from './spline-rows.ts'

/**
 * A restricted cubic spline between two knots, before the first or beyond the last, is one cubic: of u = x − origin,
 * coefficients from the constant up. columns: one cubic for each column of the basis.
 */
export interface SplinePiece {
  readonly origin: number
  readonly columns: readonly Float64Array[]
}

/** Adds times · (x − knot)³ for x ≥ origin ≥ knot. */
function addCube(to: Float64Array, times: number, distance: number): void {
  const grown = [distance * distance * distance, 3 * distance * distance, 3 * distance, 1]
  grown.forEach((each, a) => (to[a] = (to[a] ?? 0) + times * each))
}

/**
 * Harrell's basis of k ascending knots, piece by piece from left to right: a constant, x, and k − 2 cubic columns that are
 * linear beyond the outer knots. Harrell 2015, Regression Modeling Strategies, 2.4.5. x is taken from the middle knot.
 */
export function splinePieces(knots: readonly number[]): SplinePiece[] {
  const k = knots.length
  const [first = 0, last = 0, before = 0, middle = 0] = [knots[0], knots[k - 1], knots[k - 2], knots[k >> 1]]
  const scale = (last - first) * (last - first)
  const cubicAt = (origin: number, knot: number): Float64Array => {
    const cubic = new Float64Array(4)
    if (origin >= knot) addCube(cubic, 1 / scale, origin - knot)
    if (origin >= before) addCube(cubic, -(last - knot) / (last - before) / scale, origin - before)
    // From the last knot on its own cube, which begins there, takes away all that is not linear; not even rounding may grow with x.
    if (origin >= last) cubic.fill(0, 2)
    return cubic
  }
  const pieceFrom = (origin: number, isFirst: boolean): SplinePiece => ({
    origin,
    columns: [
      Float64Array.of(1, 0, 0, 0),
      Float64Array.of(origin - middle, 1, 0, 0),
      ...knots.slice(0, k - 2).map((knot) => (isFirst ? new Float64Array(4) : cubicAt(origin, knot))),
    ],
  })
  return [pieceFrom(first, true), ...knots.map((knot) => pieceFrom(knot, false))]
}

/** Where the rows of each piece begin, and their number at the end: a row on a knot belongs to the piece on its right. */
export function pieceStarts(x: Float64Array, knots: readonly number[]): number[] {
  return [0, ...knots.map((knot) => firstAtOrAbove(x, knot)), x.length]
}

/** The sum of each column's cubic times factor. */
export function combine(columns: readonly Float64Array[], factors: Float64Array): Float64Array {
  const sum = new Float64Array(4)
  columns.forEach((column, j) => {
    for (let a = 0; a < 4; a++) sum[a] = (sum[a] ?? 0) + (factors[j] ?? 0) * (column[a] ?? 0)
  })
  return sum
}

/** The same basis with every column but the first centred on its mean over the rows and divided by its spread. */
export function standardised(pieces: readonly SplinePiece[], knots: readonly number[], rows: CovariateRows): SplinePiece[] {
  const starts = pieceStarts(rows.x, knots)
  const powers = pieces.map(({ origin }, s) => powerSums(rows, starts[s] ?? 0, starts[s + 1] ?? 0, origin))
  const n = powers.reduce((sum, each) => sum + (each[0] ?? 0), 0)
  const changes = (pieces[0]?.columns ?? []).map((_, j) => {
    if (j === 0) return { mean: 0, spread: 1 }
    const cubics = pieces.map((piece) => piece.columns[j] ?? new Float64Array(4))
    const mean = cubics.reduce((sum, cubic, s) => sum + cubic.reduce((a, c, i) => a + c * (powers[s]?.[i] ?? 0), 0), 0) / n
    const squares = cubics.reduce((sum, cubic, s) => sum + crossSum(moved(cubic, mean, 1), moved(cubic, mean, 1), powers[s] ?? new Float64Array(7)), 0)
    const spread = Math.sqrt(Math.max(0, squares) / n)
    return { mean, spread: spread > 0 ? spread : 1 }
  })
  return pieces.map(({ origin, columns }) => ({ origin, columns: columns.map((cubic, j) => moved(cubic, changes[j]?.mean ?? 0, changes[j]?.spread ?? 1)) }))
}

const moved = (cubic: Float64Array, mean: number, spread: number): Float64Array => cubic.map((c, a) => (a === 0 ? c - mean : c) / spread)

/** Σ of the product of two cubics over rows, from the sums of powers of u, 0 … 6. */
export function crossSum(one: Float64Array, other: Float64Array, powers: Float64Array): number {
  let sum = 0
  for (let a = 0; a < 4; a++) for (let b = 0; b < 4; b++) sum += (one[a] ?? 0) * (other[b] ?? 0) * (powers[a + b] ?? 0)
  return sum
}

/** Σ n uʲ, j = 0 … 6, over rows from ≤ i < to. */
function powerSums({ x, present, absent }: CovariateRows, from: number, to: number, origin: number): Float64Array {
  const sums = new Float64Array(7)
  for (let i = from; i < to; i++) {
    const u = (x[i] ?? 0) - origin
    let term = (present[i] ?? 0) + (absent[i] ?? 0)
    for (let j = 0; j < 7; j++) {
      sums[j] = (sums[j] ?? 0) + term
      term *= u
    }
  }
  return sums
}
