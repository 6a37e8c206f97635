import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { type RunningApp, answerDialogs, expect, picture, test } from './app.ts'
import { choose, press, tick } from './by-hand.ts'
import { hospitalIn } from './hospital.ts'
import { inNode } from './outside.ts'
import { entriesOf, goToPeople, importDialog, lookIn, problemsIn, signInAs } from './people-steps.ts'
import { team } from './team.ts'

// A hospital's certificates from files, the recovery key on a sheet, and a backup that two people restore.

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-keys-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

const reason = 'Recorded by the journey of keys'
const recovered = 'copper meadow eleven kites'

test('certificates from files, a sheet of the recovery key, a backup restored by two people and opened with the sheet', async ({ start }) => {
  test.setTimeout(150_000)
  expect(inNode(['test/journeys/prepare-people.ts', folder, 'large']).stderr).toBe('')
  const running = await start()
  const { app, page, troubles, close } = running
  await answerDialogs(app, [join(folder, 'workspace')])
  await press(page, 'Open folder …')
  await signInAs(page, team.mia)
  await goToPeople(page)
  await certificates(running)
  const key = await recoverySheet(running)
  await backUp(running)
  await restore(running)
  await breakGlass(running, key)
  expect(troubles).toEqual([])
  await close()
})

const dialogOf = (page: Page, name: string): Locator => page.getByRole('dialog', { name })

/** Opens a dialog of certificates and chooses the file that the native dialog would give. */
async function certificates(running: RunningApp): Promise<void> {
  const { app, page } = running
  const hospital = hospitalIn(folder)
  const csr = join(folder, 'request.pem')
  const opener = page.getByRole('button', { name: 'Request certificate …' })
  await opener.click()
  const request = dialogOf(page, 'Request a certificate')
  await expect(request.getByLabel('Your passphrase')).toBeFocused()
  await answerDialogs(app, [csr, csr])
  await page.keyboard.type('not her passphrase')
  await page.keyboard.press('Enter')
  await expect(problemsIn(request)).toContainText('does not open this workspace for this person')
  await lookIn(app, page, 'keys-request')
  await request.getByLabel('Your passphrase').fill(team.mia.passphrase)
  await page.keyboard.press('Enter')
  await expect(request).toHaveCount(0)
  await expect(opener).toBeFocused()
  expect(readFileSync(csr, 'utf8')).toContain('BEGIN CERTIFICATE REQUEST')
  const answer = hospital.answer(csr)

  const early = await importDialog(running, 'Import certificate …', 'Import your certificate', answer)
  await early.getByLabel('Your passphrase').fill(team.mia.passphrase)
  await press(early, 'Import')
  // The authority has to be there before: said in place.
  await expect(problemsIn(early)).toBeVisible()
  await lookIn(app, page, 'keys-import-refused')
  await page.keyboard.press('Escape')
  await expect(early).toHaveCount(0)

  const authority = await importDialog(running, 'Import authority …', 'Import an authority', hospital.authority)
  await authority.getByLabel('Reason').fill(reason)
  await press(authority, 'Import')
  // Fields for a second person come, and until they are filled the reason why nothing can be done stands below.
  await expect(authority.getByRole('group', { name: 'Second person' })).toBeVisible()
  await expect(problemsIn(authority)).toHaveCount(0)
  await authority.getByLabel('Sign-in name of the second person').fill('noa')
  await authority.getByLabel('Passphrase of the second person').fill(team.noa.passphrase)
  await lookIn(app, page, 'keys-authority')
  await press(authority, 'Import')
  await expect(authority).toHaveCount(0)
  expect((await entriesOf(page, 'authority.imported'))[0]).toMatchObject({ reason, details: { witnessName: team.noa.fullName } })

  const own = await importDialog(running, 'Import certificate …', 'Import your certificate', answer)
  await own.getByLabel('Your passphrase').fill(team.mia.passphrase)
  await press(own, 'Import')
  await expect(own).toHaveCount(0)
  await expect(page.getByText('O=St Anne, CN=St Anne signing authority').first()).toBeVisible()
  expect(await entriesOf(page, 'certificate.changed')).toHaveLength(1)

  const lists = page.getByRole('table', { name: 'Revocation lists' })
  const overdue = page.getByText('its next was due by 31 Jan 2026')
  const importList = async (file: string) => {
    const dialog = await importDialog(running, 'Import revocation list …', 'Import revocation list …', file)
    await press(dialog, 'Import')
    await expect(dialog).toHaveCount(0)
  }
  await importList(hospital.overdueList)
  await expect(lists.getByRole('row', { name: 'St Anne' })).toContainText('Overdue')
  await expect(overdue).toBeVisible()
  await overdue.scrollIntoViewIfNeeded()
  await lookIn(app, page, 'keys-list-overdue')
  // The list that follows it takes the mark away.
  await importList(hospital.revocationList)
  await expect(lists).toContainText('St Anne')
  await expect(lists.getByText('Overdue')).toHaveCount(0)
  await expect(overdue).toHaveCount(0)
  expect(await entriesOf(page, 'crl.imported')).toHaveLength(2)

  const both = await importDialog(running, 'Import key and certificate …', 'Import a key with its certificate', hospital.keyFor(team.mia.fullName, 'of the file'))
  await both.getByLabel('Password of the file').fill('of another file')
  await both.getByLabel('Your passphrase').fill(team.mia.passphrase)
  await press(both, 'Import')
  await expect(problemsIn(both)).toBeVisible()
  await lookIn(app, page, 'keys-pkcs12-refused')
  await both.getByLabel('Password of the file').fill('of the file')
  await press(both, 'Import')
  await expect(both).toHaveCount(0)
  expect(await entriesOf(page, 'certificate.changed')).toHaveLength(2)
  await page.getByRole('heading', { name: 'Certificates' }).scrollIntoViewIfNeeded()
  await lookIn(app, page, 'keys-certificates')
}

/** The 14 groups as they stand on the screen, which are those on the sheet. */
async function recoverySheet({ app, page }: RunningApp): Promise<string> {
  await press(page, 'Make recovery key …')
  const making = dialogOf(page, 'Make a recovery key')
  await press(making, 'Make key')
  await making.getByLabel('Sign-in name of the second person').fill('noa')
  await making.getByLabel('Passphrase of the second person').fill(team.noa.passphrase)
  await press(making, 'Make key')
  const shown = page.getByRole('alertdialog', { name: 'The recovery key' })
  await expect(shown.locator('[data-recovery-group]')).toHaveCount(14, { timeout: 20_000 })
  const groups = await shown.locator('[data-recovery-group]').allTextContents()
  const sheet = join(folder, 'sheets', 'recovery-key.pdf')
  mkdirSync(join(folder, 'sheets'))
  await answerDialogs(app, [sheet])
  await press(shown, 'Save as PDF …')
  await expect(shown.getByText('Saved recovery-key.pdf', { exact: false })).toBeVisible({ timeout: 20_000 })
  await lookIn(app, page, 'keys-recovery-key')
  const text = execFileSync('pdftotext', ['-layout', sheet, '-'], { encoding: 'utf8' })
  for (const group of groups) expect(text).toContain(group)
  expect(readdirSync(join(folder, 'sheets'))).toEqual(['recovery-key.pdf'])
  expect((await entriesOf(page, 'recovery-key.exported'))[0]).toMatchObject({ details: { what: 'recovery key' } })
  await tick(page, 'It is on paper, and I have compared every group')
  await press(shown, 'Close')
  await expect(page.getByRole('button', { name: 'Replace recovery key …' })).toBeFocused()
  return groups.join('')
}

async function backUp({ app, page }: RunningApp): Promise<void> {
  await press(page, 'Backup …')
  const dialog = dialogOf(page, 'Backup')
  await answerDialogs(app, [join(folder, 'backup'), join(folder, 'backup')])
  // Stopped as soon as it can be: the store is large enough that a thread of its own checks the copy.
  const stop = dialog.getByRole('button', { name: 'Stop the backup' })
  await page.evaluate(() => {
    const press = () => [...document.querySelectorAll('button')].find((each) => each.textContent === 'Stop the backup')
    new MutationObserver((_changes, observer) => {
      if (press() === undefined) return
      observer.disconnect()
      press()?.click()
    }).observe(document.body, { childList: true, subtree: true })
  })
  await press(dialog, 'Choose an empty folder and back up …')
  await expect(problemsIn(dialog)).toContainText('The backup was stopped. Nothing of it was left', { timeout: 30_000 })
  await expect(stop).toHaveCount(0)
  expect(existsSync(join(folder, 'backup'))).toBe(false)
  await lookIn(app, page, 'keys-backup-stopped')
  await press(dialog, 'Choose an empty folder and back up …')
  await expect(stop).toBeVisible()
  await picture(page, 'keys-backup-running')
  await expect(dialog.getByText('The backup was made and verified.')).toBeVisible({ timeout: 30_000 })
  await lookIn(app, page, 'keys-backup')
  expect(await entriesOf(page, 'backup.made')).toHaveLength(1)
  await press(dialog, 'Restore a backup …')
}

/** Into an empty folder, by an administrator and somebody else; whoever is wrong is told so in place. */
async function restore({ app, page }: RunningApp): Promise<void> {
  const dialog = dialogOf(page, 'Restore a backup')
  await answerDialogs(app, [join(folder, 'backup'), join(folder, 'restored')])
  await press(dialog, 'Choose the backup …')
  await expect(dialog.getByText('Radiology East')).toBeVisible()
  await press(dialog, 'Choose the folder …')
  await expect(dialog.getByText('restored', { exact: true })).toBeVisible()
  const administrator = dialog.getByRole('group', { name: 'Administrator' })
  const as = async ({ signInName, passphrase }: { signInName: string; passphrase: string }) => {
    await administrator.getByLabel('Sign-in name').fill(signInName)
    await administrator.getByLabel('Passphrase').fill(passphrase)
  }
  await as(team.rui)
  await dialog.getByLabel('Sign-in name of the second person').fill('noa')
  await dialog.getByLabel('Passphrase of the second person').fill('not what Noa says')
  await press(dialog, 'Restore')
  await expect(problemsIn(dialog)).toContainText('does not open this workspace for the second person', { timeout: 20_000 })
  await dialog.getByLabel('Passphrase of the second person').fill(team.noa.passphrase)
  await press(dialog, 'Restore')
  await expect(problemsIn(dialog)).toContainText('Rui Rocha is not an administrator of the workspace', { timeout: 20_000 })
  await expect(dialog.getByText('restored', { exact: true })).toBeVisible()
  await lookIn(app, page, 'keys-restore-refused')
  await as(team.ana)
  await press(dialog, 'Restore')
  await expect(page.getByRole('heading', { name: /unlock/i })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('The backup was restored. Sign in to go on.')).toBeVisible()
}

/** The sheet opens what was restored, for an administrator and before a second person; for nobody else. */
async function breakGlass({ app, page }: RunningApp, key: string): Promise<void> {
  await press(page, 'Recover with the printed key …')
  const dialog = dialogOf(page, 'Recover with the printed key')
  await expect(dialog.getByLabel('Recovery key', { exact: true })).toBeFocused()
  await dialog.getByLabel('Recovery key', { exact: true }).fill(key)
  await choose(dialog, page, 'Administrator who gets the new passphrase', team.rui.fullName)
  await dialog.getByLabel('New passphrase', { exact: true }).fill(recovered)
  await dialog.getByLabel('New passphrase again').fill(recovered)
  await dialog.getByLabel('Full name of the second person').fill(team.noa.fullName)
  await dialog.getByLabel('Sign-in name of the second person').fill('noa')
  await dialog.getByLabel('Passphrase of the second person').fill(team.noa.passphrase)
  await dialog.getByLabel('Reason').fill(reason)
  await press(dialog, 'Recover')
  await expect(problemsIn(dialog)).toContainText('Rui Rocha is not an administrator', { timeout: 20_000 })
  await expect(dialog.getByLabel('Recovery key', { exact: true })).toHaveValue(key)
  await lookIn(app, page, 'keys-recover-refused')
  await choose(dialog, page, 'Administrator who gets the new passphrase', team.ana.fullName)
  await press(dialog, 'Recover')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('The recovery key was used by Ana Almeida', { exact: false })).toBeVisible()
  expect((await entriesOf(page, 'recovery.used'))[0]).toMatchObject({ reason, details: { secondProved: 'yes', witnessName: team.noa.fullName } })
  expect((await entriesOf(page, 'store.restored'))[0]).toMatchObject({ role: 'administrator', details: { witnessName: team.noa.fullName } })
}
