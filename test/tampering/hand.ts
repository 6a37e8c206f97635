import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entryHash, ZERO_HASH, type LedgerRow } from '../../shared/ledger/chain.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { checkpointOrigin, checkpointText } from '../../shared/ledger/checkpoint.ts'
import { growTree } from '../../shared/ledger/growing-tree.ts'
import { merkleRoot } from '../../shared/ledger/merkle.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { sha256 } from '../../electron/files/digest.ts'
import { openDatabase, type Database } from '../../electron/store/database.ts'
import { keyFileText, parseKeyFile, type KeyFileBody } from '../../electron/vault/key-file.ts'
import { hmac } from '../../electron/vault/primitives.ts'
import { openStoreKey, personKeys } from '../../electron/vault/slots.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { person, type Base } from './workspace.ts'

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 4294967296) * below)
  }
}

export type Row = Record<string, string | number | null | Uint8Array>

/** What somebody can do to a copied workspace who holds one person's passphrase, and so every key but other people's. */
export class Hand {
  readonly folder: string
  readonly base: Base
  readonly below: (n: number) => number

  constructor(folder: string, base: Base, below: (n: number) => number) {
    this.folder = folder
    this.base = base
    this.below = below
  }

  path = (name: string): string => join(this.folder, name)

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  /** Guards dropped, the deed done, the guards put back, so that the schema tells nothing. */
  sql<T>(deed: (db: Database) => T): T {
    const db = openDatabase(this.path('workspace.probity'), this.base.keys.database, { mustExist: true })
    db.pragma('foreign_keys = OFF')
    const triggers = db.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`).all()
    try {
      return db.transaction((): T => {
        for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
        const value = deed(db)
        for (const { sql } of triggers) db.exec(sql)
        return value
      })()
    } finally {
      db.close()
    }
  }

  /** With the guards left alone. */
  raw(text: string): void {
    const db = openDatabase(this.path('workspace.probity'), this.base.keys.database, { mustExist: true })
    try {
      db.exec(text)
    } finally {
      db.close()
    }
  }

  /** An index filled by another rule than its own, which then stands there again: the schema tells nothing. */
  index(name: string, rule: string): void {
    const db = openDatabase(this.path('workspace.probity'), this.base.keys.database, { mustExist: true })
    const put = db.unsafeMode().prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(name)
    try {
      for (const sql of [`CREATE INDEX ${name} ON ${rule}`, String(put)]) {
        db.pragma('writable_schema = ON')
        db.prepare('UPDATE sqlite_master SET sql = ? WHERE name = ?').run(sql, name)
        db.pragma('writable_schema = RESET')
        if (sql !== put) db.exec(`REINDEX ${name}`)
      }
    } finally {
      db.close()
    }
  }

  flip(bytes: Buffer, at: number, bits: number): void {
    bytes[at] = (bytes[at] ?? 0) ^ bits
  }

  rows = (db: Database, sql: string): Row[] => db.prepare<[], Row>(sql).all()

  file(name: string, edit: (text: string) => string): void {
    writeFileSync(this.path(name), edit(readFileSync(this.path(name), 'utf8')))
  }

  bytes(name: string, edit: (bytes: Buffer) => Buffer): void {
    writeFileSync(this.path(name), edit(readFileSync(this.path(name))))
  }

  otherText = (name: string): string => readFileSync(join(this.base.foreign.folder, name), 'utf8')

  put = (from: string, name: string): void => copyFileSync(from, this.path(name))

  /** The anchor with other contents and a MAC that holds: the acting person has its key. */
  anchor(change: (body: Record<string, unknown>) => Record<string, unknown>): void {
    this.file('anchor.json', (text) => {
      const { mac: _mac, ...body } = JSON.parse(text) as Record<string, unknown>
      const after = change(body)
      return `${canonicalJson({ ...after, mac: toHex(hmac(this.base.keys.anchor, canonicalJson(after))) })}\n`
    })
  }

  /** The anchor as if the store had always been as it is now. */
  anchorOfStore(): void {
    const last = this.sql((db) => this.rows(db, 'SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1')[0])
    this.anchor((body) => ({ ...body, seq: last?.['seq'], head: toHex(last?.['hash'] as Uint8Array) }))
  }

  /** A key file with other contents whose MAC and digest hold. */
  async keyFile(change: (body: KeyFileBody) => KeyFileBody): Promise<string> {
    const file = parseKeyFile(readFileSync(this.path('keys.json'), 'utf8'))
    const slot = file.slots.find((each) => each.signInName === person.signInName)
    if (slot === undefined) throw new Error('no slot')
    const storeKey = openStoreKey(file.storeId, slot, await personKeys(Buffer.from(person.passphrase), slot.kdf))
    if (storeKey === null) throw new Error('no store key')
    const { mac: _mac, sha256: _digest, ...body } = file
    const text = keyFileText(change(body), storeKey)
    writeFileSync(this.path('keys.json'), text)
    return text
  }

  /** Own checkpoints made anew for the ledger as it is now; other people's stay as they are. */
  async signOwnCheckpoints(): Promise<void> {
    const paths = { keyFile: this.path('keys.json'), signInFile: this.path('sign-in.log') }
    const vault = await unlockVault(paths, this.base.personId, person.passphrase, systemSurroundings('tampering'))
    this.sql((db) => {
      const hashes = this.rows(db, 'SELECT hash FROM ledger ORDER BY seq').map((row) => row['hash'] as Uint8Array)
      for (const { size } of db.prepare<[string], { size: number }>('SELECT size FROM checkpoint WHERE person_id = ?').all(vault.personId)) {
        const root = merkleRoot(hashes.slice(0, size), sha256)
        const text = checkpointText({ origin: checkpointOrigin(vault.storeId), size, root, head: hashes[size - 1] ?? ZERO_HASH })
        db.prepare('UPDATE checkpoint SET text = ?, signature = ? WHERE size = ?').run(text, vault.signCheckpoint(Buffer.from(text)), size)
      }
    })
    vault.dispose()
  }

  /** The note of the newest checkpoint's tree, for the ledger as it is now. */
  noteOfTree(): void {
    this.sql((db) => {
      const tree = growTree(sha256)
      for (const { hash } of this.rows(db, 'SELECT hash FROM ledger WHERE seq <= (SELECT max(size) FROM checkpoint) ORDER BY seq')) tree.append(hash as Uint8Array)
      db.prepare(`UPDATE setting SET value = ? WHERE name = 'ledger.tree'`).run(JSON.stringify(tree.note()))
    })
  }
}

/** Makes the hashes anew from an entry on, as somebody with the key could. */
export function rehash(db: Database, from: number): void {
  const rows = db.prepare<[number], LedgerRow>('SELECT seq, prev, body, hash FROM ledger WHERE seq >= ? ORDER BY seq').all(from)
  let prev = db.prepare<[number], { hash: Uint8Array }>('SELECT hash FROM ledger WHERE seq = ?').get(from - 1)?.hash ?? ZERO_HASH
  for (const row of rows) {
    const hash = entryHash(prev, row.body, sha256)
    db.prepare('UPDATE ledger SET prev = ?, hash = ? WHERE seq = ?').run(prev, hash, row.seq)
    prev = hash
  }
}

/** An entry's body with something changed that no row depends on. */
export function editBody(db: Database, seq: number, change: (body: Record<string, unknown>) => Record<string, unknown>): void {
  const body = db.prepare<[number], string>('SELECT body FROM ledger WHERE seq = ?').pluck().get(seq) as string
  const after = canonicalJson(change(JSON.parse(body) as Record<string, unknown>))
  if (after === body) throw new Error('the deed changed nothing')
  db.prepare('UPDATE ledger SET body = ? WHERE seq = ?').run(after, seq)
}
