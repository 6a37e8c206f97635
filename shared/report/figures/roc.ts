import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Results, RocCurve } from '../../vocabulary/results.ts'
import { axes, linearScale, plotPoint, type Plot } from '../axis.ts'
import { fixedText, givenText, outputLabel, printedPart } from '../printed.ts'
import { label, line, pathThrough, scene, type Hit, type Mark, type Point, type Scene, type Tone } from '../scene.ts'
import { fitText, textWidth } from '../text-width.ts'
import { overallEstimate, seriesTone } from './series.ts'

export interface RocOptions {
  /** Outputs to draw; all outputs with a curve unless given. */
  readonly predictions?: readonly string[]
  readonly size?: number
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Drawing {
  readonly results: Results
  readonly protocol: Protocol
  readonly plot: Plot
  readonly marks: Mark[]
  readonly hits: Hit[]
  readonly taken: Box[]
  readonly words: string[]
}

/**
 * ROC curves with the protocol's operating points, the diagonal of no information, and direct labels.
 * Null where no output has a curve.
 */
export function rocScene(results: Results, protocol: Protocol, options: RocOptions = {}): Scene | null {
  const curves = results.roc.filter((each) => options.predictions?.includes(each.prediction) ?? true)
  if (curves.length === 0) return null
  const size = options.size ?? 250
  const plot: Plot = {
    left: 36,
    right: size - 6,
    top: 6,
    bottom: size - 30,
    x: linearScale(0, 1, 36, size - 6),
    y: linearScale(0, 1, size - 30, 6),
  }
  const drawing: Drawing = { results, protocol, plot, marks: [], hits: [], taken: [], words: [] }
  drawing.marks.push(...axes(plot, { x: '1 − specificity', y: 'Sensitivity' }))
  drawing.marks.push(line(plotPoint(plot, 0, 0), plotPoint(plot, 1, 1), 'faint', 0.75, 'dashed'))
  for (const curve of curves) drawCurve(drawing, curve)
  drawLegend(drawing, curves)
  for (const curve of curves) drawOperatingPoints(drawing, curve.prediction)
  return scene({
    width: size,
    height: size,
    title: 'ROC curve',
    description: `ROC curve. ${drawing.words.join(' ')}`,
    marks: drawing.marks,
    hits: drawing.hits,
  })
}

function drawCurve({ protocol, plot, marks, taken }: Drawing, curve: RocCurve): void {
  const points = curve.falsePositiveRate.map((x, i) => plotPoint(plot, x, curve.sensitivity[i] ?? 0))
  const tone = seriesTone(protocol, curve.prediction)
  marks.push({ kind: 'path', d: pathThrough(points), stroke: tone, width: 1.4 })
  taken.push(...alongCurve(points))
}

/** Small boxes along a curve, so that labels keep off it. */
function alongCurve(points: readonly Point[]): Box[] {
  return points.slice(1).flatMap((to, i) => {
    const from = points[i] ?? to
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) / 3))
    return Array.from({ length: steps }, (_, k) => {
      const x = from.x + ((to.x - from.x) * k) / steps
      const y = from.y + ((to.y - from.y) * k) / steps
      return { x: x - 1, y: y - 1, width: 2, height: 2 }
    })
  })
}

/** Below the diagonal is free: every curve's label with its area stands there. */
function drawLegend({ results, protocol, plot, marks, hits, taken, words }: Drawing, curves: readonly RocCurve[]): void {
  const top = plot.bottom - 8 - 22 * (curves.length - 1) - 11
  curves.forEach((curve, i) => {
    const auroc = overallEstimate(results, 'auroc', curve.prediction)
    const tone = seriesTone(protocol, curve.prediction)
    const area = auroc === undefined ? '' : `AUROC ${printedPart(auroc, 'value-interval')}`
    const name = fitText(outputLabel(protocol, curve.prediction), 112, 7.5, 500)
    const y = top + 22 * i
    const width = Math.max(textWidth(name, 7.5, 500), textWidth(area, 7.5))
    const x = plot.right - 4
    marks.push(line({ x: x - width - 18, y: y - 2.5 }, { x: x - width - 5, y: y - 2.5 }, tone, 1.6))
    marks.push(label({ x: x - width, y }, name, { weight: 500 }))
    marks.push(label({ x: x - width, y: y + 9.5 }, area, { tone: 'muted' }))
    const box = { x: x - width - 18, y: y - 8, width: width + 20, height: 20 }
    taken.push(box)
    if (auroc !== undefined) hits.push({ ...box, estimateId: auroc.id, label: `${name}, ${area}` })
    words.push(`${outputLabel(protocol, curve.prediction)}: ${area}.`)
  })
}

function drawOperatingPoints(drawing: Drawing, prediction: string): void {
  const { results, protocol, plot, marks, hits, words } = drawing
  const output = protocol.predictions.find((each) => each.id === prediction)
  const tone = seriesTone(protocol, prediction)
  for (const point of output?.score?.operatingPoints ?? []) {
    const sensitivity = overallEstimate(results, 'sensitivity', prediction, point.id)
    const specificity = overallEstimate(results, 'specificity', prediction, point.id)
    if (sensitivity?.value == null || specificity?.value == null) continue
    const at = plotPoint(plot, 1 - specificity.value, sensitivity.value)
    marks.push({ kind: 'circle', cx: at.x, cy: at.y, r: 2.6, fill: 'surface', stroke: tone, strokeWidth: 1.3 })
    drawing.taken.push({ x: at.x - 4, y: at.y - 4, width: 8, height: 8 })
    const sign = output?.score?.direction === 'lower-is-positive' ? '≤' : '≥'
    placeLabel(drawing, at, `${sign} ${givenText(point.threshold)}`, tone)
    const sentence = `sensitivity ${fixedText(sensitivity.value)}, specificity ${fixedText(specificity.value)}`
    const hit = { x: at.x - 7, y: at.y - 7, width: 14, height: 14, estimateId: sensitivity.id }
    hits.push({ ...hit, label: `${outputLabel(protocol, prediction)} at ${point.id}: ${sentence}` })
    words.push(`${outputLabel(protocol, prediction)} at ${point.id} (threshold ${givenText(point.threshold)}): ${sentence}.`)
  }
}

/** First free place around the point; to the lower right where nothing is free. */
function placeLabel({ plot, marks, taken }: Drawing, at: { x: number; y: number }, text: string, tone: Tone): void {
  const width = textWidth(text, 7, 500)
  const places = [
    { x: at.x + 5, y: at.y + 10 },
    { x: at.x - 5 - width, y: at.y - 3 },
    { x: at.x + 6, y: at.y + 2.5 },
    { x: at.x - width - 2, y: at.y - 7 },
    { x: at.x + 8, y: at.y + 16 },
    { x: at.x - width - 6, y: at.y - 12 },
    { x: at.x + 14, y: at.y + 22 },
  ]
  const boxes = places.map((place) => ({ x: place.x, y: place.y - 6, width, height: 7.5 }))
  const inside = (box: Box): boolean => box.x >= plot.left + 1 && box.x + box.width <= plot.right && box.y >= plot.top
  const chosen = boxes.findIndex((box) => inside(box) && !taken.some((other) => overlaps(box, other)))
  const box = boxes[Math.max(0, chosen)]
  const place = places[Math.max(0, chosen)]
  if (box === undefined || place === undefined) return
  taken.push(box)
  marks.push(label(place, text, { size: 7, weight: 500, tone }))
}

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
