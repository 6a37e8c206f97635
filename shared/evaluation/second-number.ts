import type { SecondArea } from '../statistics/auc-second.ts'
import { normalMultiplierByQuadrature } from '../statistics/quadrature-second.ts'

/** A number by a second algorithm, from rows; what it has no opinion on is left out. */
export interface SecondNumber {
  /** Name of the second algorithm, with words of its own. */
  readonly method: string
  readonly value: number
  readonly standardError?: number | null
  readonly bounds?: { readonly lower: number; readonly upper: number } | null
}

/** Value ± z √variance within limits, z by quadrature. */
export function areaNumber(method: string, area: SecondArea | null, least: number, level: number): SecondNumber | null {
  if (area === null) return null
  const { value, variance } = area
  if (variance === null) return { method, value }
  const standardError = Math.sqrt(variance)
  const half = normalMultiplierByQuadrature(level) * standardError
  return { method, value, standardError, bounds: { lower: Math.max(least, value - half), upper: Math.min(1, value + half) } }
}
