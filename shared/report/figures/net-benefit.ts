import type { Protocol } from '../../vocabulary/protocol.ts'
import type { DecisionCurve, Results } from '../../vocabulary/results.ts'
import { axes, linearScale, plotPoint, type Plot } from '../axis.ts'
import { fixedText, givenText, outputLabel } from '../printed.ts'
import { label, line, pathThrough, scene, type Mark, type Point, type Scene, type Tone } from '../scene.ts'
import { fitText } from '../text-width.ts'
import { seriesTone } from './series.ts'

const labelWidth = 62

interface Series {
  readonly name: string
  readonly tone: Tone
  readonly width: number
  readonly dash?: 'dashed' | 'dotted'
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

/**
 * Decision curves: net benefit of each output against treating all and none over the prespecified thresholds, each line
 * with its label at its end. Null where the results hold none.
 */
export function netBenefitScene(results: Results, protocol: Protocol, size = 250): Scene | null {
  const curves = results.decisionCurves.filter((each) => each.points.length > 0)
  const first = curves[0]
  if (first === undefined) return null
  const lines = seriesOf(curves, first, protocol)
  const plot = plotOf(curves, size)
  const marks: Mark[] = axes(plot, { x: 'Threshold probability', y: 'Net benefit' })
  const ends: { name: string; tone: Tone; y: number; x: number }[] = []
  for (const each of lines) {
    const points = clipped(each.points, plot).map(({ x, y }) => plotPoint(plot, x, y))
    marks.push(...drawn(each, points))
    const end = points.at(-1)
    if (end !== undefined) ends.push({ name: each.name, tone: each.tone, x: end.x, y: end.y })
  }
  for (const curve of curves) marks.push(...bandMarks(curve, plot, seriesTone(protocol, curve.prediction)))
  marks.push(...endLabels(ends, plot))
  return scene({
    width: size,
    height: size,
    title: 'Decision curve',
    description: `Net benefit over threshold probabilities. ${curves.map((curve) => describe(curve, protocol)).join(' ')}`,
    marks,
    hits: [],
  })
}

function seriesOf(curves: readonly DecisionCurve[], first: DecisionCurve, protocol: Protocol): Series[] {
  const over = first.points.map((point) => ({ x: point.threshold, all: point.treatAll }))
  return [
    { name: 'Treat none', tone: 'muted', width: 0.9, points: over.map(({ x }) => ({ x, y: 0 })) },
    { name: 'Treat all', tone: 'muted', width: 0.9, dash: 'dashed', points: over.map(({ x, all }) => ({ x, y: all })) },
    ...curves.map((curve) => ({
      name: outputLabel(protocol, curve.prediction),
      tone: seriesTone(protocol, curve.prediction),
      width: 1.4,
      points: curve.points.map((point) => ({ x: point.threshold, y: point.netBenefit })),
    })),
  ]
}

/** Pointwise bootstrap band: its two edges, dotted, cut where they leave the plot. */
function bandMarks({ points }: DecisionCurve, plot: Plot, tone: Tone): Mark[] {
  return (['lower', 'upper'] as const).flatMap((edge): Mark[] => {
    const known = points.flatMap((point) => (point[edge] === undefined ? [] : [{ x: point.threshold, y: Math.min(point[edge], plot.y.maximum) }]))
    const drawnPoints = clipped(known, plot).map(({ x, y }) => plotPoint(plot, x, y))
    return drawnPoints.length < 2 ? [] : [{ kind: 'path', d: pathThrough(drawnPoints), stroke: tone, width: 0.6, dash: 'dotted' }]
  })
}

/** The lower end keeps what the outputs do; treating all may fall far below and is cut there. */
function plotOf(curves: readonly DecisionCurve[], size: number): Plot {
  const points = curves.flatMap((curve) => curve.points)
  const own = points.map((point) => point.netBenefit)
  const high = Math.max(0.01, ...own, ...points.map((point) => point.treatAll))
  const low = Math.min(-0.15 * high, ...own)
  const thresholds = points.map((point) => point.threshold)
  const from = Math.min(...thresholds)
  const to = Math.max(...thresholds)
  const room = from === to ? 0.05 : 0
  const box = { left: 36, right: size - labelWidth - 4, top: 6, bottom: size - 30 }
  return {
    ...box,
    x: linearScale(from - room, to + room, box.left, box.right),
    y: linearScale(low - 0.04 * (high - low), high + 0.04 * (high - low), box.bottom, box.top),
  }
}

/** What lies within the plot, up to where the line leaves it. */
function clipped(points: Series['points'], plot: Plot): Point[] {
  const low = plot.y.minimum
  const out: Point[] = []
  for (const [i, point] of points.entries()) {
    const before = points[i - 1]
    if (before !== undefined && before.y < low !== point.y < low) {
      const share = (low - before.y) / (point.y - before.y)
      out.push({ x: before.x + share * (point.x - before.x), y: low })
    }
    if (point.y >= low) out.push(point)
  }
  return out
}

function drawn({ tone, width, dash }: Series, points: readonly Point[]): Mark[] {
  const [only] = points
  if (only === undefined) return []
  if (points.length === 1) return [{ kind: 'circle', cx: only.x, cy: only.y, r: 2.2, fill: tone }]
  return [{ kind: 'path', d: pathThrough(points), stroke: tone, width, ...(dash ? { dash } : {}) }]
}

/** Beside the ends of the lines, from the top down, no two on each other. */
function endLabels(ends: readonly { name: string; tone: Tone; x: number; y: number }[], plot: Plot): Mark[] {
  const sorted = ends.toSorted((a, b) => a.y - b.y)
  const tops: number[] = []
  for (const { y } of sorted) tops.push(Math.max(y, (tops.at(-1) ?? plot.top - 9) + 9))
  const over = Math.max(0, (tops.at(-1) ?? 0) - plot.bottom)
  return sorted.flatMap((end, i): Mark[] => {
    const y = (tops[i] ?? end.y) - over
    const at = { x: plot.right + 6, y: y + 2.6 }
    return [
      line({ x: end.x + 1, y: end.y }, { x: plot.right + 4, y }, end.tone, 0.4, 'dotted'),
      label(at, fitText(end.name, labelWidth - 4, 7, 500), { size: 7, weight: 500, tone: end.tone }),
    ]
  })
}

function describe(curve: DecisionCurve, protocol: Protocol): string {
  const step = Math.ceil(curve.points.length / 11)
  const parts = curve.points
    .filter((_, i) => i % step === 0)
    .map((each) => `at ${givenText(each.threshold)} ${fixedText(each.netBenefit)} (treat all ${fixedText(each.treatAll)})`)
  return `${outputLabel(protocol, curve.prediction)}: ${parts.join(', ')}.`
}
