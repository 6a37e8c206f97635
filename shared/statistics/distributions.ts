import { exp, ln, log1p } from './elementary.ts'
import { betaIncomplete, betaQuantile, deviance, stirlingError } from './special.ts'

const twoPi = 6.283_185_307_179_586
const piSquared = 9.869_604_401_089_358

/** m^k e^−m / Γ(k + 1), real k > 0, m > 0, by Loader's saddle-point form. */
const poissonKernel = (k: number, m: number): number =>
  exp(-stirlingError(k) - deviance(k, m)) / Math.sqrt(twoPi * k)

/**
 * Regularised incomplete gamma function, both tails: lower P(a, x) and upper Q(a, x), a > 0, x ≥ 0 (rule FUN-7).
 * Series below a + 1, continued fraction above (DLMF 8.11.4, 8.9.2 by modified Lentz); the small one is not 1 − the other.
 */
export function gammaIncomplete(a: number, x: number): { lower: number; upper: number } {
  if (!(a > 0) || !(x >= 0)) return { lower: Number.NaN, upper: Number.NaN }
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === Infinity) return { lower: 1, upper: 0 }
  const kernel = poissonKernel(a, x)
  if (x < a + 1) {
    const lower = Math.min(1, kernel * gammaSeries(a, x))
    return { lower, upper: 1 - lower }
  }
  const upper = Math.min(1, kernel * a * gammaFraction(a, x))
  return { lower: 1 - upper, upper }
}

/** 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + … */
function gammaSeries(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; k < 1_000_000; k++) {
    term *= x / (a + k)
    sum += term
    if (term < 1e-17 * sum) break
  }
  return sum
}

/** 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …)) */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let k = 1; k < 1_000_000; k++) {
    const factor = -k * (k - a)
    b += 2
    d = 1 / (factor * d + b)
    c = b + factor / c
    const change = c * d
    h *= change
    if (Math.abs(change - 1) < 2e-16) break
  }
  return h
}

/** P(χ² > x) with df > 0 degrees of freedom, real df allowed (rule FUN-7). */
export const chiSquareUpperTail = (x: number, df: number): number => gammaIncomplete(df / 2, x / 2).upper

/** P(T > t), Student's t with df > 0 degrees of freedom, real df allowed; relative precision for t > 0 (rule FUN-8). */
export function studentUpperTail(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN
  if (t < 0) return 1 - studentUpperTail(-t, df)
  if (t === Infinity) return 0
  const x = 1 / (1 + (t * t) / df)
  return betaIncomplete(x, df / 2, 0.5, 1 / (1 + df / (t * t))) / 2
}

/** t with P(T ≤ t) = p (rule FUN-8): from the beta quantile on the side where it is small. */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0) || !(p <= 1) || !(df > 0)) return Number.NaN
  if (p === 0.5) return 0
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity
  const tail = p < 0.5 ? p : 1 - p
  const y = betaQuantile(1 - 2 * tail, 0.5, df / 2)
  const isSmall = y < 0.5
  const x = isSmall ? 1 - y : betaQuantile(2 * tail, df / 2, 0.5)
  const t = Math.sqrt((df * (isSmall ? y : 1 - x)) / x)
  return p < 0.5 ? -t : t
}

/** P(F > f) with df1, df2 > 0, real ones allowed (rule FUN-9). */
export function fisherUpperTail(f: number, df1: number, df2: number): number {
  if (!(df1 > 0) || !(df2 > 0) || Number.isNaN(f)) return Number.NaN
  if (f <= 0) return 1
  const ratio = (df1 * f) / df2
  return betaIncomplete(1 / (1 + ratio), df2 / 2, df1 / 2, 1 / (1 + 1 / ratio))
}

/** f with P(F ≤ f) = p (rule FUN-9). */
export function fisherQuantile(p: number, df1: number, df2: number): number {
  if (!(p >= 0) || !(p <= 1) || !(df1 > 0) || !(df2 > 0)) return Number.NaN
  if (p === 0 || p === 1) return p === 0 ? 0 : Infinity
  const x = betaQuantile(p, df1 / 2, df2 / 2)
  if (x < 0.5) return (df2 * x) / (df1 * (1 - x))
  const y = betaQuantile(1 - p, df2 / 2, df1 / 2)
  return (df2 * (1 - y)) / (df1 * y)
}

/** P(X = x), X binomial of n at p (Loader 2000; rule FUN-11). x, n whole, 0 ≤ x ≤ n ≤ 10^15. */
export function binomialProbability(x: number, n: number, p: number): number {
  if (p === 0 || p === 1) return (p === 0 ? x === 0 : x === n) ? 1 : 0
  if (x === 0) return exp(n * log1p(-p))
  if (x === n) return exp(n * ln(p))
  const corrections = stirlingError(n) - stirlingError(x) - stirlingError(n - x)
  const exponent = corrections - deviance(x, n * p) - deviance(n - x, n * (1 - p))
  return exp(exponent) * Math.sqrt(n / (twoPi * x * (n - x)))
}

/** P(X ≤ x), X binomial of n at p, by FUN-2 (rule FUN-11). */
export function binomialLowerTail(x: number, n: number, p: number): number {
  if (x < 0) return 0
  return x >= n ? 1 : betaIncomplete(1 - p, n - x, x + 1, p)
}

/** P(X ≥ x), X binomial of n at p, by FUN-2 (rule FUN-11). */
export function binomialUpperTail(x: number, n: number, p: number): number {
  if (x <= 0) return 1
  return x > n ? 0 : betaIncomplete(p, x, n - x + 1, 1 - p)
}

/**
 * P(K > λ), limiting distribution of √n · sup|F_n − F| (Kolmogorov 1933; rule FUN-12): the alternating series above 1,
 * its theta transform below.
 */
export function kolmogorovUpperTail(lambda: number): number {
  if (Number.isNaN(lambda)) return Number.NaN
  if (lambda <= 0.04) return 1
  let sum = 0
  if (lambda > 1) {
    for (let k = 1; k <= 12; k++) sum += (k % 2 === 1 ? 1 : -1) * exp(-2 * k * k * lambda * lambda)
    return 2 * sum
  }
  for (let k = 1; k <= 23; k += 2) sum += exp((-k * k * piSquared) / (8 * lambda * lambda))
  return 1 - (Math.sqrt(twoPi) / lambda) * sum
}

