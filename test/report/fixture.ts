import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { ReportInput } from '../../shared/report/input.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { Cohort, Dataset, IntendedUse, Predictions, Release, Run, Study } from '../../shared/vocabulary/records.ts'
import { EXAMINATION_ID, REFERENCE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'

const demo = (name: string): string[][] =>
  readFileSync(fileURLToPath(new URL(`../../resources/demo/${name}`, import.meta.url)), 'utf8')
    .trim()
    .split('\n')
    .map((row) => row.split(','))

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

function valuesOf(table: readonly string[][], name: string): string[] {
  const at = table[0]?.indexOf(name) ?? -1
  if (at < 0) throw new Error(`the demo data has no column ${name}`)
  return table.slice(1).map((row) => row[at] ?? '')
}

const numbers = (values: readonly string[]): Column => ({ kind: 'number', values: Float64Array.from(values, Number) })

const point = (threshold: number) => ({
  id: `T${Math.round(threshold * 100)}`,
  threshold,
  chosenOn: 'Rotterdam tumour bank, before any GBSG-2 data were seen',
})

const output = (id: string, label: string, thresholds: readonly number[]) => ({
  id,
  label,
  scoreColumn: id,
  score: { kind: 'probability', direction: 'higher-is-positive', minimum: 0, maximum: 1, operatingPoints: thresholds.map(point) },
})

const endpoint = (id: string, role: string, title: string, estimand: object, goal: number) => ({
  id,
  title,
  role,
  estimand,
  criterion: { bound: 'lower', comparison: '>=', goal, justification: 'Agreed with the clinical advisers before the lock.' },
  claimIds: [`CL-${id}`],
})

const categories = (id: string, label: string, column: string, levels: readonly string[], labels?: Record<string, string>) => ({
  id,
  label,
  kind: 'categories',
  column,
  levels,
  ...(labels ? { labels } : {}),
})

/** The demo study's protocol in the shape the report needs: two outputs, met, not shown and excluded endpoints. */
export const demoProtocol: Protocol = Protocol.parse({
  format: 'probity.protocol',
  version: 1,
  title: 'External validation of two recurrence models on GBSG-2',
  targetCondition: 'Recurrence or death within five years after surgery for node-positive breast cancer',
  studyType: 'External validation on an independent cohort',
  evidenceClass: 'retrospective-replay',
  unit: 'examination',
  sampling: 'consecutive',
  verification: 'all',
  referenceStandard: 'Recurrence-free survival as recorded by the trial, status at 1826 days',
  predictions: [output('p_full', 'Full model', [0.3, 0.5, 0.6, 0.7]), output('p_simple', 'Simple model', [0.5, 0.6])],
  endpoints: [
    endpoint('E1', 'primary', 'Sensitivity of the full model', { quantity: 'sensitivity', prediction: 'p_full', operatingPoint: 'T50' }, 0.8),
    endpoint('E2', 'primary', 'Discrimination of the full model', { quantity: 'auroc', prediction: 'p_full' }, 0.65),
    endpoint('E3', 'secondary', 'Specificity of the full model', { quantity: 'specificity', prediction: 'p_full', operatingPoint: 'T50' }, 0.6),
    endpoint('E4', 'secondary', 'Sensitivity of the simple model', { quantity: 'sensitivity', prediction: 'p_simple', operatingPoint: 'T50' }, 0.7),
  ],
  success: { combine: 'all', endpoints: ['E1', 'E2'], gatekept: ['E3'] },
  subgroups: [
    categories('meno', 'Menopausal status', 'meno', ['0', '1'], { '0': 'Premenopausal', '1': 'Postmenopausal' }),
    categories('hormon', 'Hormonal therapy', 'hormon', ['0', '1'], { '0': 'No', '1': 'Yes' }),
    categories('grade', 'Tumour grade', 'grade', ['1', '2', '3', '4']),
    categories('nodes', 'Positive nodes', 'nodes_group', ['0', '1-3', '4-9', '10+']),
    { id: 'age', label: 'Age', kind: 'bands', column: 'age', edges: [45, 55, 65], unit: 'years' },
  ],
  cohort: { rules: [] },
  intervals: { level: 0.95, proportion: 'clopper-pearson' },
  bootstrap: { replicates: 2000, seed: 20261122 },
  missing: { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference: 'exclude' },
  minimumCells: { estimate: 5, descriptive: 30 },
  limitations: [
    'Teaching set: people censored before five years were left out (70 % events), so prevalence, predictive values and calibration are biased.',
    'One historical trial; treatment has changed since.',
  ],
})

/** A real evaluation of the demo data under any protocol over its columns. */
export function evaluateDemo(protocol: Protocol): ReportInput['results'] {
  const reference = demo('reference-data.csv')
  const predictions = demo('predictions.csv')
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(valuesOf(reference, 'case_id'))],
    [REFERENCE, textColumn(valuesOf(reference, 'label').map((value) => (value === '1' ? 'present' : 'absent')))],
    [covariateColumn('age'), numbers(valuesOf(reference, 'age'))],
  ])
  for (const name of ['meno', 'hormon', 'grade', 'nodes_group']) cohort.set(covariateColumn(name), textColumn(valuesOf(reference, name)))
  const scores = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(valuesOf(predictions, 'case_id'))],
    [scoreColumn('p_full'), numbers(valuesOf(predictions, 'p_full'))],
    [scoreColumn('p_simple'), numbers(valuesOf(predictions, 'p_simple'))],
  ])
  const digests = { protocolSha256: digest('protocol'), cohortSha256: digest('cohort'), predictionsSha256: digest('predictions') }
  return evaluate({ protocol, cohort, predictions: scores, digests, exploratory: false })
}

const at = (minute: number): string => `2026-11-22T09:${String(minute).padStart(2, '0')}:00.000Z`

const file = (name: string, rows: number) => ({ name, bytes: 20_000, sha256: digest(name), rows, lineEnds: 'LF', byteOrderMark: false })

/** Everything around the results; the records are parsed by their own schemas. */
export function reportInput(protocol: Protocol = demoProtocol, results = evaluateDemo(protocol)): ReportInput {
  const n = results.counts.cohort
  const long = 'Not for decisions in single patients; supports the discussion in the tumour board.'
  return {
    study: Study.parse({ format: 'probity.study', version: 1, name: 'GBSG-2 external validation', deviceName: 'Recurrence models', manufacturer: 'Teaching example' }),
    intendedUse: IntendedUse.parse({
      format: 'probity.intended-use', version: 1, problem: 'Estimate the risk of recurrence or death within five years.', users: 'Oncologists and tumour boards',
      careSetting: 'Breast cancer centre', population: 'Women with node-positive primary breast cancer after surgery', limitations: long,
      workflow: 'Computed once after surgery from the pathology report.', riskFileReferences: 'RMF-2026-03, hazards H-01 to H-07',
    }),
    intendedUseVersion: 1,
    intendedUseSha256: digest('intended use'),
    protocol,
    protocolVersion: 1,
    protocolSha256: digest('protocol'),
    dataset: Dataset.parse({
      format: 'probity.dataset', version: 1, file: file('reference-data.csv', n), columns: [], salt: '0'.repeat(32), nExaminations: n, nParticipants: n, importedAt: at(5), warnings: [],
      mapping: { format: 'probity.dataset-mapping', version: 1, examinationId: 'case_id', reference: { column: 'label', values: { '0': 'absent', '1': 'present' } }, covariates: [], decimal: 'point', delimiter: ',' },
    }),
    datasetSha256: digest('dataset'),
    cohort: Cohort.parse({
      format: 'probity.cohort', version: 1, protocolSha256: digest('protocol'), datasetSha256: digest('dataset'), nExaminations: n, nParticipants: n,
      flow: [
        { id: 'received', label: 'Received', excluded: 0, remaining: n + 17 },
        { id: 'r1', label: 'Node-positive disease only', excluded: 12, remaining: n + 5 },
        { id: 'r2', label: 'Age between 18 and 85 years at the date of surgery', excluded: 5, remaining: n },
      ],
      salt: '0'.repeat(32), saltedSha256: digest('salted'), rowsSha256: digest('rows'), frozenAt: at(6), disclosures: [{ what: 'Examinations in the cohort', n }],
    }),
    cohortSha256: digest('cohort record'),
    release: Release.parse({
      format: 'probity.release', version: 1, device: 'Recurrence models', udiDi: '04012345678901', softwareVersion: '1.0.0', files: [{ name: 'model-p_full.json', sha256: digest('m1') }],
      cutOffConfiguration: 'Full model 0.50; simple model 0.50', runEnvironment: 'Batch on a workstation, double precision', ranBy: 'A. Tester', ranAt: '2026-11-20', configurationIntendedForRelease: false,
    }),
    predictions: Predictions.parse({
      format: 'probity.predictions', version: 1, file: file('predictions.csv', n), releaseSha256: digest('release'), columns: [], salt: '0'.repeat(32), nRows: n, nMatched: n, nExtra: 0, nExaminationsWithout: 0, missing: [], sealedAt: at(8),
      mapping: { format: 'probity.predictions-mapping', version: 1, examinationId: 'case_id', outputs: [{ prediction: 'p_full', scoreColumn: 'p_full' }], decimal: 'point', delimiter: ',' },
    }),
    predictionsSha256: digest('predictions record'),
    results,
    resultSha256: digest(JSON.stringify(results)),
    run: Run.parse({ format: 'probity.run', version: 1, evaluationId: 'e1', appVersion: '0.1.0', runtime: 'Node 24', platform: 'linux x64', startedAt: at(10), endedAt: at(11), outcome: 'completed', resultSha256: digest('r') }),
    chain: [
      { event: 'intended-use.approved', label: 'Intended use approved', at: at(1), seq: 3, by: 'Ada Author' },
      { event: 'protocol.locked', label: 'Protocol locked', at: at(3), seq: 4, by: 'Ada Author' },
      { event: 'dataset.imported', label: 'Reference data imported', at: at(5), seq: 5, by: 'Ada Author' },
      { event: 'cohort.frozen', label: 'Cohort frozen (database lock)', at: at(6), seq: 6, by: 'Ada Author' },
      { event: 'predictions.sealed', label: 'Predictions sealed', at: at(8), seq: 8, by: 'Ada Author' },
      { event: 'evaluation.completed', label: 'Evaluation completed', at: at(11), seq: 12, by: 'Ada Author' },
    ],
    evaluations: [
      { seq: 9, at: at(9), outcome: 'aborted', reason: 'Cancelled by the person' },
      { seq: 11, at: at(10), outcome: 'completed', resultSha256: digest('r') },
    ],
    independence: {
      kind: 'single-person',
      people: [{ name: 'Ada Author', did: ['Protocol locked', 'Reference data imported'], roles: ['validator', 'data custodian'], together: [['data custodian', 'validator']] }],
    },
    history: [],
    permissions: { roles: ['data custodian', 'validator'], rows: [{ what: 'import reference data', may: [true, false] }] },
    demo: true,
    checkpoint: { size: 12, head: digest('head'), rootSha256: digest('root'), storeId: '5'.repeat(32) },
    generatedAt: at(30),
    tzOffsetMinutes: 60,
    appVersion: '0.1.0',
    reportNumber: '3f2a9c1e-1',
  }
}
