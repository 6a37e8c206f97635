import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import { type CommandName, type Reply, type Request, type Response, commands, isCommandName } from '../../shared/ipc/contract.ts'
import { type Problem, Refusal, problem } from '../../shared/vocabulary/problem.ts'

export type MainHandlers = {
  readonly [C in CommandName as (typeof commands)[C]['by'] extends 'main' ? C : never]: (
    request: Request<C>,
  ) => Promise<Response<C>> | Response<C>
}

export interface Calls {
  readonly window: () => Pick<BrowserWindow, 'webContents'> | null
  /** What our own page's address begins with. */
  readonly origin: string
  readonly handlers: MainHandlers
  readonly engine: (name: string, request: unknown) => Promise<Reply<unknown>>
  /** Somebody else asked for this command: the trail is told. */
  readonly onWrongSender: (command: string) => void
}

export type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>

/**
 * Answers a call from a page. The sender must be the top frame of our own page; requests are parsed here for the main
 * process and again in the engine for its commands; anything else is refused, and of an error only its code is told.
 */
export async function answerCall(calls: Calls, event: Sender, name: unknown, request: unknown): Promise<Reply<unknown>> {
  if (!isOurPage(event, calls)) {
    calls.onWrongSender(isCommandName(name) ? name : 'unknown')
    return refused(problem('ipc/wrong-sender'))
  }
  if (!isCommandName(name)) return refused(problem('ipc/unknown-command'))
  if (commands[name].by === 'engine') return calls.engine(name, request)
  const parsed = commands[name].request.safeParse(request)
  if (!parsed.success) return refused(problem('ipc/bad-request', { command: name }))
  try {
    const handler = calls.handlers[name as keyof MainHandlers] as (request: unknown) => unknown
    return { ok: true, value: await handler(parsed.data) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problems: error.problems }
    return refused(problem('engine/internal', { command: name }))
  }
}

const refused = (what: Problem): Reply<unknown> => ({ ok: false, problems: [what] })

function isOurPage({ sender, senderFrame: frame }: Sender, { window, origin }: Calls): boolean {
  const contents = window()?.webContents
  if (frame === null || contents === undefined || sender !== contents) return false
  return frame === contents.mainFrame && frame.url.startsWith(`${origin}/`)
}
