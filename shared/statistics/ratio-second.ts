import { exp } from './elementary.ts'
import { normalMultiplierByQuadrature } from './quadrature-second.ts'
import type { Second } from './table-second.ts'

/**
 * Second engine for a ratio of sums over units (rule TWO-29): residuals as cross products y·X − Y·x, their squares over X⁴;
 * bounds by dividing and multiplying the ratio (log), or its odds (logit), by one factor, z by quadrature. Null without X.
 */
export function ratioByProducts(numerators: Float64Array, denominators: Float64Array, scale: 'log' | 'logit', level: number): (Second & { readonly standardError: number | null }) | null {
  let [y, x, nUnits] = [0, 0, 0]
  denominators.forEach((each, k) => {
    y += numerators[k] ?? 0
    x += each
    nUnits += each > 0 ? 1 : 0
  })
  if (!(x > 0)) return null
  const value = y / x
  if (nUnits < 2) return { value, standardError: null, bounds: null }
  let squares = 0
  denominators.forEach((each, k) => {
    const product = each > 0 ? ((numerators[k] ?? 0) * x - y * each) / x : 0
    squares += product * product
  })
  const standardError = Math.sqrt((squares / x / x) * (nUnits / (nUnits - 1)))
  const shared = { value, standardError }
  const z = normalMultiplierByQuadrature(level)
  if (scale === 'log') {
    if (!(value > 0)) return { ...shared, bounds: null }
    const factor = exp((z * standardError) / value)
    return { ...shared, bounds: { lower: value / factor, upper: value * factor } }
  }
  if (!(value > 0 && value < 1)) return { ...shared, bounds: null }
  const factor = exp((z * standardError) / (value - value * value))
  return { ...shared, bounds: { lower: value / (value + (1 - value) * factor), upper: (value * factor) / (value * factor + 1 - value) } }
}
