import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPackageWithOptions, extractAll } from '@electron/asar'
import { type Browser, type Page, chromium } from '@playwright/test'
import { readFuses } from '../../scripts/fuses.mjs'
import { expect, expectAccessible, openStudy, picture, test, unlockDemo } from './app.ts'

// What `npm run package` makes: its fuses, that it refuses a debugger, and that it works.

const unpacked = resolve('dist/linux-unpacked')
const flags = (process.env['PROBITY_ELECTRON_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
/** A person's environment: nothing of the development runtime in it. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PROBITY_|ELECTRON_|NODE_OPTIONS)/.test(name)))

/**
 * The package with one line more in its package.json, which lets a test drive it. What ships has no switch for that:
 * somebody who can write this line can write any other.
 */
async function drivenTwin(folder: string): Promise<string> {
  const twin = join(folder, 'probity')
  const contents = join(folder, 'contents')
  cpSync(unpacked, twin, { recursive: true })
  const archive = join(twin, 'resources/app.asar')
  extractAll(archive, contents)
  const file = join(contents, 'package.json')
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), drivenByTests: true }))
  rmSync(archive)
  await createPackageWithOptions(contents, archive, { unpack: '**/*.node' })
  return twin
}

function run(executable: string, folder: string, more: readonly string[]): { child: ChildProcess; said: () => string; ended: Promise<number | null> } {
  const child = spawn(executable, [...flags, `--user-data-dir=${join(folder, 'profile')}`, ...more], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (text += data.toString('utf8')))
  const ended = new Promise<number | null>((settle) => void child.on('exit', (code) => settle(code)))
  return { child, said: () => text, ended }
}

async function drive(said: () => string): Promise<{ browser: Browser; page: Page }> {
  const address = () => /DevTools listening on (ws:\S+)/.exec(said())?.[1]
  await expect.poll(() => address() ?? said(), { timeout: 20_000 }).toMatch(/^ws:/)
  const browser = await chromium.connectOverCDP(address() ?? '')
  const context = browser.contexts()[0]
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
  if (page === undefined) throw new Error('the package opened no window')
  return { browser, page }
}

test('the package: nine fuses, no debugger, no Node, and the demo study on its results', async () => {
  test.skip(process.platform !== 'linux', 'SKIPPED: dist/linux-unpacked is made and started on Linux only')
  const printed = execFileSync(process.execPath, ['scripts/package.mjs'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const isCarrier = process.env['PROBITY_ELECTRON_SOURCE'] === 'carrier'
  expect(printed.includes('NOT A RELEASE')).toBe(isCarrier)

  const fuses = await readFuses(join(unpacked, 'probity'))
  expect(fuses.length).toBe(9)
  const excused = (fuse: (typeof fuses)[number]) => isCarrier && fuse.name === 'wasmTrapHandlers' && fuse.found === 'absent'
  expect(fuses.filter((fuse) => !fuse.ok && !excused(fuse))).toEqual([])
  if (fuses.some(excused)) console.log('The carrier is too old for the fuse wasmTrapHandlers: 8 of 9 were read back as required.')
  expect(existsSync(join(unpacked, 'resources/default_app.asar'))).toBe(false)

  const folder = mkdtempSync(join(tmpdir(), 'probity-package-'))
  const children: ChildProcess[] = []
  try {
    for (const port of ['--remote-debugging-port=0', '-remote-debugging-port=0', '--remote-debugging-pipe']) {
      const refused = run(join(unpacked, 'probity'), folder, [port])
      children.push(refused.child)
      const late = new Promise<string>((settle) => setTimeout(() => settle('still running'), 10_000))
      expect(await Promise.race([refused.ended, late]), `${port}: ${refused.said()}`).toBe(2)
    }
    const twin = await drivenTwin(folder)
    const { child, said, ended } = run(join(twin, 'probity'), folder, ['--remote-debugging-port=0', '--demo'])
    children.push(child)
    const { browser, page } = await drive(said)
    await unlockDemo(page)
    await openStudy(page, /Five-year/)
    await page.getByRole('navigation', { name: /life cycle/i }).getByRole('button', { name: /Review/ }).click()
    await expect(page.getByRole('main')).toContainText(/AUROC|AUC|area under/i, { timeout: 60_000 })
    await expect(page.getByRole('main')).toContainText(/0\.\d{2}/)
    await picture(page, 'packaged-review')
    await expectAccessible(page)
    expect(await page.evaluate(() => [typeof process, typeof (window as unknown as { require?: unknown }).require])).toEqual(['undefined', 'undefined'])
    const info = await page.evaluate(() => window.probity.call('app.info', {}))
    expect(info).toMatchObject({ ok: true, value: { selfTest: { nAnswers: expect.any(Number) }, runtimeNote: isCarrier ? expect.stringContaining('release ships') : null } })
    await browser.close()
    child.kill('SIGTERM')
    await ended
  } finally {
    for (const each of children) each.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
