import type { Protocol } from '../../vocabulary/protocol.ts'
import type { EndpointResult, Estimate, Results } from '../../vocabulary/results.ts'
import { linearScale, niceStep, ticks, type Scale } from '../axis.ts'
import { comparisonSigns, countText, estimandText, givenText, notEstimable, printedPart } from '../printed.ts'
import { splitsOf } from '../splits.ts'
import { hatching, label, line, scene, type Hit, type Mark, type Scene } from '../scene.ts'
import { fitText } from '../text-width.ts'

/** What the rows of a forest plot estimate. */
export interface ForestTarget {
  readonly quantity: Estimate['quantity']
  readonly prediction?: string
  readonly operatingPoint?: string
  readonly comparison?: string
  readonly agreementOf?: string
}

export interface ForestOptions {
  readonly width?: number
  /** A long plot is cut into scenes of at most this many rows, each with its own axis. */
  readonly rowsPerScene?: number
}

export type ForestRow =
  | { readonly kind: 'overall'; readonly label: string; readonly estimate: Estimate }
  | { readonly kind: 'group'; readonly label: string }
  | { readonly kind: 'level'; readonly label: string; readonly estimate: Estimate }

const sameTarget = (estimate: Estimate, target: ForestTarget): boolean =>
  estimate.quantity === target.quantity &&
  estimate.prediction === target.prediction &&
  estimate.operatingPoint === target.operatingPoint &&
  estimate.comparison === target.comparison &&
  estimate.agreementOf === target.agreementOf &&
  estimate.missingRule === undefined

/** Rows in the protocol's order of subgroups; nothing is left out because it could not be estimated (rule FIG-4). */
export function forestRows(results: Results, protocol: Protocol, target: ForestTarget): ForestRow[] {
  const estimates = results.estimates.filter((each) => sameTarget(each, target))
  const overall = estimates.find((each) => each.subgroup === undefined)
  const rows: ForestRow[] = overall === undefined ? [] : [{ kind: 'overall', label: 'All examinations', estimate: overall }]
  for (const split of splitsOf(protocol)) {
    const levels = estimates.filter((each) => each.subgroup?.id === split.id)
    if (levels.length === 0) continue
    rows.push({ kind: 'group', label: split.label })
    for (const estimate of levels) {
      rows.push({ kind: 'level', label: split.levelLabel(estimate.subgroup?.level ?? ''), estimate })
    }
  }
  return rows
}

const rowHeight = 13
const headHeight = 20
const footHeight = 30

interface Columns {
  readonly n: number
  readonly events: number
  readonly plotLeft: number
  readonly plotRight: number
  readonly text: number
}

/** Forest plot of one estimand over all prespecified subgroups; empty where there is no subgroup. */
export function forestScenes(
  results: Results,
  protocol: Protocol,
  target: ForestTarget,
  options: ForestOptions = {},
): Scene[] {
  const rows = forestRows(results, protocol, target)
  if (!rows.some((row) => row.kind === 'level')) return []
  const width = options.width ?? 515
  const perScene = options.rowsPerScene ?? 42
  const columns: Columns = { n: 176, events: 210, plotLeft: 224, plotRight: width - 120, text: width - 2 }
  const x = forestScale(rows, columns)
  const goal = results.endpoints.find((each) =>
    results.estimates.some((estimate) => estimate.id === each.estimateId && sameTarget(estimate, target)),
  )
  const parts = splitRows(rows, perScene)
  return parts.map((part, i) =>
    forestPart(part, { width, columns, x, goal, rows, title: titleOf(protocol, target, i, parts.length) }),
  )
}

const titleOf = (protocol: Protocol, target: ForestTarget, part: number, parts: number): string =>
  `${estimandText(protocol, target)} by subgroup${parts > 1 ? ` (${part + 1} of ${parts})` : ''}`

/** Cuts before a group rather than after its heading; a group that goes on repeats its heading. */
function splitRows(rows: readonly ForestRow[], perScene: number): ForestRow[][] {
  const parts: ForestRow[][] = []
  let part: ForestRow[] = []
  let heading: ForestRow | null = null
  for (const row of rows) {
    if (row.kind === 'group') heading = row
    const full = part.length >= perScene - (row.kind === 'group' ? 1 : 0)
    if (full) {
      parts.push(part)
      part = row.kind === 'level' && heading !== null ? [{ kind: 'group', label: `${heading.label} (continued)` }] : []
    }
    part.push(row)
  }
  if (part.length > 0) parts.push(part)
  return parts
}

function forestScale(rows: readonly ForestRow[], columns: Columns): Scale {
  const values = rows.flatMap((row) => {
    if (row.kind === 'group' || row.estimate.value === null) return []
    const interval = row.estimate.intervals[0]
    return [row.estimate.value, interval?.lower ?? row.estimate.value, interval?.upper ?? row.estimate.value]
  })
  const low = values.length === 0 ? 0 : Math.min(...values)
  const high = values.length === 0 ? 1 : Math.max(...values)
  const step = niceStep(Math.max(high - low, 0.05), 5)
  return linearScale(Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, columns.plotLeft, columns.plotRight)
}

interface Frame {
  readonly width: number
  readonly columns: Columns
  readonly x: Scale
  readonly goal: EndpointResult | undefined
  readonly rows: readonly ForestRow[]
  readonly title: string
}

function forestPart(part: readonly ForestRow[], frame: Frame): Scene {
  const { width, columns, x } = frame
  const bottom = headHeight + part.length * rowHeight + 4
  const marks: Mark[] = [...head(columns, width), ...axis(x, columns, bottom), ...referenceLines(frame, bottom)]
  const hits: Hit[] = []
  part.forEach((row, i) => {
    const top = headHeight + i * rowHeight
    marks.push(...rowMarks(row, top + rowHeight / 2 + 2, frame))
    if (row.kind === 'group') return
    const text = `${row.label}: ${printedPart(row.estimate, 'value-interval')}`
    hits.push({ x: 0, y: top, width, height: rowHeight, estimateId: row.estimate.id, label: text })
  })
  return scene({
    width,
    height: bottom + footHeight,
    title: frame.title,
    description: part.map(rowWords).join(' '),
    marks,
    hits,
  })
}

const rowWords = (row: ForestRow): string => {
  if (row.kind === 'group') return `${row.label}.`
  const { n, present } = row.estimate.denominators
  return `${row.label}: ${printedPart(row.estimate, 'value-interval')}, n ${countText(n)}, with condition ${countText(present)}.`
}

const head = (columns: Columns, width: number): Mark[] => [
  label({ x: 0, y: 10 }, 'Subgroup', { weight: 500, tone: 'muted' }),
  label({ x: columns.n, y: 10 }, 'n', { weight: 500, tone: 'muted', anchor: 'end' }),
  label({ x: columns.events, y: 10 }, 'events', { weight: 500, tone: 'muted', anchor: 'end' }),
  label({ x: columns.text, y: 10 }, 'Estimate (interval)', { weight: 500, tone: 'muted', anchor: 'end' }),
  line({ x: 0, y: headHeight - 4 }, { x: width, y: headHeight - 4 }, 'grid'),
]

const axis = (x: Scale, columns: Columns, bottom: number): Mark[] => [
  ...ticks(x.minimum, x.maximum, 5).flatMap((tick) => [
    line({ x: x.at(tick.value), y: headHeight }, { x: x.at(tick.value), y: bottom }, 'grid', 0.5),
    label({ x: x.at(tick.value), y: bottom + 10 }, tick.text, { anchor: 'middle', tone: 'muted' }),
  ]),
  line({ x: columns.plotLeft, y: bottom }, { x: columns.plotRight, y: bottom }, 'muted'),
]

/** The overall estimate as a thin dashed line, the goal as a solid one; labels below the axis. */
function referenceLines({ x, goal, rows }: Frame, bottom: number): Mark[] {
  const overall = rows.find((row) => row.kind === 'overall')
  const marks: Mark[] = []
  if (overall?.kind === 'overall' && overall.estimate.value !== null) {
    const at = x.at(overall.estimate.value)
    marks.push(line({ x: at, y: headHeight }, { x: at, y: bottom }, 'accent', 0.8, 'dashed'))
    marks.push(label({ x: at, y: bottom + 20 }, 'all', { size: 7, weight: 500, tone: 'accent', anchor: 'middle' }))
  }
  if (goal !== undefined && goal.goal >= x.minimum && goal.goal <= x.maximum) {
    const at = x.at(goal.goal)
    const text = `goal ${comparisonSigns[goal.comparison]} ${givenText(goal.goal)}`
    marks.push(line({ x: at, y: headHeight }, { x: at, y: bottom }, 'ink', 1))
    marks.push(label({ x: at, y: bottom + 28 }, text, { size: 7, weight: 500, anchor: 'middle' }))
  }
  return marks
}

function rowMarks(row: ForestRow, middle: number, frame: Frame): Mark[] {
  const { columns } = frame
  const base = middle + 2.6
  if (row.kind === 'group') return [label({ x: 0, y: base }, fitText(row.label, columns.n - 30, 7.5, 600), { weight: 600 })]
  const { estimate } = row
  const weight = row.kind === 'overall' ? 600 : 400
  const indent = row.kind === 'overall' ? 0 : 8
  const quiet = estimate.value === null || estimate.descriptive
  const tone = quiet ? 'muted' : 'ink'
  const name = fitText(row.label, columns.n - 30 - indent, 7.5, weight)
  const marks: Mark[] = [
    label({ x: indent, y: base }, name, { weight, tone }),
    label({ x: columns.n, y: base }, printedPart(estimate, 'n'), { anchor: 'end', tone, weight }),
    label({ x: columns.events, y: base }, printedPart(estimate, 'events'), { anchor: 'end', tone, weight }),
  ]
  if (estimate.value === null) return [...marks, ...notEstimableMarks(estimate, middle, frame)]
  const text = `${printedPart(estimate, 'value-interval')}${estimate.descriptive ? ' *' : ''}`
  marks.push(label({ x: columns.text, y: base }, text, { anchor: 'end', tone, weight }))
  return [...marks, ...intervalMarks(estimate, middle, frame.x, row.kind === 'overall')]
}

/** The row keeps its place: hatched strip and the reason, in words. */
function notEstimableMarks(estimate: Estimate, middle: number, { columns }: Frame): Mark[] {
  const width = columns.plotRight - columns.plotLeft
  const room = columns.text - columns.plotLeft
  const text = fitText(notEstimable(estimate.reason), room - 60, 7)
  return [
    hatching(columns.plotLeft, middle - 4, width, 8, 'faint'),
    label({ x: columns.text, y: middle + 2.6 }, text, { size: 7, anchor: 'end', tone: 'muted' }),
  ]
}

function intervalMarks(estimate: Estimate, middle: number, x: Scale, overall: boolean): Mark[] {
  const interval = estimate.intervals[0]
  const value = x.at(estimate.value ?? 0)
  const tone = estimate.descriptive ? 'muted' : 'accent'
  const marks: Mark[] = []
  if (interval?.lower != null && interval.upper != null) {
    const [from, to] = [x.at(interval.lower), x.at(interval.upper)]
    marks.push(line({ x: from, y: middle }, { x: to, y: middle }, tone, overall ? 1.8 : 1.2))
  }
  if (overall) {
    const d = `M${(value - 4).toFixed(2)} ${middle} L${value.toFixed(2)} ${middle - 4} L${(value + 4).toFixed(2)} ${middle} L${value.toFixed(2)} ${middle + 4} Z`
    marks.push({ kind: 'path', d, fill: tone })
  } else {
    marks.push({ kind: 'rect', x: value - 2.4, y: middle - 2.4, width: 4.8, height: 4.8, fill: tone })
  }
  return marks
}
