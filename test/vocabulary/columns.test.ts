import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../electron/files/digest.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import {
  canonicalSegment,
  columnLength,
  columnSha256,
  columnsSha256,
  joinSegments,
  parseSegment,
  takeRows,
  textAt,
  textColumn,
} from '../../shared/vocabulary/columns.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'

type Values = readonly (string | number | null)[]
interface Vector {
  readonly columns: readonly { name: string; kind: 'number' | 'text'; values: Values; salt: string; segment: string; sha256: string }[]
  readonly twoSegments: { rows: number; modulus: number; sha256: string }
  readonly set: { columns: readonly { name: string; kind: 'number' | 'text'; values: Values }[]; sha256: string }
}
const vector = JSON.parse(readFileSync('resources/vectors/columns.json', 'utf8')) as Vector

const columnOf = (kind: 'number' | 'text', values: Values): Column =>
  kind === 'number'
    ? { kind, values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))) }
    : textColumn(values.map((value) => (value === null ? null : String(value))))

const valuesOf = (column: Column): Values =>
  column.kind === 'number'
    ? [...column.values].map((value) => (Number.isNaN(value) ? null : value))
    : [...column.codes.keys()].map((row) => textAt(column, row))

const anyColumn = fc.oneof(
  fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))).map((values) => columnOf('number', values.map((each) => (each === null ? null : each + 0)))),
  fc.array(fc.option(fc.string({ unit: 'grapheme' }))).map((values) => columnOf('text', values)),
)

describe('canonical bytes of columns', () => {
  test.each(vector.columns)('COL-1: $name', ({ kind, values, segment }) => {
    const column = columnOf(kind, values)
    expect(toHex(canonicalSegment(column, 0, columnLength(column)))).toBe(segment)
  })

  test.each(vector.columns)('COL-2: digest of $name', ({ kind, values, salt, sha256: expected }) => {
    expect(toHex(columnSha256(columnOf(kind, values), sha256, fromHex(salt)))).toBe(expected)
  })

  test('COL-2: more rows than a segment holds', () => {
    const { rows, modulus, sha256: expected } = vector.twoSegments
    const values = Float64Array.from({ length: rows }, (_, i) => i % modulus)
    expect(toHex(columnSha256({ kind: 'number', values }, sha256))).toBe(expected)
  })

  test('COL-3: a set of columns, whatever their order', () => {
    const columns = vector.set.columns.map(({ name, kind, values }) => [name, columnOf(kind, values)] as const)
    expect(toHex(columnsSha256(new Map(columns), sha256))).toBe(vector.set.sha256)
    expect(toHex(columnsSha256(new Map([...columns].reverse()), sha256))).toBe(vector.set.sha256)
  })

  test('COL-4: what was written is read, and damaged bytes are refused', () => {
    fc.assert(
      fc.property(anyColumn, (column) => {
        const bytes = canonicalSegment(column, 0, columnLength(column))
        expect(valuesOf(parseSegment(bytes))).toEqual(valuesOf(column))
        expect(() => parseSegment(Uint8Array.from([...bytes, 0]))).toThrow()
        if (bytes.length > 5) expect(() => parseSegment(bytes.slice(0, -1))).toThrow()
      }),
    )
    expect(() => parseSegment(Uint8Array.of(3, 0, 0, 0, 0))).toThrow(/unknown type/)
  })

  test('COL-5: neither picking rows nor joining segments changes a digest', () => {
    fc.assert(
      fc.property(anyColumn, fc.nat(), (column, cut) => {
        const n = columnLength(column)
        const at = n === 0 ? 0 : cut % n
        const all = Uint32Array.from({ length: n }, (_, i) => i)
        const digest = toHex(columnSha256(column, sha256))
        expect(toHex(columnSha256(takeRows(column, all), sha256))).toBe(digest)
        const parts = [takeRows(column, all.slice(0, at)), takeRows(column, all.slice(at))]
        expect(toHex(columnSha256(joinSegments(parts), sha256))).toBe(digest)
      }),
    )
  })
})
