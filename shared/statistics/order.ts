/**
 * Sorting once per score, for everything that needs an order: AUROC, ROC curve, tenths, and later bootstrap replicates
 * (which only change counts, never the order).
 */

const comparisonSortBelow = 4096

/** Row numbers by ascending score; equal scores keep row order. Scores must be numbers (no NaN). O(n). */
export function ascendingOrder(scores: Float64Array): Uint32Array {
  const order = new Uint32Array(scores.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  if (scores.length < comparisonSortBelow) {
    return order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b)
  }
  return radixSorted(scores, order)
}

/** Least significant digit radix sort over the 64 bits of a double, 16 bits a pass; passes of one digit are skipped. */
function radixSorted(scores: Float64Array, identity: Uint32Array): Uint32Array {
  const { low, high } = sortableBits(scores)
  let from: Uint32Array = identity
  let to: Uint32Array = new Uint32Array(scores.length)
  for (const [half, shift] of [[low, 0], [low, 16], [high, 0], [high, 16]] as const) {
    const starts = digitStarts(half, shift)
    if (starts === null) continue
    for (const row of from) {
      const digit = ((half[row] ?? 0) >>> shift) & 0xffff
      const at = starts[digit] ?? 0
      to[at] = row
      starts[digit] = at + 1
    }
    const done = to
    to = from
    from = done
  }
  return from
}

/** Bits of each double arranged so that unsigned order is numeric order; −0 becomes 0. */
function sortableBits(scores: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(scores.length)
  const high = new Uint32Array(scores.length)
  const view = new DataView(new ArrayBuffer(8))
  for (let i = 0; i < scores.length; i++) {
    view.setFloat64(0, (scores[i] ?? 0) + 0)
    const top = view.getUint32(0)
    const bottom = view.getUint32(4)
    const negative = top >>> 31 === 1
    high[i] = negative ? ~top : top ^ 0x8000_0000
    low[i] = negative ? ~bottom : bottom
  }
  return { low, high }
}

/** Where each digit's rows begin; null if all rows share one digit. */
function digitStarts(half: Uint32Array, shift: number): Uint32Array | null {
  const counts = new Uint32Array(65_536)
  for (const bits of half) {
    const digit = (bits >>> shift) & 0xffff
    counts[digit] = (counts[digit] ?? 0) + 1
  }
  let sum = 0
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit] ?? 0
    if (count === half.length) return null
    counts[digit] = sum
    sum += count
  }
  return counts
}
