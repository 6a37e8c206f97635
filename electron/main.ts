import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type BrowserWindow, app, clipboard, dialog, nativeTheme, powerMonitor } from 'electron'
import type { EngineEvent } from '../shared/ipc/contract.ts'
import { problemText } from '../shared/words/en/problems.ts'
import { registerAppScheme } from './window/app-protocol.ts'
import type { MainHandlers } from './window/calls.ts'
import { chooseFile, chooseFolder, chooseSaveAs, newToken } from './window/choosers.ts'
import { type EngineKeeper, keepEngine } from './window/engine-keeper.ts'
import { startEngine } from './window/engine-process.ts'
import { type IdleWatch, idleMinutes } from './window/idle.ts'
import { bundledLicences } from './window/licences.ts'
import { installMenu } from './window/menu.ts'
import { lockWhenNobodyIsThere } from './window/nobody-there.ts'
import { relayCalls } from './window/relay.ts'
import { closedSession } from './window/session.ts'
import { type Settings, openSettings } from './window/settings.ts'
import { makeMainWindow, showPage } from './window/window.ts'

// Start-up in reading order. This process holds no store and no keys: it makes windows and passes messages on.
const out = join(import.meta.dirname, '..')
const version = app.getVersion()
const manifest = createRequire(import.meta.url)('../../package.json') as Manifest
/** The version that releases are made with, as package.json pins it. */
const shippedElectron = manifest.devDependencies?.['electron'] ?? manifest.shippedElectron ?? 'unknown'
const runtimeNote =
  process.versions['electron'] === shippedElectron ? null : `Development runtime: the release ships Electron ${shippedElectron}.`

let window: BrowserWindow | null = null
let mayClose = false
/** Called when the page has saved what was typed last. */
let onLeft: (() => void) | null = null
let idle: IdleWatch | null = null
/** Events for a page that is still being loaded. */
let waiting: EngineEvent[] | null = null

app.setName('Probity')
// A debugger on a released build would see patient data. No switch or variable opens it: the journey that drives a
// package makes a twin of it that says so in its own package.json.
const debuggers = ['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk', 'inspect-port']
const isDriven = manifest.drivenByTests === true
/** What a page gets to save what was typed last. */
const pageMs = 300
/** A shorter time only in development: a journey cannot wait ten minutes. */
const idleLimitMs = (!app.isPackaged && Number(process.env['PROBITY_IDLE_SECONDS']) * 1000) || idleMinutes * 60_000
if (app.isPackaged && !isDriven && debuggers.some((name) => app.commandLine.hasSwitch(name))) app.exit(2)
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
  const keeper = newEngine(settings)
  relayCalls({ window: () => window, handlers: handlers(settings, keeper), engine: keeper.call, onWrongSender: keeper.wrongSender })
  nativeTheme.on('updated', () => send({ kind: 'theme', dark: nativeTheme.shouldUseDarkColors }))
  idle = lockWhenNobodyIsThere({ power: powerMonitor, keeper, idleLimitMs, leave: (lock) => renewWindow(newWindow, lock) })
  refreshMenu(settings, keeper)
  if (process.argv.includes('--demo')) openDemo(keeper)
  const session = await closedSession(join(out, 'renderer'))
  const newWindow = (bounds: Electron.Rectangle | undefined) => {
    const made = makeMainWindow(session, join(out, 'preload/preload.cjs'), bounds)
    made.on('close', (event) => onClose(event, settings, keeper))
    made.on('closed', () => {
      if (window === made) window = null
    })
    return made
  }
  window = newWindow(settings.current.bounds)
  // Last: from its first line on, the page's calls have to come from a window that is known here.
  await showPage(window)
}

/**
 * Locks and replaces the window by a fresh one in the same place: the old page's process ends, and its memory with it.
 * What is said while there is no page is said to the new one.
 */
async function renewWindow(newWindow: (bounds: Electron.Rectangle) => BrowserWindow, lock: () => Promise<void>): Promise<void> {
  await leavePage()
  const old = window
  if (old === null) return lock()
  const fresh = newWindow(old.getNormalBounds())
  waiting = []
  window = fresh
  old.removeAllListeners('close')
  old.destroy()
  await Promise.all([lock(), showPage(fresh)])
  const said = waiting
  waiting = null
  for (const event of said) send(event)
}

/** The page saves what was typed last; one that does not answer is not waited for. */
async function leavePage(): Promise<void> {
  const left = new Promise<void>((resolve) => {
    onLeft = resolve
  })
  send({ kind: 'leaving' })
  await Promise.race([left, wait(pageMs)])
}

/** The window goes when the store is closed and the engine has ended: the session's end is in the audit trail. */
function onClose(event: Electron.Event, settings: Settings, keeper: EngineKeeper): void {
  const closing = window
  if (mayClose || closing === null) return
  event.preventDefault()
  if (keeper.isEvaluating && !confirmClose(closing, keeper.isOpen)) return
  mayClose = true
  void settings.change({ bounds: closing.getNormalBounds() })
  closing.hide()
  void leavePage()
    .then(() => keeper.end())
    .finally(() => closing.destroy())
}

/** Made on first use, which takes some seconds: the window shows progress meanwhile. */
function openDemo(keeper: EngineKeeper): void {
  void keeper.call('workspace.demo', {}).then(() => send({ kind: 'changed', studyId: null }))
}

function newEngine(settings: Settings): EngineKeeper {
  const binding = process.env['PROBITY_SQLITE_BINDING']
  const keeper = keepEngine({
    out,
    userData: app.getPath('userData'),
    appVersion: version,
    env: !app.isPackaged && binding ? { PROBITY_SQLITE_BINDING: binding } : {},
    startEngine,
    onEvent: send,
    onOpened: (folder, name, demo) => {
      idle?.seen()
      void settings.remember(folder, name, demo).then(() => refreshMenu(settings, keeper))
    },
  })
  return keeper
}

function send(event: EngineEvent): void {
  if (waiting !== null) {
    waiting.push(event)
    return
  }
  window?.webContents.send('probity:event', event)
}

function refreshMenu(settings: Settings, keeper: EngineKeeper): void {
  const recent = settings.current.recent.map((each) => ({ name: each.name, open: () => void openRecent(keeper, each.folder) }))
  installMenu((item) => {
    // Locking does not depend on the page.
    if (item === 'lock') void leavePage().then(() => keeper.lock('person'))
    else send({ kind: 'menu', item })
  }, recent)
}

async function openRecent(keeper: EngineKeeper, folder: string): Promise<void> {
  const token = newToken()
  keeper.grant(token, folder, 'folder')
  const reply = await keeper.call('workspace.choose', { folder: token })
  const [first] = reply.ok ? [] : reply.problems
  if (first === undefined) return send({ kind: 'changed', studyId: null })
  const { sentence, advice } = problemText(first)
  if (window) await dialog.showMessageBox(window, { type: 'warning', message: sentence, detail: advice })
}

function confirmClose(parent: BrowserWindow, isOpen: boolean): boolean {
  const answer = dialog.showMessageBoxSync(parent, {
    type: 'warning',
    message: isOpen ? 'An evaluation is running.' : 'An evaluation is running behind the lock.',
    detail: 'Closing now aborts it. The abort is recorded in the audit trail; no result is shown or lost.',
    buttons: ['Keep running', 'Abort and close'],
    defaultId: 0,
    cancelId: 0,
  })
  return answer === 1
}

function handlers(settings: Settings, keeper: EngineKeeper): MainHandlers {
  const { grant } = keeper
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
      selfTest: keeper.lastSelftest,
      licences: bundledLicences(),
    }),
    'app.present': () => {
      idle?.seen()
      return {}
    },
    'app.left': () => {
      onLeft?.()
      return {}
    },
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

interface Manifest {
  readonly devDependencies?: Record<string, string>
  readonly shippedElectron?: string
  readonly drivenByTests?: boolean
}
