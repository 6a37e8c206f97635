import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import type { Database } from '../../electron/store/database.ts'
import { encrypt } from '../../electron/vault/primitives.ts'
import { editBody, rehash, type Hand, type Row } from './hand.ts'
import type { Kind, Told } from './kinds.ts'

const destroyed = (db: Database, hand: Hand): Row => hand.pick(hand.rows(db, 'SELECT * FROM data_key WHERE length(wrapped) = 0'))
const entryOf = (db: Database): number => db.prepare(`SELECT seq FROM ledger WHERE action = 'data.disposed'`).pluck().get() as number
const told = (db: Database): Told => ({ seq: entryOf(db), object: 'disposal' })

/** The certificate with something else in it; its digest, its entry and every hash from there on made for it. */
const rewritten = (name: string, change: (value: Record<string, unknown>, hand: Hand, db: Database) => Record<string, unknown>): Kind => ({
  name: `a certificate of disposal rewritten to its end: ${name}`,
  deed: (hand) =>
    hand.sql((db) => {
      const seq = entryOf(db)
      const row = hand.rows(db, `SELECT * FROM record WHERE kind = 'disposal'`)[0] as Row
      const bytes = canonicalJson(change(JSON.parse(String(row['bytes'])) as Record<string, unknown>, hand, db))
      db.prepare('UPDATE record SET bytes = ?, sha256 = ? WHERE pos = ?').run(bytes, sha256Hex(bytes), row['pos'])
      editBody(db, seq, (body) => ({ ...body, afterSha256: sha256Hex(bytes) }))
      rehash(db, seq)
      return { object: 'disposal' }
    }),
})

export const disposalKinds: readonly Kind[] = [
  {
    name: 'a data key destroyed without a certificate',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, 'SELECT * FROM data_key WHERE length(wrapped) > 0'))
        db.prepare('UPDATE data_key SET nonce = zeroblob(12), wrapped = zeroblob(0) WHERE pos = ?').run(row['pos'])
        return { seq: null, object: String(row['key_id']) }
      }),
  },
  {
    name: 'a certificate of disposal without the disposal: a key put in again',
    deed: (hand) =>
      hand.sql((db) => {
        const row = destroyed(db, hand)
        const about = { storeId: db.prepare('SELECT store_id FROM workspace').pluck().get(), keyId: row['key_id'], ownerId: row['owner_id'], ownerVersion: row['owner_version'], purpose: row['purpose'] }
        const nonce = Buffer.alloc(12, 1 + hand.below(200))
        const wrapped = encrypt(hand.base.keys.rows, nonce, Buffer.alloc(32, hand.below(256)), Buffer.from(canonicalJson({ format: 'probity.data-key.v1', ...about })))
        db.prepare('UPDATE data_key SET nonce = ?, wrapped = ? WHERE pos = ?').run(nonce, wrapped, row['pos'])
        return told(db)
      }),
  },
  {
    name: 'a certificate of disposal deleted',
    deed: (hand) =>
      hand.sql((db) => {
        db.exec(`DELETE FROM record WHERE kind = 'disposal'`)
        return told(db)
      }),
  },
  {
    name: 'a certificate of disposal deleted, and its entry made one of nothing',
    deed: (hand) =>
      hand.sql((db) => {
        const seq = entryOf(db)
        const { key_id: keyId } = destroyed(db, hand)
        db.exec(`DELETE FROM record WHERE kind = 'disposal'`)
        editBody(db, seq, (body) => ({ ...body, action: 'results.viewed', objectKind: 'study', afterSha256: null, signatureSha256: null }))
        rehash(db, seq)
        return { object: String(keyId) }
      }),
  },
  {
    name: 'the ciphertext of what was disposed of edited',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, 'SELECT * FROM segment WHERE key_id IN (SELECT key_id FROM data_key WHERE length(wrapped) = 0)'))
        const bytes = Buffer.from(row['bytes'] as Uint8Array)
        hand.flip(bytes, hand.below(bytes.length), 8)
        db.prepare('UPDATE segment SET bytes = ? WHERE pos = ?').run(bytes, row['pos'])
        return { seq: null, object: String(row['column_name']) }
      }),
  },
  rewritten('another reason', (value) => ({ ...value, reason: 'something else' })),
  rewritten('an earlier end of the period', (value) => ({ ...value, rule: { ...(value['rule'] as object), years: 1 } })),
  rewritten('the same person twice', (value) => ({ ...value, witnessed: { ...(value['asked'] as object), role: 'reviewer' } })),
]
