import { describe, expect, test } from 'vitest'
import { attacks } from './attacks.ts'
import { freshWorkspace } from './fixture.ts'
import { addDataset, addProtocol } from './sample.ts'

async function lockedStore() {
  const workspace = await freshWorkspace()
  const { store } = workspace
  store.transact(addDataset)
  addProtocol(store)
  store.transact((w) => {
    const objectSha256 = w.objects.add('application/pdf', Uint8Array.of(1))
    w.appendEntry({ action: 'report.signed', objectKind: 'report', objectId: 'r', details: { objectSha256 } })
  })
  return workspace
}

const tables = ['ledger', 'record', 'segment', 'data_key', 'object', 'person', 'role_assignment', 'key_slot', 'key_file', 'workspace', 'checkpoint']

describe('guards', () => {
  test.each(['ON', 'OFF'])('STO-4: with recursive_triggers %s SQLite itself refuses every attack', async (mode) => {
    const { store } = await lockedStore()
    const db = store.database
    db.pragma(`recursive_triggers = ${mode}`)
    const everything = () => JSON.stringify(tables.map((table) => db.prepare(`SELECT * FROM main.${table}`).all()))
    const before = everything()
    const crafty = attacks.filter(({ how }) => how !== 'plain')
    expect(crafty.length).toBeGreaterThanOrEqual(22)
    const allowed: string[] = []
    for (const { sql } of attacks) {
      try {
        db.exec(sql)
        allowed.push(sql)
      } catch (error) {
        // The guard's own words, not a slip in the attack.
        expect(String(error)).toMatch(/SqliteError: (ledger|record|segment|data key|object|person|role|slot|key file|workspace|checkpoint): /)
      }
    }
    console.log(`recursive_triggers ${mode}: ${crafty.length} REPLACE, UPSERT and move attacks and ${attacks.length - crafty.length} plain ones, ${attacks.length - allowed.length} refused by SQLite itself`)
    expect(allowed).toEqual([])
    expect(everything()).toBe(before)
  })

  test('STO-4: the same statements work where they are allowed', async () => {
    const { store } = await lockedStore()
    const db = store.database
    // Ownerless rows may be staged and removed: the guards refuse for the lock, not always.
    db.exec(`INSERT INTO data_key (key_id, owner_id, owner_version, purpose, nonce, wrapped)
      VALUES ('${'9'.repeat(32)}', '${'8'.repeat(32)}', 1, 'data', zeroblob(12), x'00')`)
    expect(db.prepare(`DELETE FROM data_key WHERE owner_id = '${'8'.repeat(32)}'`).run().changes).toBe(1)
    db.exec(`INSERT INTO record (kind, id, version, origin_store_id, state, bytes, sha256, created_at)
      VALUES ('protocol', '${'7'.repeat(32)}', 1, '', 'draft', '{}', '${'0'.repeat(64)}', '')`)
    expect(db.prepare(`UPDATE record SET bytes = '1' WHERE state = 'draft'`).run().changes).toBe(1)
    expect(db.prepare(`DELETE FROM record WHERE state = 'draft'`).run().changes).toBe(1)
  })
})
