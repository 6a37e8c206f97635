import type { Column, Columns, NumberColumn } from '../vocabulary/columns.ts'
import { columnLength, textAt } from '../vocabulary/columns.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { Subgroup } from '../vocabulary/protocol.ts'
import { bandOf, bandLabels } from './bands.ts'
import { findCovariate } from './covariate.ts'

export interface SubgroupLevel {
  readonly level: string
  readonly label: string
  readonly rows: Uint32Array
}

/**
 * Splits rows by a prespecified subgroup (rules SUB-1 …).
 *
 * Shape: one entry per prespecified level in protocol order, empty ones included; then `missing` and `other` (a value
 * that was not prespecified) only where they hold rows. Every given row is in exactly one entry, in the given order.
 * `rows` are indices into the columns; without it all rows are split.
 * Errors: Refusal protocol/no-such-column, and protocol/column-kind for bands over text.
 */
export function subgroupLevels(subgroup: Subgroup, columns: Columns, rows?: Uint32Array): SubgroupLevel[] {
  const column = findCovariate(columns, subgroup.column)
  if (column === null) throw new Refusal(problem('protocol/no-such-column', { column: subgroup.column }))
  const parts = subgroup.kind === 'bands' ? bandParts(subgroup, column) : categoryParts(subgroup, column)
  const n = columnLength(column)
  const buckets: number[][] = [...parts.levels.map(() => []), [], []]
  const missingAt = parts.levels.length
  const put = (row: number): void => {
    const bucket = parts.bucketOf(row)
    buckets[bucket === MISSING ? missingAt : bucket === OTHER ? missingAt + 1 : bucket]?.push(row)
  }
  if (rows) for (const row of rows) put(row)
  else for (let row = 0; row < n; row++) put(row)

  const levels = parts.levels.map((each, i) => ({ ...each, rows: Uint32Array.from(buckets[i] ?? []) }))
  const taken = new Set(parts.levels.map((each) => each.level))
  const rest = [
    { name: 'missing', rows: buckets[missingAt] ?? [] },
    { name: 'other', rows: buckets[missingAt + 1] ?? [] },
  ]
  for (const each of rest) {
    if (each.rows.length === 0) continue
    // A prespecified level may itself be called "missing"; its rows must not be mixed with ours.
    const level = taken.has(each.name) ? `(${each.name})` : each.name
    levels.push({ level, label: level, rows: Uint32Array.from(each.rows) })
  }
  return levels
}

const MISSING = -1
const OTHER = -2

interface Parts {
  readonly levels: readonly { readonly level: string; readonly label: string }[]
  /** Index into levels, MISSING or OTHER. */
  readonly bucketOf: (row: number) => number
}

function bandParts(subgroup: Extract<Subgroup, { kind: 'bands' }>, column: Column): Parts {
  if (column.kind !== 'number') {
    throw new Refusal(problem('protocol/column-kind', { column: subgroup.column, expected: 'number', found: 'text' }))
  }
  const unit = subgroup.unit
  return {
    levels: bandLabels(subgroup.edges).map((level) => ({ level, label: unit ? `${level} ${unit}` : level })),
    bucketOf: (row) => {
      const value = column.values[row] ?? Number.NaN
      return Number.isNaN(value) ? MISSING : bandOf(value, subgroup.edges)
    },
  }
}

function categoryParts(subgroup: Extract<Subgroup, { kind: 'categories' }>, column: Column): Parts {
  const labels = new Map(Object.entries(subgroup.labels ?? {}))
  const index = new Map(subgroup.levels.map((level, i) => [level, i]))
  const levels = subgroup.levels.map((level) => ({ level, label: labels.get(level) ?? level }))
  if (column.kind === 'number') return { levels, bucketOf: (row) => numberBucket(column, row, index) }
  return {
    levels,
    bucketOf: (row) => {
      const value = textAt(column, row)
      return value === null ? MISSING : (index.get(value) ?? OTHER)
    },
  }
}

function numberBucket(column: NumberColumn, row: number, index: ReadonlyMap<string, number>): number {
  const value = column.values[row] ?? Number.NaN
  return Number.isNaN(value) ? MISSING : (index.get(String(value)) ?? OTHER)
}
