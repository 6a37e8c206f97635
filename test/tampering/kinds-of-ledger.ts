import { entryHash } from '../../shared/ledger/chain.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { sha256 } from '../../electron/files/digest.ts'
import type { Database } from '../../electron/store/database.ts'
import { editBody, rehash, type Hand, type Row } from './hand.ts'
import type { Kind, Told } from './kinds.ts'

const nEntries = (db: Database): number => db.prepare('SELECT count(*) FROM ledger').pluck().get() as number
/** Somebody else did it: no row depends on it. */
const eve = (body: Record<string, unknown>) => ({ ...body, fullName: 'Eve Else' })
const firstCheckpointFrom = (db: Database, seq: number): number =>
  db.prepare('SELECT min(size) FROM checkpoint WHERE size >= ?').pluck().get(seq) as number

/** The tail rewritten from a random entry up to `last`, and everything that follows from it. */
async function rewritten(hand: Hand, from: number, last: number, own: boolean): Promise<number> {
  const seq = from + hand.below(last - from + 1)
  hand.sql((db) => {
    editBody(db, seq, eve)
    rehash(db, seq)
  })
  if (own) await hand.signOwnCheckpoints()
  hand.anchorOfStore()
  return seq
}

/** What is told of a tail that was rewritten from an entry: `told`, or before that the certificate of disposal that names a head in it. */
const orDisposal = (db: Database, from: number, told: Told & { readonly seq: number }): Told => {
  const named = db.prepare(`SELECT id, json_extract(bytes, '$.atSeq') AS atSeq FROM record WHERE kind = 'disposal'`).get() as { id: string; atSeq: number } | undefined
  if (named === undefined || from > named.atSeq) return told
  const seq = db.prepare('SELECT seq FROM ledger WHERE object_id = ?').pluck().get(named.id) as number
  return seq < told.seq ? { seq, object: 'disposal-position' } : told
}

const printedSize = (db: Database): number =>
  db.prepare(`SELECT json_extract(bytes, '$.checkpoint.size') FROM record WHERE kind = 'report'`).pluck().get() as number

export const ledgerKinds: readonly Kind[] = [
  {
    name: 'an entry edited',
    deed: (hand) =>
      hand.sql((db) => {
        const seq = 1 + hand.below(nEntries(db))
        editBody(db, seq, eve)
        return { seq }
      }),
  },
  {
    name: 'an entry edited with its own hash',
    deed: (hand) =>
      hand.sql((db): Told => {
        const size = hand.base.othersCheckpoint
        const seq = 1 + hand.below(size - 2)
        editBody(db, seq, eve)
        const row = hand.rows(db, `SELECT * FROM ledger WHERE seq = ${seq}`)[0] as Row
        db.prepare('UPDATE ledger SET hash = ? WHERE seq = ?').run(entryHash(row['prev'] as Uint8Array, String(row['body']), sha256), seq)
        // The entry itself is sound again: the next one does not hang on it, unless a checkpoint ends with it.
        return { seq: firstCheckpointFrom(db, seq) === seq ? seq : seq + 1 }
      }),
  },
  {
    name: 'an entry’s hash edited',
    deed: (hand) =>
      hand.sql((db) => {
        const seq = 1 + hand.below(nEntries(db))
        db.prepare('UPDATE ledger SET hash = randomblob(32) WHERE seq = ?').run(seq)
        return { seq }
      }),
  },
  {
    name: 'the tail rewritten, with every key but the checkpoints’',
    deed: async (hand) => {
      const seq = await rewritten(hand, 1, hand.base.othersCheckpoint, false)
      return hand.sql((db) => orDisposal(db, seq, { seq: firstCheckpointFrom(db, seq), object: 'checkpoint' }))
    },
  },
  {
    name: 'the tail rewritten and own checkpoints signed anew, after the signed report',
    deed: async (hand) => {
      const printed = hand.sql(printedSize)
      const seq = await rewritten(hand, printed + 2, hand.base.othersCheckpoint, true)
      return hand.sql((db) => orDisposal(db, seq, { seq: hand.base.othersCheckpoint, object: 'checkpoint' }))
    },
  },
  {
    name: 'the tail rewritten and own checkpoints signed anew, before the signed report',
    deed: async (hand) => {
      const printed = hand.sql(printedSize)
      await rewritten(hand, 1, printed, true)
      return { seq: printed, object: 'report' }
    },
  },
  {
    name: 'the tail rewritten after the last checkpoint',
    deed: (hand) =>
      hand.sql((db) => {
        editBody(db, nEntries(db), eve)
        rehash(db, nEntries(db))
        return { seq: null, object: 'anchor' }
      }),
  },
  {
    name: 'the last entries deleted',
    deed: (hand) =>
      hand.sql((db) => {
        // Those after the last checkpoint name no row: the anchor alone knows of them.
        db.prepare('DELETE FROM ledger WHERE seq > ?').run(hand.base.othersCheckpoint)
        return { seq: null, object: 'anchor' }
      }),
  },
  {
    name: 'many last entries deleted, and the anchor made for what is left',
    deed: (hand) => {
      const size = hand.base.othersCheckpoint
      hand.sql((db) => db.prepare('DELETE FROM ledger WHERE seq >= ?').run(size - hand.below(4)))
      hand.anchorOfStore()
      return { object: `checkpoint` }
    },
  },
  {
    name: 'an entry in the middle deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const seq = 1 + hand.below(nEntries(db) - 1)
        db.prepare('DELETE FROM ledger WHERE seq = ?').run(seq)
        return {}
      }),
  },
  {
    name: 'an entry in the middle deleted and the rest numbered and hashed anew',
    deed: (hand) => {
      hand.sql((db) => {
        const seq = 1 + hand.below(hand.base.othersCheckpoint - 1)
        db.prepare('DELETE FROM ledger WHERE seq = ?').run(seq)
        const rest = hand.rows(db, `SELECT seq FROM ledger WHERE seq > ${seq} ORDER BY seq`).map((row) => Number(row['seq']))
        for (const old of rest) {
          editBody(db, old, (body) => ({ ...body, seq: old - 1 }))
          db.prepare('UPDATE ledger SET seq = ? WHERE seq = ?').run(old - 1, old)
        }
        rehash(db, seq)
      })
      hand.anchorOfStore()
      return { object: 'checkpoint' }
    },
  },
  {
    name: 'two entries exchanged',
    deed: (hand) =>
      hand.sql((db) => {
        const seq = 1 + hand.below(nEntries(db) - 1)
        const bodies = hand.rows(db, `SELECT body FROM ledger WHERE seq IN (${seq}, ${seq + 1}) ORDER BY seq`).map((row) => row['body'])
        const put = db.prepare('UPDATE ledger SET body = ? WHERE seq = ?')
        put.run(bodies[1], seq)
        put.run(bodies[0], seq + 1)
        return { seq }
      }),
  },
  {
    name: 'an entry added that names a row that is not there',
    deed: (hand) => {
      const seq = hand.sql((db) => append(hand, db, (body) => ({ ...body, objectKind: 'protocol', objectId: '9'.repeat(32), afterSha256: '0'.repeat(64) })))
      return { seq, object: '9'.repeat(32) }
    },
  },
  {
    name: 'an entry added of another shape or spelling',
    deed: (hand) => ({
      seq: hand.sql((db) =>
        append(hand, db, (body) => ({ ...body, ...hand.pick([{ more: 1 }, { v: 2 }, { action: 'Nonsense' }, { salt: '' }, { details: { x: null } }]) })),
      ),
    }),
  },
  {
    name: 'an entry of another workspace added',
    deed: (hand) => ({ seq: hand.sql((db) => append(hand, db, (body) => ({ ...body, storeId: '9'.repeat(32) }))) }),
  },
  {
    name: 'an entry that is not canonical added',
    deed: (hand) => ({ seq: hand.sql((db) => append(hand, db, (body) => body, (text) => text.replace('"v":1', '"v": 1'))) }),
  },
  {
    name: 'a checkpoint’s signature edited',
    deed: (hand) =>
      hand.sql((db) => {
        const { size, signature } = checkpoint(hand, db)
        const bytes = Buffer.from(signature as Uint8Array)
        hand.flip(bytes, bytes.length - 1 - hand.below(20), 1)
        db.prepare('UPDATE checkpoint SET signature = ? WHERE size = ?').run(bytes, size)
        return { seq: Number(size), object: 'checkpoint' }
      }),
  },
  {
    name: 'a checkpoint’s text edited',
    deed: (hand) =>
      hand.sql((db) => {
        const { size, text } = checkpoint(hand, db)
        const lines = String(text).split('\n')
        const at = hand.below(4)
        lines[at] = [`probity/${'9'.repeat(32)}`, '3', Buffer.alloc(32).toString('base64'), `head ${Buffer.alloc(32).toString('base64')}`][at] ?? ''
        db.prepare('UPDATE checkpoint SET text = ? WHERE size = ?').run(lines.join('\n'), size)
        return { seq: Number(size), object: 'checkpoint' }
      }),
  },
  {
    name: 'a checkpoint given to another person',
    deed: (hand) =>
      hand.sql((db) => {
        const row = checkpoint(hand, db)
        const other = hand.rows(db, 'SELECT id FROM person').find(({ id }) => id !== row['person_id'])
        db.prepare('UPDATE checkpoint SET person_id = ? WHERE size = ?').run(other?.['id'], row['size'])
        return { seq: Number(row['size']), object: 'checkpoint' }
      }),
  },
  {
    name: 'a checkpoint moved to another size',
    deed: (hand) =>
      hand.sql((db) => {
        const size = hand.base.othersCheckpoint
        db.prepare('UPDATE checkpoint SET size = ? WHERE size = ?').run(size - 1, size)
        return { seq: size - 1, object: 'checkpoint' }
      }),
  },
  {
    name: 'the checkpoint of the signed report deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const size = printedSize(db)
        db.prepare('DELETE FROM checkpoint WHERE size = ?').run(size)
        return { seq: size, object: 'report' }
      }),
  },
  {
    name: 'the newest checkpoint deleted',
    deed: (hand) =>
      hand.sql((db) => {
        db.prepare('DELETE FROM checkpoint WHERE size = ?').run(hand.base.othersCheckpoint)
        const left = db.prepare('SELECT max(size) FROM checkpoint').pluck().get() as number
        return { seq: left, object: 'checkpoint-missing' }
      }),
  },
  {
    name: 'the newest checkpoint deleted, and the note of its tree made for the one before',
    deed: (hand) => {
      hand.sql((db) => db.prepare('DELETE FROM checkpoint WHERE size = ?').run(hand.base.othersCheckpoint))
      hand.noteOfTree()
      return { seq: null, object: 'checkpoint-missing' }
    },
  },
  {
    name: 'an older checkpoint deleted that no report prints',
    deed: (hand) =>
      hand.sql((db) => {
        const sizes = hand.rows(db, `SELECT size FROM checkpoint WHERE size NOT IN (${hand.base.othersCheckpoint}, ${printedSize(db)})`)
        db.prepare('DELETE FROM checkpoint WHERE size = ?').run(hand.pick(sizes)['size'])
        return { seq: null, object: 'checkpoint-missing' }
      }),
  },
  {
    name: 'the note of the tree edited or taken away',
    deed: (hand) =>
      hand.sql((db) => {
        const edit = hand.pick(['[]', '', 'null', `[{"sha256":"${'0'.repeat(64)}","size":${hand.base.othersCheckpoint}}]`, null])
        if (edit === null) db.exec(`DELETE FROM setting WHERE name = 'ledger.tree'`)
        else db.prepare(`UPDATE setting SET value = ? WHERE name = 'ledger.tree'`).run(edit)
        return { seq: hand.base.othersCheckpoint, object: 'checkpoint' }
      }),
  },
  {
    name: 'a checkpoint added without a key',
    deed: (hand) =>
      hand.sql((db) => {
        const row = checkpoint(hand, db)
        db.prepare('INSERT INTO checkpoint (size, text, person_id, signature) VALUES (?, ?, ?, ?)').run(2, row['text'], row['person_id'], row['signature'])
        return { seq: 2, object: 'checkpoint' }
      }),
  },
]

const checkpoint = (hand: Hand, db: Database): Row => hand.pick(hand.rows(db, 'SELECT * FROM checkpoint'))

/** One more entry whose link and hash hold; gives its number. */
function append(hand: Hand, db: Database, change: (body: Record<string, unknown>) => Record<string, unknown>, spelling = (text: string) => text): number {
  const last = hand.rows(db, 'SELECT * FROM ledger ORDER BY seq DESC LIMIT 1')[0] as Row
  const seq = Number(last['seq']) + 1
  const body = spelling(canonicalJson(change({ ...(JSON.parse(String(last['body'])) as Record<string, unknown>), seq })))
  const prev = last['hash'] as Uint8Array
  db.prepare('INSERT INTO ledger (seq, prev, body, hash) VALUES (?, ?, ?, ?)').run(seq, prev, body, entryHash(prev, body, sha256))
  return seq
}
