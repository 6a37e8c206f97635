import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { assertPragmas, openDatabase, readBack } from '../../electron/store/database.ts'
import { isSchemaIntact } from '../../electron/store/schema.ts'
import { createWorkspace, openWorkspace, readWorkspace } from '../../electron/workspace/workspace.ts'
import { freshWorkspace, kdf, passphrase, person, personIdOf, refusal, reopen, temporaryFolder } from './fixture.ts'
import { addProtocol } from './sample.ts'

const surroundings = systemSurroundings('0.1.0-test')
const contents = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]))

/** Copies what is on the disk while the store is open, as after a power cut. */
function snapshot(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  // In another process: closing a second handle here would drop the locks of the open store.
  expect(spawnSync('cp', ['-a', `${from}/.`, to]).status).toBe(0)
}

describe('opening', () => {
  test('STO-1: every pragma reads back as it was set', async () => {
    const { store } = await freshWorkspace()
    const found = readBack.map(([name]) => [name, store.database.pragma(name, { simple: true })])
    expect(found.map(([name, value]) => [name, String(value)])).toEqual(readBack.map(([name, value]) => [name, String(value)]))
    expect(store.database.pragma('page_size', { simple: true })).toBe(4096)
  })

  test.each(['synchronous=NORMAL', 'temp_store=DEFAULT', 'recursive_triggers=OFF', 'trusted_schema=ON', 'secure_delete=OFF'])(
    'STO-1: a store with %s is refused',
    async (pragma) => {
      const { store } = await freshWorkspace()
      store.database.pragma(pragma)
      expect(await refusal(() => assertPragmas(store.database))).toEqual(['store/pragma'])
    },
  )

  test('STO-1: the file is no readable SQLite file and holds no text of the records', async () => {
    const workspace = await freshWorkspace()
    addProtocol(workspace.store, 'MARKER-OF-THE-PROTOCOL')
    const files = contents(workspace.folder)
    const bytes = Buffer.concat(Object.values(files).map((file) => Buffer.from(file, 'base64')))
    expect(Object.keys(files)).toContain('workspace.probity-wal')
    expect(bytes.includes('MARKER-OF-THE-PROTOCOL')).toBe(false)
    expect(bytes.includes('SQLite format 3')).toBe(false)
  })

  test('STO-1: another key opens nothing', async () => {
    const workspace = await freshWorkspace()
    workspace.close()
    const open = () => openDatabase(workspace.paths.store, new Uint8Array(32).fill(1), { mustExist: true })
    expect(await refusal(open)).toEqual(['store/damaged SQLITE_NOTADB'])
  })

  test('STO-15: a demonstration stays one, whatever workspace.json says', async () => {
    const folder = join(temporaryFolder(), 'ws')
    const made = await createWorkspace(folder, { name: 'Demo', person, demo: { passphrase } }, surroundings)
    expect(made.isDemo).toBe(true)
    made.close()
    const file = join(folder, 'workspace.json')
    const { demo: _demo, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    writeFileSync(file, `${JSON.stringify(rest)}\n`)
    expect(readWorkspace(folder).demo).toBeNull()
    expect((await reopen(folder)).isDemo).toBe(true)
    expect((await freshWorkspace()).isDemo).toBe(false)
  })

  test('STO-2: a newer store is refused and no byte changes', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    const id = personIdOf(folder)
    const key = new Uint8Array(workspace.vault.keys.database)
    workspace.close()
    const db = openDatabase(paths.store, key, { mustExist: true })
    db.pragma('user_version = 99')
    db.close()
    const before = contents(folder)
    expect(await refusal(() => openWorkspace(folder, id, passphrase, surroundings))).toEqual(['store/newer'])
    expect(contents(folder)).toEqual(before)
  })

  test('STO-3: a second instance is refused, in this process and in another', async () => {
    const workspace = await freshWorkspace()
    const id = personIdOf(workspace.folder)
    expect((await refusal(() => openWorkspace(workspace.folder, id, passphrase, surroundings)))[0]).toMatch(/^store\/in-use/)
    const module = new URL('../../electron/workspace/workspace.ts', import.meta.url).href
    const clock = new URL('../../electron/files/clock.ts', import.meta.url).href
    const script = `const { openWorkspace } = await import(${JSON.stringify(module)})
      const { systemSurroundings } = await import(${JSON.stringify(clock)})
      const [folder, id, passphrase] = process.argv.slice(1)
      try { await openWorkspace(folder, id, passphrase, systemSurroundings('t')); console.log('opened') }
      catch (error) { console.log(error.message) }`
    const other = spawnSync(process.execPath, ['--input-type=module', '-e', script, workspace.folder, id, passphrase])
    expect(other.stdout.toString().trim()).toBe('store/in-use')
    // The first goes on.
    addProtocol(workspace.store)
  })

  test('STO-14: a store with another schema is refused', async () => {
    const workspace = await freshWorkspace()
    const { folder } = workspace
    expect(isSchemaIntact(workspace.store.database)).toBe(true)
    workspace.store.database.exec('DROP TRIGGER record_update')
    expect(isSchemaIntact(workspace.store.database)).toBe(false)
    workspace.close()
    expect(await refusal(() => openWorkspace(folder, personIdOf(folder), passphrase, surroundings))).toEqual(['store/damaged schema'])
  })

  test('STO-8: a new workspace begins with its own entries; a folder with files in it is refused', async () => {
    const workspace = await freshWorkspace()
    expect(workspace.store.ledger.list().map((entry) => entry.body.action)).toEqual([
      'workspace.created',
      'person.added',
      'role.granted',
    ])
    const again = () => createWorkspace(workspace.folder, { name: 'x', person }, surroundings)
    expect(await refusal(again)).toEqual(['store/folder-not-empty'])
    expect(await refusal(() => readWorkspace(temporaryFolder()))).toEqual(['store/not-a-workspace'])
  })

  test('STO-8: a demonstration shows its passphrase; any other workspace shows none', async () => {
    const folder = join(temporaryFolder(), 'demo')
    const demo = { passphrase }
    const workspace = await createWorkspace(folder, { name: 'Demo', person: { ...person, kdf }, demo }, surroundings)
    workspace.close()
    expect(readWorkspace(folder).demo).toEqual(demo)
    expect(readWorkspace((await freshWorkspace()).folder).demo).toBeNull()
  })
})

describe('anchor', () => {
  test('STO-7: a store put back to yesterday is refused', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    workspace.close()
    const old = readFileSync(paths.store)
    const second = await reopen(folder)
    addProtocol(second.store)
    second.close()
    writeFileSync(paths.store, old)
    expect(await refusal(() => openWorkspace(folder, personIdOf(folder), passphrase, surroundings))).toEqual(['store/anchor rolled-back'])
  })

  test('STO-7: a deleted write-ahead log is refused', async () => {
    const workspace = await freshWorkspace()
    workspace.close()
    const open = await reopen(workspace.folder)
    addProtocol(open.store)
    const copy = join(temporaryFolder(), 'copy')
    snapshot(open.folder, copy)
    rmSync(join(copy, 'workspace.probity-wal'))
    expect(await refusal(() => openWorkspace(copy, personIdOf(copy), passphrase, surroundings))).toEqual(['store/anchor rolled-back'])
  })

  test('STO-7: an anchor that is one commit behind is no finding; a strange or missing one is', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    const id = personIdOf(folder)
    const behind = readFileSync(paths.anchor)
    addProtocol(workspace.store)
    workspace.close()
    writeFileSync(paths.anchor, behind)
    const second = await reopen(folder)
    second.close()
    const good = readFileSync(paths.anchor, 'utf8')
    for (const [text, cause] of [
      [good.replace(/"seq":(\d+)/, '"seq":1'), 'mac'],
      [good.slice(0, -1), 'damaged'],
      ['', 'damaged'],
    ] as const) {
      writeFileSync(paths.anchor, text)
      expect(await refusal(() => openWorkspace(folder, id, passphrase, surroundings))).toEqual([`store/anchor ${cause}`])
    }
    rmSync(paths.anchor)
    expect(await refusal(() => openWorkspace(folder, id, passphrase, surroundings))).toEqual(['store/anchor missing'])
  })

  test('STO-7: the anchor of another history with as many entries is refused', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    workspace.close()
    const base = join(temporaryFolder(), 'base')
    snapshot(folder, base)
    const first = await reopen(folder)
    addProtocol(first.store, 'one')
    first.close()
    const second = await reopen(base)
    addProtocol(second.store, 'two')
    second.close()
    copyFileSync(join(base, 'anchor.json'), paths.anchor)
    expect((await refusal(() => openWorkspace(folder, personIdOf(folder), passphrase, surroundings)))[0]).toBe('store/anchor other-history')
  })
})
