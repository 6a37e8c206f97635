import { join } from 'node:path'
import { BrowserWindow, type Session, app, nativeTheme } from 'electron'
import { APP_ORIGIN } from './app-protocol.ts'
import { webPreferences } from './security-policy.ts'

const background = () => (nativeTheme.shouldUseDarkColors ? '#14181d' : '#f5f6f8')

/** Opens the one window. It can load nothing but the app's own page and open no other window. */
export async function openMainWindow(session: Session, preload: string, bounds: Partial<Electron.Rectangle>): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...bounds,
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
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${APP_ORIGIN}/index.html`)
  return window
}
