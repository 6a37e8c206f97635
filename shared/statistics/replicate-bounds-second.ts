/**
 * The value with `rank` values below it (0 is the least), by dividing what is left at one of its values again and again
 * (Hoare 1961): nothing is sorted.
 */
export function selectedValue(values: Float64Array, rank: number): number {
  let left = values
  let wanted = rank
  for (;;) {
    const pivot = left[left.length >> 1] ?? Number.NaN
    const below = left.filter((value) => value < pivot)
    if (wanted < below.length) {
      left = below
      continue
    }
    const above = left.filter((value) => value > pivot)
    const upTo = left.length - above.length
    if (wanted < upTo || above.length === 0) return pivot
    wanted -= upTo
    left = above
  }
}

/** Type-7 quantile between two selected values, weighing both. */
export function selectedQuantile(values: Float64Array, share: number): number {
  const at = (values.length - 1) * share
  const low = Math.floor(at)
  const part = at - low
  const from = selectedValue(values, low)
  return part === 0 ? from : (1 - part) * from + part * selectedValue(values, low + 1)
}

/**
 * Second engine for percentile bounds and the standard error of replicates (rule TWO-24): values selected by counting instead
 * of sorted, squares updated value by value (Welford 1962). No bounds where fewer than 2/(1 − level) values, or all alike.
 */
export function percentileBySelection(values: Float64Array, level: number): { standardError: number | null; bounds: { lower: number; upper: number } | null } {
  let [n, mean, squares] = [0, 0, 0]
  for (const value of values) {
    n++
    const off = value - mean
    mean += off / n
    squares += off * (value - mean)
  }
  const standardError = n < 2 ? null : Math.sqrt(squares / (n - 1))
  const isFew = n * (1 - level) < 2 - 1e-9
  if (isFew || values.every((value) => value === values[0])) return { standardError, bounds: null }
  return { standardError, bounds: { lower: selectedQuantile(values, (1 - level) / 2), upper: selectedQuantile(values, (1 + level) / 2) } }
}
