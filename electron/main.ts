import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type BrowserWindow, app, clipboard, dialog, nativeTheme, powerMonitor } from 'electron'
import type { EngineEvent } from '../shared/ipc/contract.ts'
import { registerAppScheme } from './window/app-protocol.ts'
import { chooseFile, chooseFolder, chooseSaveAs, newToken } from './window/choosers.ts'
import { type EngineProcess, startEngine } from './window/engine-process.ts'
import { bundledLicences } from './window/licences.ts'
import { installMenu } from './window/menu.ts'
import { type MainHandlers, relayCalls } from './window/relay.ts'
import { closedSession } from './window/session.ts'
import { type Settings, openSettings } from './window/settings.ts'
import { openMainWindow } from './window/window.ts'

// Start-up in reading order. This process holds no store and no keys: it makes windows and passes messages on.
const out = join(import.meta.dirname, '..')
const version = app.getVersion()
const runtimeNote =
  process.versions['electron'] === readShippedElectron() || app.isPackaged
    ? null
    : `Development runtime: the release ships Electron ${readShippedElectron()}.`

let window: BrowserWindow | null = null
let engine: EngineProcess | null = null
let isBusy = false

app.setName('Probity')
if (app.isPackaged && process.argv.some((each) => each.startsWith('--remote-debugging') || each.startsWith('--inspect'))) {
  // A debugger on a released build would see patient data; the packaging test sets this switch knowingly.
  if (process.env['PROBITY_PACKAGE_TEST'] !== '1') app.exit(2)
}
if (!app.requestSingleInstanceLock()) app.exit(0)
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
app.commandLine.appendSwitch('disable-background-networking')
app.commandLine.appendSwitch('disable-features', 'SpareRendererForSitePerProcess,AutofillServerCommunication')
// Only root on a development machine starts without the system's sandbox; Electron cannot have both.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()
app.on('second-instance', () => {
  if (window?.isMinimized()) window.restore()
  window?.focus()
})
app.on('window-all-closed', () => app.quit())
app.on('web-contents-created', (_event, contents) => contents.on('will-attach-webview', (event) => event.preventDefault()))
void app.whenReady().then(start)

async function start(): Promise<void> {
  const settings = openSettings(app.getPath('userData'))
  nativeTheme.themeSource = settings.current.theme
  engine = newEngine(settings)
  relayCalls(() => window, handlers(settings), (name, request) => engine?.call(name, request) ?? Promise.reject(new Error('no engine')))
  nativeTheme.on('updated', () => send({ kind: 'theme', dark: nativeTheme.shouldUseDarkColors }))
  powerMonitor.on('lock-screen', () => void engine?.call('workspace.lock', {}))
  powerMonitor.on('suspend', () => void engine?.call('workspace.lock', {}))
  refreshMenu(settings)
  if (process.argv.includes('--demo')) openDemo()
  const session = await closedSession(join(out, 'renderer'))
  window = await openMainWindow(session, join(out, 'preload/preload.cjs'), settings.current.bounds ?? {})
  window.on('close', (event) => {
    if (window && isBusy && !confirmClose(window)) return event.preventDefault()
    if (window) void settings.change({ bounds: window.getNormalBounds() })
  })
  window.on('closed', () => {
    window = null
    engine?.end()
  })
}

/** Made on first use, which takes some seconds: the window shows progress meanwhile. */
function openDemo(): void {
  void engine?.call('workspace.demo', {}).then(() => send({ kind: 'changed', studyId: null }))
}

function newEngine(settings: Settings): EngineProcess {
  const binding = process.env['PROBITY_SQLITE_BINDING']
  return startEngine({
    out,
    userData: app.getPath('userData'),
    appVersion: version,
    env: !app.isPackaged && binding ? { PROBITY_SQLITE_BINDING: binding } : {},
    onEvent: (event) => {
      const known = event as EngineEvent
      if (known.kind === 'progress' && known.jobId.startsWith('evaluation:')) isBusy = true
      if (known.kind === 'job-ended') isBusy = false
      send(known)
    },
    onOpened: (folder, name, demo) => void settings.remember(folder, name, demo).then(() => refreshMenu(settings)),
    onExit: () => {
      isBusy = false
      if (window === null) return
      // The engine ended (locked or failed): a fresh one stands ready, with no key in it.
      engine = newEngine(settings)
      send({ kind: 'locked', reason: 'engine-ended' })
    },
  })
}

function send(event: EngineEvent): void {
  window?.webContents.send('probity:event', event)
}

function refreshMenu(settings: Settings): void {
  const recent = settings.current.recent.map((each) => ({
    name: each.name,
    open: () => {
      const token = newToken()
      engine?.grant(token, each.folder, 'folder')
      void engine?.call('workspace.choose', { folder: token }).then(() => send({ kind: 'changed', studyId: null }))
    },
  }))
  installMenu((item) => send({ kind: 'menu', item }), recent)
}

function confirmClose(parent: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(parent, {
    type: 'warning',
    message: 'An evaluation is running.',
    detail: 'Closing now aborts it. The abort is recorded in the audit trail; no result is shown or lost.',
    buttons: ['Keep running', 'Abort and close'],
    defaultId: 0,
    cancelId: 0,
  })
  return answer === 1
}

function handlers(settings: Settings): MainHandlers {
  const grant: EngineProcess['grant'] = (token, path, mode) => engine?.grant(token, path, mode)
  const parent = () => {
    if (window === null) throw new Error('no window')
    return window
  }
  return {
    'app.info': () => ({
      version,
      runtime: `Electron ${process.versions['electron'] ?? ''} · Chromium ${process.versions['chrome'] ?? ''} · Node ${process.versions.node}`,
      runtimeNote,
      licence: 'Apache-2.0',
      licences: bundledLicences(),
    }),
    'settings.get': () => ({ theme: settings.current.theme }),
    'settings.set': async ({ theme }) => {
      await settings.change({ theme })
      nativeTheme.themeSource = theme
      return { theme }
    },
    'recent.list': () =>
      settings.current.recent.map((each) => {
        const token = newToken()
        grant(token, each.folder, 'folder')
        return { token, name: each.name, folder: each.folder, demo: each.demo }
      }),
    'choose.workspaceFolder': ({ purpose }) => chooseFolder(parent(), purpose, grant),
    'choose.file': ({ purpose }) => chooseFile(parent(), purpose, grant),
    'choose.saveAs': ({ purpose, name }) => chooseSaveAs(parent(), purpose, name, grant),
    'clipboard.write': ({ text }) => {
      clipboard.writeText(text)
      return {}
    },
  }
}

/** The version that releases are made with, as package.json pins it. */
function readShippedElectron(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { devDependencies?: Record<string, string>; shippedElectron?: string }
  return manifest.devDependencies?.['electron'] ?? manifest.shippedElectron ?? 'unknown'
}
