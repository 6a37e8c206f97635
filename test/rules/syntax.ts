import { isNode, type Node, type SourceFile } from './source-files.ts'

export type Visit = (node: Node, parents: readonly Node[]) => void

/** Depth first over everything, types included. `parents` is outermost first. */
export function walk(node: Node, visit: Visit, parents: readonly Node[] = []): void {
  visit(node, parents)
  const inner = [...parents, node]
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, visit, inner)
    } else if (isNode(value)) walk(value, visit, inner)
  }
}

const valueWrappers = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSParameterProperty',
  'TSExportAssignment',
])

/** As walk, but over what exists at run time only: types and `import type` are left out. */
export function walkValues(node: Node, visit: Visit, parents: readonly Node[] = []): void {
  if (node.type.startsWith('TS') && !valueWrappers.has(node.type)) return
  if (node.importKind === 'type' || node.exportKind === 'type') return
  visit(node, parents)
  const inner = [...parents, node]
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walkValues(item, visit, inner)
    } else if (isNode(value)) walkValues(value, visit, inner)
  }
}

export const childOf = (node: Node, key: string): Node | undefined => {
  const value = node[key]
  return isNode(value) ? value : undefined
}

export const childrenOf = (node: Node, key: string): Node[] => {
  const value = node[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

export const nameOf = (node: Node | undefined): string | undefined =>
  node?.type === 'Identifier' && typeof node.name === 'string' ? node.name : undefined

export const textOf = (node: Node | undefined): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined

/** `a.b` and `a['b']` → b. */
export function memberName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const property = childOf(node, 'property')
  return node.computed === true ? textOf(property) : nameOf(property)
}

/** `name.member` → [name, member]. */
export function simpleMember(node: Node): readonly [string, string] | undefined {
  const object = nameOf(childOf(node, 'object'))
  const member = memberName(node)
  return object === undefined || member === undefined ? undefined : [object, member]
}

/** Of `f(…)`, `a.f(…)`, `new F(…)`: the name called. */
export function calledName(node: Node): string | undefined {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined
  const callee = childOf(node, 'callee')
  if (callee === undefined) return undefined
  return nameOf(callee) ?? memberName(callee)
}

export type Import = {
  readonly specifier: string
  readonly typeOnly: boolean
  readonly names: readonly string[]
  readonly node: Node
}

const importedNames = (specifiers: readonly Node[]): string[] =>
  specifiers.map(
    (item) => nameOf(childOf(item, 'imported')) ?? (item.type === 'ImportNamespaceSpecifier' ? '*' : 'default'),
  )

function staticImport(node: Node, kind: 'importKind' | 'exportKind'): Import | undefined {
  const specifier = textOf(childOf(node, 'source'))
  if (specifier === undefined) return undefined
  const specifiers = childrenOf(node, 'specifiers')
  const allTypes = specifiers.length > 0 && specifiers.every((item) => item[kind] === 'type')
  return { specifier, typeOnly: node[kind] === 'type' || allTypes, names: importedNames(specifiers), node }
}

function importAt(node: Node): Import | undefined {
  if (node.type === 'ImportDeclaration') return staticImport(node, 'importKind')
  if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration')
    return staticImport(node, 'exportKind')
  if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
    const specifier = textOf(childOf(node, 'source'))
    if (specifier === undefined) return undefined
    return { specifier, typeOnly: node.type === 'TSImportType', names: ['*'], node }
  }
  if (node.type === 'CallExpression' && nameOf(childOf(node, 'callee')) === 'require') {
    const specifier = textOf(childrenOf(node, 'arguments')[0])
    return specifier === undefined ? undefined : { specifier, typeOnly: false, names: ['*'], node }
  }
  return undefined
}

/** Every module a file names: import, re-export, dynamic import, require and `import('…').Type`. */
export function importsOf(source: SourceFile): Import[] {
  const found: Import[] = []
  walk(source.program, (node) => {
    const item = importAt(node)
    if (item !== undefined) found.push(item)
  })
  return found
}

/** Names that a file binds itself anywhere (parameters, variables, imports …), which therefore are not the globals. */
export function boundNames(source: SourceFile): Set<string> {
  const names = new Set<string>()
  const bind = (pattern: Node | undefined): void => {
    if (pattern === undefined) return
    const name = nameOf(pattern)
    if (name !== undefined) names.add(name)
    for (const key of ['left', 'argument', 'value'])
      bind(pattern.type === 'Identifier' ? undefined : childOf(pattern, key))
    for (const key of ['elements', 'properties']) childrenOf(pattern, key).forEach(bind)
  }
  walkValues(source.program, (node) => {
    if (node.type === 'VariableDeclarator' || /^(Function|Class)(Declaration|Expression)$/.test(node.type))
      bind(childOf(node, 'id'))
    if (/Function/.test(node.type)) childrenOf(node, 'params').forEach(bind)
    if (node.type === 'CatchClause') bind(childOf(node, 'param'))
    if (/^Import.*Specifier$/.test(node.type)) bind(childOf(node, 'local'))
  })
  return names
}

/** Whether an identifier stands for a value here, and is not a property's or a label's name. */
export function isReference(node: Node, parents: readonly Node[]): boolean {
  if (node.type !== 'Identifier') return false
  const parent = parents.at(-1)
  if (parent === undefined) return true
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed === true
  if (parent.type === 'Property' || parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition') {
    return parent.value === node || parent.computed === true || parent.shorthand === true
  }
  if (/^(Import|Export).*Specifier$/.test(parent.type)) return false
  return parent.type !== 'LabeledStatement' && parent.type !== 'BreakStatement' && parent.type !== 'ContinueStatement'
}
