/** Predictions brought into the order of their examinations and, within each, of time. */
export interface Timelines {
  /** Predictions of examination i stand from offsets[i] up to offsets[i + 1]. */
  readonly offsets: Uint32Array
  /** Ascending within each examination. */
  readonly times: Float64Array
  /** Where each stood in the file. */
  readonly row: Uint32Array
  /** Two rows of one examination with the same time, if there are any. */
  readonly twice: { readonly first: number; readonly second: number } | null
}

/**
 * Groups predictions by examination and sorts them by time (rule ALR-8). of: the examination of each row, −1 for none.
 * O(rows) where each examination's rows ascend already. The order of rows in the file makes no difference.
 */
export function timelinesOf(n: number, of: Int32Array, time: Float64Array): Timelines {
  const offsets = new Uint32Array(n + 1)
  for (let at = 0; at < of.length; at++) {
    const i = of[at] ?? -1
    if (i >= 0) offsets[i + 1] = (offsets[i + 1] ?? 0) + 1
  }
  for (let i = 0; i < n; i++) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0)
  const next = offsets.slice()
  const row = new Uint32Array(offsets[n] ?? 0)
  for (let at = 0; at < of.length; at++) {
    const i = of[at] ?? -1
    if (i < 0) continue
    row[next[i] ?? 0] = at
    next[i] = (next[i] ?? 0) + 1
  }
  for (let i = 0; i < n; i++) sortByTime(row.subarray(offsets[i], offsets[i + 1]), time)
  // Loops, not `from` with a callback: there may be millions of predictions.
  const times = new Float64Array(row.length)
  for (let k = 0; k < row.length; k++) times[k] = time[row[k] ?? 0] ?? Number.NaN
  return { offsets, times, row, twice: findTwice(offsets, times, row) }
}

function sortByTime(rows: Uint32Array, time: Float64Array): void {
  for (let k = 1; k < rows.length; k++) {
    if ((time[rows[k] ?? 0] ?? 0) >= (time[rows[k - 1] ?? 0] ?? 0)) continue
    rows.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b)
    return
  }
}

function findTwice(offsets: Uint32Array, times: Float64Array, row: Uint32Array): Timelines['twice'] {
  for (let i = 0; i + 1 < offsets.length; i++) {
    for (let at = (offsets[i] ?? 0) + 1; at < (offsets[i + 1] ?? 0); at++) {
      if (times[at] === times[at - 1]) return { first: row[at - 1] ?? 0, second: row[at] ?? 0 }
    }
  }
  return null
}
