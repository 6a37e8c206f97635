import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Results } from '../../vocabulary/results.ts'
import { overTimeWords as words } from '../../words/en/over-time.ts'
import { axes, linearScale, plotPoint, type Plot } from '../axis.ts'
import { fixedText, operatingPointText, outputLabel } from '../printed.ts'
import { label, line, pathThrough, scene, type Mark, type Point, type Scene } from '../scene.ts'
import { fitText } from '../text-width.ts'
import { seriesTone } from './series.ts'

interface Steps {
  readonly prediction: string
  readonly operatingPoint: string
  /** Corners of the step function in the values of the axes. */
  readonly points: readonly Point[]
}

/** Share of all events alerted at least so long before the onset (rule FIG-11). Null where the results hold none. */
export function leadTimeScene(results: Results, protocol: Protocol, size = 250): Scene | null {
  const curves = (results.leadTimes ?? []).map(({ leadTime, detected, ...each }) => ({
    ...each,
    // At least so long: the share holds up to and with its lead time, and falls behind it.
    points: [...leadTime.flatMap((time, k) => [{ x: leadTime[k - 1] ?? 0, y: detected[k] ?? 0 }, { x: time, y: detected[k] ?? 0 }]), { x: leadTime.at(-1) ?? 0, y: 0 }],
  }))
  return stepScene(curves, protocol, { ...words.leadTime, x: words.leadTime.x(results.leadTimes?.[0]?.unit ?? '') }, size)
}

/** Kaplan-Meier share of examinations with an alert since the start (rule FIG-11). Null where the results hold none. */
export function timeToAlertScene(results: Results, protocol: Protocol, size = 250): Scene | null {
  const curves = (results.timesToAlert ?? []).map(({ time, alerted, ...each }) => ({
    ...each,
    points: [{ x: 0, y: 0 }, ...time.flatMap((t, k) => [{ x: t, y: alerted[k - 1] ?? 0 }, { x: t, y: alerted[k] ?? 0 }])],
  }))
  return stepScene(curves, protocol, { ...words.timeToAlert, x: words.timeToAlert.x(results.timesToAlert?.[0]?.unit ?? '') }, size)
}

function stepScene(curves: readonly Steps[], protocol: Protocol, titles: { title: string; x: string; y: string }, size: number): Scene | null {
  if (curves.length === 0) return null
  const furthest = curves.flatMap((each) => each.points).reduce((most, point) => Math.max(most, point.x), 0)
  const legend = Math.min(curves.length, 8) * 10 + 6
  const box = { left: 36, right: size - 10, top: legend, bottom: size - 30 }
  const plot: Plot = { ...box, x: linearScale(0, furthest || 1, box.left, box.right), y: linearScale(0, 1, box.bottom, box.top) }
  const marks: Mark[] = axes(plot, { x: titles.x, y: titles.y })
  curves.forEach((curve, i) => {
    const tone = seriesTone(protocol, curve.prediction)
    const nth = curves.slice(0, i).filter((each) => each.prediction === curve.prediction).length
    const dash = nth === 0 ? {} : { dash: nth % 2 === 1 ? ('dashed' as const) : ('dotted' as const) }
    marks.push({ kind: 'path', d: pathThrough(curve.points.map(({ x, y }) => plotPoint(plot, x, y))), stroke: tone, width: 1.4, ...dash })
    if (i >= 8) return
    const y = 8 + i * 10
    marks.push(line({ x: box.left, y: y - 2.6 }, { x: box.left + 16, y: y - 2.6 }, tone, 1.4, dash.dash))
    marks.push(label({ x: box.left + 20, y }, fitText(nameOf(protocol, curve), box.right - box.left - 22, 7, 500), { size: 7, weight: 500, tone }))
  })
  return scene({ width: size, height: size, title: titles.title, description: `${titles.title}. ${curves.map((curve) => describe(protocol, curve)).join(' ')}`, marks, hits: [] })
}

const nameOf = (protocol: Protocol, { prediction, operatingPoint }: Steps): string =>
  `${outputLabel(protocol, prediction)} · ${operatingPointText(protocol, prediction, operatingPoint)}`

function describe(protocol: Protocol, curve: Steps): string {
  const step = Math.max(1, Math.ceil(curve.points.length / 10))
  const parts = curve.points.filter((_, k) => k % step === 0).map(({ x, y }) => `at ${fixedText(x, 1)} ${fixedText(y)}`)
  return `${nameOf(protocol, curve)}: ${parts.join(', ')}.`
}
