import { exp, expm1, ln, log1p } from './elementary.ts'
import { bracketedRoot } from './root.ts'

/**
 * Second engine for the normal, beta and Student distributions (rules TWO-4 to TWO-6): integrals by quadrature. Nothing
 * here uses the gamma or beta functions, the continued fractions or the rational approximations of the first engine.
 */

const STEP = 1 / 16

/** Nodes t > 0 and weights of the double exponential rule t = exp(v − exp(−v)) on a half line. Takahasi & Mori 1974. */
const nodes = Array.from({ length: 193 }, (_, i) => {
  const v = -5 + STEP * i
  const shrink = exp(-v)
  const t = exp(v - shrink)
  return { t, weight: STEP * t * (1 + shrink) }
}).filter(({ weight }) => weight > 0)

/** ∫ f(t) dt over t > 0 for a smooth f that falls on a scale of about `scale`. */
function halfLine(f: (t: number) => number, scale: number): number {
  let sum = 0
  for (const { t, weight } of nodes) sum += weight * f(scale * t)
  return sum * scale
}

/** P(Z > z), Z standard normal: φ(z) ∫ exp(−z t − t²/2) dt for z ≥ 0 (rule TWO-4). Relative precision for z ≥ 0. */
export function normalUpperTailByQuadrature(z: number): number {
  if (z < 0) return 1 - normalUpperTailByQuadrature(-z)
  const area = halfLine((t) => exp(-z * t - (t * t) / 2), 1 / Math.sqrt(1 + z * z))
  return exp((-z * z) / 2) * 0.398_942_280_401_432_7 * area
}

/** z with P(|Z| ≤ z) = level, by inverting that tail (rule TWO-4). */
export function normalMultiplierByQuadrature(level: number): number {
  const tail = (1 - level) / 2
  return bracketedRoot((z) => normalUpperTailByQuadrature(z) - tail, 0, 38)
}

/**
 * A beta distribution on the logit scale, u = ln(x/(1 − x)): its density over the density at the mode ln(a/b), and the
 * half-line integrals beyond a point on the side where it only falls.
 */
function logitBeta(a: number, b: number) {
  const [p, q] = [a / (a + b), b / (a + b)]
  const scale = Math.sqrt(1 / a + 1 / b)
  /** ln(q + p e^d) without overflow or cancellation; beyond e^300 q adds nothing. */
  const growth = (d: number): number => {
    if (d > 300) return d + ln(p)
    const change = p * expm1(d)
    return change > -0.5 ? log1p(change) : ln(q + p * exp(d))
  }
  const density = (d: number): number => exp(a * d - (a + b) * growth(d))
  const beyond = (d: number, sign: 1 | -1): number => halfLine((t) => density(d + sign * t), scale)
  return { mode: ln(a) - ln(b), beyond, all: beyond(0, 1) + beyond(0, -1) }
}

/**
 * x/(1 − x) on the logit scale with P(X ≤ x) = p, X beta(a, b) with real a, b > 0, 0 < p < 1 (rule TWO-5): the quantile
 * as its logit, so that a bound near 0 or 1 keeps its digits.
 */
function betaLogitByQuadrature(p: number, a: number, b: number): number {
  const { mode, beyond, all } = logitBeta(a, b)
  const below = beyond(0, -1) / all
  const isBelow = p < below
  const wanted = isBelow ? p : 1 - p
  const sign = isBelow ? -1 : 1
  const excess = (distance: number): number => beyond(sign * distance, sign) / all - wanted
  let far = Math.sqrt(1 / a + 1 / b)
  while (excess(far) > 0) far *= 2
  return mode + sign * bracketedRoot(excess, 0, far)
}

/** x with P(X ≤ x) = p, X beta(a, b) (rule TWO-5). */
export function betaQuantileByQuadrature(p: number, a: number, b: number): number {
  const u = betaLogitByQuadrature(p, a, b)
  return u < 0 ? exp(u) / (1 + exp(u)) : 1 / (1 + exp(-u))
}

/** t > 0 with P(T > t) = tail < ½, Student's t with df degrees of freedom (rule TWO-6): df/(df + t²) is beta(df/2, ½). */
export function studentMultiplierByQuadrature(tail: number, df: number): number {
  return Math.sqrt(df * exp(-betaLogitByQuadrature(2 * tail, df / 2, 0.5)))
}
