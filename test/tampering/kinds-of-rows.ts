import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import { openDatabase, type Database } from '../../electron/store/database.ts'
import { decrypt, encrypt } from '../../electron/vault/primitives.ts'
import type { Hand, Row } from './hand.ts'
import type { Kind, Told } from './kinds.ts'

const id9 = '9'.repeat(32)
const RECORD = 'kind, id, version, study_id, origin_store_id, state, bytes, sha256, created_at'

/** The last entry that says what a row became. */
const entryOf = (db: Database, id: unknown, version: unknown = 1): number =>
  db
    .prepare(`SELECT max(seq) FROM ledger WHERE object_id = ? AND json_extract(body, '$.objectVersion') = ? AND json_extract(body, '$.afterSha256') IS NOT NULL`)
    .pluck()
    .get(id, version) as number

const record = (hand: Hand, db: Database): Row => hand.pick(hand.rows(db, 'SELECT * FROM record'))
const told = (db: Database, { id, version }: Row): Told => ({ seq: entryOf(db, id, version), object: String(id) })

/** A text in the record's JSON is another one, in canonical form again. */
function changedBytes(row: Row): string {
  const value = JSON.parse(String(row['bytes'])) as Record<string, unknown>
  return canonicalJson({ ...value, note: 'changed afterwards' })
}

const columnOf = (name: string, value: (hand: Hand, row: Row) => string | number): Kind => ({
  name: `a record’s ${name} edited`,
  deed: (hand) =>
    hand.sql((db) => {
      const row = record(hand, db)
      const expected = told(db, row)
      db.prepare(`UPDATE record SET ${name} = ? WHERE pos = ?`).run(value(hand, row), row['pos'])
      return expected
    }),
})

const recordKinds: readonly Kind[] = [
  {
    name: 'a record edited',
    deed: (hand) =>
      hand.sql((db) => {
        const row = record(hand, db)
        db.prepare('UPDATE record SET bytes = ? WHERE pos = ?').run(changedBytes(row), row['pos'])
        return told(db, row)
      }),
  },
  {
    name: 'a record edited together with its digest',
    deed: (hand) =>
      hand.sql((db) => {
        const row = record(hand, db)
        const bytes = changedBytes(row)
        db.prepare('UPDATE record SET bytes = ?, sha256 = ? WHERE pos = ?').run(bytes, sha256Hex(bytes), row['pos'])
        return told(db, row)
      }),
  },
  {
    name: 'a record emptied',
    deed: (hand) =>
      hand.sql((db) => {
        const row = record(hand, db)
        db.prepare('UPDATE record SET bytes = ? WHERE pos = ?').run(hand.pick(['', '{}', 'null', '[]', '{"salt":1}']), row['pos'])
        return told(db, row)
      }),
  },
  columnOf('study_id', () => id9),
  columnOf('origin_store_id', () => id9),
  columnOf('state', (hand, row) => hand.pick(['draft', 'locked', 'final'].filter((state) => state !== row['state']))),
  columnOf('sha256', () => '0'.repeat(64)),
  columnOf('created_at', () => '2020-01-01T00:00:00.000Z'),
  columnOf('version', () => 7),
  columnOf('kind', (_hand, row) => (row['kind'] === 'study' ? 'protocol' : 'study')),
  {
    name: 'a record deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const row = record(hand, db)
        db.prepare('DELETE FROM record WHERE pos = ?').run(row['pos'])
        return told(db, row)
      }),
  },
  {
    name: 'a record added',
    deed: (hand) =>
      hand.sql((db) => {
        db.prepare(`INSERT INTO record (${RECORD}) SELECT ${RECORD.replace(', id,', `, '${id9}',`)} FROM record WHERE pos = ?`).run(record(hand, db)['pos'])
        return { seq: null, object: id9 }
      }),
  },
  {
    name: 'another version of a record added',
    deed: (hand) =>
      hand.sql((db) => {
        const row = record(hand, db)
        db.prepare(`INSERT INTO record (${RECORD}) SELECT ${RECORD.replace(', version,', ', version + 10,')} FROM record WHERE pos = ?`).run(row['pos'])
        return { object: `${String(row['id'])} v${Number(row['version']) + 10}` }
      }),
  },
  {
    name: 'two records exchanged',
    deed: (hand) =>
      hand.sql((db) => {
        const rows = hand.rows(db, 'SELECT * FROM record ORDER BY pos')
        const at = hand.below(rows.length - 1)
        const [one, other] = [rows[at], rows[at + 1]] as [Row, Row]
        const put = db.prepare('UPDATE record SET bytes = ?, sha256 = ? WHERE pos = ?')
        put.run(other['bytes'], other['sha256'], one['pos'])
        put.run(one['bytes'], one['sha256'], other['pos'])
        return { seq: Math.min(entryOf(db, one['id'], one['version']), entryOf(db, other['id'], other['version'])), object: String(one['id']) }
      }),
  },
  {
    name: 'the order of two records exchanged',
    deed: (hand) =>
      hand.sql((db) => {
        const rows = hand.rows(db, 'SELECT * FROM record ORDER BY pos')
        const at = hand.below(rows.length - 1)
        const [one, other] = [rows[at], rows[at + 1]] as [Row, Row]
        const put = db.prepare('UPDATE record SET pos = ? WHERE pos = ?')
        put.run(-1, one['pos'])
        put.run(one['pos'], other['pos'])
        put.run(other['pos'], -1)
        return told(db, one)
      }),
  },
  {
    name: 'a record of another workspace copied in',
    deed: (hand) => {
      const { path, key } = { path: `${hand.base.foreign.folder}/workspace.probity`, key: hand.base.foreign.key }
      const other = openDatabase(path, key, { mustExist: true })
      const row = hand.pick(hand.rows(other, `SELECT ${RECORD} FROM record`))
      other.close()
      hand.sql((db) => db.prepare(`INSERT INTO record (${RECORD}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`).run(...Object.values(row)))
      return { seq: null, object: String(row['id']) }
    },
  },
]

/** Of what was disposed of the keys in hand open nothing: kinds-of-disposals.ts. */
const living = '(SELECT key_id FROM data_key WHERE length(wrapped) > 0)'

const segment = (hand: Hand, db: Database): Row => hand.pick(hand.rows(db, `SELECT * FROM segment WHERE key_id IN ${living}`))
function exchange(db: Database, one: Row, other: Row): void {
  const put = db.prepare('UPDATE segment SET bytes = ?, nonce = ?, sha256 = ?, key_id = ? WHERE pos = ?')
  put.run(other['bytes'], other['nonce'], other['sha256'], other['key_id'], one['pos'])
  put.run(one['bytes'], one['nonce'], one['sha256'], one['key_id'], other['pos'])
}

const ownerOf = (row: Row): Told => ({ seq: null, object: String(row['owner_id']) })

const columnKinds: readonly Kind[] = [
  {
    name: 'a segment edited',
    deed: (hand) =>
      hand.sql((db) => {
        const row = segment(hand, db)
        const bytes = Buffer.from(row['bytes'] as Uint8Array)
        hand.flip(bytes, hand.below(bytes.length), 1)
        db.prepare('UPDATE segment SET bytes = ? WHERE pos = ?').run(bytes, row['pos'])
        return ownerOf(row)
      }),
  },
  {
    name: 'a segment edited together with its digest',
    deed: (hand) =>
      hand.sql((db) => {
        const row = segment(hand, db)
        const bytes = Buffer.from(row['bytes'] as Uint8Array)
        hand.flip(bytes, hand.below(bytes.length), 1)
        const digest = sha256Hex(Buffer.concat([row['nonce'] as Uint8Array, bytes]))
        db.prepare('UPDATE segment SET bytes = ?, sha256 = ? WHERE pos = ?').run(bytes, digest, row['pos'])
        return ownerOf(row)
      }),
  },
  {
    name: 'a value changed under its own key and sealed again',
    deed: (hand) =>
      hand.sql((db) => {
        const row = segment(hand, db)
        resealed(hand, db, row)
        return ownerOf(row)
      }),
  },
  {
    name: 'a value changed, sealed again, and its digest put into the record',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, `SELECT s.* FROM segment s JOIN record r ON r.id = s.owner_id WHERE r.kind <> 'cohort' AND s.key_id IN ${living}`))
        const digest = resealed(hand, db, row)
        const owner = db.prepare<[unknown, unknown], Row>('SELECT * FROM record WHERE id = ? AND version = ?').get(row['owner_id'], row['owner_version']) as Row
        const value = JSON.parse(String(owner['bytes'])) as { salt: string; columns: { name: string; saltedSha256: string }[] }
        const columns = value.columns.map((each) => (each.name === row['column_name'] ? { ...each, saltedSha256: digest(value.salt) } : each))
        const bytes = canonicalJson({ ...value, columns })
        db.prepare('UPDATE record SET bytes = ?, sha256 = ? WHERE pos = ?').run(bytes, sha256Hex(bytes), owner['pos'])
        return told(db, owner)
      }),
  },
  {
    name: 'a segment deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const row = segment(hand, db)
        db.prepare('DELETE FROM segment WHERE pos = ?').run(row['pos'])
        return ownerOf(row)
      }),
  },
  {
    name: 'two segments exchanged',
    deed: (hand) =>
      hand.sql((db) => {
        const one = segment(hand, db)
        const other = hand.pick(hand.rows(db, 'SELECT * FROM segment').filter((row) => row['pos'] !== one['pos']))
        exchange(db, one, other)
        return ownerOf(one)
      }),
  },
  {
    name: 'a segment that nobody can read any more exchanged with one of the next version',
    deed: (hand) =>
      hand.sql((db) => {
        const gone = hand.pick(hand.rows(db, 'SELECT s.* FROM segment s JOIN data_key k USING (key_id) WHERE length(k.wrapped) = 0'))
        const other = hand.pick(hand.rows(db, 'SELECT s.* FROM segment s JOIN data_key k USING (key_id) WHERE length(k.wrapped) > 0'))
        exchange(db, gone, other)
        return ownerOf(other)
      }),
  },
  {
    name: 'a column renamed',
    deed: (hand) =>
      hand.sql((db) => {
        const row = segment(hand, db)
        db.prepare(`UPDATE segment SET column_name = 'renamed' WHERE pos = ?`).run(row['pos'])
        return { seq: null, object: 'renamed' }
      }),
  },
  {
    name: 'a column given to another record',
    deed: (hand) =>
      hand.sql((db) => {
        const row = segment(hand, db)
        const other = hand.pick(hand.rows(db, 'SELECT id, version FROM record').filter(({ id }) => id !== row['owner_id']))
        db.prepare(`UPDATE segment SET owner_id = ?, owner_version = ?, column_name = 'moved' WHERE pos = ?`).run(other['id'], other['version'], row['pos'])
        return { seq: null, object: String(row['owner_id']) }
      }),
  },
  {
    name: 'a data key deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, `SELECT * FROM data_key WHERE key_id IN ${living}`))
        db.prepare('DELETE FROM data_key WHERE pos = ?').run(row['pos'])
        return ownerOf(row)
      }),
  },
  {
    name: 'a data key edited',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, `SELECT * FROM data_key WHERE key_id IN ${living}`))
        const wrapped = Buffer.from(row['wrapped'] as Uint8Array)
        hand.flip(wrapped, hand.below(wrapped.length), 4)
        db.prepare('UPDATE data_key SET wrapped = ? WHERE pos = ?').run(wrapped, row['pos'])
        return ownerOf(row)
      }),
  },
  {
    name: 'a sealed column’s key made one of open data',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, `SELECT * FROM data_key WHERE purpose = 'reference' AND key_id IN ${living}`))
        db.prepare(`DELETE FROM data_key WHERE owner_id = ? AND owner_version = ? AND purpose = 'data'`).run(row['owner_id'], row['owner_version'])
        db.prepare(`UPDATE data_key SET purpose = 'data' WHERE pos = ?`).run(row['pos'])
        return ownerOf(row)
      }),
  },
  {
    name: 'a data key added',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, `SELECT * FROM record WHERE kind IN ('protocol', 'study', 'result', 'cohort')`))
        db.prepare(
          `INSERT INTO data_key (key_id, owner_id, owner_version, purpose, nonce, wrapped) VALUES ('${id9}', ?, 1, 'reference', zeroblob(12), x'00')`,
        ).run(row['id'])
        return { seq: null, object: id9 }
      }),
  },
]

/** Opens a segment with the keys in hand, turns a bit of its last value round and seals it again. Returns COL-2. */
function resealed(hand: Hand, db: Database, row: Row): (salt: string) => string {
  const key = db.prepare<[unknown], Row>('SELECT * FROM data_key WHERE key_id = ?').get(row['key_id']) as Row
  const storeId = db.prepare('SELECT store_id FROM workspace').pluck().get()
  const owner = { ownerId: row['owner_id'], ownerVersion: row['owner_version'] }
  const bytesOf = (value: unknown) => Buffer.from(canonicalJson(value))
  const keyAbout = bytesOf({ format: 'probity.data-key.v1', storeId, keyId: row['key_id'], ...owner, purpose: key['purpose'] })
  const dataKey = decrypt(hand.base.keys.rows, key['nonce'] as Uint8Array, key['wrapped'] as Uint8Array, keyAbout)
  const at = { column: row['column_name'], no: row['no'], nSegments: row['n_segments'], keyId: row['key_id'] }
  const about = bytesOf({ format: 'probity.segment.v1', storeId, ...owner, ...at })
  const plain = dataKey === null ? null : decrypt(dataKey, row['nonce'] as Uint8Array, row['bytes'] as Uint8Array, about)
  if (dataKey === null || plain === null) throw new Error('the keys in hand do not open the column')
  plain[plain.length - 1] = (plain[plain.length - 1] ?? 0) ^ 1
  const nonce = Buffer.alloc(12, 7)
  const sealed = encrypt(dataKey, nonce, plain, about)
  const digest = sha256Hex(Buffer.concat([nonce, sealed]))
  db.prepare('UPDATE segment SET nonce = ?, bytes = ?, sha256 = ? WHERE pos = ?').run(nonce, sealed, digest, row['pos'])
  const part = Buffer.from(sha256Hex(plain), 'hex')
  return (salt) => sha256Hex(Buffer.concat([Buffer.from('probity.column.v1\0'), Buffer.from(salt, 'hex'), plain.subarray(1, 5), part]))
}

/** The first entry that brings an object. */
const bringing = (db: Database, { sha256 }: Row): number =>
  db.prepare(`SELECT min(seq) FROM ledger WHERE json_extract(body, '$.details.objectSha256') = ?`).pluck().get(sha256) as number

const object = (hand: Hand, db: Database): Row => hand.pick(hand.rows(db, 'SELECT * FROM object'))

const objectKinds: readonly Kind[] = [
  {
    name: 'a file in the store edited',
    deed: (hand) =>
      hand.sql((db) => {
        const row = object(hand, db)
        const bytes = Buffer.from(row['bytes'] as Uint8Array)
        hand.flip(bytes, hand.below(bytes.length), 2)
        db.prepare('UPDATE object SET bytes = ? WHERE pos = ?').run(bytes, row['pos'])
        return { seq: bringing(db, row), object: String(row['sha256']) }
      }),
  },
  {
    name: 'two files in the store exchanged',
    deed: (hand) =>
      hand.sql((db) => {
        const [one, other] = hand.rows(db, 'SELECT * FROM object') as [Row, Row]
        const put = db.prepare('UPDATE object SET bytes = ? WHERE pos = ?')
        put.run(other['bytes'], one['pos'])
        put.run(one['bytes'], other['pos'])
        return { seq: Math.min(bringing(db, one), bringing(db, other)), object: String(one['sha256']) }
      }),
  },
  {
    name: 'a file in the store edited and named by its new digest',
    deed: (hand) =>
      hand.sql((db) => {
        const bytes = Buffer.from([hand.below(256), 1, 2])
        const row = object(hand, db)
        db.prepare('UPDATE object SET bytes = ?, sha256 = ? WHERE pos = ?').run(bytes, sha256Hex(bytes), row['pos'])
        return { seq: row['media_type'] === 'application/pdf' ? bringing(db, row) : null, object: sha256Hex(bytes) }
      }),
  },
  {
    name: 'a file in the store called something else',
    deed: (hand) =>
      hand.sql((db) => {
        const row = object(hand, db)
        db.prepare(`UPDATE object SET media_type = 'text/html' WHERE pos = ?`).run(row['pos'])
        return { seq: bringing(db, row), object: String(row['sha256']) }
      }),
  },
  {
    name: 'the signed report’s file deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const [row] = hand.rows(db, `SELECT * FROM object WHERE media_type = 'application/pdf'`) as [Row]
        db.prepare('DELETE FROM object WHERE pos = ?').run(row['pos'])
        return { seq: bringing(db, row), object: 'report' }
      }),
  },
  {
    name: 'a file added',
    deed: (hand) =>
      hand.sql((db) => {
        const bytes = Buffer.from(toHex(Buffer.from([hand.below(256)])))
        db.prepare('INSERT INTO object (sha256, media_type, bytes) VALUES (?, ?, ?)').run(sha256Hex(bytes), 'text/plain', bytes)
        return { seq: null, object: sha256Hex(bytes) }
      }),
  },
]

export const rowKinds: readonly Kind[] = [...recordKinds, ...columnKinds, ...objectKinds]
