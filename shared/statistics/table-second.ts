import { exp } from './elementary.ts'
import { wilsonByScoreRoots } from './proportion-second.ts'
import { normalMultiplierByQuadrature } from './quadrature-second.ts'
import type { Table } from './roc.ts'

/** A number with its two-sided interval by a second algorithm; no bounds where the definition has none. */
export interface Second {
  readonly value: number
  readonly bounds: { readonly lower: number; readonly upper: number } | null
}

/**
 * Second engine for Youden's J (rule TWO-9): the area under the curve of the call itself, 2 · AUC − 1, by counting pairs;
 * the hybrid interval from Wilson's score roots. Both classes must occur.
 */
export function youdenByPairs({ tp, fp, fn, tn }: Table, level: number): Second {
  const [nPresent, nAbsent] = [tp + fn, fp + tn]
  const value = (tp * nAbsent - fp * nPresent) / (nPresent * nAbsent)
  const first = wilsonByScoreRoots(tp, nPresent, level)
  const second = wilsonByScoreRoots(fp, nAbsent, level)
  if (first.lower === null || second.lower === null) return { value, bounds: null }
  const [p1, p2] = [tp / nPresent, fp / nAbsent]
  const hypotenuse = (u: number, v: number): number => {
    const [long, short] = u > v ? [u, v] : [v, u]
    return long === 0 ? 0 : long * Math.sqrt(1 + (short / long) * (short / long))
  }
  const below = hypotenuse(p1 - first.lower, second.upper - p2)
  const above = hypotenuse(first.upper - p1, p2 - second.lower)
  return { value, bounds: { lower: Math.max(-1, value - below), upper: Math.min(1, value + above) } }
}

/** Second engine for balanced accuracy (rule TWO-9): the area of the call, ½ (J + 1). */
export function balancedAccuracyByPairs(table: Table, level: number): Second {
  const { bounds } = youdenByPairs(table, level)
  const { tp, fp, fn, tn } = table
  // Pairs (present, absent) won by the present one, and one half of the ties.
  const won = tp * tn + 0.5 * (tp * fp + fn * tn)
  const moved = bounds === null ? null : { lower: 0.5 + bounds.lower / 2, upper: 0.5 + bounds.upper / 2 }
  return { value: won / ((tp + fn) * (fp + tn)), bounds: moved }
}

/** value ÷ and × exp(z √variance), instead of exp(ln value ± z √variance). */
function aboutRatio(value: number, variance: number, level: number): Second {
  if (value === 0 || !(variance > 0)) return { value, bounds: null }
  const factor = exp(normalMultiplierByQuadrature(level) * Math.sqrt(variance))
  return { value, bounds: { lower: value / factor, upper: value * factor } }
}

/** Second engine for LR+ (rule TWO-10): odds of a positive call over the odds of the condition, and sums of (1 − p)/np. */
export function positiveLikelihoodRatioByOdds({ tp, fp, fn, tn }: Table, level: number): Second {
  const value = tp / fp / ((tp + fn) / (fp + tn))
  return aboutRatio(value, fn / (tp + fn) / tp + tn / (fp + tn) / fp, level)
}

/** Second engine for LR− (rule TWO-10), likewise. */
export function negativeLikelihoodRatioByOdds({ tp, fp, fn, tn }: Table, level: number): Second {
  const value = fn / tn / ((tp + fn) / (fp + tn))
  return aboutRatio(value, tp / (tp + fn) / fn + fp / (fp + tn) / tn, level)
}

/** Second engine for the diagnostic odds ratio (rule TWO-10): cross products; the variance class by class. */
export function oddsRatioByProducts({ tp, fp, fn, tn }: Table, level: number): Second {
  return aboutRatio((tp * tn) / (fp * fn), (tp + fn) / (tp * fn) + (fp + tn) / (fp * tn), level)
}

/**
 * Second engine for PPV or NPV at a stated prevalence (rule TWO-30): odds of being right from both classes, multiplied and
 * divided by the factor of the interval; no logit. right of `of` called rightly in one class, wrong of `others` in the other,
 * share: how many are in the first class. Both classes must occur and somebody be called.
 */
export function predictiveValueByOdds(right: number, of: number, wrong: number, others: number, share: number, level: number): Second & { readonly standardError: number | null } {
  const weighed = right * share * others
  const value = weighed / (weighed + wrong * (1 - share) * of)
  if (right === 0 || wrong === 0) return { value, bounds: null, standardError: null }
  const spread = Math.sqrt(1 / right - 1 / of + (1 / wrong - 1 / others))
  if (!(spread > 0)) return { value, bounds: null, standardError: null }
  const odds = (right / of / (wrong / others)) * (share / (1 - share))
  const factor = exp(normalMultiplierByQuadrature(level) * spread)
  return { value, standardError: spread * value * (1 - value), bounds: { lower: odds / (odds + factor), upper: (odds * factor) / (1 + odds * factor) } }
}
