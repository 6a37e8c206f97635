import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { answerDialogs, expect, goToStep, openStudy, test, unlockDemo } from './app.ts'
import { demoFile, importProtocol, look, lookThrough, mapReferenceData, press, radio, typedNames } from './by-hand.ts'
import { inNode } from './outside.ts'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-bad-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** The first rows of the demo data with one fault in each of several rows. */
function faultyCsv(): string {
  const lines = readFileSync(demoFile('reference-data.csv'), 'utf8').split('\n').slice(0, 21)
  const withCell = (row: number, column: string, value: string): void => {
    const cells = (lines[row] ?? '').split(',')
    cells[(lines[0] ?? '').split(',').indexOf(column)] = value
    lines[row] = cells.join(',')
  }
  withCell(3, 'case_id', (lines[2] ?? '').split(',')[0] ?? '')
  withCell(5, 'case_id', '')
  withCell(7, 'age', 'NaN')
  withCell(9, 'age', 'forty')
  withCell(11, 'size_mm', '1e400')
  withCell(13, 'pgr', '"1.234.5"')
  return write('faulty.csv', `${lines.join('\n')}\n`)
}

test('what cannot be right is refused in words, and the study stays as it was', async ({ start }) => {
  expect(inNode(['test/journeys/prepare-workspace.ts', folder, 'approved']).stderr).toBe('')
  const { app, page, troubles, close } = await start()
  await answerDialogs(app, [join(folder, 'workspace')])
  await press(page, 'Open folder …')
  await wrongPassphrase(page)
  await openStudy(page, /Journey study/)
  const text = readFileSync(demoFile('protocol.json'), 'utf8')
  await importProtocol(app, page, write('misspelt.json', text.replace('"bootstrap":', '"boot-strap": 1, "bootstrap":')))
  await expect(page.getByText('The protocol has the key “boot-strap”, which is not defined.').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Lock …' })).toBeDisabled()
  await look(page, 'bad-protocol-key')
  await importProtocol(app, page, write('emptied.json', text.replace(/"title": "[^"]+"/, '"title": ""').replace(/"unit": "[^"]+",/, '')))
  await expect(page.getByText(/it is still empty/)).toBeVisible()
  await expect(page.getByText(/it is still needed/)).toBeVisible()
  await look(page, 'bad-protocol-empty')
  await importProtocol(app, page)
  await press(page, 'Lock …')
  await press(page.getByRole('alertdialog'), 'Lock protocol')
  await expect(page.getByText('Locked before data receipt')).toBeVisible()
  await brokenTable(app, page)
  await mapReferenceData(app, page, faultyCsv())
  await radio(page, 'Decimal mark', 'Point: 1.5 is one and a half')
  await press(page, 'Import and seal')
  await problemTable(page)
  await mapReferenceData(app, page)
  await press(page, 'Import and seal')
  await expect(page.getByText('What was imported')).toBeVisible()
  expect(troubles).toEqual([])
  await close()
})

async function wrongPassphrase(page: Page): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery stapler')
  await press(page, 'Unlock')
  await expect(page.getByRole('alert', { name: 'Problems' })).toContainText('passphrase')
  await look(page, 'bad-passphrase')
  await page.getByLabel('Passphrase', { exact: true }).fill(typedNames.passphrase)
  await press(page, 'Unlock')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
}

/** A file that is no table is refused at the preview: there is nothing to map. */
async function brokenTable(app: ElectronApplication, page: Page): Promise<void> {
  await goToStep(page, 'Reference data')
  await answerDialogs(app, [write('ragged.csv', 'case_id,label\nA,1\nB,0\nC,"1,0\n')])
  await press(page, 'Choose a CSV file …')
  await expect(page.getByRole('alert', { name: 'Problems' })).toContainText('ragged.csv, row 4: Field 2 begins with a quotation mark and never ends.')
  await expect(page.getByText('What the columns mean')).toHaveCount(0)
  await look(page, 'bad-csv-structure')
}

/** Row as in the file, column, value, what to do; nothing was imported. */
async function problemTable(page: Page): Promise<void> {
  const table = page.getByRole('table', { name: 'Problems with row, column, value and what to do' })
  await expect(table).toBeVisible()
  for (const [row, column, value] of [['4', 'case_id', 'GBSG1575'], ['8', 'age', 'NaN'], ['10', 'age', 'forty'], ['12', 'size_mm', '1e400'], ['14', 'pgr', '1.234.5']] as const) {
    const line = table.getByRole('row').filter({ has: page.getByText(row, { exact: true }) }).filter({ hasText: value })
    await expect(line).toContainText(column)
    await expect(line.getByRole('cell').last()).not.toBeEmpty()
  }
  await expect(page.getByText('Nothing was imported.')).toBeVisible()
  await expect(page.getByRole('navigation', { name: /Life cycle/ }).getByRole('button', { name: /Reference data/ })).toContainText('Ready')
  await lookThrough(page, 'bad-csv')
}

test('an evaluation is not confirmed and a report not signed with anything but the right words', async ({ start }) => {
  const { page, troubles, close } = await start(['--demo'])
  await unlockDemo(page)
  await openStudy(page, /Five-year/)
  await goToStep(page, 'Evaluate')
  await press(page, 'Run again …')
  const dialog = page.getByRole('alertdialog')
  await dialog.getByRole('textbox').fill('Five-year recurrence risk')
  await expect(dialog.getByRole('button', { name: 'Run again' })).toBeDisabled()
  await look(page, 'bad-confirmation')
  await press(dialog, 'Cancel')
  await goToStep(page, 'Sign')
  await expect(page.getByText('Report preview')).toBeVisible({ timeout: 60_000 })
  await radio(page, 'Meaning of the signature', 'Responsibility: I take responsibility for its content')
  for (const [name, passphrase, picture] of [['somebody', 'x', 'bad-sign-name'], ['demo', 'not the passphrase', 'bad-sign-passphrase']] as const) {
    await page.getByLabel('Sign-in name').fill(name)
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
    await press(page, 'Sign report')
    await expect(page.getByRole('alert', { name: 'Problems' })).toBeVisible({ timeout: 60_000 })
    await expect(page.getByLabel('Passphrase', { exact: true })).toHaveValue('')
    await look(page, picture)
  }
  await expect(page.getByText(/^Signed by/)).toHaveCount(0)
  expect(troubles).toEqual([])
  await close()
})
