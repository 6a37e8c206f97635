import { exp } from './elementary.ts'

// Where the second calibration engine starts with very many rows: from a grid of logits that it counts itself. It knows
// nothing of the first engine's scores, order or start. What follows on the rows goes to its own criterion all the same.

/** Rows from which the second engine starts so (rule TWO-31). */
export const MANY_ROWS = 16_384
const PER_UNIT = 1024
/** Logits of clipped probabilities lie within ±23.1. */
const REACH = 24

/** Rows and events at each occupied cell of the grid, with the mean logit of its rows. */
export interface Cells {
  readonly x: Float64Array
  readonly n: Float64Array
  readonly events: Float64Array
}

export function cellsOf(x: Float64Array, present: Uint8Array): Cells {
  const size = 2 * REACH * PER_UNIT
  const sums = new Float64Array(size)
  const counts = new Uint32Array(2 * size)
  for (let row = 0; row < x.length; row++) {
    const at = x[row] ?? 0
    const cell = ((at + REACH) * PER_UNIT) | 0
    sums[cell] = (sums[cell] ?? 0) + at
    const key = 2 * cell + (present[row] ?? 0)
    counts[key] = (counts[key] ?? 0) + 1
  }
  const kept = { x: new Float64Array(size), n: new Float64Array(size), events: new Float64Array(size) }
  let n = 0
  for (let cell = 0; cell < size; cell++) {
    const events = counts[2 * cell + 1] ?? 0
    const here = events + (counts[2 * cell] ?? 0)
    if (here === 0) continue
    kept.x[n] = (sums[cell] ?? 0) / here
    kept.n[n] = here
    kept.events[n++] = events
  }
  return { x: kept.x.subarray(0, n), n: kept.n.subarray(0, n), events: kept.events.subarray(0, n) }
}

/** Σ p over the cells at linear predictor a + x. */
export function expectedInCells({ x, n }: Cells, a: number): number {
  let total = 0
  for (let i = 0; i < x.length; i++) total += (n[i] ?? 0) / (1 + exp(-a - (x[i] ?? 0)))
  return total
}

/** Level and slope of the line a + b (x − middle) through the cells, by plain Newton steps; null where they do not settle. */
export function lineThroughCells({ x, n, events }: Cells, middle: number, start: number): { a: number; b: number } | null {
  let [a, b] = [start, 0]
  for (let i = 0; i < 30; i++) {
    let [w0, w1, w2, r0, r1] = [0, 0, 0, 0, 0]
    for (let cell = 0; cell < x.length; cell++) {
      const at = (x[cell] ?? 0) - middle
      const p = 1 / (1 + exp(-a - b * at))
      const weight = (n[cell] ?? 0) * p * (1 - p)
      const residual = (events[cell] ?? 0) - (n[cell] ?? 0) * p
      w0 += weight
      w1 += weight * at
      w2 += weight * at * at
      r0 += residual
      r1 += residual * at
    }
    const determinant = w0 * w2 - w1 * w1
    const [stepA, stepB] = [(w2 * r0 - w1 * r1) / determinant, (w0 * r1 - w1 * r0) / determinant]
    a += stepA
    b += stepB
    // A line as steep as this is no place to start from.
    if (!(Math.abs(a) + Math.abs(b) < 1000)) return null
    if (Math.abs(stepA) + Math.abs(stepB) < 1e-9) return { a, b }
  }
  return null
}
