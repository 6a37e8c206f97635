import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../electron/store/database.ts'

/** Digest of all that a workspace says: every row of every table, and the files beside it. Null if it does not open. */
export function contentsOf(folder: string, key: Uint8Array): string | null {
  const copy = `${folder}-contents`
  cpSync(folder, copy, { recursive: true })
  try {
    const db = openDatabase(join(copy, 'workspace.probity'), key, { mustExist: true })
    try {
      const hash = createHash('sha256')
      const tables = db.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master ORDER BY type, name`).all()
      hash.update(JSON.stringify([tables, db.pragma('user_version')]))
      for (const { name } of tables.filter(({ sql }) => sql?.startsWith('CREATE TABLE'))) {
        const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM main.${name}`).iterate()
        for (const row of rows) for (const value of Object.values(row)) hash.update(value instanceof Uint8Array ? value : JSON.stringify(value) ?? '')
      }
      for (const name of ['keys.json', 'anchor.json', 'sign-in.log', 'workspace.json']) {
        if (existsSync(join(copy, name))) hash.update(readFileSync(join(copy, name)))
      }
      return hash.digest('hex')
    } finally {
      db.close()
    }
  } catch {
    return null
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
