import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { type Engine, createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { verifyWorkspace } from '../../electron/workspace/verify.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { verifyChain } from '../../shared/ledger/chain.ts'
import { sha256 } from '../../electron/files/digest.ts'
import { fromHex } from '../../shared/vocabulary/ids.ts'
import type { Response } from '../../shared/ipc/contract.ts'
import type { WorkspaceView } from '../../shared/ipc/views.ts'

let nTokens = 0

/** An engine with a demo workspace, as a person at one computer has it. */
function computer(parent: string, name: string) {
  const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', demoFolder: join(parent, name), onEvent: () => undefined })
  const dispatch = dispatcher(engine)
  const file = (path: string, mode: 'read' | 'write') => {
    const token = String(++nTokens).padStart(32, '0')
    engine.grant(token, join(parent, path), mode)
    return token
  }
  const ask = async (command: string, request: unknown) => {
    const reply = await dispatch(command, request)
    return reply.ok ? 'answered' : (reply.problems[0]?.code ?? 'refused')
  }
  const call = async <T>(command: string, request: unknown): Promise<T> => {
    const reply = await dispatch(command, request)
    if (!reply.ok) throw new Error(JSON.stringify(reply.problems))
    return reply.value as T
  }
  return { engine, file, ask, call, entries: (action: string) => engine.context().workspace.store.ledger.list({ action }) }
}

describe('audit trail', { timeout: 120_000 }, () => {
  let parent: string
  let here: ReturnType<typeof computer>
  let passphrase = ''
  let studyId = ''
  const unlock = async ({ engine, call }: typeof here) => {
    const view = engine.view() as Extract<WorkspaceView, { kind: 'locked' }>
    passphrase = view.demoPassphrase ?? ''
    await call('workspace.unlock', { personId: view.people[0]?.id, passphrase })
  }
  const store = () => here.engine.context().workspace.store
  const sound = ({ engine }: { engine: Engine } = here) => expect(verifyWorkspace(engine.context().workspace).findings).toEqual([])

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'probity-trail-'))
    here = computer(parent, 'demo')
    await here.call('workspace.demo', {})
    await unlock(here)
    const studies = await here.call<{ id: string; state: string }[]>('study.list', {})
    studyId = studies.find((each) => each.state === 'review')?.id ?? ''
  }, 120_000)
  afterAll(() => {
    here.engine.close()
    rmSync(parent, { recursive: true, force: true })
  })

  it('ENG-18: looking at results, report and trail is an entry, once a session', async () => {
    const before = store().ledger.head().seq
    for (let i = 0; i < 3; i++) {
      const { results } = await here.call<Response<'evaluation.results'>>('evaluation.results', { studyId })
      await here.call('estimate.detail', { studyId, estimateId: results.estimates[0]?.id })
      await here.call('report.preview', { studyId })
      await here.call('trail.list', { offset: 0, limit: 10 })
    }
    const added = store().ledger.list({ fromSeq: before + 1 })
    expect(added.map(({ body }) => [body.action, body.role, body.studyId === studyId])).toEqual([
      ['results.viewed', 'statistician', true],
      ['report.viewed', 'statistician', true],
      ['trail.viewed', 'data-custodian', false],
    ])
    expect(added[0]?.body.details['resultSha256']).toMatch(/^[0-9a-f]{64}$/)
    await here.call('workspace.lock', {})
    await unlock(here)
    await here.call('evaluation.results', { studyId })
    expect(here.entries('results.viewed').length).toBe(2)
    sound()
  })

  it('ENG-19: a verification that was asked for is an entry', async () => {
    await here.call('workspace.verify', {})
    expect(here.entries('verification.completed').at(-1)?.body.details).toMatchObject({ ok: 'yes', nFindings: 0 })
  })

  it('ENG-20: values before and after where no patient data stand behind them, digests elsewhere', async () => {
    const detail = async (action: string) => here.call<Response<'trail.entry'>>('trail.entry', { seq: here.entries(action)[0]?.seq })
    const protocol = await detail('protocol.locked')
    expect(protocol.changes?.fields.length).toBeGreaterThan(20)
    expect(protocol.changes?.fields.every((each) => each.before === null)).toBe(true)
    expect(protocol.sessionId).toMatch(/^[0-9a-f]{32}$/)
    for (const action of ['dataset.imported', 'cohort.frozen', 'predictions.sealed', 'evaluation.completed', 'session.started']) {
      expect((await detail(action)).changes, action).toBeNull()
    }
    expect(await here.ask('trail.entry', { seq: 999_999 })).toBe('trail/no-such-entry')
  })

  it('STO-39: by person, action, object, study, time and text, and what there is to choose from', async () => {
    const list = (filter: object) => here.call<Response<'trail.list'>>('trail.list', { offset: 0, limit: 500, filter })
    const facets = await here.call<Response<'trail.facets'>>('trail.facets', {})
    const all = store().ledger.list()
    const actions = [...new Set(all.map((each) => each.body.action))].sort()
    expect(facets.actions).toEqual(actions)
    expect(facets.objectKinds).toEqual([...new Set(all.map((each) => each.body.objectKind))].sort())
    expect(facets.people.map((each) => each.name)).toEqual(['Dana Demo'])
    const expected = (keep: (each: (typeof all)[number]) => boolean) => all.filter(keep).map((each) => each.seq).reverse()
    const seqs = async (filter: object) => (await list(filter)).entries.map((each) => each.seq)
    for (const action of actions) expect(await seqs({ action })).toEqual(expected(({ body }) => body.action === action))
    for (const objectKind of facets.objectKinds) expect(await seqs({ objectKind })).toEqual(expected(({ body }) => body.objectKind === objectKind))
    expect(await seqs({ studyId })).toEqual(expected(({ body }) => body.studyId === studyId))
    expect(await seqs({ personId: facets.people[0]?.id })).toEqual(expected(() => true))
    const middle = all[Math.floor(all.length / 2)]?.body.at ?? ''
    expect(await seqs({ from: middle })).toEqual(expected(({ body }) => body.at >= middle))
    expect(await seqs({ to: middle, studyId })).toEqual(expected(({ body }) => body.at <= middle && body.studyId === studyId))
    expect(await seqs({ from: '2090-01-01T00:00:00.000Z' })).toEqual([])
    // The name for people, a value, a number, a hash; never the name of a field.
    expect(await seqs({ text: 'PROTOCOL LOCKED' })).toEqual(expected(({ body }) => body.action === 'protocol.locked'))
    expect(await seqs({ text: 'dana demo' })).toEqual(expected(() => true))
    expect(await seqs({ text: '#7' })).toContain(7)
    expect(await seqs({ text: all[4]?.hash.slice(0, 12) })).toEqual([5])
    expect(await seqs({ text: 'tzOffsetMinutes' })).toEqual([])
    expect(await seqs({ text: 'no"such\\thing' })).toEqual([])
  })

  it('ACT-76: a review needs both components and entries that are there, and verifies', async () => {
    const newest = store().ledger.head().seq
    const review = (more: object) => ({ fromSeq: 1, toSeq: newest, note: 'Read whole; nothing odd.', signInName: 'demo', passphrase, ...more })
    expect(await here.ask('trail.review', review({ toSeq: newest + 5 }))).toBe('trail/no-such-range')
    expect(await here.ask('trail.review', review({ fromSeq: 5, toSeq: 4 }))).toBe('trail/no-such-range')
    expect(await here.ask('trail.review', review({ signInName: 'dana' }))).toBe('vault/not-signing-person')
    expect(await here.ask('trail.review', review({ passphrase: 'wrong' }))).toBe('vault/wrong-passphrase')
    expect(store().countersignatures.list()).toEqual([])
    const found = await here.call<Response<'trail.review'>>('trail.review', review({}))
    expect(found).toMatchObject({ reviewedUpTo: newest, list: [{ kind: 'review', printedName: 'Dana Demo', fromSeq: 1, toSeq: newest, note: 'Read whole; nothing odd.' }] })
    const entry = here.entries('trail.reviewed')[0]
    expect(entry?.body).toMatchObject({ role: 'reviewer', reason: 'Read whole; nothing odd.', details: { fromSeq: 1, toSeq: newest } })
    expect(store().checkpoints.latest()?.size).toBe(entry?.seq)
    sound()
  })

  it('STO-38: a countersignature that was changed, moved, or taken away is found', () => {
    const { database } = store()
    const causes = () => verifyWorkspace(here.engine.context().workspace).findings.map((each) => each.params?.['cause'])
    const kept = database.prepare('SELECT * FROM main.countersignature').get() as { witness: string; signature: Uint8Array }
    const guards = database.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'countersignature'`).all()
    const behind = (act: () => void) => {
      for (const { name } of guards) database.exec(`DROP TRIGGER ${name}`)
      act()
      for (const { sql } of guards) database.exec(sql)
    }
    const set = (column: 'witness' | 'signature', value: string | Uint8Array) =>
      behind(() => database.prepare(column === 'witness' ? 'UPDATE countersignature SET witness = ?' : 'UPDATE countersignature SET signature = ?').run(value))
    set('witness', kept.witness.replace('nothing odd', 'all is well'))
    expect(causes()).toEqual(expect.arrayContaining(['row-changed', 'countersignature: signature']))
    set('witness', '{}')
    expect(causes()).toContain('countersignature: statement')
    set('witness', kept.witness)
    expect(causes()).toEqual([])
    const other = Uint8Array.from(kept.signature)
    other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1
    set('signature', other)
    expect(causes()).toContain('countersignature: signature')
    set('signature', kept.signature)
    behind(() => database.exec('CREATE TEMP TABLE kept AS SELECT * FROM main.countersignature; DELETE FROM main.countersignature'))
    expect(causes()).toContain('entry-without-row')
    behind(() => database.exec('INSERT INTO main.countersignature SELECT * FROM temp.kept; DROP TABLE temp.kept'))
    expect(causes()).toEqual([])
  })

  it('ACT-79: CSV, JSON and PDF of all entries or of a filter, each recorded with the filter before it is written', async () => {
    const nEntries = store().ledger.head().seq
    await here.call('trail.exportJson', { file: here.file('all.jsonl', 'write') })
    const lines = readFileSync(join(parent, 'all.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.length).toBe(nEntries)
    const rows = lines.map((line) => {
      const value = JSON.parse(line) as { body: { seq: number }; prev: string; hash: string }
      expect(canonicalJson(value)).toBe(line)
      return { seq: value.body.seq, prev: fromHex(value.prev), hash: fromHex(value.hash), body: canonicalJson(value.body) }
    })
    expect(verifyChain(rows, sha256)).toMatchObject({ nEntries, faults: [] })
    await here.call('trail.exportCsv', { file: here.file('some.csv', 'write'), filter: { action: 'session.started' } })
    const csv = readFileSync(join(parent, 'some.csv'), 'utf8').trimEnd().split('\r\n')
    expect(csv.length).toBe(1 + here.entries('session.started').length)
    expect(csv[0]).toMatch(/^seq,at,/)
    await here.call('trail.exportPdf', { file: here.file('some.pdf', 'write'), filter: { objectKind: 'protocol' } })
    expect(readFileSync(join(parent, 'some.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
    const begun = here.entries('export.begun').slice(-3).map(({ body }) => body.details)
    expect(begun.map((each) => each['what'])).toEqual(['audit trail (JSON)', 'audit trail (CSV)', 'audit trail (PDF)'])
    expect(begun[1]?.['filter']).toBe('{"action":"session.started"}')
    expect(here.entries('file.exported').length).toBe(here.entries('export.begun').length)
    sound()
  })

  it('ENG-18, ENG-19: a store that fails its verification is looked at and not written to', async () => {
    const { database } = store()
    const guard = database.prepare<[], { sql: string }>(`SELECT sql FROM sqlite_master WHERE name = 'checkpoint_update'`).get()
    const put = database.prepare('UPDATE main.checkpoint SET signature = ? WHERE size = ?')
    const latest = store().checkpoints.latest()
    database.exec('DROP TRIGGER checkpoint_update')
    put.run(new Uint8Array(8), latest?.size)
    database.exec(guard?.sql ?? '')
    const before = store().ledger.head().seq
    expect((await here.call<Response<'workspace.verify'>>('workspace.verify', {})).ok).toBe(false)
    expect((await here.call<Response<'trail.list'>>('trail.list', { offset: 0, limit: 1 })).total).toBe(before)
    await here.call('report.preview', { studyId })
    expect(store().ledger.head().seq).toBe(before)
    database.exec('DROP TRIGGER checkpoint_update')
    put.run(latest?.signature, latest?.size)
    database.exec(guard?.sql ?? '')
    expect((await here.call<Response<'workspace.verify'>>('workspace.verify', {})).ok).toBe(true)
    expect(store().ledger.head().seq).toBe(before + 1)
    await here.call('report.preview', { studyId })
    expect(store().ledger.head().seq).toBe(before + 2)
  })

  it('ACT-79: more than a document takes are refused for paper, and go into a table', async () => {
    store().transact((write) => {
      for (let i = 0; i < 2001; i++) write.appendEntry({ action: 'results.viewed', objectKind: 'session', objectId: String(i) })
    })
    const filter = { action: 'results.viewed', objectKind: 'session' }
    const before = here.entries('export.begun').length
    expect(await here.ask('trail.exportPdf', { file: here.file('many.pdf', 'write'), filter })).toBe('trail/too-many-for-paper')
    expect(here.entries('export.begun').length).toBe(before)
    await here.call('trail.exportCsv', { file: here.file('many.csv', 'write'), filter })
    expect(readFileSync(join(parent, 'many.csv'), 'utf8').trimEnd().split('\r\n').length).toBe(2002)
    // Nowhere to write: recorded that it was begun, nothing left behind.
    expect(await here.ask('trail.exportJson', { file: here.file('no/such/folder.jsonl', 'write'), filter })).toBe('store/io')
    expect(here.entries('export.begun').length).toBe(before + 2)
    expect(here.entries('file.exported').at(-1)?.body.details['what']).toBe('audit trail (CSV)')
  })

  it('STO-40: before unlocking, the head of the anchor is shown, or none', async () => {
    await here.call('workspace.lock', {})
    const locked = here.engine.view() as Extract<WorkspaceView, { kind: 'locked' }>
    const anchorFile = join(parent, 'demo/anchor.json')
    const text = readFileSync(anchorFile, 'utf8')
    const anchor = JSON.parse(text) as { seq: number; head: string }
    expect(locked.head).toMatchObject({ seq: anchor.seq, hash: anchor.head })
    writeFileSync(anchorFile, '{}')
    expect((here.engine.view() as typeof locked).head).toBeNull()
    writeFileSync(anchorFile, text)
    await unlock(here)
    expect(store().ledger.get(anchor.seq)?.hash).toBe(anchor.head)
  })

  describe('another computer', () => {
    let there: ReturnType<typeof computer>
    let theirs = ''
    beforeAll(async () => {
      there = computer(parent, 'other')
      theirs = 'correct horse battery staple'
      there.engine.grant('f'.repeat(32), join(parent, 'their-workspace'), 'folder')
      await there.call('workspace.create', { folder: 'f'.repeat(32), name: 'Theirs', signInName: 'vera', printedName: 'Vera Witness', passphrase: theirs })
    }, 60_000)
    afterAll(() => there.engine.close())
    const sign = (head: string, out: string, checkpointSha256: string) => ({
      ...{ file: there.file(head, 'read'), saveAs: there.file(out, 'write') },
      ...{ checkpointSha256, signInName: 'vera', passphrase: theirs },
    })

    it('ACT-77: signs a head that holds together, and only that', async () => {
      await here.call('head.export', { file: here.file('head.json', 'write') })
      const head = await there.call<Response<'head.read'>>('head.read', { file: there.file('head.json', 'read') })
      expect(head).toMatchObject({ workspace: 'Demo workspace', storeId: store().storeId, signedBy: 'Dana Demo' })
      expect(store().ledger.get(head.size)?.hash).toBe(head.head)
      const text = readFileSync(join(parent, 'head.json'), 'utf8')
      const file = JSON.parse(text) as Record<string, string>
      const damaged = (name: string, change: Record<string, string>) => writeFileSync(join(parent, name), `${canonicalJson({ ...file, ...change })}\n`)
      damaged('other-text.json', { checkpoint: (file['checkpoint'] ?? '').replace(`\n${head.size}\n`, `\n${head.size + 1}\n`) })
      damaged('other-store.json', { storeId: '0'.repeat(32) })
      damaged('other-authority.json', { authority: file['certificate'] ?? '' })
      writeFileSync(join(parent, 'spelled.json'), text.replace('{', '{ '))
      for (const name of ['other-text.json', 'other-store.json', 'other-authority.json', 'spelled.json']) {
        expect(await there.ask('head.read', { file: there.file(name, 'read') }), name).toBe('witness/not-a-head')
      }
      expect(await there.ask('head.witness', sign('head.json', 'x.json', '0'.repeat(64)))).toBe('witness/not-a-head')
      const own = { file: here.file('head.json', 'read'), saveAs: here.file('x.json', 'write'), checkpointSha256: head.checkpointSha256, signInName: 'demo', passphrase }
      expect(await here.ask('head.witness', own)).toBe('witness/own-head')
      await there.call('head.witness', sign('head.json', 'witness.json', head.checkpointSha256))
      expect(there.entries('head.witnessed')[0]?.body).toMatchObject({ objectId: store().storeId, details: { workspace: 'Demo workspace', size: head.size, head: head.head } })
      sound(there)
    })

    it('ACT-78: the signature comes back to the checkpoint it is about, and a foreign authority is named', async () => {
      const text = readFileSync(join(parent, 'witness.json'), 'utf8')
      writeFileSync(join(parent, 'renamed.json'), text.replace('Vera Witness', 'Eve Witness'))
      expect(await here.ask('head.importWitness', { file: here.file('renamed.json', 'read') })).toBe('witness/not-a-witness')
      expect(await there.ask('head.importWitness', { file: there.file('witness.json', 'read') })).toBe('witness/other-workspace')
      const found = await here.call<Response<'head.importWitness'>>('head.importWitness', { file: here.file('witness.json', 'read') })
      expect(found.list[0]).toMatchObject({ kind: 'witness', printedName: 'Vera Witness', workspace: 'Theirs', foreignAuthoritySha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
      const entry = here.entries('head.countersigned')[0]?.body
      expect(entry?.details).toMatchObject({ authority: 'foreign', authoritySha256: found.list[0]?.foreignAuthoritySha256 })
      expect(await here.ask('head.importWitness', { file: here.file('witness.json', 'read') })).toBe('witness/already-here')
      sound()
    })

    it('ACT-78: a head that this trail does not have is refused, which an older copy or a rewritten trail would show', async () => {
      const head = await there.call<Response<'head.read'>>('head.read', { file: there.file('head.json', 'read') })
      await there.call('head.witness', sign('head.json', 'again.json', head.checkpointSha256))
      // As if the trail had never come that far: that checkpoint is not among ours.
      const { database } = store()
      const guard = database.prepare<[], { sql: string }>(`SELECT sql FROM sqlite_master WHERE name = 'checkpoint_update'`).get()
      const put = database.prepare('UPDATE main.checkpoint SET text = ? WHERE size = ?')
      const kept = store().checkpoints.list().find((each) => each.size === head.size)?.text ?? ''
      database.exec('DROP TRIGGER checkpoint_update')
      put.run('another', head.size)
      expect(await here.ask('head.importWitness', { file: here.file('again.json', 'read') })).toBe('witness/not-our-checkpoint')
      put.run(kept, head.size)
      database.exec(guard?.sql ?? '')
      sound()
    })
  })
})
