import stdlibExpm1 from '@stdlib/math-base-special-expm1'
import stdlibLog1p from '@stdlib/math-base-special-log1p'
import stdlibPow from '@stdlib/math-base-special-pow'
import { exp, ln } from './msun.ts'

/**
 * The only elementary functions of shared/: pure JavaScript ports of FreeBSD msun (@stdlib), so that the window, the
 * command line and an auditor's browser give the same doubles. Math.exp and its kin may differ between engines.
 */
export { exp, ln }
export const expm1: (x: number) => number = stdlibExpm1
export const log1p: (x: number) => number = stdlibLog1p
export const pow: (base: number, exponent: number) => number = stdlibPow

/** 1 / (1 + e^−x), without overflow at either end. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x))
  const e = exp(x)
  return e / (1 + e)
}

/** ln(p / (1 − p)); −∞ and +∞ at 0 and 1. Clip first where those are not wanted. */
export const logit = (p: number): number => ln(p / (1 - p))
