import { readFileSync } from 'node:fs'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { RepeatedPredictions } from '../../shared/vocabulary/protocol-designs.ts'
import { AVAILABLE_AT, EXAMINATION_ID, PREDICTED_AT, REFERENCE, covariateColumn, missingReasonColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { baseProtocol, protocolWith, sha256 } from './study.ts'

const folder = new URL('../vectors/pbcseq/', import.meta.url)

/** The cells of a file of the reference case by column; an empty cell is NaN in a column of numbers. */
function readCells(name: string): Map<string, string[]> {
  const [header = '', ...lines] = readFileSync(new URL(name, folder), 'utf8').trim().split('\n')
  const rows = lines.map((line) => line.split(','))
  return new Map(header.split(',').map((column, k) => [column, rows.map((row) => row[k] ?? '')]))
}

const numbers = (cells: readonly string[] = []): Column => ({
  kind: 'number',
  values: Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : Number(cell))),
})

const output = (id: string, threshold: number, direction: string) => ({
  id,
  label: id,
  scoreColumn: id,
  score: { kind: 'marker', direction, operatingPoints: [{ id: 'T', threshold, chosenOn: 'made up' }] },
})

export const pbcOutputs = [
  output('bili', 4, 'higher-is-positive'),
  output('albumin', 3, 'lower-is-positive'),
  output('chol', 350, 'higher-is-positive'),
]

const plain: RepeatedPredictions = {
  times: 'numbers',
  unit: 'days',
  start: 'start',
  end: 'end',
  onset: 'onset',
  treatment: 'transplant',
  horizon: 730,
  credit: { earliest: 730, latest: 30 },
  refractory: 180,
  atRiskEndsWith: ['event', 'treatment', 'discharge'],
  alerts: 'every',
}

const { treatment: _transplant, ...untreated } = plain

/** The rules that make-pbcseq.R spells out under the same names. */
export const pbcRules: Readonly<Record<string, RepeatedPredictions>> = {
  plain,
  first: { ...plain, horizon: 365, credit: { earliest: 1095, latest: 0 }, refractory: 0, alerts: 'first' },
  goesOn: {
    ...plain,
    onset: 'onset_early',
    treatment: 'treated',
    horizon: 500,
    credit: { earliest: 600, latest: 60 },
    refractory: 365,
    atRiskEndsWith: ['treatment', 'discharge'],
  },
  discharge: { ...untreated, onset: 'onset_early', horizon: 1000, credit: { earliest: 1000, latest: 1 }, refractory: 30, atRiskEndsWith: ['event'] },
}

/** The reference case as an evaluation takes it; `onPredictions` may reorder or shift the rows. */
export function pbcInput(repeated: RepeatedPredictions, changes: object = {}): EvaluationInput {
  const reference = readCells('reference.csv')
  const visits = readCells('predictions.csv')
  const protocol = protocolWith({
    predictions: pbcOutputs,
    endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'event-sensitivity', prediction: 'bili', operatingPoint: 'T' } }],
    repeated,
    ...changes,
  })
  const times = ['start', 'end', 'onset', 'transplant', 'onset_early', 'treated']
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(reference.get('id') ?? [])],
    [REFERENCE, textColumn((reference.get('reference') ?? []).map((each) => (each === 'dead' ? 'present' : 'absent')))],
    ...['sex', 'site'].map((name): [string, Column] => [covariateColumn(name), textColumn((reference.get(name) ?? []).map((each) => each.toUpperCase()))]),
    ...times.map((name): [string, Column] => [covariateColumn(name), numbers(reference.get(name))]),
  ])
  const predictions = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(visits.get('id') ?? [])],
    [PREDICTED_AT, numbers(visits.get('day'))],
    [AVAILABLE_AT, numbers(visits.get('seen'))],
    ...pbcOutputs.flatMap(({ id }): [string, Column][] => [
      [scoreColumn(id), numbers(visits.get(id))],
      [missingReasonColumn(id), textColumn((visits.get(id) ?? []).map((cell) => (cell === '' ? 'not measured' : null)))],
    ]),
  ])
  return { protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true }
}

export const pbcExpected = (): unknown => JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'))
