import { axes, linearScale, plotPoint, type Plot } from '../axis.ts'
import { countText, fixedText, givenText } from '../printed.ts'
import { label, line, pathThrough, scene, type Mark, type Scene } from '../scene.ts'
import { fitText } from '../text-width.ts'
import type { PlanCurve } from '../../evaluation/planning-curves.ts'

/** Power or half-width over the number of examinations, with what is asked for and the number taken (rule PLR-4). */
export function planningScene(curve: PlanCurve, size = 250): Scene {
  const isPower = curve.measure === 'power'
  const name = isPower ? 'Power' : 'Half-width'
  const plot = plotOf(curve, size)
  const atTarget = plot.y.at(curve.target)
  const atNeeded = plot.x.at(curve.needed)
  const isRight = atNeeded > (plot.left + plot.right) / 2
  const marks: Mark[] = [
    ...axes(plot, { x: 'Examinations that count', y: name }, 4),
    line({ x: plot.left, y: atTarget }, { x: plot.right, y: atTarget }, 'muted', 0.75, 'dashed'),
    line({ x: atNeeded, y: plot.top }, { x: atNeeded, y: plot.bottom }, 'muted', 0.75, 'dashed'),
    { kind: 'path', d: pathThrough(curve.points.map(({ n, value }) => plotPoint(plot, n, value))), stroke: 'accent', width: 1.2 },
    label({ x: atNeeded + (isRight ? -4 : 4), y: (isPower ? plot.bottom : plot.top + 12) - 5 }, `n = ${countText(curve.needed)}`, { anchor: isRight ? 'end' : 'start', weight: 500 }),
    label({ x: plot.right, y: atTarget - 3 }, `asked for: ${givenText(curve.target)}`, { anchor: 'end', tone: 'muted' }),
    label({ x: plot.left, y: 9 }, fitText(curve.label, plot.right - plot.left, 7.5, 500), { weight: 500 }),
  ]
  return scene({ width: size, height: size * 0.72, title: `${name} of ${curve.label} over the number of examinations`, description: describe(curve, name), marks, hits: [] })
}

function plotOf({ measure, points, target, needed }: PlanCurve, size: number): Plot {
  const values = [...points.map((each) => each.value), target]
  const sizes = [...points.map((each) => each.n), needed]
  const low = measure === 'power' ? Math.min(...values) : 0
  const high = measure === 'power' ? 1 : Math.max(...values) * 1.05
  const box = { left: 40, right: size - 10, top: 16, bottom: size * 0.72 - 30 }
  return {
    ...box,
    x: linearScale(Math.min(...sizes), Math.max(...sizes), box.left, box.right),
    y: linearScale(Math.max(0, low - 0.02), high, box.bottom, box.top),
  }
}

function describe({ points, target, needed, label: what }: PlanCurve, name: string): string {
  const step = Math.max(1, Math.ceil(points.length / 9))
  const some = points.filter((_, i) => i % step === 0).map(({ n, value }) => `${countText(n)}: ${fixedText(value)}`)
  return `${what}. ${name} at numbers of examinations: ${some.join(', ')}. Asked for ${givenText(target)}, taken ${countText(needed)}.`
}
