import type { Estimate } from '../../../shared/vocabulary/results.ts'
import { type Scale, placeOn } from './arrange.ts'

interface ForestBarProps {
  readonly estimate: Estimate
  readonly scale: Scale
  readonly goal: number | null
  readonly whole: number | null
}

const width = 168
const height = 28
const edge = 6

/** One row of the plot. Decorative: the numbers stand beside it as text. */
export function ForestBar({ estimate, scale, goal, whole }: ForestBarProps) {
  const x = (value: number): number => edge + placeOn(scale, value, width - 2 * edge)
  const interval = estimate.intervals[0]
  const { lower = null, upper = null } = interval ?? {}
  return (
    <svg className="forest-bar" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {whole !== null && <line className="forest-whole" x1={x(whole)} x2={x(whole)} y1={0} y2={height} />}
      {goal !== null && <line className="forest-goal" x1={x(goal)} x2={x(goal)} y1={0} y2={height} />}
      {estimate.value === null ? (
        <path className="forest-hatch" d={hatchPath()} />
      ) : (
        <>
          {lower !== null && upper !== null && (
            <path
              className="forest-interval"
              d={`M${x(lower)} 14 H${x(upper)} M${x(lower)} 10 V18 M${x(upper)} 10 V18`}
            />
          )}
          <circle className="forest-point" cx={x(estimate.value)} cy={14} r={4} />
        </>
      )}
    </svg>
  )
}

/** Diagonal strokes: nothing could be estimated here. */
function hatchPath(): string {
  const strokes: string[] = []
  for (let at = edge; at + 12 <= width - edge; at += 8) strokes.push(`M${at} 20 L${at + 12} 8`)
  return strokes.join(' ')
}
