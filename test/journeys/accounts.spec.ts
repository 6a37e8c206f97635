import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { type RunningApp, answerDialogs, expect, test } from './app.ts'
import { choose, press, tick } from './by-hand.ts'
import { inNode } from './outside.ts'
import { detailsOf, entriesOf, goToPeople, lookIn, signInAs } from './people-steps.ts'
import { team } from './team.ts'

// What is done with accounts on the People screen, by mouse and by keyboard, with the entry that each leaves.

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-accounts-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

const once = 'velvet harbour nine pianos'
const own = 'quiet walnut seven bridges'
const reason = 'Recorded by the journey of accounts'

test('accounts: added, roles granted and withdrawn, ended, reset before a witness, rows released', async ({ start }) => {
  test.setTimeout(120_000)
  expect(inNode(['test/journeys/prepare-people.ts', folder]).stderr).toBe('')
  const running = await start()
  const { app, page, troubles, close } = running
  await answerDialogs(app, [join(folder, 'workspace')])
  await press(page, 'Open folder …')
  await signInAs(page, team.ana)
  await goToPeople(page)
  await addBo(running)
  await grantByKeyboard(running)
  await withdrawAndEnd(running)
  await resetRui(running)
  await press(page, 'Lock workspace')
  await firstSignIn(running)
  await press(page, 'Lock workspace')
  await signInAs(page, team.mia)
  await goToPeople(page)
  await releaseToRui(running)
  expect(troubles).toEqual([])
  await close()
})

async function addBo({ app, page }: RunningApp): Promise<void> {
  const opener = page.getByRole('button', { name: 'Add person …' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: 'Add a person' })
  await expect(dialog.getByLabel('Name as it is printed on reports')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(opener).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Bo Berg')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Bo!')
  await expect(dialog.getByText(/Use small letters, digits/)).toBeVisible()
  await dialog.getByLabel('Sign-in name').fill('rui')
  await dialog.getByLabel('One-time passphrase').fill(once)
  await tick(page, 'auditor')
  await press(dialog, 'Add person')
  // Somebody has that name: said in place, and nothing typed is lost.
  await expect(dialog.getByRole('alert', { name: 'Problems' })).toBeVisible()
  await expect(dialog.getByLabel('One-time passphrase')).toHaveValue(once)
  await lookIn(app, page, 'accounts-add')
  await dialog.getByLabel('Sign-in name').fill('bo')
  await press(dialog, 'Add person')
  await expect(page.getByRole('row', { name: /Bo Berg/ })).toContainText('One-time passphrase', { timeout: 15_000 })
  expect((await entriesOf(page, 'person.added'))[0]).toMatchObject({ role: 'administrator', fullName: team.ana.fullName })
}

/** Not one press of the mouse. */
async function grantByKeyboard({ app, page }: RunningApp): Promise<void> {
  const { keyboard } = page
  await page.getByRole('button', { name: 'Details of Bo Berg' }).focus()
  await keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Bo Berg' })
  const opener = drawer.getByRole('button', { name: 'Grant role …' })
  await tabTo(page, opener)
  await keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Grant a role to Bo Berg' })
  await expect(dialog.getByRole('button', { name: /^Role/ })).toBeFocused()
  await keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(opener).toBeFocused()
  await keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: /^Role/ })).toBeFocused()
  await keyboard.press('Enter')
  await keyboard.type('revi')
  await keyboard.press('Enter')
  await tabTo(page, dialog.getByLabel('Reason'))
  await keyboard.type(reason)
  await lookIn(app, page, 'accounts-grant')
  await tabTo(page, dialog.getByRole('button', { name: 'Grant role', exact: true }))
  await keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(drawer.getByText('reviewer (QA)', { exact: true })).toBeVisible()
  await expect(opener).toBeFocused()
  expect((await entriesOf(page, 'role.granted'))[0]).toMatchObject({ reason })
}

async function withdrawAndEnd({ app, page }: RunningApp): Promise<void> {
  const drawer = page.getByRole('dialog', { name: 'Bo Berg' })
  await press(drawer, 'Withdraw auditor …')
  const dialog = page.getByRole('dialog', { name: 'Withdraw auditor from Bo Berg' })
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await expect(dialog.getByRole('button', { name: 'Withdraw role' })).toBeDisabled()
  await dialog.getByLabel('Reason').fill(reason)
  await press(dialog, 'Withdraw role')
  await expect(dialog).toHaveCount(0)
  expect((await entriesOf(page, 'role.revoked'))[0]).toMatchObject({ reason })
  await press(drawer, 'End account …')
  const ending = page.getByRole('dialog', { name: 'End the account of Bo Berg' })
  await ending.getByLabel('Reason').fill(reason)
  await press(ending, 'End account')
  await expect(drawer.getByText('Ended', { exact: true }).first()).toBeVisible()
  await expect(drawer.getByRole('button', { name: 'Grant role …' })).toHaveCount(0)
  await lookIn(app, page, 'accounts-ended')
  expect((await entriesOf(page, 'person.retired'))[0]).toMatchObject({ reason })
  // The button that asked is gone; the focus is in the drawer all the same.
  await expect(drawer).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Details of Bo Berg' })).toBeFocused()
}

/** The second person is asked for when the engine does; a wrong passphrase is refused in place and nothing is lost. */
async function resetRui({ app, page }: RunningApp): Promise<void> {
  const drawer = await detailsOf(page, team.rui)
  await press(drawer, 'Reset passphrase …')
  const dialog = page.getByRole('dialog', { name: 'Reset the passphrase of Rui Rocha' })
  await dialog.getByLabel('One-time passphrase').fill(once)
  await dialog.getByLabel('Reason').fill(reason)
  await press(dialog, 'Reset passphrase')
  const problems = dialog.getByRole('alert', { name: 'Problems' })
  await expect(dialog.getByRole('group', { name: 'Second person' })).toBeVisible()
  await expect(problems).toHaveCount(0)
  await dialog.getByLabel('Sign-in name of the second person').fill('noa')
  await dialog.getByLabel('Passphrase of the second person').fill('not what Noa says')
  await press(dialog, 'Reset passphrase')
  await expect(problems).toContainText('does not open this workspace for the second person')
  await expect(dialog.getByLabel('One-time passphrase')).toHaveValue(once)
  await expect(dialog.getByLabel('Reason')).toHaveValue(reason)
  await expect(dialog.getByLabel('Sign-in name of the second person')).toHaveValue('noa')
  await lookIn(app, page, 'accounts-reset')
  expect(await entriesOf(page, 'passphrase.reset')).toHaveLength(0)
  await dialog.getByLabel('Passphrase of the second person').fill(team.noa.passphrase)
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0, { timeout: 15_000 })
  expect((await entriesOf(page, 'passphrase.reset'))[0]).toMatchObject({ reason, details: { witnessName: team.noa.fullName } })
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: /Rui Rocha/ })).toContainText('One-time passphrase')
}

async function firstSignIn({ app, page }: RunningApp): Promise<void> {
  await choose(page, page, 'Person', team.rui.fullName)
  await page.getByLabel('Passphrase', { exact: true }).fill(once)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a passphrase of your own' })).toBeVisible({ timeout: 15_000 })
  await page.getByLabel('One-time passphrase').fill(once)
  await page.getByLabel('New passphrase', { exact: true }).fill(own)
  await page.getByLabel('New passphrase again').fill(`${own}!`)
  await expect(page.getByText('The two passphrases differ.')).toBeVisible()
  await lookIn(app, page, 'accounts-must-change')
  await page.getByLabel('New passphrase again').fill(own)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('Patient rows have not been released to you yet.', { exact: false })).toBeVisible()
  await goToPeople(page)
  await expect(page.getByRole('button', { name: 'Add person …' })).toHaveCount(0)
  await lookIn(app, page, 'accounts-not-keeper')
}

async function releaseToRui({ app, page }: RunningApp): Promise<void> {
  const row = page.getByRole('row', { name: /Rui Rocha/ })
  await expect(row).toContainText('Not released yet')
  const drawer = await detailsOf(page, team.rui)
  await press(drawer, 'Release patient rows …')
  const dialog = page.getByRole('dialog', { name: 'Release patient rows to Rui Rocha' })
  await lookIn(app, page, 'accounts-release')
  await press(dialog, 'Release')
  await expect(dialog).toHaveCount(0)
  expect((await entriesOf(page, 'rows-key.released'))[0]).toMatchObject({ fullName: team.mia.fullName })
  await page.keyboard.press('Escape')
  await expect(row).toContainText('Can open them')
}

/** Presses Tab until the focus is there, and sees that a ring shows it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const isThere = () => target.evaluate((element) => element === document.activeElement)
  for (let i = 0; i < 30 && !(await isThere()); i++) await page.keyboard.press('Tab')
  expect(await isThere(), `Tab leads to ${String(target)}`).toBe(true)
  const ring = await target.evaluate((element) => {
    const { outlineStyle, boxShadow } = getComputedStyle(element)
    return outlineStyle !== 'none' || boxShadow !== 'none'
  })
  expect(ring, 'the focus can be seen').toBe(true)
}
