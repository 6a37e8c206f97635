import type { Host } from './host.ts'
import { type IntakeChannel, runIntakeOver } from './intake-channel.ts'
import { evaluateInThread, integrityInThread, renderInThread } from './threads.ts'

/** A message port of a utility process, as far as it is used here. */
interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
}

export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): unknown
  postMessage(message: unknown): void
}

/**
 * The window's host, inside the engine process. Only the main process may start processes, so it is asked for each
 * intake process and hands over a port to it.
 */
export function electronHost(parent: ParentPort): Host {
  const waiting = new Map<number, (channel: IntakeChannel) => void>()
  const ended = new Map<number, () => void>()
  let count = 0
  parent.on('message', ({ data, ports }) => {
    const message = data as { kind: string; id: number; pid?: number }
    if (message.kind === 'intake-ended') ended.get(message.id)?.()
    const port = ports[0]
    if (message.kind !== 'intake-started' || port === undefined) return
    const kill = () => parent.postMessage({ kind: 'kill-intake', id: message.id })
    waiting.get(message.id)?.({
      pid: message.pid,
      post: (value) => port.postMessage(value),
      onMessage: (listener) => {
        port.on('message', (event) => listener(event.data))
        port.start()
      },
      onExit: (listener) => void ended.set(message.id, listener),
      kill,
    })
    waiting.delete(message.id)
  })
  const start = () =>
    new Promise<IntakeChannel>((resolve) => {
      count += 1
      waiting.set(count, resolve)
      parent.postMessage({ kind: 'start-intake', id: count })
    })
  return {
    runtime: {
      name: `Electron ${process.versions['electron'] ?? 'unknown'}`,
      versions: {
        electron: process.versions['electron'] ?? '',
        chromium: process.versions['chrome'] ?? '',
        node: process.versions.node,
        v8: process.versions.v8,
      },
      platform: `${process.platform} ${process.arch}`,
    },
    intake: (job, progress) => runIntakeOver(start(), job, progress),
    evaluate: evaluateInThread,
    render: renderInThread,
    integrity: integrityInThread,
  }
}
