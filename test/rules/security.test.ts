import { describe, expect, test } from 'vitest'
import { checkSecurity, importsElectronName, securityRules } from './security-rules.ts'
import {
  describeViolations,
  parseFile,
  parseSource,
  scriptsBelow,
  violation,
  type SourceFile,
  type Violation,
} from './source-files.ts'
import { importsOf, calledName, childrenOf, simpleMember, textOf, walkValues } from './syntax.ts'

type Plant = readonly [rule: string, file: string, text: string]

const plants: readonly Plant[] = [
  ['no-plaintext-copy', 'electron/store/backup.ts', 'export const f = (db: D): Buffer => db.serialize()'],
  ['no-rekey-to-nothing', 'electron/store/open.ts', "db.rekey('')"],
  ['no-unsafe-database', 'electron/store/open.ts', 'db.unsafeMode(true)'],
  ['no-unsafe-database', 'electron/store/open.ts', "db.loadExtension('x')"],
  ['database-in-store-only', 'electron/actions/x.ts', "import Database from 'better-sqlite3'"],
  ['database-in-store-only', 'electron/cli/x.ts', "const d = await import('better-sqlite3')"],
  ['no-key-pragma', 'electron/store/open.ts', "db.pragma(`key='${secret}'`)"],
  ['no-key-pragma', 'electron/store/open.ts', "db.pragma('rekey = ' + secret)"],
  ['no-built-sql', 'electron/store/cohort.ts', 'db.prepare(`SELECT * FROM ${table}`)'],
  ['no-built-sql', 'electron/store/cohort.ts', "const sql = 'DELETE FROM x WHERE id = ' + id + ';'"],
  ['no-built-sql', 'electron/store/cohort.ts', 'let COLUMNS = x\ndb.prepare(`SELECT ${COLUMNS} FROM a`)'],
  ['ipc-in-window-only', 'electron/engine/process.ts', "import { ipcMain } from 'electron'"],
  ['ipc-in-window-only', 'electron/main.ts', "import * as e from 'electron'\ne.ipcMain.handle('x', f)"],
  ['ipc-renderer-in-preload-only', 'electron/window/window.ts', "import { ipcRenderer } from 'electron'"],
  ['no-ipc-renderer-exposed', 'electron/preload.ts', "contextBridge.exposeInMainWorld('x', ipcRenderer)"],
  ['no-ipc-renderer-exposed', 'electron/preload.ts', "contextBridge.exposeInMainWorld('x', { ipc: ipcRenderer })"],
  ['no-eval', 'renderer/app.tsx', "eval('1')"],
  ['no-eval', 'shared/intake/csv.ts', "const f = new Function('return 1')"],
  ['no-html-from-text', 'renderer/app.tsx', "node.innerHTML = '<b>'"],
  ['no-dangerous-html', 'renderer/app.tsx', 'export const a = <p dangerouslySetInnerHTML={x} />'],
  ['no-network-modules', 'electron/main.ts', "import { request } from 'node:https'"],
  ['no-network-modules', 'electron/engine/x.ts', "import net from 'net'"],
  ['no-fetch', 'renderer/client.ts', "void fetch('x')"],
  ['no-fetch', 'renderer/client.ts', "const s = new WebSocket('x')"],
  ['no-electron-net', 'electron/window/session.ts', "import { net } from 'electron'"],
  ['no-math-random', 'electron/actions/x.ts', 'const id = Math.random()'],
  ['one-clock', 'electron/actions/x.ts', 'const at = new Date()'],
  ['one-clock', 'electron/store/x.ts', 'const at = Date.now()'],
  ['atomic-writes', 'electron/vault/x.ts', "import { writeFileSync } from 'node:fs'"],
  ['atomic-writes', 'electron/vault/x.ts', "import fs from 'node:fs'\nfs.appendFileSync('x', y)"],
  ['no-console', 'electron/engine/x.ts', 'console.log(row)'],
  ['no-console', 'renderer/app.tsx', 'console.error(row)'],
  ['processes-in-hosts-only', 'electron/workers/x.ts', "import { spawn } from 'node:child_process'"],
  ['no-open-external', 'electron/window/menu.ts', "void shell.openExternal('x')"],
  ['window-preferences', 'electron/window/window.ts', 'const p = { webPreferences: { sandbox: false } }'],
  ['window-preferences', 'electron/window/window.ts', 'const p = { nodeIntegration: true }'],
]

const clean: readonly (readonly [string, string])[] = [
  [
    'electron/store/cohort.ts',
    "import Database from 'better-sqlite3'\ndb.prepare('SELECT id FROM cohort WHERE id = ?')\ndb.key(secret)",
  ],
  [
    'electron/store/drafts.ts',
    "const COLUMNS = 'a, b'\ndb.prepare(`SELECT ${COLUMNS} FROM draft WHERE id = ?` + ' ORDER BY a')",
  ],
  ['electron/store/open.ts', "db.pragma('cipher = sqlcipher')\ndb.pragma('foreign_keys = ON')"],
  [
    'electron/window/window.ts',
    'const p = { sandbox: true, nodeIntegration: false, contextIsolation: true, devTools: false }',
  ],
  [
    'electron/preload.ts',
    "import { contextBridge, ipcRenderer } from 'electron'\ncontextBridge.exposeInMainWorld('x', { send: (m: unknown) => ipcRenderer.invoke('m', m) })",
  ],
  ['electron/files/clock.ts', 'export const now = (): Date => new Date()'],
  ['electron/files/write.ts', "import { writeFileSync } from 'node:fs'"],
  ['electron/hosts/node.ts', "import { fork } from 'node:child_process'"],
  ['electron/actions/x.ts', 'const at = new Date(instant)\nconst message = `Update ${at}`.trim()'],
]

/** The name under which the preload shows the bridge to the page. */
function bridgeNames(preload: SourceFile): string[] {
  const found: string[] = []
  walkValues(preload.program, (node) => {
    const name = calledName(node) === 'exposeInMainWorld' ? textOf(childrenOf(node, 'arguments')[0]) : undefined
    if (name !== undefined) found.push(name)
  })
  return found
}

function checkBridge(source: SourceFile, bridges: readonly string[]): Violation[] {
  if (source.path === 'renderer/client.ts') return []
  const found: Violation[] = []
  walkValues(source.program, (node) => {
    const [object = '', member = ''] = simpleMember(node) ?? []
    if (!['window', 'globalThis', 'self'].includes(object) || !bridges.includes(member)) return
    found.push(violation(source, node, `${object}.${member}: only renderer/client.ts touches the bridge.`))
  })
  return found
}

const ofProject = (): string[] => scriptsBelow('shared', 'electron', 'verifier', 'renderer')

describe('security rules', () => {
  test.each(plants)('%s catches a planted violation in %s: %s', (rule, file, text) => {
    const found = describeViolations(checkSecurity(parseSource(file, text)))
    expect(found.some((line) => line.includes(`[${rule}]`))).toBe(true)
  })

  test('every rule has a planted violation', () => {
    const planted = new Set(plants.map(([rule]) => rule))
    expect(securityRules.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([])
  })

  test.each(clean)('sound code is left alone in %s: %s', (file, text) => {
    expect(describeViolations(checkSecurity(parseSource(file, text)))).toEqual([])
  })

  test('no file of shared, electron or renderer breaks a security rule', () => {
    expect(ofProject().length).toBeGreaterThan(0)
    expect(describeViolations(ofProject().flatMap((file) => checkSecurity(parseFile(file))))).toEqual([])
  })

  test('one file alone receives messages from the page', () => {
    const planted = parseSource('electron/window/x.ts', "import { ipcMain } from 'electron'")
    expect(importsElectronName(planted, 'ipcMain')).toBe(true)
    expect(ofProject().filter((file) => importsElectronName(parseFile(file), 'ipcMain')).length).toBeLessThanOrEqual(1)
  })

  test('only renderer/client.ts touches the bridge', () => {
    const planted = parseSource('renderer/app.tsx', 'window.probity.send(1)')
    expect(checkBridge(planted, ['probity'])).toHaveLength(1)
    expect(checkBridge(parseSource('renderer/client.ts', 'window.probity.send(1)'), ['probity'])).toEqual([])
    const bridges = ofProject()
      .filter((file) => file === 'electron/preload.ts')
      .flatMap((file) => bridgeNames(parseFile(file)))
    const page = ofProject().filter((file) => file.startsWith('renderer/'))
    expect(describeViolations(page.flatMap((file) => checkBridge(parseFile(file), bridges)))).toEqual([])
  })

  test('the preload imports nothing but electron and types', () => {
    const loose = (source: SourceFile): string[] =>
      importsOf(source)
        .filter((item) => !item.typeOnly && item.specifier !== 'electron')
        .map((item) => item.specifier)
    expect(loose(parseSource('electron/preload.ts', "import { z } from 'zod'"))).toEqual(['zod'])
    expect(
      ofProject()
        .filter((file) => file === 'electron/preload.ts')
        .flatMap((file) => loose(parseFile(file))),
    ).toEqual([])
  })
})
