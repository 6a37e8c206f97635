import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseDisposal } from '../../electron/store/disposals.ts'
import { verifyStore, verifyWorkspace } from '../../electron/workspace/verify.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import type { Disposal } from '../../shared/vocabulary/retention.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { cus, retentionStudy, rev, val } from '../actions/retention-study.ts'

async function study(stage: 'imported' | 'sealed' = 'imported') {
  const made = await retentionStudy(stage)
  onTestFinished(() => made.end())
  made.periods(0)
  return made
}

type Made = Awaited<ReturnType<typeof study>>

/** What both verifiers say about the closed workspace: errors only, in words that both have. */
async function both({ folder, idOf }: Made): Promise<readonly [string, string]> {
  const first = await verifyStore(folder, { personId: idOf('cus'), passphrase: cus.passphrase })
  const second = await verifyFolder(folder, { person: 'cus', passphrase: cus.passphrase })
  expect(first.ok).toBe(second.ok)
  const lines = first.findings.filter((each) => each.severity === 'error').map(({ params }) => `${params?.['object']}: ${params?.['cause']}`)
  return [lines.join('\n'), second.findings.filter((each) => each.severity === 'error').map(({ rule, object, cause }) => `${rule} ${object}: ${cause}`).join('\n')]
}

/** Guards dropped, the deed done, the guards put back. */
function unguarded({ workspace }: Made, deed: (sql: (text: string, ...values: unknown[]) => void) => void): void {
  const db = workspace().store.database
  db.pragma('foreign_keys = OFF')
  const triggers = db.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`).all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  deed((text, ...values) => void db.prepare(text).run(...values))
  for (const { sql } of triggers) db.exec(sql)
  db.pragma('foreign_keys = ON')
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('the narrow door', { timeout: 60_000 }, () => {
  test('STO-45: SQLite lets a data key lose its bytes only when a certificate names it, and change in no other way', async () => {
    const made = await study('sealed')
    const db = made.workspace().store.database
    const destroy = `UPDATE data_key SET nonce = zeroblob(12), wrapped = zeroblob(0)`
    expect(() => db.exec(`${destroy} WHERE purpose = 'reference'`)).toThrow('data key: no certificate of disposal')
    expect(() => made.workspace().store.transact((w) => w.segments.destroyKeys(made.record('dataset')))).toThrow('data key: no certificate of disposal')
    const { key_id: keyId } = db.prepare(`SELECT key_id FROM data_key WHERE purpose = 'reference'`).get() as { key_id: string }
    // A certificate, but of other data.
    const { id } = made.record('predictions')
    const bytes = JSON.stringify({ data: { id, version: 1 }, keys: [{ keyId }] })
    db.exec('BEGIN')
    db.prepare(`INSERT INTO record (kind, id, version, origin_store_id, state, bytes, sha256, created_at) VALUES ('disposal', ?, 1, '', 'draft', ?, ?, '')`).run('7'.repeat(32), bytes, digestOf(bytes))
    db.exec(`UPDATE record SET state = 'locked' WHERE id = '${'7'.repeat(32)}'`)
    expect(() => db.exec(`${destroy} WHERE purpose = 'reference'`)).toThrow('data key: no certificate of disposal')
    db.exec('ROLLBACK')
    await made.dispose('dataset')
    const own = `WHERE owner_id = '${made.record('dataset').id}'`
    for (const change of [`wrapped = x'00'`, `nonce = x'010000000000000000000000'`, `purpose = 'data'`, `key_id = '${'6'.repeat(32)}'`, 'owner_version = 2', 'pos = pos + 100']) {
      expect(() => db.exec(`UPDATE data_key SET ${change} ${own}`), change).toThrow(/data key: final/)
    }
    expect(() => db.exec(`DELETE FROM data_key ${own}`)).toThrow('data key: owner is locked')
    expect(() => db.exec(`DELETE FROM record WHERE kind = 'disposal'`)).toThrow('record: locked is final')
    expect(verifyWorkspace(made.workspace()).findings).toEqual([])
  })
})

describe('certificates against keys', { timeout: 60_000 }, () => {
  test('STO-47, VER-14: a key without its bytes that no certificate names is a break, told by both verifiers', async () => {
    const made = await study()
    const { id } = made.record('dataset')
    const [key] = made.workspace().store.segments.keysOf(made.record('dataset'))
    unguarded(made, (sql) => sql('UPDATE data_key SET nonce = zeroblob(12), wrapped = zeroblob(0) WHERE key_id = ?', key?.keyId))
    made.close()
    const told = `dataset ${id} v1 data key ${key?.keyId}: key-destroyed`
    expect(await both(made)).toEqual([told, `STO-47 ${told}`])
  })

  test('STO-47: a nonce that a destroyed key left, and a changed ciphertext of a destroyed column, are a break', async () => {
    const made = await study()
    await made.dispose('dataset')
    const { id } = made.record('dataset')
    unguarded(made, (sql) => {
      sql(`UPDATE data_key SET nonce = x'000000000000000000000001' WHERE owner_id = ? AND purpose = 'data'`, id)
      sql(`UPDATE segment SET bytes = x'00' WHERE owner_id = ? AND column_name = 'reference'`, id)
    })
    made.close()
    for (const lines of await both(made)) {
      expect(lines).toMatch(/data key [0-9a-f]{32}: key-destroyed/)
      expect(lines).toMatch(/reference: segment-digest/)
    }
  })

  /** A disposal, then its certificate made anew by somebody with every key but other people’s, in record and entry. */
  const forged: readonly (readonly [name: string, cause: string, change: (value: Disposal, made: Made) => unknown])[] = [
    ['another reason', 'signature', (value) => ({ ...value, reason: 'another' })],
    ['one person twice', 'disposal-one-person', (value) => ({ ...value, witnessed: { ...value.asked, role: 'reviewer' } })],
    ['somebody else as the witness', 'signature-certificate', (value, made) => ({ ...value, witnessed: { ...value.witnessed, personId: made.idOf('val'), printedName: val.fullName } })],
    ['another name', 'signature-person', (value) => ({ ...value, witnessed: { ...value.witnessed, printedName: 'Rev Iewed' } })],
    ['a period that was not over', 'disposal-too-early', (value) => ({ ...value, rule: { ...value.rule, until: '2099-01-01T00:00:00.000Z' } })],
    ['a key less', 'disposal-other-keys', (value) => ({ ...value, keys: value.keys.slice(1) })],
    ['other data', 'disposal-other-data', (value) => ({ ...value, data: { ...value.data, version: 2 } })],
    ['another place', 'disposal-position', (value) => ({ ...value, atHead: '0'.repeat(64) })],
    ['another workspace', 'disposal-elsewhere', (value) => ({ ...value, storeId: '0'.repeat(32) })],
    ['another form', 'disposal-unreadable', (value) => ({ ...value, note: 'more' })],
  ]

  test('STO-46, VER-15: a certificate with anything else in it, or whose signers were not whom it says, is a break, told by both verifiers', async () => {
    const made = await study()
    await made.dispose('dataset')
    const record = made.workspace().store.records.list({ kind: 'disposal' })[0]
    const value = parseDisposal(record?.bytes ?? '') as Disposal
    made.close()
    for (const [name, cause, change] of forged) {
      await made.as('cus')
      unguarded(made, (sql) => {
        const bytes = canonicalJson(change(value, made))
        sql(`UPDATE record SET bytes = ?, sha256 = ? WHERE kind = 'disposal'`, bytes, digestOf(bytes))
      })
      // The entry no longer fits either; what is asked here is whether the certificate itself is read.
      const open = verifyWorkspace(made.workspace()).findings.map(({ params }) => params?.['cause'])
      made.close()
      const said = await both(made)
      expect(open, name).toContain(cause)
      for (const lines of said) expect(lines.split('\n').some((line) => line.endsWith(`: ${cause}`)), `${name}: ${lines}`).toBe(true)
    }
  })

  test('STO-46, VER-15: a certificate whose keys are still there, and roles that were not held then, are a break', async () => {
    const made = await study()
    const kept = made.workspace().store.database.prepare<[], { pos: number; nonce: Buffer; wrapped: Buffer }>('SELECT pos, nonce, wrapped FROM data_key').all()
    await made.dispose('dataset')
    unguarded(made, (sql) => {
      for (const { pos, nonce, wrapped } of kept) sql('UPDATE data_key SET nonce = ?, wrapped = ? WHERE pos = ?', nonce, wrapped, pos)
    })
    made.close()
    for (const lines of await both(made)) expect(lines).toMatch(/disposal-key-still-there/)

    const other = await study()
    await other.dispose('dataset')
    const { store } = other.workspace()
    // Afterwards taken away: what was held then counts.
    store.transact((w) => {
      const { id, sha256: afterSha256 } = w.people.changeRole({ personId: other.idOf('rev'), studyId: null, role: 'reviewer', change: 'revoked' })
      w.appendEntry({ action: 'role.revoked', objectKind: 'role-assignment', objectId: id, afterSha256 })
    })
    expect(verifyWorkspace(other.workspace()).findings).toEqual([])
    unguarded(other, (sql) => sql(`UPDATE role_assignment SET role = 'auditor' WHERE person_id = ? AND change = 'granted'`, other.idOf('rev')))
    other.close()
    for (const lines of await both(other)) expect(lines).toMatch(/signature-role/)
    expect(rev.roles).toEqual(['reviewer'])
  })
})
