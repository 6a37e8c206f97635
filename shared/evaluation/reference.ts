import type { Columns } from '../vocabulary/columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { ReferenceCategory } from '../vocabulary/results.ts'
import { referenceCategories } from '../vocabulary/results.ts'
import { REFERENCE } from '../vocabulary/roles.ts'
import { requireText } from './join.ts'

/** Neither present nor absent: not analysed, counted. */
export const UNRESOLVED = 255

export interface ReferenceRows {
  /** Index into referenceCategories, a row. */
  readonly category: Uint8Array
  /** 1 present, 0 absent, UNRESOLVED; after the protocol's rule for indeterminate. */
  readonly present: Uint8Array
  readonly counts: Record<ReferenceCategory, number>
}

/** The reference standard of the cohort, before and after the protocol's rule (rules REF-1, REF-2). */
export function readReference(cohort: Columns, rule: Protocol['missing']['indeterminateReference']): ReferenceRows {
  const column = requireText(cohort, REFERENCE)
  const category = new Uint8Array(column.codes.length)
  const present = new Uint8Array(column.codes.length)
  const counts = { present: 0, absent: 0, indeterminate: 0, pending: 0, 'not-done': 0, missing: 0 }
  const resolved: Record<ReferenceCategory, number> = {
    present: 1,
    absent: 0,
    indeterminate: rule === 'exclude' ? UNRESOLVED : rule === 'as-present' ? 1 : 0,
    pending: UNRESOLVED,
    'not-done': UNRESOLVED,
    missing: UNRESOLVED,
  }
  // Every distinct text is understood once, not every row's.
  const meanings = [null, ...column.levels].map(categoryOf)
  const codes = Uint8Array.from(meanings, (meaning) => referenceCategories.indexOf(meaning))
  const truths = Uint8Array.from(meanings, (meaning) => resolved[meaning])
  const rows = new Uint32Array(meanings.length)
  for (let row = 0; row < category.length; row++) {
    const code = column.codes[row] ?? 0
    category[row] = codes[code] ?? 0
    present[row] = truths[code] ?? UNRESOLVED
    rows[code] = (rows[code] ?? 0) + 1
  }
  meanings.forEach((meaning, code) => (counts[meaning] += rows[code] ?? 0))
  return { category, present, counts }
}

const categoryOf = (text: string | null): ReferenceCategory =>
  referenceCategories.find((each) => each === text) ?? 'missing'
