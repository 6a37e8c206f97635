import type { AreaUnderCurve } from '../statistics/auc.ts'
import type { Estimate } from '../vocabulary/results.ts'
import type { AheadRunner, SecondAnswer, SecondCalibration } from './ahead.ts'
import type { OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'
import type { SecondAt } from './second-rows.ts'

// The second engine of a plain score needs the rows alone, so that another worker can begin with it while this one sorts.

interface Begun {
  readonly of: ReferenceRows
  readonly area: () => SecondAnswer
  readonly calibration: () => SecondAnswer
}

const begun = new WeakMap<OutputRows, Begun>()

/** Asks for the second engine's area and, of a probability, its calibration fits. */
export function beginSecond(run: AheadRunner, rows: OutputRows, reference: ReferenceRows, level: number): void {
  const { score, output } = rows
  if (score === null || output.score === undefined) return
  const { direction } = output.score
  const about = { kind: 'second', score, present: reference.present, direction, level } as const
  const answer = run([{ ...about, which: 'area' }, ...(output.score.kind === 'probability' ? [{ ...about, which: 'calibration' } as const] : [])], score.length)
  const second = (i: number) => {
    let known: SecondAnswer | null = null
    return (): SecondAnswer => (known ??= answer(i))
  }
  begun.set(rows, { of: reference, area: second(0), calibration: second(1) })
}

function askedOf({ prediction = '' }: Estimate, { outputs, reference, clusters }: SecondAt): Begun | null {
  const rows = outputs.get(prediction)?.rows
  const found = rows === undefined || clusters !== null ? undefined : begun.get(rows)
  return found?.of === reference ? found : null
}

/** Undefined where nobody was asked. */
export const areaAhead = (estimate: Estimate, at: SecondAt): AreaUnderCurve | undefined => askedOf(estimate, at)?.area().area

/** Undefined where nobody was asked; the slope is null where it has no second fit. */
export const calibrationAhead = (estimate: Estimate, at: SecondAt): SecondCalibration | undefined => askedOf(estimate, at)?.calibration().calibration
