import AxeBuilder from '@axe-core/playwright'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { answerDialogs, expect, expectNoOverflow, picture, type RunningApp } from './app.ts'
import { choose, press } from './by-hand.ts'

interface Somebody {
  readonly fullName: string
  readonly passphrase: string
}

/** A picture and no axe finding, in both themes: of the dialog that is on top, or of the page. */
export async function lookIn(app: ElectronApplication, page: Page, name: string): Promise<void> {
  await page.mouse.move(2, 890)
  for (const theme of ['dark', 'light'] as const) {
    await app.evaluate(({ nativeTheme }, source) => void (nativeTheme.themeSource = source), theme)
    await expect(page.locator(`html[data-theme=${theme}]`)).toBeVisible()
    await picture(page, `${name}-${theme}`)
    await expectDialogAccessible(page)
    await expectNoOverflow(page)
  }
}

async function expectDialogAccessible(page: Page): Promise<void> {
  let top = 'body'
  for (const each of ['.drawer', '.dialog']) if ((await page.locator(each).count()) > 0) top = each
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).include(top).options({ resultTypes: ['violations'] }).analyze()
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
}

export async function signInAs(page: Page, { fullName, passphrase }: Somebody): Promise<void> {
  await expect(page.getByRole('heading', { name: /unlock/i })).toBeVisible({ timeout: 20_000 })
  await choose(page.locator('main'), page, 'Person', fullName)
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await press(page, 'Unlock')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 20_000 })
}

export async function goToPeople(page: Page): Promise<void> {
  await press(page.getByRole('navigation', { name: 'Workspace' }), 'People')
  await expect(page.getByRole('table', { name: 'People of the workspace' })).toBeVisible()
}

export async function detailsOf(page: Page, { fullName }: Somebody): Promise<Locator> {
  await press(page, `Details of ${fullName}`)
  return page.getByRole('dialog', { name: fullName })
}

/** The dialog behind a button of the certificates, with the file chosen. */
export async function importDialog({ app, page }: Pick<RunningApp, 'app' | 'page'>, button: string, title: string, file: string): Promise<Locator> {
  await press(page, button)
  const dialog = page.getByRole('dialog', { name: title })
  await answerDialogs(app, [file])
  await press(dialog, 'Choose a file …')
  await expect(dialog.getByText(file.split('/').at(-1) ?? '')).toBeVisible()
  return dialog
}

export const problemsIn = (scope: Page | Locator): Locator => scope.getByRole('alert', { name: 'Problems' })

interface Entry {
  readonly seq: number
  readonly action: string
  readonly fullName: string
  readonly role: string
  readonly reason: string | null
  readonly details: Readonly<Record<string, string | number>>
}

/** Entries of this kind, newest first. */
export async function entriesOf(page: Page, action: string): Promise<Entry[]> {
  const reply = await page.evaluate((wanted) => window.probity.call('trail.list', { offset: 0, limit: 20, filter: { action: wanted } }), action)
  if (!reply.ok) throw new Error(reply.problems[0]?.code)
  return (reply.value as { entries: Entry[] }).entries
}
