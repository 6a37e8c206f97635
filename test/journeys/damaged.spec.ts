import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type RunningApp, answerDialogs, expect, expectAccessible, expectNoOverflow, picture, test } from './app.ts'
import { choose, press } from './by-hand.ts'
import { inNode } from './outside.ts'
import { signInAs } from './people-steps.ts'
import { team } from './team.ts'

// Workspaces that cannot be opened: the screen says what is known and leads on, and the folder stays as it was.

const passphrase = 'correct horse battery staple'

let good: string
let parent: string

test.beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'probity-damaged-'))
  good = join(parent, 'good')
  execFileSync(process.execPath, ['test/journeys/make-workspaces.ts', parent, passphrase], { stdio: 'inherit' })
})
test.afterAll(() => rmSync(parent, { recursive: true, force: true }))

/** Digest of every file, but for the one that records refused sign-ins. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true }).map(String).sort()
  const digest = (name: string) => createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')
  return Object.fromEntries(names.filter((name) => name !== 'sign-in.log').map((name) => [name, digest(name)]))
}

interface Damage {
  readonly name: string
  readonly does: (folder: string) => void
  readonly says: RegExp
  /** Damage that shows only with a key comes after unlocking. */
  readonly asksFirst: boolean
}

const flip = (file: string, at: (length: number) => number) => {
  const bytes = readFileSync(file)
  const place = at(bytes.length)
  bytes[place] = (bytes[place] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

const damages: readonly Damage[] = [
  { name: 'store-byte', does: (folder) => flip(join(folder, 'workspace.probity'), () => 2000), says: /damaged/i, asksFirst: true },
  // In its last page: the store opens, and reading all of it finds the damage.
  { name: 'store-last-page', does: (folder) => flip(join(folder, 'workspace.probity'), (length) => length - 2000), says: /damaged/i, asksFirst: true },
  { name: 'key-file-missing', does: (folder) => rmSync(join(folder, 'keys.json')), says: /key file/i, asksFirst: false },
  { name: 'key-file-byte', does: (folder) => flip(join(folder, 'keys.json'), (length) => Math.floor(length / 2)), says: /key file/i, asksFirst: false },
  { name: 'newer', does: (folder) => cpSync(join(parent, 'newer-anchor.json'), join(folder, 'anchor.json')), says: /newer/i, asksFirst: true },
  { name: 'other-key-file', does: (folder) => cpSync(join(parent, 'other/keys.json'), join(folder, 'keys.json')), says: /key file/i, asksFirst: false },
  { name: 'not-a-workspace', does: (folder) => rmSync(join(folder, 'workspace.json')), says: /workspace/i, asksFirst: false },
]

async function openFolder({ app, page }: RunningApp, folder: string): Promise<void> {
  await answerDialogs(app, [folder])
  await page.getByRole('button', { name: 'Open folder …' }).click()
}

async function inBothThemes({ app, page }: RunningApp, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await expect(page.locator(`html[data-theme=${theme}]`)).toBeVisible()
    await page.waitForTimeout(200)
    await picture(page, `damaged-${name}-${theme}`)
    await expectAccessible(page)
    await expectNoOverflow(page)
  }
}

async function unlock(page: Page): Promise<void> {
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Unlock' }).click()
}

for (const damage of damages) {
  test(`a workspace that cannot be opened (${damage.name}) leads on and is left as it was`, async ({ start }) => {
    const folder = join(parent, `with-${damage.name}`)
    cpSync(good, folder, { recursive: true })
    damage.does(folder)
    const before = contents(folder)
    const running = await start()
    const { page, troubles } = running
    await openFolder(running, folder)
    if (damage.asksFirst) await unlock(page)
    await expect(page.getByRole('heading', { level: 1, name: /cannot be opened/ })).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('main')).toContainText(damage.says)
    await inBothThemes(running, damage.name)
    expect(contents(folder)).toEqual(before)
    // It leads on: checking again changes nothing, and another workspace opens from here.
    const checkAgain = page.getByRole('button', { name: 'Check again' })
    const restore = page.getByRole('button', { name: 'Restore a backup …' })
    // A folder that is none has nothing to check or to replace; what a newer version wrote is whole.
    await expect(checkAgain).toHaveCount(damage.name === 'not-a-workspace' ? 0 : 1)
    await expect(restore).toHaveCount(['not-a-workspace', 'newer'].includes(damage.name) ? 0 : 1)
    if (damage.name !== 'not-a-workspace') await checkAgain.click()
    await expect(page.getByRole('heading', { level: 1, name: /cannot be opened|Unlock/ })).toBeVisible()
    const leave = page.getByRole('button', { name: 'Choose another workspace' })
    await leave.click()
    await expect(page.getByRole('heading', { level: 1, name: /cannot be opened|Unlock/ })).toHaveCount(0)
    expect(contents(folder)).toEqual(before)
    const whole = join(parent, `after-${damage.name}`)
    cpSync(good, whole, { recursive: true })
    await openFolder(running, whole)
    await unlock(page)
    await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
    expect(troubles).toEqual([])
  })
}

test('a damaged workspace is replaced by its backup from the screen that says so, and is kept beside it', async ({ start }) => {
  const place = join(parent, 'backed-up')
  mkdirSync(place)
  expect(inNode(['test/journeys/prepare-people.ts', place, 'backed-up']).stderr).toBe('')
  const folder = join(place, 'workspace')
  flip(join(folder, 'workspace.probity'), () => 2000)
  const running = await start()
  const { app, page, troubles } = running
  await openFolder(running, folder)
  await choose(page.locator('main'), page, 'Person', team.ana.fullName)
  await page.getByLabel('Passphrase', { exact: true }).fill(team.ana.passphrase)
  await press(page, 'Unlock')
  await expect(page.getByRole('heading', { level: 1, name: 'Radiology East cannot be opened' })).toBeVisible()
  await press(page, 'Restore a backup …')
  const dialog = page.getByRole('dialog', { name: 'Restore a backup' })
  await answerDialogs(app, [join(place, 'backup'), folder])
  await press(dialog, 'Choose the backup …')
  await expect(dialog.getByText('Radiology East')).toBeVisible()
  await press(dialog, 'Choose the folder …')
  const administrator = dialog.getByRole('group', { name: 'Administrator' })
  await administrator.getByLabel('Sign-in name').fill(team.ana.signInName)
  await administrator.getByLabel('Passphrase').fill(team.ana.passphrase)
  await dialog.getByLabel('Sign-in name of the second person').fill(team.noa.signInName)
  await dialog.getByLabel('Passphrase of the second person').fill(team.noa.passphrase)
  await picture(page, 'damaged-restore')
  await press(dialog, 'Restore')
  await expect(page.getByText('What was there before is kept as', { exact: false })).toBeVisible()
  await signInAs(page, team.ana)
  expect(readdirSync(place)).toHaveLength(3)
  expect(troubles).toEqual([])
})
