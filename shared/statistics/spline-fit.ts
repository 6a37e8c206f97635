import { choleskySolve } from './linear.ts'
import { BLOCK, expAll } from './msun.ts'
import { type SplinePiece, combine, crossSum, pieceStarts } from './spline-pieces.ts'
import type { CovariateRows } from './spline-rows.ts'

/** The rows of one piece, and what Newton's method sums over them. */
interface PieceRows {
  readonly piece: SplinePiece
  readonly from: number
  readonly to: number
  /** Σ residual · uʲ, j = 0 … 3. */
  readonly residuals: Float64Array
  /** Σ weight · uʲ, j = 0 … 6. */
  readonly weights: Float64Array
}

/** Coefficients at the maximum likelihood and the fitted probability of each row. */
export interface SplineFit {
  readonly beta: Float64Array
  readonly fitted: Float64Array
  /** At the last step, before it. */
  readonly information: Float64Array
}

/** Where Newton's method begins: coefficients, and, near the maximum, the information of few rows that stand for all. */
export interface SplineStart {
  readonly beta: Float64Array
  readonly information?: Float64Array
}

/**
 * Logistic regression on a spline given in pieces, by Newton's method from `start`; null when 60 steps do not reach the
 * maximum (separation). One exponential a row and step: within a piece the sums over rows are those of powers of u. fitted:
 * where the probabilities go. A first step may be made with the information of the start: where it turns out so small that
 * it is the last, the rows' own would change nothing that is left of it.
 */
export function fitSpline(rows: CovariateRows, pieces: readonly SplinePiece[], knots: readonly number[], start: SplineStart, fitted: Float64Array = new Float64Array(rows.x.length)): SplineFit | null {
  const starts = pieceStarts(rows.x, knots)
  const parts = pieces.map((piece, s): PieceRows => ({ piece, from: starts[s] ?? 0, to: starts[s + 1] ?? 0, residuals: new Float64Array(4), weights: new Float64Array(7) }))
  const beta = start.beta.slice()
  for (let iteration = 0; iteration < 60; iteration++) {
    const given = iteration === 0 ? start.information : undefined
    for (const part of parts) fitPiece(rows, part, beta, { fitted, wantsWeights: given === undefined })
    const information = given ?? informationOf(parts, beta.length)
    const step = choleskySolve(information, gradientOf(parts, beta.length))
    if (step === null) return null
    let largest = 0
    for (let j = 0; j < beta.length; j++) {
      beta[j] = (beta[j] ?? 0) + (step[j] ?? 0)
      largest = Math.max(largest, Math.abs(step[j] ?? 0))
    }
    // A Newton step squares the error: after one this small nothing is left but rounding.
    if (largest < 1e-8) {
      for (const part of parts) shift(rows.x, part, step, fitted)
      return { beta, fitted, information }
    }
    if (!(largest < 1e6)) return null
  }
  return null
}

const block = () => new Float64Array(BLOCK)
const distances = block()
const etas = block()
const smalls = block()
const leftovers = block()
const masses = block()

/**
 * Fitted probabilities of the rows of a piece at beta, and the sums of residuals and of weights times powers of u; block by
 * block, because exponentials cost a third where many are made at once. Loops of few sums each: one of all runs out of
 * registers.
 */
function fitPiece({ x, present, absent }: CovariateRows, { piece, from, to, residuals, weights }: PieceRows, beta: Float64Array, { fitted, wantsWeights }: { readonly fitted: Float64Array; readonly wantsWeights: boolean }): void {
  const { origin } = piece
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = combine(piece.columns, beta)
  residuals.fill(0)
  weights.fill(0)
  for (let first = from; first < to; first += BLOCK) {
    const n = Math.min(BLOCK, to - first)
    for (let i = 0; i < n; i++) {
      const u = (x[first + i] ?? 0) - origin
      const eta = c0 + u * (c1 + u * (c2 + u * c3))
      distances[i] = u
      etas[i] = eta
      smalls[i] = -Math.abs(eta)
    }
    expAll(smalls, n)
    for (let i = 0; i < n; i++) {
      const small = smalls[i] ?? 0
      const large = 1 / (1 + small)
      const p = (etas[i] ?? 0) < 0 ? small * large : large
      const nPresent = present[first + i] ?? 0
      const both = nPresent + (absent[first + i] ?? 0)
      fitted[first + i] = p
      leftovers[i] = nPresent - both * p
      masses[i] = both * (p * (1 - p))
    }
    addResiduals(residuals, n)
    if (wantsWeights) addWeights(weights, n)
  }
}

function addResiduals(residuals: Float64Array, n: number): void {
  let [r0 = 0, r1 = 0, r2 = 0, r3 = 0] = residuals
  for (let i = 0; i < n; i++) {
    const u = distances[i] ?? 0
    const residual = leftovers[i] ?? 0
    const u2 = u * u
    r0 += residual
    r1 += residual * u
    r2 += residual * u2
    r3 += residual * u2 * u
  }
  residuals.set([r0, r1, r2, r3])
}

function addWeights(weights: Float64Array, n: number): void {
  let [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0, w6 = 0] = weights
  for (let i = 0; i < n; i++) {
    const u = distances[i] ?? 0
    const weight = masses[i] ?? 0
    const u2 = u * u
    const u3 = u2 * u
    const weightU3 = weight * u3
    w0 += weight
    w1 += weight * u
    w2 += weight * u2
    w3 += weightU3
    w4 += weightU3 * u
    w5 += weightU3 * u2
    w6 += weightU3 * u3
  }
  weights.set([w0, w1, w2, w3, w4, w5, w6])
}

function gradientOf(parts: readonly PieceRows[], size: number): Float64Array {
  const gradient = new Float64Array(size)
  for (const { piece, residuals } of parts) {
    piece.columns.forEach((cubic, j) => {
      for (let a = 0; a < 4; a++) gradient[j] = (gradient[j] ?? 0) + (cubic[a] ?? 0) * (residuals[a] ?? 0)
    })
  }
  return gradient
}

function informationOf(parts: readonly PieceRows[], size: number): Float64Array {
  const information = new Float64Array(size * size)
  for (const { piece, weights } of parts) {
    piece.columns.forEach((cubic, j) => {
      for (let k = 0; k <= j; k++) {
        const cell = j * size + k
        information[cell] = (information[cell] ?? 0) + crossSum(cubic, piece.columns[k] ?? cubic, weights)
      }
    })
  }
  return information
}

/** Moves the fitted probabilities of a piece by a last, tiny step of the coefficients, to its second order. */
function shift(x: Float64Array, { piece, from, to }: PieceRows, step: Float64Array, fitted: Float64Array): void {
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = combine(piece.columns, step)
  for (let i = from; i < to; i++) {
    const u = (x[i] ?? 0) - piece.origin
    const delta = c0 + u * (c1 + u * (c2 + u * c3))
    const p = fitted[i] ?? 0
    const q = 1 - p
    fitted[i] = p + p * q * delta * (1 + ((q - p) * delta) / 2)
  }
}
