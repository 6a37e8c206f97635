import { ipcMain } from 'electron'
import { APP_ORIGIN } from './app-protocol.ts'
import { type Calls, answerCall } from './calls.ts'

/** The one place where calls from the page arrive. */
export function relayCalls(calls: Omit<Calls, 'origin'>): void {
  ipcMain.handle('probity:call', (event, name: unknown, request: unknown) => answerCall({ ...calls, origin: APP_ORIGIN }, event, name, request))
}
