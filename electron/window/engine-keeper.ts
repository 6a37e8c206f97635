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
  let engine = start(null)

  function start(chosen: string | null): EngineProcess {
    const started = startEngine({
      ...options,
      chosen,
      onEvent: (event) => options.onEvent(event as EngineEvent),
      onSelftest: (passed) => {
        lastSelftest = passed
      },
      onOpened: (folder, name, demo) => {
        openFolder = folder
        options.onOpened(folder, name, demo)
      },
      onExit: () => {
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
  const leave = (name: 'workspace.lock' | 'workspace.close') =>
    Promise.race([engine.call(name, {}), wait(patienceMs, { ok: true as const, value: null })])

  async function call(name: string, request: unknown): Promise<Reply<unknown>> {
    if (openFolder === null || (name !== 'workspace.lock' && name !== 'workspace.close')) return engine.call(name, request)
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
      await call('workspace.lock', {})
      options.onEvent({ kind: 'locked', reason })
    },
    end: async () => {
      ending = true
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
