import BetterSqlite3 from 'better-sqlite3'
import { type Database, withProblems } from './database.ts'

/**
 * Writes the whole store, as of its last commit, into a file that is not there yet. It stays encrypted under the same
 * key; freed pages are left out. SQLite does not flush it: the caller does.
 */
export function writeCopy(db: Database, path: string): void {
  withProblems(() => db.prepare('VACUUM INTO ?').run(path))
}

/** What a copy may need at most: every page of the store. */
export const storeBytes = (db: Database): number =>
  Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))

/**
 * Whether another process has the store. It is asked through a second name of the file, without a key and for reading
 * only, so that neither the store nor its write-ahead log is touched: either the lock is met, or bytes without meaning.
 */
export function isTaken(secondName: string): boolean {
  const nativeBinding = process.env['PROBITY_SQLITE_BINDING']
  const db = new BetterSqlite3(secondName, {
    readonly: true,
    fileMustExist: true,
    timeout: 100,
    ...(nativeBinding === undefined ? {} : { nativeBinding }),
  })
  try {
    db.prepare('SELECT count(*) FROM main.sqlite_master').get()
    return false
  } catch (error) {
    return error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')
  } finally {
    db.close()
  }
}
