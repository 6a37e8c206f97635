import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { expect, goToStep, openStudy, test } from './app.ts'
import { evaluate, openPrepared, typedNames } from './by-hand.ts'
import { besideInNode, inNode } from './outside.ts'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-memory-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Copies {
  readonly storeKey: number
  readonly rowsKey: number
  readonly kek: number
}

/** Copies of the keys in the memory of the program's processes. */
async function copies(app: ElectronApplication): Promise<Record<string, Copies>> {
  const { stdout, stderr } = await besideInNode(['test/journeys/scan-memory.ts', join(folder, 'workspace'), typedNames.passphrase, String(app.process().pid)])
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Record<string, Copies>
}
const total = (found: Record<string, Copies>) => Object.values(found).reduce((sum, { storeKey, rowsKey, kek }) => sum + storeKey + rowsKey + kek, 0)

test('VLT-18: locked, no process of the program has a key in its memory, and its profile holds nothing of the workspace', async ({ start }) => {
  test.skip(!existsSync('/proc/self/mem'), 'SKIPPED: the memory of another process is read as Linux shows it, and this system does not')
  expect(inNode(['test/journeys/prepare-workspace.ts', folder, 'sealed', '300']).stderr).toBe('')
  const { app, page, userData, kill } = await start()
  await openPrepared(app, page, join(folder, 'workspace'))
  await openStudy(page, /Journey study/)
  await goToStep(page, 'Evaluate')
  await evaluate(page, 'Journey study')
  await expect(page.getByText('The evaluation is complete.')).toBeVisible({ timeout: 60_000 })
  await goToStep(page, 'Review')
  const open = await copies(app)
  expect(total(open)).toBeGreaterThan(1)
  const holders = Object.keys(open).filter((each) => total({ each: open[each] ?? { storeKey: 0, rowsKey: 0, kek: 0 } }) > 0)
  expect(holders.map((each) => each.split(' ')[0])).toEqual(['utility'])
  await app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'))
  // A store closes within milliseconds, its engine ends within two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2500))
  const locked = await copies(app)
  console.log(`      open: ${JSON.stringify(open)}; locked: ${JSON.stringify(locked)}`)
  expect(total(locked)).toBe(0)
  expect(Object.keys(locked).length).toBeGreaterThan(2)
  kill()
  await new Promise((resolve) => setTimeout(resolve, 500))
  // The names of columns are in the program itself: they are those of its demonstration.
  expect(hits(userData, ['Journey study', typedNames.passphrase, ...idsOf(join(folder, 'reference-data.csv'))])).toEqual([])
})

/** Of the data that the workspace was made from, so far as its file is still there. */
function idsOf(file: string): string[] {
  const [, ...rows] = readFileSync(file, 'utf8').split('\n')
  return [...rows.slice(0, 50).flatMap((row) => row.split(',').filter((each) => each.length > 8))]
}

function hits(at: string, texts: readonly string[]): string[] {
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  expect(files.length).toBeGreaterThan(5)
  return files.flatMap((file) => {
    const bytes = readFileSync(join(file.parentPath, file.name))
    return texts.filter((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))).map((text) => `${file.name}: ${text}`)
  })
}
