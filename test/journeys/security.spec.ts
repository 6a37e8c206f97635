import { readFileSync } from 'node:fs'
import { webPreferences } from '../../electron/window/security-policy.ts'
import { expect, test } from './app.ts'
import { answerOf, firstWindow } from './own-session.ts'

// The twenty points of Electron's security checklist, by number, in the real window.

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'none'; " +
  "worker-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'"

test('checklist 2, 3, 4, 6, 8, 9, 10, 11, 16: preferences of the window as they are in force', async ({ start }) => {
  const { app, page, troubles } = await start()
  const window = await firstWindow(app)
  const preferences = await window.evaluate((each) => (each.webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences())
  const readable = {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    safeDialogs: true,
  }
  expect(preferences).toMatchObject(readable)
  // Electron does not read these back: what is asked for is compared, and below what follows from it.
  const others = { nodeIntegrationInWorker: false, spellcheck: false, devTools: false, navigateOnDragDrop: false, plugins: false }
  expect(webPreferences).toEqual({ ...readable, ...others })
  expect(await window.evaluate((each) => each.webContents.session.isSpellCheckerEnabled())).toBe(false)
  const { enableBlinkFeatures = '', disableBlinkFeatures = '' } = preferences as Record<string, string>
  expect([enableBlinkFeatures, disableBlinkFeatures]).toEqual(['', ''])
  expect(await window.evaluate((each) => each.webContents.isDevToolsOpened())).toBe(false)
  await window.evaluate((each) => each.webContents.openDevTools())
  expect(await window.evaluate((each) => each.webContents.isDevToolsOpened())).toBe(false)
  expect(await window.evaluate((each) => each.webContents.session.isPersistent())).toBe(false)
  // 16: what ships is pinned exactly; what this journey runs in is named in its output.
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> }
  expect(manifest.devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(troubles).toEqual([])
})

test('checklist 1, 7, 18: only app://main, with the exact policy on every answer, and nothing outside its folder', async ({ start }) => {
  const { app, page } = await start()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(page.url()).toBe('app://main/index.html')
  const index = await answerOf(app, 'app://main/index.html')
  expect(index.status).toBe(200)
  const expected = {
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
  expect(index.headers).toMatchObject({ ...expected, 'content-type': 'text/html; charset=utf-8' })
  expect(readFileSync('out/renderer/index.html', 'utf8')).not.toMatch(/http-equiv|<script>|<style|style=|onload=/i)
  const missing = await answerOf(app, 'app://main/nothing.html')
  expect(missing).toMatchObject({ status: 404, bytes: 0, headers: expected })
  const outside = [
    'app://main/..%2fmain/main.js',
    'app://main/..%2f..%2fresources/icons/icon.png',
    'app://main/assets/..%2f..%2f..%2fresources%2ficons%2ficon.png',
    'app://main/%2e%2e%2f%2e%2e%2fresources/icons/icon.png',
    'app://main/..%5c..%5cresources/icons/icon.png',
    'app://main//etc/hostname.html',
    'app://main/index.html%00.png',
    'app://main/%',
    'app://main/',
    'app://other/index.html',
    'app://main.other/index.html',
    'file:///etc/hostname',
    'https://127.0.0.1/',
  ]
  for (const url of outside) {
    const { status, bytes } = await answerOf(app, url)
    expect(`${url}: ${[0, 403, 404].includes(status) ? 'refused' : status}, ${bytes} bytes`).toBe(`${url}: refused, 0 bytes`)
  }
  expect((await answerOf(app, 'app://main/index.html', 'POST')).status).not.toBe(200)
})

test('checklist 2, 3, 20: the page has no Node, and of Electron exactly two functions', async ({ start }) => {
  const { page } = await start()
  const found = await page.evaluate(() => {
    const world = window as unknown as Record<string, unknown>
    const nodeNames = ['process', 'require', 'module', 'exports', 'Buffer', 'global', 'setImmediate', '__dirname', 'electron', 'ipcRenderer']
    const bridge = world['probity'] as Record<string, unknown>
    const { writable, configurable } = Object.getOwnPropertyDescriptor(world, 'probity') ?? {}
    return {
      node: nodeNames.filter((name) => typeof world[name] !== 'undefined'),
      bridge: Object.fromEntries(Object.keys(bridge).map((name) => [name, typeof bridge[name]])),
      inherited: Object.getPrototypeOf(bridge) === Object.prototype,
      writable,
      configurable,
      reach: String((bridge['call'] as { constructor: (text: string) => unknown }).constructor === Function),
    }
  })
  expect(found).toEqual({ node: [], bridge: { call: 'function', onEvent: 'function' }, inherited: true, writable: false, configurable: false, reach: 'true' })
})

test('checklist 5: every permission and device is denied', async ({ start }) => {
  const { page } = await start()
  const answers = await page.evaluate(async () => {
    const outcome = async (ask: () => Promise<unknown>) => {
      try {
        const late = new Promise((resolve) => setTimeout(() => resolve('no answer'), 3000))
        return String(await Promise.race([ask(), late]))
      } catch (error) {
        return `refused ${(error as Error).name}`
      }
    }
    const state = (name: string) => outcome(async () => (await navigator.permissions.query({ name: name as PermissionName })).state)
    const devices = navigator as unknown as Record<string, { requestDevice?: (o: object) => Promise<unknown>; requestPort?: () => Promise<unknown> }>
    return {
      notifications: await outcome(() => Notification.requestPermission()),
      clipboardRead: await outcome(() => navigator.clipboard.readText()),
      clipboardWrite: await outcome(() => navigator.clipboard.writeText('x')),
      geolocation: await outcome(() => new Promise((_, reject) => navigator.geolocation.getCurrentPosition(() => undefined, (error) => reject(Object.assign(new Error(), { name: `code ${error.code}` }))))),
      camera: await outcome(() => navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await outcome(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await outcome(() => navigator.mediaDevices.getDisplayMedia()),
      usb: await outcome(async () => devices['usb']?.requestDevice?.({ filters: [] })),
      hid: await outcome(async () => devices['hid']?.requestDevice?.({ filters: [] })),
      serial: await outcome(async () => devices['serial']?.requestPort?.()),
      midi: await outcome(() => navigator.requestMIDIAccess()),
      wakeLock: await outcome(() => navigator.wakeLock.request()),
      storage: await outcome(() => navigator.storage.persist()),
      states: await Promise.all(['notifications', 'clipboard-read', 'clipboard-write', 'geolocation', 'camera', 'microphone', 'midi'].map(state)),
    }
  })
  const { states, hid, storage, ...rest } = answers
  for (const [what, answer] of Object.entries(rest)) expect(`${what}: ${answer}`).toMatch(/: (denied|refused .+)$/)
  expect(hid).toMatch(/^(|refused .+)$/)
  expect(storage).toBe('false')
  expect(states.filter((state) => state === 'granted')).toEqual([])
})

test('checklist 12, 13, 14, 15: no navigation, window, frame, webview or download', async ({ start }) => {
  const { app, page } = await start()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await app.evaluate(({ session, shell }) => {
    const seen = { downloads: [] as boolean[], external: [] as string[] }
    Object.assign(globalThis, { seen })
    session.fromPartition('probity').on('will-download', (event) => seen.downloads.push(event.defaultPrevented))
    shell.openExternal = async (url: string) => void seen.external.push(url)
  })
  const opened = await page.evaluate(async () => {
    const wait = () => new Promise((resolve) => setTimeout(resolve, 150))
    const answers: string[] = []
    for (const url of ['https://example.invalid/', 'file:///etc/hostname', 'app://main/other.html', 'app://main/index.html?again', 'data:text/html,x', 'mailto:a@b.invalid']) {
      answers.push(String(window.open(url)))
      const link = document.createElement('a')
      link.href = url
      document.body.append(link)
      link.click()
      link.target = '_blank'
      link.click()
      try {
        location.assign(url)
      } catch {
        // Refused at once is refused.
      }
      await wait()
      link.remove()
    }
    for (const tag of ['iframe', 'webview', 'embed', 'object']) {
      const element = document.createElement(tag)
      try {
        element.setAttribute(tag === 'object' ? 'data' : 'src', 'app://main/index.html')
      } catch {
        // Trusted types refuse the address itself.
      }
      document.body.append(element)
    }
    const save = document.createElement('a')
    save.href = URL.createObjectURL(new Blob(['x']))
    save.download = 'x.txt'
    save.click()
    await wait()
    return answers
  })
  expect(new Set(opened)).toEqual(new Set(['null']))
  expect(page.url()).toBe('app://main/index.html')
  expect(await app.evaluate(({ BrowserWindow, webContents }) => [BrowserWindow.getAllWindows().length, webContents.getAllWebContents().length])).toEqual([1, 1])
  const seen = await app.evaluate(() => (globalThis as unknown as { seen: { downloads: boolean[]; external: string[] } }).seen)
  expect(seen.external).toEqual([])
  expect(seen.downloads).not.toContain(false)
  // A blank frame may exist; nothing was loaded into any.
  expect(page.frames().slice(1).map((frame) => frame.url()).filter((url) => url.startsWith('app:') || url.startsWith('http'))).toEqual([])
  expect(await page.evaluate(() => document.querySelector('h1')?.textContent)).toMatch(/\S/)
})

test('checklist 13: a page that left for about:blank, or whose process ended, is brought back', async ({ start }) => {
  const { app, page } = await start()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.evaluate(() => location.assign('about:blank')).catch(() => undefined)
  await expect(page).toHaveURL('app://main/index.html')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const shown = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
  const before = await shown()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
  await expect.poll(shown).not.toBe(before)
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.querySelector("h1")?.textContent')))
    .toMatch(/\S/)
})

test('checklist 17: one channel; a wrong sender, an unknown command and a bad shape are refused without a stack', async ({ start }) => {
  const { app, page } = await start()
  // Electron itself listens for "error".
  const channels = await app.evaluate(({ ipcMain }) => ({
    invoke: [...(ipcMain as unknown as { _invokeHandlers: Map<string, unknown> })._invokeHandlers.keys()],
    events: ipcMain.eventNames().map(String),
  }))
  expect(channels).toEqual({ invoke: ['probity:call'], events: ['error'] })
  const replies = await page.evaluate(async () => {
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const ask = async (name: unknown, request: unknown) => {
      try {
        return await window.probity.call(name as string, request)
      } catch (error) {
        return { ok: false as const, problems: [{ code: `not sent: ${(error as Error).message}` }] }
      }
    }
    const list: [unknown, unknown][] = [
      ['nothing', {}],
      ['__proto__', {}],
      ['constructor', {}],
      [7, {}],
      [null, null],
      ['settings.set', { theme: 'pink' }],
      ['settings.set', { theme: 'dark', more: 1 }],
      ['settings.get', null],
      ['workspace.state', undefined],
      ['workspace.state', { more: 1 }],
      ['workspace.choose', { folder: '/etc' }],
      ['workspace.choose', { folder: 'f'.repeat(32) }],
      ['workspace.unlock', { personId: 7, passphrase: 'x' }],
      ['workspace.unlock', { personId: 'x', passphrase: 'y'.repeat(10_000_000) }],
      ['workspace.state', cyclic],
      ['study.list', {}],
      ['clipboard.write', { text: 7 }],
      ['choose.file', { purpose: 'anything' }],
    ]
    const answers = []
    for (const [name, request] of list) answers.push(await ask(name, request))
    return answers
  })
  const codes = replies.map((reply) => (reply.ok ? 'answered' : reply.problems[0]?.code))
  expect(codes.slice(0, 5)).toEqual(Array(5).fill('ipc/unknown-command'))
  expect([...codes.slice(5, 15), ...codes.slice(16)]).toEqual(Array(12).fill('ipc/bad-request'))
  expect(codes[15]).toBe('store/locked')
  expect(JSON.stringify(replies)).not.toMatch(/\bat .*\.(js|ts)|node_modules|\/out\//)
  const senders = await app.evaluate(async ({ BrowserWindow, app: self, session }) => {
    const preload = `${self.getAppPath()}/out/preload/preload.cjs`
    const answers = []
    for (const url of ['app://main/index.html', 'about:blank']) {
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, session: session.fromPartition('probity') } })
      await other.loadURL(url)
      answers.push((await other.webContents.executeJavaScript('window.probity.call("workspace.state", {})')) as unknown)
      other.destroy()
    }
    return answers
  })
  for (const answer of senders) expect(answer).toMatchObject({ ok: false, problems: [{ code: 'ipc/wrong-sender' }] })
})
