/** Lists shorter than this, and buckets longer than CROWD, are left to the runtime's sort. */
const SHORT = 4096
const CROWD = 48

/**
 * Ascending order by value (rule MRG-1): values are dealt into buckets of equal width, about two a bucket, crowded buckets
 * are sorted by the runtime, and one insertion sort over all settles the rest. Shares nothing with the sort of ORD-1.
 * O(n log n) at worst. No NaN.
 */
export function bucketSorted(values: Float64Array): Float64Array {
  const { low, high } = ends(values)
  const n = values.length >>> 1
  const perUnit = (n - 1) / (high - low)
  if (values.length < SHORT || !(perUnit > 0 && perUnit < Infinity)) return values.slice().sort()
  const starts = new Uint32Array(n + 1)
  for (let i = 0; i < values.length; i++) {
    const bucket = (((values[i] ?? 0) - low) * perUnit) | 0
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1
  }
  for (let bucket = 0; bucket < n; bucket++) starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0)
  const sorted = dealt(values, starts, low, perUnit)
  // Dealing moved every bucket's start to its end.
  let from = 0
  for (let bucket = 0; bucket < n; bucket++) {
    const to = starts[bucket] ?? 0
    if (to - from > CROWD) sorted.subarray(from, to).sort()
    from = to
  }
  insertionSort(sorted)
  return sorted
}

function ends(values: Float64Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

function dealt(values: Float64Array, starts: Uint32Array, low: number, perUnit: number): Float64Array {
  const found = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    const bucket = ((value - low) * perUnit) | 0
    const at = starts[bucket] ?? 0
    starts[bucket] = at + 1
    found[at] = value
  }
  return found
}

function insertionSort(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? 0
    let at = i
    while (at > 0 && (values[at - 1] ?? 0) > value) {
      values[at] = values[at - 1] ?? 0
      at--
    }
    values[at] = value
  }
}
