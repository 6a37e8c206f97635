import { describe, expect, test } from 'vitest'
import { filesBelow, parseFile, parseSource, readProjectFile, type Node, type SourceFile } from './source-files.ts'
import { childOf, childrenOf, nameOf, textOf, walkValues } from './syntax.ts'

const id = '[A-Z][A-Z0-9]*(?:-[A-Z0-9]*[A-Z][A-Z0-9]*)*-\\d+[a-z]?'
/** Names of standards look like rule ids. */
const standard = /^(SHA|UTF|P|AES|RFC|ISO|IEC|EN|CP|ECMA|GBSG|FIPS|SP|BCP|ED|HMAC|X|PKCS)-\d+$/

/** A rule's id begins its line, after any mark of a list, heading, table, emphasis or code. */
const ruleLine = new RegExp(`^[\\s>*#|\`_.\\[\\d+-]*?(?:\\*\\*|\`)*(${id})\\b`)

function rulesOf(text: string): string[] {
  const found = text.split('\n').flatMap((line) => ruleLine.exec(line)?.[1] ?? [])
  return [...new Set(found)].filter((rule) => !standard.test(rule))
}

const titleStart = new RegExp(`^(${id}(?:, ${id})*):`)

/** The ids that a title names before its colon: `AUC-3: …` or `AUC-3, AUC-4: …`. */
function idsOfTitle(title: string): string[] {
  return (titleStart.exec(title)?.[1] ?? '').split(', ').filter((rule) => rule !== '' && !standard.test(rule))
}

const testers = new Set(['test', 'it', 'describe'])

/** `test`, `test.each(…)`, `describe.skipIf(…)` … → the name they begin with. */
function rootName(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined
  if (node.type === 'MemberExpression') return rootName(childOf(node, 'object'))
  if (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression')
    return rootName(childOf(node, 'callee') ?? childOf(node, 'tag'))
  return nameOf(node)
}

function firstText(node: Node | undefined): string {
  if (node?.type !== 'TemplateLiteral') return textOf(node) ?? ''
  const value = childrenOf(node, 'quasis')[0]?.value
  return typeof value === 'object' && value !== null && 'raw' in value ? String(value.raw) : ''
}

function titlesOf(source: SourceFile): string[] {
  const titles: string[] = []
  walkValues(source.program, (node) => {
    if (node.type !== 'CallExpression' || !testers.has(rootName(childOf(node, 'callee')) ?? '')) return
    const title = firstText(childrenOf(node, 'arguments')[0])
    if (title !== '') titles.push(title)
  })
  return titles
}

function compare(rules: readonly string[], titles: readonly string[]): { untested: string[]; unspecified: string[] } {
  const tested = new Set(titles.flatMap(idsOfTitle))
  return {
    untested: rules.filter((rule) => !tested.has(rule)),
    unspecified: [...tested].filter((rule) => !rules.includes(rule)),
  }
}

describe('specifications and tests', () => {
  test('rules are found however a SPEC.md sets them', () => {
    const text =
      '# AUC\n### AUC-1 — ties\n- **AUC-2** text\n| `AUC-3` | text AUC-9 |\n- AUC-4: x\nSHA-256 is\nsee AUC-8\n1. `DELONG-VAR-12`: y'
    expect(rulesOf(text)).toEqual(['AUC-1', 'AUC-2', 'AUC-3', 'AUC-4', 'DELONG-VAR-12'])
  })

  test('titles are found however a test is called', () => {
    const text =
      "test('AUC-1: a', f)\nit.each([1])('AUC-2, AUC-3: b %s', f)\ndescribe(`AUC-4: c ${d}`, f)\ntest.skipIf(x)('AUC-5: e', f)\nother('AUC-6: f')"
    const titles = titlesOf(parseSource('test/x.test.ts', text))
    expect(titles.flatMap(idsOfTitle)).toEqual(['AUC-1', 'AUC-2', 'AUC-3', 'AUC-4', 'AUC-5'])
  })

  test('a planted rule without a test and a planted test without a rule are both caught', () => {
    expect(compare(['A-1', 'A-2'], ['A-2: x', 'A-3: y', 'SHA-256: z'])).toEqual({
      untested: ['A-1'],
      unspecified: ['A-3'],
    })
  })

  test('every rule of every SPEC.md has a test titled by it, and every such test has its rule', () => {
    const specs = filesBelow(['shared', 'electron', 'verifier', 'renderer', 'resources'], (name) => name === 'SPEC.md')
    const rules = specs.flatMap((file) => rulesOf(readProjectFile(file)))
    const tests = filesBelow(['test'], (name) => /\.(test|spec)\.tsx?$/.test(name)).filter(
      (file) => !file.startsWith('test/rules/'),
    )
    expect(
      compare(
        rules,
        tests.flatMap((file) => titlesOf(parseFile(file))),
      ),
    ).toEqual({ untested: [], unspecified: [] })
  })

  test('no two SPEC.md share an id', () => {
    const specs = filesBelow(['shared', 'electron', 'verifier', 'renderer', 'resources'], (name) => name === 'SPEC.md')
    const all = specs.flatMap((file) => rulesOf(readProjectFile(file)))
    expect(all.filter((rule, index) => all.indexOf(rule) !== index)).toEqual([])
  })
})
