/**
 * Sorting once per score, for everything that needs an order: AUROC, ROC curve, tenths, bootstrap replicates (which
 * only change counts, never the order).
 */

const comparisonSortBelow = 2048

/** Scores ascending, and the row that each came from when rows were asked for. */
export interface SortedScores {
  readonly values: Float64Array
  readonly rows: Uint32Array
}

/** Row numbers by ascending score; equal scores keep row order. Scores must be numbers (no NaN). O(n). */
export const ascendingOrder = (scores: Float64Array): Uint32Array => sortScoresWithRows(scores).rows

/** Scores in ascending order with their rows; equal scores keep row order, −0 becomes 0 (rule ORD-1). O(n). */
export function sortScoresWithRows(scores: Float64Array): SortedScores {
  const rows = new Uint32Array(scores.length)
  for (let i = 0; i < rows.length; i++) rows[i] = i
  if (scores.length >= comparisonSortBelow) return radixSorted(scores, rows)
  rows.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b)
  const values = new Float64Array(scores.length)
  for (let i = 0; i < rows.length; i++) values[i] = (scores[rows[i] ?? 0] ?? 0) + 0
  return { values, rows }
}

/** Scores in ascending order without their rows: half the memory traffic of `sortScoresWithRows`. O(n). */
export function sortScores(scores: Float64Array): Float64Array {
  if (scores.length >= comparisonSortBelow) return radixSorted(scores, null).values
  const values = scores.slice().sort()
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + 0
  return values
}

/** Which of the two 32-bit words of a double is the low one on this machine: 1 is 0x3ff00000 00000000. */
const lowWord = new Uint32Array(new Float64Array([1]).buffer)[0] === 0 ? 0 : 1
const highWord = 1 - lowWord

/**
 * Least significant digit radix sort over the 64 bits of a double, 16 bits a pass. Keys (and rows) move together, so
 * that every pass reads in order. Passes of one digit are skipped.
 */
function radixSorted(scores: Float64Array, identity: Uint32Array | null): SortedScores {
  const n = scores.length
  let keys = sortableBits(scores)
  let nextKeys = new Uint32Array(2 * n)
  let rows: Uint32Array = identity ?? new Uint32Array(0)
  let nextRows: Uint32Array = new Uint32Array(rows.length)
  const passes = [[lowWord, 0], [lowWord, 16], [highWord, 0], [highWord, 16]] as const
  for (const [word, shift] of passes) {
    const starts = digitStarts(keys, word, shift)
    if (starts === null) continue
    if (identity === null) moveKeys(keys, nextKeys, starts, word, shift)
    else moveKeysAndRows({ keys, rows }, { keys: nextKeys, rows: nextRows }, starts, word, shift)
    ;[keys, nextKeys] = [nextKeys, keys]
    ;[rows, nextRows] = [nextRows, rows]
  }
  return { values: fromSortableBits(keys), rows }
}

function moveKeys(from: Uint32Array, to: Uint32Array, starts: Uint32Array, word: number, shift: number): void {
  for (let i = 0; i < from.length; i += 2) {
    const digit = ((from[i + word] ?? 0) >>> shift) & 0xffff
    const at = starts[digit] ?? 0
    starts[digit] = at + 1
    to[2 * at] = from[i] ?? 0
    to[2 * at + 1] = from[i + 1] ?? 0
  }
}

interface Keyed {
  readonly keys: Uint32Array
  readonly rows: Uint32Array
}

function moveKeysAndRows(from: Keyed, to: Keyed, starts: Uint32Array, word: number, shift: number): void {
  const { keys, rows } = from
  const { keys: toKeys, rows: toRows } = to
  for (let i = 0; i < rows.length; i++) {
    const digit = ((keys[2 * i + word] ?? 0) >>> shift) & 0xffff
    const at = starts[digit] ?? 0
    starts[digit] = at + 1
    toKeys[2 * at] = keys[2 * i] ?? 0
    toKeys[2 * at + 1] = keys[2 * i + 1] ?? 0
    toRows[at] = rows[i] ?? 0
  }
}

/** Bits of each double arranged so that unsigned order is numeric order; −0 becomes 0. */
function sortableBits(scores: Float64Array): Uint32Array<ArrayBuffer> {
  const copy = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i++) copy[i] = (scores[i] ?? 0) + 0
  const bits = new Uint32Array(copy.buffer)
  for (let i = 0; i < bits.length; i += 2) {
    const top = bits[i + highWord] ?? 0
    if (top >>> 31 === 1) {
      bits[i + highWord] = ~top
      bits[i + lowWord] = ~(bits[i + lowWord] ?? 0)
    } else bits[i + highWord] = top ^ 0x8000_0000
  }
  return bits
}

/** Undoes `sortableBits` in place. */
function fromSortableBits(bits: Uint32Array<ArrayBuffer>): Float64Array {
  for (let i = 0; i < bits.length; i += 2) {
    const top = bits[i + highWord] ?? 0
    if (top >>> 31 === 0) {
      bits[i + highWord] = ~top
      bits[i + lowWord] = ~(bits[i + lowWord] ?? 0)
    } else bits[i + highWord] = top ^ 0x8000_0000
  }
  return new Float64Array(bits.buffer)
}

/** Where each digit's rows begin; null if all rows share one digit. */
function digitStarts(keys: Uint32Array, word: number, shift: number): Uint32Array | null {
  const counts = new Uint32Array(65_536)
  for (let i = word; i < keys.length; i += 2) {
    const digit = ((keys[i] ?? 0) >>> shift) & 0xffff
    counts[digit] = (counts[digit] ?? 0) + 1
  }
  let sum = 0
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit] ?? 0
    if (2 * count === keys.length) return null
    counts[digit] = sum
    sum += count
  }
  return counts
}
