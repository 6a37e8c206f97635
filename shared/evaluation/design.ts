import type { Problem } from '../vocabulary/problem.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { samplingProblems } from './protocol-sampling.ts'

/** Parts that the format knows and nothing computes yet. */
export function unsupportedDesign(protocol: Protocol): Problem[] {
  const { analyses } = protocol
  const parts: readonly (readonly [boolean, string, string])[] = [
    [protocol.repeated !== undefined, 'repeated predictions', 'repeated'],
    [protocol.subgroupPairs !== undefined, 'pairs of subgroups', 'subgroupPairs'],
    [protocol.agreements !== undefined, 'measures of agreement', 'agreements'],
    [protocol.drifts !== undefined, 'measures of drift', 'drifts'],
    [protocol.comparisons?.some((each) => each.between === 'releases') === true, 'changed calls of two releases', 'comparisons'],
    [analyses?.operational !== undefined, 'operational measures', 'analyses.operational'],
    [analyses?.calibrationTests !== undefined, 'tests of calibration', 'analyses.calibrationTests'],
  ]
  return parts.flatMap(([isAsked, detail, path]) => (isAsked ? [problem('protocol/not-built-yet', { detail }, { path })] : []))
}

/** A protocol that was never checked is refused here too, rather than computed as if everybody had been verified. */
export function refuseUnsupported(protocol: Protocol): void {
  const found = [...unsupportedDesign(protocol), ...samplingProblems(protocol)]
  if (found.length > 0) throw new Refusal(found)
}
