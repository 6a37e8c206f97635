import { expect } from 'vitest'
import type { dispatcher } from '../../electron/engine/dispatch.ts'
import { answerCall, type Calls, type Sender } from '../../electron/window/calls.ts'
import type { CommandName, Reply } from '../../shared/ipc/contract.ts'

const page = { url: 'app://main/index.html' } as unknown as NonNullable<Sender['senderFrame']>
const ours = { mainFrame: page } as unknown as Sender['sender']
const aFrameInside = { sender: ours, senderFrame: { ...page } as typeof page }

const codeOf = (reply: Reply<unknown>): string | undefined => (reply.ok ? 'answered' : reply.problems[0]?.code)

/**
 * The same command in a wrong shape, and in the right one from a frame inside our page: refused whoever is signed in and
 * whatever state it is, so the permission table is never asked. Answers how many calls that were.
 */
export async function notAsked(call: ReturnType<typeof dispatcher>, command: CommandName, request: object, who: string): Promise<number> {
  expect(codeOf(await call(command, { ...request, extra: 1 })), `${who}, misshapen`).toBe('ipc/bad-request')
  const reached: string[] = []
  const calls = { window: () => ({ webContents: ours }), origin: 'app://main', handlers: {}, onWrongSender: () => undefined, engine: (name: string) => void reached.push(name) } as unknown as Calls
  expect(codeOf(await answerCall(calls, aFrameInside, command, request)), `${who}, from a wrong frame`).toBe('ipc/wrong-sender')
  expect(reached).toEqual([])
  return 2
}
