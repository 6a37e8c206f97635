import type { Column, TextColumn } from '../vocabulary/columns.ts'
import { textAt } from '../vocabulary/columns.ts'
import { parseInstant } from '../vocabulary/instants.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { PredictionsMapping } from '../vocabulary/records.ts'
import { AVAILABLE_AT, PREDICTED_AT, TIME_OFFSETS } from '../vocabulary/roles.ts'
import { NumberBuilder, TextBuilder } from './builders.ts'
import { type Decimal, faultCode, parseNumber } from './number-text.ts'
import { type ProblemList, shown } from './problem-list.ts'
import { fileRow } from './readers.ts'

/** Time columns are mapped where, and only where, the protocol has predictions over time (rule PRD-12). */
export function checkTimeMapping({ predictedAt, availableAt }: PredictionsMapping, { repeated }: Protocol, problems: ProblemList): void {
  if (repeated !== undefined && predictedAt === undefined) {
    problems.add('intake/mapping-incomplete', { what: 'the time of each prediction' })
  }
  if (repeated !== undefined) return
  for (const column of [predictedAt, availableAt]) {
    if (column === undefined) continue
    const params = { prediction: column, expected: 'one prediction an examination', found: 'times of predictions' }
    problems.add('intake/kind-contradicts-protocol', params, { column })
  }
}

interface TimeFile {
  readonly rows: number
  readonly decimal: Decimal
  readonly problems: ProblemList
}

/**
 * Reads when each prediction was made and, where mapped, when people could see it (rules PRD-12 to PRD-14): numbers as
 * they stand, instants as milliseconds since 1970. Instants with and without an offset from UTC never mix in one file.
 */
export class PredictionTimes {
  readonly #isInstant: boolean
  readonly #file: TimeFile
  readonly #columns: readonly { readonly name: string; readonly from: string; readonly index: number; readonly builder: NumberBuilder }[]
  readonly #offsets: TextBuilder
  #hasOffset: boolean | null = null

  constructor(repeated: NonNullable<Protocol['repeated']>, mapping: PredictionsMapping, find: (name: string) => number, file: TimeFile) {
    this.#isInstant = repeated.times === 'instants'
    this.#file = file
    this.#offsets = new TextBuilder(this.#isInstant ? file.rows : 0)
    const wanted = [
      [PREDICTED_AT, mapping.predictedAt],
      [AVAILABLE_AT, mapping.availableAt],
    ] as const
    this.#columns = wanted.flatMap(([name, from]) => (from === undefined ? [] : [{ name, from, index: find(from), builder: new NumberBuilder(file.rows) }]))
  }

  read(record: readonly string[], row: number): void {
    for (const { name, from, index, builder } of this.#columns) {
      const text = record[index] ?? ''
      const where = { row: fileRow(row), column: from }
      if (text === '') {
        if (name === PREDICTED_AT) this.#file.problems.add('intake/missing-time', undefined, where)
        continue
      }
      const value = this.#isInstant ? this.#instant(text, where) : this.#number(text, where)
      if (value === null) continue
      builder.set(row, value)
      // The first column is when it was made; where that is missing NaN compares false.
      if (value < (this.#columns[0]?.builder.values[row] ?? Number.NaN)) {
        this.#file.problems.add('intake/available-before-predicted', { value: shown(text) }, where)
      }
    }
    if (this.#isInstant) this.#offsets.set(row, this.#hasOffset === true ? 'stated' : 'none')
  }

  #number(text: string, where: { row: number; column: string }): number | null {
    const value = parseNumber(text, this.#file.decimal)
    if (typeof value === 'number') return value
    this.#file.problems.add(faultCode(value, false), { value: shown(text) }, where)
    return null
  }

  #instant(text: string, where: { row: number; column: string }): number | null {
    const found = parseInstant(text)
    if (found === null) {
      this.#file.problems.add('intake/bad-instant', { value: shown(text) }, where)
      return null
    }
    this.#hasOffset ??= found.hasOffset
    if (found.hasOffset === this.#hasOffset) return found.milliseconds
    const [expected, other] = this.#hasOffset ? ['have one', 'has no offset from UTC'] : ['have none', 'has an offset from UTC']
    this.#file.problems.add('intake/mixed-offsets', { found: other, expected }, where)
    return null
  }

  /** One examination and time stand in one row (rule PRD-13). Both rows are named. */
  checkTwice(ids: TextColumn, from: string): void {
    const time = this.#columns.find((each) => each.name === PREDICTED_AT)
    if (time === undefined) return
    for (const { first, second } of rowsTwice(ids, time.builder.values)) {
      const params = { value: shown(textAt(ids, second) ?? ''), firstRow: fileRow(first) }
      this.#file.problems.add('intake/duplicate-prediction-time', params, { row: fileRow(second), column: from })
    }
  }

  columns(): [string, Column][] {
    const times = this.#columns.map(({ name, builder }): [string, Column] => [name, builder.column()])
    return this.#isInstant ? [...times, [TIME_OFFSETS, this.#offsets.column()]] : times
  }
}

/** Rows that repeat an earlier row of the same examination and time, in row order. */
function rowsTwice(ids: TextColumn, times: Float64Array): { first: number; second: number }[] {
  const starts = new Uint32Array(ids.levels.length + 2)
  for (const code of ids.codes) starts[code + 1] = (starts[code + 1] ?? 0) + 1
  for (let code = 1; code < starts.length; code++) starts[code] = (starts[code] ?? 0) + (starts[code - 1] ?? 0)
  const next = starts.slice()
  const rows = new Uint32Array(ids.codes.length)
  ids.codes.forEach((code, row) => {
    rows[next[code] ?? 0] = row
    next[code] = (next[code] ?? 0) + 1
  })
  const found: { first: number; second: number }[] = []
  for (let code = 1; code + 1 < starts.length; code++) {
    const seen = new Map<number, number>()
    for (const row of rows.subarray(starts[code], starts[code + 1])) {
      const time = times[row] ?? Number.NaN
      const first = seen.get(time)
      if (first === undefined) seen.set(time, row)
      else if (!Number.isNaN(time)) found.push({ first, second: row })
    }
  }
  return found.sort((a, b) => a.second - b.second)
}
