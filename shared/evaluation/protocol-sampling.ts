import type { Problem } from '../vocabulary/problem.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { dependsOnPrevalence } from './enriched.ts'
import { operatingPoints } from './plan.ts'
import { countsUnequally } from './weights.ts'

const shape = (path: string, detail: string): Problem => problem('protocol/shape', { detail }, { path })
const sampling = (path: string, detail: string): Problem => problem('protocol/sampling-needs-correction', { detail }, { path })
const verification = (path: string, detail: string): Problem => problem('protocol/verification-needs-correction', { detail }, { path })

/**
 * A sample that is not consecutive, or not wholly verified, says what undoes it; a part that nothing needs is refused
 * (rules PCK-3, PCK-21, PCK-22).
 */
export function samplingProblems(protocol: Protocol): Problem[] {
  return [...samplingParts(protocol), ...enrichedEndpoints(protocol), ...verificationParts(protocol), ...unweightedParts(protocol)]
}

function samplingParts({ sampling: kind, samplingDesign: design }: Protocol): Problem[] {
  const path = 'samplingDesign'
  if (kind === 'consecutive') return design === undefined ? [] : [shape(path, 'a consecutive sample stands for itself: choose enriched or weighted, or leave this out')]
  if (kind === 'weighted') {
    const found: Problem[] = []
    if (design?.weightColumn === undefined) found.push(sampling(`${path}.weightColumn`, 'it names no column of weights'))
    if (design?.statedPrevalence !== undefined) found.push(shape(`${path}.statedPrevalence`, 'the weights already give the prevalence: leave it out, or choose enriched'))
    return found
  }
  if (design?.weightColumn === undefined) return []
  return [shape(`${path}.weightColumn`, 'an enriched sample is weighted by its classes: leave the column out, or choose weighted')]
}

/** Endpoints whose numbers an enriched sample cannot give (rule PCK-21). */
function enrichedEndpoints({ sampling: kind, samplingDesign: design, endpoints }: Protocol): Problem[] {
  if (kind !== 'enriched') return []
  return endpoints.flatMap(({ estimand: { quantity } }, i): Problem[] => {
    const path = `endpoints[${i}].estimand.quantity`
    if (quantity === 'prevalence') {
      return [problem('protocol/impossible-criterion', { detail: 'the prevalence of an enriched sample was chosen, not observed' }, { path })]
    }
    if (!dependsOnPrevalence(quantity) || design?.statedPrevalence !== undefined) return []
    return [sampling('samplingDesign.statedPrevalence', `${quantity} of an enriched sample needs the prevalence of the intended use`)]
  })
}

function verificationParts(protocol: Protocol): Problem[] {
  const { verification: kind, verificationDesign: design } = protocol
  const path = 'verificationDesign'
  if (kind === 'all') return design === undefined ? [] : [shape(path, 'every examination is verified: leave this out, or say who is not')]
  const found: Problem[] = []
  if (protocol.sampling === 'enriched') {
    found.push(verification('sampling', 'an enriched sample fixes how many have the condition, so everybody in it must be verified; choose weighted sampling'))
  }
  if (design === undefined) return [...found, verification(path, 'it names no way to allow for those who were not')]
  if (design.method === 'begg-greenes') {
    if (design.dependsOn === undefined) found.push(verification(`${path}.dependsOn`, 'it does not name the call by which it was decided who is verified'))
    if (design.probabilityColumn !== undefined) found.push(shape(`${path}.probabilityColumn`, 'Begg-Greenes estimates the fractions verified: leave the column out, or choose inverse probability'))
  } else if (design.probabilityColumn === undefined) {
    found.push(verification(`${path}.probabilityColumn`, 'it names no column with the probability of being verified'))
  }
  return [...found, ...dependenceProblems(protocol, `${path}.dependsOn`)]
}

/** The call that decided exists (rule PCK-22). */
function dependenceProblems({ predictions, verificationDesign: design }: Protocol, path: string): Problem[] {
  const on = design?.dependsOn
  if (on === undefined) return []
  const output = predictions.find(({ id }) => id === on.prediction)
  if (output === undefined) return [problem('protocol/unknown-reference', { id: on.prediction }, { path: `${path}.prediction` })]
  const points = operatingPoints(output).map(({ id }) => id)
  if (on.operatingPoint !== undefined && !points.includes(on.operatingPoint)) {
    return [problem('protocol/unknown-reference', { id: on.operatingPoint }, { path: `${path}.operatingPoint` })]
  }
  if (points.length === 0) return [shape(path, `${on.prediction} calls nobody positive or negative: it has no operating point`)]
  return on.operatingPoint === undefined && points.length > 1 ? [shape(`${path}.operatingPoint`, `${on.prediction} has several operating points: name the one that decided`)] : []
}

/** Parts that count examinations alike are refused where they do not count alike, rather than computed without weights. */
function unweightedParts(protocol: Protocol): Problem[] {
  if (!countsUnequally(protocol) && protocol.sampling !== 'enriched') return []
  const parts: readonly (readonly [boolean, string, string])[] = [
    [protocol.repeated !== undefined, 'repeated predictions', 'repeated'],
    [protocol.agreements !== undefined, 'measures of agreement', 'agreements'],
    [protocol.drifts !== undefined, 'measures of drift', 'drifts'],
    [countsUnequally(protocol) && (protocol.comparisons ?? []).some((each) => each.between === 'groups'), 'comparisons between groups', 'comparisons'],
    [protocol.analyses?.operational === true, 'operational measures', 'analyses.operational'],
    [protocol.analyses?.calibrationTests === true, 'tests of calibration', 'analyses.calibrationTests'],
  ]
  return parts.flatMap(([isAsked, name, path]) =>
    isAsked ? [problem('protocol/not-built-yet', { detail: `${name} where examinations do not count alike` }, { path })] : [],
  )
}

/** A protocol that was never checked is refused here too, rather than computed as if everybody had been verified. */
export function refuseUncorrected(protocol: Protocol): void {
  const found = samplingProblems(protocol)
  if (found.length > 0) throw new Refusal(found)
}
