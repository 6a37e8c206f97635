import { existsSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  describeViolations,
  parseFile,
  parseSource,
  projectRoot,
  readProjectFile,
  scriptsBelow,
  violation,
  type SourceFile,
  type Violation,
} from './source-files.ts'
import { importsOf } from './syntax.ts'

const entrySchema = z.strictObject({ rooms: z.array(z.string()), licence: z.string(), reason: z.string().min(5) })
const listSchema = z.strictObject({
  licences: z.array(z.string()),
  licencesOfTools: z.array(z.string()),
  unstated: z.record(z.string(), z.string()),
  packages: z.record(z.string(), entrySchema),
})
const namesAndVersions = z.record(z.string(), z.string())
const manifestSchema = z.looseObject({
  dependencies: namesAndVersions,
  optionalDependencies: namesAndVersions,
  devDependencies: namesAndVersions,
})
const lockedSchema = z.looseObject({
  license: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
})
const lockfileSchema = z.looseObject({ packages: z.record(z.string(), lockedSchema) })

type List = z.infer<typeof listSchema>
type Lockfile = z.infer<typeof lockfileSchema>

const list = listSchema.parse(JSON.parse(readProjectFile('test/rules/packages.json')))
const manifest = manifestSchema.parse(JSON.parse(readProjectFile('package.json')))
const lockfile = lockfileSchema.parse(JSON.parse(readProjectFile('package-lock.json')))
const declared = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }

const packageName = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

const isPackage = (specifier: string): boolean =>
  !/^(\.|node:|virtual:|\/)/.test(specifier) && !builtinModules.includes(specifier)

function allowedIn(file: string, rooms: readonly string[]): boolean {
  if (rooms.some((room) => room.startsWith('!') && file.startsWith(room.slice(1)))) return false
  return rooms.some((room) => file.startsWith(room))
}

function checkPackages(source: SourceFile, known: List['packages']): Violation[] {
  return importsOf(source).flatMap(({ specifier, node }) => {
    if (!isPackage(specifier)) return []
    const name = packageName(specifier)
    const entry = known[name]
    if (entry === undefined)
      return [
        violation(
          source,
          node,
          `${name} is not listed: give it rooms, licence and reason in test/rules/packages.json.`,
        ),
      ]
    // A test may use what the code that it tests uses.
    if (source.path.startsWith('test/') || allowedIn(source.path, entry.rooms)) return []
    const rooms = entry.rooms.join(', ') || 'no file'
    return [violation(source, node, `${name} belongs to ${rooms}; this room gets what it needs from there.`)]
  })
}

const exact = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/
const loose = (versions: Readonly<Record<string, string>>): string[] =>
  Object.entries(versions)
    .filter(([, version]) => !exact.test(version))
    .map(([name]) => name)

const addresses = ({ packages }: Lockfile): string[] =>
  Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined && /^(https?|git|ssh)/.test(resolved))
    .map(([name]) => name)

const withoutIntegrity = ({ packages }: Lockfile): string[] =>
  Object.entries(packages)
    .filter(([place, { integrity, link }]) => place !== '' && link !== true && integrity === undefined)
    .map(([place]) => place)

function refusedLicences({ packages }: Lockfile, { licences, licencesOfTools, unstated }: List): string[] {
  return Object.entries(packages).flatMap(([place, { license, dev }]) => {
    const name = place.split('node_modules/').at(-1) ?? ''
    if (place === '' || (license === undefined && name in unstated)) return []
    const allowed = dev === true ? [...licences, ...licencesOfTools] : licences
    return license !== undefined && allowed.includes(license) ? [] : [`${name}: ${license ?? 'no licence'}`]
  })
}

const statedSchema = z.looseObject({ license: z.string().optional() })

function licenceOf(name: string): string | undefined {
  const file = path.join('node_modules', name, 'package.json')
  if (!existsSync(path.join(projectRoot, file))) return undefined
  return statedSchema.parse(JSON.parse(readProjectFile(file))).license
}

describe('npm packages', () => {
  test('every dependency is listed with rooms, licence and reason, and nothing else is listed', () => {
    expect(Object.keys(declared).filter((name) => !(name in list.packages))).toEqual([])
    expect(Object.keys(list.packages).filter((name) => !(name in declared))).toEqual([])
  })

  test('every dependency is pinned to one exact version', () => {
    expect(loose({ a: '^1.0.0', b: '1.x', c: 'latest', d: 'npm:b@~1.0.0', e: '1.0.0', f: 'npm:@a/b@1.0.0' })).toEqual([
      'a',
      'b',
      'c',
      'd',
    ])
    expect(loose(declared)).toEqual([])
  })

  test('the lockfile holds digests and no addresses', () => {
    const planted = { packages: { 'node_modules/a': { resolved: 'https://example.invalid/a.tgz' } } }
    expect(addresses(planted)).toEqual(['node_modules/a'])
    expect(withoutIntegrity(planted)).toEqual(['node_modules/a'])
    expect(addresses(lockfile)).toEqual([])
    expect(withoutIntegrity(lockfile)).toEqual([])
  })

  test('the licence listed is the licence in the package', () => {
    const wrong = Object.entries(list.packages).filter(([name, { licence }]) => {
      // An optional package of another platform is not there to be read.
      if (!existsSync(path.join(projectRoot, 'node_modules', name)))
        return name in manifest.optionalDependencies === false
      return (licenceOf(name) ?? list.unstated[name]?.split(',')[0]) !== licence
    })
    expect(wrong.map(([name]) => name)).toEqual([])
  })

  test('everything that is locked, whatever brought it in, has an allowed licence', () => {
    const planted = {
      packages: {
        'node_modules/a': { license: 'GPL-3.0' },
        'node_modules/b': { license: 'MPL-2.0' },
        'node_modules/c': {},
      },
    }
    expect(refusedLicences(planted, list)).toEqual(['a: GPL-3.0', 'b: MPL-2.0', 'c: no licence'])
    expect(refusedLicences(lockfile, list)).toEqual([])
  })

  test('a planted import is caught: unlisted, or in the wrong room', () => {
    const at = (file: string, text: string): string[] =>
      describeViolations(checkPackages(parseSource(file, text), list.packages))
    expect(at('shared/cohort/x.ts', "import _ from 'lodash'")[0]).toMatch(/not listed/)
    expect(at('electron/actions/x.ts', "import Database from 'better-sqlite3'")[0]).toMatch(/electron\/store/)
    expect(at('electron/preload.ts', "import { z } from 'zod'")[0]).toMatch(/belongs to/)
    expect(at('electron/vault/x.ts', "const p = await import('@react-pdf/renderer')")).toHaveLength(1)
    expect(
      at('electron/store/x.ts', "import Database from 'better-sqlite3'\nimport { x } from './y.ts'\nimport 'node:fs'"),
    ).toEqual([])
  })

  test('every import of a package is from a room that may use it', () => {
    const rootFiles = ['vite.config.ts', 'vitest.config.ts', 'playwright.config.ts']
    const files = [...scriptsBelow('shared', 'electron', 'verifier', 'renderer', 'scripts', 'bin', 'test'), ...rootFiles]
    // The default application runs inside the development runtime, where electron is a built-in module.
    const checked = files.filter((file) => !file.startsWith('scripts/runtime/default-app/'))
    expect(describeViolations(checked.flatMap((file) => checkPackages(parseFile(file), list.packages)))).toEqual([])
  })
})
