import { readFileSync } from 'node:fs'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { answerDialogs, expect, expectAccessible, expectNoOverflow, goToStep, picture } from './app.ts'

/** What a person does on the screens, by mouse, in words of the screens. Names have 40 characters: they must fit. */
export const typedNames = {
  workspace: 'Department of Diagnostic Radiology, East',
  study: 'Recurrence risk at five years, GBSG-2 II',
  device: 'Rotterdam recurrence model, version 1.00',
  signIn: 'maximiliane.oberdorfer-zu-rechenbergen-9',
  printed: 'Maximiliane Oberdorfer zu Rechenbergen 9',
  passphrase: 'correct horse battery staple',
} as const

export const demoFile = (name: string): string => `resources/demo/${name}`
export const demoJson = (name: string): Record<string, string> => JSON.parse(readFileSync(demoFile(name), 'utf8')) as Record<string, string>

/** A picture, no axe finding, no overflow. The mouse first leaves what would show a tooltip. */
export async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(2, 890)
  await expect(page.locator('.tooltip')).toHaveCount(0)
  await picture(page, name)
  await expectAccessible(page)
  await expectNoOverflow(page)
}

/** A long screen, one picture for each height of the window. */
export async function lookThrough(page: Page, name: string): Promise<void> {
  const pane = page.locator('.app-main')
  const pages = await pane.evaluate((element) => Math.min(3, Math.ceil(element.scrollHeight / element.clientHeight)))
  for (let i = 1; i < pages; i++) {
    await pane.evaluate((element, at) => element.scrollTo(0, at * element.clientHeight), i)
    await picture(page, `${name}-${i + 1}`)
  }
  await pane.evaluate((element) => element.scrollTo(0, 0))
  await look(page, name)
}

export async function choose(scope: Page | Locator, page: Page, label: string, option: string): Promise<void> {
  const field = scope.locator('.field', { has: page.getByText(label, { exact: true }) }).first()
  await field.getByRole('button').click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

export const radio = (page: Page, group: string, option: string): Promise<void> =>
  page.getByRole('radiogroup', { name: group, exact: true }).getByText(option, { exact: true }).click()

export const tick = (page: Page, name: string): Promise<void> =>
  page.locator('label.checkbox', { has: page.getByRole('checkbox', { name, exact: true }) }).click()

export const press = (scope: Page | Locator, name: string): Promise<void> => scope.getByRole('button', { name, exact: true }).click()

export async function createWorkspace(app: ElectronApplication, page: Page, folder: string): Promise<void> {
  await press(page, 'Create …')
  const dialog = page.getByRole('dialog')
  await answerDialogs(app, [folder])
  await press(dialog, 'Choose an empty folder …')
  await dialog.getByLabel('Name of the workspace').fill(typedNames.workspace)
  await dialog.getByLabel('Your sign-in name').fill(typedNames.signIn)
  await dialog.getByLabel('Your name as it is printed on reports').fill(typedNames.printed)
  await dialog.getByLabel('Passphrase', { exact: true }).fill(typedNames.passphrase)
  await dialog.getByLabel('Passphrase again').fill(typedNames.passphrase)
}

/** Opens a workspace that test/journeys/prepare-workspace.ts made, and unlocks it. */
export async function openPrepared(app: ElectronApplication, page: Page, folder: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Validation you can defend' }).waitFor()
  await answerDialogs(app, [folder])
  await press(page, 'Open folder …')
  await page.getByLabel('Passphrase', { exact: true }).fill(typedNames.passphrase)
  await press(page, 'Unlock')
  await expect(page.getByRole('heading', { level: 1, name: 'Studies' })).toBeVisible({ timeout: 60_000 })
}

export async function createStudy(page: Page): Promise<void> {
  await press(page, 'New study …')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the study').fill(typedNames.study)
  await dialog.getByLabel('Device under test').fill(typedNames.device)
  await look(page, 'life-study-dialog')
  await press(dialog, 'Create study')
  await expect(page.getByRole('heading', { level: 1, name: 'Intended use' })).toBeVisible()
}

const fieldOf: Readonly<Record<string, string>> = {
  problem: 'Clinical problem',
  users: 'Users',
  careSetting: 'Care setting',
  population: 'Population',
  limitations: 'Limitations',
  workflow: 'Workflow',
  riskFileReferences: 'Risk-file references',
}

export async function writeIntendedUse(page: Page): Promise<void> {
  const text = demoJson('intended-use.json')
  for (const [key, label] of Object.entries(fieldOf)) await page.getByLabel(label, { exact: true }).fill(text[key] ?? '')
  await expect(page.getByText('Draft saved')).toBeVisible()
}

/** Asked, shown, confirmed: the dialog says what becomes immutable before. */
export async function confirm(page: Page, button: string, title: RegExp, confirmation: string, name: string): Promise<void> {
  await press(page, button)
  const dialog = page.getByRole('alertdialog', { name: title })
  await expect(dialog.getByText('This becomes immutable')).toBeVisible()
  await look(page, name)
  await press(dialog, confirmation)
  await expect(dialog).toHaveCount(0)
}

export async function importProtocol(app: ElectronApplication, page: Page, file = demoFile('protocol.json')): Promise<void> {
  await goToStep(page, 'Protocol')
  await answerDialogs(app, [file])
  await press(page, 'Import a file …')
}

const covariates = [
  ['age', 'Number'],
  ['meno', 'Category'],
  ['size_mm', 'Number'],
  ['grade', 'Category'],
  ['nodes', 'Number'],
  ['pgr', 'Number'],
  ['er', 'Number'],
  ['hormon', 'Category'],
  ['nodes_group', 'Category'],
] as const

export async function mapReferenceData(app: ElectronApplication, page: Page, file = demoFile('reference-data.csv')): Promise<void> {
  await goToStep(page, 'Reference data')
  await answerDialogs(app, [file])
  await page.getByRole('button', { name: /^Choose (a CSV|another) file …$/ }).click()
  await choose(page, page, 'Examination id', 'case_id')
  await choose(page, page, 'Participant id', 'patient_id')
  await choose(page, page, 'Reference standard', 'label')
  await radio(page, 'Meaning of 1', 'Target condition present')
  await radio(page, 'Meaning of 0', 'Target condition absent')
  for (const [column, kind] of covariates) {
    const box = page.getByRole('checkbox', { name: `Keep ${column}`, exact: true })
    if (!(await box.isChecked())) await tick(page, `Keep ${column}`)
    await radio(page, `Kind of ${column}`, kind)
  }
  await tick(page, 'I have checked the kind of each covariate')
}

const releaseLabels: Readonly<Record<string, string>> = {
  udiDi: 'UDI-DI',
  softwareVersion: 'Software version',
  cutOffConfiguration: 'Cut-off configuration',
  runEnvironment: 'Run environment',
  ranBy: 'Run by',
  ranAt: 'Run on',
}

export async function mapPredictions(app: ElectronApplication, page: Page, file = demoFile('predictions.csv')): Promise<void> {
  await goToStep(page, 'Predictions')
  const release = demoJson('release.json')
  for (const [key, label] of Object.entries(releaseLabels)) await page.getByLabel(label, { exact: true }).fill(release[key] ?? '')
  await radio(page, 'Is this configuration intended for release?', 'No')
  await answerDialogs(app, [demoFile('model-p_full.json'), demoFile('model-p_simple.json'), file])
  for (const model of ['model-p_full.json', 'model-p_simple.json']) {
    await press(page, 'Add a file …')
    await expect(page.getByRole('rowheader', { name: model })).toBeVisible()
  }
  await press(page, 'Choose a CSV file …')
  await choose(page, page, 'Examination id', 'case_id')
  const directions = page.getByRole('radiogroup', { name: 'Direction of the score' })
  await expect(directions).toHaveCount(2)
  for (const each of await directions.all()) await each.getByText('Higher means more likely present').click()
}

/** Types the study's name, because it unblinds. */
export async function evaluate(page: Page, studyName: string, button = 'Unblind and evaluate …', confirmation = 'Unblind and evaluate'): Promise<void> {
  await press(page, button)
  const dialog = page.getByRole('alertdialog')
  await dialog.getByRole('textbox').fill(studyName)
  await press(dialog, confirmation)
  await expect(dialog).toHaveCount(0)
}
