import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { answerDialogs, expect, goToStep, openStudy, test } from './app.ts'
import { choose, look, press, tick } from './by-hand.ts'

// Several people at one workstation: accounts, a first passphrase, somebody else's steps, the printed key.

const ana = { signInName: 'ana', printedName: 'Ana Almeida', passphrase: 'marble canoe twelve lanterns' }
const bo = { signInName: 'bo', printedName: 'Bo Berg', oneTime: 'velvet harbour nine pianos', passphrase: 'quiet walnut seven bridges' }
const recovered = 'copper meadow eleven kites'
const workspace = 'Radiology East'
const study = 'Recurrence risk'

type Theme = 'dark' | 'light'

async function lookIn(app: ElectronApplication, page: Page, name: string, ...themes: readonly Theme[]): Promise<void> {
  for (const theme of themes) {
    await app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await expect(page.locator(`html[data-theme=${theme}]`)).toBeVisible()
    await look(page, `people-${name}-${theme}`)
  }
}

async function createTeam(app: ElectronApplication, page: Page, folder: string): Promise<void> {
  await press(page, 'Create …')
  const dialog = page.getByRole('dialog')
  await answerDialogs(app, [folder])
  await press(dialog, 'Choose an empty folder …')
  await dialog.getByLabel('Name of the workspace').fill(workspace)
  await dialog.getByLabel('Your sign-in name').fill(ana.signInName)
  await dialog.getByLabel('Your name as it is printed on reports').fill(ana.printedName)
  await dialog.getByLabel('Passphrase', { exact: true }).fill(ana.passphrase)
  await dialog.getByLabel('Passphrase again').fill(ana.passphrase)
  await expect(dialog.getByRole('radio', { name: /^I work alone/ })).toBeChecked()
  await dialog.locator('label.radio', { hasText: 'A team' }).click()
  await lookIn(app, page, 'create', 'dark')
  await press(dialog, 'Create workspace')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
  await press(page, 'New study …')
  await page.getByLabel('Name of the study').fill(study)
  await page.getByLabel('Device under test').fill('Recurrence model 1.0')
  await press(page.getByRole('dialog'), 'Create study')
  // Whoever keeps the accounts has no part in the evidence.
  await expect(page.getByText(/to draft the intended use takes the role of/i)).toBeVisible()
}

async function addBo(app: ElectronApplication, page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'People' }).click()
  await press(page, 'Add person …')
  const dialog = page.getByRole('dialog', { name: 'Add a person' })
  await dialog.getByLabel('Name as it is printed on reports').fill(bo.printedName)
  await dialog.getByLabel('Sign-in name').fill(bo.signInName)
  await dialog.getByLabel('One-time passphrase').fill('passwordpassword')
  await choose(dialog, page, 'Roles for', study)
  await tick(page, 'statistician')
  await tick(page, 'reviewer (QA)')
  await press(dialog, 'Add person')
  // Refused with a reason, and nothing typed is lost.
  await expect(dialog.getByRole('alert', { name: 'Problems' })).toContainText('would be guessed soon')
  await expect(dialog.getByLabel('Sign-in name')).toHaveValue(bo.signInName)
  await lookIn(app, page, 'add', 'light')
  await dialog.getByLabel('One-time passphrase').fill(bo.oneTime)
  await press(dialog, 'Add person')
  await expect(dialog).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByRole('row', { name: /Bo Berg/ })).toContainText('statistician and reviewer (QA) should be apart')
  await expect(page.getByRole('row', { name: /Bo Berg/ })).toContainText('One-time passphrase')
}

/** The 14 groups as they stand on the screen. */
async function makeRecoveryKey(app: ElectronApplication, page: Page): Promise<string> {
  await press(page, 'Make recovery key …')
  await press(page.getByRole('dialog', { name: 'Make a recovery key' }), 'Make key')
  const shown = page.getByRole('alertdialog', { name: 'The recovery key' })
  await expect(shown).toBeVisible({ timeout: 60_000 })
  const groups = await shown.locator('[data-recovery-group]').allTextContents()
  expect(groups).toHaveLength(14)
  await page.keyboard.press('Escape')
  await expect(shown).toBeVisible()
  await lookIn(app, page, 'recovery-key', 'dark')
  await tick(page, 'It is on paper, and I have compared every group')
  await press(shown, 'Close')
  await expect(page.getByText('Made. It opens the accounts; patient rows have not been released to it.')).toBeVisible()
  return groups.join(' ').toLowerCase()
}

async function firstSignIn(app: ElectronApplication, page: Page): Promise<void> {
  await choose(page, page, 'Person', bo.printedName)
  await page.getByLabel('Passphrase', { exact: true }).fill('not the passphrase')
  await press(page, 'Unlock')
  await expect(page.getByRole('alert', { name: 'Problems' })).toBeVisible()
  await expect(page.getByLabel('Passphrase', { exact: true })).toHaveValue('')
  await page.getByLabel('Passphrase', { exact: true }).fill(bo.oneTime)
  await press(page, 'Unlock')
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a passphrase of your own' })).toBeVisible({ timeout: 60_000 })
  await page.getByLabel('One-time passphrase').fill(bo.oneTime)
  await page.getByLabel('New passphrase', { exact: true }).fill('passwordpassword')
  await page.getByLabel('New passphrase again').fill('passwordpassword')
  await press(page, 'Change passphrase')
  await expect(page.getByRole('alert', { name: 'Problems' })).toContainText('would be guessed soon')
  await lookIn(app, page, 'must-change', 'light')
  await page.getByLabel('New passphrase', { exact: true }).fill(bo.passphrase)
  await page.getByLabel('New passphrase again').fill(bo.passphrase)
  await press(page, 'Change passphrase')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/1 sign-in was refused under your name/)).toBeVisible()
  await press(page, 'Seen')
}

async function wrongRole(app: ElectronApplication, page: Page): Promise<void> {
  await openStudy(page, new RegExp(study))
  await expect(page.getByLabel('Clinical problem', { exact: true })).toBeEditable()
  await goToStep(page, 'Reference data')
  await expect(page.getByText('to import reference data takes the role of data custodian')).toBeVisible()
  await expect(page.getByRole('button', { name: /Choose a CSV file/ })).toHaveCount(0)
  await lookIn(app, page, 'not-yours', 'dark')
  await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'People' }).click()
  await expect(page.getByRole('row', { name: /Ana Almeida/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add person …' })).toHaveCount(0)
  // Hidden is not enough: a page that asks all the same is refused.
  const reply = await page.evaluate(() => window.probity.call('passphrase.setMinimum', { minimum: 8, reason: 'shorter' }))
  expect(reply).toMatchObject({ ok: false, problems: [{ code: 'permission/denied' }] })
}

async function recover(app: ElectronApplication, page: Page, key: string): Promise<void> {
  await press(page, 'Recover with the printed key …')
  const dialog = page.getByRole('dialog', { name: 'Recover with the printed key' })
  await dialog.getByLabel('Recovery key', { exact: true }).fill(key)
  await dialog.getByLabel('New passphrase', { exact: true }).fill(recovered)
  await dialog.getByLabel('New passphrase again').fill(recovered)
  await dialog.getByLabel('Full name of the second person').fill(bo.printedName)
  await dialog.getByLabel('Sign-in name of the second person').fill(bo.signInName)
  await dialog.getByLabel('Passphrase of the second person').fill(bo.passphrase)
  await dialog.getByLabel('Reason').fill('Ana forgot her passphrase')
  await lookIn(app, page, 'recover', 'dark')
  await press(dialog, 'Recover')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('The recovery key was used by Ana Almeida', { exact: false })).toBeVisible()
  await expect(page.getByText('Second person: Bo Berg, proved by passphrase.')).toBeVisible()
  await press(page, 'Acknowledge …')
  const acknowledging = page.getByRole('dialog', { name: 'Acknowledge the use of the recovery key' })
  await acknowledging.getByLabel('Reason').fill('Both of us were there')
  await press(acknowledging, 'Acknowledge')
  await expect(page.getByText('The recovery key was used by')).toHaveCount(0)
}

test('a team: accounts, a first passphrase, somebody else’s steps, the printed key', async ({ start }) => {
  const parent = mkdtempSync(join(tmpdir(), 'probity-people-'))
  const folder = join(parent, 'team')
  mkdirSync(folder)
  const { app, page, troubles } = await start()
  await createTeam(app, page, folder)
  await addBo(app, page)
  const key = await makeRecoveryKey(app, page)
  await lookIn(app, page, 'list', 'dark', 'light')
  await press(page, 'Details of Bo Berg')
  await lookIn(app, page, 'person', 'light')
  await page.keyboard.press('Escape')
  await press(page, 'Lock workspace')
  await firstSignIn(app, page)
  await wrongRole(app, page)
  await press(page, 'Lock workspace')
  await recover(app, page, key)
  expect(troubles).toEqual([])
})
