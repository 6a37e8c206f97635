import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { PredictionOutput } from '../vocabulary/protocol.ts'

const shape = (path: string, detail: string): Problem => problem('protocol/shape', { detail }, { path })

/** One output: a score with its column, a decision with its column, or both; thresholds on the scale (rule PCK-5). */
export function outputProblems(output: PredictionOutput, i: number): Problem[] {
  const path = `predictions[${i}]`
  const found: Problem[] = []
  if (output.score === undefined && output.decision === undefined) {
    found.push(shape(path, 'needs a score, a decision, or both'))
  }
  if ((output.score === undefined) !== (output.scoreColumn === undefined)) {
    found.push(shape(`${path}.scoreColumn`, 'score and scoreColumn belong together'))
  }
  if ((output.decision === undefined) !== (output.decisionColumn === undefined)) {
    found.push(shape(`${path}.decisionColumn`, 'decision and decisionColumn belong together'))
  }
  if (output.decision !== undefined) {
    const meanings = Object.values(output.decision.codes)
    for (const needed of ['positive', 'negative'] as const) {
      if (!meanings.includes(needed)) found.push(shape(`${path}.decision.codes`, `no code means ${needed}`))
    }
  }
  return [...found, ...scaleProblems(output, path)]
}

function scaleProblems(output: PredictionOutput, path: string): Problem[] {
  const { score } = output
  if (score === undefined) return []
  const found: Problem[] = []
  const isProbability = score.kind === 'probability'
  const minimum = score.minimum ?? (isProbability ? 0 : -Number.MAX_VALUE)
  const maximum = score.maximum ?? (isProbability ? 1 : Number.MAX_VALUE)
  if (minimum >= maximum) found.push(shape(`${path}.score.minimum`, 'minimum must be below maximum'))
  if (isProbability && (minimum < 0 || maximum > 1)) {
    found.push(shape(`${path}.score`, 'a probability lies within 0 and 1'))
  }
  if (isProbability && score.direction === 'lower-is-positive') {
    found.push(shape(`${path}.score.direction`, 'a probability is of the target condition: higher is positive'))
  }
  score.operatingPoints.forEach((point, k) => {
    if (point.threshold >= minimum && point.threshold <= maximum) return
    const params = { threshold: point.threshold }
    const at = { path: `${path}.score.operatingPoints[${k}].threshold` }
    found.push(problem('protocol/threshold-out-of-range', params, at))
  })
  return found
}
