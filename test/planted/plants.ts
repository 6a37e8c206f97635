import { lineOf, type Node, type SourceFile } from '../rules/source-files.ts'
import { calledName, childOf, childrenOf, nameOf, simpleMember, walkValues } from '../rules/syntax.ts'

/** One error that could be made in a formula: the text from start to end becomes `text`. */
export interface Plant {
  readonly file: string
  readonly line: number
  /** The outermost named function around it; empty at the top of the file. */
  readonly inside: string
  /** The line it is on, as it is written: what names it in the list of equivalents, wherever the line moves. */
  readonly written: string
  readonly from: string
  readonly to: string
  readonly start: number
  readonly end: number
  readonly text: string
  /** Runs when the file is loaded, so the file must be loaded again to see it. */
  readonly onLoad: boolean
  /** Right of `??`, or the default of a list's place: often a value the type checker asks for and no run ever takes; planted only where it is reached. */
  readonly spare: boolean
}

/** What a node could be by mistake: how it reads, and the code where that is not the same. */
interface Change {
  readonly to: string
  readonly text?: string
}

const arithmetic: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*' }
const boundary: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }
const opposite: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' }
const assigned: Readonly<Record<string, string>> = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=' }
const other: Readonly<Record<string, string>> = {
  max: 'min', min: 'max', floor: 'ceil', ceil: 'floor', round: 'floor', sqrt: '', abs: '', some: 'every', every: 'some',
}
const countName = /^(n([A-Z0-9].*)?|size|subjects|raters|clusters|total)$/

type Reader = (node: Node | undefined) => string

function isText(node: Node | undefined): boolean {
  return node?.type === 'TemplateLiteral' || (node?.type === 'Literal' && typeof node.value === 'string')
}

function binary(node: Node, isLoopTest: boolean, isPlace: boolean, read: Reader): Change[] {
  const operator = String(node.operator)
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')]
  const with_ = (symbol: string): Change => ({
    to: `${read(left)} ${symbol} ${read(right)}`,
    text: `(${read(left)}) ${symbol} (${read(right)})`,
  })
  // A round too many reads past the end, where a typed array adds nothing: only a round too few can be a wrong sum.
  if (isLoopTest) return operator === '<' || operator === '<=' ? [{ to: `${read(left)} ${operator} ${read(right)} - 1` }] : []
  const same = boundary[operator] ?? opposite[operator]
  if (same !== undefined) return [with_(same)]
  const swapped = arithmetic[operator]
  if (swapped === undefined || isText(left) || isText(right)) return []
  // Which element is read: one other is as good as every other.
  if (isPlace) return [with_(swapped)]
  const changes: Change[] = [with_(swapped), { to: read(left) }]
  if (operator === '+' || operator === '*') changes.push({ to: read(right) })
  if (operator === '-') changes.push({ to: `${read(right)} - ${read(left)}`, text: `(${read(right)}) - (${read(left)})` })
  const divisor = nameOf(right)
  if (operator === '/' && divisor !== undefined && countName.test(divisor)) {
    changes.push({ to: `${read(left)} / (${divisor} - 1)`, text: `(${read(left)}) / (${divisor} - 1)` })
  }
  return changes
}

/** Whole numbers off by one; long constants off in the fourth digit; tolerances so wide that digits are lost. */
function number(value: number, raw: string): Change[] {
  const size = Math.abs(value)
  if (size > 0 && size < 1e-6) return [{ to: `${raw} * 1e8`, text: `(${raw} * 1e8)` }]
  if (Number.isInteger(value)) {
    if (size >= 50) return [{ to: String(Math.floor(value / 10)) }]
    return [{ to: String(value + 1) }, { to: String(value - 1), text: `(${value - 1})` }]
  }
  const changes: Change[] = [{ to: `${raw} * 2`, text: `(${raw} * 2)` }]
  if (raw.replace(/[^0-9]/g, '').length > 6) changes.push({ to: `${raw} * 1.001`, text: `(${raw} * 1.001)` })
  return changes
}

function call(node: Node, read: Reader): Change[] {
  const name = calledName(node)
  const callee = childOf(node, 'callee')
  const args = childrenOf(node, 'arguments')
  const list = args.map(read).join(', ')
  const isMath = callee !== undefined && simpleMember(callee)?.[0] === 'Math'
  const changes: Change[] = []
  const instead = name === undefined ? undefined : other[name]
  if (instead !== undefined && callee !== undefined && (isMath || name === 'some' || name === 'every')) {
    const renamed = `${read(callee).slice(0, -String(name).length)}${instead}(${list})`
    changes.push(instead === '' ? { to: list, text: `(${list})` } : { to: renamed })
  }
  const [first, second, ...rest] = args
  if (first !== undefined && second !== undefined && read(first) !== read(second) && !isMath && !args.some((each) => /Function|Spread|Object/.test(each.type))) {
    changes.push({ to: `${read(callee)}(${[second, first, ...rest].map(read).join(', ')})` })
  }
  return changes
}

function unary(node: Node, read: Reader): Change[] {
  const operator = String(node.operator)
  if (operator !== '-' && operator !== '!') return []
  return [{ to: read(childOf(node, 'argument')) }]
}

function changesOf(node: Node, parents: readonly Node[], read: Reader): Change[] {
  switch (node.type) {
    case 'BinaryExpression':
      return binary(node, parents.at(-1)?.type === 'ForStatement' && parents.at(-1)?.test === node, isInPlace(parents, node), read)
    case 'UnaryExpression':
      return unary(node, read)
    case 'CallExpression':
      return call(node, read)
    case 'LogicalExpression': {
      if (node.operator === '??') return []
      const symbol = node.operator === '&&' ? '||' : '&&'
      const [left, right] = [read(childOf(node, 'left')), read(childOf(node, 'right'))]
      return [{ to: `${left} ${symbol} ${right}`, text: `(${left}) ${symbol} (${right})` }]
    }
    case 'AssignmentExpression': {
      const symbol = assigned[String(node.operator)]
      if (symbol === undefined) return []
      const [left, right] = [read(childOf(node, 'left')), read(childOf(node, 'right'))]
      return [{ to: `${left} ${symbol} ${right}` }, { to: `${left} = ${right}` }]
    }
    case 'UpdateExpression': {
      if (parents.at(-1)?.type === 'ForStatement') return []
      return [{ to: read(node).includes('++') ? read(node).replace('++', '--') : read(node).replace('--', '++') }]
    }
    case 'Literal': {
      if (typeof node.value === 'boolean') return [{ to: String(!node.value) }]
      const key = parents.at(-1)
      if (typeof node.value !== 'number' || (key?.type === 'Property' && key.key === node)) return []
      const changes = number(node.value, read(node))
      // Before the first there is nothing either, so a loop's start is only put later.
      return isLoopStart(parents) || isTerm(parents.at(-1)) || isInPlace(parents, node) ? changes.slice(0, 1) : changes
    }
    default:
      return []
  }
}

function isLoopStart(parents: readonly Node[]): boolean {
  return parents.some((each, k) => each.type === 'ForStatement' && each.init === parents[k + 1])
}

/** Of `a + 1` and `a - 1` the 1 is dropped already, which is what one less than it would be. */
const isTerm = (parent: Node | undefined): boolean => {
  const right = parent?.type === 'BinaryExpression' && /^[+-]$/.test(String(parent.operator)) ? childOf(parent, 'right') : undefined
  return right?.type === 'Literal' && right.value === 1
}

/** Within the brackets of a[…]. */
function isInPlace(parents: readonly Node[], node: Node): boolean {
  const path = [...parents, node]
  return parents.some((each, k) => each.type === 'MemberExpression' && each.computed === true && each.property === path[k + 1])
}

/** The condition of an if or of a ? … : turned round, and a guard that is not there. */
function conditionChanges(node: Node, parents: readonly Node[], read: Reader): Change[] {
  const parent = parents.at(-1)
  if (parent?.test !== node || (parent.type !== 'IfStatement' && parent.type !== 'ConditionalExpression')) return []
  // A comparison has been turned or moved already.
  const negated = node.type === 'BinaryExpression' ? [] : [{ to: `!(${read(node)})` }]
  return parent.type === 'IfStatement' && parent.alternate === null ? [...negated, { to: 'false' }] : negated
}

const isFunction = (node: Node): boolean => /Function(Declaration|Expression)$/.test(node.type)

/** Not in a function, or only in some that are handed to a call at once, as to map. */
const runsOnLoad = (parents: readonly Node[]): boolean => parents.every((each, k) => !isFunction(each) || parents[k - 1]?.type === 'CallExpression')

function namedFunction(parents: readonly Node[]): string {
  for (const [k, node] of parents.entries()) {
    if (!isFunction(node)) continue
    const holder = parents[k - 1]
    const name = nameOf(childOf(node, 'id')) ?? nameOf(holder === undefined ? undefined : (childOf(holder, 'id') ?? childOf(holder, 'key')))
    if (name !== undefined) return name
  }
  return ''
}

const short = (text: string): string => text.replace(/\s+/g, ' ')

/** Every error that is planted in a file, one at a time, in the order of the text. */
export function plantsIn(source: SourceFile): Plant[] {
  const found: Plant[] = []
  const lines = source.text.split('\n')
  const read: Reader = (node) => (node === undefined ? '' : source.text.slice(node.start, node.end))
  walkValues(source.program, (node, parents) => {
    const changes = [...changesOf(node, parents, read), ...conditionChanges(node, parents, read)]
    if (changes.length === 0) return
    const line = lineOf(source, node)
    const before = [...parents, node]
    const spare = before.some((each, k) => {
      const parent = before[k - 1]
      const isDefault = parent?.type === 'AssignmentPattern' && before[k - 2]?.type === 'ArrayPattern'
      return parent?.right === each && (isDefault || (parent.type === 'LogicalExpression' && parent.operator === '??'))
    })
    for (const { to, text = to } of changes) {
      found.push({
        file: source.path,
        line,
        inside: namedFunction(parents),
        written: (lines[line - 1] ?? '').trim(),
        from: short(read(node)),
        to: short(to),
        start: node.start,
        end: node.end,
        text,
        onLoad: runsOnLoad(parents),
        spare,
      })
    }
  })
  return found.sort((a, b) => a.start - b.start || b.end - a.end)
}

/** Items under what `keyOf` says of them, in the order of first sight. */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
