import { spawn } from 'node:child_process'
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { exportBytes } from '../../electron/actions/export-files.ts'
import { makeDemoWorkspace } from '../../electron/engine/demo-workspace.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { freshTemporaryFolder } from '../../electron/files/write.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { openSettings } from '../../electron/window/settings.ts'
import { restoreBackup } from '../../electron/workspace/restore.ts'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { ada, backedUp, bob, contextOf, surroundings } from './backup-fixture.ts'
import { freshWorkspace, kdf, passphrase, reopen, temporaryFolder } from './fixture.ts'

const mark = '20261123T080000Z-0a1b2c'
const engineFor = (parent: string) => createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })

/** A closed workspace, its backup, and beside it the copy that a killed restore was working on. */
async function interrupted() {
  const { workspace, backup } = await backedUp()
  const { folder, session } = workspace
  workspace.close()
  const restoring = `${folder}.restoring-${mark}`
  cpSync(backup, restoring, { recursive: true, filter: (name) => !name.endsWith('backup.json') })
  writeFileSync(join(restoring, '.anchor.json.0123456789ab.part'), 'half')
  const beside = () => readdirSync(dirname(folder)).sort()
  return { folder, backup, restoring, personId: session.personId, beside }
}

describe('what a kill leaves behind', () => {
  test('STO-41: the copy that a killed restore was working on is removed when the workspace is chosen, or restored again', async () => {
    const one = await interrupted()
    engineFor(dirname(one.folder)).choose(one.folder)
    expect(one.beside()).toEqual(['ws'])
    const two = await interrupted()
    const { keptAs } = await restoreBackup({ backup: two.backup, into: two.folder, actor: ada, witness: bob }, surroundings)
    expect(two.beside()).toEqual(['ws', keptAs])
  })

  test('STO-41: what is not the program’s own stays: another file in that folder, and folders of other names', async () => {
    const { folder, restoring, beside } = await interrupted()
    writeFileSync(join(restoring, 'notes.txt'), 'mine')
    mkdirSync(`${folder}.restoring-later`)
    engineFor(dirname(folder)).choose(folder)
    expect(beside()).toEqual(['ws', 'ws.restoring-20261123T080000Z-0a1b2c', 'ws.restoring-later'])
    expect(readdirSync(restoring)).toEqual(['notes.txt'])
  })

  test('STO-42: a restore that was killed between its two moves is taken back: the store that stood there stands there again', async () => {
    for (const again of ['chosen', 'restored'] as const) {
      const { folder, backup, personId, beside } = await interrupted()
      renameSync(folder, `${folder}.replaced-${mark}`)
      if (again === 'chosen') {
        const engine = engineFor(dirname(folder))
        engine.choose(folder)
        expect(engine.view()).toMatchObject({ kind: 'locked', name: 'Test' })
        expect(beside()).toEqual(['ws'])
      } else {
        const restored = await restoreBackup({ backup, into: folder, actor: ada, witness: bob }, surroundings)
        expect(restored.replaced?.from).toBe('store')
        expect(beside()).toEqual(['ws', restored.keptAs])
      }
      expect((await verifyStore(folder, { personId, passphrase })).ok).toBe(true)
    }
  })

  test('STO-41: halves of files and a second name of the store go when the workspace is opened', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    workspace.close()
    const whole = readdirSync(folder).sort()
    for (const name of ['keys.json', 'anchor.json', 'workspace.json']) writeFileSync(join(folder, `.${name}.0123456789ab.part`), 'half')
    linkSync(paths.store, join(folder, '.in-use-check'))
    writeFileSync(join(folder, '.somebody.part'), 'mine')
    ;(await reopen(folder)).close()
    expect(readdirSync(folder).filter((name) => name !== 'sign-in.log').sort()).toEqual(['.somebody.part', ...whole].sort())
  })

  test('STO-41: half an export goes with the next one of that name, half a settings file at the next start', async () => {
    const workspace = await freshWorkspace()
    const at = temporaryFolder()
    for (const name of ['.report.pdf.0123456789ab.part', '.other.pdf.0123456789ab.part', '.settings.json.0123456789ab.part']) writeFileSync(join(at, name), 'half')
    exportBytes(contextOf(workspace), { path: join(at, 'report.pdf'), contents: 'whole', what: 'report', studyId: null })
    openSettings(at)
    expect(readdirSync(at).sort()).toEqual(['.other.pdf.0123456789ab.part', 'report.pdf'])
  })

  test('STO-41: a copy in the system’s folder goes at the next start when its process was killed, and not before', async () => {
    const own = freshTemporaryFolder('verify')
    const module = fileURLToPath(new URL('../../electron/files/write.ts', import.meta.url))
    const script = `import { freshTemporaryFolder } from ${JSON.stringify(module)}; console.log(freshTemporaryFolder('drill')); setInterval(() => 0, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const left = await new Promise<string>((resolve) => child.stdout.once('data', (part: Buffer) => resolve(part.toString().trim())))
    writeFileSync(join(left, 'workspace.probity'), 'encrypted')
    const mine = mkdtempSync(join(tmpdir(), 'probity-drill-of-mine-'))
    engineFor(own)
    expect(existsSync(left)).toBe(true)
    const gone = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await gone
    engineFor(own)
    expect([existsSync(left), existsSync(own), existsSync(mine)]).toEqual([false, true, true])
    for (const folder of [own, mine]) rmSync(folder, { recursive: true })
  })

  test('STO-44: a demo workspace whose making was cut off is made anew; one that was finished stays', { timeout: 60_000 }, async () => {
    const parent = temporaryFolder()
    const workspace = await freshWorkspace()
    workspace.close()
    const folder = join(parent, 'demo')
    cpSync(workspace.folder, folder, { recursive: true, filter: (name) => !name.endsWith('workspace.json') })
    const engine = engineFor(parent)
    await makeDemoWorkspace(engine, folder)
    const made = readFileSync(join(folder, 'workspace.json'), 'utf8')
    expect(made).toContain('Demo workspace')
    await makeDemoWorkspace(engine, folder)
    expect(readFileSync(join(folder, 'workspace.json'), 'utf8')).toBe(made)
  })
})
