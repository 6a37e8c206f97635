/** Why no number of examinations can be given. */
export type PlanningReason = 'expected-not-beyond-goal' | 'beyond-limit'

/** Largest number of examinations in one group that is searched; nothing larger is planned here. */
export const PLANNING_LIMIT = 100_000

export type PlannedSize<T> = T | { readonly n: null; readonly reason: PlanningReason }

export const noSize = (reason: PlanningReason): { readonly n: null; readonly reason: PlanningReason } => ({ n: null, reason })

/**
 * The numbers of successes among n that matter, ascending: terms outside are below 10^−17. No number is asked for that is
 * not possible.
 */
export function* mainRange(n: number, p: number): Generator<number> {
  const mean = n * p
  const reach = 9 * Math.sqrt(mean * (1 - p)) + 20
  const most = Math.min(n, mean + reach)
  for (let k = Math.max(0, Math.floor(mean - reach)); k <= most; k++) yield k
}

/** Smallest whole n in [from, limit] with holds(n), where holds never turns false again (rule PLN-1). Null: none. */
export function smallestHolding(holds: (n: number) => boolean, from: number, limit: number): number | null {
  let below = from - 1
  let step = 1
  let above = from
  while (!holds(above)) {
    if (above >= limit) return null
    below = above
    above = Math.min(limit, above + step)
    step *= 2
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2)
    if (holds(middle)) above = middle
    else below = middle
  }
  return above
}

/**
 * Smallest n from which on holds(n) for n and the `window` sizes after it, for conditions that waver (rule PLN-1): sizes
 * are tried one by one from below `guess` on, further down while the lowest tried ones hold. Null: none up to the limit.
 */
export function smallestLasting(holds: (n: number) => boolean, guess: number, window: number, limit: number): number | null {
  let from = Math.max(1, Math.floor(guess - Math.sqrt(guess) - window / 2))
  while (from > 1 && holdsThroughout(holds, from, Math.min(window, from))) from = Math.max(1, from - 2 * window)
  let lastBad = from - 1
  for (let n = from; n - lastBad <= window + 1; n++) {
    if (n > limit + window) return null
    if (!holds(n)) lastBad = n
  }
  return lastBad + 1 > limit ? null : lastBad + 1
}

function holdsThroughout(holds: (n: number) => boolean, from: number, count: number): boolean {
  for (let n = from; n < from + count; n++) if (!holds(n)) return false
  return true
}
