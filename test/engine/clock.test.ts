import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { type Engine, createEngine } from '../../electron/engine/engine.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { Checkpointing } from '../../electron/workspace/checkpointing.ts'
import { verifyWorkspace } from '../../electron/workspace/verify.ts'
import { parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'

const passphrase = 'correct horse battery staple'
const token = (digit: string) => digit.repeat(32)

describe('clock and checkpoints', { timeout: 30_000 }, () => {
  let parent: string
  let engine: Engine
  let call: ReturnType<typeof dispatcher>
  let shiftMs = 0
  const system = systemSurroundings('0.0.0-test')
  const clock = { ...system.clock, now: () => new Date(Date.now() + shiftMs).toISOString() as Instant }
  const codeOf = (reply: Awaited<ReturnType<typeof call>>) => (reply.ok ? 'answered' : reply.problems[0]?.code)
  const store = () => engine.context().workspace.store
  const study = () => call('study.create', { name: 'Study', deviceName: 'Device' })
  const sign = () => call('report.sign', { studyId: token('b'), signInName: 'ana', passphrase, meaning: 'authorship', recordSha256: '0'.repeat(64), reportVersion: 0 })

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'probity-clock-'))
    engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', demoFolder: join(parent, 'demo'), onEvent: () => undefined, surroundings: { ...system, clock } })
    engine.grant(token('a'), join(parent, 'workspace'), 'folder')
    call = dispatcher(engine)
    await call('workspace.create', { folder: token('a'), name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
  })
  afterAll(() => {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  })

  it('STO-36: a clock that was set back is an entry of its own before the next one, and the trail still verifies', async () => {
    await study()
    shiftMs = -24 * 3_600_000
    expect(codeOf(await study())).toBe('answered')
    const [last, before] = store().ledger.list({ newestFirst: true, limit: 2 })
    expect([before?.body.action, last?.body.action]).toEqual(['clock.rolled-back', 'study.created'])
    expect(Date.parse(String(before?.body.details['clockBefore']))).toBeGreaterThan(Date.parse(before?.body.at ?? ''))
    expect(codeOf(await study())).toBe('answered')
    expect(store().ledger.count({ action: 'clock.rolled-back' })).toBe(1)
    expect(verifyWorkspace(engine.context().workspace).findings).toEqual([])
  })

  it('STO-36: two seconds back are not an event', async () => {
    const before = store().ledger.count({ action: 'clock.rolled-back' })
    shiftMs -= 1500
    await study()
    expect(store().ledger.count({ action: 'clock.rolled-back' })).toBe(before)
  })

  it('ENG-17: nothing is signed until somebody has said why, and then again', async () => {
    expect(codeOf(await sign())).toBe('order/clock-rolled-back')
    expect(codeOf(await call('clock.override', { reason: 'too short' }))).toBe('ipc/bad-request')
    const view = await call('clock.override', { reason: 'The battery of the workstation was replaced.' })
    expect(view.ok && (view.value as { clock: unknown }).clock).toBeNull()
    expect(store().ledger.list({ action: 'clock.overridden' })[0]?.body.reason).toContain('battery')
    expect(codeOf(await sign())).not.toBe('order/clock-rolled-back')
    expect(codeOf(await call('clock.override', { reason: 'Because I can, once more.' }))).toBe('order/clock-is-fine')
    // Set back again, with no entry yet that says so.
    shiftMs -= 3_600_000
    expect(codeOf(await sign())).toBe('order/clock-rolled-back')
  })

  it('STO-35: a sealing event, a thousand entries and the sign-out each leave a signed checkpoint', async () => {
    const { workspace } = engine.context()
    const nBefore = workspace.store.checkpoints.list().length
    workspace.store.transact((w) => {
      for (let i = 0; i < 1001; i++) w.appendEntry({ action: 'study.created', objectKind: 'session', objectId: String(i) })
    })
    expect(workspace.store.checkpoints.list().length).toBe(nBefore + 1)
    const file = join(parent, 'ca.pem')
    engine.grant(token('c'), file, 'write')
    expect(codeOf(await call('workspace.exportCertificate', { file: token('c') }))).toBe('answered')
    const latest = workspace.store.checkpoints.latest()
    const head = workspace.store.ledger.head()
    expect(latest?.size).toBe(head.seq)
    expect(toHex(parseCheckpoint(latest?.text ?? '').root)).toBe(toHex(workspace.store.ledger.root()))
    expect(verifyWorkspace(workspace).findings).toEqual([])
  })

  it('STO-35: a tree that the newest checkpoint contradicts is not gone on from', () => {
    const { workspace } = engine.context()
    workspace.store.transact((w) => {
      const note = w.checkpoints.tree() ?? []
      w.settings.put('ledger.tree', JSON.stringify(note.map((each) => ({ ...each, sha256: '0'.repeat(64) }))))
    })
    expect(() => new Checkpointing(workspace.store, workspace.vault).write()).toThrowError('ledger/broken')
    expect(verifyWorkspace(workspace).findings.map((each) => each.params?.['cause'])).toEqual(['checkpoint: tree'])
  })
})
