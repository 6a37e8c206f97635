import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { type Engine, createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { type CommandName, commands } from '../../shared/ipc/contract.ts'
import { permissions } from '../../shared/ipc/permissions.ts'
import type { StudyView } from '../../shared/ipc/views.ts'
import { kdf } from '../store/fixture.ts'

const passphrase = 'correct horse battery staple'
const token = (digit: string) => digit.repeat(32)

describe('dispatcher', { timeout: 30_000 }, () => {
  let parent: string
  let engine: Engine
  let call: ReturnType<typeof dispatcher>

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'probity-engine-'))
    engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
    engine.grant(token('a'), join(parent, 'workspace'), 'folder')
    call = dispatcher(engine)
  })
  afterEach(() => {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  })
  const create = () => call('workspace.create', { folder: token('a'), name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
  const codeOf = (reply: Awaited<ReturnType<typeof call>>) => (reply.ok ? 'answered' : reply.problems[0]?.code)

  it('ENG-1: a command outside the contract, or of another process, is refused', async () => {
    for (const name of ['nothing', '__proto__', 'constructor', 7, null, 'choose.file', 'settings.get']) {
      expect(codeOf(await call(name, {}))).toBe('ipc/unknown-command')
    }
  })

  it('ENG-2: a request of another shape is refused before anything is done', async () => {
    await create()
    const { store } = engine.context().workspace
    const before = store.ledger.head().seq
    for (const request of [undefined, null, 7, [], { extra: 1 }, { name: 'x' }, { name: 'x', deviceName: 'y', extra: true }, { name: 'x', deviceName: 7 }]) {
      expect(codeOf(await call('study.create', request))).toBe('ipc/bad-request')
    }
    expect(store.records.list()).toEqual([])
    expect(store.ledger.list({ fromSeq: before + 1 }).map((each) => each.body.action)).toEqual(['action.refused'])
  })

  it('ENG-3: without an open workspace every command that needs one is refused', async () => {
    const requests: Record<string, unknown> = {
      'study.list': {},
      'study.create': { name: 'x', deviceName: 'y' },
      'workspace.verify': {},
      'trail.list': { offset: 0, limit: 10 },
      'cohort.freeze': { studyId: token('b') },
      'report.sign': { studyId: token('b'), signInName: 'ana', passphrase, meaning: 'authorship', recordSha256: '0'.repeat(64), reportVersion: 0 },
    }
    for (const [name, request] of Object.entries(requests)) expect(codeOf(await call(name, request))).toBe('store/locked')
  })

  it('ENG-4: the permission table names exactly the engine commands of the contract', () => {
    const engineCommands = (Object.keys(commands) as CommandName[]).filter((name) => commands[name].by === 'engine')
    expect(Object.keys(permissions).sort()).toEqual(engineCommands.sort())
  })

  it('ENG-5: a refused change is an entry of the audit trail', async () => {
    await create()
    const reply = await call('study.create', { name: 'Study', deviceName: 'Device' })
    if (!reply.ok) throw new Error('not created')
    const { id } = reply.value as StudyView
    const { store } = engine.context().workspace
    const records = store.records.list().length
    expect(codeOf(await call('cohort.freeze', { studyId: id }))).toBe('order/protocol-not-locked')
    const last = store.ledger.list({ newestFirst: true })[0]
    expect(last?.body).toMatchObject({ action: 'action.refused', studyId: id, objectId: 'cohort.freeze', details: { code: 'order/protocol-not-locked' } })
    expect(store.records.list().length).toBe(records)
  })

  it('ENG-6: a file token works only for what it was granted for', async () => {
    await create()
    engine.grant(token('c'), join(parent, 'x.csv'), 'read')
    expect(codeOf(await call('workspace.exportCertificate', { file: token('c') }))).toBe('ipc/bad-request')
    expect(codeOf(await call('dataset.preview', { file: token('d') }))).toBe('ipc/bad-request')
    expect(codeOf(await call('dataset.preview', { file: token('c') }))).toBe('intake/file-not-readable')
  })

  it('ENG-7: no reply carries the text of an unexpected error', async () => {
    await create()
    const reply = await call('study.get', { studyId: token('e') })
    expect(reply.ok).toBe(false)
    expect(JSON.stringify(reply)).not.toContain(parent)
    expect(JSON.stringify(reply)).not.toMatch(/at .*\.ts/)
  })
})
