import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type ElectronApplication, type Page, _electron, test as base, expect } from '@playwright/test'
import { makesDisplays, ownDisplay } from './display.ts'

export interface RunningApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly userData: string
  /** Breaches of the content security policy, errors of the page: a journey ends with none. */
  readonly troubles: string[]
  close(): Promise<void>
  /** Ends it at once, as a power cut would end the program. */
  kill(): void
}

/** A start takes a second or two, ten or twenty on a busy machine. */
const START_MS = 40_000

/** Now and then a start never answers the test's debugger, before any of the program runs: it is said, and tried once more. */
async function started(executablePath: string, args: string[]): Promise<ElectronApplication> {
  try {
    return await _electron.launch({ executablePath, args, timeout: START_MS })
  } catch (error) {
    if (!(error instanceof Error && error.name === 'TimeoutError')) throw error
    console.warn('      Electron did not answer the test within 40 seconds of its start; it is started once more.')
    return await _electron.launch({ executablePath, args, timeout: START_MS })
  }
}

/** Starts the built program in a real window with a profile of its own. */
export async function launch(args: readonly string[] = [], userData = mkdtempSync(join(tmpdir(), 'probity-journey-'))): Promise<RunningApp> {
  const executablePath = process.env['PROBITY_ELECTRON']
  if (executablePath === undefined) throw new Error('test/journeys/setup.ts prepares PROBITY_ELECTRON')
  const flags = (process.env['PROBITY_ELECTRON_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
  const app = await started(executablePath, [...flags, '.', `--user-data-dir=${userData}`, ...args])
  const child = app.process()
  const page = await app.firstWindow()
  const troubles: string[] = []
  page.on('pageerror', (error) => {
    if (!/ResizeObserver loop/.test(error.message)) troubles.push(`page error: ${error.message}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
  })
  await page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy breach: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
  return {
    app,
    page,
    userData,
    troubles,
    kill: () => void child.kill('SIGKILL'),
    close: async () => {
      await app.close()
      rmSync(userData, { recursive: true, force: true })
    },
  }
}

/** Answers the next native open or save dialogs with these paths, in turn; an empty list cancels. */
export async function answerDialogs(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, answers) => {
    const rest = [...answers]
    const next = () => rest.shift()
    dialog.showOpenDialog = (async () => {
      const path = next()
      return { canceled: path === undefined, filePaths: path === undefined ? [] : [path] }
    }) as typeof dialog.showOpenDialog
    dialog.showSaveDialog = (async () => {
      const path = next()
      return { canceled: path === undefined, filePath: path ?? '' }
    }) as typeof dialog.showSaveDialog
  }, paths)
}

const pictures = 'test-output/pictures'

/** A picture to look at, kept as an artefact. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** No axe finding of any impact on what is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] }).analyze()
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
}

/** Nothing may be wider than the window. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow).toBe(0)
}

/** `launch` for a test: every window it opened is closed at its end, whatever happened. Each worker has its own display. */
export const test = base.extend<{ start: (args?: readonly string[], userData?: string) => Promise<RunningApp> }, { display: void }>({
  // Playwright insists on an object pattern here.
  display: [
    async ({}, use) => {
      const display = makesDisplays() ? await ownDisplay() : null
      if (display !== null) process.env['DISPLAY'] = display.name
      await use()
      display?.stop()
    },
    { scope: 'worker', auto: true },
  ],
  start: async ({}, use) => {
    const running: RunningApp[] = []
    await use(async (args, userData) => {
      const app = await launch(args, userData)
      running.push(app)
      return app
    })
    for (const each of running) each.kill()
  },
})

export { expect }

/** Unlocks the demo workspace with the passphrase that its own screen shows. */
export async function unlockDemo(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: /unlock/i })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Fill it in' }).click()
  await page.getByRole('button', { name: 'Unlock' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
}

export const openStudy = (page: Page, name: RegExp): Promise<void> => page.getByRole('main').getByRole('button', { name }).first().click()

export const goToStep = (page: Page, step: string): Promise<void> =>
  page.getByRole('navigation', { name: /life cycle/i }).getByRole('button', { name: new RegExp(step) }).click()
