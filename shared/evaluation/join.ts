import type { Columns, TextColumn } from '../vocabulary/columns.ts'
import { textAt } from '../vocabulary/columns.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import { EXAMINATION_ID } from '../vocabulary/roles.ts'

/** The prediction row of each cohort row; NONE where there is none. */
export interface Join {
  readonly predictionRow: Int32Array
  /** Rows of the predictions that match no examination of the cohort. */
  readonly nExtra: number
  /** Why an examination has no row, where it is not that the file has none. */
  readonly absent?: string
}

export const NONE = -1

/** A text column that must be there: its absence is a fault of ours, not of a person. */
export function requireText(columns: Columns, name: string): TextColumn {
  const column = columns.get(name)
  if (column?.kind !== 'text') throw new RangeError(`text column ${name} is missing`)
  return column
}

/**
 * Joins predictions to the cohort by examination id (rule OUT-1), byte for byte: no trimming, no case folding.
 * Errors: Refusal intake/duplicate-prediction when an id occurs twice among the predictions.
 */
export function joinPredictions(cohort: Columns, predictions: Columns): Join {
  const theirs = requireText(predictions, EXAMINATION_ID)
  const rowOf = new Map<string, number>()
  for (let row = 0; row < theirs.codes.length; row++) {
    const id = textAt(theirs, row)
    if (id === null) continue
    if (rowOf.has(id)) throw new Refusal(problem('intake/duplicate-prediction', { value: id }))
    rowOf.set(id, row)
  }
  const ours = requireText(cohort, EXAMINATION_ID)
  const predictionRow = new Int32Array(ours.codes.length).fill(NONE)
  let nMatched = 0
  for (let row = 0; row < predictionRow.length; row++) {
    const id = textAt(ours, row)
    const found = id === null ? undefined : rowOf.get(id)
    if (found === undefined) continue
    predictionRow[row] = found
    nMatched++
  }
  return { predictionRow, nExtra: theirs.codes.length - nMatched }
}
