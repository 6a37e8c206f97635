import { join } from 'node:path'
import { BrowserWindow, type Session, app, nativeTheme, screen } from 'electron'
import { APP_ORIGIN } from './app-protocol.ts'
import { webPreferences } from './security-policy.ts'

const INDEX = `${APP_ORIGIN}/index.html`

const background = () => (nativeTheme.shouldUseDarkColors ? '#14181d' : '#f5f6f8')

/** Makes the one window. It can load nothing but the app's own page and open no other window. */
export function makeMainWindow(session: Session, preload: string, bounds: Electron.Rectangle | undefined): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...onScreen(bounds),
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: background(),
    title: app.name,
    icon: join(import.meta.dirname, '../../resources/icons/icon.png'),
    webPreferences: { ...webPreferences, preload, session },
  })
  const contents = window.webContents
  const deny = (event: { preventDefault(): void }) => event.preventDefault()
  contents.on('will-navigate', deny)
  contents.on('will-frame-navigate', deny)
  contents.on('will-redirect', deny)
  contents.on('will-attach-webview', deny)
  // A page may always leave for about:blank without asking: then, and after a crash, it is brought back.
  contents.on('did-navigate', (_event, url) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) void contents.loadURL(INDEX)
  })
  contents.on('render-process-gone', () => void contents.loadURL(INDEX))
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  window.once('ready-to-show', () => window.show())
  return window
}

export const showPage = (window: BrowserWindow): Promise<void> => window.loadURL(INDEX)

/** Remembered bounds, unless the screen that they were on is gone. */
function onScreen(bounds: Electron.Rectangle | undefined): Partial<Electron.Rectangle> {
  if (bounds === undefined) return {}
  const { workArea } = screen.getDisplayMatching(bounds)
  const isReachable =
    bounds.x < workArea.x + workArea.width - 100 &&
    bounds.x + bounds.width > workArea.x + 100 &&
    bounds.y >= workArea.y &&
    bounds.y < workArea.y + workArea.height - 100
  return isReachable ? bounds : { width: bounds.width, height: bounds.height }
}
