import BetterSqlite3 from 'better-sqlite3'
import type { ProblemCode } from '../../shared/vocabulary/problem.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'

export type Database = BetterSqlite3.Database

/** Set in this order on every open, and read back (SPEC.md, STO-1): a store that does not answer so is not used. */
export const pragmas: readonly (readonly [name: string, value: string, answer: string | number])[] = [
  ['locking_mode', 'EXCLUSIVE', 'exclusive'],
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['temp_store', 'MEMORY', 2],
  ['foreign_keys', 'ON', 1],
  ['recursive_triggers', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['secure_delete', 'ON', 1],
]

export const readBack: readonly (readonly [name: string, answer: string | number])[] = [
  ['cipher', 'sqlcipher'],
  ['legacy', 4],
  ...pragmas.map(([name, , answer]) => [name, answer] as const),
]

const BUSY_MS = 250

/** Opens an encrypted database and takes it for this process alone. Throws Refusal; the file is then untouched. */
export function openDatabase(path: string, key: Uint8Array, options: { readonly mustExist: boolean }): Database {
  const db = connect(path, { fileMustExist: options.mustExist })
  try {
    withProblems(() => {
      decryptWith(db, key)
      for (const [name, value] of pragmas) db.pragma(`${name}=${value}`)
      assertPragmas(db)
      // The exclusive lock is taken by the first transaction and kept until the file is closed.
      db.exec('BEGIN IMMEDIATE; COMMIT')
    })
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

/** Lets further connections read a copy that nobody will write to any more: no log beside it, no exclusive lock. */
export function letOthersRead(db: Database): void {
  withProblems(() => {
    db.pragma('journal_mode=DELETE')
    db.pragma('locking_mode=NORMAL')
    // The lock goes with the next transaction.
    db.exec('BEGIN; SELECT 1 FROM main.sqlite_master; COMMIT')
  })
}

/** A further connection to such a copy. */
export function openToRead(path: string, key: Uint8Array): Database {
  const db = connect(path, { readonly: true, fileMustExist: true })
  try {
    withProblems(() => {
      decryptWith(db, key)
      for (const name of ['trusted_schema=OFF', 'cell_size_check=ON', 'temp_store=MEMORY']) db.pragma(name)
    })
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

function connect(path: string, options: BetterSqlite3.Options): Database {
  const nativeBinding = process.env['PROBITY_SQLITE_BINDING']
  return withProblems(() => new BetterSqlite3(path, { ...options, timeout: BUSY_MS, ...(nativeBinding === undefined ? {} : { nativeBinding }) }))
}

function decryptWith(db: Database, key: Uint8Array): void {
  db.pragma("cipher='sqlcipher'")
  db.pragma('legacy=4')
  applyKey(db, key)
}

export function assertPragmas(db: Database): void {
  for (const [name, answer] of readBack) {
    const found = db.pragma(name, { simple: true })
    if (String(found) !== String(answer)) throw new Refusal(problem('store/pragma', { name, found: String(found) }))
  }
}

/** The key's digits are written as bytes: as text they would stay in the heap. */
function applyKey(db: Database, key: Uint8Array): void {
  const digits = Buffer.from('0123456789abcdef')
  const raw = Buffer.alloc(4 + 2 * key.length)
  raw.write('raw:')
  key.forEach((byte, i) => {
    raw[4 + 2 * i] = digits[byte >> 4] ?? 0
    raw[5 + 2 * i] = digits[byte & 15] ?? 0
  })
  try {
    db.key(raw)
  } finally {
    raw.fill(0)
  }
}

const codes: readonly (readonly [start: string, code: ProblemCode])[] = [
  ['SQLITE_FULL', 'store/full'],
  ['SQLITE_READONLY', 'store/read-only'],
  ['SQLITE_PERM', 'store/read-only'],
  ['SQLITE_BUSY', 'store/in-use'],
  ['SQLITE_LOCKED', 'store/in-use'],
  ['SQLITE_CORRUPT', 'store/damaged'],
  ['SQLITE_NOTADB', 'store/damaged'],
  ['SQLITE_CANTOPEN', 'store/io'],
  ['SQLITE_IOERR', 'store/io'],
]

/** A fault of the disk becomes a problem with words; an error of the program stays what it is. */
export function withProblems<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof BetterSqlite3.SqliteError)) throw error
    const code = codes.find(([start]) => error.code.startsWith(start))?.[1]
    if (code === undefined) throw error
    throw new Refusal(problem(code, { cause: error.code }))
  }
}

/** The same for work that waits for something in between. */
export async function withProblemsLater<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    return withProblems(() => {
      throw error
    })
  }
}

/** Every write says how many rows it means to change. */
export function changed(result: { readonly changes: number }, expected = 1): void {
  if (result.changes !== expected) throw new Error(`a write changed ${result.changes} rows instead of ${expected}`)
}
