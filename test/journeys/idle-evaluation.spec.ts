import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect, goToStep, openStudy, test } from './app.ts'
import { evaluate, look, openPrepared, press, typedNames } from './by-hand.ts'
import { inNode } from './outside.ts'

// An evaluation that runs when nobody is there any more is sealed behind the lock, and is not a look at its results.

let folder: string
let held = 0
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-idle-'))
  process.env['PROBITY_IDLE_SECONDS'] = '5'
})
test.afterEach(() => {
  if (held > 0) process.kill(held, 'SIGKILL')
  delete process.env['PROBITY_IDLE_SECONDS']
  rmSync(folder, { recursive: true, force: true })
})

const enginePids = (app: ElectronApplication): Promise<number[]> =>
  app.evaluate(({ app: self }) => self.getAppMetrics().filter((each) => each.name === 'Probity engine').map(({ pid }) => pid))

const typed = 'Adults, typed in the moment the screen was locked'

/** The engine is held still, so that the evaluation is running for as long as the journey needs it to. */
async function startAndHold(app: ElectronApplication, page: Page): Promise<number> {
  await openStudy(page, /Journey study/)
  await goToStep(page, 'Evaluate')
  await evaluate(page, 'Journey study')
  return hold(app, page)
}

async function hold(app: ElectronApplication, page: Page): Promise<number> {
  await expect(page.getByRole('progressbar')).toBeVisible()
  const [pid = 0] = await enginePids(app)
  process.kill(pid, 'SIGSTOP')
  held = pid
  return pid
}

const withTrail = async (page: Page): Promise<string[]> => {
  const reply = await page.evaluate(() => window.probity.call('trail.list', { offset: 0, limit: 100 }))
  return (reply as { value: { entries: { action: string }[] } }).value.entries.map((each) => each.action)
}

test('an evaluation that runs when the idle lock strikes is sealed behind it; nobody looked; quitting there asks first and loses nothing', async ({ start }) => {
  test.setTimeout(90_000)
  expect(inNode(['test/journeys/prepare-workspace.ts', folder, 'sealed', '8000']).stderr).toBe('')
  const { app, page, userData, troubles } = await start()
  await openPrepared(app, page, join(folder, 'workspace'))
  const pid = await startAndHold(app, page)
  // Nobody touches anything: the page goes, and the engine that computes answers nobody any more.
  const next = await app.waitForEvent('window', { timeout: 20_000 })
  expect(page.isClosed()).toBe(true)
  await expect(next.getByRole('main')).toContainText('nobody used the program')
  await expect(next.getByRole('main')).toContainText('An evaluation is still running behind the lock')
  expect((await enginePids(app)).sort()).toHaveLength(2)
  await next.getByLabel('Passphrase', { exact: true }).fill(typedNames.passphrase)
  await expect(next.getByRole('button', { name: 'Unlock', exact: true })).toBeDisabled()
  const asked = await next.evaluate(() => window.probity.call('study.list', {}))
  expect(asked).toMatchObject({ ok: false, problems: [{ code: 'store/locked' }] })
  await look(next, 'idle-evaluation-behind')
  // Whoever quits now is told that it still runs, and can let it.
  expect(await closeAnswering(app, 0)).toMatch(/^An evaluation is running behind the lock\. .*recorded in the audit trail/)
  await expect(next.getByRole('main')).toContainText('An evaluation is still running behind the lock')
  expect(await enginePids(app)).toContain(pid)
  process.kill(pid, 'SIGCONT')
  held = 0
  await expect(next.getByText('still running behind the lock')).toHaveCount(0, { timeout: 30_000 })
  await expect.poll(async () => (await enginePids(app)).includes(pid)).toBe(false)
  await press(next, 'Unlock')
  await expect(next.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 20_000 })
  const actions = await withTrail(next)
  expect(actions.filter((each) => each.startsWith('evaluation.')).reverse()).toEqual(['evaluation.started', 'evaluation.completed'])
  expect(actions).not.toContain('results.viewed')
  const awake = await asleep(app, next)
  await quitBehindTheLock(app, awake)
  expect(troubles).toEqual([])
  // Nothing is lost: the stop is recorded, what had been sealed is there, and the evaluation can be run again.
  delete process.env['PROBITY_IDLE_SECONDS']
  const again = await start([], userData)
  await openPrepared(again.app, again.page, join(folder, 'workspace'))
  const after = await withTrail(again.page)
  expect(after.filter((each) => each.startsWith('evaluation.')).slice(0, 2)).toEqual(['evaluation.aborted', 'evaluation.started'])
  await openStudy(again.page, /Journey study/)
  await goToStep(again.page, 'Evaluate')
  const runs = again.page.getByRole('table', { name: /Every run/ })
  await expect(runs.getByText('Completed')).toHaveCount(1)
  await expect(runs.getByText('Aborted')).toHaveCount(2)
  await look(again.page, 'idle-evaluation-after-quit')
  await again.close()
})

/** Closes the window as a person does and answers the program's question; what it asked. */
const closeAnswering = (app: ElectronApplication, answer: number): Promise<string> =>
  app.evaluate(({ dialog, BrowserWindow }, button) => {
    let asked = ''
    dialog.showMessageBoxSync = ((_parent: unknown, { message, detail }: Electron.MessageBoxSyncOptions) => {
      asked = `${message} ${detail ?? ''}`
      return button
    }) as typeof dialog.showMessageBoxSync
    BrowserWindow.getAllWindows()[0]?.close()
    return asked
  }, answer)

async function quitBehindTheLock(app: ElectronApplication, page: Page): Promise<void> {
  await press(page.getByRole('navigation', { name: 'Workspace' }), 'All studies')
  await openStudy(page, /Journey study/)
  await goToStep(page, 'Evaluate')
  await evaluate(page, 'Journey study', 'Run again …', 'Run again')
  const pid = await hold(app, page)
  await press(page, 'Lock workspace')
  await expect(page.getByRole('main')).toContainText('An evaluation is still running behind the lock')
  const ended = app.waitForEvent('close')
  process.kill(pid, 'SIGCONT')
  held = 0
  expect(await closeAnswering(app, 1)).toContain('behind the lock')
  await ended
}

/** What was typed in the last moment is kept; what ran when the computer went to sleep is stopped, and that is said. */
async function asleep(app: ElectronApplication, page: Page): Promise<Page> {
  await openStudy(page, /Journey study/)
  await goToStep(page, 'Evaluate')
  await expect(page.getByRole('table', { name: /Every run/ }).getByText('Completed')).toBeVisible()
  await evaluate(page, 'Journey study', 'Run again …', 'Run again')
  await expect(page.getByRole('progressbar')).toBeVisible()
  await press(page.getByRole('navigation', { name: 'Workspace' }), 'All studies')
  await openStudy(page, /Begun only/)
  const fresh = app.waitForEvent('window')
  await page.getByLabel('Population', { exact: true }).fill(typed)
  const started = performance.now()
  await app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))
  const next = await fresh
  await expect.poll(async () => (await enginePids(app)).length, { timeout: 2000, intervals: [20] }).toBe(1)
  expect(performance.now() - started).toBeLessThan(2000)
  await expect(next.getByRole('main')).toContainText('computer went to sleep')
  await expect(next.getByRole('main')).toContainText('has been stopped, and the audit trail says so')
  await look(next, 'idle-evaluation-stopped')
  await next.getByLabel('Passphrase', { exact: true }).fill(typedNames.passphrase)
  await press(next, 'Unlock')
  await openStudy(next, /Begun only/)
  await expect(next.getByLabel('Population', { exact: true })).toHaveValue(typed)
  expect((await withTrail(next)).find((each) => each.startsWith('evaluation.'))).toBe('evaluation.aborted')
  return next
}
