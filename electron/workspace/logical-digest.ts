import { createHash } from 'node:crypto'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { type Database, withProblems } from '../store/database.ts'

/**
 * One digest over every row of every table, drafts and settings included: two stores with the same answer hold the
 * same things, however their pages lie. Tables by name, rows by primary key; each value with its type and length.
 */
export function logicalSha256(db: Database): Sha256 {
  return withProblems(() => {
    const hash = createHash('sha256').update('probity.logical.v1\n')
    const tables = db.prepare<[], { name: string; sql: string }>("SELECT name, sql FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    for (const { name, sql } of tables.all()) {
      hash.update(`table ${name} ${sql.length}\n${sql}\n`)
      for (const row of db.prepare<[], unknown[]>(rowsOf(db, name)).raw().iterate()) hash.update(encoded(row))
    }
    return hash.digest('hex') as Sha256
  })
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

function rowsOf(db: Database, table: string): string {
  const keys = db.prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').all(table)
  const order = keys.length === 0 ? 'rowid' : keys.map(({ name }) => quoted(name)).join(', ')
  return `SELECT * FROM main.${quoted(table)} ORDER BY ${order}`
}

function encoded(row: readonly unknown[]): Buffer {
  return Buffer.concat([Buffer.from(`row ${row.length}\n`), ...row.flatMap(encodedValue)])
}

function encodedValue(value: unknown): Buffer[] {
  if (value === null) return [Buffer.from('null\n')]
  if (typeof value === 'number') return [Buffer.from(`number ${value}\n`)]
  if (value instanceof Uint8Array) return [Buffer.from(`bytes ${value.length}\n`), Buffer.from(value)]
  const text = Buffer.from(String(value), 'utf8')
  return [Buffer.from(`text ${text.length}\n`), text]
}
