import { describe, expect, test } from 'vitest'
import { integrityInThread } from '../../electron/hosts/threads.ts'
import { letOthersRead, openDatabase } from '../../electron/store/database.ts'
import { type IntegrityCheck, integrityHere } from '../../electron/store/integrity.ts'
import { integrityMeanwhile } from '../../verifier/integrity.ts'
import { freshWorkspace } from '../store/fixture.ts'

const second: IntegrityCheck = async (path, key) => (await integrityMeanwhile(path, key, 0)) === 'ok'

describe.each([
  ['on this thread', integrityHere],
  ['in a thread of the host', integrityInThread],
  ['in a thread of the second verifier', second],
])('SQLite’s own check %s', (_where, check) => {
  test('STO-12: holds of a sound store, while another connection reads it', async () => {
    const { path, key, db } = await closedStore()
    const isWhole = check(path, key)
    expect(db.prepare('SELECT max(seq) FROM ledger').pluck().get()).toBeGreaterThan(0)
    expect(await isWhole).toBe(true)
    db.close()
  })

  test.each([
    ['lacks rows', 'ledger (action) WHERE seq < 0'],
    ['leads to rows of another value', 'ledger (object_id)'],
  ])('STO-12: does not hold where an index %s, though the schema says nothing of it', async (_what, rule) => {
    const { path, key, db } = await closedStore((edited) => {
      for (const [rebuilt, sql] of [[true, `CREATE INDEX ledger_by_action ON ${rule}`], [false, 'CREATE INDEX ledger_by_action ON ledger (action)']] as const) {
        edited.unsafeMode().pragma('writable_schema = ON')
        edited.prepare("UPDATE sqlite_master SET sql = ? WHERE name = 'ledger_by_action'").run(sql)
        edited.pragma('writable_schema = RESET')
        if (rebuilt) edited.exec('REINDEX ledger_by_action')
      }
    })
    expect(await check(path, key)).toBe(false)
    db.close()
  })
})

async function closedStore(edit: (db: ReturnType<typeof openDatabase>) => void = () => undefined) {
  const workspace = await freshWorkspace()
  const key = new Uint8Array(workspace.vault.keys.database)
  const path = workspace.paths.store
  workspace.close()
  const db = openDatabase(path, key, { mustExist: true })
  edit(db)
  letOthersRead(db)
  return { path, key, db }
}
