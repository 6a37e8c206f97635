import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Results } from '../../vocabulary/results.ts'
import type { DriftTable } from '../../vocabulary/results-raters.ts'
import { axes, linearScale, niceStep, plotPoint, ticks, type Plot } from '../axis.ts'
import { countText, driftLabel, fixedText, outputLabel } from '../printed.ts'
import { label, line, pathThrough, scene, type Mark, type Point, type Scene } from '../scene.ts'
import { fitText } from '../text-width.ts'

/** More categories than this cannot be told apart in the figure; the table has them. */
const mostCategories = 12

/**
 * Both distributions of one drift over each other: shares in equal steps as outlines, or as bars of each category. Null
 * where a set is empty or there are too many categories to draw.
 */
export function driftScene(results: Results, protocol: Protocol, drift: string, width = 250, height = 200): Scene | null {
  const table = results.driftTables?.find((each) => each.drift === drift)
  if (table === undefined || table.nBaseline === 0 || table.nCurrent === 0) return null
  const drawn = table.histogram ?? { edges: [...table.baseline.keys(), table.baseline.length], baseline: table.baseline, current: table.current }
  if (table.categories !== undefined && table.categories.length > mostCategories) return null
  const shares = { baseline: drawn.baseline.map((n) => n / table.nBaseline), current: drawn.current.map((n) => n / table.nCurrent) }
  const plot = plotOf(drawn.edges, Math.max(...shares.baseline, ...shares.current), width, height)
  const marks: Mark[] =
    table.histogram === undefined
      ? [...shareAxis(plot), label({ x: (plot.left + plot.right) / 2, y: plot.bottom + 22 }, nameOf(protocol, drift), { anchor: 'middle' }), ...bars(table.categories ?? [], shares, plot)]
      : [...axes(plot, { x: nameOf(protocol, drift), y: 'Share' }), ...outlines(drawn.edges, shares, plot)]
  return scene({
    width,
    height,
    title: `Drift: ${driftLabel(protocol, drift)}`,
    description: describe(table, shares),
    marks: [...marks, ...legend(table, plot)],
    hits: [],
  })
}

function nameOf(protocol: Protocol, id: string): string {
  const drift = protocol.drifts?.find((each) => each.id === id)
  if (drift === undefined) return id
  return fitText('prediction' in drift.variable ? `Score of ${outputLabel(protocol, drift.variable.prediction)}` : drift.variable.column, 190, 7.5, 400)
}

function plotOf(edges: readonly number[], highest: number, width: number, height: number): Plot {
  const box = { left: 38, right: width - 6, top: 18, bottom: height - 30 }
  const step = niceStep(highest, 4)
  const first = edges[0] ?? 0
  const last = edges[edges.length - 1] ?? 1
  const room = first === last ? 0.5 : 0
  return {
    ...box,
    x: linearScale(first - room, last + room, box.left, box.right),
    y: linearScale(0, Math.ceil(highest / step) * step, box.bottom, box.top),
  }
}

interface Shares {
  readonly baseline: readonly number[]
  readonly current: readonly number[]
}

function outlines(edges: readonly number[], shares: Shares, plot: Plot): Mark[] {
  const outline = (of: readonly number[]): string => {
    const first = edges[0] ?? 0
    const last = edges[edges.length - 1] ?? first
    const same = first === last ? 0.5 : 0
    const at = (k: number): number => (k === 0 ? first - same : k === of.length ? last + same : (edges[k] ?? last))
    const steps = of.flatMap((share, k): Point[] => [plotPoint(plot, at(k), share), plotPoint(plot, at(k + 1), share)])
    return pathThrough([plotPoint(plot, at(0), 0), ...steps, plotPoint(plot, at(of.length), 0)])
  }
  return [
    { kind: 'path', d: outline(shares.baseline), stroke: 'ink', width: 0.9, dash: 'dashed' },
    { kind: 'path', d: outline(shares.current), stroke: 'accent', width: 1.4 },
  ]
}

function shareAxis(plot: Plot): Mark[] {
  return [
    ...ticks(plot.y.minimum, plot.y.maximum, 4).flatMap((tick) => [
      line({ x: plot.left, y: plot.y.at(tick.value) }, { x: plot.right, y: plot.y.at(tick.value) }, 'grid', 0.5),
      label({ x: plot.left - 4, y: plot.y.at(tick.value) + 2.6 }, tick.text, { anchor: 'end', tone: 'muted' }),
    ]),
    line({ x: plot.left, y: plot.bottom }, { x: plot.right, y: plot.bottom }, 'muted'),
    label({ x: plot.left - 28, y: (plot.top + plot.bottom) / 2 }, 'Share', { anchor: 'middle', turned: true }),
  ]
}

function bars(categories: readonly string[], shares: Shares, plot: Plot): Mark[] {
  const slot = (plot.right - plot.left) / Math.max(1, categories.length)
  return categories.flatMap((category, k): Mark[] => {
    const x = plot.left + k * slot
    const bar = (share: number, from: number, isCurrent: boolean): Mark => ({
      kind: 'rect',
      x: from,
      y: plot.y.at(share),
      width: slot * 0.36,
      height: plot.bottom - plot.y.at(share),
      ...(isCurrent ? { fill: 'accent' as const } : { stroke: 'ink' as const, strokeWidth: 0.75 }),
    })
    return [
      bar(shares.baseline[k] ?? 0, x + slot * 0.12, false),
      bar(shares.current[k] ?? 0, x + slot * 0.52, true),
      label({ x: x + slot / 2, y: plot.bottom + 10 }, fitText(category, slot - 2, 7, 400), { anchor: 'middle', size: 7, tone: 'muted' }),
    ]
  })
}

function legend(table: DriftTable, plot: Plot): Mark[] {
  const half = (plot.right - plot.left) / 2
  const entry = (x: number, text: string, isCurrent: boolean): Mark[] => [
    table.histogram === undefined ? box(x, isCurrent) : line({ x, y: 8 }, { x: x + 12, y: 8 }, isCurrent ? 'accent' : 'ink', isCurrent ? 1.4 : 0.9, ...(isCurrent ? [] : (['dashed'] as const))),
    label({ x: x + 15, y: 10.6 }, fitText(text, half - 17, 7, 500), { size: 7, weight: 500 }),
  ]
  return [
    ...entry(plot.left, `Baseline, n = ${countText(table.nBaseline)}`, false),
    ...entry(plot.left + half, `Current, n = ${countText(table.nCurrent)}`, true),
  ]
}

const box = (x: number, isCurrent: boolean): Mark => ({
  kind: 'rect',
  x: x + 3,
  y: 5,
  width: 9,
  height: 6,
  ...(isCurrent ? { fill: 'accent' as const } : { stroke: 'ink' as const, strokeWidth: 0.75 }),
})

function describe(table: DriftTable, shares: Shares): string {
  const { categories } = table
  const sizes = `baseline ${countText(table.nBaseline)}, current ${countText(table.nCurrent)} examinations`
  if (categories === undefined) return `Two distributions over each other: ${sizes}. Shares in ${countText(shares.baseline.length)} equal steps.`
  const parts = categories.map((each, k) => `${each} ${fixedText(shares.baseline[k] ?? 0)} then ${fixedText(shares.current[k] ?? 0)}`)
  return `Shares of each category: ${sizes}. ${parts.join(', ')}.`
}
