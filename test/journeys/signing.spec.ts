import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { people } from '../actions/three-names.ts'
import { openWorkbench } from '../pdf-signing/auditor-tools.ts'
import { answerDialogs, expect, expectAccessible, goToStep, openStudy, picture, test } from './app.ts'
import { choose, demoJson, look, press } from './by-hand.ts'
import { inNode } from './outside.ts'
import { goToPeople, importDialog, lookIn } from './people-steps.ts'

type Name = keyof typeof people

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-signing-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('three people sign one report in turn, and the wrong role is refused', async ({ start }) => {
  expect(inNode(['test/journeys/prepare-signing.ts', folder]).stderr).toBe('')
  const { app, page, troubles, close } = await start()
  await answerDialogs(app, [join(folder, 'workspace')])
  await press(page, 'Open folder …')

  await signIn(page, 'noa')
  await expect(page.getByText('The report waits for its author.')).toBeVisible()
  await expect(page.getByText('Can be signed by: Ana Author.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign report' })).toHaveCount(0)
  await refusedAtTheDoor(page)
  await look(page, 'signing-1-auditor')
  await signOut(page)

  await signIn(page, 'ana')
  await page.getByText('Authorship: I wrote this report', { exact: true }).click()
  await sign(page, 'ana')
  await expect(page.getByText('The report waits for its review.')).toBeVisible()
  await expect(page.getByText(/Ana Author has already signed this report/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign report' })).toHaveCount(0)
  await look(page, 'signing-2-author-signed')
  await signOut(page)

  await signIn(page, 'mia')
  await expect(page.getByText(/It cannot be signed|cannot be signed with|may not sign with the meaning “review”/)).toBeVisible()
  await signOut(page)

  await signIn(page, 'rui')
  await look(page, 'signing-3-reviewer')
  await press(page, 'Reject …')
  await look(page, 'signing-3-reject-dialog')
  await press(page.getByRole('alertdialog'), 'Cancel')
  await sign(page, 'rui')
  await expect(page.getByText('The report waits for its approval.')).toBeVisible()
  await signOut(page)

  await signIn(page, 'mia')
  // Her certificate is the hospital's, whose list of revoked ones should have been followed by another.
  await expect(page.getByText(/newest revocation list here of .*St Anne.* is out of date \(its next was due by 31 Jan 2026\)/)).toBeVisible()
  await lookIn(app, page, 'signing-4-list-overdue')
  await sign(page, 'mia')
  await expect(page.getByText('The report is approved: no further signature is needed.')).toBeVisible()
  await expect(page.getByText(/The signature of .* is valid: the document/)).toHaveCount(3)
  await look(page, 'signing-4-approved')
  await inTheDark(app, page)
  const { pdf, certificate } = await take(app, page)
  await signOut(page)
  await heardLater(app, page)
  expect(troubles).toEqual([])
  await close()
  checkOutside(pdf, certificate)
  expect(inNode(['out/cli/main.js', 'verify', join(folder, 'workspace'), '--person', 'ana', '--both', '--passphrase-fd', '0'], people.ana.passphrase)).toMatchObject({ code: 1 })
})

/** The hospital tells that Mia's certificate had been revoked before she signed: seen wherever it matters, and the work goes on. */
async function heardLater(app: ElectronApplication, page: Page): Promise<void> {
  await signIn(page, 'ana')
  await goToPeople(page)
  const dialog = await importDialog({ app, page }, 'Import revocation list …', 'Import revocation list …', join(folder, 'revoking.crl'))
  await press(dialog, 'Import')
  await expect(dialog).toHaveCount(0)
  await press(page.getByRole('navigation', { name: 'Workspace' }), 'All studies')
  await press(page.getByRole('main'), 'Verify now')
  await expect(page.getByText('Everything that was recomputed matches, but a signature')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/The signature of Mia Approver on report .* does not count/).first()).toBeVisible()
  await lookIn(app, page, 'signing-6-verification')
  await expect(page.getByText('Read-only')).toHaveCount(0)
  await openStudy(page, new RegExp(demoJson('study.json')['name'] ?? ''))
  await goToStep(page, 'Sign')
  await expect(page.getByText('A signature in this workspace was made with a revoked certificate')).toBeVisible()
  const revoked = page.getByText(/the certificate of Mia Approver had been revoked: the signature does not count/).last()
  await expect(revoked).toBeVisible({ timeout: 60_000 })
  await revoked.scrollIntoViewIfNeeded()
  await expect(page.getByText('The report was approved, but a signature on it does not count')).toBeVisible()
  await lookIn(app, page, 'signing-7-revoked')
  await expect(page.getByRole('button', { name: 'Supersede …' })).toBeEnabled()
}

async function signIn(page: Page, name: Name): Promise<void> {
  await expect(page.getByRole('heading', { name: /unlock/i })).toBeVisible({ timeout: 60_000 })
  await choose(page.locator('main'), page, 'Person', people[name].fullName)
  await page.getByLabel('Passphrase', { exact: true }).fill(people[name].passphrase)
  await press(page, 'Unlock')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
  await openStudy(page, new RegExp(demoJson('study.json')['name'] ?? ''))
  await goToStep(page, 'Sign')
  await expect(page.getByRole('heading', { name: /Report preview|What was signed/ })).toBeVisible({ timeout: 60_000 })
}

const signOut = (page: Page): Promise<void> => press(page, 'Lock workspace')

async function sign(page: Page, name: Name): Promise<void> {
  await page.getByLabel('Sign-in name').fill(people[name].signInName)
  await page.getByLabel('Passphrase', { exact: true }).fill(people[name].passphrase)
  await press(page, 'Sign report')
  await expect(page.getByText(new RegExp(`^Signed by ${people[name].fullName}`))).toBeVisible({ timeout: 60_000 })
}

/** What the window does not offer is refused all the same: the page itself asks. */
async function refusedAtTheDoor(page: Page): Promise<void> {
  const codes = await page.evaluate(async () => {
    const list = (await window.probity.call('study.list', {})) as { value: { id: string }[] }
    const request = { studyId: list.value[0]?.id, signInName: 'noa', passphrase: 'x', recordSha256: '0'.repeat(64), reportVersion: 0 }
    const replies = await Promise.all([
      window.probity.call('report.sign', { ...request, meaning: 'authorship' }),
      window.probity.call('report.reject', { ...request, reason: 'because I can' }),
    ])
    return replies.map((reply) => (reply.ok ? 'answered' : reply.problems[0]?.code))
  })
  expect(codes).toEqual(['permission/denied', 'permission/denied'])
}

async function inTheDark(app: ElectronApplication, page: Page): Promise<void> {
  await app.evaluate(({ nativeTheme }) => void (nativeTheme.themeSource = 'dark'))
  await expect(page.locator('html[data-theme=dark]')).toBeVisible()
  await picture(page, 'signing-5-dark')
  await press(page, 'Supersede …')
  await picture(page, 'signing-5-dark-dialog')
  await expectAccessible(page)
  await press(page.getByRole('alertdialog'), 'Cancel')
}

async function take(app: ElectronApplication, page: Page): Promise<{ pdf: string; certificate: string }> {
  const taken = { pdf: join(folder, 'report.pdf'), certificate: join(folder, 'workspace-ca.pem') }
  await answerDialogs(app, [taken.pdf, taken.certificate])
  await press(page, 'Export signed PDF …')
  await expect(page.getByText('Saved report.pdf')).toBeVisible()
  await press(page, 'Export workspace certificate …')
  await expect(page.getByText('Saved workspace-ca.pem')).toBeVisible()
  return taken
}

function checkOutside(pdf: string, certificate: string): void {
  const [own, hospital] = [certificate, join(folder, 'ca.pem')].map((path) => Buffer.from(readFileSync(path, 'utf8').replace(/-----[A-Z ]+-----|\s/g, ''), 'base64'))
  const bench = openWorkbench(own ?? Buffer.alloc(0), hospital)
  try {
    const [one, two, three] = bench.pdfsig(readFileSync(pdf))
    for (const each of [one, two, three]) expect(each).toMatch(/Signature is Valid[^]*Certificate is Trusted/)
    expect(three).toContain('Total document signed')
    const text = bench.text(readFileSync(pdf))
    for (const name of ['ana', 'rui', 'mia'] as const) expect(text).toContain(people[name].fullName)
  } finally {
    bench.close()
  }
  expect(inNode(['out/cli/main.js', 'verify', pdf, '--ca', certificate, '--ca', join(folder, 'ca.pem')]).code).toBe(0)
}
