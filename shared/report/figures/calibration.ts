import type { Protocol } from '../../vocabulary/protocol.ts'
import type { CalibrationCurve, CalibrationGroups, Results, ScoreHistogram } from '../../vocabulary/results.ts'
import { axes, linearScale, plotPoint, type Plot } from '../axis.ts'
import { countText, fixedText, methodName, outputLabel, printedPart, quantityName } from '../printed.ts'
import { label, line, pathThrough, scene, type Hit, type Mark, type Scene, type Tone } from '../scene.ts'
import { textWidth } from '../text-width.ts'
import { overallEstimate, seriesTone } from './series.ts'

const histogramHeight = 34

/**
 * Calibration of one output: grouped tenths with Wilson bars against the ideal diagonal, intercept and slope, and how
 * the predictions are spread below. Null where the output has no grouped calibration.
 */
export function calibrationScene(results: Results, protocol: Protocol, prediction: string, size = 250): Scene | null {
  const groups = results.calibration.find((each) => each.prediction === prediction)
  if (groups === undefined || groups.groups.length === 0) return null
  const x = linearScale(0, 1, 36, size - 6)
  const plot: Plot = { left: 36, right: size - 6, top: 6, bottom: size - 30, x, y: linearScale(0, 1, size - 30, 6) }
  const tone = seriesTone(protocol, prediction)
  const histogram = results.histograms.find((each) => each.prediction === prediction)
  const spread = histogram === undefined ? [] : histogramMarks(histogram, x, size + histogramHeight, tone)
  const curve = results.calibrationCurves.find((each) => each.prediction === prediction)
  const marks: Mark[] = [
    ...axes(plot, { x: 'Predicted probability', y: 'Observed fraction' }),
    line(plotPoint(plot, 0, 0), plotPoint(plot, 1, 1), 'faint', 0.75, 'dashed'),
    ...groupMarks(groups, plot, tone, curve === undefined),
    ...(curve === undefined ? [] : [curveMark(curve, plot, tone), ...bandMarks(curve, plot, tone)]),
    ...spread,
  ]
  const hits: Hit[] = []
  const below = size + (spread.length > 0 ? histogramHeight + 4 : 0)
  const words = numberLabels(results, prediction, below, marks, hits)
  if (curve !== undefined) marks.push(...curveLabel(curve, below + 40, tone))
  return scene({
    width: size,
    height: below + (curve === undefined ? 36 : 46),
    title: `Calibration: ${outputLabel(protocol, prediction)}`,
    description: `${describe(groups)} ${words}${curve === undefined ? '' : ` Curve: ${methodName(curve.smoother)}.`}`.trim(),
    marks,
    hits,
  })
}

/** Within the plot: a smoother may leave 0 to 1. */
function curveMark({ predicted, observed }: CalibrationCurve, plot: Plot, tone: Tone): Mark {
  const points = predicted.map((x, i) => plotPoint(plot, x, Math.min(1, Math.max(0, observed[i] ?? 0))))
  return { kind: 'path', d: pathThrough(points), stroke: tone, width: 1.2 }
}

/** Pointwise bootstrap band: its two edges, dotted. */
function bandMarks({ predicted, lower, upper }: CalibrationCurve, plot: Plot, tone: Tone): Mark[] {
  return [lower, upper].flatMap((edge): Mark[] => {
    if (edge === undefined) return []
    const points = predicted.map((x, i) => plotPoint(plot, x, Math.min(1, Math.max(0, edge[i] ?? 0))))
    return [{ kind: 'path', d: pathThrough(points), stroke: tone, width: 0.6, dash: 'dotted' }]
  })
}

const curveLabel = ({ smoother, lower }: CalibrationCurve, y: number, tone: Tone): Mark[] => [
  line({ x: 36, y: y - 2.5 }, { x: 50, y: y - 2.5 }, tone, 1.2),
  label({ x: 54, y }, `${methodName(smoother)}${lower === undefined ? '' : '; dotted: bootstrap band'}`, { size: 7 }),
]

/** The points are joined only where no flexible curve is drawn. */
function groupMarks({ groups }: CalibrationGroups, plot: Plot, tone: Tone, isJoined: boolean): Mark[] {
  const points = groups.map((group) => plotPoint(plot, group.meanPredicted, group.observed))
  const bars = groups.map((group) =>
    line(plotPoint(plot, group.meanPredicted, group.lower), plotPoint(plot, group.meanPredicted, group.upper), tone, 0.9),
  )
  const dots = points.map(
    (point): Mark => ({ kind: 'circle', cx: point.x, cy: point.y, r: 2.4, fill: tone, stroke: 'surface', strokeWidth: 0.6 }),
  )
  if (!isJoined) return [...bars, ...dots]
  return [...bars, { kind: 'path', d: pathThrough(points), stroke: tone, width: 0.6, dash: 'dotted' }, ...dots]
}

/** Intercept, slope and Brier score below: no corner of the plot is sure to be free. */
function numberLabels(results: Results, prediction: string, top: number, marks: Mark[], hits: Hit[]): string {
  const quantities = ['calibration-intercept', 'calibration-slope', 'brier'] as const
  const words: string[] = []
  quantities.forEach((quantity, i) => {
    const estimate = overallEstimate(results, quantity, prediction)
    if (estimate === undefined) return
    const y = top + 10 + 10 * i
    const text = `${quantityName(quantity)} ${printedPart(estimate, estimate.intervals.length > 0 ? 'value-interval' : 'value')}`
    marks.push(label({ x: 36, y }, text, { size: 7 }))
    hits.push({ x: 36, y: y - 7.5, width: textWidth(text, 7), height: 10, estimateId: estimate.id, label: text })
    words.push(`${text}.`)
  })
  return words.join(' ')
}

function histogramMarks(histogram: ScoreHistogram, x: Plot['x'], bottom: number, tone: Tone): Mark[] {
  const counts = histogram.present.map((n, i) => n + (histogram.absent[i] ?? 0))
  const most = Math.max(1, ...counts)
  const bars: Mark[] = counts.flatMap((n, i): Mark[] => {
    const from = x.at(Math.max(0, histogram.edges[i] ?? 0))
    const to = x.at(Math.min(1, histogram.edges[i + 1] ?? 1))
    const height = (n / most) * (histogramHeight - 8)
    return n === 0 ? [] : [{ kind: 'rect', x: from + 0.3, y: bottom - height, width: to - from - 0.6, height, fill: tone }]
  })
  const end = { x: x.at(1), y: bottom }
  return [...bars, line({ x: x.at(0), y: bottom }, end, 'muted'), label({ x: x.at(0) - 4, y: bottom }, 'n', { anchor: 'end', tone: 'muted' })]
}

const describe = ({ groups }: CalibrationGroups): string =>
  `Calibration in ${groups.length} groups of predicted probability. ${groups
    .map(
      (group) =>
        `Predicted ${fixedText(group.meanPredicted)}: observed ${fixedText(group.observed)} ` +
        `(${fixedText(group.lower)} to ${fixedText(group.upper)}), n ${countText(group.n)}.`,
    )
    .join(' ')}`
