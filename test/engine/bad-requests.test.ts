import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { type Engine, createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { type EngineCommand, permissions } from '../../shared/ipc/permissions.ts'
import { problem } from '../../shared/vocabulary/problem.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { kdf } from '../store/fixture.ts'
import { badShapes } from './bad-shapes.ts'
import { breakTrail } from './broken.ts'
import { passphrase } from './requests.ts'

const token = 'a'.repeat(32)
const engineCommands = Object.keys(permissions) as EngineCommand[]

describe('requests in a wrong shape', { timeout: 60_000 }, () => {
  let parent: string
  let engine: Engine
  let call: ReturnType<typeof dispatcher>
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'probity-shapes-'))
    engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
    engine.grant(token, join(parent, 'workspace'), 'folder')
    call = dispatcher(engine)
  })
  afterAll(() => {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  })

  /** Every command in every wrong shape; how many were tried. */
  async function tryAll(state: string): Promise<number> {
    let n = 0
    for (const command of engineCommands) {
      for (const { what, request } of badShapes(command)) {
        const reply = await call(command, request)
        n += 1
        const [found] = reply.ok ? [] : reply.problems
        expect(found?.code, `${state}: ${command}: ${what}`).toBe('ipc/bad-request')
        const said = JSON.stringify(reply)
        expect(said.length, `${command}: ${what}`).toBeLessThan(500)
        expect(said).not.toMatch(/\bat .*\.(js|ts)|node_modules|\.ts:|Error/)
        expect(said).not.toContain(parent)
        if (found !== undefined) expect(problemText(found).sentence).toMatch(/\S.*\./)
      }
    }
    return n
  }

  it('ENG-21: every command refuses every wrong shape in every state, in words and without a trace of the program', async () => {
    const counts: Record<string, number> = {}
    counts['nothing chosen'] = await tryAll('nothing chosen')
    await call('workspace.create', { folder: token, name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
    const { store, session } = engine.context().workspace
    const before = store.ledger.head().seq
    counts['signed in'] = await tryAll('signed in')
    await tryAll('signed in, once more')
    const refused = store.ledger.list({ fromSeq: before + 1 }).map((each) => each.body)
    const changes = engineCommands.filter((each) => ['change', 'sign'].includes(permissions[each].need))
    expect(refused.map((each) => each.objectId).sort()).toEqual(changes.sort())
    expect(new Set(refused.map((each) => `${each.action} ${String(each.details['code'])}`))).toEqual(new Set(['action.refused ipc/bad-request']))
    expect(store.records.list()).toEqual([])
    // The window's process says so; the sender is turned away there.
    for (let i = 0; i < 3; i++) engine.recordOnce('evaluation.start', [problem('ipc/wrong-sender')])
    const strangers = store.ledger.list({ fromSeq: before + 1 }).filter(({ body }) => body.details['code'] === 'ipc/wrong-sender')
    expect(strangers.map(({ body }) => `${body.action} ${body.objectId}`)).toEqual(['action.refused evaluation.start'])
    await call('workspace.lock', {})
    counts['locked'] = await tryAll('locked')
    expect((await call('workspace.unlock', { personId: session.personId, passphrase })).ok).toBe(true)
    await breakTrail(engine, call)
    const broken = engine.context().workspace.store.ledger.head().seq
    counts['read-only'] = await tryAll('read-only')
    expect(engine.context().workspace.store.ledger.head().seq).toBe(broken)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    console.log(`      ${engineCommands.length} commands in wrong shapes: ${Object.entries(counts).map(([state, n]) => `${n} ${state}`).join(', ')}; all refused`)
  })
})
