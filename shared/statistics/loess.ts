import type { ScoreCounts } from './score-counts.ts'

/** Fitted outcome at each distinct score (same order as counts.scores), or null with the reason. */
export type Smooth =
  | { readonly fitted: Float64Array }
  | { readonly fitted: null; readonly reason: 'no-examinations' | 'too-few-distinct-scores' | 'too-many-examinations' }

/** Share of the examinations in each local fit; R's default. */
export const LOESS_SPAN = 0.75
/** A cell of the interpolating tree is not divided below span × this share of the examinations; R's default. */
export const LOESS_CELL = 0.2
/** Fewer distinct probabilities than this do not carry a curve. */
export const LOESS_FEWEST_DISTINCT = 15
/** loessDirect costs distinct² ; above this many distinct scores it is refused. */
export const LOESS_DIRECT_MOST = 10_000

interface Tally {
  readonly x: Float64Array
  /** Examinations and events at each x, and examinations at or below it. */
  readonly n: Float64Array
  readonly events: Float64Array
  readonly upTo: Float64Array
  readonly total: number
}

function tally(counts: ScoreCounts): Tally {
  const size = counts.scores.length
  const n = new Float64Array(size)
  const events = new Float64Array(size)
  const upTo = new Float64Array(size)
  let total = 0
  for (let g = 0; g < size; g++) {
    events[g] = counts.present[g] ?? 0
    n[g] = (counts.present[g] ?? 0) + (counts.absent[g] ?? 0)
    total += n[g] ?? 0
    upTo[g] = total
  }
  return { x: counts.scores, n, events, upTo, total }
}

/** First index whose x is at or above q. */
function firstAtOrAbove(x: Float64Array, q: number): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((x[middle] ?? 0) < q) low = middle + 1
    else high = middle
  }
  return low
}

interface Neighbourhood {
  readonly from: number
  readonly to: number
  readonly radius: number
}

/** The nearest distinct scores that hold at least q examinations, and the distance of the furthest. */
function nearest(data: Tally, at: number, q: number): Neighbourhood {
  let to = firstAtOrAbove(data.x, at)
  let from = to - 1
  let held = 0
  let radius = 0
  while (held < q) {
    const left = from >= 0 ? at - (data.x[from] ?? 0) : Infinity
    const right = to < data.x.length ? (data.x[to] ?? 0) - at : Infinity
    radius = Math.min(left, right)
    if (left <= right) held += data.n[from--] ?? 0
    else held += data.n[to++] ?? 0
  }
  return { from: from + 1, to, radius }
}

interface LocalFit {
  readonly value: number
  readonly slope: number
}

/**
 * Weighted quadratic around `at` with tricube weights, by polynomials that are orthogonal for these weights, so that
 * nothing is lost to the condition of normal equations. Null when the quadratic is not determined (R: pseudo-inverse).
 */
function localQuadratic(data: Tally, at: number, q: number): LocalFit | null {
  const { from, to, radius } = nearest(data, at, q)
  if (!(radius > 0)) return null
  const size = to - from
  const u = new Float64Array(size)
  const w = new Float64Array(size)
  let s0 = 0
  let s1 = 0
  for (let i = 0; i < size; i++) {
    const here = ((data.x[from + i] ?? 0) - at) / radius
    const near = 1 - Math.abs(here * here * here)
    const weight = (data.n[from + i] ?? 0) * near * near * near
    u[i] = here
    w[i] = weight
    s0 += weight
    s1 += weight * here
  }
  if (!(s0 > 0)) return null
  const mean = s1 / s0
  let c2 = 0
  let c3 = 0
  let c4 = 0
  for (let i = 0; i < size; i++) {
    const p1 = (u[i] ?? 0) - mean
    const square = (w[i] ?? 0) * p1 * p1
    c2 += square
    c3 += square * p1
    c4 += square * p1 * p1
  }
  if (!(c2 > 1e-24 * s0)) return null
  const a = c3 / c2
  const b = c2 / s0
  let norm = 0
  let y0 = 0
  let y1 = 0
  let y2 = 0
  for (let i = 0; i < size; i++) {
    const p1 = (u[i] ?? 0) - mean
    const p2 = p1 * p1 - a * p1 - b
    const weight = w[i] ?? 0
    const n = data.n[from + i] ?? 1
    const y = (weight * (data.events[from + i] ?? 0)) / n
    norm += weight * p2 * p2
    y0 += y
    y1 += y * p1
    y2 += y * p2
  }
  if (!(norm > 1e-24 * c4)) return null
  const atCentre = -mean
  const value = y0 / s0 + (y1 / c2) * atCentre + (y2 / norm) * (atCentre * atCentre - a * atCentre - b)
  return { value, slope: (y1 / c2 + (y2 / norm) * (2 * atCentre - a)) / radius }
}

/** Score of the examination with this 1-based rank. */
const scoreAt = (data: Tally, rank: number): number => data.x[firstAtOrAbove(data.upTo, rank)] ?? 0

/**
 * Where R's k-d tree cuts a cell of ranks: after the middle one, or after the nearest rank where the score changes (the
 * search looks one further up, then as far down, and gives up at the first end of the cell that it meets: the upper one,
 * which is never further from the middle).
 */
function cutRank(data: Tally, low: number, high: number): number {
  const middle = Math.floor((low + high) / 2)
  const g = firstAtOrAbove(data.upTo, middle)
  const up = (data.upTo[g] ?? 0) - middle
  const down = middle - (g > 0 ? (data.upTo[g - 1] ?? 0) : 0)
  if (up < high - middle && up <= down) return middle + up
  if (down < Math.min(up, high - middle)) return middle - down
  return middle
}

/** Ends of the cells of R's k-d tree in one dimension, ascending: the range widened by 0.5 %, and the cuts between. */
function treeVertices(data: Tally, span: number, cell: number): Float64Array {
  const first = data.x[0] ?? 0
  const last = data.x[data.x.length - 1] ?? 0
  const extra = 0.005 * Math.max(last - first, 1e-10 * Math.max(Math.abs(first), Math.abs(last)) + 1e-30)
  const most = Math.floor(data.total * span * cell)
  const cells = [{ low: 1, high: data.total, left: first - extra, right: last + extra }]
  const cuts: number[] = []
  for (let c = 0; c < cells.length && cuts.length < Math.max(200, data.total) - 2; c++) {
    const { low, high, left, right } = cells[c] ?? { low: 1, high: 0, left: 0, right: 0 }
    if (high - low + 1 <= most) continue
    const rank = cutRank(data, low, high)
    const cut = scoreAt(data, rank)
    if (cut === left || cut === right) continue
    cuts.push(cut)
    cells.push({ low, high: rank, left, right: cut }, { low: rank + 1, high, left: cut, right })
  }
  return Float64Array.from(new Set([first - extra, last + extra, ...cuts])).sort()
}

/**
 * Local quadratic regression of the outcome on the score as R's loess() fits it by default (rule LOE-1): span 0.75,
 * tricube weights, no robustness iterations, exact local fits at the ends of the cells of a k-d tree and cubic Hermite
 * blending between them (Cleveland & Grosse 1991, Statistics and Computing 1: 47–62). Not cut to [0, 1]. O(n) after the
 * shared sort. Refused when a local quadratic is not determined.
 */
export function loessInterpolate(counts: ScoreCounts, span = LOESS_SPAN, cell = LOESS_CELL): Smooth {
  const data = tally(counts)
  if (data.total === 0) return { fitted: null, reason: 'no-examinations' }
  if (data.x.length < LOESS_FEWEST_DISTINCT) return { fitted: null, reason: 'too-few-distinct-scores' }
  const q = Math.min(data.total, Math.floor(data.total * span + 1e-5))
  const vertices = treeVertices(data, span, cell)
  const fits: LocalFit[] = []
  for (const vertex of vertices) {
    const fit = localQuadratic(data, vertex, q)
    if (fit === null) return { fitted: null, reason: 'too-few-distinct-scores' }
    fits.push(fit)
  }
  return { fitted: blend(data.x, vertices, fits) }
}

/** Cubic Hermite interpolation of values and slopes at ascending vertices. */
function blend(x: Float64Array, vertices: Float64Array, fits: readonly LocalFit[]): Float64Array {
  const fitted = new Float64Array(x.length)
  let k = 0
  for (let g = 0; g < x.length; g++) {
    const at = x[g] ?? 0
    while (k < vertices.length - 2 && at > (vertices[k + 1] ?? 0)) k++
    const left = vertices[k] ?? 0
    const width = (vertices[k + 1] ?? 0) - left
    const h = (at - left) / width
    const here = fits[k] ?? { value: 0, slope: 0 }
    const next = fits[k + 1] ?? { value: 0, slope: 0 }
    const rest = 1 - h
    fitted[g] =
      rest * rest * (1 + 2 * h) * here.value +
      h * h * (1 + 2 * rest) * next.value +
      (h * rest * rest * here.slope - h * h * rest * next.slope) * width
  }
  return fitted
}

/**
 * The same local quadratic, fitted at each of the given scores (rule LOE-2; R: surface = "direct"), by default at every
 * distinct score. O(distinct × at): refused above LOESS_DIRECT_MOST distinct scores.
 */
export function loessDirect(counts: ScoreCounts, span = LOESS_SPAN, at: Float64Array = counts.scores): Smooth {
  const data = tally(counts)
  if (data.total === 0) return { fitted: null, reason: 'no-examinations' }
  if (data.x.length < LOESS_FEWEST_DISTINCT) return { fitted: null, reason: 'too-few-distinct-scores' }
  if (data.x.length > LOESS_DIRECT_MOST) return { fitted: null, reason: 'too-many-examinations' }
  const q = Math.min(data.total, Math.floor(data.total * span + 1e-5))
  const fitted = new Float64Array(at.length)
  for (let i = 0; i < at.length; i++) {
    const fit = localQuadratic(data, at[i] ?? 0, q)
    if (fit === null) return { fitted: null, reason: 'too-few-distinct-scores' }
    fitted[i] = fit.value
  }
  return { fitted }
}
