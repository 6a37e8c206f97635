import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { entryHash, ZERO_HASH } from '../../shared/ledger/chain.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { sha256 } from '../../electron/files/digest.ts'
import { freshContext, person } from '../actions/demo-study.ts'

/** A workspace whose trail has been made `n` entries long, bodies as the program writes them, in one transaction. */
export async function longLedger(n: number): Promise<{ folder: string; personId: string; passphrase: string; end: () => void }> {
  const { context, folder } = await freshContext()
  const { store, session } = context.workspace
  const db = store.database
  const last = db.prepare<[], { seq: number; body: string; hash: Uint8Array }>('SELECT seq, body, hash FROM ledger ORDER BY seq DESC LIMIT 1').get()
  const like = { ...(JSON.parse(last?.body ?? '{}') as Record<string, unknown>), action: 'trail.viewed', objectKind: 'trail', objectId: 'trail', afterSha256: null, details: { filter: 'all', n: 25 } }
  // Each insertion is asked by the guards for its link; a bulk load without them takes minutes less.
  const triggers = db.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE tbl_name = 'ledger' AND type = 'trigger'`).all()
  const insert = db.prepare('INSERT INTO ledger (seq, prev, body, hash) VALUES (?, ?, ?, ?)')
  let prev: Uint8Array = last?.hash ?? ZERO_HASH
  db.transaction(() => {
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
    for (let seq = (last?.seq ?? 0) + 1; seq <= n; seq++) {
      const salt = seq.toString(16).padStart(32, '0')
      const body = canonicalJson({ ...like, seq, salt })
      const hash = entryHash(prev, body, sha256)
      insert.run(seq, prev, body, hash)
      prev = hash
    }
    for (const { sql } of triggers) db.exec(sql)
  })()
  // Its own last entry brings the anchor up.
  context.workspace.close()
  return { folder, personId: session.personId, passphrase: person.passphrase, end: () => rmSync(join(folder, '..'), { recursive: true, force: true }) }
}

