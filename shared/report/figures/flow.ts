import type { FlowStep } from '../../vocabulary/records.ts'
import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Results } from '../../vocabulary/results.ts'
import { referenceCategoryNames } from '../../words/en/report.ts'
import { countText, outputLabel } from '../printed.ts'
import { label, line, pathThrough, scene, type Mark, type Point, type Scene } from '../scene.ts'
import { wrapText, type Weight } from '../text-width.ts'

interface TextLine {
  readonly text: string
  readonly weight: Weight
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly lines: readonly TextLine[]
}

const lineHeight = 10.5
const padding = 7
/** More rules than this do not fit beside each other on a page: the table lists all of them. */
const mostRules = 36

const linesOf = (text: string, width: number, weight: Weight = 400): TextLine[] =>
  wrapText(text, width - 2 * padding, 7.5, weight).map((each) => ({ text: each, weight }))

const box = (x: number, y: number, width: number, lines: readonly TextLine[]): Box => ({
  x,
  y,
  width,
  height: 2 * padding + lines.length * lineHeight - 3,
  lines,
})

const boxMarks = (each: Box, quiet = false): Mark[] => [
  {
    kind: 'rect',
    x: each.x,
    y: each.y,
    width: each.width,
    height: each.height,
    fill: 'surface',
    stroke: quiet ? 'faint' : 'ink',
    strokeWidth: 0.8,
    radius: 3,
  },
  ...each.lines.map((text, i) =>
    label({ x: each.x + padding, y: each.y + padding + 6 + i * lineHeight }, text.text, { weight: text.weight }),
  ),
]

function arrow(from: Point, to: Point): Mark[] {
  const down = from.x === to.x
  const wings = down
    ? [{ x: to.x - 2.6, y: to.y - 5 }, to, { x: to.x + 2.6, y: to.y - 5 }]
    : [{ x: to.x - 5, y: to.y - 2.6 }, to, { x: to.x - 5, y: to.y + 2.6 }]
  return [line(from, to, 'ink', 0.8), { kind: 'path', d: pathThrough(wings, true), fill: 'ink' }]
}

/**
 * How the received examinations became the frozen cohort, in the manner of STARD: received, excluded per rule, frozen;
 * then (with results) the reference standard and what each output had to offer.
 */
export function flowScene(
  flow: readonly FlowStep[],
  options: { results?: Results; protocol?: Protocol; width?: number } = {},
): Scene {
  const width = options.width ?? 515
  const first = flow[0]
  const received = first === undefined ? 0 : first.remaining + first.excluded
  const frozen = flow[flow.length - 1]?.remaining ?? received
  const main = width * 0.42
  const sideLeft = width * 0.52
  const top = box(0, 4, main, [
    ...linesOf('Examinations received', main, 600),
    ...linesOf(`n = ${countText(received)}`, main),
  ])
  const excluded = box(sideLeft, top.y + top.height + 12, width - sideLeft, excludedLines(flow, width - sideLeft, received - frozen))
  const next = box(0, excluded.y + excluded.height + 12, main, [
    ...linesOf('Frozen cohort', main, 600),
    ...linesOf(`n = ${countText(frozen)}`, main),
  ])
  const middle = main / 2
  const turn = excluded.y + excluded.height / 2
  const marks = [
    ...boxMarks(top),
    ...arrow({ x: middle, y: top.y + top.height }, { x: middle, y: next.y }),
    ...arrow({ x: middle, y: turn }, { x: sideLeft, y: turn }),
    ...boxMarks(excluded, true),
    ...boxMarks(next),
  ]
  const words = [...top.lines, ...excluded.lines, ...next.lines].map((each) => each.text)
  const last = options.results === undefined ? null : splits(options.results, options.protocol, next, width)
  if (last !== null) {
    marks.push(...last.marks)
    words.push(...last.words)
  }
  return scene({
    width,
    height: (last?.bottom ?? next.y + next.height) + 4,
    title: 'Flow of examinations',
    description: words.join('; '),
    marks,
    hits: [],
  })
}

function excludedLines(flow: readonly FlowStep[], width: number, total: number): TextLine[] {
  const rules = flow.filter((step, i) => i > 0 || step.excluded > 0)
  const shown = rules.slice(0, mostRules)
  const rest = rules.slice(mostRules)
  const more = rest.reduce((sum, step) => sum + step.excluded, 0)
  return [
    ...linesOf(`Excluded: n = ${countText(total)}`, width, 600),
    ...shown.flatMap((step) => linesOf(`${step.label}: ${countText(step.excluded)}`, width)),
    ...(rest.length > 0 ? linesOf(`${rest.length} more rules, listed in the table: ${countText(more)}`, width) : []),
  ]
}

/** Reference standard on the left of the last row, one box per output on its right. */
function splits(
  results: Results,
  protocol: Protocol | undefined,
  above: Box,
  width: number,
): { marks: Mark[]; words: string[]; bottom: number } {
  const gap = 12
  const columns = Math.min(3, results.counts.predictions.length + 1)
  const each = (width - gap * (columns - 1)) / columns
  const contents: TextLine[][] = [referenceLines(results, each)]
  for (const output of results.counts.predictions) {
    const name = protocol === undefined ? output.prediction : outputLabel(protocol, output.prediction)
    contents.push([
      ...linesOf(name, each, 600),
      ...linesOf(`Usable prediction: ${countText(output.usable)}`, each),
      ...output.missing.flatMap((missing) => linesOf(`Missing (${missing.reason}): ${countText(missing.n)}`, each)),
      ...linesOf(`Analysed: ${countText(output.analysed)} (${countText(output.present)} present, ${countText(output.absent)} absent)`, each),
    ])
  }
  const marks: Mark[] = []
  let y = above.y + above.height + 28
  const rail = above.y + above.height + 14
  for (let start = 0; start < contents.length; start += columns) {
    const row = contents.slice(start, start + columns).map((lines, k) => box(k * (each + gap), y, each, lines))
    if (start === 0) marks.push(...branches(row, rail, above))
    for (const placed of row) marks.push(...boxMarks(placed))
    y += Math.max(...row.map((placed) => placed.height)) + gap
  }
  return { marks, words: contents.flat().map((text) => text.text), bottom: y - gap }
}

function branches(row: readonly Box[], rail: number, above: Box): Mark[] {
  const centres = row.map((placed) => placed.x + placed.width / 2)
  const from = above.x + above.width / 2
  return [
    line({ x: from, y: above.y + above.height }, { x: from, y: rail }, 'ink', 0.8),
    line({ x: Math.min(from, ...centres), y: rail }, { x: Math.max(from, ...centres), y: rail }, 'ink', 0.8),
    ...row.flatMap((placed, i) => arrow({ x: centres[i] ?? 0, y: rail }, { x: centres[i] ?? 0, y: placed.y })),
  ]
}

function referenceLines(results: Results, width: number): TextLine[] {
  const counts = Object.entries(results.counts.reference).filter(([name, n]) => n > 0 || name === 'present' || name === 'absent')
  return [
    ...linesOf('Reference standard', width, 600),
    ...counts.flatMap(([name, n]) => linesOf(`${referenceCategoryNames[name] ?? name}: ${countText(n)}`, width)),
  ]
}
