import type { Database } from '../../electron/store/database.ts'
import type { Hand, Row } from './hand.ts'
import type { Kind, Told } from './kinds.ts'

const id9 = '9'.repeat(32)
const ROLE = 'id, person_id, study_id, role, change, at'

const entryOf = (db: Database, id: unknown): number =>
  db.prepare(`SELECT max(seq) FROM ledger WHERE object_id = ? AND json_extract(body, '$.afterSha256') IS NOT NULL`).pluck().get(id) as number
const told = (db: Database, id: unknown): Told => ({ seq: entryOf(db, id), object: String(id) })
const role = (hand: Hand, db: Database): Row => hand.pick(hand.rows(db, 'SELECT * FROM role_assignment'))
const somebody = (hand: Hand, db: Database): Row => hand.pick(hand.rows(db, 'SELECT * FROM person'))

export const peopleKinds: readonly Kind[] = [
  {
    name: 'a role granted behind the back',
    deed: (hand) =>
      hand.sql((db) => {
        const name = hand.pick(['approver', 'administrator', 'statistician'])
        db.prepare(`INSERT INTO role_assignment (${ROLE}) VALUES ('${id9}', ?, NULL, ?, 'granted', '2026-11-22T09:00:00.000Z')`).run(somebody(hand, db)['id'], name)
        return { seq: null, object: id9 }
      }),
  },
  {
    name: 'a role changed',
    deed: (hand) =>
      hand.sql((db) => {
        const row = role(hand, db)
        const [column, value] = hand.pick([
          ['role', row['role'] === 'approver' ? 'auditor' : 'approver'],
          ['study_id', id9],
          ['at', '2020-01-01T00:00:00.000Z'],
          ['change', row['change'] === 'granted' ? 'revoked' : 'granted'],
          ['person_id', hand.pick(hand.rows(db, 'SELECT id FROM person').filter(({ id }) => id !== row['person_id']))['id']],
        ] as const)
        db.prepare(`UPDATE role_assignment SET ${column} = ? WHERE pos = ?`).run(value, row['pos'])
        return told(db, row['id'])
      }),
  },
  {
    name: 'a role deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const row = role(hand, db)
        db.prepare('DELETE FROM role_assignment WHERE pos = ?').run(row['pos'])
        return told(db, row['id'])
      }),
  },
  {
    name: 'a revoked role put before its grant',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.rows(db, `SELECT * FROM role_assignment WHERE role = 'reviewer' AND change = 'granted'`)[0]
        db.prepare('UPDATE role_assignment SET pos = 100 WHERE pos = ?').run(row?.['pos'])
        return told(db, row?.['id'])
      }),
  },
  {
    name: 'a person renamed',
    deed: (hand) =>
      hand.sql((db) => {
        const row = somebody(hand, db)
        db.prepare(`UPDATE person SET ${hand.pick(['full_name', 'sign_in_name', 'added_at'])} = 'eve' WHERE pos = ?`).run(row['pos'])
        return told(db, row['id'])
      }),
  },
  {
    name: 'a person without a key added',
    deed: (hand) =>
      hand.sql((db) => {
        db.exec(`INSERT INTO person (id, sign_in_name, full_name, added_at) VALUES ('${id9}', 'eve', 'Eve', '2026-11-22T09:00:00.000Z')`)
        return { seq: null, object: id9 }
      }),
  },
  {
    name: 'a person deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const row = somebody(hand, db)
        db.prepare('DELETE FROM person WHERE pos = ?').run(row['pos'])
        return told(db, row['id'])
      }),
  },
  {
    name: 'two people’s certificates exchanged',
    deed: (hand) =>
      hand.sql((db) => {
        const column = hand.pick(['certificate', 'checkpoint_certificate'])
        const [one, other] = hand.rows(db, 'SELECT * FROM key_slot ORDER BY pos') as [Row, Row]
        const put = db.prepare(`UPDATE key_slot SET ${column} = ? WHERE pos = ?`)
        put.run(other[column], one['pos'])
        put.run(one[column], other['pos'])
        return told(db, one['person_id'])
      }),
  },
  {
    name: 'a certificate that is none',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, 'SELECT * FROM key_slot'))
        db.prepare('UPDATE key_slot SET checkpoint_certificate = ? WHERE pos = ?').run(Buffer.from([hand.below(256)]), row['pos'])
        return told(db, row['person_id'])
      }),
  },
  {
    name: 'a key slot’s kind or generation edited',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, 'SELECT * FROM key_slot'))
        const [column, value] = hand.pick([['kind', 'recovery'], ['generation', 9]] as const)
        db.prepare(`UPDATE key_slot SET ${column} = ? WHERE pos = ?`).run(value, row['pos'])
        return { seq: entryOf(db, row['person_id']), object: String(row['slot_id']) }
      }),
  },
  {
    name: 'an older key slot added',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.pick(hand.rows(db, 'SELECT * FROM key_slot'))
        db.prepare(
          `INSERT INTO key_slot (pos, slot_id, person_id, kind, generation, certificate, checkpoint_certificate)
           SELECT -1, '${id9}', person_id, kind, generation, certificate, checkpoint_certificate FROM key_slot WHERE pos = ?`,
        ).run(row['pos'])
        return { seq: entryOf(db, row['person_id']), object: id9 }
      }),
  },
  {
    name: 'a retired account brought back, or one in use retired',
    deed: (hand) =>
      hand.sql((db) => {
        const isBack = hand.below(2) === 0
        const state = hand.rows(db, 'SELECT person_id FROM person_state')[0]
        const id = isBack ? state?.['person_id'] : hand.pick(hand.rows(db, 'SELECT id FROM person').filter((row) => row['id'] !== state?.['person_id']))['id']
        if (isBack) db.exec('DELETE FROM person_state')
        else db.prepare(`INSERT INTO person_state (id, person_id, state, at) VALUES ('${id9}', ?, 'retired', '2026-11-22T09:00:00.000Z')`).run(id)
        return told(db, id)
      }),
  },
  {
    name: 'a state of an account added that no entry says',
    deed: (hand) =>
      hand.sql((db) => {
        const { id } = somebody(hand, db)
        db.prepare(`INSERT INTO person_state (id, person_id, state, at) VALUES ('${id9}', ?, 'active', '2026-11-22T09:00:00.000Z')`).run(id)
        return { seq: null, object: String(id) }
      }),
  },
  {
    name: 'something trusted edited or deleted',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.rows(db, 'SELECT * FROM trusted')[0]
        const edit = hand.pick([`SET kind = 'certificate'`, `SET sha256 = '${'0'.repeat(64)}'`, `SET at = '2020-01-01T00:00:00.000Z'`, null])
        db.exec(edit === null ? 'DELETE FROM trusted' : `UPDATE trusted ${edit}`)
        return told(db, row?.['id'])
      }),
  },
  {
    name: 'the bytes of something trusted edited, or something trusted added',
    deed: (hand) =>
      hand.sql((db) => {
        const row = hand.rows(db, 'SELECT * FROM trusted')[0]
        if (hand.below(2) === 0) {
          const bytes = Buffer.from(row?.['bytes'] as Uint8Array)
          hand.flip(bytes, hand.below(bytes.length), 1)
          db.prepare('UPDATE trusted SET bytes = ?').run(bytes)
          return { seq: null, object: String(row?.['id']) }
        }
        db.exec(`INSERT INTO trusted (id, kind, person_id, sha256, bytes, at) SELECT '${id9}', kind, person_id, sha256, bytes, at FROM trusted`)
        return { seq: null, object: id9 }
      }),
  },
  {
    name: 'the store’s copy of the key file edited',
    deed: (hand) =>
      hand.sql((db) => {
        const { generation } = hand.pick(hand.rows(db, 'SELECT generation FROM key_file'))
        db.prepare(`UPDATE key_file SET text = replace(text, 'Ana', 'Eve') WHERE generation = ?`).run(generation)
        return { object: 'key' }
      }),
  },
  {
    name: 'a copy of the key file deleted or added',
    deed: (hand) =>
      hand.sql((db) => {
        if (hand.below(2) === 0) db.exec('DELETE FROM key_file WHERE generation = (SELECT max(generation) FROM key_file)')
        else db.exec('INSERT INTO key_file (generation, text) SELECT max(generation) + 1, text FROM key_file')
        return { seq: null, object: 'key' }
      }),
  },
  {
    name: 'the key file changed with its MAC',
    deed: async (hand) => {
      await hand.keyFile((body) => ({ ...body, slots: hand.below(2) === 0 ? body.slots.slice(0, 1) : body.slots.map((slot) => ({ ...slot, kind: slot.kind, fullName: slot.personId === hand.base.personId ? slot.fullName : 'Eve' })) }))
      return { seq: null, object: 'key' }
    },
  },
  {
    name: 'the key file changed with its MAC, and its copy with it',
    deed: async (hand) => {
      const text = await hand.keyFile((body) => ({ ...body, slots: body.slots.slice(0, 1) }))
      hand.sql((db) => db.prepare('UPDATE key_file SET text = ? WHERE generation = (SELECT max(generation) FROM key_file)').run(text))
      return { seq: null, object: 'key file' }
    },
  },
  {
    name: 'a slot of another workspace’s key file put in',
    deed: (hand) => {
      const other = JSON.parse(hand.otherText('keys.json')) as { slots: unknown[] }
      hand.file('keys.json', (text) => text.replace(/"slots":\[[^]*\]/, `"slots":${JSON.stringify(other.slots)}`))
      return { seq: null, object: 'key' }
    },
  },
  {
    name: 'an older key file put back',
    deed: (hand) => {
      hand.put(hand.base.oldKeyFile, 'keys.json')
      return { seq: null, object: 'key' }
    },
  },
  {
    name: 'the name of the workspace or its time edited in the store',
    deed: (hand) =>
      hand.sql((db) => {
        db.exec(hand.pick([`UPDATE workspace SET name = 'Another'`, `UPDATE workspace SET created_at = '2020-01-01T00:00:00.000Z'`]))
        return { seq: 1, object: 'workspace' }
      }),
  },
  {
    name: 'the demonstration mark set',
    deed: (hand) =>
      hand.sql((db) => {
        db.exec(`INSERT INTO setting (name, value) VALUES ('workspace.demo', 'yes')`)
        return { seq: 1, object: 'workspace.demo' }
      }),
  },
  {
    name: 'the count of folded sign-ins edited',
    deed: (hand) =>
      hand.sql((db) => {
        db.exec(`UPDATE setting SET value = '${hand.pick(['0', '2', '1000'])}' WHERE name = 'sign-ins.folded'`)
        return { seq: null, object: 'sign-ins.folded' }
      }),
  },
]

