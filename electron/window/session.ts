import { type Session, session } from 'electron'
import { serveApp } from './app-protocol.ts'

/** An in-memory session without a network: every permission, device, download and foreign request is denied. */
export async function closedSession(rendererRoot: string): Promise<Session> {
  const closed = session.fromPartition('probity', { cache: false })
  closed.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  closed.setPermissionCheckHandler(() => false)
  closed.setDevicePermissionHandler(() => false)
  closed.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  closed.setSpellCheckerEnabled(false)
  closed.setCertificateVerifyProc((_request, answer) => answer(-2))
  closed.on('will-download', (event) => event.preventDefault())
  closed.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith('app://main/') && !details.url.startsWith('blob:app://main/') }))
  await closed.setProxy({ mode: 'fixed_servers', proxyRules: 'http=127.0.0.1:9;https=127.0.0.1:9;socks=127.0.0.1:9' })
  closed.protocol.handle('file', () => new Response(null, { status: 403 }))
  serveApp(closed, rendererRoot)
  return closed
}
