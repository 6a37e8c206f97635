import type { EndpointResult, Estimate, Verdict } from '../../vocabulary/results.ts'
import { linearScale, niceStep } from '../axis.ts'
import { comparisonSigns, fixedText, givenText, intervalText, notEstimable, quantityName } from '../printed.ts'
import { hatching, label, line, scene, type Mark, type Scene, type Tone } from '../scene.ts'
import { textWidth } from '../text-width.ts'

export const verdictTones: Readonly<Record<Verdict, Tone>> = {
  met: 'met',
  'not-met-goal-excluded': 'excluded',
  'not-met-not-shown': 'not-shown',
  'not-evaluable': 'not-evaluable',
}

const bounded: ReadonlySet<string> = new Set(['sensitivity', 'specificity', 'ppv', 'npv', 'prevalence', 'auroc', 'brier', 'positive-fraction'])

/** Ends of the axis: the interval and the goal with air around them, never outside what the quantity can be. */
function ends(values: readonly number[], quantity: string): { from: number; to: number } {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const step = niceStep(Math.max(high - low, 0.02), 3)
  const from = Math.floor(low / step - 0.25) * step
  const to = Math.ceil(high / step + 0.25) * step
  return bounded.has(quantity) ? { from: Math.max(0, from), to: Math.min(1, to) } : { from, to }
}

/** The interval of an endpoint's estimate against its goal line; the side where the criterion holds is tinted. */
export function verdictScene(endpoint: EndpointResult, estimate: Estimate | undefined, width = 220): Scene {
  const tone = verdictTones[endpoint.verdict]
  const interval = estimate?.intervals[0]
  const known = [estimate?.value, interval?.lower, interval?.upper].filter((each) => each != null)
  const { from, to } = ends([...known, endpoint.goal], estimate?.quantity ?? '')
  const x = linearScale(from, to, 8, width - 8)
  const goal = x.at(endpoint.goal)
  const upwards = endpoint.comparison === '>=' || endpoint.comparison === '>'
  const middle = 22
  const marks: Mark[] = [
    { kind: 'rect', x: upwards ? goal : x.at(from), y: 13, width: upwards ? x.at(to) - goal : goal - x.at(from), height: 18, fill: 'grid' },
    line({ x: x.at(from), y: 31 }, { x: x.at(to), y: 31 }, 'muted'),
    label({ x: x.at(from), y: 40 }, fixedText(from, 2), { size: 7, tone: 'muted' }),
    label({ x: x.at(to), y: 40 }, fixedText(to, 2), { size: 7, tone: 'muted', anchor: 'end' }),
  ]
  if (interval?.lower != null && interval.upper != null && estimate?.value != null) {
    const [lower, upper] = [x.at(interval.lower), x.at(interval.upper)]
    marks.push(line({ x: lower, y: middle }, { x: upper, y: middle }, tone, 2))
    for (const end of [lower, upper]) marks.push(line({ x: end, y: middle - 4 }, { x: end, y: middle + 4 }, tone, 1.2))
    marks.push({ kind: 'circle', cx: x.at(estimate.value), cy: middle, r: 3, fill: tone, stroke: 'surface', strokeWidth: 0.8 })
  } else {
    marks.push(hatching(x.at(from), 14, x.at(to) - x.at(from), 16, 'faint'))
  }
  marks.push(line({ x: goal, y: 10 }, { x: goal, y: 31 }, 'ink', 1.1))
  marks.push(goalLabel(endpoint, goal, width))
  return scene({
    width,
    height: 42,
    title: endpoint.title,
    description:
      estimate?.value == null
        ? `${endpoint.title}: ${notEstimable(estimate?.reason)}; goal ${givenText(endpoint.goal)}.`
        : `${quantityName(estimate.quantity)} ${fixedText(estimate.value)}, interval ${intervalText(interval, 3)}, ` +
          `goal ${comparisonSigns[endpoint.comparison]} ${givenText(endpoint.goal)}.`,
    marks,
    hits: estimate === undefined ? [] : [{ x: 0, y: 0, width, height: 42, estimateId: estimate.id, label: endpoint.title }],
  })
}

function goalLabel(endpoint: EndpointResult, goal: number, width: number): Mark {
  const text = `goal ${comparisonSigns[endpoint.comparison]} ${givenText(endpoint.goal)}`
  const half = textWidth(text, 7, 500) / 2
  return label({ x: Math.min(Math.max(goal, half), width - half), y: 7.5 }, text, { size: 7, weight: 500, anchor: 'middle' })
}
