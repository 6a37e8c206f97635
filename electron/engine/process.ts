import { type ParentPort, electronHost } from '../hosts/electron.ts'
import { problem } from '../../shared/vocabulary/problem.ts'
import { createEngine, type Engine } from './engine.ts'
import { dispatcher } from './dispatch.ts'

/** Entry of the engine process (window): it holds vault, store and actions, and answers one call after another. */
const parent = (process as unknown as { parentPort: ParentPort }).parentPort
const host = electronHost(parent)

type Incoming =
  | { readonly kind: 'start'; readonly userData: string; readonly appVersion: string; readonly chosen: string | null }
  | { readonly kind: 'grant'; readonly token: string; readonly path: string; readonly mode: 'read' | 'write' | 'folder' }
  | { readonly kind: 'wrong-sender'; readonly command: string }
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly request: unknown }

let dispatch: ReturnType<typeof dispatcher> | null = null
let recordOnce: Engine['recordOnce'] = () => undefined
let grant: (token: string, path: string, mode: 'read' | 'write' | 'folder') => void = () => undefined

parent.on('message', ({ data }) => {
  const message = data as Incoming
  if (message.kind === 'start') {
    const engine = createEngine({
      host,
      appVersion: message.appVersion,
      demoFolder: `${message.userData}/demo-workspace`,
      onEvent: (event) => parent.postMessage({ kind: 'event', event }),
      onOpened: (folder, name, demo) => parent.postMessage({ kind: 'opened', folder, name, demo }),
      onSelftest: (passed) => parent.postMessage({ kind: 'selftest', passed }),
    })
    engine.choose(message.chosen)
    dispatch = dispatcher(engine)
    grant = engine.grant
    recordOnce = engine.recordOnce
  } else if (message.kind === 'grant') grant(message.token, message.path, message.mode)
  else if (message.kind === 'wrong-sender') recordOnce(message.command, [problem('ipc/wrong-sender')])
  else if (message.kind === 'call') {
    void dispatch?.(message.name, message.request).then((reply) => parent.postMessage({ kind: 'reply', id: message.id, reply }))
  }
})
