import type { Locator, Page } from '@playwright/test'
import { expect, expectAccessible, expectNoOverflow, picture, test } from './app.ts'

test('the whole life of a study with the keyboard alone', async ({ start }) => {
  const { page, troubles, close } = await start()
  page.setDefaultTimeout(30_000)
  const passphrase = await enterDemo(page)
  await approveAndLock(page)
  const study = await openEvaluated(page)
  await evaluateAgain(page, study)
  await reviewNumber(page)
  await sign(page, passphrase)
  expect(troubles).toEqual([])
  await close()
})

const button = (scope: Page | Locator, name: string): Locator => scope.getByRole('button', { name, exact: true })

/** Presses Tab until the focus is there, and sees that it shows. */
async function tabTo(page: Page, target: Locator, most = 90): Promise<void> {
  await target.waitFor({ state: 'attached' })
  const isThere = () => target.evaluate((element) => element === document.activeElement).catch(() => false)
  for (let i = 0; i < most && !(await isThere()); i++) await page.keyboard.press('Tab')
  expect(await isThere(), `Tab leads to ${String(target)}`).toBe(true)
  await expectFocusShows(page)
}

/** The focused control itself, or the drawn part of a radio button or check box, has a ring around it. */
async function expectFocusShows(page: Page): Promise<void> {
  const shows = await page.evaluate(() => {
    const focused = document.activeElement
    if (focused === null || !focused.matches(':focus-visible')) return false
    const label = focused.closest('label')
    const drawn = [focused, ...(label === null ? [] : [label, ...label.querySelectorAll('*')])]
    return drawn.some((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    })
  })
  expect(shows, 'the focus can be seen').toBe(true)
}

async function pressAt(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

async function see(page: Page, name: string): Promise<void> {
  await picture(page, name)
  await expectAccessible(page)
  await expectNoOverflow(page)
}

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { level: 1, name })).toBeFocused({ timeout: 60_000 })

async function enterDemo(page: Page): Promise<string> {
  await heading(page, 'Validation you can defend')
  await pressAt(page, button(page, 'Open the demo'))
  await heading(page, /Unlock/)
  const passphrase = await page.locator('.banner strong').innerText()
  await pressAt(page, button(page, 'Fill it in'))
  await pressAt(page, button(page, 'Unlock'))
  await heading(page, 'Studies')
  await see(page, 'keyboard-home')
  return passphrase
}

/** Escape leaves the dialog and nothing has happened; the focus is back where it came from. */
async function approveAndLock(page: Page): Promise<void> {
  await pressAt(page, page.getByRole('main').getByRole('button', { name: /Try it yourself/ }))
  await heading(page, 'Intended use')
  const approve = button(page, 'Approve …')
  await pressAt(page, approve)
  const dialog = page.getByRole('alertdialog', { name: /Approve/ })
  await expect(button(dialog, 'Cancel')).toBeFocused()
  await see(page, 'keyboard-dialog')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(approve).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  await pressAt(page, button(dialog, 'Approve'))
  await expect(button(page, 'New version …')).toBeVisible()
  await page.keyboard.press('Alt+2')
  await heading(page, 'Protocol')
  await pressAt(page, button(page, 'Lock …'))
  await pressAt(page, button(page.getByRole('alertdialog', { name: /Lock/ }), 'Lock protocol'))
  await expect(page.getByText('Locked before data receipt')).toBeVisible()
}

async function openEvaluated(page: Page): Promise<string> {
  await page.keyboard.press('Alt+0')
  await heading(page, 'Studies')
  const study = page.getByRole('main').getByRole('button', { name: /Five-year/ })
  const name = await study.innerText()
  await pressAt(page, study)
  await heading(page, 'Review')
  return name
}

async function evaluateAgain(page: Page, study: string): Promise<void> {
  await page.keyboard.press('Alt+6')
  await heading(page, 'Evaluate')
  await pressAt(page, button(page, 'Run again …'))
  const dialog = page.getByRole('alertdialog', { name: /Run the evaluation again/ })
  await expect(dialog.getByRole('textbox')).toBeFocused()
  await page.keyboard.type(study)
  await pressAt(page, button(dialog, 'Run again'))
  await expect(page.getByText('Every run gave the identical digest.')).toBeVisible({ timeout: 60_000 })
}

async function reviewNumber(page: Page): Promise<void> {
  await page.keyboard.press('Alt+7')
  await heading(page, 'Review')
  const number = page.getByRole('article').first().getByRole('button').first()
  await pressAt(page, number)
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByText('Method of the estimate')).toBeVisible()
  expect(await drawer.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  await picture(page, 'keyboard-drawer')
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  await expect(number).toBeFocused()
  await tabTo(page, page.getByRole('tab', { name: 'Figures' }))
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Results' })).toBeFocused()
  await expect(page.getByRole('tabpanel', { name: 'Results' })).toBeVisible()
  await see(page, 'keyboard-results')
}

async function sign(page: Page, passphrase: string): Promise<void> {
  await page.keyboard.press('Alt+8')
  await heading(page, 'Sign')
  await tabTo(page, page.getByRole('radio').first())
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('radio', { name: /^Responsibility:/ })).toBeChecked()
  await tabTo(page, page.getByLabel('Sign-in name'))
  await page.keyboard.type('demo')
  await tabTo(page, page.getByLabel('Passphrase', { exact: true }))
  await page.keyboard.type(passphrase)
  await pressAt(page, button(page, 'Sign report'))
  await expect(page.getByText('Signed by Dana Demo (responsibility).')).toBeVisible({ timeout: 60_000 })
  await see(page, 'keyboard-signed')
}
