import type { Database } from '../../electron/store/database.ts'
import type { Hand, Row } from './hand.ts'

/** One column of one row of the store. */
export interface Cell {
  readonly table: string
  readonly column: string
}

/**
 * What no entry speaks for, and nothing else in the store (SPEC.md, STO-23): work in progress, and numbers that only
 * say where a row lies. Everything else that a later schema adds is tried without being named here.
 */
const outside: readonly RegExp[] = [/^draft\./, /^(segment|data_key|object|key_slot|person_state|trusted)\.pos$/, /^person_state\.id$/, /^workspace\.pos$/]

export function cellsOf(db: Database): Cell[] {
  const tables = db.prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).pluck().all() as string[]
  return tables.flatMap((table) =>
    // Generated columns follow from the others.
    (db.pragma(`table_xinfo(${table})`) as { name: string; hidden: number }[])
      .filter(({ hidden }) => hidden === 0)
      .map(({ name }) => ({ table, column: name }))
      .filter((cell) => !outside.some((pattern) => pattern.test(`${cell.table}.${cell.column}`))),
  )
}

const pairs: readonly (readonly [string, string])[] = [
  ['granted', 'revoked'],
  ['data', 'reference'],
  ['locked', 'final'],
]

/** Another value of the same type, length and place, so that no constraint of the table tells. */
function another(value: Row[string], below: (n: number) => number): Row[string] {
  if (typeof value === 'number') return value + 1000
  if (value instanceof Uint8Array) {
    // A destroyed key has none.
    if (value.length === 0) return Buffer.of(1)
    const bytes = Buffer.from(value)
    const at = below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8))
    return bytes
  }
  if (value === null) return '9'.repeat(32)
  const pair = pairs.find((each) => each.includes(value))
  if (pair !== undefined) return pair[0] === value ? pair[1] : pair[0]
  // One character inside is another one, quotes and backslashes left alone.
  const places = [...value].flatMap((char, i) => (/[a-z0-9]/i.test(char) ? [i] : []))
  const at = places[below(places.length)] ?? 0
  return `${value.slice(0, at)}${value[at] === '7' ? '8' : '7'}${value.slice(at + 1)}`
}

/** What is staged belongs to no record yet and is nobody's evidence (STO-10). */
const staged: Readonly<Record<string, string>> = {
  segment: 'WHERE owner_id IN (SELECT id FROM record)',
  data_key: 'WHERE owner_id IN (SELECT id FROM record)',
}

/** Edits the column in the first row that the table's own constraints let it. False if there is none. */
export function editCell(hand: Hand, { table, column }: Cell): boolean {
  return hand.sql((db) => {
    db.pragma('ignore_check_constraints = ON')
    const rows = hand.rows(db, `SELECT rowid AS "rowid?", * FROM ${table} ${staged[table] ?? ''}`)
    // A row that is alone is in no order.
    if (column === 'pos' && rows.length === 1) return false
    return rows.some((row) => {
      const { 'rowid?': rowid, ...cells } = row
      try {
        db.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(another(cells[column] ?? null, hand.below), rowid)
        return true
      } catch (error) {
        if (String(error).includes('UNIQUE')) return false
        throw error
      }
    })
  })
}
