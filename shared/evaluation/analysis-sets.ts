import type { Columns } from '../vocabulary/columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { outputCategories } from '../vocabulary/results.ts'
import type { AnalysisSets } from '../vocabulary/results-calls.ts'
import { perProtocol } from './levels.ts'
import type { OutputRows } from './outputs.ts'
import { type ReferenceRows, UNRESOLVED } from './reference.ts'

/**
 * Who is in which analysis set (rule SET-1): all intended to diagnose, which is the frozen cohort; evaluable, with a
 * resolved reference standard and a positive or negative output before any rule for missing ones; per protocol, the
 * evaluable that satisfy the protocol's further conditions.
 */
export function analysisSets(protocol: Protocol, cohort: Columns, outputs: readonly OutputRows[], { present }: ReferenceRows): AnalysisSets | undefined {
  if (protocol.analysisSets === undefined) return undefined
  const { rows, flow } = perProtocol(protocol, cohort)
  const isPerProtocol = new Uint8Array(present.length)
  for (const row of rows) isPerProtocol[row] = 1
  const counts = outputs.flatMap(({ output, judged }) =>
    judged.map(({ point, category }) => {
      const n = { intendedToDiagnose: present.length, evaluable: 0, perProtocol: 0 }
      category.forEach((code, row) => {
        const called = outputCategories[code]
        if (present[row] === UNRESOLVED || (called !== 'positive' && called !== 'negative')) return
        n.evaluable++
        n.perProtocol += isPerProtocol[row] ?? 0
      })
      return { prediction: output.id, operatingPoint: point.id, ...n }
    }),
  )
  return { flow: flow.slice(1, -1), counts }
}
