import type { Column, Columns, NumberColumn, TextColumn } from '../vocabulary/columns.ts'
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
  return levelsOfColumn(subgroup, column, rows)
}

/** Likewise, from the column that the subgroup is about. */
export function levelsOfColumn(subgroup: Subgroup, column: Column, rows?: Uint32Array): SubgroupLevel[] {
  const parts = subgroup.kind === 'bands' ? bandParts(subgroup, column) : categoryParts(subgroup, column)
  const missingAt = parts.levels.length
  const buckets = bucketed(parts.buckets, missingAt + 2, rows)
  const levels = parts.levels.map((each, i) => ({ ...each, rows: buckets[i] ?? new Uint32Array(0) }))
  const taken = new Set(parts.levels.map((each) => each.level))
  const rest = [
    { name: 'missing', rows: buckets[missingAt] ?? new Uint32Array(0) },
    { name: 'other', rows: buckets[missingAt + 1] ?? new Uint32Array(0) },
  ]
  for (const each of rest) {
    if (each.rows.length === 0) continue
    // A prespecified level may itself be called "missing"; its rows must not be mixed with ours.
    const level = taken.has(each.name) ? `(${each.name})` : each.name
    levels.push({ level, label: level, rows: each.rows })
  }
  return levels
}

/** The given rows, or all, of each bucket: counted first, so that every list is made at its length. */
function bucketed(bucketOf: Uint32Array, nBuckets: number, rows?: Uint32Array): Uint32Array[] {
  const buckets = rows === undefined ? bucketOf : rows.map((row) => bucketOf[row] ?? 0)
  const n = buckets.length
  const sizes = new Uint32Array(nBuckets)
  for (let i = 0; i < n; i++) {
    const bucket = buckets[i] ?? 0
    sizes[bucket] = (sizes[bucket] ?? 0) + 1
  }
  const ends = new Uint32Array(nBuckets)
  for (let bucket = 1; bucket < nBuckets; bucket++) ends[bucket] = (ends[bucket - 1] ?? 0) + (sizes[bucket - 1] ?? 0)
  const all = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const bucket = buckets[i] ?? 0
    const end = ends[bucket] ?? 0
    all[end] = i
    ends[bucket] = end + 1
  }
  if (rows !== undefined) for (let i = 0; i < n; i++) all[i] = rows[all[i] ?? 0] ?? 0
  return Array.from(ends, (end, bucket) => all.subarray(end - (sizes[bucket] ?? 0), end))
}

interface Parts {
  readonly levels: readonly { readonly level: string; readonly label: string }[]
  /** Of each row of the column: index into levels; their number where it is missing, one more where it is another. */
  readonly buckets: Uint32Array
}

function bandParts(subgroup: Extract<Subgroup, { kind: 'bands' }>, column: Column): Parts {
  if (column.kind !== 'number') {
    throw new Refusal(problem('protocol/column-kind', { column: subgroup.column, expected: 'number', found: 'text' }))
  }
  const { unit, edges } = subgroup
  const levels = bandLabels(edges).map((level) => ({ level, label: unit ? `${level} ${unit}` : level }))
  const buckets = new Uint32Array(column.values.length)
  for (let row = 0; row < buckets.length; row++) {
    const value = column.values[row] ?? Number.NaN
    buckets[row] = Number.isNaN(value) ? levels.length : bandOf(value, edges)
  }
  return { levels, buckets }
}

function categoryParts(subgroup: Extract<Subgroup, { kind: 'categories' }>, column: Column): Parts {
  const labels = new Map(Object.entries(subgroup.labels ?? {}))
  const index = new Map(subgroup.levels.map((level, i) => [level, i]))
  const levels = subgroup.levels.map((level) => ({ level, label: labels.get(level) ?? level }))
  const bucketOf = (value: string | null): number => (value === null ? levels.length : (index.get(value) ?? levels.length + 1))
  return { levels, buckets: column.kind === 'number' ? numberBuckets(column, bucketOf) : textBuckets(column, bucketOf) }
}

/** Every distinct text is looked up once, not every row's. */
function textBuckets(column: TextColumn, bucketOf: (value: string | null) => number): Uint32Array {
  const ofCode = Uint32Array.from([null, ...column.levels], bucketOf)
  const buckets = new Uint32Array(column.codes.length)
  for (let row = 0; row < buckets.length; row++) buckets[row] = ofCode[column.codes[row] ?? 0] ?? bucketOf(null)
  return buckets
}

function numberBuckets(column: NumberColumn, bucketOf: (value: string | null) => number): Uint32Array {
  return Uint32Array.from(column.values, (value) => bucketOf(Number.isNaN(value) ? null : String(value)))
}
