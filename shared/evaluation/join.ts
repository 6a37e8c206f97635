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
  const ours = requireText(cohort, EXAMINATION_ID)
  refuseRepeated(theirs)
  const predictionRow = new Int32Array(ours.codes.length).fill(NONE)
  // Files in the same order, the common case, need no index of a million ids.
  if (isSameOrder(ours, theirs)) {
    for (let row = 0; row < predictionRow.length; row++) predictionRow[row] = row
    return { predictionRow, nExtra: 0 }
  }
  const rowOf = new Map<string, number>()
  for (let row = 0; row < theirs.codes.length; row++) {
    const id = textAt(theirs, row)
    if (id !== null) rowOf.set(id, row)
  }
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

/** Equal ids have equal codes. */
function refuseRepeated(ids: TextColumn): void {
  const seen = new Uint8Array(ids.levels.length + 1)
  for (let row = 0; row < ids.codes.length; row++) {
    const code = ids.codes[row] ?? 0
    if (code !== 0 && seen[code] === 1) throw new Refusal(problem('intake/duplicate-prediction', { value: textAt(ids, row) ?? '' }))
    seen[code] = 1
  }
}

function isSameOrder(ours: TextColumn, theirs: TextColumn): boolean {
  if (ours.codes.length !== theirs.codes.length) return false
  for (let row = 0; row < ours.codes.length; row++) {
    const id = textAt(ours, row)
    if (id === null || id !== textAt(theirs, row)) return false
  }
  return true
}
