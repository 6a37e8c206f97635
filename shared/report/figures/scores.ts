import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Results, ScoreHistogram } from '../../vocabulary/results.ts'
import { linearScale, ticks } from '../axis.ts'
import { countText, givenText, outputLabel } from '../printed.ts'
import { label, line, scene, type Mark, type Scene, type Tone } from '../scene.ts'
import { textWidth } from '../text-width.ts'

/**
 * Score distribution by reference standard: target condition present upwards, absent downwards, on one scale of
 * counts, with the operating thresholds. Null where the output has no score.
 */
export function scoreScene(results: Results, protocol: Protocol, prediction: string, width = 250, height = 250): Scene | null {
  const histogram = results.histograms.find((each) => each.prediction === prediction)
  const first = histogram?.edges[0]
  const last = histogram?.edges[histogram.edges.length - 1]
  if (histogram === undefined || first === undefined || last === undefined) return null
  const x = linearScale(first, last, 36, width - 6)
  const top = 20
  const bottom = height - 30
  const present = Math.max(1, ...histogram.present)
  const absent = Math.max(1, ...histogram.absent)
  const zero = top + ((bottom - top) * present) / (present + absent)
  const unit = (bottom - top) / (present + absent)
  const marks: Mark[] = [
    ...bars(histogram, histogram.present, x.at, zero, unit, 'accent'),
    ...bars(histogram, histogram.absent, x.at, zero, -unit, 'faint'),
    line({ x: x.at(first), y: zero }, { x: x.at(last), y: zero }, 'ink'),
    label({ x: 30, y: (top + zero) / 2 }, 'present', { anchor: 'middle', turned: true, tone: 'accent', size: 7 }),
    label({ x: 30, y: (zero + bottom) / 2 }, 'absent', { anchor: 'middle', turned: true, tone: 'muted', size: 7 }),
    ...ticks(first, last, 5).flatMap((tick) => [
      line({ x: x.at(tick.value), y: bottom }, { x: x.at(tick.value), y: bottom + 3 }, 'muted'),
      label({ x: x.at(tick.value), y: bottom + 11 }, tick.text, { anchor: 'middle', tone: 'muted' }),
    ]),
    line({ x: x.at(first), y: bottom }, { x: x.at(last), y: bottom }, 'muted'),
    label({ x: (x.at(first) + x.at(last)) / 2, y: bottom + 23 }, 'Score', { anchor: 'middle' }),
    ...thresholds(protocol, prediction, x.at, top, bottom),
  ]
  const total = (counts: readonly number[]): string => countText(counts.reduce((sum, n) => sum + n, 0))
  return scene({
    width,
    height,
    title: `Score distribution: ${outputLabel(protocol, prediction)}`,
    description:
      `Histogram of the score from ${givenText(first)} to ${givenText(last)}: target condition present ` +
      `${total(histogram.present)} upwards (highest bar ${countText(present)}), absent ${total(histogram.absent)} ` +
      `downwards (highest bar ${countText(absent)}).`,
    marks,
    hits: [],
  })
}

function bars(
  { edges }: ScoreHistogram,
  counts: readonly number[],
  at: (value: number) => number,
  zero: number,
  unit: number,
  fill: Tone,
): Mark[] {
  return counts.flatMap((n, i): Mark[] => {
    const from = at(edges[i] ?? 0)
    const to = at(edges[i + 1] ?? edges[i] ?? 0)
    const height = n * Math.abs(unit)
    if (n === 0) return []
    return [{ kind: 'rect', x: from + 0.3, y: unit > 0 ? zero - height : zero, width: Math.max(0.2, to - from - 0.6), height, fill }]
  })
}

/** Dashed threshold lines; labels go up a row where they would touch their neighbour. */
function thresholds(protocol: Protocol, prediction: string, at: (value: number) => number, top: number, bottom: number): Mark[] {
  const points = protocol.predictions.find((each) => each.id === prediction)?.score?.operatingPoints ?? []
  const ends = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  return [...points]
    .sort((a, b) => a.threshold - b.threshold)
    .flatMap((point) => {
      const x = at(point.threshold)
      const text = givenText(point.threshold)
      const half = textWidth(text, 7) / 2 + 2
      const row = x - half < (ends[0] ?? 0) ? 1 : 0
      ends[row] = x + half
      return [
        line({ x, y: top - 4 }, { x, y: bottom }, 'ink', 0.6, 'dashed'),
        label({ x, y: top - 6 - 8 * row }, text, { anchor: 'middle', size: 7 }),
      ]
    })
}
