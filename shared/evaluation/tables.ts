import { decisionMeanings } from '../vocabulary/protocol.ts'
import type { CrossTable, Disagreements, Results } from '../vocabulary/results.ts'
import { outputCategories, referenceCategories } from '../vocabulary/results.ts'
import { LISTED_EXAMINATIONS } from '../vocabulary/results-calls.ts'
import { NONE } from './join.ts'
import type { OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'

type PredictionCounts = Results['counts']['predictions'][number]

/**
 * Counts of one output over the whole cohort (rule OUT-5). analysed: reference standard and prediction both resolved
 * under the protocol's rules, at the first operating point; by score alone for an output that has none.
 */
export function predictionCounts(rows: OutputRows, reference: ReferenceRows): PredictionCounts {
  const called = rows.judged[0]?.called
  let present = 0
  let absent = 0
  for (let row = 0; row < reference.present.length; row++) {
    const truth = reference.present[row]
    const isResolved =
      called === undefined ? !Number.isNaN(rows.score?.[row] ?? Number.NaN) : called[row] !== UNRESOLVED
    present += Number(isResolved) & Number(truth === 1)
    absent += Number(isResolved) & Number(truth === 0)
  }
  const { usable, missing } = rows
  return { prediction: rows.output.id, usable, missing: [...missing], analysed: present + absent, present, absent }
}

/** Output category × reference category of every examination, before any rule collapses anything (rule OUT-3). */
export function crossTables(rows: OutputRows, reference: ReferenceRows): CrossTable[] {
  return rows.judged.map(({ point, category }) => {
    const width = referenceCategories.length
    const counted = new Uint32Array(outputCategories.length * width)
    for (let row = 0; row < category.length; row++) {
      const cell = (category[row] ?? 0) * width + (reference.category[row] ?? 0)
      counted[cell] = (counted[cell] ?? 0) + 1
    }
    const cells = outputCategories.map((_, i) => Array.from(counted.subarray(i * width, (i + 1) * width)))
    return { prediction: rows.output.id, operatingPoint: point.id, cells }
  })
}

/**
 * Where score and a positive or negative decision both exist: n compared, the two ways to disagree, and where (rule OUT-6).
 * The score judges; a disagreement is for people to explain.
 */
export function disagreements(rows: OutputRows): Disagreements[] {
  const { score, decision } = rows
  if (score === null || decision === null) return []
  const positive = decisionMeanings.indexOf('positive')
  const negative = decisionMeanings.indexOf('negative')
  const scorePositive = outputCategories.indexOf('positive')
  return rows.judged.flatMap(({ point, category }) => {
    if (point.threshold === null) return []
    const counts = { n: 0, scorePositiveDecisionNegative: 0, scoreNegativeDecisionPositive: 0 }
    const examinations: number[] = []
    decision.forEach((code, row) => {
      if (code === NONE || Number.isNaN(score[row] ?? Number.NaN)) return
      if (code !== positive && code !== negative) return
      counts.n++
      const isPositive = category[row] === scorePositive
      if (isPositive && code === negative) counts.scorePositiveDecisionNegative++
      else if (!isPositive && code === positive) counts.scoreNegativeDecisionPositive++
      else return
      if (examinations.length < LISTED_EXAMINATIONS) examinations.push(row + 1)
    })
    const listed = examinations.length === 0 ? {} : { examinations }
    return [{ prediction: rows.output.id, operatingPoint: point.id, ...counts, ...listed }]
  })
}
