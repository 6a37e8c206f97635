import { exp, ln } from './elementary.ts'
import { selectedQuantile } from './replicate-bounds-second.ts'
import type { SortedClasses } from './replicate-second.ts'

/** Rows by ascending probability with their outcome; both classes merged. */
export interface OutcomeRows {
  readonly x: Float64Array
  readonly y: Float64Array
}

export function mergedClasses({ present, absent }: SortedClasses): OutcomeRows {
  const n = present.length + absent.length
  const [x, y] = [new Float64Array(n), new Float64Array(n)]
  let [p, a] = [0, 0]
  for (let i = 0; i < n; i++) {
    const isPresent = a >= absent.length || (p < present.length && (present[p] ?? 0) <= (absent[a] ?? 0))
    x[i] = (isPresent ? present[p++] : absent[a++]) ?? 0
    y[i] = isPresent ? 1 : 0
  }
  return { x, y }
}

const distinct = (x: Float64Array): number => x.reduce((n, value, i) => n + (value !== x[i - 1] ? 1 : 0), 0)

/**
 * Columns made orthonormal one after the other, in place (modified Gram–Schmidt, twice, so that nothing is lost to their
 * angle); gives the triangle R. Null where a column depends on those before it.
 */
function orthonormal(columns: readonly Float64Array[]): number[][] | null {
  const r = columns.map(() => columns.map(() => 0))
  for (let k = 0; k < columns.length; k++) {
    const column = columns[k] ?? new Float64Array(0)
    const size = dot(column, column)
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < k; j++) {
        const other = columns[j] ?? column
        const along = dot(other, column)
        add(column, other, -along)
        put(r, j, k, at(r, j, k) + along)
      }
    }
    const left = dot(column, column)
    if (!(left > 1e-24 * size)) return null
    const norm = Math.sqrt(left)
    put(r, k, k, norm)
    for (let i = 0; i < column.length; i++) column[i] = (column[i] ?? 0) / norm
  }
  return r
}

const at = (r: number[][], j: number, k: number): number => r[j]?.[k] ?? 0
function put(r: number[][], j: number, k: number, value: number): void {
  const row = r[j]
  if (row !== undefined) row[k] = value
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

function add(to: Float64Array, column: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (column[i] ?? 0)
}

/** b with R b = c. */
function solved(r: number[][], c: readonly number[]): number[] {
  const b = c.map(() => 0)
  for (let k = c.length - 1; k >= 0; k--) {
    const known = b.reduce((sum, value, j) => sum + at(r, k, j) * value, 0)
    b[k] = ((c[k] ?? 0) - known) / at(r, k, k)
  }
  return b
}

interface Vertex {
  readonly x: number
  readonly value: number
  readonly slope: number
}

/** The weighted quadratic about a vertex from its q nearest rows, row by row; null where it is not determined. */
function localFit({ x, y }: OutcomeRows, vertex: number, q: number): Vertex | null {
  // Of all windows of q neighbours the one whose further end is nearest.
  let [low, high] = [0, x.length - q]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (vertex - (x[middle] ?? 0) <= (x[middle + q] ?? 0) - vertex) high = middle
    else low = middle + 1
  }
  const [first, last] = [x[low] ?? 0, x[low + q - 1] ?? 0]
  const radius = Math.max(vertex - first, last - vertex)
  if (!(radius > 0)) return null
  const [centre, half] = [(first + last) / 2, (last - first) / 2]
  const columns = [new Float64Array(q), new Float64Array(q), new Float64Array(q)] as const
  const outcome = new Float64Array(q)
  for (let i = 0; i < q; i++) {
    const far = Math.abs((x[low + i] ?? 0) - vertex) / radius
    const near = 1 - far * far * far
    const root = near * Math.sqrt(near)
    const t = ((x[low + i] ?? 0) - centre) / half
    columns[0][i] = root
    columns[1][i] = root * t
    columns[2][i] = root * t * t
    outcome[i] = root * (y[low + i] ?? 0)
  }
  const r = orthonormal(columns)
  if (r === null) return null
  const [c = 0, b = 0, a = 0] = solved(r, columns.map((column) => dot(column, outcome)))
  const t = (vertex - centre) / half
  return { x: vertex, value: c + t * (b + t * a), slope: (b + 2 * a * t) / half }
}

/** Ends of the cells, by looking through the rows themselves in the order of R's search: 0, 1, −1, 2, −2, … from the middle. */
function cellEnds(x: Float64Array): number[] {
  const n = x.length
  const most = Math.floor(n * 0.75 * 0.2)
  const [first, last] = [x[0] ?? 0, x[n - 1] ?? 0]
  const extra = 0.005 * Math.max(last - first, 1e-10 * Math.max(Math.abs(first), Math.abs(last)) + 1e-30)
  const ends = new Set([first - extra, last + extra])
  const divide = (from: number, to: number, left: number, right: number): void => {
    if (to - from + 1 <= most) return
    let middle = Math.floor((from + to) / 2)
    for (let k = 0; ; k++) {
      const place = middle + (k % 2 === 1 ? (k + 1) / 2 : -k / 2)
      if (place >= to || place < from) break
      if (x[place - 1] === x[place]) continue
      middle = place
      break
    }
    const cut = x[middle - 1] ?? 0
    if (cut === left || cut === right) return
    ends.add(cut)
    divide(from, middle, left, cut)
    divide(middle + 1, to, cut, right)
  }
  divide(1, n, first - extra, last + extra)
  return [...ends].sort((a, b) => a - b)
}

/** Between two vertices by repeated division of the polygon with the same ends and slopes (de Casteljau). */
function between(from: Vertex, to: Vertex, x: number): number {
  const width = to.x - from.x
  const h = (x - from.x) / width
  let points = [from.value, from.value + (width * from.slope) / 3, to.value - (width * to.slope) / 3, to.value]
  while (points.length > 1) points = points.slice(1).map((point, i) => (points[i] ?? 0) + h * (point - (points[i] ?? 0)))
  return points[0] ?? 0
}

/** Second engine for the loess curve at every row (rule TWO-26); null where the first has none. */
export function loessByRows(rows: OutcomeRows): Float64Array | null {
  const { x } = rows
  if (distinct(x) < 15) return null
  const q = Math.floor(x.length * 0.75)
  const vertices: Vertex[] = []
  for (const end of cellEnds(x)) {
    const fit = localFit(rows, end, q)
    if (fit === null) return null
    vertices.push(fit)
  }
  let k = 0
  let before = { x: Number.NaN, fitted: 0 }
  return x.map((value) => {
    if (value === before.x) return before.fitted
    while (value > (vertices[k + 1]?.x ?? 0)) k++
    const [from, to] = [vertices[k], vertices[k + 1]]
    before = { x: value, fitted: from === undefined || to === undefined ? 0 : between(from, to, value) }
    return before.fitted
  })
}

/** Second engine for the spline curve at every row (rule TWO-27): the natural basis, reweighted least squares by rows. */
export function splineByRows({ x, y }: OutcomeRows): Float64Array | null {
  const events = y.reduce((sum, each) => sum + each, 0)
  const n = x.length
  if (events === 0 || events === n) return null
  const z = x.map((p) => {
    const kept = p < 1e-10 ? 1e-10 : p > 1 - 1e-10 ? 1 - 1e-10 : p
    return ln(kept) - ln(1 - kept)
  })
  const knots = [0.05, 0.275, 0.5, 0.725, 0.95].map((share) => selectedQuantile(z, share))
  if (knots.some((knot, k) => k > 0 && !(knot > (knots[k - 1] ?? 0))) || distinct(x) < 15) return null
  const columns = naturalBasis(z, knots)
  return orthonormal(columns) === null ? null : reweighted(columns, y, ln(events / (n - events)))
}

/** 1, x and d_k − d_4 (Hastie, Tibshirani & Friedman 2009, 5.2.1), x from 0 to 1 between the outer knots. */
function naturalBasis(z: Float64Array, knots: readonly number[]): Float64Array[] {
  const [first = 0, last = 1] = [knots[0], knots[4]]
  const x = z.map((value) => (value - first) / (last - first))
  const cube = (value: number): number => (value > 0 ? value * value * value : 0)
  const part = (k: number): Float64Array => {
    const knot = ((knots[k] ?? 0) - first) / (last - first)
    return x.map((value) => (cube(value - knot) - cube(value - 1)) / (1 - knot))
  }
  const before = part(3)
  const cubics = [0, 1, 2].map((k) => part(k).map((value, i) => value - (before[i] ?? 0)))
  return [new Float64Array(z.length).fill(1), x, ...cubics]
}

/** Fitted probabilities at the largest likelihood; null when 60 steps do not reach it. */
function reweighted(columns: readonly Float64Array[], y: Float64Array, start: number): Float64Array | null {
  const n = y.length
  const eta = new Float64Array(n).fill(start)
  for (let step = 0; step < 60; step++) {
    const off = new Float64Array(n)
    const roots = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      const small = exp(-Math.abs(eta[i] ?? 0))
      const root = Math.sqrt(small) / (1 + small)
      const rare = small / (1 + small)
      const p = (eta[i] ?? 0) < 0 ? rare : 1 - rare
      roots[i] = root
      off[i] = root > 0 ? (y[i] === 1 ? ((eta[i] ?? 0) < 0 ? 1 - rare : rare) : -p) / root : 0
    }
    const weighted = columns.map((column) => column.map((value, i) => value * (roots[i] ?? 0)))
    const r = orthonormal(weighted)
    if (r === null) return null
    const moves = solved(r, weighted.map((column) => dot(column, off)))
    moves.forEach((move, k) => add(eta, columns[k] ?? off, move))
    const largest = moves.reduce((most, move) => Math.max(most, Math.abs(move)), 0) / Math.sqrt(n)
    if (!(largest < 1e6)) return null
    if (largest < 1e-9) return eta.map((value) => 1 / (1 + exp(-value)))
  }
  return null
}

export type CurveDistance = 'ici' | 'e50' | 'e90' | 'emax'

/** ICI, E50, E90 and Emax over rows: each row counts once, order statistics by selection (rule TWO-26). */
export function curveDistancesByRows({ x }: OutcomeRows, fitted: Float64Array): Record<CurveDistance, number> {
  const apart = x.map((p, i) => Math.abs((fitted[i] ?? 0) - p))
  return {
    ici: apart.reduce((sum, each) => sum + each, 0) / apart.length,
    e50: selectedQuantile(apart, 0.5),
    e90: selectedQuantile(apart, 0.9),
    emax: apart.reduce((most, each) => Math.max(most, each), 0),
  }
}
