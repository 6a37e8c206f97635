import { z } from 'zod'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { AVAILABLE_AT, EXAMINATION_ID, PREDICTED_AT, REFERENCE, covariateColumn, missingReasonColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { VectorAnswer, compareAnswers } from './case-vector.ts'
import type { CheckContext, KnownAnswer } from './known-answer.ts'

const cells = z.record(z.string(), z.array(z.union([z.number(), z.string(), z.null()])))
const OverTimeVector = z.strictObject({
  source: z.string(),
  reference: cells,
  predictions: cells,
  cases: z.array(z.strictObject({ name: z.string(), protocol: Protocol, answers: z.array(VectorAnswer) })),
})

/** Predictions over time: the visits of pbcseq under four sets of rules, against plain loops in R. */
export function checkOverTime({ readVector, sha256 }: CheckContext): KnownAnswer[] {
  const vector = OverTimeVector.parse(readVector('pbcseq'))
  const numbers = (from: keyof typeof vector & ('reference' | 'predictions'), name: string): Column => ({
    kind: 'number',
    values: Float64Array.from(vector[from][name] ?? [], (cell) => (typeof cell === 'number' ? cell : Number.NaN)),
  })
  const ids = (from: 'reference' | 'predictions'): Column => textColumn((vector[from]['id'] ?? []).map(String))
  const times = ['start', 'end', 'onset', 'transplant', 'onset_early', 'treated']
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, ids('reference')],
    [REFERENCE, textColumn((vector.reference['reference'] ?? []).map((cell) => (cell === 'dead' ? 'present' : 'absent')))],
    ...times.map((name): [string, Column] => [covariateColumn(name), numbers('reference', name)]),
  ])
  return vector.cases.flatMap(({ name, protocol, answers }) => {
    const predictions = new Map<string, Column>([
      [EXAMINATION_ID, ids('predictions')],
      [PREDICTED_AT, numbers('predictions', 'day')],
      [AVAILABLE_AT, numbers('predictions', 'seen')],
      ...protocol.predictions.flatMap(({ id }): [string, Column][] => [
        [scoreColumn(id), numbers('predictions', id)],
        [missingReasonColumn(id), textColumn((vector.predictions[id] ?? []).map((cell) => (cell === null ? 'not measured' : null)))],
      ]),
    ])
    const results = evaluate({ protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true })
    return compareAnswers(`pbcseq/${name}`, vector.source, answers, results, 1e-9)
  })
}
