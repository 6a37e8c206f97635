import type { Problem } from '../vocabulary/problem.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { Protocol } from '../vocabulary/protocol.ts'

/**
 * Designs whose numbers would be wrong without weights or verification correction (rule PCK-3): refused, not computed
 * as if everybody had been sampled consecutively and verified.
 */
export function unsupportedDesign(protocol: Protocol): Problem[] {
  const found: Problem[] = []
  if (protocol.sampling !== 'consecutive') {
    found.push(problem('protocol/not-built-yet', { detail: `${protocol.sampling} sampling` }, { path: 'sampling' }))
  }
  if (protocol.verification !== 'all') {
    const whose = protocol.verification === 'random-fraction' ? 'a random fraction' : 'those with a given result'
    found.push(problem('protocol/not-built-yet', { detail: `verification of ${whose}` }, { path: 'verification' }))
  }
  return [...found, ...unsupportedParts(protocol)]
}

/** Parts that the format knows and nothing computes yet. */
function unsupportedParts(protocol: Protocol): Problem[] {
  const parts: readonly (readonly [boolean, string, string])[] = [
    [protocol.samplingDesign !== undefined, 'weights for the sampling', 'samplingDesign'],
    [protocol.verificationDesign !== undefined, 'weights for the verification', 'verificationDesign'],
  ]
  return parts.flatMap(([isAsked, detail, path]) => (isAsked ? [problem('protocol/not-built-yet', { detail }, { path })] : []))
}

export function refuseUnsupported(protocol: Protocol): void {
  const found = unsupportedDesign(protocol)
  if (found.length > 0) throw new Refusal(found)
}
