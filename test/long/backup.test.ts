import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine, type Engine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { openWorkspace } from '../../electron/workspace/workspace.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import type { EngineEvent } from '../../shared/ipc/contract.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { longLedger } from '../bench/long-ledger.ts'
import { runProbity } from '../cli/run.ts'

// Beyond 20 MB a thread of its own checks the copy. `npm run test:long` has built the program before.
const N_ENTRIES = 60_000
const DRAFT_BYTES = 60e6
const built = join(import.meta.dirname, '../../out/cli/main.js')
const token = (name: string) => Buffer.from(name.padEnd(16)).toString('hex')

describe('a backup of a large workspace', { timeout: 300_000 }, () => {
  let long: Awaited<ReturnType<typeof longLedger>>
  let engine: Engine
  let call: ReturnType<typeof dispatcher>
  const events: EngineEvent[] = []
  let onProgress: (done: number) => void = () => undefined
  const beside = (name: string) => join(long.folder, '..', name)

  beforeAll(async () => {
    long = await longLedger(N_ENTRIES)
    const workspace = await openWorkspace(long.folder, long.personId as PersonId, long.passphrase, systemSurroundings('t'))
    workspace.store.transact((write) => write.drafts.put({ id: 'large', studyId: null, kind: 'protocol', bytes: randomBytes(DRAFT_BYTES / 2).toString('hex') }))
    workspace.close()
    engine = createEngine({
      host: nodeHost(),
      appVersion: '0.0.0-test',
      demoFolder: '',
      onEvent: (event) => {
        events.push(event)
        if (event.kind === 'progress' && event.what === 'backup') onProgress(event.done)
      },
    })
    call = dispatcher(engine)
    for (const name of ['stopped', 'made']) engine.grant(token(name), beside(name), 'folder')
    engine.grant(token('workspace'), long.folder, 'folder')
    await call('workspace.choose', { folder: token('workspace') })
    expect((await call('workspace.unlock', { personId: long.personId, passphrase: long.passphrase })).ok).toBe(true)
  }, 300_000)
  afterAll(() => {
    engine.close()
    long.end()
  })

  const sizeMb = () => statSync(join(long.folder, 'workspace.probity')).size / 1e6

  test('ACT-94: it is stopped while its copy is checked, within a second, and leaves nothing', async () => {
    let asked = 0
    onProgress = (done) => {
      // The copy stands; its check has begun by then.
      if (done === 2) setTimeout(() => void call('backup.cancel', {}).then(() => (asked = performance.now())), 50)
    }
    const reply = await call('backup.make', { folder: token('stopped') })
    const seconds = (performance.now() - asked) / 1000
    expect(reply.ok ? null : reply.problems.map((each) => each.code)).toEqual(['backup/cancelled'])
    expect(existsSync(beside('stopped'))).toBe(false)
    console.log(`store of ${sizeMb().toFixed(0)} MB, ${N_ENTRIES} entries: stopped ${seconds.toFixed(2)} s after it was asked`)
    expect(seconds).toBeLessThan(1)
    const { store } = engine.context().workspace
    const [refused, begun] = store.ledger.list({ newestFirst: true, limit: 2 }).map(({ body }) => body)
    expect([begun?.action, refused?.action, refused?.details['code']]).toEqual(['backup.begun', 'action.refused', 'backup/cancelled'])
  })

  test('STO-12: it tells its five steps: begun, copied, checked in a thread beside the entries, compared, sealed', async () => {
    events.length = 0
    const at: number[] = [performance.now()]
    onProgress = () => at.push(performance.now())
    const reply = await call('backup.make', { folder: token('made') })
    expect(reply.ok).toBe(true)
    expect(events.flatMap((each) => (each.kind === 'progress' && each.what === 'backup' ? [`${each.done}/${each.total}`] : []))).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
    const steps = at.slice(1).map((each, i) => ((each - (at[i] ?? 0)) / 1000).toFixed(2))
    console.log(`store of ${sizeMb().toFixed(0)} MB: steps of ${steps.join(', ')} s; in the second the engine answers nobody`)
  })

  test.skipIf(!existsSync(built))('CLI-40: the built program backs it up, its check in a thread of the built program', () => {
    engine.close()
    const begun = performance.now()
    const ended = runProbity(built, ['backup', long.folder, '--to', beside('by-program'), '--passphrase-fd', '3'], long.passphrase)
    expect([ended.stderr.split('\n').filter((line) => !line.startsWith('[')), ended.status]).toEqual([[''], 0])
    expect(ended.stderr.match(/\[\d of 5\]/g)).toHaveLength(5)
    console.log(`built program, store of ${sizeMb().toFixed(0)} MB: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  })
})
