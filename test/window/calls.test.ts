import { describe, expect, test } from 'vitest'
import { answerCall, type Calls, type MainHandlers, type Sender } from '../../electron/window/calls.ts'
import { type CommandName, type Reply, commands } from '../../shared/ipc/contract.ts'
import { badShapes } from '../engine/bad-shapes.ts'
import { requestOf } from '../engine/requests.ts'

const origin = 'app://main'
const names = Object.keys(commands) as CommandName[]
const mine = names.filter((name) => commands[name].by === 'main')

/** Frames and contents as Electron hands them over: told apart by which object they are. */
const frame = (url: string) => ({ url }) as unknown as NonNullable<Sender['senderFrame']>
const contents = (mainFrame: NonNullable<Sender['senderFrame']>) => ({ mainFrame }) as unknown as Sender['sender']

const ours = contents(frame(`${origin}/index.html`))
const elsewhere = (url: string) => {
  const sender = contents(frame(url))
  return { window: sender, event: { sender, senderFrame: sender.mainFrame } }
}

/** What the window is, and who sends. */
const wrongSenders: Readonly<Record<string, { readonly window: Sender['sender'] | null; readonly event: Sender }>> = {
  'a frame inside our page': { window: ours, event: { sender: ours, senderFrame: frame(`${origin}/index.html`) } },
  'a frame that is gone': { window: ours, event: { sender: ours, senderFrame: null } },
  'another window with our address': { window: ours, event: elsewhere(`${origin}/index.html`).event },
  'our frame in other contents': { window: ours, event: { sender: contents(ours.mainFrame), senderFrame: ours.mainFrame } },
  'no window of ours': { window: null, event: { sender: ours, senderFrame: ours.mainFrame } },
  'about:blank': elsewhere('about:blank'),
  'an empty address': elsewhere(''),
  'a web site': elsewhere('https://main/index.html'),
  'a file': elsewhere('file:///app://main/index.html'),
  'an address that begins like ours': elsewhere('app://main.example/index.html'),
  'another host': elsewhere('app://other/index.html'),
  'ours in other letters': elsewhere('APP://MAIN/index.html'),
  'data that names us': elsewhere('data:text/html,app://main/'),
}

function watched(window: Sender['sender'] | null) {
  const reached: string[] = []
  const told: string[] = []
  const handlers = Object.fromEntries(mine.map((name) => [name, () => void reached.push(name)])) as unknown as MainHandlers
  const engine = (name: string): Promise<Reply<unknown>> => {
    reached.push(name)
    return Promise.resolve({ ok: true, value: null })
  }
  const calls: Calls = { window: () => (window === null ? null : { webContents: window }), origin, handlers, engine, onWrongSender: (command) => void told.push(command) }
  return { calls, reached, told }
}

const codeOf = (reply: Reply<unknown>) => (reply.ok ? 'answered' : reply.problems[0]?.code)

describe('calls from a page', () => {
  test('ENG-23: every command is refused to whoever is not the top frame of our own page, and nothing is reached', async () => {
    let n = 0
    for (const [who, { window, event }] of Object.entries(wrongSenders)) {
      const { calls, reached, told } = watched(window)
      for (const name of [...names, 'nothing', '__proto__']) {
        const reply = await answerCall(calls, event, name, Object.hasOwn(commands, name) ? requestOf(name as CommandName) : {})
        expect(reply, `${name} from ${who}`).toEqual({ ok: false, problems: [{ code: 'ipc/wrong-sender', severity: 'error' }] })
        n += 1
      }
      expect(reached).toEqual([])
      expect(told).toEqual([...names, 'unknown', 'unknown'])
    }
    console.log(`      ${n} calls: ${names.length} commands and 2 unknown ones × ${Object.keys(wrongSenders).length} wrong senders, all refused`)
  })

  test('ENG-23: our own page reaches each of them', async () => {
    const { calls, reached } = watched(ours)
    const event = { sender: ours, senderFrame: ours.mainFrame }
    for (const name of names) expect(codeOf(await answerCall(calls, event, name, requestOf(name)))).toBe('answered')
    expect(reached).toEqual(names)
    for (const name of ['nothing', '__proto__', 'constructor', 'toString', 7, null, {}]) expect(codeOf(await answerCall(calls, event, name, {}))).toBe('ipc/unknown-command')
  })

  test('ENG-21: the main process refuses its own commands in a wrong shape, and tells nothing of an error but its code', async () => {
    const { calls, reached } = watched(ours)
    const event = { sender: ours, senderFrame: ours.mainFrame }
    for (const name of mine) {
      for (const { what, request } of badShapes(name)) expect(codeOf(await answerCall(calls, event, name, request)), `${name}: ${what}`).toBe('ipc/bad-request')
    }
    expect(reached).toEqual([])
    const failing = { ...calls, handlers: { ...calls.handlers, 'settings.get': () => { throw new Error('/home/somebody/secret') } } as unknown as MainHandlers }
    const reply = await answerCall(failing, event, 'settings.get', {})
    expect(reply).toEqual({ ok: false, problems: [{ code: 'engine/internal', severity: 'error', params: { command: 'settings.get' } }] })
  })
})
