import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { openWorkbench } from '../pdf-signing/auditor-tools.ts'
import { answerDialogs, expect, goToStep, test } from './app.ts'
import {
  confirm,
  createStudy,
  createWorkspace,
  evaluate,
  importProtocol,
  look,
  lookThrough,
  mapPredictions,
  mapReferenceData,
  press,
  radio,
  typedNames,
  writeIntendedUse,
} from './by-hand.ts'
import { type Ended, besideInNode, inNode } from './outside.ts'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-life-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a study goes from an empty workspace to a signed report that holds outside the window', async ({ start }) => {
  const demo = besideInNode(['out/cli/main.js', 'demo', '--out', join(folder, 'demo'), '--json'])
  const { app, page, troubles, close } = await start()
  await page.getByRole('heading', { level: 1, name: 'Validation you can defend' }).waitFor()
  await look(page, 'life-welcome')
  const workspace = join(folder, 'workspace')
  mkdirSync(workspace)
  await begin(app, page, workspace)
  await fillIn(app, page)
  await evaluate(page, typedNames.study)
  await expect(page.getByText('The evaluation is complete.')).toBeVisible({ timeout: 60_000 })
  await look(page, 'life-evaluate-done')
  const digest = await copiedDigest(app, page)
  await review(page)
  const files = await sign(app, page)
  await inDarkAndSmall(app, page)
  expect(troubles).toEqual([])
  await close()
  checkOutside(files, workspace)
  expect(digest).toBe(digestIn(await demo))
})

/** The whole result digest, as the window puts it on the clipboard. */
async function copiedDigest(app: ElectronApplication, page: Page): Promise<string> {
  await page.getByRole('table', { name: /Every run/ }).getByRole('button').first().click()
  const read = () => app.evaluate(({ clipboard }) => clipboard.readText())
  await expect.poll(read).toMatch(/^[0-9a-f]{64}$/)
  return await read()
}

/** Workspace, study, intended use, protocol. */
async function begin(app: ElectronApplication, page: Page, workspace: string): Promise<void> {
  await createWorkspace(app, page, workspace)
  await look(page, 'life-workspace-dialog')
  await press(page, 'Create workspace')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
  await look(page, 'life-home-empty')
  await createStudy(page)
  await look(page, 'life-1-intended-use-empty')
  await goToStep(page, 'Protocol')
  await look(page, 'life-2-protocol-blocked')
  await goToStep(page, 'Intended use')
  await writeIntendedUse(page)
  await look(page, 'life-1-intended-use-draft')
  await confirm(page, 'Approve …', /Approve/, 'Approve', 'life-1-intended-use-dialog')
  await expect(page.getByRole('button', { name: 'New version …' })).toBeVisible()
  await look(page, 'life-1-intended-use-approved')
  await goToStep(page, 'Protocol')
  await look(page, 'life-2-protocol-start')
  await importProtocol(app, page)
  await expect(page.getByText('No problems. The protocol can be locked.').or(page.getByText('1 problem'))).toBeVisible()
  for (const tab of ['Device outputs', 'Endpoints', 'Success rule', 'Subgroups', 'Cohort rules', 'Analysis', 'Limitations', 'JSON', 'General']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    await look(page, `life-2-protocol-${tab.toLowerCase().replace(' ', '-')}`)
  }
  await confirm(page, 'Lock …', /Lock the protocol/, 'Lock protocol', 'life-2-protocol-dialog')
  await expect(page.getByText('Locked before data receipt')).toBeVisible()
  await lookThrough(page, 'life-2-protocol-locked')
}

/** Reference data, cohort, predictions. */
async function fillIn(app: ElectronApplication, page: Page): Promise<void> {
  await goToStep(page, 'Reference data')
  await look(page, 'life-3-reference-data-empty')
  await mapReferenceData(app, page)
  await lookThrough(page, 'life-3-reference-data-mapped')
  await press(page, 'Import and seal')
  await expect(page.getByText('What was imported')).toBeVisible()
  await lookThrough(page, 'life-3-reference-data-done')
  await goToStep(page, 'Cohort')
  await look(page, 'life-4-cohort-open')
  await confirm(page, 'Freeze the cohort …', /Freeze/, 'Freeze cohort', 'life-4-cohort-dialog')
  await expect(page.getByText('The cohort is frozen.')).toBeVisible()
  await lookThrough(page, 'life-4-cohort-frozen')
  await goToStep(page, 'Predictions')
  await look(page, 'life-5-predictions-empty')
  await mapPredictions(app, page)
  await lookThrough(page, 'life-5-predictions-mapped')
  await press(page, 'Import and seal')
  await expect(page.getByText('The predictions are sealed.')).toBeVisible()
  await lookThrough(page, 'life-5-predictions-sealed')
  await goToStep(page, 'Review')
  await look(page, 'life-7-review-none')
  await goToStep(page, 'Sign')
  await look(page, 'life-8-sign-none')
  await goToStep(page, 'Evaluate')
  await look(page, 'life-6-evaluate-ready')
  await press(page, 'Unblind and evaluate …')
  await look(page, 'life-6-evaluate-dialog')
  await press(page.getByRole('alertdialog'), 'Cancel')
}

async function review(page: Page): Promise<void> {
  await press(page, 'Go to Review')
  await expect(page.getByRole('heading', { name: 'The study did not meet its success criterion.' })).toBeVisible()
  await lookThrough(page, 'life-7-review')
  await page.getByRole('article', { name: 'Sensitivity of the full model at the advise threshold' }).getByRole('button').first().click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByText('Clopper–Pearson').first()).toBeVisible()
  await expect(drawer.getByText('285').first()).toBeVisible()
  await expect(drawer.getByText('176').first()).toBeVisible()
  await expect(drawer.getByText('p_full/T50/sensitivity')).toBeVisible()
  await look(page, 'life-7-review-drawer')
  await press(drawer, 'Close')
  await expect(drawer).toHaveCount(0)
  for (const tab of ['Results', 'Subgroups', 'Missing and indeterminate', 'First page']) {
    await page.getByRole('tab', { name: tab }).click()
    await lookThrough(page, `life-7-review-${tab.toLowerCase().replaceAll(' ', '-')}`)
  }
}

interface Taken {
  readonly pdf: string
  readonly certificate: string
}

async function sign(app: ElectronApplication, page: Page): Promise<Taken> {
  await goToStep(page, 'Sign')
  await expect(page.getByText('Report preview')).toBeVisible({ timeout: 60_000 })
  await lookThrough(page, 'life-8-sign-panel')
  await radio(page, 'Meaning of the signature', 'Authorship: I wrote this report')
  await page.getByLabel('Sign-in name').fill(typedNames.signIn)
  await page.getByLabel('Passphrase', { exact: true }).fill(typedNames.passphrase)
  await press(page, 'Sign report')
  await expect(page.getByText(`Signed by ${typedNames.printed} (authorship).`)).toBeVisible({ timeout: 60_000 })
  await lookThrough(page, 'life-8-sign-signed')
  const taken = { pdf: join(folder, 'report.pdf'), certificate: join(folder, 'workspace-ca.pem') }
  await answerDialogs(app, [taken.pdf, taken.certificate])
  await press(page, 'Export signed PDF …')
  await expect(page.getByText('Saved report.pdf')).toBeVisible()
  await press(page, 'Export workspace certificate …')
  await expect(page.getByText('Saved workspace-ca.pem')).toBeVisible()
  await look(page, 'life-8-sign-exported')
  return taken
}

/** The finished study once more, dark and in the smallest window. */
async function inDarkAndSmall(app: ElectronApplication, page: Page): Promise<void> {
  await app.evaluate(({ nativeTheme, BrowserWindow }) => {
    nativeTheme.themeSource = 'dark'
    BrowserWindow.getAllWindows()[0]?.setContentSize(1100, 700)
  })
  await expect(page.locator('html[data-theme=dark]')).toBeVisible()
  for (const step of ['Intended use', 'Protocol', 'Reference data', 'Cohort', 'Predictions', 'Evaluate', 'Review', 'Sign']) {
    await goToStep(page, step)
    await page.getByRole('heading', { level: 1, name: step }).waitFor()
    await expect(page.locator('.spinner')).toHaveCount(0)
    await look(page, `life-dark-small-${step.toLowerCase().replace(' ', '-')}`)
  }
}

/** What an auditor does, without the window. */
function checkOutside({ pdf, certificate }: Taken, workspace: string): void {
  const authority = Buffer.from(readFileSync(certificate, 'utf8').replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
  const bench = openWorkbench(authority)
  try {
    const [signature, ...rest] = bench.pdfsig(readFileSync(pdf))
    for (const field of rest) expect(field).toContain('not signed')
    expect(signature).toContain('Signature is Valid')
    expect(signature).toContain('Certificate is Trusted')
    expect(signature).toContain('Total document signed')
    expect(bench.text(readFileSync(pdf))).toContain(typedNames.printed)
  } finally {
    bench.close()
  }
  expect(inNode(['out/cli/main.js', 'verify', pdf, '--ca', certificate]).code).toBe(0)
  const store = inNode(['out/cli/main.js', 'verify', workspace, '--passphrase-fd', '0'], typedNames.passphrase)
  expect(`${store.code} ${store.stderr}`).toBe('0 ')
}

/** The command line, in Node, on the same protocol and files. */
function digestIn(demo: Ended): string {
  expect(demo.stderr).toBe('')
  const { resultSha256, ...verified } = JSON.parse(demo.stdout) as { resultSha256: string }
  expect(verified).toMatchObject({ reportVerified: true, storeVerified: true })
  return resultSha256
}
