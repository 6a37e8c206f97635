import { describe, expect, test } from 'vitest'
import {
  describeViolations,
  parseFile,
  parseSource,
  scriptsBelow,
  violation,
  type SourceFile,
  type Violation,
} from './source-files.ts'
import { walk } from './syntax.ts'

const longest = 400
/** Tables that a script made say so at their top, with the script's path. */
const generated = /^[^]{0,300}\b(Generated|Made) by scripts\//
const vagueName = /(^|\/)[^/]*\b(utils?|helpers?|manager|misc|common)\b[^/]*\.(ts|tsx|mjs)$/i
const fileName = /^([a-z0-9]+(-[a-z0-9]+)*|[A-Z][A-Za-z0-9]*)(\.(test|spec|bench|config))?\.(ts|tsx|mjs|js)$/
/** Tools ask for these; the address is theirs. */
const defaultExportAllowed = /(^[a-z]+\.config\.ts$|^test\/journeys\/setup\.ts$)/
// Written apart, so that this file does not find itself.
const leftovers = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b|@ts-(ignore|nocheck)`)

function checkText(source: SourceFile): Violation[] {
  const at = (line: number, message: string): Violation => ({ path: source.path, line, message })
  const lines = source.text.split('\n')
  const found = lines.flatMap((line, index) =>
    leftovers.test(line)
      ? [at(index + 1, 'Unfinished or silenced: finish it here, or write it down as an issue.')]
      : [],
  )
  if (lines.length > longest && !generated.test(source.text.slice(0, 400)))
    found.push(at(lines.length, `${lines.length} lines: split the file by what it is about (about 300 is plenty).`))
  if (vagueName.test(source.path))
    found.push(at(1, 'The name does not say what is inside: name the file by its subject.'))
  if (!fileName.test(source.path.split('/').at(-1) ?? ''))
    found.push(at(1, 'Files are kebab-case.ts; components PascalCase.tsx.'))
  return found
}

function checkSyntax(source: SourceFile): Violation[] {
  const found: Violation[] = []
  walk(source.program, (node) => {
    if (node.type === 'TSAnyKeyword')
      found.push(violation(source, node, '`any` switches the check off: use unknown and narrow it.'))
    if (node.type === 'TSEnumDeclaration' || node.type === 'TSParameterProperty')
      found.push(violation(source, node, 'Types must erase: use a union of literals and plain fields.'))
    if (node.type === 'ExportDefaultDeclaration' && !defaultExportAllowed.test(source.path)) {
      found.push(violation(source, node, 'No default exports: a name that is searched for should be found.'))
    }
  })
  return found
}

const check = (source: SourceFile): string[] => describeViolations([...checkText(source), ...checkSyntax(source)])

const plants: readonly (readonly [string, string, RegExp])[] = [
  ['shared/cohort/x.ts', 'export const a = 1\n'.repeat(longest + 1), /split the file/],
  ['shared/cohort/utils.ts', 'export const a = 1', /by its subject/],
  ['electron/window/window-manager.ts', 'export const a = 1', /by its subject/],
  ['shared/cohort/freezeCohort.ts', 'export const a = 1', /kebab-case/],
  ['shared/cohort/x.ts', 'export const a: any = 1', /unknown/],
  ['shared/cohort/x.ts', 'export enum A { B }', /erase/],
  ['shared/cohort/x.ts', 'export default 1', /default exports/],
  ['shared/cohort/x.ts', `// ${'TO' + 'DO'}: later\nexport const a = 1`, /Unfinished/],
  ['shared/cohort/x.ts', `// @ts-${'ignore'}\nexport const a = 1`, /silenced/],
]

describe('habits of the house', () => {
  test.each(plants)('a planted slip is caught: %s %#', (file, text, message) => {
    expect(check(parseSource(file, text)).some((line) => message.test(line))).toBe(true)
  })

  test('names that are fine are left alone', () => {
    for (const file of [
      'renderer/screens/cohort/CohortScreen.tsx',
      'shared/report/font-metrics.ts',
      'electron/store/migrations/0001-start.ts',
      'vite.config.ts',
    ]) {
      expect(check(parseSource(file, 'export const a = 1'))).toEqual([])
    }
  })

  test('no file breaks a habit', () => {
    const files = scriptsBelow('shared', 'electron', 'verifier', 'renderer', 'scripts', 'bin', 'test')
    expect(files.length).toBeGreaterThan(0)
    expect(files.flatMap((file) => check(parseFile(file)))).toEqual([])
  })
})
