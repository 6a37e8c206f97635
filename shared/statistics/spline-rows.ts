/** Examinations along a covariate: ascending values, and how many (or what weight) of each class have each. */
export interface CovariateRows {
  readonly x: Float64Array
  readonly present: Uint32Array | Float64Array
  readonly absent: Uint32Array | Float64Array
}

// The four Chebyshev nodes of [−1, 1]: cos(π/8) and cos(3π/8) with both signs.
const OUTER = 0.923_879_532_511_286_7
const INNER = 0.382_683_432_365_089_8
const OUTER_SQUARE = OUTER * OUTER
const INNER_SQUARE = INNER * INNER
const nodes = [-OUTER, -INNER, INNER, OUTER] as const

/** Weights of the four nodes that give every cubic the sum it has over the rows, from Σ w tʲ, j = 0 … 3, in place of those. */
function toNodeWeights(sums: Float64Array): void {
  const m0 = sums[0] ?? 0
  const m1 = sums[1] ?? 0
  const m2 = sums[2] ?? 0
  const m3 = sums[3] ?? 0
  const ofOuter = (sign: number) => (m3 - INNER_SQUARE * m1 + sign * OUTER * (m2 - INNER_SQUARE * m0)) / (sign * 2 * OUTER * (OUTER_SQUARE - INNER_SQUARE))
  const ofInner = (sign: number) => (m3 - OUTER_SQUARE * m1 + sign * INNER * (m2 - OUTER_SQUARE * m0)) / (sign * 2 * INNER * (INNER_SQUARE - OUTER_SQUARE))
  sums[0] = ofOuter(-1)
  sums[1] = ofInner(-1)
  sums[2] = ofInner(1)
  sums[3] = ofOuter(1)
}

/**
 * Few rows that stand for many: in each cell of the given width, four nodes with such weights that sums of cubics over
 * the cell are exact, so that sums of smooth functions differ by the fourth power of the width (interpolation at
 * Chebyshev nodes). Weights may be negative. Cells of four rows or fewer keep their rows.
 */
export function compressRows(rows: CovariateRows, width: number): CovariateRows {
  const { x } = rows
  const first = x[0] ?? 0
  const nCells = Math.floor(((x[x.length - 1] ?? 0) - first) / width) + 1
  // A row that rounding puts on the wrong side of an edge stands alone.
  const size = Math.min(x.length, 5 * nCells)
  const found = { x: new Float64Array(size), present: new Float64Array(size), absent: new Float64Array(size) }
  let n = 0
  for (let from = 0; from < x.length; ) {
    const cell = Math.floor(((x[from] ?? 0) - first) / width)
    const end = first + (cell + 1) * width
    let to = from + 1
    while (to < x.length && (x[to] ?? 0) < end) to++
    if (to - from <= 4) for (let i = from; i < to; i++) put(found, n++, x[i] ?? 0, rows.present[i] ?? 0, rows.absent[i] ?? 0)
    else {
      const cellOf = { from, to, centre: end - width / 2, half: width / 2 }
      moments(rows, cellOf)
      toNodeWeights(ofPresent)
      toNodeWeights(ofAbsent)
      for (let k = 0; k < 4; k++) put(found, n++, cellOf.centre + cellOf.half * (nodes[k] ?? 0), ofPresent[k] ?? 0, ofAbsent[k] ?? 0)
    }
    from = to
  }
  return { x: found.x.subarray(0, n), present: found.present.subarray(0, n), absent: found.absent.subarray(0, n) }
}

function put(to: { x: Float64Array; present: Float64Array; absent: Float64Array }, at: number, x: number, present: number, absent: number): void {
  to.x[at] = x
  to.present[at] = present
  to.absent[at] = absent
}

/** Thousands of cells a replicate: their four numbers are kept here. */
const ofPresent = new Float64Array(4)
const ofAbsent = new Float64Array(4)

/** Σ w tʲ, j = 0 … 3, of both classes over rows from ≤ i < to, t = (x − centre)/half. */
function moments({ x, present, absent }: CovariateRows, { from, to, centre, half }: { readonly from: number; readonly to: number; readonly centre: number; readonly half: number }): void {
  const perHalf = 1 / half
  let [p0, p1, p2, p3, a0, a1, a2, a3] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = from; i < to; i++) {
    const t = ((x[i] ?? 0) - centre) * perHalf
    const square = t * t
    const p = present[i] ?? 0
    const a = absent[i] ?? 0
    const pt = p * t
    const at = a * t
    p0 += p
    p1 += pt
    p2 += p * square
    p3 += pt * square
    a0 += a
    a1 += at
    a2 += a * square
    a3 += at * square
  }
  ofPresent[0] = p0
  ofPresent[1] = p1
  ofPresent[2] = p2
  ofPresent[3] = p3
  ofAbsent[0] = a0
  ofAbsent[1] = a1
  ofAbsent[2] = a2
  ofAbsent[3] = a3
}
