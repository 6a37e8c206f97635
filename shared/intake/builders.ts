import type { NumberColumn, TextColumn } from '../vocabulary/columns.ts'

/** Grows a number column row by row; rows never set stay missing. */
export class NumberBuilder {
  readonly values: Float64Array
  constructor(rows: number) {
    this.values = new Float64Array(rows).fill(Number.NaN)
  }
  set(row: number, value: number): void {
    this.values[row] = value
  }
  column(): NumberColumn {
    return { kind: 'number', values: this.values }
  }
}

/** Grows a text column row by row; levels stand in order of first appearance, rows never set stay missing. */
export class TextBuilder {
  readonly #codes: Uint32Array
  readonly #levels: string[] = []
  readonly #seen = new Map<string, number>()
  readonly #firstRow: number[] = []
  constructor(rows: number) {
    this.#codes = new Uint32Array(rows)
  }
  /** The row where this value stood first: the given row itself when it is new. */
  set(row: number, value: string): number {
    let code = this.#seen.get(value)
    if (code === undefined) {
      code = this.#levels.push(value)
      this.#seen.set(value, code)
      this.#firstRow.push(row)
    }
    this.#codes[row] = code
    return this.#firstRow[code - 1] ?? row
  }
  get nLevels(): number {
    return this.#levels.length
  }
  column(): TextColumn {
    return { kind: 'text', levels: this.#levels, codes: this.#codes }
  }
}
