import { join } from 'node:path'
import { MessageChannelMain, type UtilityProcess, utilityProcess } from 'electron'
import type { Reply } from '../../shared/ipc/contract.ts'
import { problem } from '../../shared/vocabulary/problem.ts'

/** The engine process as the main process sees it: calls out, events in, and the intake processes it asks for. */
export interface EngineProcess {
  call(name: string, request: unknown): Promise<Reply<unknown>>
  grant(token: string, path: string, mode: 'read' | 'write' | 'folder'): void
  /** Tells that a command was asked for by somebody who is not our page. */
  wrongSender(command: string): void
  end(): void
  readonly pid: number | undefined
}

export interface EngineProcessOptions {
  readonly out: string
  readonly userData: string
  readonly appVersion: string
  readonly env: Record<string, string>
  readonly onEvent: (event: unknown) => void
  /** The workspace that stands chosen from the start, still locked. */
  readonly chosen: string | null
  readonly onOpened: (folder: string, name: string, demo: boolean) => void
  readonly onSelftest: (passed: SelftestPassed) => void
  readonly onExit: () => void
}

export interface SelftestPassed {
  readonly at: string
  readonly nAnswers: number
}

type FromEngine =
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'opened'; readonly folder: string; readonly name: string; readonly demo: boolean }
  | { readonly kind: 'selftest'; readonly passed: SelftestPassed }
  | { readonly kind: 'start-intake' | 'kill-intake'; readonly id: number }

export function startEngine(options: EngineProcessOptions): EngineProcess {
  const engine = utilityProcess.fork(join(options.out, 'engine/process.js'), [], {
    serviceName: 'Probity engine',
    stdio: 'inherit',
    env: options.env,
  })
  const pending = new Map<number, (reply: Reply<unknown>) => void>()
  const intakes = new Map<number, UtilityProcess>()
  let count = 0
  let running = true
  engine.postMessage({ kind: 'start', userData: options.userData, appVersion: options.appVersion, chosen: options.chosen })
  engine.on('message', (message: FromEngine) => {
    switch (message.kind) {
      case 'reply':
        pending.get(message.id)?.(message.reply)
        pending.delete(message.id)
        return
      case 'event':
        return options.onEvent(message.event)
      case 'opened':
        return options.onOpened(message.folder, message.name, message.demo)
      case 'selftest':
        return options.onSelftest(message.passed)
      case 'start-intake':
        return startIntake(message.id)
      case 'kill-intake':
        intakes.get(message.id)?.kill()
        return
    }
  })
  engine.on('exit', () => {
    running = false
    for (const child of intakes.values()) child.kill()
    for (const answer of pending.values()) answer(ended)
    pending.clear()
    options.onExit()
  })
  function startIntake(id: number) {
    const child = utilityProcess.fork(join(options.out, 'workers/intake.js'), [], {
      serviceName: 'Probity intake',
      stdio: 'ignore',
      env: {},
      execArgv: ['--max-old-space-size=1200'],
    })
    intakes.set(id, child)
    const { port1, port2 } = new MessageChannelMain()
    child.once('spawn', () => {
      child.postMessage({ kind: 'port' }, [port1])
      engine.postMessage({ kind: 'intake-started', id, pid: child.pid }, [port2])
    })
    child.once('exit', () => {
      intakes.delete(id)
      if (running) engine.postMessage({ kind: 'intake-ended', id })
    })
  }
  return {
    call: (name, request) =>
      running
        ? new Promise((resolve) => {
            count += 1
            pending.set(count, resolve)
            engine.postMessage({ kind: 'call', id: count, name, request })
          })
        : Promise.resolve(ended),
    wrongSender: (command) => void (running && engine.postMessage({ kind: 'wrong-sender', command })),
    grant: (token, path, mode) => engine.postMessage({ kind: 'grant', token, path, mode }),
    end: () => void engine.kill(),
    get pid() {
      return engine.pid
    },
  }
}

const ended: Reply<unknown> = { ok: false, problems: [problem('engine/ended')] }
