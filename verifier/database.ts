import { copyFileSync, existsSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'

export type Database = BetterSqlite3.Database
export const isSqliteError = (error: unknown): boolean => error instanceof BetterSqlite3.SqliteError

/** The files of a workspace (electron/store/SPEC.md). */
export const names = {
  about: 'workspace.json',
  store: 'workspace.probity',
  log: 'workspace.probity-wal',
  keys: 'keys.json',
  signIns: 'sign-in.log',
  anchor: 'anchor.json',
} as const

/** Opening replays and removes the write-ahead log, so it is done to a copy, encrypted as it is. */
export function copyStore(folder: string): { readonly temporary: string; readonly path: string } {
  const temporary = mkdtempSync(join(tmpdir(), 'probity-second-'))
  for (const name of [names.store, names.log]) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(temporary, basename(name)))
  }
  return { temporary, path: join(temporary, names.store) }
}

/**
 * The copy, to be read. Its log is taken in first, by this connection alone; from then on there is no log and no lock
 * that keeps a second one out.
 */
export function openCopy(path: string, key: Uint8Array): Database {
  return connect(path, key, false, (db) => {
    db.pragma('locking_mode=EXCLUSIVE')
    db.exec('BEGIN IMMEDIATE; COMMIT')
    db.pragma('journal_mode=DELETE')
    db.pragma('locking_mode=NORMAL')
    db.exec('BEGIN; SELECT 1 FROM main.sqlite_master; COMMIT')
  })
}

/** A second connection beside it. */
export const openBeside = (path: string, key: Uint8Array): Database => connect(path, key, true, () => undefined)

/** SQLCipher 4 format with a raw key (STO-1). The key's digits are bytes and never a string. */
function connect(path: string, key: Uint8Array, readonly: boolean, begin: (db: Database) => void): Database {
  const nativeBinding = process.env['PROBITY_SQLITE_BINDING']
  const db = new BetterSqlite3(path, { readonly, fileMustExist: true, ...(nativeBinding === undefined ? {} : { nativeBinding }) })
  const raw = Buffer.alloc(4 + 2 * key.length)
  raw.write('raw:')
  Buffer.from(key).forEach((byte, i) => raw.write((byte < 16 ? '0' : '') + byte.toString(16), 4 + 2 * i))
  try {
    db.pragma("cipher='sqlcipher'")
    db.pragma('legacy=4')
    db.key(raw)
    db.pragma('temp_store=MEMORY')
    db.pragma('trusted_schema=OFF')
    db.pragma('cell_size_check=ON')
    db.pragma('mmap_size=0')
    // The index over the hashes is met in no order while SQLite checks it: it should fit into memory.
    db.pragma(`cache_size=-${Math.min(262_144, Math.max(16_384, Math.ceil(statSync(path).size / 8192)))}`)
    begin(db)
    return db
  } catch (error) {
    db.close()
    throw error
  } finally {
    raw.fill(0)
  }
}
