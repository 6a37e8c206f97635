import { normalQuantile } from './special.ts'

/** Why a number cannot be given. A subset of the reasons that results know; this room imports nothing. */
export type StatisticsReason =
  | 'no-examinations'
  | 'one-class'
  | 'denominator-zero'
  | 'perfect-separation'
  | 'all-scores-tied'
  | 'no-convergence'
  | 'two-sided-interval-at-boundary'
  | 'no-such-specificity'
  | 'below-chance'
  | 'too-few-replicates'
  | 'zero-variance'
  | 'too-few-distinct-scores'
  | 'too-many-examinations'
  | 'too-few-clusters'
  | 'zero-cell'
  | 'no-discordant-pairs'
  | 'no-alerts'
  | 'no-events'
  | 'no-exposure'
  | 'mostly-undetected'

/** Both bounds, or neither and why. */
export type Bounds =
  | { readonly lower: number; readonly upper: number }
  | { readonly lower: null; readonly upper: null; readonly reason: StatisticsReason }

export const noBounds = (reason: StatisticsReason): Bounds => ({ lower: null, upper: null, reason })

/** z with P(|Z| ≤ z) = level; 1.959963984540054 at 0.95. */
export const normalMultiplier = (level: number): number => normalQuantile(0.5 + level / 2)

/** Estimate ± z · standard error (Wald). */
export function waldBounds(value: number, standardError: number, level: number): Bounds {
  const half = normalMultiplier(level) * standardError
  return { lower: value - half, upper: value + half }
}
