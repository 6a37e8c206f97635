import { createHash } from 'node:crypto'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import {
  EXAMINATION_ID,
  REFERENCE,
  covariateColumn,
  decisionColumn,
  missingReasonColumn,
  scoreColumn,
} from '../../shared/vocabulary/roles.ts'

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

/** A small complete protocol: score and decision output `a`, probability. */
export const baseProtocol = {
  format: 'probity.protocol',
  version: 1,
  title: 'Small study',
  targetCondition: 'condition',
  studyType: 'test',
  evidenceClass: 'simulated',
  unit: 'examination',
  sampling: 'consecutive',
  verification: 'all',
  referenceStandard: 'panel',
  predictions: [
    {
      id: 'a',
      label: 'A',
      scoreColumn: 'a',
      score: {
        kind: 'probability',
        direction: 'higher-is-positive',
        operatingPoints: [{ id: 'T50', threshold: 0.5, chosenOn: 'development data' }],
      },
    },
  ],
  endpoints: [
    {
      id: 'E1',
      title: 'Sensitivity',
      role: 'primary',
      estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'T50' },
      criterion: { bound: 'lower', comparison: '>=', goal: 0.3 },
    },
  ],
  success: { combine: 'all', endpoints: ['E1'] },
  subgroups: [{ id: 'sex', label: 'Sex', kind: 'categories', column: 'sex', levels: ['F', 'M'] }],
  cohort: { rules: [] },
  intervals: { level: 0.95, proportion: 'clopper-pearson' },
  bootstrap: { replicates: 0, seed: 0 },
  missing: { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference: 'exclude' },
  minimumCells: { estimate: 2, descriptive: 5 },
}

export const protocolWith = (changes: object): Protocol => Protocol.parse({ ...baseProtocol, ...changes })

/** An output of decisions only, and one of both. */
export const codes = { P: 'positive', N: 'negative', I: 'indeterminate', F: 'device-failed' }
export const decisionOutput = { id: 'a', label: 'A', decisionColumn: 'd', decision: { codes } }
export const bothOutput = { ...baseProtocol.predictions[0], decisionColumn: 'd', decision: { codes } }

/** One examination: reference category, score, decision meaning, reason, sex; null score = missing. */
export interface Row {
  readonly id?: string
  readonly reference: string
  readonly score?: number | null
  readonly decision?: string | null
  readonly reason?: string | null
  readonly sex?: string | null
  /** False: not in the predictions. */
  readonly predicted?: boolean
}

export function studyInput(protocol: Protocol, rows: readonly Row[], extra: readonly string[] = []): EvaluationInput {
  const ids = rows.map((row, i) => row.id ?? `x${i}`)
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(ids)],
    [REFERENCE, textColumn(rows.map((row) => row.reference))],
    [covariateColumn('sex'), textColumn(rows.map((row) => (row.sex === undefined ? 'F' : row.sex)))],
  ])
  const kept = rows.flatMap((row, i) => (row.predicted === false ? [] : [{ ...row, id: ids[i] ?? '' }]))
  const all: Row[] = [...kept, ...extra.map((id) => ({ id, reference: '', score: 0.5, decision: 'positive' }))]
  const predictions = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(all.map((row) => row.id ?? ''))],
    [scoreColumn('a'), { kind: 'number', values: Float64Array.from(all.map((row) => row.score ?? Number.NaN)) }],
    [decisionColumn('a'), textColumn(all.map((row) => row.decision ?? null))],
    [missingReasonColumn('a'), textColumn(all.map((row) => row.reason ?? null))],
  ])
  return { protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true }
}

export const evaluateRows = (protocol: Protocol, rows: readonly Row[], extra: readonly string[] = []) =>
  evaluate(studyInput(protocol, rows, extra))

/** n examinations with the condition scoring high, and as many without scoring low, with an overlap. */
export const overlapping = (n: number): Row[] =>
  Array.from({ length: 2 * n }, (_, i) => ({
    reference: i < n ? 'present' : 'absent',
    score: i < n ? 0.3 + (0.6 * (i + 1)) / n : (0.6 * (i - n + 1)) / n,
    sex: i % 2 === 0 ? 'F' : 'M',
  }))
