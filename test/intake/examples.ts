import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { DatasetMapping, PredictionsMapping } from '../../shared/vocabulary/records.ts'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export const datasetMapping: DatasetMapping = {
  format: 'probity.dataset-mapping',
  version: 1,
  examinationId: 'id',
  participantId: 'person',
  reference: { column: 'label', values: { '0': 'absent', '1': 'present' } },
  covariates: [
    { column: 'age', kind: 'number' },
    { column: 'sex', kind: 'category' },
  ],
  decimal: 'point',
  delimiter: ',',
}

export const predictionsMapping: PredictionsMapping = {
  format: 'probity.predictions-mapping',
  version: 1,
  examinationId: 'id',
  outputs: [
    {
      prediction: 'p1',
      scoreColumn: 'score',
      direction: 'higher-is-positive',
      decisionColumn: 'call',
      missingReasonColumn: 'why',
    },
  ],
  decimal: 'point',
  delimiter: ',',
}

const score = {
  kind: 'probability',
  direction: 'higher-is-positive',
  operatingPoints: [{ id: 'T', threshold: 0.5, chosenOn: 'development data' }],
} as const
const decision = { codes: { pos: 'positive', neg: 'negative', fail: 'device-failed', grey: 'indeterminate' } } as const

const protocolWith = (predictions: Protocol['predictions']): Protocol => ({
  format: 'probity.protocol',
  version: 1,
  title: 'Example',
  targetCondition: 'condition',
  studyType: 'external validation',
  evidenceClass: 'retrospective-replay',
  unit: 'examination',
  sampling: 'consecutive',
  verification: 'all',
  referenceStandard: 'panel',
  predictions,
  endpoints: [],
  success: { combine: 'all', endpoints: ['E1'] },
  subgroups: [],
  cohort: { rules: [] },
  intervals: { level: 0.95, proportion: 'clopper-pearson' },
  bootstrap: { replicates: 0, seed: 1 },
  missing: {
    predictions: 'complete-case',
    indeterminatePredictions: 'exclude',
    indeterminateReference: 'exclude',
  },
  minimumCells: { estimate: 1, descriptive: 10 },
})

export const protocols: Readonly<Record<string, Protocol>> = {
  usual: protocolWith([{ id: 'p1', label: 'Output', score: { ...score, operatingPoints: [] }, decision }]),
  'score-only': protocolWith([{ id: 'p1', label: 'Output', score: { ...score, operatingPoints: [] } }]),
  'decision-only': protocolWith([{ id: 'p1', label: 'Output', decision }]),
  'two-outputs': protocolWith([
    { id: 'p1', label: 'Output', score: { ...score, operatingPoints: [] }, decision },
    { id: 'p2', label: 'Other', score: { ...score, kind: 'marker', operatingPoints: [] } },
  ]),
  ordinal: protocolWith([
    { id: 'p1', label: 'Output', score: { ...score, kind: 'ordinal', minimum: 1, maximum: 5, operatingPoints: [] } },
  ]),
}

export const usualProtocol: Protocol = protocolWith([
  { id: 'p1', label: 'Output', score: { ...score, operatingPoints: [] }, decision },
])
