import { orderScores } from './score-counts.ts'

/** Two samples of one variable over their common distinct values, ascending: one sort for every comparison. */
export interface TwoSamples {
  readonly values: Float64Array
  /** How many of each sample have each value. first: the reference (development), second: the new one. */
  readonly first: Uint32Array
  readonly second: Uint32Array
  readonly nFirst: number
  readonly nSecond: number
}

/** Finite numbers in any order. O(n). */
export function twoSamples(first: Float64Array, second: Float64Array): TwoSamples {
  const both = new Float64Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  const { scores, group } = orderScores(both)
  const counts = { first: new Uint32Array(scores.length), second: new Uint32Array(scores.length) }
  group.forEach((g, row) => {
    const of = row < first.length ? counts.first : counts.second
    of[g] = (of[g] ?? 0) + 1
  })
  return { values: scores, ...counts, nFirst: first.length, nSecond: second.length }
}

/** Type-7 quantiles (Hyndman & Fan 1996) at ascending shares of counted ascending values. O(values). */
export function countedQuantiles(values: Float64Array, counts: Uint32Array, n: number, shares: readonly number[]): number[] {
  let g = 0
  let upTo = counts[0] ?? 0
  const valueAt = (rank: number): number => {
    while (rank >= upTo && g < values.length - 1) upTo += counts[++g] ?? 0
    return values[g] ?? 0
  }
  return shares.map((share) => {
    const at = (n - 1) * share
    const rank = Math.floor(at)
    const low = valueAt(rank)
    if (at === rank) return low
    // Looking one rank ahead must not move the place where the next share begins.
    const [keptGroup, keptUpTo] = [g, upTo]
    const high = valueAt(Math.min(n - 1, rank + 1))
    g = keptGroup
    upTo = keptUpTo
    return low + (at - rank) * (high - low)
  })
}
