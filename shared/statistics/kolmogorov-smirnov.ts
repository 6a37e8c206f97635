import { kolmogorovUpperTail } from './distributions.ts'
import { exp, ln } from './elementary.ts'
import type { StatisticsReason } from './interval.ts'
import { lnGamma } from './special.ts'
import { CompensatedSum } from './sum.ts'
import type { TwoSamples } from './two-samples.ts'

/** The exact lattice count visits nFirst × nSecond points; above this many it is refused. */
export const KS_EXACT_MOST = 20_000_000
/** Durbin's matrix for the one-sample distribution is refused above this n (where no tail formula applies). */
export const KS_ONE_SAMPLE_MOST = 4000

type Probability = { readonly value: number } | { readonly value: null; readonly reason: StatisticsReason }

export type KolmogorovSmirnov =
  | {
      /** Largest distance of the two distribution functions. */
      readonly distance: number
      /** Limiting Kolmogorov distribution (R: ks.test(exact = FALSE)). */
      readonly pAsymptotic: number
      /** One-sample distribution at the rounded effective n (scipy: method = "asymp"). */
      readonly pEffectiveN: Probability
      /** All orderings of the two samples equally likely; ties taken as they are in the distance. */
      readonly pExact: Probability
    }
  | { readonly distance: null; readonly reason: StatisticsReason }

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided (rules KSM-1 to KSM-3; Smirnov 1939): the distance, and three p-values
 * that are three definitions, not three roundings. exact: false skips the lattice count.
 */
export function kolmogorovSmirnov(samples: TwoSamples, exact = true): KolmogorovSmirnov {
  const { nFirst, nSecond } = samples
  if (nFirst === 0 || nSecond === 0) return { distance: null, reason: 'no-examinations' }
  let below = 0
  let belowSecond = 0
  let most = 0
  for (let g = 0; g < samples.values.length; g++) {
    below += samples.first[g] ?? 0
    belowSecond += samples.second[g] ?? 0
    most = Math.max(most, Math.abs(below * nSecond - belowSecond * nFirst))
  }
  const distance = most / nFirst / nSecond
  const effective = (nFirst / (nFirst + nSecond)) * nSecond
  const skipped: Probability = { value: null, reason: 'too-many-examinations' }
  return {
    distance,
    pAsymptotic: kolmogorovUpperTail(distance * Math.sqrt(effective)),
    pEffectiveN: oneSampleUpperTail(Math.max(1, roundHalfEven(effective)), distance),
    pExact: exact && nFirst * nSecond <= KS_EXACT_MOST ? { value: exactTail(nFirst, nSecond, most) } : skipped,
  }
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x)
  if (x - down !== 0.5) return Math.floor(x + 0.5)
  return down % 2 === 0 ? down : down + 1
}

/**
 * P(some |i·n − j·m| ≥ reach on a random lattice path), (i, j) from (0, 0) to (m, n) (rule KSM-3): the chance of having
 * been outside, carried from point to point; only sums of positive terms, so that small tails keep their digits.
 */
function exactTail(m: number, n: number, reach: number): number {
  if (reach === 0) return 1
  const out = new Float64Array(n + 1)
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      if (Math.abs(i * n - j * m) >= reach) out[j] = 1
      else if (i + j === 0) out[j] = 0
      else out[j] = ((out[j] ?? 0) * i + (out[j - 1] ?? 0) * j) / (i + j)
    }
  }
  return Math.min(1, out[n] ?? 1)
}

/** P(one-sided distance ≥ d) for one sample of n (Smirnov 1944; Birnbaum & Tingey 1951): a sum of positive terms. */
function oneSidedTail(n: number, d: number): number {
  const sum = new CompensatedSum()
  const whole = lnGamma(n + 1)
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const rest = 1 - d - j / n
    if (!(rest > 0)) continue
    const lnChoose = whole - lnGamma(j + 1) - lnGamma(n - j + 1)
    sum.add(exp(lnChoose + (j - 1) * ln(d + j / n) + (n - j) * ln(rest)))
  }
  return d * sum.value
}

/**
 * P(two-sided one-sample distance ≥ d) for n (rule KSM-2): twice the one-sided tail where both sides cannot be that
 * far at once, or are with less than 2·e^(−8nd²): 3·10^−14 up to n = 140, 5·10^−8 above (Simard & L'Ecuyer 2011, Journal of
 * Statistical Software 39(11)); Durbin's matrix below.
 */
export function oneSampleUpperTail(n: number, d: number): Probability {
  if (d <= 0.5 / n) return { value: 1 }
  const square = n * d * d
  if (d >= 0.5 || square > (n <= 140 ? 4 : 2.2)) return { value: Math.min(1, 2 * oneSidedTail(n, d)) }
  if (n > KS_ONE_SAMPLE_MOST) return { value: null, reason: 'too-many-examinations' }
  return { value: 1 - durbinLower(n, d) }
}

interface Scaled {
  readonly matrix: Float64Array
  /** The matrix stands for matrix · 2^exponent. */
  readonly exponent: number
}

/** P(distance < d) by Durbin's matrix power (Marsaglia, Tsang & Wang 2003, Journal of Statistical Software 8(18)). */
function durbinLower(n: number, d: number): number {
  const k = Math.floor(n * d) + 1
  const m = 2 * k - 1
  const h = k - n * d
  const start = new Float64Array(m * m)
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) start[i * m + j] = i - j + 1 < 0 ? 0 : 1
  let power = 1
  for (let i = 0; i < m; i++) {
    power *= h
    start[i * m] = (start[i * m] ?? 0) - power
    start[(m - 1) * m + m - 1 - i] = (start[(m - 1) * m + m - 1 - i] ?? 0) - power
  }
  if (2 * h - 1 > 0) start[(m - 1) * m] = (start[(m - 1) * m] ?? 0) + wholePower(2 * h - 1, m)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) for (let g = 2; g <= i - j + 1; g++) start[i * m + j] = (start[i * m + j] ?? 0) / g
  }
  let { matrix, exponent } = matrixPower({ matrix: start, exponent: 0 }, m, n)
  let value = matrix[(k - 1) * m + k - 1] ?? 0
  for (let i = 1; i <= n; i++) {
    value = (value * i) / n
    if (value < 1e-140 && value > 0) {
      value *= two512
      exponent -= 512
    }
  }
  for (; exponent < 0; exponent += 512) value /= two512
  for (; exponent > 0; exponent -= 512) value *= two512
  return Math.min(1, Math.max(0, value))
}

/** 2^512, exactly. */
const two512 = 2 ** 512

function wholePower(base: number, exponent: number): number {
  let value = 1
  for (let i = 0; i < exponent; i++) value *= base
  return value
}

function matrixPower(base: Scaled, m: number, n: number): Scaled {
  if (n === 1) return base
  const half = matrixPower(base, m, Math.floor(n / 2))
  const square = scaled({ matrix: multiply(half.matrix, half.matrix, m), exponent: 2 * half.exponent }, m)
  if (n % 2 === 0) return square
  return scaled({ matrix: multiply(square.matrix, base.matrix, m), exponent: square.exponent + base.exponent }, m)
}

/** Keeps the middle element below 1e140, in exact steps of 2^512. */
function scaled({ matrix, exponent }: Scaled, m: number): Scaled {
  const middle = matrix[Math.floor(m / 2) * m + Math.floor(m / 2)] ?? 0
  return middle > 1e140 ? { matrix: matrix.map((v) => v / two512), exponent: exponent + 512 } : { matrix, exponent }
}

function multiply(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const product = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) {
      const factor = a[i * m + k] ?? 0
      if (factor === 0) continue
      for (let j = 0; j < m; j++) product[i * m + j] = (product[i * m + j] ?? 0) + factor * (b[k * m + j] ?? 0)
    }
  }
  return product
}
