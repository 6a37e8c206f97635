import { describe, expect, test } from 'vitest'
import {
  describeViolations,
  parseFile,
  parseSource,
  scriptsBelow,
  violation,
  type Node,
  type SourceFile,
  type Violation,
} from './source-files.ts'
import {
  boundNames,
  calledName,
  childOf,
  childrenOf,
  importsOf,
  isReference,
  memberName,
  nameOf,
  simpleMember,
  walkValues,
} from './syntax.ts'

/** Exact or correctly rounded by the language's own standard; every other function of Math may differ by engine. */
const exactMath = new Set(
  'abs ceil floor round trunc sign min max sqrt fround imul clz32 PI E LN2 LN10 LOG2E LOG10E SQRT2 SQRT1_2'.split(' '),
)

const elsewhere = {
  clock: 'shared/ has no clock: take the instant as a parameter; the caller in electron/ has it.',
  random: 'shared/ has no randomness: use the seeded generator of shared/statistics, or take the value as a parameter.',
  math: 'differs between engines: use shared/statistics/elementary.ts.',
  locale: 'depends on the machine: shared/words formats numbers, dates and plurals itself.',
  outside: 'shared/ touches nothing outside: files, network and processes belong in electron/, the page in renderer/.',
}

const bannedGlobals = new Map<string, string>([
  ['Intl', elsewhere.locale],
  ['performance', elsewhere.clock],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => [name, elsewhere.clock] as const),
  ...[
    ...['fetch', 'XMLHttpRequest', 'WebSocket', 'process', 'Buffer', 'require', 'console', 'globalThis', 'self'],
    ...['window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage', 'indexedDB', 'crypto'],
    ...['eval', 'Function', 'Worker', 'SharedWorker', 'alert'],
  ].map((name) => [name, elsewhere.outside] as const),
])

const bannedMethods = new Map<string, string>([
  ...[
    'toLocaleString',
    'toLocaleDateString',
    'toLocaleTimeString',
    'toLocaleUpperCase',
    'toLocaleLowerCase',
    'localeCompare',
  ].map((name) => [name, elsewhere.locale] as const),
  ...['getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes', 'getTimezoneOffset'].map(
    (name) => [name, `reads the machine's time zone: use the UTC form. ${elsewhere.clock}`] as const,
  ),
])

function mathMessage(node: Node, parents: readonly Node[]): string | undefined {
  const parent = parents.at(-1)
  if (parent?.type !== 'MemberExpression' || parent.object !== node)
    return `Math as a value hides what is used of it: ${elsewhere.math}`
  const member = memberName(parent)
  if (member === 'random') return `Math.random: ${elsewhere.random}`
  return member !== undefined && exactMath.has(member) ? undefined : `Math.${member ?? '[…]'} ${elsewhere.math}`
}

const noNode: Node = { type: 'None', start: 0, end: 0 }

/**
 * In evidence and ledger, digests and signature checks are pure: `crypto.subtle`, `{ subtle }` taken out of it, and
 * `{ crypto }` handed to the engine of the signature library; each with or without globalThis. The rest of that global is not.
 */
function isPureCrypto(source: SourceFile, name: string, parents: readonly Node[]): boolean {
  if (!/^shared\/(evidence|ledger)\//.test(source.path)) return false
  const outward = [...parents].reverse()
  if (name === 'globalThis') {
    if (memberName(outward.shift() ?? noNode) !== 'crypto') return false
  } else if (name !== 'crypto') return false
  const user = outward[0] ?? noNode
  if (user.type === 'VariableDeclarator') return takesOnlySubtle(childOf(user, 'id') ?? noNode)
  return memberName(user) === 'subtle' || (user.type === 'Property' && nameOf(childOf(user, 'key')) === 'crypto')
}

/** `const { subtle } = …` */
function takesOnlySubtle(pattern: Node): boolean {
  const taken = childrenOf(pattern, 'properties').map((property) => nameOf(childOf(property, 'key')))
  return taken.length > 0 && taken.every((name) => name === 'subtle')
}

function globalMessage(source: SourceFile, node: Node, parents: readonly Node[]): string | undefined {
  const name = nameOf(node)
  if (name === undefined || !isReference(node, parents)) return undefined
  if (name === 'Math') return mathMessage(node, parents)
  if (isPureCrypto(source, name, parents)) return undefined
  const reason = bannedGlobals.get(name)
  return reason === undefined ? undefined : `${name}: ${reason}`
}

function dateMessage(node: Node): string | undefined {
  const isDate = nameOf(childOf(node, 'callee')) === 'Date'
  if (node.type === 'CallExpression' && isDate) return `Date(): ${elsewhere.clock}`
  if (node.type === 'NewExpression' && isDate && childrenOf(node, 'arguments').length === 0)
    return `new Date(): ${elsewhere.clock}`
  const member = simpleMember(node)
  if (member?.[0] !== 'Date') return undefined
  return member[1] === 'now' ? `Date.now: ${elsewhere.clock}` : undefined
}

function powerMessage(node: Node): string | undefined {
  if (!('operator' in node) || (node.operator !== '**' && node.operator !== '**=')) return undefined
  const constant = ['left', 'right'].every((key) => childOf(node, key)?.type === 'Literal')
  return constant ? undefined : `The operator ** is Math.pow, which ${elsewhere.math} For squares write x * x.`
}

function checkPurity(source: SourceFile): Violation[] {
  const bound = boundNames(source)
  const found: Violation[] = []
  const report = (node: Node, message: string | undefined): void => {
    if (message !== undefined) found.push(violation(source, node, message))
  }
  walkValues(source.program, (node, parents) => {
    const name = nameOf(node)
    if (name !== undefined && !bound.has(name)) report(node, globalMessage(source, node, parents))
    report(node, dateMessage(node))
    report(node, powerMessage(node))
    const called = calledName(node)
    const reason = called === undefined ? undefined : bannedMethods.get(called)
    if (reason !== undefined && !bound.has(called ?? '')) report(node, `${called ?? ''} ${reason}`)
  })
  for (const { specifier, node } of importsOf(source)) {
    if (specifier.startsWith('node:')) report(node, `${specifier}: ${elsewhere.outside}`)
  }
  return found
}

const planted = (text: string, file = 'shared/statistics/planted.ts'): string[] =>
  describeViolations(checkPurity(parseSource(file, text)))

const impure = [
  ...[
    'exp',
    'log',
    'pow',
    'sin',
    'cos',
    'tan',
    'tanh',
    'atan2',
    'log1p',
    'expm1',
    'cbrt',
    'hypot',
    'log2',
    'log10',
  ].map((name) => `export const f = (x: number): number => Math.${name}(x)`),
  "export const f = Math['exp'](1)",
  'const { exp } = Math\nexport const f = exp(1)',
  'export const f = (x: number): number => x ** 2',
  'export const f = (x: number): number => { let y = x; y **= 2; return y }',
  'export const f = Date.now()',
  'export const f = new Date()',
  'export const f = (d: Date): number => d.getHours()',
  'export const f = Math.random()',
  "export const f = new Intl.NumberFormat('de')",
  "export const f = fetch('x')",
  'export const f = (1).toLocaleString()',
  "export const f = 'a'.localeCompare('b')",
  "import { readFileSync } from 'node:fs'\nexport const f = readFileSync",
  "export const f = await import('node:os')",
  'export const f = process.env',
  "export const f = Buffer.from('')",
  'export const f = crypto.getRandomValues(new Uint8Array(4))',
  'export const f = globalThis',
]

const pure = [
  'export const f = (x: number): number => Math.sqrt(Math.abs(x)) + Math.floor(x) + Math.PI',
  'export const f = 2 ** 32',
  'export const f = (process: { id: string }): string => process.id',
  'export const f = (at: string): number => new Date(at).getUTCHours()',
  "export type Window = { document: string }\nexport const f: Window = { document: 'x' }",
  "import type { Buffer } from 'buffer-like'\nexport type B = Buffer",
]

describe('shared/ is pure', () => {
  test.each(impure)('a planted impurity is caught: %s', (text) => {
    expect(planted(text).length).toBeGreaterThan(0)
  })

  test.each(pure)('pure code is left alone: %s', (text) => {
    expect(planted(text)).toEqual([])
  })

  test('only evidence and ledger use the pure half of crypto', () => {
    const text = "export const f = crypto.subtle.digest('SHA-256', new Uint8Array())"
    expect(planted(text, 'shared/evidence/planted.ts')).toEqual([])
    expect(planted(text, 'shared/report/planted.ts')).toHaveLength(1)
    expect(planted(text.replace('crypto', 'globalThis.crypto'), 'shared/evidence/planted.ts')).toEqual([])
    expect(planted('const e = new CryptoEngine({ crypto: globalThis.crypto })', 'shared/evidence/planted.ts')).toEqual(
      [],
    )
    expect(planted('const { subtle } = globalThis.crypto', 'shared/evidence/planted.ts')).toEqual([])
    expect(planted('const { subtle, getRandomValues } = crypto', 'shared/evidence/planted.ts')).toHaveLength(1)
    expect(planted('export const f = globalThis.crypto.randomUUID()', 'shared/evidence/planted.ts')).toHaveLength(1)
  })

  test('no file of shared/ reaches for a clock, randomness, the machine or an inexact function', () => {
    const files = scriptsBelow('shared')
    expect(files.length).toBeGreaterThan(0)
    expect(describeViolations(files.flatMap((file) => checkPurity(parseFile(file))))).toEqual([])
  })
})
