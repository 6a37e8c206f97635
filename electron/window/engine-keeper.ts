import { setTimeout as wait } from 'node:timers/promises'
import type { EngineEvent, Reply } from '../../shared/ipc/contract.ts'
import type { Grant } from './choosers.ts'
import { type EngineProcess, type SelftestPassed, startEngine } from './engine-process.ts'

export type LockReason = Extract<EngineEvent, { kind: 'locked' }>['reason']

/** The engine in service. Locking ends its process, and with it every key; a fresh one stands ready. */
export interface EngineKeeper {
  call(name: string, request: unknown): Promise<Reply<unknown>>
  readonly grant: Grant
  lock(reason: LockReason): Promise<void>
  /** Closes what is open and ends the process for good. */
  end(): Promise<void>
  readonly isOpen: boolean
  readonly lastSelftest: SelftestPassed | null
}

interface KeeperOptions {
  readonly out: string
  readonly userData: string
  readonly appVersion: string
  readonly env: Record<string, string>
  readonly onEvent: (event: EngineEvent) => void
  /** An evaluation runs in the engine in service. */
  readonly isBusy: () => boolean
  readonly onOpened: (folder: string, name: string, demo: boolean) => void
}

/** A store closes within milliseconds; an engine that does not answer is ended all the same. */
const patienceMs = 1500

export function keepEngine(options: KeeperOptions): EngineKeeper {
  /** Folders that the page holds tokens of outlive an engine; files chosen for one act do not. */
  const folders = new Map<string, string>()
  let openFolder: string | null = null
  let lastSelftest: SelftestPassed | null = null
  let ending = false
  /** Locked away with a running evaluation: it ends sealed, and the process with it. Nobody can ask it anything. */
  const finishing = new Set<EngineProcess>()
  let engine = start(null)

  function start(chosen: string | null): EngineProcess {
    const started = startEngine({
      ...options,
      chosen,
      onEvent: (event) => {
        if (engine === started) return options.onEvent(event as EngineEvent)
        if (finishing.has(started) && (event as EngineEvent).kind === 'job-ended') void finished(started)
      },
      onSelftest: (passed) => {
        lastSelftest = passed
      },
      onOpened: (folder, name, demo) => {
        openFolder = folder
        options.onOpened(folder, name, demo)
      },
      onExit: () => {
        if (finishing.delete(started)) return
        // One that was replaced, or is meant to end, has nothing more to say.
        if (ending || engine !== started) return
        replace(openFolder)
        options.onEvent({ kind: 'locked', reason: 'engine-ended' })
      },
    })
    for (const [token, path] of folders) started.grant(token, path, 'folder')
    return started
  }
  function replace(chosen: string | null): void {
    const old = engine
    openFolder = null
    engine = start(chosen)
    old.end()
  }
  /** An evaluation that runs is not turned into a look by locking: its engine goes on alone until the result is sealed. */
  function lockAway(): void {
    const folder = openFolder
    finishing.add(engine)
    openFolder = null
    engine = start(folder)
  }
  async function finished(old: EngineProcess): Promise<void> {
    await Promise.race([old.call('workspace.lock', {}), wait(patienceMs)])
    finishing.delete(old)
    old.end()
    options.onEvent({ kind: 'changed', studyId: null })
  }
  const leave = (name: 'workspace.lock' | 'workspace.close') =>
    Promise.race([engine.call(name, {}), wait(patienceMs, { ok: true as const, value: null })])

  async function call(name: string, request: unknown): Promise<Reply<unknown>> {
    if (openFolder === null || (name !== 'workspace.lock' && name !== 'workspace.close')) return engine.call(name, request)
    if (name === 'workspace.lock' && options.isBusy()) {
      lockAway()
      return engine.call('workspace.state', {})
    }
    const folder = openFolder
    const reply = await leave(name)
    if (!reply.ok) return reply
    if (openFolder !== null) replace(name === 'workspace.lock' ? folder : null)
    return engine.call('workspace.state', {})
  }
  return {
    call,
    grant: (token, path, mode) => {
      if (mode === 'folder') folders.set(token, path)
      engine.grant(token, path, mode)
    },
    lock: async (reason) => {
      if (openFolder === null) return
      // A computer that goes to sleep cannot finish: then the run is aborted, which is recorded, and shows nothing.
      if (reason === 'suspend') {
        const folder = openFolder
        await leave('workspace.lock')
        if (openFolder !== null) replace(folder)
      } else await call('workspace.lock', {})
      options.onEvent({ kind: 'locked', reason, ...(finishing.size > 0 ? { finishing: true } : {}) })
    },
    end: async () => {
      ending = true
      for (const each of finishing) each.end()
      if (openFolder !== null) await leave('workspace.lock')
      engine.end()
    },
    get isOpen() {
      return openFolder !== null
    },
    get lastSelftest() {
      return lastSelftest
    },
  }
}
