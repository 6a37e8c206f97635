import { repeatedQuantities } from '../vocabulary/protocol-designs.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { Endpoint, Protocol, Quantity } from '../vocabulary/protocol.ts'
import { operatingPoints } from './plan.ts'

/** Rules for predictions over time that contradict themselves or the rest of the protocol (rule PCK-20). */
export function repeatedProblems(protocol: Protocol): Problem[] {
  const { repeated, predictions, missing, analyses } = protocol
  if (repeated === undefined) return []
  const { credit, atRiskEndsWith, start, end, onset, treatment } = repeated
  const wrong = (detail: string, path: string): Problem[] => [problem('protocol/shape', { detail }, { path })]
  const columns = [start, end, onset, ...(treatment === undefined ? [] : [treatment])]
  const endsWithTreatment = atRiskEndsWith.includes('treatment')
  return [
    ...(credit.latest > credit.earliest ? wrong('the latest credit comes before the earliest', 'repeated.credit.latest') : []),
    ...(new Set(columns).size < columns.length ? wrong('one column stands for two times', 'repeated') : []),
    ...(endsWithTreatment && treatment === undefined ? wrong('the time at risk ends with treatment, and no column says when that was', 'repeated.treatment') : []),
    ...(!endsWithTreatment && treatment !== undefined ? wrong('a column of treatment is named, but treatment does not end the time at risk', 'repeated.atRiskEndsWith') : []),
    ...(analyses?.operational === true ? wrong('predictions over time count their alerts by themselves', 'analyses.operational') : []),
    ...(missing.indeterminateReference === 'as-present' ? wrong('an event without an onset cannot be placed in time', 'missing.indeterminateReference') : []),
    ...predictions.flatMap((output, i) => (operatingPoints(output).length > 0 ? [] : wrong('alerts need an operating threshold', `predictions[${i}].score.operatingPoints`))),
  ]
}

const ofProbability: readonly Quantity[] = [
  'brier', 'scaled-brier', 'log-loss', 'ici', 'e50', 'e90', 'emax', 'calibration-intercept', 'calibration-slope', 'observed-expected-ratio',
]

/** An endpoint over time needs times; with times, the most positive score of a stay is no probability (rule PCK-20). */
export function overTimeProblems(protocol: Protocol, { estimand }: Endpoint, path: string): Problem[] {
  const { quantity, prediction } = estimand
  const at = { path: `${path}.estimand.quantity` }
  const unavailable = (detail: string): Problem[] => [problem('protocol/not-available-for-output', { detail }, at)]
  const isOverTime = repeatedQuantities.some((each) => each === quantity)
  if (isOverTime && protocol.repeated === undefined) return unavailable(`${quantity} without predictions over time`)
  if (protocol.repeated !== undefined && ofProbability.includes(quantity)) return unavailable(`${quantity} of the highest score of a stay`)
  const output = protocol.predictions.find((each) => each.id === prediction)
  return quantity === 'prediction-auroc' && output !== undefined && output.score === undefined ? unavailable(`${quantity} of ${output.id}`) : []
}
