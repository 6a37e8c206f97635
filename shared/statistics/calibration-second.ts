import { MANY_ROWS, cellsOf, expectedInCells, lineThroughCells } from './calibration-cells.ts'
import { exp, ln } from './elementary.ts'
import { BLOCK, expAll } from './msun.ts'
import { normalMultiplierByQuadrature } from './quadrature-second.ts'
import { bracketedRoot } from './root.ts'
import type { Second } from './table-second.ts'

/** Probabilities and reference standard row by row, with the cluster of each row where clusters are declared. */
export interface CalibrationRows {
  readonly probabilities: Float64Array
  readonly present: Uint8Array
  readonly clusters: Uint32Array | null
}

export interface SecondFit {
  readonly value: number
  readonly standardError: number
}

/** Of the same rows once, for intercept and slope. */
const linearOf = new WeakMap<Float64Array, Float64Array>()

/** ln p − ln(1 − p), kept as far from the ends as rule CAL-1 says. Not to be changed in place. */
function linear(probabilities: Float64Array): Float64Array {
  const known = linearOf.get(probabilities)
  if (known !== undefined) return known
  const x = new Float64Array(probabilities.length)
  for (let row = 0; row < x.length; row++) {
    const p = probabilities[row] ?? 0
    const kept = p < 1e-10 ? 1e-10 : p > 1 - 1e-10 ? 1 - 1e-10 : p
    x[row] = ln(kept) - ln(1 - kept)
  }
  linearOf.set(probabilities, x)
  return x
}

const countOf = (present: Uint8Array): number => {
  let n = 0
  for (let row = 0; row < present.length; row++) n += present[row] ?? 0
  return n
}

const smalls = new Float64Array(BLOCK)

/** Sum of n terms in blocks, block sums added up apart: another order than one compensated sum. */
function blockSum(n: number, term: (row: number) => number): number {
  let total = 0
  for (let from = 0; from < n; from += BLOCK) {
    let part = 0
    for (let row = from; row < Math.min(n, from + BLOCK); row++) part += term(row)
    total += part
  }
  return total
}

/** Σ p at linear predictor a + x, in blocks. */
function expectedEvents(x: Float64Array, a: number): number {
  let total = 0
  for (let from = 0; from < x.length; from += BLOCK) {
    const n = Math.min(BLOCK, x.length - from)
    for (let i = 0; i < n; i++) smalls[i] = -a - (x[from + i] ?? 0)
    expAll(smalls, n)
    let part = 0
    for (let i = 0; i < n; i++) part += 1 / (1 + (smalls[i] ?? 0))
    total += part
  }
  return total
}

const expected = (eta: number): number => 0.5 + 0.5 * halfTangent(eta)

/** tanh(eta/2). */
function halfTangent(eta: number): number {
  const small = exp(-Math.abs(eta))
  const value = (1 - small) / (1 + small)
  return eta < 0 ? -value : value
}

/** Σ p (1 − p) at linear predictor a + x, in blocks. */
function informationAt(x: Float64Array, a: number): number {
  let total = 0
  for (let from = 0; from < x.length; from += BLOCK) {
    const n = Math.min(BLOCK, x.length - from)
    for (let i = 0; i < n; i++) smalls[i] = -Math.abs(a + (x[from + i] ?? 0))
    expAll(smalls, n)
    let part = 0
    for (let i = 0; i < n; i++) {
      const small = smalls[i] ?? 0
      part += small / ((1 + small) * (1 + small))
    }
    total += part
  }
  return total
}

/**
 * Second engine for calibration-in-the-large (rule TWO-16): the root in a bracket of observed minus expected events, row
 * by row (no Newton step). Standard error from the information, or the sandwich over clusters. Both classes must occur.
 */
export function calibrationInterceptByRoot(rows: CalibrationRows): SecondFit {
  const x = linear(rows.probabilities)
  const n = x.length
  const events = countOf(rows.present)
  const excess = remembered((a) => withoutRounding(events - expectedEvents(x, a), n))
  const cold = ln(events / (n - events)) - blockSum(n, (row) => x[row] ?? 0) / n
  const cells = n < MANY_ROWS ? null : cellsOf(x, rows.present)
  const start = cells === null ? cold : rootNear((a) => events - expectedInCells(cells, a), cold, 0.5)
  const value = rootNear(excess, start, cells === null ? 0.5 : 1e-7)
  const information = informationAt(x, value)
  if (rows.clusters === null) return { value, standardError: Math.sqrt(1 / information) }
  const influence = x.map((each, row) => ((rows.present[row] ?? 0) - expected(value + each)) / information)
  return { value, standardError: overClusters(influence, rows.clusters) }
}

/** What is no more than rounding leaves of a sum of so many terms is nothing. */
const withoutRounding = (excess: number, n: number): number => (Math.abs(excess) <= n * 1e-15 ? 0 : excess)

/** The root in a bracket around a place, widened until the sign changes. */
function rootNear(f: (x: number) => number, place: number, width: number): number {
  let far = width
  while (far < 512 && f(place + far) > 0 === f(place - far) > 0) far *= 4
  return bracketedRoot(f, place - far, place + far, 1e-14)
}

/** Values already computed are not computed again: the ends of a bracket are asked for twice. */
function remembered(f: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>()
  return (x) => {
    const found = known.get(x) ?? f(x)
    known.set(x, found)
    return found
  }
}

/** √(K/(K − 1) Σ (Σ influence in a cluster)²). */
function overClusters(influence: Float64Array, clusters: Uint32Array): number {
  const sums = new Map<number, number>()
  influence.forEach((each, row) => sums.set(clusters[row] ?? 0, (sums.get(clusters[row] ?? 0) ?? 0) + each))
  let squares = 0
  for (const each of sums.values()) squares += each * each
  return Math.sqrt((squares * sums.size) / (sums.size - 1))
}

/** Weighted sums of a step: x is centred under the weights, so that slope and level do not mix. */
function stepAt(x: Float64Array, present: Uint8Array, a: number, b: number) {
  let [weights, moment, residuals, tilt, square, logLikelihood] = [0, 0, 0, 0, 0, 0]
  for (let from = 0; from < x.length; from += BLOCK) {
    let [w0, w1, w2, r0, r1, l0, product] = [0, 0, 0, 0, 0, 0, 1]
    const n = Math.min(BLOCK, x.length - from)
    for (let i = 0; i < n; i++) smalls[i] = -Math.abs(a + b * (x[from + i] ?? 0))
    expAll(smalls, n)
    for (let i = 0; i < n; i++) {
      const row = from + i
      const at = x[row] ?? 0
      const eta = a + b * at
      const small = smalls[i] ?? 0
      const inverse = 1 / (1 + small)
      const weight = small * inverse * inverse
      const p = eta < 0 ? small * inverse : inverse
      const residual = (present[row] ?? 0) - p
      w0 += weight
      w1 += weight * at
      w2 += weight * at * at
      r0 += residual
      r1 += residual * at
      l0 += present[row] === 1 ? Math.min(0, eta) : Math.min(0, -eta)
      // Between ½ and 1 each: 512 of them are no smaller than 2^−512, and have one logarithm together.
      product *= inverse
    }
    weights += w0
    moment += w1
    square += w2
    residuals += r0
    tilt += r1
    logLikelihood += l0 + ln(product)
  }
  const centre = moment / weights
  const spread = square - centre * moment
  return { weights, centre, spread, level: residuals / weights, slope: (tilt - centre * residuals) / spread, logLikelihood }
}

/**
 * Second engine for the calibration slope (rule TWO-17): iteratively reweighted least squares, row by row, on x centred
 * under the weights of each step; a step that lowers the likelihood is halved. Null without convergence.
 */
export function calibrationSlopeByReweighting(rows: CalibrationRows): SecondFit | null {
  const plain = linear(rows.probabilities)
  const middle = blockSum(plain.length, (row) => plain[row] ?? 0) / plain.length
  const x = new Float64Array(plain.length)
  for (let row = 0; row < x.length; row++) x[row] = (plain[row] ?? 0) - middle
  const share = countOf(rows.present) / rows.present.length
  const cold = ln(share) - ln(1 - share)
  const near = x.length < MANY_ROWS ? null : lineThroughCells(cellsOf(plain, rows.present), middle, cold)
  let { a, b } = near ?? { a: cold, b: 0 }
  let here = stepAt(x, rows.present, a, b)
  for (let i = 0; i < 100; i++) {
    let part = 1
    let next = moved(here, a, b, part)
    const size = sizeOf(next, { a, b })
    // A step squares the error: after one this small nothing is left but rounding, and the weights of many rows are what they were.
    if (size <= 1e-10 && x.length >= MANY_ROWS) return fitOf(rows, x, next, here)
    if (size <= 1e-12) return fitOf(rows, x, next, stepAt(x, rows.present, next.a, next.b))
    const isSmall = Math.abs(here.slope) <= 1e-7 * (1 + Math.abs(b))
    let there = stepAt(x, rows.present, next.a, next.b)
    while (!isSmall && !(there.logLikelihood >= here.logLikelihood) && part > 1e-6) {
      part /= 2
      next = moved(here, a, b, part)
      there = stepAt(x, rows.present, next.a, next.b)
    }
    if (!Number.isFinite(sizeOf(next, { a, b }))) return null
    ;[{ a, b }, here] = [next, there]
  }
  return null
}

interface Line {
  readonly a: number
  readonly b: number
}

const sizeOf = (to: Line, from: Line): number => (Math.abs(to.b - from.b) + Math.abs(to.a - from.a)) / (1 + Math.abs(to.a) + Math.abs(to.b))

/** Standard error from the information, or the sandwich over clusters. */
function fitOf({ present, clusters }: CalibrationRows, x: Float64Array, { a, b }: Line, { centre, spread }: ReturnType<typeof stepAt>): SecondFit {
  if (clusters === null) return { value: b, standardError: 1 / Math.sqrt(spread) }
  const influence = x.map((each, row) => (((present[row] ?? 0) - expected(a + b * each)) * (each - centre)) / spread)
  return { value: b, standardError: overClusters(influence, clusters) }
}

const moved = (at: { level: number; slope: number; centre: number }, a: number, b: number, part: number): Line => ({
  a: a + part * (at.level - at.slope * at.centre),
  b: b + part * at.slope,
})

/**
 * Second engine for O:E (rule TWO-18): events over the sum of probabilities, row by row in blocks; bounds by ÷ and × with
 * z by quadrature. Bounds null with one class.
 */
export function observedExpectedByRows({ probabilities, present }: CalibrationRows, level: number): Second {
  const n = present.length
  const events = countOf(present)
  const value = events / blockSum(n, (row) => probabilities[row] ?? 0)
  if (events === 0 || events === n) return { value, bounds: null }
  const factor = exp(normalMultiplierByQuadrature(level) * Math.sqrt((n - events) / (n * events)))
  return { value, bounds: { lower: value / factor, upper: value * factor } }
}
