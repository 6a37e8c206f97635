/** A p value, or null for a hypothesis that could not be tested: it counts as 1 and stays null. */
export type PValue = number | null

function checked(p: readonly PValue[]): number[] {
  return p.map((each) => {
    if (each !== null && !(each >= 0 && each <= 1)) throw new RangeError(`not a p value: ${each}`)
    return each ?? 1
  })
}

const keepNulls = (p: readonly PValue[], adjusted: readonly number[]): PValue[] =>
  p.map((each, i) => (each === null ? null : (adjusted[i] ?? 1)))

const ascending = (values: readonly number[]): number[] =>
  values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b)

/** Holm 1979 step-down: running maximum of (m − rank + 1) p, at most 1; family-wise error (rule MUL-1). */
export function holmAdjusted(p: readonly PValue[]): PValue[] {
  const values = checked(p)
  const adjusted = new Array<number>(values.length).fill(1)
  let most = 0
  ascending(values).forEach((at, rank) => {
    most = Math.max(most, Math.min(1, (values.length - rank) * (values[at] ?? 1)))
    adjusted[at] = most
  })
  return keepNulls(p, adjusted)
}

/** Benjamini & Hochberg 1995 step-up: running minimum of m p / rank from the largest; false discovery rate (rule MUL-2). */
export function benjaminiHochbergAdjusted(p: readonly PValue[]): PValue[] {
  const values = checked(p)
  const adjusted = new Array<number>(values.length).fill(1)
  let least = 1
  const order = ascending(values)
  for (let rank = order.length; rank >= 1; rank--) {
    const at = order[rank - 1] ?? 0
    least = Math.min(least, (values[at] ?? 1) * (values.length / rank))
    adjusted[at] = least
  }
  return keepNulls(p, adjusted)
}

/**
 * Fixed sequence (Maurer, Hothorn & Lehmacher 1995; rule MUL-3): running maximum in the prespecified order. One that could
 * not be tested stops the sequence: those after it become 1. Non-inferiority followed by superiority is such a sequence.
 */
export function fixedSequenceAdjusted(p: readonly PValue[]): PValue[] {
  let most = 0
  return keepNulls(p, checked(p).map((each) => (most = Math.max(most, each))))
}
