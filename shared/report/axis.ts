import type { Mark, Point, Tone } from './scene.ts'
import { label, line } from './scene.ts'

/** Position of a value between two ends. */
export interface Scale {
  readonly minimum: number
  readonly maximum: number
  readonly at: (value: number) => number
}

export function linearScale(minimum: number, maximum: number, from: number, to: number): Scale {
  const span = maximum - minimum
  return { minimum, maximum, at: (value) => from + ((value - minimum) / (span === 0 ? 1 : span)) * (to - from) }
}

/** A step of 1, 2 or 5 times a power of ten, so that about `wanted` steps fill the span. */
export function niceStep(span: number, wanted: number): number {
  if (!(span > 0) || span === Number.POSITIVE_INFINITY) return 1
  const rough = span / wanted
  let power = 1
  while (power * 10 <= rough) power *= 10
  while (power > rough) power /= 10
  const ratio = rough / power
  return power * (ratio > 5 ? 10 : ratio > 2 ? 5 : ratio > 1 ? 2 : 1)
}

/** Decimals that tell neighbouring ticks apart. */
export function stepDecimals(step: number): number {
  let decimals = 0
  let scaled = step
  while (decimals < 12 && Math.abs(scaled - Math.round(scaled)) > 1e-9 * scaled) {
    scaled *= 10
    decimals++
  }
  return decimals
}

/** Ticks at multiples of a nice step within [minimum, maximum], each with its text. */
export function ticks(minimum: number, maximum: number, wanted: number): { value: number; text: string }[] {
  const step = niceStep(maximum - minimum, wanted)
  const decimals = stepDecimals(step)
  const first = Math.ceil(minimum / step - 1e-9)
  const last = Math.floor(maximum / step + 1e-9)
  const out: { value: number; text: string }[] = []
  for (let k = first; k <= last && out.length < 50; k++) {
    const value = k * step
    out.push({ value, text: (value + 0).toFixed(decimals).replace('-', '\u2212') })
  }
  return out
}

export interface Plot {
  readonly x: Scale
  readonly y: Scale
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export const plotPoint = (plot: Plot, x: number, y: number): Point => ({ x: plot.x.at(x), y: plot.y.at(y) })

/** Frame, grid, tick labels and titles of a plot with numeric axes. */
export function axes(plot: Plot, titles: { x: string; y: string }, wanted = 5): Mark[] {
  const marks: Mark[] = []
  for (const tick of ticks(plot.x.minimum, plot.x.maximum, wanted)) {
    const x = plot.x.at(tick.value)
    marks.push(line({ x, y: plot.top }, { x, y: plot.bottom }, 'grid', 0.5))
    marks.push(label({ x, y: plot.bottom + 10 }, tick.text, { anchor: 'middle', tone: 'muted' }))
  }
  for (const tick of ticks(plot.y.minimum, plot.y.maximum, wanted)) {
    const y = plot.y.at(tick.value)
    marks.push(line({ x: plot.left, y }, { x: plot.right, y }, 'grid', 0.5))
    marks.push(label({ x: plot.left - 4, y: y + 2.6 }, tick.text, { anchor: 'end', tone: 'muted' }))
  }
  marks.push(...baseline(plot, 'muted'))
  const middle = (plot.left + plot.right) / 2
  marks.push(label({ x: middle, y: plot.bottom + 22 }, titles.x, { anchor: 'middle' }))
  marks.push(
    label({ x: plot.left - 26, y: (plot.top + plot.bottom) / 2 }, titles.y, { anchor: 'middle', turned: true }),
  )
  return marks
}

const baseline = (plot: Plot, tone: Tone): Mark[] => [
  line({ x: plot.left, y: plot.bottom }, { x: plot.right, y: plot.bottom }, tone),
  line({ x: plot.left, y: plot.top }, { x: plot.left, y: plot.bottom }, tone),
]
