import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { type CommandName, type Reply, type Request, type Response, commands, isCommandName } from '../../shared/ipc/contract.ts'
import { type Problem, Refusal, problem } from '../../shared/vocabulary/problem.ts'
import { APP_ORIGIN } from './app-protocol.ts'

export type MainHandlers = {
  readonly [C in CommandName as (typeof commands)[C]['by'] extends 'main' ? C : never]: (
    request: Request<C>,
  ) => Promise<Response<C>> | Response<C>
}

/**
 * The one place where calls from the page arrive. The sender must be the top frame of our own page; requests are
 * parsed here for the main process and again in the engine for its commands; anything else is refused.
 */
export function relayCalls(
  window: () => BrowserWindow | null,
  handlers: MainHandlers,
  engine: (name: string, request: unknown) => Promise<Reply<unknown>>,
): void {
  ipcMain.handle('probity:call', async (event, name: unknown, request: unknown): Promise<Reply<unknown>> => {
    if (!isOurPage(event, window())) return refused(problem('ipc/wrong-sender'))
    if (!isCommandName(name)) return refused(problem('ipc/unknown-command'))
    if (commands[name].by === 'engine') return engine(name, request)
    const parsed = commands[name].request.safeParse(request)
    if (!parsed.success) return refused(problem('ipc/bad-request', { command: name }))
    try {
      const handler = handlers[name as keyof MainHandlers] as (request: unknown) => unknown
      return { ok: true, value: await handler(parsed.data) }
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, problems: error.problems }
      return refused(problem('engine/internal', { command: name }))
    }
  })
}

const refused = (what: Problem): Reply<unknown> => ({ ok: false, problems: [what] })

function isOurPage(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame
  if (frame === null || window === null || event.sender !== window.webContents) return false
  return frame === window.webContents.mainFrame && frame.url.startsWith(`${APP_ORIGIN}/`)
}
