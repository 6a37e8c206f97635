import { setTimeout as wait } from 'node:timers/promises'
import type { EngineEvent, Reply } from '../../shared/ipc/contract.ts'
import { problem } from '../../shared/vocabulary/problem.ts'
import type { Grant } from './choosers.ts'
import type { EngineProcess, EngineProcessOptions, SelftestPassed } from './engine-process.ts'
import { watchEvaluations } from './evaluation-watch.ts'

export type LockReason = Extract<EngineEvent, { kind: 'locked' }>['reason']

/** The engine in service. Locking ends its process, and with it every key; a fresh one stands ready. */
export interface EngineKeeper {
  call(name: string, request: unknown): Promise<Reply<unknown>>
  readonly grant: Grant
  wrongSender(command: string): void
  lock(reason: LockReason): Promise<void>
  /** Closes what is open and ends the process for good. */
  end(): Promise<void>
  readonly isOpen: boolean
  /** An evaluation runs, in the engine in service or behind the lock. */
  readonly isEvaluating: boolean
  readonly lastSelftest: SelftestPassed | null
}

interface KeeperOptions extends Pick<EngineProcessOptions, 'out' | 'userData' | 'appVersion' | 'env' | 'onOpened'> {
  readonly startEngine: (options: EngineProcessOptions) => EngineProcess
  readonly onEvent: (event: EngineEvent) => void
}

/** A store closes within milliseconds; an engine that does not answer is ended all the same. */
const patienceMs = 1500

const leave = (engine: EngineProcess, name: 'workspace.lock' | 'workspace.close') =>
  Promise.race([engine.call(name, {}), wait(patienceMs, { ok: true as const, value: null })])

export function keepEngine(options: KeeperOptions): EngineKeeper {
  /** Folders that the page holds tokens of outlive an engine; files chosen for one act do not. */
  const folders = new Map<string, string>()
  let openFolder: string | null = null
  let lastSelftest: SelftestPassed | null = null
  let ending = false
  /** Locked away with a running evaluation: it ends sealed, and the process with it. Nobody can ask it anything. */
  const finishing = new Set<EngineProcess>()
  const evaluations = watchEvaluations<EngineProcess>((quiet) => {
    if (finishing.has(quiet)) void stop(quiet).then(changed)
  })
  let engine = start(null)

  function start(chosen: string | null): EngineProcess {
    const started = options.startEngine({
      ...options,
      chosen,
      onEvent: (event) => {
        evaluations.heard(started, event as EngineEvent)
        if (engine === started) options.onEvent(event as EngineEvent)
      },
      onSelftest: (passed) => {
        lastSelftest = passed
      },
      onOpened: (folder, name, demo) => {
        openFolder = folder
        options.onOpened(folder, name, demo)
      },
      onExit: () => {
        if (finishing.delete(started)) return changed()
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
  const changed = () => options.onEvent({ kind: 'changed', studyId: null })
  /** An evaluation that runs is not turned into a look by locking: its engine goes on alone until the result is sealed. */
  function lockAway(): void {
    const folder = openFolder
    finishing.add(engine)
    openFolder = null
    engine = start(folder)
  }
  /** Closes the store of one behind the lock: what has not ended is recorded as aborted. */
  async function stop(old: EngineProcess): Promise<void> {
    await leave(old, 'workspace.lock')
    finishing.delete(old)
    old.end()
  }
  async function shut(name: 'workspace.lock' | 'workspace.close'): Promise<Reply<unknown> | null> {
    const folder = openFolder
    const reply = await leave(engine, name)
    if (!reply.ok) return reply
    if (openFolder !== null) replace(name === 'workspace.lock' ? folder : null)
    return null
  }
  async function call(name: string, request: unknown): Promise<Reply<unknown>> {
    if (name === 'evaluation.start') return evaluations.starting(engine, engine.call(name, request))
    if (openFolder === null || (name !== 'workspace.lock' && name !== 'workspace.close')) return whileFinishing(await engine.call(name, request))
    if (name === 'workspace.lock' && evaluations.isRunning(engine)) {
      lockAway()
      options.onEvent({ kind: 'locked', reason: 'person', behind: 'finishing' })
    } else {
      const refused = await shut(name)
      if (refused !== null) return refused
    }
    return engine.call('workspace.state', {})
  }
  /** What holds the store is our own evaluation: that is what has to be said, not that another program has it. */
  const whileFinishing = (reply: Reply<unknown>): Reply<unknown> =>
    !reply.ok && reply.problems[0]?.code === 'store/in-use' && finishing.size > 0
      ? { ok: false, problems: [problem('order/evaluation-behind-lock')] }
      : reply
  /** A computer that goes to sleep cannot finish, and keys do not sleep in memory: the run is aborted, which is recorded. */
  async function sleep(): Promise<void> {
    const isStopped = finishing.size > 0 || (openFolder !== null && evaluations.isRunning(engine))
    if (openFolder === null && !isStopped) return
    await Promise.all([...[...finishing].map(stop), ...(openFolder === null ? [] : [shut('workspace.lock')])])
    options.onEvent({ kind: 'locked', reason: 'suspend', ...(isStopped ? { behind: 'stopped' as const } : {}) })
  }
  return {
    call,
    grant: (token, path, mode) => {
      if (mode === 'folder') folders.set(token, path)
      engine.grant(token, path, mode)
    },
    wrongSender: (command) => engine.wrongSender(command),
    lock: async (reason) => {
      if (reason === 'suspend') return sleep()
      if (openFolder === null) return
      const isRunning = evaluations.isRunning(engine)
      if (isRunning) lockAway()
      else await shut('workspace.lock')
      options.onEvent({ kind: 'locked', reason, ...(isRunning ? { behind: 'finishing' as const } : {}) })
    },
    end: async () => {
      ending = true
      await Promise.all([...[...finishing].map(stop), ...(openFolder === null ? [] : [leave(engine, 'workspace.lock')])])
      engine.end()
    },
    get isOpen() {
      return openFolder !== null
    },
    get isEvaluating() {
      return finishing.size > 0 || evaluations.isRunning(engine)
    },
    get lastSelftest() {
      return lastSelftest
    },
  }
}
