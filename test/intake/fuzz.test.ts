import fc from 'fast-check'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type CsvCell,
  defaultLimits,
  delimiters,
  escapeCsvField,
  importDataset,
  importPredictions,
  openTable,
  previewTable,
  unescapeCsvField,
  writeCsv,
} from '../../shared/intake/index.ts'
import { textAt } from '../../shared/vocabulary/columns.ts'
import { EXAMINATION_ID, REFERENCE, covariateColumn } from '../../shared/vocabulary/roles.ts'
import { problemLine } from '../../shared/words/en/problems.ts'
import { bytesOf, datasetMapping, predictionsMapping, usualProtocol } from './examples.ts'

const seed = 20261122
const tight = { ...defaultLimits, chunkRecords: 3 }

/** Whatever the bytes are: an answer, whose problems can be read, and columns only when there are no problems. */
function holds(bytes: Uint8Array): void {
  const outcomes = [
    importDataset(bytes, datasetMapping, 'f.csv', tight),
    importPredictions(bytes, predictionsMapping, usualProtocol, 'f.csv', tight),
  ]
  for (const outcome of outcomes) {
    const found = outcome.ok ? outcome.warnings : outcome.problems
    for (const each of found) expect(problemLine(each)).not.toMatch(/undefined|\{\w/)
    if (!outcome.ok) expect(outcome.nProblems).toBeGreaterThanOrEqual(Math.max(1, outcome.problems.length))
  }
  previewTable(bytes)
}

const field = fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0'))
const pieces = ['"', '""', ',', '\r', '\n', '\r\n', ';', '\t', "'", '=1+1', '\ufeff', '', ' ', '-0', '1,5', 'e1']
const tricky = fc.constantFrom(...pieces)
const cell = fc.oneof(field, tricky, fc.tuple(tricky, field, tricky).map((parts) => parts.join('')))
const grid = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 }))
  .chain(([columns, rows]) => {
    const record = fc.array(cell, { minLength: columns, maxLength: columns })
    return fc.array(record, { minLength: rows, maxLength: rows })
  })

describe('any bytes', () => {
  test('PRB-2: random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), holds), { numRuns: 3500, seed })
  })

  test('PRB-2: text made of what hurts never throws', () => {
    const header = fc.constantFrom('id,person,label,age,sex\n', 'id,score,call,why\r\n', '\ufeffid,score,call,why\r')
    const text = fc.tuple(header, fc.array(cell, { maxLength: 30 })).map(([first, rest]) => first + rest.join(''))
    fc.assert(fc.property(text, (each) => holds(bytesOf(each))), { numRuns: 3500, seed })
  })

  test('PRB-2: flipped, cut and repeated pieces of the fault files never throw', () => {
    const folder = new URL('../fixtures/csv/', import.meta.url)
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'))
    const corpus = files.map((name) => new Uint8Array(readFileSync(new URL(name, folder))))
    const mutation = fc.record({
      file: fc.nat(corpus.length - 1),
      at: fc.nat(200),
      byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 10, 13, 34, 44, 0xef, 0xff)),
      from: fc.nat(200),
      to: fc.nat(200),
    })
    const mutate = (m: { file: number; at: number; byte: number; from: number; to: number }): void => {
      const bytes = Uint8Array.from(corpus[m.file] ?? [])
      if (m.at < bytes.length) bytes[m.at] = m.byte
      holds(new Uint8Array([...bytes, ...bytes.subarray(Math.min(m.from, m.to), Math.max(m.from, m.to))]))
    }
    fc.assert(fc.property(mutation, mutate), { numRuns: 3500, seed })
  })
})

describe('there and back', () => {
  test('CSV-1: escaping is undone exactly, and no text field begins like a formula', () => {
    fc.assert(
      fc.property(fc.oneof(cell, fc.string()), (text) => {
        const escaped = escapeCsvField(text)
        const bare = escaped.startsWith('"') ? escaped.slice(1, -1).replaceAll('""', '"') : escaped
        expect(bare).not.toMatch(/^[=+\-@\t\r\0]/)
        expect(unescapeCsvField(bare)).toBe(text)
      }),
      { numRuns: 500, seed },
    )
    expect(escapeCsvField('=1+1')).toBe("'=1+1")
    expect(escapeCsvField("'quoted")).toBe("''quoted")
    expect(writeCsv(['n'], [[-5]])).toBe('n\r\n-5\r\n')
    expect(writeCsv(['n'], [['-5']])).toBe("n\r\n'-5\r\n")
  })

  test('CSV-2, CSV-3, TAB-1: any grid comes back from its own export, for every delimiter and chunk size', () => {
    fc.assert(
      fc.property(grid, fc.constantFrom(...delimiters), fc.integer({ min: 1, max: 4 }), (rows, delimiter, n) => {
        const header = (rows[0] ?? []).map((_, i) => `c${i}`)
        const bytes = bytesOf(writeCsv(header, rows, delimiter))
        const opened = openTable(bytes, delimiter, 'f.csv', { ...defaultLimits, chunkRecords: n })
        if (Array.isArray(opened)) throw new Error(opened.map((each) => each.code).join())
        expect(opened.warnings).toEqual([])
        const back: string[][] = []
        opened.read((records) => {
          for (const record of records) back.push(record.map(unescapeCsvField))
          return true
        })
        expect(back).toEqual(rows)
      }),
      { numRuns: 500, seed },
    )
  })

  test('CSV-3: numbers, identifiers and missing values come back from an export', () => {
    const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text) => `i${text}i`)
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
    const sex = fc.option(fc.constantFrom('f', 'm', 'x,y', 'a"b'))
    const record = fc.tuple(fc.constantFrom('0', '1'), fc.option(number), sex)
    const manyIds = fc.uniqueArray(id, { minLength: 1, maxLength: 8 })
    const manyRecords = fc.array(record, { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(manyIds, manyRecords, (ids, values) => {
        const rows: CsvCell[][] = ids.map((each, i) => [each, each, ...(values[i] ?? ['0', null, null])])
        const bytes = bytesOf(writeCsv(['id', 'person', 'label', 'age', 'sex'], rows))
        const outcome = importDataset(bytes, datasetMapping, 'f.csv', tight)
        if (!outcome.ok) throw new Error(outcome.problems.map(problemLine).join('\n'))
        const age = outcome.columns.get(covariateColumn('age'))
        const at = (name: string, row: number): string | null => {
          const column = outcome.columns.get(name)
          return column?.kind === 'text' ? textAt(column, row) : null
        }
        rows.forEach((row, i) => {
          expect(at(EXAMINATION_ID, i)).toBe(row[0])
          expect(at(REFERENCE, i)).toBe(row[2] === '0' ? 'absent' : 'present')
          expect(at(covariateColumn('sex'), i)).toBe(row[4])
          const expected = row[3] === null ? Number.NaN : Number(row[3]) + 0
          expect(age?.kind === 'number' ? age.values[i] : null).toBe(expected)
        })
      }),
      { numRuns: 300, seed },
    )
  })

  test('CSV-2: writing refuses what it cannot write exactly', () => {
    expect(() => writeCsv(['a'], [[Number.NaN]])).toThrow(RangeError)
    expect(() => writeCsv(['a', 'b'], [['x']])).toThrow(RangeError)
  })
})
