import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { importDataset, importPredictions } from '../../shared/intake/index.ts'
import type { DatasetMapping, PredictionsMapping } from '../../shared/vocabulary/records.ts'
import { problemLine } from '../../shared/words/en/problems.ts'
import { datasetMapping, predictionsMapping, protocols, usualProtocol } from './examples.ts'

interface Fault {
  readonly file: string
  readonly kind: 'dataset' | 'predictions'
  readonly severity: 'error' | 'warning'
  readonly expect: readonly { code: string; row?: number; column?: string; params?: Record<string, string | number> }[]
  readonly mapping?: Partial<DatasetMapping> & Partial<PredictionsMapping>
  readonly protocol?: string
}

const folder = new URL('../fixtures/csv/', import.meta.url)
const faults = JSON.parse(readFileSync(new URL('faults.json', folder), 'utf8')) as readonly Fault[]

function importFault(fault: Fault) {
  const bytes = new Uint8Array(readFileSync(new URL(fault.file, folder)))
  return fault.kind === 'dataset'
    ? importDataset(bytes, { ...datasetMapping, ...fault.mapping } as DatasetMapping, fault.file)
    : importPredictions(
        bytes,
        { ...predictionsMapping, ...fault.mapping } as PredictionsMapping,
        protocols[fault.protocol ?? 'usual'] ?? usualProtocol,
        fault.file,
      )
}

describe('files named by their fault', () => {
  test('every file is in the table and the table has no other', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'))
    expect(faults.map((fault) => fault.file).sort()).toEqual(files.sort())
  })

  test.each(faults.map((fault) => [fault.file, fault] as const))('%s', (file, fault) => {
    const outcome = importFault(fault)
    expect(outcome.ok).toBe(fault.severity === 'warning')
    const found = outcome.ok ? outcome.warnings : outcome.problems
    expect(found.map((each) => each.code)).toEqual(fault.expect.map((each) => each.code))
    fault.expect.forEach((expected, i) => {
      const problem = found[i]
      expect(problem?.where?.file).toBe(file)
      expect(problem?.where?.row).toBe(expected.row)
      if (expected.column !== undefined) expect(problem?.where?.column).toBe(expected.column)
      if (expected.params !== undefined) expect(problem?.params).toMatchObject(expected.params)
      if (problem) expect(problemLine(problem)).not.toMatch(/undefined|\{|\}/)
    })
    if (!outcome.ok) expect(outcome.nProblems).toBe(fault.expect.length)
  })
})
