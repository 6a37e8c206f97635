import { exp, expm1, ln, log1p } from './elementary.ts'

const halfLnTwoPi = 0.918_938_533_204_672_8

/**
 * ln Γ(x) for x > 0 (rule FUN-1). Stirling's series (Abramowitz & Stegun 6.1.41) from 15 on, recurrence below.
 * Absolute error about 1e-15 near the zeros at 1 and 2, relative about 1e-15 elsewhere.
 */
export function lnGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  if (x === 1 || x === 2) return 0
  let shifted = x
  let product = 1
  while (shifted < 15) {
    product *= shifted
    shifted += 1
  }
  return (shifted - 0.5) * ln(shifted) - shifted + halfLnTwoPi + stirlingTail(shifted) - ln(product)
}

/** Σ B_2k / (2k (2k − 1) x^(2k − 1)), k = 1 … 7; for x ≥ 15 the next term is below 1e-17. */
function stirlingTail(x: number): number {
  const y = 1 / (x * x)
  const series = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156]
  let sum = 0
  for (let k = series.length - 1; k >= 0; k--) sum = sum * y + (series[k] ?? 0)
  return sum / x
}

/** ln Γ(x + 1) − Stirling's approximation of it (Loader 2000): small, so that nothing cancels. */
export function stirlingError(x: number): number {
  if (x >= 15) return stirlingTail(x)
  return lnGamma(x + 1) - (x + 0.5) * ln(x) + x - halfLnTwoPi
}

/** x ln(x / m) + m − x without cancellation (Loader's deviance part bd0). */
export function deviance(x: number, m: number): number {
  if (Math.abs(x - m) < 0.1 * (x + m)) {
    const v = (x - m) / (x + m)
    let sum = (x - m) * v
    let power = 2 * x * v
    for (let j = 1; j < 1000; j++) {
      power *= v * v
      const next = sum + power / (2 * j + 1)
      if (next === sum) return next
      sum = next
    }
    return sum
  }
  return x * ln(x / m) + m - x
}

/** x^a y^b / B(a, b) with y = 1 − x, by Loader's saddle-point form: accurate for a + b of 10^7 and more. */
function betaKernel(x: number, y: number, a: number, b: number): number {
  const n = a + b
  const corrections = stirlingError(n) - stirlingError(a) - stirlingError(b)
  const exponent = corrections - deviance(a, n * x) - deviance(b, n * y)
  return exp(exponent) * Math.sqrt((a / n) * b) * 0.398_942_280_401_432_7
}

/** Continued fraction of I_x(a, b) (DLMF 8.17.22), modified Lentz; converges fast for x < (a + 1)/(a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 - ((a + b) * x) / (a + 1)
  d = 1 / (Math.abs(d) < tiny ? tiny : d)
  let h = d
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    c = 1 + even / c
    d = 1 / (Math.abs(d) < tiny ? tiny : d)
    c = Math.abs(c) < tiny ? tiny : c
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    c = 1 + odd / c
    d = 1 / (Math.abs(d) < tiny ? tiny : d)
    c = Math.abs(c) < tiny ? tiny : c
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 1e-16) return h
  }
  return h
}

/**
 * Regularised incomplete beta function I_x(a, b), a, b > 0 (rule FUN-2). y: 1 − x where the caller knows it better than
 * subtraction does (x near 1).
 */
export function betaIncomplete(x: number, a: number, b: number, y: number = 1 - x): number {
  if (!(a > 0) || !(b > 0) || Number.isNaN(x)) return Number.NaN
  if (x <= 0) return 0
  if (y <= 0) return 1
  const kernel = betaKernel(x, y, a, b)
  if (x < (a + 1) / (a + b + 2)) return (kernel * betaFraction(x, a, b)) / a
  return 1 - (kernel * betaFraction(y, b, a)) / b
}

/**
 * x with I_x(a, b) = p (rule FUN-3): Newton steps kept inside a shrinking bracket, bisection when a step leaves it.
 * Closed forms for a = 1 or b = 1.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0) || !(p <= 1) || !(a > 0) || !(b > 0)) return Number.NaN
  if (p === 0 || p === 1) return p
  if (b === 1) return exp(ln(p) / a)
  if (a === 1) return -expm1(log1p(-p) / b)
  let low = 0
  let high = 1
  let x = a / (a + b)
  for (let i = 0; i < 400; i++) {
    const error = betaIncomplete(x, a, b) - p
    if (error === 0) return x
    if (error < 0) low = x
    else high = x
    const density = betaKernel(x, 1 - x, a, b) / (x * (1 - x))
    const newton = x - error / density
    // Towards 0 a geometric mean halves the exponent, not the distance: tiny quantiles keep their relative digits.
    const isWide = low > 0 && high / low > 4
    const middle = isWide ? Math.sqrt(low) * Math.sqrt(high) : low === 0 ? high / 16 : (low + high) / 2
    const next = newton > low && newton < high ? newton : middle
    if (Math.abs(next - x) <= 2e-16 * next || next === low || next === high) return next
    x = next
  }
  return x
}

/** Upper tail of the standard normal distribution beyond z ≥ 0. Series below 2.5, continued fraction above. */
function upperTail(z: number): number {
  const density = exp((-z * z) / 2) * 0.398_942_280_401_432_7
  if (z < 2.5) {
    let term = z
    let sum = z
    for (let k = 1; k < 200; k++) {
      term *= (z * z) / (2 * k + 1)
      if (sum + term === sum) break
      sum += term
    }
    return 0.5 - density * sum
  }
  // Backward evaluation of 1/(z + 1/(z + 2/(z + …))) (A&S 26.2.14); 200 levels are far beyond convergence at 2.5.
  let tail = z
  for (let k = 200; k >= 1; k--) tail = z + k / tail
  return density / tail
}

/** Φ(z), with full relative precision in the lower tail (rule FUN-4). */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  return z <= 0 ? upperTail(-z) : 1 - upperTail(z)
}

const central = {
  a: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  b: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
    28729.085735721942674, 5226.495278852545703,
  ],
}
const middle = {
  a: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
    0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  b: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
}
const far = {
  a: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
    0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  b: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
}

function ratio(part: { a: readonly number[]; b: readonly number[] }, r: number): number {
  let top = 0
  let bottom = 0
  for (let k = 7; k >= 0; k--) {
    top = top * r + (part.a[k] ?? 0)
    bottom = bottom * r + (part.b[k] ?? 0)
  }
  return top / bottom
}

/** Φ⁻¹(p), Wichura 1988, Algorithm AS 241 (PPND16): relative error about 1e-16 (rule FUN-5). */
export function normalQuantile(p: number): number {
  if (!(p >= 0) || !(p <= 1)) return Number.NaN
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 1) return Number.POSITIVE_INFINITY
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(central, 0.180625 - q * q)
  const r = Math.sqrt(-ln(q < 0 ? p : 1 - p))
  const value = r <= 5 ? ratio(middle, r - 1.6) : ratio(far, r - 5)
  return q < 0 ? -value : value
}
