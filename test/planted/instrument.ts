import type { SourceFile } from '../rules/source-files.ts'
import { childOf, walkValues } from '../rules/syntax.ts'
import { groupedBy, type Plant } from './plants.ts'

/** Loops of a planted file count their rounds, so that an error that never ends is seen. */
const loops = new Set(['ForStatement', 'WhileStatement', 'DoWhileStatement'])

interface Range {
  readonly start: number
  readonly end: number
  readonly plants: readonly { readonly id: number; readonly text: string }[]
  readonly inner: Range[]
}

/** Ranges of syntax nest or are apart, so a stack is enough. */
function nest(plants: readonly (Plant & { readonly id: number })[]): Range[] {
  const ranges: Range[] = [...groupedBy(plants, ({ start, end }) => `${start}-${end}`).values()].map((group) => ({
    start: group[0]?.start ?? 0,
    end: group[0]?.end ?? 0,
    plants: group,
    inner: [],
  }))
  ranges.sort((a, b) => a.start - b.start || b.end - a.end)
  const top: Range[] = []
  const open: Range[] = []
  for (const range of ranges) {
    while ((open.at(-1)?.end ?? Infinity) <= range.start) open.pop()
    ;(open.at(-1)?.inner ?? top).push(range)
    open.push(range)
  }
  return top
}

interface Text {
  readonly text: string
  /** Where a round of a loop is counted: before its condition, or at the top of a body that has none. */
  readonly ticks: readonly { readonly position: number; readonly text: string }[]
  /** Where a statement of a block starts: what comes there with a parenthesis would go on with the line before. */
  readonly statementStarts: ReadonlySet<number>
}

function textWithTicks({ text, ticks }: Text, from: number, to: number): string {
  let out = ''
  let at = from
  for (const { position, text: tick } of ticks) {
    if (position <= from || position > to) continue
    out += `${text.slice(at, position)}${tick}`
    at = position
  }
  return out + text.slice(at, to)
}

/** The text from start to end, with every range a choice between what is written and what is planted there. */
function render(source: Text, start: number, end: number, ranges: readonly Range[]): string {
  let out = ''
  let at = start
  for (const range of ranges) {
    const written = render(source, range.start, range.end, range.inner)
    const choices = range.plants.map(({ id, text }) => `__at(${id}) ? (${text}) : `).join('')
    const isStatement = range.start !== start && source.statementStarts.has(range.start)
    out += `${textWithTicks(source, at, range.start)}${isStatement ? ';' : ''}(${choices}(${written}))`
    at = range.end
  }
  return out + textWithTicks(source, at, end)
}

function placesIn(source: SourceFile): Text {
  const ticks: { position: number; text: string }[] = []
  const statementStarts = new Set<number>()
  walkValues(source.program, (node, parents) => {
    const condition = loops.has(node.type) ? childOf(node, 'test') : undefined
    const body = node.type === 'ForStatement' && condition === undefined ? childOf(node, 'body') : undefined
    if (condition !== undefined) ticks.push({ position: condition.start, text: '__tick(), ' })
    if (body?.type === 'BlockStatement') ticks.push({ position: body.start + 1, text: '__tick(); ' })
    const isInBlock = /^(BlockStatement|Program|SwitchCase)$/.test(parents.at(-1)?.type ?? '')
    if (node.type === 'ExpressionStatement' && isInBlock) statementStarts.add(node.start)
  })
  return { text: source.text, ticks: ticks.sort((a, b) => a.position - b.position), statementStarts }
}

/** The file with all its plants, none in force until the global switch names one. */
export function instrument(source: SourceFile, plants: readonly (Plant & { readonly id: number })[]): string {
  const body = render(placesIn(source), 0, source.text.length, nest(plants))
  return `const { at: __at, tick: __tick } = globalThis.__planted; ${body}`
}
