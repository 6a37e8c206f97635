import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { sha256Hex } from '../files/digest.ts'
import type { Database } from './database.ts'
import * as first from './migrations/0001-first.ts'
import * as second from './migrations/0002-people-and-witnesses.ts'

const migrations = [first, second]

export const SCHEMA_VERSION = 2

/** Digest of everything SQLite knows about a store of each version, triggers included. */
export const schemaSha256ByVersion: Readonly<Record<number, string>> = {
  1: '82d36318a9ac2341c69f34e3b0a688f9f0b91490251646917d417c9081acfe3b',
  2: '45fc1c1b278488989c94df29c5b89f8cead0170c42dfe5c402e5579b4a582b9e',
}

/** Brings an older store to this version, each step in one transaction. */
export function migrate(db: Database, upTo: number = SCHEMA_VERSION): void {
  const from = schemaVersion(db)
  for (const step of migrations) {
    if (step.version <= from || step.version > upTo) continue
    db.transaction(() => {
      db.exec(step.sql)
      db.pragma(`user_version = ${step.version}`)
    }).immediate()
  }
}

export const schemaVersion = (db: Database): number => Number(db.pragma('user_version', { simple: true }))

export function schemaSha256(db: Database): string {
  const rows = db.prepare('SELECT type, name, tbl_name, sql FROM main.sqlite_master ORDER BY type, name').all()
  return sha256Hex(canonicalJson(rows))
}

/** As the version it says it is left the store: also asked of an older one, before it is migrated. */
export const isSchemaIntact = (db: Database): boolean =>
  schemaSha256(db) === schemaSha256ByVersion[schemaVersion(db)] &&
  db.prepare('SELECT count(*) FROM temp.sqlite_master').pluck().get() === 0
