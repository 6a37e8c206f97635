import { describe, expect, test } from 'vitest'
import { electronFiles, resolveLocal, roomOf, type Room } from './rooms.ts'
import {
  describeViolations,
  parseFile,
  parseSource,
  scriptsBelow,
  violation,
  type SourceFile,
  type Violation,
} from './source-files.ts'
import { importsOf, type Import } from './syntax.ts'

const mayUseElectron = (room: Room, file: string): boolean =>
  room.electron === true || electronFiles.some((pattern) => pattern.test(file))

function isAllowed(room: Room, target: string, typeOnly: boolean): boolean {
  const own = roomOf(target)
  if (own === room) return true
  // A room inside another one (renderer/viewer in renderer) is not reached by the outer one's own permission.
  if (room.values.some((prefix) => target.startsWith(prefix))) return true
  return typeOnly && (room.types ?? []).some((prefix) => target.startsWith(prefix))
}

function checkImport(source: SourceFile, room: Room, item: Import): Violation | undefined {
  const at = (message: string): Violation => violation(source, item.node, `${message} ${room.instead}`)
  if (/^electron($|\/)/.test(item.specifier)) {
    const message = `${room.at} must not import the electron module (only start-up, window and hosts/electron do).`
    return mayUseElectron(room, source.path) ? undefined : at(message)
  }
  if (source.path.startsWith('shared/') && item.specifier.startsWith('node:')) {
    return at(`shared/ must not import ${item.specifier}: files belong in electron/files, hashing is passed in.`)
  }
  if (source.path.startsWith('renderer/') && item.specifier.startsWith('node:'))
    return at(`The page has no ${item.specifier}.`)
  const target = resolveLocal(source.path, item.specifier)
  if (target === undefined || isAllowed(room, target, item.typeOnly)) return undefined
  return at(`${room.at} must not import ${target}${item.typeOnly ? ' (not even its types)' : ''}.`)
}

function checkLayers(source: SourceFile): Violation[] {
  const room = roomOf(source.path)
  if (room === undefined) {
    return [
      violation(source, source.program, 'This file is in no room: see test/rules/rooms.ts for the rooms there are.'),
    ]
  }
  return importsOf(source).flatMap((item) => checkImport(source, room, item) ?? [])
}

const planted = (file: string, text: string): string[] => describeViolations(checkLayers(parseSource(file, text)))

const crossings: readonly (readonly [string, string, RegExp])[] = [
  ['shared/statistics/auc.ts', "import { examinationId } from '../vocabulary/ids.ts'", /shared\/evaluation/],
  ['shared/statistics/auc.ts', "import { readFileSync } from 'node:fs'", /electron\/files/],
  ['shared/report/compose.ts', "import { judge } from '../evaluation/judge.ts'", /computes none/],
  ['shared/ledger/chain.ts', "export { x } from '../evidence/container.ts'", /electron\/store/],
  ['shared/cohort/rules.ts', "type T = import('../evaluation/plan.ts').Plan", /evaluation builds on it/],
  ['electron/actions/freeze-cohort.ts', "import { dialog } from 'electron'", /electron module/],
  ['electron/hosts/node.ts', "import { utilityProcess } from 'electron'", /electron module/],
  ['electron/store/open.ts', "import { frozen } from '../actions/freeze-cohort.ts'", /electron\/actions/],
  ['electron/workers/intake.ts', "const store = await import('../store/open.ts')", /electron\/actions/],
  ['electron/cli/evaluate.ts', "import { freezeCohort } from '../actions/freeze-cohort.ts'", /to the engine/],
  [
    'renderer/screens/cohort/CohortScreen.tsx',
    "import { wilsonInterval } from '../../../shared/statistics/proportion.ts'\nexport const a = <b/>",
    /computes no number/,
  ],
  ['verifier/rows.ts', "import { entryHash } from '../shared/ledger/chain.ts'", /own code path/],
  ['verifier/rows.ts', "import type { Store } from '../electron/store/store.ts'", /own code path/],
  ['verifier/bytes.ts', "const x = await import('../electron/files/digest.ts')", /own code path/],
  ['electron/workspace/verify.ts', "import { Tree } from '../../verifier/tree.ts'", /electron\/actions/],
  ['renderer/app.tsx', "import { engine } from '../electron/engine/process.ts'", /renderer\/client\.ts/],
  ['renderer/viewer/main.tsx', "import { open } from '../../electron/store/open.ts'", /knows no process/],
  ['shared/misc/helpers.ts', 'export const x = 1', /no room/],
]

const allowed: readonly (readonly [string, string])[] = [
  ['shared/statistics/interval.ts', "import type { Interval } from '../vocabulary/results.ts'"],
  ['shared/report/compose.ts', "import type { Evaluation } from '../evaluation/judge.ts'"],
  ['shared/report/compose.ts', "import { type Evaluation } from '../evaluation/judge.ts'"],
  ['shared/evaluation/run.ts', "import { auc } from '../statistics/auc.ts'"],
  ['electron/hosts/electron.ts', "import { utilityProcess } from 'electron'"],
  ['electron/window/window.ts', "import { BrowserWindow } from 'electron'"],
  ['electron/actions/freeze-cohort.ts', "import { frozen } from '../../shared/cohort/freeze.ts'"],
  ['renderer/screens/cohort/CohortScreen.tsx', "import type { Cohort } from '../../../shared/cohort/freeze.ts'"],
]

describe('who may import whom', () => {
  test.each(crossings)('a planted crossing is caught and told where to go: %s', (file, text, where) => {
    const found = planted(file, text)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(where)
  })

  test.each(allowed)('an allowed import is left alone: %s', (file, text) => {
    expect(planted(file, text)).toEqual([])
  })

  test('no file of shared, electron or renderer crosses a line', () => {
    const files = scriptsBelow('shared', 'electron', 'verifier', 'renderer')
    expect(files.length).toBeGreaterThan(0)
    expect(describeViolations(files.flatMap((file) => checkLayers(parseFile(file))))).toEqual([])
  })
})
