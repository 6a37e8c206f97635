import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ElectronApplication, type Page, _electron } from '@playwright/test'
import { answerDialogs, expect, expectAccessible, expectNoOverflow, goToStep, openStudy, picture, test, unlockDemo } from './app.ts'

// Menu, settings, lock, second instance, audit trail: what a desktop program owes the person in front of it.

interface MenuEntry {
  readonly path: string
  readonly role: string
  readonly accelerator: string
}

/** Every item of the application menu, in order, as `File > Lock now`. */
const menuEntries = (app: ElectronApplication): Promise<MenuEntry[]> =>
  app.evaluate(({ Menu }) => {
    const flat = (items: Electron.MenuItem[], above: string): MenuEntry[] =>
      items.flatMap((item) => {
        const path = `${above}${item.label.replace('&', '')}`
        const own = item.type === 'separator' ? [] : [{ path, role: item.role ?? '', accelerator: String(item.accelerator ?? '') }]
        return [...own, ...flat(item.submenu?.items ?? [], `${path} > `)]
      })
    return flat(Menu.getApplicationMenu()?.items ?? [], '')
  })

/** Clicks a menu item as the person would; false when there is none or it is greyed out. */
const chooseMenu = (app: ElectronApplication, path: readonly string[]): Promise<boolean> =>
  app.evaluate(({ Menu, BrowserWindow }, labels) => {
    let items = Menu.getApplicationMenu()?.items ?? []
    let found: Electron.MenuItem | undefined
    for (const label of labels) {
      found = items.find((item) => item.label.replace('&', '') === label)
      items = found?.submenu?.items ?? []
    }
    if (found === undefined || !found.enabled) return false
    found.click(undefined as unknown as Electron.KeyboardEvent, BrowserWindow.getAllWindows()[0], BrowserWindow.getAllWindows()[0]?.webContents)
    return true
  }, path)

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })

async function inBothThemes(app: ElectronApplication, page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await expect(page.locator(`html[data-theme=${theme}]`)).toBeVisible()
    await page.waitForTimeout(200)
    await picture(page, `desktop-${name}-${theme}`)
    await expectAccessible(page)
    await expectNoOverflow(page)
  }
}

const enginePids = (app: ElectronApplication): Promise<number[]> =>
  app.evaluate(({ app: self }) => self.getAppMetrics().filter((each) => each.name === 'Probity engine').map(({ pid }) => pid))

const isAlive = (pid: number): boolean => {
  try {
    // A process that ended but was not yet waited for holds no memory any more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test('the application menu does real work and holds no developer tools or reload', async ({ start }) => {
  const { app, page, troubles } = await start()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const entries = await menuEntries(app)
  const paths = entries.map(({ path }) => path)
  for (const path of [
    'File > New workspace…',
    'File > Open workspace…',
    'File > Open recent',
    'File > Open demo study',
    'File > Lock now',
    'File > Close workspace',
    'File > Settings…',
    'File > Quit Probity',
    'View > Audit trail',
    'View > Verify workspace',
    'Help > Keyboard',
    'Help > About Probity',
  ]) {
    expect(paths).toContain(path)
  }
  expect(entries.filter(({ path, role }) => /devtool|reload|developer|inspect/i.test(`${path} ${role}`))).toEqual([])
  const keys = entries.map(({ accelerator }) => accelerator).filter((each) => each !== '')
  expect(new Set(keys).size).toBe(keys.length)
  expect(await chooseMenu(app, ['File', 'New workspace…'])).toBe(true)
  await expect(dialog(page, /workspace/i)).toBeVisible()
  await inBothThemes(app, page, 'new-workspace')
  await page.keyboard.press('Escape')
  expect(await chooseMenu(app, ['Help', 'Keyboard'])).toBe(true)
  await expect(dialog(page, /keyboard/i)).toBeVisible()
  await inBothThemes(app, page, 'keyboard')
  await page.keyboard.press('Escape')
  expect(await chooseMenu(app, ['Help', 'About Probity'])).toBe(true)
  const about = dialog(page, /about/i)
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; devDependencies: Record<string, string> }
  await expect(about).toContainText(manifest.version)
  await expect(about).toContainText(/Electron \d+\.\d+\.\d+ · Chromium \d+.* · Node \d+/)
  await expect(about).toContainText('Apache-2.0')
  await expect(about).toContainText('Runs before the first workspace is opened')
  const runtime = await app.evaluate(() => process.versions['electron'])
  const isShipped = runtime === manifest.devDependencies['electron']
  await expect(about.getByText(`the release ships Electron ${manifest.devDependencies['electron']}`)).toHaveCount(isShipped ? 0 : 1)
  for (const name of ['react', 'better-sqlite3', 'hash-wasm']) await expect(about.getByRole('table')).toContainText(name)
  await inBothThemes(app, page, 'about')
  await page.keyboard.press('Escape')
  // Nothing is open: what needs a workspace does nothing and breaks nothing.
  for (const item of ['Audit trail', 'Verify workspace']) await chooseMenu(app, ['View', item])
  await chooseMenu(app, ['File', 'Lock now'])
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(troubles).toEqual([])
})

test('theme and window bounds are remembered; settings are a plain file without anything secret', async ({ start }) => {
  const first = await start()
  await expect(first.page.getByRole('heading', { level: 1 })).toBeVisible()
  await chooseMenu(first.app, ['File', 'Settings…'])
  await inBothThemes(first.app, first.page, 'settings')
  await first.page.getByRole('radio', { name: 'Dark' }).click({ force: true })
  await expect(first.page.locator('html[data-theme=dark]')).toBeVisible()
  const bounds = { x: 60, y: 40, width: 1180, height: 720 }
  await first.app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds)
  await expect.poll(() => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toEqual(bounds)
  await first.app.close()
  const settings = JSON.parse(readFileSync(join(first.userData, 'settings.json'), 'utf8')) as object
  expect(settings).toEqual({ theme: 'dark', bounds, recent: [] })
  const second = await start([], first.userData)
  await expect(second.page.locator('html[data-theme=dark]')).toBeVisible()
  expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toEqual(bounds)
  expect([...first.troubles, ...second.troubles]).toEqual([])
  await second.close()
})

test('locking ends the engine within two seconds and shows the unlock screen: menu, navigation, sleep, screen lock, a crash', async ({ start }) => {
  const { app, page: firstPage, troubles, userData } = await start(['--demo'])
  let page = firstPage
  await unlockDemo(page)
  const ways: readonly (readonly [string, () => Promise<unknown>, RegExp | null])[] = [
    ['menu', () => chooseMenu(app, ['File', 'Lock now']), null],
    ['navigation', () => page.getByRole('navigation').getByRole('button', { name: 'Lock' }).click(), null],
    ['sleep', () => app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend')), /computer went to sleep/],
    ['screen lock', () => app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen')), /screen was locked/],
    ['crash', async () => (await enginePids(app)).forEach((pid) => process.kill(pid, 'SIGKILL')), /ended unexpectedly/],
  ]
  for (const [way, lock, says] of ways) {
    const [pid = 0, ...more] = await enginePids(app)
    expect(more).toEqual([])
    expect(isAlive(pid)).toBe(true)
    // Where nobody is there, the page ends too, and a fresh one takes its place.
    const old = page
    const fresh = way === 'sleep' || way === 'screen lock' ? app.waitForEvent('window') : null
    const started = performance.now()
    await lock()
    if (fresh !== null) {
      page = await fresh
      expect(old.isClosed()).toBe(true)
    }
    await expect.poll(() => isAlive(pid), { timeout: 2000, intervals: [20] }).toBe(false)
    expect(performance.now() - started, way).toBeLessThan(2000)
    await expect(page.getByRole('heading', { name: 'Unlock Demo workspace' })).toBeVisible()
    if (says !== null) await expect(page.getByRole('main')).toContainText(says)
    await expect.poll(() => enginePids(app).then((pids) => pids.filter((each) => each !== pid).length)).toBe(1)
    if (way === 'sleep' || way === 'crash') await inBothThemes(app, page, `locked-${way}`)
    await unlockDemo(page)
  }
  await chooseMenu(app, ['Help', 'About Probity'])
  await expect(dialog(page, /about/i)).toContainText(/\d+ known answers agreed, \d/)
  await page.keyboard.press('Escape')
  await expect(dialog(page, /about/i)).toHaveCount(0)
  await chooseMenu(app, ['View', 'Verify workspace'])
  await expect(dialog(page, 'Integrity of the store').getByRole('status')).toContainText('matches what was recorded', { timeout: 60_000 })
  await inBothThemes(app, page, 'verify')
  await page.keyboard.press('Escape')
  await chooseMenu(app, ['File', 'Close workspace'])
  await expect(page.getByRole('heading', { name: /Unlock|Studies/ })).toHaveCount(0)
  // Open recent: now it is listed, in the menu and on the first screen.
  await inBothThemes(app, page, 'welcome')
  expect(await chooseMenu(app, ['File', 'Open recent', 'Demo workspace'])).toBe(true)
  await expect(page.getByRole('heading', { name: 'Unlock Demo workspace' })).toBeVisible()
  await unlockDemo(page)
  const [pid = 0] = await enginePids(app)
  await app.close()
  expect(isAlive(pid)).toBe(false)
  // The store was closed, not abandoned: nothing waits to be folded in.
  expect(existsSync(join(userData, 'demo-workspace/workspace.probity-wal'))).toBe(false)
  expect(troubles).toEqual([])
})

test('nobody there for a while: engine and page end, drafts stay', async ({ start }) => {
  process.env['PROBITY_IDLE_SECONDS'] = '6'
  try {
    const { app, page, troubles } = await start(['--demo'])
    await unlockDemo(page)
    await openStudy(page, /Try it yourself/)
    await goToStep(page, 'Intended use')
    await page.getByLabel('Population', { exact: false }).first().fill('Adults, typed just before leaving')
    // Somebody moves the mouse: the lock waits for that too.
    await new Promise((resolve) => setTimeout(resolve, 4000))
    await page.mouse.move(300, 300)
    await page.mouse.move(320, 320)
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(page.isClosed()).toBe(false)
    const [pid = 0] = await enginePids(app)
    const next = await app.waitForEvent('window', { timeout: 30_000 })
    expect(page.isClosed()).toBe(true)
    await expect.poll(() => isAlive(pid), { timeout: 2000 }).toBe(false)
    await expect(next.getByRole('main')).toContainText('nobody used the program')
    await inBothThemes(app, next, 'locked-idle')
    await unlockDemo(next)
    await openStudy(next, /Try it yourself/)
    await goToStep(next, 'Intended use')
    await expect(next.getByLabel('Population', { exact: false }).first()).toHaveValue('Adults, typed just before leaving')
    expect(troubles).toEqual([])
  } finally {
    delete process.env['PROBITY_IDLE_SECONDS']
  }
})

test('a second start shows the first window and ends', async ({ start }) => {
  const { app, page, userData } = await start()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    if (window === undefined) return
    const seen = { focused: 0 }
    Object.assign(globalThis, { seen })
    const focus = window.focus.bind(window)
    window.focus = () => {
      seen.focused += 1
      focus()
    }
  })
  const flags = (process.env['PROBITY_ELECTRON_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
  const second = await _electron
    .launch({ executablePath: process.env['PROBITY_ELECTRON'] ?? '', args: [...flags, '.', `--user-data-dir=${userData}`], timeout: 10_000 })
    .then(
      async (other) => {
        const ended = new Promise<'ended'>((resolve) => void other.process().once('exit', () => resolve('ended')))
        return other.process().exitCode === null ? ended : 'ended'
      },
      () => 'ended' as const,
    )
  expect(second).toBe('ended')
  await expect.poll(() => app.evaluate(() => (globalThis as unknown as { seen: { focused: number } }).seen.focused)).toBe(1)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

/** Another window of the program's own session, with the same preload script. */
const askAsStranger = (app: ElectronApplication): Promise<unknown> =>
  app.evaluate(async ({ BrowserWindow, app: self, session }) => {
    const preload = `${self.getAppPath()}/out/preload/preload.cjs`
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, session: session.fromPartition('probity') } })
    await other.loadURL('app://main/index.html')
    const answer = (await other.webContents.executeJavaScript('window.probity.call("evaluation.start", {})')) as unknown
    other.destroy()
    return answer
  })

test('the audit trail: search, filter, what changed, a signed review, and a table for a spreadsheet', async ({ start }) => {
  const { app, page, troubles, userData } = await start(['--demo'])
  await expect(page.getByRole('region', { name: 'Head of the audit trail' })).toContainText('verified once you sign in')
  await inBothThemes(app, page, 'unlock-head')
  const passphrase = (await page.locator('.banner strong.id').textContent()) ?? ''
  await unlockDemo(page)
  await chooseMenu(app, ['View', 'Audit trail'])
  await expect(page.getByRole('heading', { level: 1, name: /audit trail/i })).toBeVisible()
  const table = page.getByRole('table')
  const rows = table.getByRole('row')
  // Looking is an entry too.
  await expect(table.getByText('Audit trail viewed').first()).toBeVisible()
  const all = await rows.count()
  expect(all).toBeGreaterThan(10)
  await inBothThemes(app, page, 'trail')
  const search = page.getByRole('searchbox')
  await search.fill('protocol')
  await expect.poll(() => rows.count()).toBeLessThan(all)
  await expect(table.getByText('Protocol locked').first()).toBeVisible()
  await search.fill('nothing has this name')
  await expect(table.getByText('Signed in')).toHaveCount(0)
  await expect(table.getByText('No entry matches.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect.poll(() => rows.count()).toBe(all)
  await page.getByRole('button', { name: /Any action/ }).click()
  await page.getByRole('option', { name: 'Protocol locked' }).click()
  await expect.poll(() => rows.count()).toBe(2)
  await page.getByRole('button', { name: /Protocol locked, details/ }).first().click()
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText('Protocol locked (protocol.locked)')
  await expect(drawer).toContainText('Dana Demo')
  await expect(drawer.getByRole('region', { name: 'What changed' })).toContainText('bootstrap.seed')
  await inBothThemes(app, page, 'trail-entry')
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  await page.getByRole('button', { name: 'Clear filter' }).click()
  const file = join(userData, 'trail.csv')
  await answerDialogs(app, [file])
  await page.getByRole('button', { name: /Export/ }).click()
  await drawer.getByRole('radio', { name: /CSV/ }).check({ force: true })
  await inBothThemes(app, page, 'trail-export')
  await drawer.getByRole('button', { name: 'Export' }).click()
  await expect.poll(() => existsSync(file)).toBe(true)
  const lines = readFileSync(file, 'utf8').trim().split('\r\n')
  expect(lines.length).toBe(all)
  expect(lines[0]).toMatch(/^seq,at,/)
  expect(lines.join('\n')).toContain('session.started')
  // The export is an entry of its own, and the screen shows it.
  await expect(table.getByText('File exported').first()).toBeVisible()
  await page.getByRole('button', { name: 'Witness …' }).click()
  await inBothThemes(app, page, 'trail-witness')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Sign a review …' }).click()
  await drawer.getByRole('textbox', { name: 'Your sign-in name' }).fill('demo')
  await drawer.getByLabel('Your passphrase').fill(passphrase)
  await inBothThemes(app, page, 'trail-review')
  await drawer.getByRole('button', { name: 'Sign the review' }).click()
  await expect(page.getByText(/Reviewed up to #\d+; last by Dana Demo/)).toBeVisible({ timeout: 60_000 })
  await inBothThemes(app, page, 'trail-reviewed')
  // A page that is not ours asks, twice: it is refused, and the trail says so once (rule ENG-23).
  for (let i = 0; i < 2; i++) expect(await askAsStranger(app)).toMatchObject({ ok: false, problems: [{ code: 'ipc/wrong-sender' }] })
  const refused = () => page.evaluate(() => window.probity.call('trail.list', { offset: 0, limit: 10, filter: { action: 'action.refused', objectId: 'evaluation.start' } }))
  await expect.poll(refused).toMatchObject({ ok: true, value: { total: 1 } })
  expect(troubles).toEqual([])
})

test('a long audit trail is there to its end, and a clock that ran back is said and explained', async ({ start }) => {
  const { app, page, troubles, userData } = await start()
  const folder = join(userData, 'long')
  const passphrase = 'correct horse battery staple'
  execFileSync(process.execPath, ['test/journeys/make-long-trail.ts', folder, passphrase, '3000'])
  await answerDialogs(app, [folder])
  await page.getByRole('button', { name: 'Open folder …' }).click()
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Audit trail', exact: true }).click()
  const region = page.getByRole('region', { name: 'Audit trail' })
  await expect(region.getByText('Audit trail viewed')).toBeVisible()
  const scrollTo = (part: number) => region.evaluate((node, at) => node.scrollTo(0, (node.scrollHeight - node.clientHeight) * at), part)
  await scrollTo(0.5)
  await expect(region.getByRole('cell', { name: '1506', exact: true })).toBeVisible()
  await scrollTo(1)
  await expect(region.getByText('Workspace created')).toBeVisible()
  await expect(region.getByRole('cell', { name: '1', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Say why …' }).click()
  await page.getByRole('textbox', { name: 'Reason' }).fill('The battery of the workstation was replaced.')
  await inBothThemes(app, page, 'clock-ran-back')
  await page.getByRole('button', { name: 'Record the reason' }).click()
  await expect(page.getByText('The clock ran back.')).toHaveCount(0)
  await scrollTo(0)
  await expect(region.getByText('Clock explained')).toBeVisible()
  // A reason is in the table now, and everything else still is.
  await inBothThemes(app, page, 'trail-with-reason')
  expect(await region.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  expect(troubles).toEqual([])
})
