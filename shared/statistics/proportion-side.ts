import { betaIncomplete } from './special.ts'

/** On which side of a goal a bound of an interval lies. */
export type Side = 'above' | 'below'

/** Nearer to its tail than this, a probability leaves the decision to the bound itself. */
const CLEAR = 1e-9

/**
 * On which side of goal, in (0, 1), a bound of the exact interval of x of n lies (rule PROP-1), by one probability instead
 * of the search for a quantile; null where it is too near to tell.
 */
export function clopperPearsonSide(bound: 'lower' | 'upper', x: number, n: number, level: number, goal: number): Side | null {
  if (bound === 'lower' ? x === 0 : x === n) return null
  return bound === 'lower' ? quantileSide((1 - level) / 2, x, n - x + 1, goal) : quantileSide((1 + level) / 2, x + 1, n - x, goal)
}

/** Likewise of the Jeffreys interval (rule PROP-5). */
export function jeffreysSide(bound: 'lower' | 'upper', x: number, n: number, level: number, goal: number): Side | null {
  return n === 0 ? null : quantileSide(bound === 'lower' ? (1 - level) / 2 : (1 + level) / 2, x + 0.5, n - x + 0.5, goal)
}

/** The p-quantile of a beta distribution is above what has less than p below it. */
function quantileSide(p: number, a: number, b: number, goal: number): Side | null {
  if (!(goal > 0 && goal < 1)) return null
  const off = betaIncomplete(goal, a, b) - p
  if (!(Math.abs(off) > CLEAR * Math.min(p, 1 - p))) return null
  return off < 0 ? 'above' : 'below'
}
