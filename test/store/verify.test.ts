import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { entryHash, type LedgerRow } from '../../shared/ledger/chain.ts'
import { sha256, sha256Hex } from '../../electron/files/digest.ts'
import { openDatabase, type Database } from '../../electron/store/database.ts'
import { verifyStore, verifyWorkspace, type VerifyReport } from '../../electron/workspace/verify.ts'
import { freshWorkspace, passphrase, personIdOf, refusal, reopen, steppedSurroundings, temporaryFolder } from './fixture.ts'
import { addDataset, addProtocol } from './sample.ts'

/** A store with one of everything, closed; `key` lets the test in behind the program's back. */
async function fullStore() {
  const workspace = await freshWorkspace()
  const { store, vault, session, folder } = workspace
  store.transact(addDataset)
  addProtocol(store)
  store.transact((w) => {
    const objectSha256 = w.objects.add('application/pdf', Uint8Array.of(1, 2, 3))
    w.appendEntry({ action: 'report.signed', objectKind: 'report', objectId: 'r', details: { objectSha256 } })
  })
  store.transact((w) => w.appendEntry({ action: 'report.exported', objectKind: 'report', objectId: 'r' }))
  const key = new Uint8Array(vault.keys.database)
  workspace.close()
  return { folder, path: workspace.paths.store, key, personId: session.personId }
}

type Full = Awaited<ReturnType<typeof fullStore>>
const verify = (full: Full): Promise<VerifyReport> => verifyStore(full.folder, { personId: full.personId, passphrase })

/** With the key in hand: guards dropped, the deed done, the guards put back so that the schema tells nothing. */
function tamper(full: Full, deed: (db: Database) => void): void {
  const db = openDatabase(full.path, full.key, { mustExist: true })
  db.pragma('foreign_keys = OFF')
  const triggers = db.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`).all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  deed(db)
  for (const { sql } of triggers) db.exec(sql)
  db.close()
}

/** Makes the hashes of the ledger anew from entry `from` on, as somebody with the key could. */
function rehash(db: Database, from: number): void {
  const rows = db.prepare<[number], LedgerRow>('SELECT seq, prev, body, hash FROM ledger WHERE seq >= ? ORDER BY seq').all(from)
  let prev = db.prepare<[number], { hash: Uint8Array }>('SELECT hash FROM ledger WHERE seq = ?').get(from - 1)?.hash ?? new Uint8Array(32)
  for (const row of rows) {
    const hash = entryHash(prev, row.body, sha256)
    db.prepare('UPDATE ledger SET prev = ?, hash = ? WHERE seq = ?').run(prev, hash, row.seq)
    prev = hash
  }
}

const said = (report: VerifyReport) =>
  report.findings.map(({ code, params }) => [code, params?.['seq'], params?.['object'], params?.['cause']].filter((x) => x !== undefined).join(' | '))

const sql = (text: string) => (db: Database) => void db.exec(text)

/** What is done, and what the first findings must say. */
const deeds: [name: string, deed: (db: Database) => void, finding: RegExp][] = [
  ['a record edited', sql(`UPDATE record SET bytes = '{"title":"other"}' WHERE kind = 'protocol'`), /^ledger\/rows-differ \| 5 \| protocol [0-9a-f]{32} v1 \| row-changed/],
  ['a record edited with its digest', (db) => void db.prepare(`UPDATE record SET bytes = '1', sha256 = ? WHERE kind = 'protocol'`).run(sha256Hex('1')), /^ledger\/rows-differ \| 5 \| protocol .* row-changed/],
  ['a record deleted', sql(`DELETE FROM record WHERE kind = 'protocol'`), /^ledger\/rows-differ \| 5 \| protocol .* entry-without-row/],
  ['a record added', sql(`INSERT INTO record (kind, id, version, origin_store_id, state, bytes, sha256, created_at) SELECT 'cohort', '${'9'.repeat(32)}', 1, origin_store_id, 'locked', bytes, sha256, created_at FROM record LIMIT 1`), /^ledger\/rows-differ \| 0 \| cohort 9+ v1 \| row-without-entry/],
  ['a record moved to another study', sql(`UPDATE record SET study_id = '${'9'.repeat(32)}' WHERE kind = 'protocol'`), /^ledger\/rows-differ \| 5 \| protocol .* study/],
  ['a record’s state changed', sql(`UPDATE record SET state = 'final' WHERE kind = 'protocol'`), /^ledger\/rows-differ \| 5 \| protocol .* state/],
  ['a record’s origin changed', sql(`UPDATE record SET origin_store_id = 'x' WHERE kind = 'protocol'`), /^ledger\/rows-differ \| 5 \| protocol .* origin/],
  ['an entry edited', sql(`UPDATE ledger SET body = replace(body, 'Ada', 'Eve') WHERE seq = 5`), /^ledger\/broken \| 5 \| hash/],
  ['an entry edited and the tail hashed anew', (db) => { sql(`UPDATE ledger SET body = replace(body, 'Ada', 'Eve') WHERE seq = 5`)(db); rehash(db, 5) }, /^ledger\/broken \| 6 \| checkpoint: head/],
  ['an entry after the checkpoint edited and hashed anew', (db) => { sql(`UPDATE ledger SET body = replace(body, 'Ada', 'Eve') WHERE seq = 7`)(db); rehash(db, 7) }, /^ledger\/broken \| 8 \| checkpoint: head/],
  ['the last entry deleted', sql(`DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)`), /^ledger\/broken \| 8 \| checkpoint: size/],
  ['the newest checkpoint taken away', sql(`DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)`), /^ledger\/broken \| 6 \| checkpoint: tree/],
  ['an entry in the middle deleted', sql(`DELETE FROM ledger WHERE seq = 5`), /^ledger\/rows-differ \| 0 \| protocol .* row-without-entry|^ledger\/broken \| 6 \| sequence/],
  ['an object edited', sql(`UPDATE object SET bytes = x'010204'`), /^store\/damaged \| \d+ \| object [0-9a-f]{64} \| digest/],
  ['an object added', (db) => void db.prepare(`INSERT INTO object (sha256, media_type, bytes) VALUES (?, 'x', x'09')`).run(sha256Hex(Uint8Array.of(9))), /^ledger\/rows-differ \| 0 \| object .* row-without-entry/],
  ['a segment edited', sql(`UPDATE segment SET bytes = x'0102' WHERE column_name = 'reference'`), /^store\/damaged \| [0-9a-f]{32} v1 reference #0 \| segment-digest/],
  ['a segment deleted', sql(`DELETE FROM segment WHERE column_name = 'reference'`), /^store\/damaged \| dataset .* column reference \| column-missing/],
  ['a segment renamed', sql(`UPDATE segment SET column_name = 'other' WHERE column_name = 'reference'`), /^store\/damaged \| dataset .* column other \| column-not-in-record/],
  ['a data key deleted', sql(`DELETE FROM data_key WHERE purpose = 'reference'`), /^store\/damaged \| dataset .* column reference \| column-missing/],
  ['a role granted behind the back', sql(`INSERT INTO role_assignment (id, person_id, role, change, at) SELECT '${'9'.repeat(32)}', id, 'approver', 'granted', added_at FROM person`), /^ledger\/rows-differ \| 0 \| role-assignment 9+ v1 \| row-without-entry/],
  ['a role changed', sql(`UPDATE role_assignment SET role = 'approver'`), /^ledger\/rows-differ \| 3 \| role-assignment .* row-changed/],
  ['a person renamed', sql(`UPDATE person SET full_name = 'Eve'`), /^ledger\/rows-differ \| 2 \| person .* row-changed/],
  ['a certificate exchanged', sql(`UPDATE key_slot SET certificate = checkpoint_certificate`), /^ledger\/rows-differ \| 2 \| person .* row-changed/],
  ['a checkpoint’s signature changed', sql(`UPDATE checkpoint SET signature = x'3006020101020101'`), /^ledger\/broken \| 6 \| checkpoint: signature/],
  ['the key file’s copy changed', sql(`UPDATE key_file SET text = 'x'`), /^vault\/key-file-damaged \| differs-from-copy/],
]

describe('verify', () => {
  let kept: Full | undefined
  const keptFolder = mkdtempSync(join(tmpdir(), 'probity-verify-'))
  afterAll(() => rmSync(keptFolder, { recursive: true, force: true }))

  /** Making a store takes longer than judging it: the tests that spoil one work on copies. */
  async function copied(): Promise<Full> {
    if (kept === undefined) {
      const made = await fullStore()
      cpSync(made.folder, keptFolder, { recursive: true })
      kept = made
    }
    const folder = join(temporaryFolder(), 'copy')
    cpSync(keptFolder, folder, { recursive: true })
    return { ...kept, folder, path: join(folder, 'workspace.probity') }
  }

  test('STO-12: a store with one of everything verifies and is left as it was, byte for byte', async () => {
    const full = await fullStore()
    const contents = () => readdirSync(full.folder).map((name) => [name, readFileSync(join(full.folder, name)).toString('base64')])
    const before = contents()
    const report = await verify(full)
    expect(said(report)).toEqual([])
    expect(report).toMatchObject({ ok: true, counts: { entries: 8, records: 2, segments: 3, objects: 1, people: 1, checkpoints: 4 } })
    expect(contents()).toEqual(before)
    const open = await reopen(full.folder)
    expect(verifyWorkspace(open)).toMatchObject({ ok: true, counts: { records: 2 } })
    expect(await refusal(() => verify(full))).toEqual(['store/in-use'])
  })

  test.each(deeds)('STO-12: with the key in hand: %s', async (_name, deed, finding) => {
    const full = await copied()
    tamper(full, deed)
    const report = await verify(full)
    expect(report.ok).toBe(false)
    expect(said(report).filter((line) => finding.test(line))).not.toEqual([])
    expect(said(report).join('\n')).not.toContain('schema')
  })

  test('STO-12: with the key in hand: a guard taken out', async () => {
    const full = await copied()
    const db = openDatabase(full.path, full.key, { mustExist: true })
    db.exec('DROP TRIGGER ledger_update')
    db.close()
    expect(said(await verify(full))).toEqual(['store/damaged | schema | schema'])
  })

  test('STO-12: without the key: an older page put into the newer file', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths, session } = workspace
    const full = { folder, path: paths.store, key: new Uint8Array(), personId: session.personId }
    addProtocol(workspace.store, 'x'.repeat(3000))
    workspace.close()
    const old = readFileSync(paths.store)
    const second = await reopen(folder)
    addProtocol(second.store, 'second')
    second.close()
    const now = readFileSync(paths.store)
    const unnoticed: number[] = []
    let nSpliced = 0
    for (let at = 4096; at < old.length; at += 4096) {
      if (old.subarray(at, at + 4096).equals(now.subarray(at, at + 4096))) continue
      nSpliced += 1
      const spliced = Buffer.from(now)
      old.copy(spliced, at, at, at + 4096)
      writeFileSync(paths.store, spliced)
      if ((await verify(full)).ok) unnoticed.push(at / 4096)
    }
    expect(nSpliced).toBeGreaterThan(3)
    expect(unnoticed).toEqual([])
  })

  test('STO-12: a clock set back is seen and is no broken evidence', async () => {
    const surroundings = steppedSurroundings()
    const workspace = await freshWorkspace(surroundings)
    addProtocol(workspace.store)
    surroundings.set('2026-11-20T09:00:00.000Z')
    addProtocol(workspace.store, 'second')
    const report = verifyWorkspace(workspace)
    expect(report.findings).toEqual([])
    expect(workspace.store.ledger.count({ action: 'clock.rolled-back' })).toBe(1)
  })

  test('STO-12: a wrong passphrase verifies nothing', async () => {
    const full = await fullStore()
    expect(await refusal(() => verifyStore(full.folder, { personId: full.personId, passphrase: 'wrong' }))).toEqual(['vault/wrong-passphrase'])
    expect(personIdOf(full.folder)).toBe(full.personId)
  })
})
