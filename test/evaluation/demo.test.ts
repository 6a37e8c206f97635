import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { DatasetMapping, IntendedUse, PredictionsMapping, Release, Study } from '../../shared/vocabulary/records.ts'
import { EXAMINATION_ID, REFERENCE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { sha256 } from './study.ts'

const text = (name: string) => readFileSync(`resources/demo/${name}`, 'utf8')
const json = (name: string): unknown => JSON.parse(text(name))

function table(name: string): (column: string) => string[] {
  const [header = [], ...rows] = text(name).trim().split('\n').map((line) => line.split(','))
  return (column) => rows.map((row) => row[header.indexOf(column)] ?? '')
}

describe('the demo study', () => {
  const mapping = DatasetMapping.parse(json('dataset-mapping.json'))
  const { protocol, problems } = checkProtocol(text('protocol.json'))
  const reference = table('reference-data.csv')
  const outputs = table('predictions.csv')

  test('its records are valid and its release names the model files by digest', () => {
    expect(problems).toEqual([])
    Study.parse(json('study.json'))
    IntendedUse.parse(json('intended-use.json'))
    const release = Release.parse(json('release.json'))
    for (const file of release.files) {
      expect(createHash('sha256').update(readFileSync(`resources/demo/${file.name}`)).digest('hex')).toBe(file.sha256)
    }
    const { outputs: mapped } = PredictionsMapping.parse(json('predictions-mapping.json'))
    expect(mapped.map((each) => each.prediction)).toEqual(protocol?.predictions.map((each) => each.id))
    const columns = mapping.covariates.map(({ column, kind }) => ({
      name: covariateColumn(column),
      kind: kind === 'number' ? ('number' as const) : ('text' as const),
    }))
    expect(protocol === null ? null : checkProtocolAgainstColumns(protocol, columns)).toEqual([])
  })

  test('what gives the label away is not in the reference data, and the label is not in the predictions', () => {
    expect(text('reference-data.csv').split('\n')[0]).not.toMatch(/rfs|p_full|p_simple/)
    expect(text('predictions.csv').split('\n')[0]).toBe('case_id,p_full,p_simple')
    expect(reference('case_id')).toEqual(outputs('case_id'))
  })

  test('it shows every kind of verdict, and the numbers are the vector’s', () => {
    if (protocol === null) throw new Error('refused')
    const ids = textColumn(reference(mapping.examinationId))
    const cohort = new Map<string, Column>([
      [EXAMINATION_ID, ids],
      [REFERENCE, textColumn(reference('label').map((each) => mapping.reference.values[each] ?? null))],
    ])
    for (const { column, kind } of mapping.covariates) {
      const values = reference(column)
      const numbers = Float64Array.from(values.map(Number))
      cohort.set(covariateColumn(column), kind === 'number' ? { kind, values: numbers } : textColumn(values))
    }
    const predictions = new Map<string, Column>([[EXAMINATION_ID, textColumn(outputs('case_id'))]])
    for (const { id } of protocol.predictions) {
      predictions.set(scoreColumn(id), { kind: 'number', values: Float64Array.from(outputs(id).map(Number)) })
    }
    const digests = inputDigests({ protocol, cohort, predictions }, sha256)
    const results = evaluate({ protocol, cohort, predictions, digests, exploratory: true })
    expect(results.endpoints.map(({ id, verdict, tested }) => `${id} ${verdict} ${tested}`)).toEqual([
      'E1 met true',
      'E2 not-met-not-shown true',
      'E3 met true',
      'E4 not-evaluable false',
      'E5 not-met-goal-excluded true',
      'E6 met true',
    ])
    expect(results.conclusion).toBe('no-success')
    const known = json('../vectors/rotterdam-gbsg.json') as { answers: { id: string; value: number | null }[] }
    const value = new Map(results.estimates.map((each) => [each.id, each]))
    for (const answer of known.answers) {
      const found = value.get(answer.id)
      if (found?.reason === 'below-minimum-cell') continue
      if (answer.value === null) expect(found?.value).toBe(null)
      else expect(Math.abs((found?.value ?? Infinity) - answer.value)).toBeLessThanOrEqual(1e-9 * Math.abs(answer.value))
    }
    expect(results.estimates.some((each) => each.reason === 'below-minimum-cell' && each.id === 'p_full/auroc/nodes_group=10+')).toBe(true)
  })
})
