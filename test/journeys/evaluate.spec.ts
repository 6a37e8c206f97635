import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { answerDialogs, expect, goToStep, openStudy, test } from './app.ts'
import { evaluate, look, openPrepared, press } from './by-hand.ts'
import { inNode } from './outside.ts'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-evaluate-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

const runs = (page: Page) => page.getByRole('table', { name: /Every run/ }).getByRole('row')

test('a run can be cancelled, survives an attempt to close, and gives the same digest again', async ({ start }) => {
  // So many examinations that a run takes seconds.
  const made = inNode(['test/journeys/prepare-workspace.ts', folder, 'sealed', '50000'])
  expect(made.stderr).toBe('')
  const { app, page, troubles, close } = await start()
  await openPrepared(app, page, join(folder, 'workspace'))
  await openStudy(page, /Journey study/)
  await goToStep(page, 'Evaluate')
  await cancelled(page)
  await guarded(app, page)
  await again(page)
  await studyTrail(app, page)
  expect(troubles).toEqual([])
  await close()
})

/** The aborted run stays in the list; no result of it is shown anywhere. */
async function cancelled(page: Page): Promise<void> {
  await evaluate(page, 'Journey study')
  await expect(page.getByRole('progressbar')).toBeVisible()
  await look(page, 'evaluate-running')
  await press(page, 'Cancel the run')
  await expect(runs(page).getByText('Aborted')).toBeVisible({ timeout: 60_000 })
  await expect(runs(page).getByText('The evaluation was cancelled.')).toBeVisible()
  await look(page, 'evaluate-aborted')
  await expect(page.getByText('The evaluation is complete.')).toHaveCount(0)
  await goToStep(page, 'Review')
  await expect(page.getByText('No results yet')).toBeVisible()
  await goToStep(page, 'Evaluate')
}

/** Closing asks while a run is on; "keep running" lets it end. */
async function guarded(app: ElectronApplication, page: Page): Promise<void> {
  await app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBoxSync = ((_window: unknown, options: { message: string }) => {
      asked.push(options.message)
      return 0
    }) as typeof dialog.showMessageBoxSync
  })
  await evaluate(page, 'Journey study', 'Evaluate …', 'Evaluate')
  await expect(page.getByRole('progressbar')).toBeVisible()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
    .toEqual(['An evaluation is running.'])
  expect(page.isClosed()).toBe(false)
  await expect(page.getByText('The evaluation is complete.')).toBeVisible({ timeout: 60_000 })
  await expect(runs(page).getByText('Completed')).toHaveCount(1)
}

async function again(page: Page): Promise<void> {
  await evaluate(page, 'Journey study', 'Run again …', 'Run again')
  await expect(page.getByText('Every run gave the identical digest.')).toBeVisible({ timeout: 60_000 })
  await expect(runs(page)).toHaveCount(4)
  await expect(runs(page).getByText('identical', { exact: true })).toBeVisible()
  await look(page, 'evaluate-again')
  await press(page, 'Go to Review')
  await expect(page.getByRole('region', { name: 'Conclusion of the study' })).toBeVisible({ timeout: 60_000 })
  await look(page, 'evaluate-review')
}

/** Beside the report: only what is about this study, as lines of JSON. */
async function studyTrail(app: ElectronApplication, page: Page): Promise<void> {
  await goToStep(page, 'Sign')
  const opener = page.getByRole('button', { name: 'Export the study’s trail …' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: 'Export the study’s audit trail' })
  await dialog.locator('label.radio', { hasText: 'JSON' }).click()
  await look(page, 'evaluate-study-trail')
  const path = join(folder, 'trail.jsonl')
  await answerDialogs(app, [path])
  await press(dialog, 'Export')
  await expect(dialog).toHaveCount(0, { timeout: 20_000 })
  await expect(opener).toBeFocused()
  const bodies = readFileSync(path, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { body: { action: string; studyId: string | null } }).body)
  expect(new Set(bodies.map(({ studyId }) => studyId)).size).toBe(1)
  const actions = bodies.map(({ action }) => action)
  expect([actions[0], actions.filter((each) => each === 'evaluation.completed').length]).toEqual(['study.created', 2])
}
