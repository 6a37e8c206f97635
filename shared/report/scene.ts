import type { Weight } from './text-width.ts'

/**
 * A figure as plain data that places all of its text: the page draws it as SVG, the paper as vectors, tests read it as
 * text. Lengths are points on paper, y runs downwards, coordinates carry two decimals. Colours are named by meaning;
 * verdict tones are for verdicts only.
 */
export const tones = [
  'ink',
  'muted',
  'faint',
  'grid',
  'surface',
  'accent',
  'accent-tint',
  'second',
  'third',
  'met',
  'met-tint',
  'not-shown',
  'not-shown-tint',
  'excluded',
  'excluded-tint',
  'not-evaluable',
  'not-evaluable-tint',
  // For machines to read: the same in every theme.
  'code',
  'code-ground',
] as const
export type Tone = (typeof tones)[number]

export type Dash = 'dashed' | 'dotted'

export interface LineMark {
  readonly kind: 'line'
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  readonly stroke: Tone
  readonly width: number
  readonly dash?: Dash
}
export interface RectMark {
  readonly kind: 'rect'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fill?: Tone
  readonly stroke?: Tone
  readonly strokeWidth?: number
  readonly radius?: number
}
export interface PathMark {
  readonly kind: 'path'
  /** SVG path of M, L and Z with absolute coordinates. */
  readonly d: string
  readonly fill?: Tone
  readonly stroke?: Tone
  readonly width?: number
  readonly dash?: Dash
}
export interface CircleMark {
  readonly kind: 'circle'
  readonly cx: number
  readonly cy: number
  readonly r: number
  readonly fill?: Tone
  readonly stroke?: Tone
  readonly strokeWidth?: number
}
export interface TextMark {
  readonly kind: 'text'
  /** Anchor point on the baseline. */
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly weight: Weight
  readonly anchor: 'start' | 'middle' | 'end'
  readonly tone: Tone
  /** Reads upwards: turned by −90° about its anchor point. */
  readonly turned?: true
}
export type Mark = LineMark | RectMark | PathMark | CircleMark | TextMark

/** An area that stands for an estimate: a click or Enter opens its explanation. */
export interface Hit {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly estimateId: string
  /** What assistive technology reads. */
  readonly label: string
}

export interface Scene {
  readonly width: number
  readonly height: number
  readonly title: string
  /** Text alternative: what the figure shows, with its numbers. */
  readonly description: string
  readonly marks: readonly Mark[]
  readonly hits: readonly Hit[]
}

/** Two decimals, and never −0. */
export const round2 = (value: number): number => Math.round(value * 100) / 100 + 0

/** Rounds every coordinate; figures compute freely and end here. */
export function scene(parts: Scene): Scene {
  return {
    ...parts,
    width: round2(parts.width),
    height: round2(parts.height),
    marks: parts.marks.map(roundMark),
    hits: parts.hits.map((hit) => ({
      ...hit,
      x: round2(hit.x),
      y: round2(hit.y),
      width: round2(hit.width),
      height: round2(hit.height),
    })),
  }
}

function roundMark(mark: Mark): Mark {
  if (mark.kind === 'line') {
    return { ...mark, x1: round2(mark.x1), y1: round2(mark.y1), x2: round2(mark.x2), y2: round2(mark.y2) }
  }
  if (mark.kind === 'rect') {
    const { x, y, width, height } = mark
    return { ...mark, x: round2(x), y: round2(y), width: round2(width), height: round2(height) }
  }
  if (mark.kind === 'circle') return { ...mark, cx: round2(mark.cx), cy: round2(mark.cy), r: round2(mark.r) }
  if (mark.kind === 'text') return { ...mark, x: round2(mark.x), y: round2(mark.y) }
  return mark
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Path through points, rounded here because a path is text afterwards. */
export const pathThrough = (points: readonly Point[], closed = false): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round2(x)} ${round2(y)}`).join(' ') + (closed ? ' Z' : '')

export const line = (from: Point, to: Point, stroke: Tone, width = 0.75, dash?: Dash): LineMark => ({
  kind: 'line',
  x1: from.x,
  y1: from.y,
  x2: to.x,
  y2: to.y,
  stroke,
  width,
  ...(dash ? { dash } : {}),
})

export interface TextStyle {
  readonly size?: number
  readonly weight?: Weight
  readonly anchor?: TextMark['anchor']
  readonly tone?: Tone
  readonly turned?: true
}

/** Text at an anchor point on the baseline; labels are 7.5 points unless told. */
export const label = (at: Point, text: string, style: TextStyle = {}): TextMark => ({
  kind: 'text',
  x: at.x,
  y: at.y,
  text,
  size: style.size ?? 7.5,
  weight: style.weight ?? 400,
  anchor: style.anchor ?? 'start',
  tone: style.tone ?? 'ink',
  ...(style.turned ? { turned: true as const } : {}),
})

/** Diagonal hatching of a box, cut to the box: "nothing could be estimated here" in print as on screen. */
export function hatching(x: number, y: number, width: number, height: number, tone: Tone, gap = 4): PathMark {
  const strokes: string[] = []
  for (let start = x - height; start < x + width; start += gap) {
    const from = Math.max(start, x)
    const to = Math.min(start + height, x + width)
    if (to <= from) continue
    strokes.push(pathThrough([{ x: from, y: y + height - (from - start) }, { x: to, y: y + height - (to - start) }]))
  }
  return { kind: 'path', d: strokes.join(' '), stroke: tone, width: 0.5 }
}
