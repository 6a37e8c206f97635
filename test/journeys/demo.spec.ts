import { expect, expectAccessible, expectNoOverflow, goToStep, openStudy, picture, test, unlockDemo } from './app.ts'

const steps = ['Intended use', 'Protocol', 'Reference data', 'Cohort', 'Predictions', 'Evaluate', 'Review', 'Sign']

test('the demo study opens on its results and every step can be looked at, light and dark', async ({ start }) => {
  const { app, page, troubles, close } = await start(['--demo'])
  await expect(page.getByRole('heading', { name: /unlock/i })).toBeVisible({ timeout: 60_000 })
  await expectAccessible(page)
  await picture(page, 'unlock-light')
  await unlockDemo(page)
  await expectAccessible(page)
  await picture(page, 'home-light')
  await openStudy(page, /Five-year/)
  for (const theme of ['light', 'dark'] as const) {
    await app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await expect(page.locator(`html[data-theme=${theme}]`)).toBeVisible()
    for (const [i, step] of steps.entries()) {
      await goToStep(page, step)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForTimeout(300)
      await picture(page, `${i + 1}-${step.toLowerCase().replace(' ', '-')}-${theme}`)
      await expectAccessible(page)
      await expectNoOverflow(page)
    }
  }
  expect(troubles).toEqual([])
  await close()
})
