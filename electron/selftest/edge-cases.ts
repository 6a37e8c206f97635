import { z } from 'zod'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { Protocol, directions, scoreKinds } from '../../shared/vocabulary/protocol.ts'
import { CaseVector, VectorAnswer, caseInput, compareAnswers } from './case-vector.ts'
import type { CheckContext, KnownAnswer } from './known-answer.ts'

export const EdgeVector = z.object({
  source: z.string(),
  cases: z.array(
    z.object({
      name: z.string(),
      why: z.string(),
      kind: z.enum(scoreKinds),
      direction: z.enum(directions),
      y: z.array(z.number()),
      score: z.array(z.number()),
      thresholds: z.array(z.object({ id: z.string(), threshold: z.number() })),
      tolerance: z.number(),
      answers: z.array(VectorAnswer),
    }),
  ),
})
export type EdgeCase = z.infer<typeof EdgeVector>['cases'][number]

/** A protocol with one output that fits the case: nothing is hidden by minimum cells. */
export function edgeProtocol(edge: Pick<EdgeCase, 'kind' | 'direction' | 'thresholds' | 'name'>): Protocol {
  return Protocol.parse({
    format: 'probity.protocol',
    version: 1,
    title: edge.name,
    targetCondition: 'as in the case',
    studyType: 'degenerate case',
    evidenceClass: 'simulated',
    unit: 'examination',
    sampling: 'consecutive',
    verification: 'all',
    referenceStandard: 'as in the case',
    predictions: [
      {
        id: 'score',
        label: 'score',
        scoreColumn: 'score',
        score: {
          kind: edge.kind,
          direction: edge.direction,
          operatingPoints: edge.thresholds.map((point) => ({ ...point, chosenOn: 'the case' })),
        },
      },
    ],
    endpoints: [
      {
        id: 'E1',
        title: 'AUROC above chance',
        role: 'primary',
        estimand: { quantity: 'auroc', prediction: 'score' },
        criterion: { bound: 'lower', comparison: '>', goal: 0.5 },
      },
    ],
    success: { combine: 'all', endpoints: ['E1'] },
    subgroups: [],
    cohort: { rules: [] },
    intervals: { level: 0.95, proportion: 'clopper-pearson' },
    bootstrap: { replicates: 0, seed: 0 },
    missing: { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference: 'exclude' },
    minimumCells: { estimate: 1, descriptive: 1 },
  })
}

/** The case as the evaluation takes it. */
export function edgeInput(edge: EdgeCase, sha256: CheckContext['sha256']) {
  const vector = CaseVector.parse({
    name: edge.name,
    source: '',
    engines: [],
    protocol: edgeProtocol(edge),
    columns: {
      case_id: edge.y.map((_, i) => `case ${i}`),
      label: edge.y.map(String),
      score: edge.score,
    },
    answers: [],
  })
  const input = caseInput(vector, sha256)
  const scores = { kind: 'number' as const, values: Float64Array.from(edge.score) }
  return { ...input, predictions: new Map([...input.predictions, ['score:score', scores] as const]) }
}

/** Degenerate cases: empty, one class, all tied, separated, saturated … */
export function edgeCases({ readVector, sha256 }: CheckContext): KnownAnswer[] {
  const vector = EdgeVector.parse(readVector('edge-cases'))
  return vector.cases.flatMap((edge) =>
    compareAnswers(edge.name, vector.source, edge.answers, evaluate(edgeInput(edge, sha256)), edge.tolerance),
  )
}
