import type { EndpointResult, Estimate, Results } from '../vocabulary/results.ts'

/**
 * How many numbers were computed by two engines, and the worst disagreement (rules TWI-1, TWI-3): estimates by their id,
 * p values of endpoints as `<endpoint>/p-value`. Above 1e-9 nothing may be signed.
 */
export function engineAgreement(estimates: readonly Estimate[], endpoints: readonly EndpointResult[]): Results['engineAgreement'] {
  const compared = [
    ...estimates.map(({ id, agreement }) => ({ id, agreement })),
    ...endpoints.map(({ id, test }) => ({ id: `${id}/p-value`, agreement: test?.agreement })),
  ]
  let found: Results['engineAgreement'] = { nCompared: 0, largestRelativeDifference: 0, at: null }
  for (const { id, agreement } of compared) {
    if (agreement === undefined) continue
    const isWorse = agreement.relativeDifference > found.largestRelativeDifference
    found = {
      nCompared: found.nCompared + 1,
      largestRelativeDifference: isWorse ? agreement.relativeDifference : found.largestRelativeDifference,
      at: isWorse ? id : found.at,
    }
  }
  return found
}
