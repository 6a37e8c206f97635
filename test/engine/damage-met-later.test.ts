import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { EngineEvent } from '../../shared/ipc/contract.ts'
import { ada, workspaceOfTwo } from '../store/backup-fixture.ts'

/** A workspace in service whose disk goes bad while somebody is signed in: no page of it can be read any more. */
async function goneBad() {
  const made = await workspaceOfTwo()
  const { folder, paths, session } = made
  made.close()
  const events: EngineEvent[] = []
  const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', demoFolder: '', onEvent: (event) => void events.push(event) })
  engine.choose(folder)
  await engine.unlock(session.personId, ada.passphrase)
  onTestFinished(() => {
    try {
      engine.close()
    } catch {
      // The last entry cannot be written into such a file.
    }
  })
  expect(engine.isReadOnly).toBe(false)
  const { database } = engine.context().workspace.store
  // Out of the log and out of memory: what is asked for is read from the file.
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.pragma('shrink_memory')
  const file = openSync(paths.store, 'r+')
  const noise = Buffer.alloc(4096, 0x5a)
  for (let at = 4096; at < statSync(paths.store).size; at += 4096) writeSync(file, noise, 0, noise.length, at)
  closeSync(file)
  return { engine, events }
}

it('STO-37: a verification that cannot read something says so, and nothing is changed in such a workspace from there on', { timeout: 60_000 }, async () => {
  const { engine } = await goneBad()
  await expect(engine.verify()).rejects.toThrow(/^store\//)
  expect(engine.isReadOnly).toBe(true)
})

it('STO-37: the same in the background, where nobody waits for its answer', { timeout: 60_000 }, async () => {
  const { engine, events } = await goneBad()
  engine.verifyAgain()
  await vi.waitFor(() => expect(events.at(-1)).toEqual({ kind: 'changed', studyId: null }))
  expect(engine.isReadOnly).toBe(true)
})
