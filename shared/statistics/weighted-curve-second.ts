import type { CurveDistance } from './curve-second.ts'
import { exp, ln } from './elementary.ts'
import type { WeighedClasses } from './weighted-replicate-second.ts'

/** Distinct probabilities, ascending, with the weight of each class; all weights together are the number of rows. */
interface Levels {
  readonly x: Float64Array
  readonly present: Float64Array
  readonly absent: Float64Array
  readonly n: number
}

function levelsOf({ present, absent }: WeighedClasses): Levels {
  const n = present.x.length + absent.x.length
  const scale = n / [present, absent].reduce((sum, { w }) => sum + w.reduce((a, b) => a + b, 0), 0)
  const x = Float64Array.from([...new Set([...present.x, ...absent.x])]).sort()
  const place = new Map(Array.from(x, (value, k) => [value, k]))
  const spread = (of: WeighedClasses['present']): Float64Array => {
    const sums = new Float64Array(x.length)
    of.x.forEach((value, i) => (sums[place.get(value) ?? 0]! += (of.w[i] ?? 0) * scale))
    return sums
  }
  return { x, present: spread(present), absent: spread(absent), n }
}

/** A sum of weights this near a rank is the rank (WGT-15). */
const NEAR = 1e-9

/** Type-7 quantile of values that stand for as many rows as their weight. */
function quantile(values: Float64Array, weights: Float64Array, n: number, share: number): number {
  const at = (n - 1) * share
  const rank = Math.floor(at)
  const atRank = (wanted: number): number => {
    let [sum, k] = [weights[0] ?? 0, 0]
    while (sum <= wanted + NEAR && k + 1 < values.length) sum += weights[++k] ?? 0
    return values[k] ?? 0
  }
  return (1 - at + rank) * atRank(rank) + (at - rank) * atRank(rank + 1)
}

/** Row by row into a triangle by plane rotations (Givens 1958): least squares without keeping the rows. */
export class Triangle {
  readonly size: number
  private readonly r: Float64Array

  constructor(size: number) {
    this.size = size
    this.r = new Float64Array(size * (size + 1))
  }

  /** row: size numbers and the target; used up. */
  add(row: Float64Array): void {
    const width = this.size + 1
    for (let k = 0; k < this.size; k++) {
      const below = row[k] ?? 0
      if (below === 0) continue
      const above = this.r[k * width + k] ?? 0
      const length = Math.sqrt(above * above + below * below)
      const [c, s] = [above / length, below / length]
      for (let j = k; j < width; j++) {
        const [up, down] = [this.r[k * width + j] ?? 0, row[j] ?? 0]
        this.r[k * width + j] = c * up + s * down
        row[j] = c * down - s * up
      }
    }
  }

  /** How nearly the columns depend on each other, squared. */
  get narrowest(): number {
    const width = this.size + 1
    let least = 1
    for (let k = 0; k < this.size; k++) {
      let column = 0
      for (let i = 0; i <= k; i++) column += (this.r[i * width + k] ?? 0) * (this.r[i * width + k] ?? 0)
      const pivot = this.r[k * width + k] ?? 0
      least = column > 0 ? Math.min(least, (pivot * pivot) / column) : 0
    }
    return least
  }

  /** Null where the columns depend on each other. */
  solve(): Float64Array | null {
    const width = this.size + 1
    const found = new Float64Array(this.size)
    if (!(this.narrowest > 1e-24)) return null
    for (let k = this.size - 1; k >= 0; k--) {
      const pivot = this.r[k * width + k] ?? 0
      let left = this.r[k * width + this.size] ?? 0
      for (let j = k + 1; j < this.size; j++) left -= (this.r[k * width + j] ?? 0) * (found[j] ?? 0)
      found[k] = left / pivot
    }
    return found
  }
}

/** 1, x and d_k − d_4 (Hastie, Tibshirani & Friedman 2009, 5.2.1), x from 0 to 1 between the outer knots; row-major. */
function naturalRows(z: Float64Array, knots: readonly number[]): Float64Array {
  const [first = 0, last = 1] = [knots[0], knots[4]]
  const inner = knots.slice(0, 4).map((knot) => (knot - first) / (last - first))
  const cube = (value: number): number => (value > 0 ? value * value * value : 0)
  const rows = new Float64Array(z.length * 5)
  z.forEach((value, k) => {
    const x = (value - first) / (last - first)
    const parts = inner.map((knot) => (cube(x - knot) - cube(x - 1)) / (1 - knot))
    rows.set([1, x, ...[0, 1, 2].map((j) => (parts[j] ?? 0) - (parts[3] ?? 0))], 5 * k)
  })
  return rows
}

/** A rule that allows 60 steps (RCS-1) is met or not by the scale of a step alone where the top comes this near to them. */
const [SURELY, POSSIBLY] = [55, 65]
/** A factorisation in squares may fail where columns depend on each other as nearly as this. */
const NARROW = 1e-11

/** Fitted probabilities at the largest weighted likelihood; null when 60 steps do not reach it, or may not. */
function fitted({ present, absent }: Levels, rows: Float64Array): { readonly curve: Float64Array; readonly isSure: boolean } | 'separated' | null {
  const [events, others] = [present, absent].map((list) => list.reduce((sum, each) => sum + each, 0))
  const eta = new Float64Array(present.length).fill(ln((events ?? 0) / (others ?? 1)))
  let isWide = true
  for (let step = 0; step < POSSIBLY; step++) {
    const triangle = new Triangle(5)
    const row = new Float64Array(6)
    for (let k = 0; k < eta.length; k++) {
      const small = exp(-Math.abs(eta[k] ?? 0))
      const [rare, often] = [small / (1 + small), 1 / (1 + small)]
      const [p, q] = (eta[k] ?? 0) < 0 ? [rare, often] : [often, rare]
      const root = Math.sqrt(((present[k] ?? 0) + (absent[k] ?? 0)) * rare * often)
      if (!(root > 0)) continue
      for (let j = 0; j < 5; j++) row[j] = root * (rows[5 * k + j] ?? 0)
      row[5] = ((present[k] ?? 0) * q - (absent[k] ?? 0) * p) / root
      triangle.add(row)
    }
    isWide = isWide && triangle.narrowest > NARROW
    const moves = triangle.solve()
    // Where the classes come apart, rounding decides whether a factorisation fails before or after a step is small.
    if (moves === null) return 'separated'
    let largest = 0
    for (let k = 0; k < eta.length; k++) {
      const move = moves.reduce((sum, each, j) => sum + each * (rows[5 * k + j] ?? 0), 0)
      eta[k] = (eta[k] ?? 0) + move
      largest = Math.max(largest, Math.abs(move))
    }
    if (!(largest < 1e6)) return null
    if (largest < 1e-9) return { curve: eta.map((each) => 1 / (1 + exp(-each))), isSure: isWide && step < SURELY }
  }
  return null
}

/**
 * Second engine for ICI, E50, E90 and Emax of weighted rows (rule TWO-40): spline by plane rotations on levels of the
 * probability, and whether rounding decides if there is a curve at all.
 */
export function weightedDistances(classes: WeighedClasses): (Record<CurveDistance, number> & { readonly isEither: boolean }) | 'separated' | null {
  if (classes.present.x.length === 0 || classes.absent.x.length === 0) return null
  const levels = levelsOf(classes)
  const { x, present, absent, n } = levels
  if (x.length < 15) return null
  const weights = present.map((each, k) => each + (absent[k] ?? 0))
  const z = x.map((p) => {
    const kept = p < 1e-10 ? 1e-10 : p > 1 - 1e-10 ? 1 - 1e-10 : p
    return ln(kept) - ln(1 - kept)
  })
  const knots = [0.05, 0.275, 0.5, 0.725, 0.95].map((share) => quantile(z, weights, n, share))
  if (knots.some((knot, k) => k > 0 && !(knot > (knots[k - 1] ?? 0)))) return null
  const fit = fitted(levels, naturalRows(z, knots))
  if (fit === null || fit === 'separated') return fit
  const apart = x.map((p, k) => Math.abs((fit.curve[k] ?? 0) - p))
  const order = Uint32Array.from(apart.keys()).sort((a, b) => (apart[a] ?? 0) - (apart[b] ?? 0))
  const [sorted, own] = [Float64Array.from(order, (k) => apart[k] ?? 0), Float64Array.from(order, (k) => weights[k] ?? 0)]
  return {
    ici: apart.reduce((sum, each, k) => sum + each * (weights[k] ?? 0), 0) / n,
    e50: quantile(sorted, own, n, 0.5),
    e90: quantile(sorted, own, n, 0.9),
    emax: sorted[sorted.length - 1] ?? 0,
    isEither: !fit.isSure,
  }
}
