/**
 * x between low and high with f(x) = 0, by Brent's zeroin (Brent 1973, Algorithms for Minimization without Derivatives,
 * ch. 4; rule FUN-10). f must be continuous and have opposite signs, or a zero, at the ends: else RangeError.
 * To 4e-16 relative, or to `absolute` where that is larger (for roots that may be exactly 0).
 */
export function bracketedRoot(f: (x: number) => number, low: number, high: number, absolute = 1e-300): number {
  let a = low
  let b = high
  let fa = f(a)
  let fb = f(b)
  if (fa === 0) return a
  if (fb === 0) return b
  if (!(fa < 0 !== fb < 0) || Number.isNaN(fa) || Number.isNaN(fb)) throw new RangeError('no change of sign')
  let c = a
  let fc = fa
  let step = b - a
  let before = step
  for (let i = 0; i < 3000; i++) {
    if (Math.abs(fc) < Math.abs(fb)) {
      ;[a, b, c] = [b, c, b]
      ;[fa, fb, fc] = [fb, fc, fb]
    }
    const tolerance = Math.max(4e-16 * Math.abs(b), absolute)
    const half = (c - b) / 2
    if (Math.abs(half) <= tolerance || fb === 0) return b
    const inner = Math.abs(before) >= tolerance && Math.abs(fa) > Math.abs(fb) ? interpolation(a, b, c, fa, fb, fc) : null
    if (inner !== null && Math.abs(2 * inner) < Math.min(3 * Math.abs(half) - tolerance, Math.abs(before)) && inner * half > 0) {
      before = step
      step = inner
    } else {
      step = half
      before = half
    }
    a = b
    fa = fb
    b += Math.abs(step) > tolerance ? step : half > 0 ? tolerance : -tolerance
    fb = f(b)
    if (fb > 0 === fc > 0) {
      c = a
      fc = fa
      step = b - a
      before = step
    }
  }
  return b
}

/** Step from b by the secant, or by inverse quadratic interpolation when three points differ. */
function interpolation(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa
  if (a === c) return ((b - c) * s) / (1 - s)
  const q = fa / fc
  const r = fb / fc
  const numerator = s * ((c - b) * q * (q - r) - (b - a) * (r - 1))
  return -numerator / ((q - 1) * (r - 1) * (s - 1))
}
