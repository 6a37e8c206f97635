import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { adm, cus, rev, STUDY } from '../actions/retention-people.ts'
import { answerDialogs, expect, goToStep, openStudy, picture, test } from './app.ts'
import { choose, look, press } from './by-hand.ts'
import { inNode } from './outside.ts'
import { entriesOf, lookIn, problemsIn } from './people-steps.ts'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-retention-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a reviewer sets the period and lifts a hold, two people dispose of data, and a backup brings them back only if that is said', async ({ start }) => {
  test.setTimeout(120_000)
  expect(inNode(['test/journeys/prepare-retention.ts', folder]).stderr).toBe('')
  const { app, page, troubles, close } = await start()
  await answerDialogs(app, [join(folder, 'workspace')])
  await press(page, 'Open folder …')

  await signIn(page, rev)
  await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'People' }).click()
  await expect(page.getByText('Nothing is disposed of. Suggested: 10 years.')).toHaveCount(2)
  await setPeriod(page)
  await toData(page)
  await placeAndRelease(page)
  await press(page, 'Lock workspace')

  await signIn(page, cus)
  await toData(page)
  await expect(page.getByText('Nobody has said how long the predictions are kept, so nothing is disposed of.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Release …' })).toHaveCount(0)
  await picture(page, 'retention-3-data-custodian')
  await dispose(page)
  await expect(page.getByText(new RegExp(`Disposed of on .* by ${cus.fullName} and ${rev.fullName}: the period is over`))).toBeVisible()
  await expect(page.getByText('These rows were disposed of: their keys were destroyed')).toBeVisible()
  await page.locator('.app-main').evaluate((pane) => pane.scrollTo(0, 0))
  await picture(page, 'retention-5-disposed')
  await verified(page)
  const certificate = await saved(app, page)
  await inTheDark(app, page)
  await bringBack(app, page)
  expect(troubles).toEqual([])
  await close()
  expect(readFileSync(certificate).subarray(0, 5).toString()).toBe('%PDF-')
})

async function signIn(page: Page, who: { readonly fullName: string; readonly passphrase: string }): Promise<void> {
  await expect(page.getByRole('heading', { name: /unlock/i })).toBeVisible({ timeout: 20_000 })
  await choose(page.locator('main'), page, 'Person', who.fullName)
  await page.getByLabel('Passphrase', { exact: true }).fill(who.passphrase)
  await press(page, 'Unlock')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 20_000 })
}

async function toData(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'Studies' }).click()
  await openStudy(page, new RegExp(STUDY))
  await goToStep(page, 'Reference data')
  await page.getByRole('heading', { name: 'Retention and legal hold' }).scrollIntoViewIfNeeded()
  await expect(page.getByRole('heading', { name: 'Reference data, version 1' })).toBeVisible()
}

async function setPeriod(page: Page): Promise<void> {
  await press(page, 'Set the period: Reference data …')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Years' }).fill('0')
  await dialog.getByLabel('Reason').fill('Consent was given for this evaluation only.')
  await picture(page, 'retention-1-period-dialog')
  await press(dialog, 'Set the period')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('Consent was given for this evaluation only.')).toBeVisible()
  await page.getByRole('heading', { name: 'Retention', exact: true }).scrollIntoViewIfNeeded()
  await look(page, 'retention-1-periods')
}

async function placeAndRelease(page: Page): Promise<void> {
  await press(page, 'Place a hold …')
  await page.getByRole('dialog').getByLabel('Reason').fill('Inspection announced for December')
  await press(page.getByRole('dialog'), 'Place the hold')
  await expect(page.getByText('Legal hold: The whole study.')).toBeVisible()
  await picture(page, 'retention-2-hold')
  await press(page, 'Release …')
  await page.getByRole('dialog').getByLabel('Reason').fill('The inspection is over')
  await press(page.getByRole('dialog'), 'Release the hold')
  await expect(page.getByText('Legal hold: The whole study.')).toHaveCount(0)
}

async function dispose(page: Page): Promise<void> {
  await page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Reference data, version 1' }) }).getByRole('button', { name: 'Dispose …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(`Type the study’s name: ${STUDY}`).fill(STUDY)
  await dialog.getByLabel('Reason').fill('the period is over')
  for (const [legend, who, passphrase] of [['Data custodian, who asks for it', cus, cus.passphrase], ['Reviewer (QA), who confirms it', rev, 'not this one']] as const) {
    const part = dialog.getByRole('group', { name: legend })
    await part.getByLabel('Sign-in name').fill(who.signInName)
    await part.getByLabel('Passphrase').fill(passphrase)
  }
  await press(dialog, 'Destroy the keys')
  await expect(dialog.getByText('The passphrase does not open this workspace for the second person.')).toBeVisible({ timeout: 20_000 })
  await look(page, 'retention-4-dispose-dialog')
  await dialog.getByRole('group', { name: 'Reviewer (QA), who confirms it' }).getByLabel('Passphrase').fill(rev.passphrase)
  await press(dialog, 'Destroy the keys')
  await expect(dialog).toHaveCount(0, { timeout: 20_000 })
}

/** The verification tells it and finds no fault. */
async function verified(page: Page): Promise<void> {
  await press(page, 'Audit trail')
  await press(page, 'Verify now')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(new RegExp(`Reference data, version 1: Disposed of on .* by ${cus.fullName} and ${rev.fullName}\\.`))).toBeVisible({ timeout: 20_000 })
  await picture(page, 'retention-6-verified')
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await toData(page)
}

async function saved(app: ElectronApplication, page: Page): Promise<string> {
  const path = join(folder, 'certificate.pdf')
  const checkable = join(folder, 'certificate.json')
  await answerDialogs(app, [checkable, path])
  await press(page, 'Save it to be checked (JSON) …')
  await expect(page.getByText('certificate.json').first()).toBeVisible({ timeout: 20_000 })
  expect(JSON.parse(readFileSync(checkable, 'utf8'))).toMatchObject({ format: 'probity.disposal-file', disposal: { asked: { printedName: cus.fullName } } })
  await press(page, 'Save the certificate …')
  await expect(page.getByText('certificate.pdf').first()).toBeVisible({ timeout: 20_000 })
  return path
}

async function inTheDark(app: ElectronApplication, page: Page): Promise<void> {
  await app.evaluate(({ nativeTheme }) => void (nativeTheme.themeSource = 'dark'))
  await expect(page.locator('html[data-theme=dark]')).toBeVisible()
  await look(page, 'retention-7-dark')
}

/** A backup from before still holds the keys: it is refused until that is said, and then the trail names them. */
async function bringBack(app: ElectronApplication, page: Page): Promise<void> {
  await press(page, 'Lock workspace')
  await press(page, 'Choose another workspace')
  await press(page, 'Restore a backup …')
  const dialog = page.getByRole('dialog', { name: 'Restore a backup' })
  await answerDialogs(app, [join(folder, 'backup'), join(folder, 'workspace'), join(folder, 'workspace')])
  await press(dialog, 'Choose the backup …')
  await expect(dialog.getByText('Made')).toBeVisible()
  await press(dialog, 'Choose the folder …')
  const administrator = dialog.getByRole('group', { name: 'Administrator' })
  await administrator.getByLabel('Sign-in name').fill(adm.signInName)
  await administrator.getByLabel('Passphrase').fill(adm.passphrase)
  await dialog.getByLabel('Sign-in name of the second person').fill(rev.signInName)
  await dialog.getByLabel('Passphrase of the second person').fill(rev.passphrase)
  const meant = dialog.getByRole('checkbox', { name: 'I mean to bring these keys back' })
  await expect(meant).toHaveCount(0)
  await press(dialog, 'Restore')
  await expect(problemsIn(dialog)).toContainText('still holds the keys of data that were disposed of since: Reference data, version 1.', { timeout: 20_000 })
  await expect(meant).not.toBeChecked()
  await meant.scrollIntoViewIfNeeded()
  await lookIn(app, page, 'retention-8-brings-back')
  const ticked = dialog.locator('label.checkbox', { hasText: 'I mean to bring these keys back' })
  await ticked.click()
  await expect(meant).toBeChecked()
  // Said of this folder and of no other: choosing again asks again.
  await press(dialog, 'Choose the folder …')
  await expect(meant).toHaveCount(0)
  await press(dialog, 'Restore')
  await expect(meant).not.toBeChecked({ timeout: 20_000 })
  await ticked.click()
  await press(dialog, 'Restore')
  await expect(page.getByText('The backup was restored. Sign in to go on.')).toBeVisible({ timeout: 20_000 })
  await signIn(page, cus)
  expect((await entriesOf(page, 'store.restored'))[0]).toMatchObject({ fullName: adm.fullName, details: { broughtBack: 1, witnessName: rev.fullName } })
  await toData(page)
  await expect(page.getByText('These rows were disposed of')).toHaveCount(0)
  await picture(page, 'retention-9-brought-back')
}
