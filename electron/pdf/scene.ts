import { Circle, G, Line, Path, Rect, Svg, Text } from '@react-pdf/renderer'
import { createElement, type ReactElement } from 'react'
import type { Mark, Scene, Tone } from '../../shared/report/scene.ts'
import { dashes, paperTones } from '../../shared/report/svg.ts'

const colour = (tone: Tone | undefined): string => (tone === undefined ? 'none' : paperTones[tone])

const dashOf = (mark: { readonly dash?: keyof typeof dashes }): { strokeDasharray?: string } =>
  mark.dash === undefined ? {} : { strokeDasharray: dashes[mark.dash] }

function drawMark(mark: Mark, key: number): ReactElement {
  switch (mark.kind) {
    case 'line': {
      const { x1, y1, x2, y2 } = mark
      return createElement(Line, { key, x1, y1, x2, y2, stroke: colour(mark.stroke), strokeWidth: mark.width, ...dashOf(mark) })
    }
    case 'rect': {
      const { x, y, width, height, radius } = mark
      const round = radius === undefined ? {} : { rx: radius, ry: radius }
      return createElement(Rect, { key, x, y, width, height, ...round, ...paint(mark.fill, mark.stroke, mark.strokeWidth) })
    }
    case 'path':
      return createElement(Path, { key, d: mark.d, ...paint(mark.fill, mark.stroke, mark.width), ...dashOf(mark) })
    case 'circle': {
      const { cx, cy, r } = mark
      return createElement(Circle, { key, cx, cy, r, ...paint(mark.fill, mark.stroke, mark.strokeWidth) })
    }
    case 'text':
      return drawText(mark, key)
  }
}

const paint = (fill: Tone | undefined, stroke: Tone | undefined, width: number | undefined) => ({
  fill: colour(fill),
  ...(stroke === undefined ? {} : { stroke: colour(stroke), strokeWidth: width ?? 1 }),
})

function drawText(mark: Extract<Mark, { kind: 'text' }>, key: number): ReactElement {
  const { x, y, size, weight, anchor, tone, text } = mark
  const style = { fontFamily: 'IBM Plex Sans', fontSize: size, fontWeight: weight }
  const drawn = createElement(Text, { key, x, y, textAnchor: anchor, fill: colour(tone), style }, text)
  return mark.turned ? createElement(G, { key, transform: `rotate(-90, ${x}, ${y})` }, drawn) : drawn
}

/** A scene as vectors on paper, one unit to the point. */
export function drawScene(scene: Scene): ReactElement {
  const { width, height } = scene
  return createElement(Svg, { width, height, viewBox: `0 0 ${width} ${height}` }, ...scene.marks.map(drawMark))
}
