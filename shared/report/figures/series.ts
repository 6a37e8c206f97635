import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Estimate, Results } from '../../vocabulary/results.ts'
import type { Tone } from '../scene.ts'

const seriesTones: readonly Tone[] = ['accent', 'second', 'third', 'ink']

/** Colour of an output by its place in the protocol, the same in every figure. */
export function seriesTone(protocol: Protocol, prediction: string): Tone {
  const index = protocol.predictions.findIndex((each) => each.id === prediction)
  return seriesTones[Math.max(0, index) % seriesTones.length] ?? 'accent'
}

/** The overall estimate of a quantity, found by what it is and not by how its id is spelled. */
export function overallEstimate(
  results: Results,
  quantity: Estimate['quantity'],
  prediction?: string,
  operatingPoint?: string,
): Estimate | undefined {
  return results.estimates.find(
    (each) =>
      each.quantity === quantity &&
      each.prediction === prediction &&
      each.operatingPoint === operatingPoint &&
      each.missingRule === undefined &&
      each.subgroup === undefined,
  )
}
