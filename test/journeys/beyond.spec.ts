import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, goToStep, openStudy, test } from './app.ts'
import { evaluate, look, lookThrough, openPrepared, press } from './by-hand.ts'
import { inNode } from './outside.ts'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-beyond-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what a protocol can ask for beyond the plain study stands in the editor, in Review and in figures', async ({ start }) => {
  expect(inNode(['test/journeys/prepare-workspace.ts', folder, 'beyond']).stderr).toBe('')
  const { app, page, troubles, close } = await start()
  await openPrepared(app, page, join(folder, 'workspace'))
  await drafted(page)
  await home(page)
  await wide(page)
  await home(page)
  await monitor(page)
  await app.evaluate(({ nativeTheme }) => {
    nativeTheme.themeSource = 'dark'
  })
  await look(page, 'beyond-monitor-dark')
  expect(troubles).toEqual([])
  await close()
})

const home = (page: Page): Promise<void> => press(page, 'All studies')

/** Every new section of the editor, and the curve that the sample size rests on. */
async function drafted(page: Page): Promise<void> {
  await openStudy(page, /Drafted study/)
  await goToStep(page, 'Protocol')
  for (const tab of ['General', 'Comparisons', 'Agreement', 'Subgroups', 'Cohort rules', 'Drift', 'Analysis', 'Predictions over time', 'Sample size']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    await lookThrough(page, `beyond-editor-${tab.toLowerCase().replaceAll(' ', '-')}`)
  }
  await press(page, 'Compute')
  await expect(page.getByRole('button', { name: 'Replace in the protocol' }).or(page.getByRole('button', { name: 'Put into the protocol' }))).toBeVisible()
  await lookThrough(page, 'beyond-editor-sample-size-computed')
  await page.getByRole('tab', { name: /^Predictions over time/ }).click()
  await page.getByText('The device predicts several times during an examination').click()
  await expect(page.getByText('Horizon', { exact: false }).first()).toBeVisible()
  await lookThrough(page, 'beyond-editor-over-time-on')
}

async function reviewed(page: Page, study: string, tabs: readonly string[]): Promise<void> {
  await openStudy(page, new RegExp(study))
  await goToStep(page, 'Evaluate')
  await evaluate(page, study)
  await expect(page.getByText('The evaluation is complete.')).toBeVisible({ timeout: 60_000 })
  await press(page, 'Go to Review')
  for (const tab of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await lookThrough(page, `beyond-${study.split(' ')[0]?.toLowerCase()}-${tab.toLowerCase().replaceAll(' ', '-')}`)
  }
}

async function wide(page: Page): Promise<void> {
  await reviewed(page, 'Wide study', ['Results', 'Comparisons', 'Agreement', 'Drift', 'Subgroups', 'Missing and indeterminate'])
}

async function monitor(page: Page): Promise<void> {
  await reviewed(page, 'Monitor study', ['Results', 'Predictions over time'])
}
