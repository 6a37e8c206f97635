import type { Estimate } from '../vocabulary/results.ts'
import type { EvaluationInput } from './input.ts'
import type { OutputWork } from './measure-output.ts'
import type { ReferenceRows } from './reference.ts'
import { type TimedAt, measureOverTime } from './repeated.ts'
import type { TimedScores } from './repeated-singles.ts'
import { sortTimedScores } from './repeated-singles.ts'
import { type TimedWork, readTimed } from './repeated-work.ts'
import type { Numbers } from './run.ts'
import { sortScored } from './scored.ts'

/** What a run with repeated predictions shares over its work items. */
export interface TimedRun {
  readonly work: TimedWork
  readonly scores: ReadonlyMap<string, TimedScores | null>
  readonly reference: ReferenceRows
}

/** Null where the protocol has one prediction an examination. */
export function startOverTime(input: EvaluationInput, reference: ReferenceRows): TimedRun | null {
  const { protocol } = input
  if (protocol.repeated === undefined) return null
  const work = readTimed(protocol.repeated, protocol, input, reference)
  const scores = new Map([...work.outputs].map(([id, output]) => [id, sortTimedScores(output, work)]))
  return { work, scores, reference: work.reference }
}

/** The outputs as the panel of one row an examination takes them (rule TIM-6). */
export function panelOutputs({ work, reference }: TimedRun): { outputs: Map<string, OutputWork>; nExtra: number } {
  const outputs = new Map<string, OutputWork>()
  for (const [id, { panel }] of work.outputs) outputs.set(id, { rows: panel, scored: sortScored(panel, reference) })
  return { outputs, nExtra: work.times.nExtra }
}

/** A number about the most positive prediction of a stay grows with the length of the stay, and says so. */
export const ofWholeStay = (estimate: Estimate): Estimate => ({
  ...estimate,
  warnings: [...(estimate.warnings ?? []), 'depends-on-length-of-stay'],
  rules: [...estimate.rules, 'TIM-6'],
})

/** Adds what `measureOverTime` finds to the numbers of the run. */
export function addOverTime(numbers: Numbers, { work, scores }: TimedRun, prediction: string, at: Pick<TimedAt, 'level' | 'clusters' | 'protocol'>): void {
  const output = work.outputs.get(prediction)
  if (output === undefined) throw new RangeError(`unknown output ${prediction}`)
  const found = measureOverTime({ work, output, scores: scores.get(prediction) ?? null, ...at })
  numbers.estimates.push(...found.estimates)
  numbers.repeated?.push(...found.repeated)
  numbers.leadTimes?.push(...found.leadTimes)
  numbers.timesToAlert?.push(...found.timesToAlert)
}
