import type { TablePreview } from '../../../shared/ipc/views.ts'
import type { DatasetMapping, ReferenceMeaning } from '../../../shared/vocabulary/records.ts'
import { referenceDataWords as words } from '../../../shared/words/en/screens-study.ts'
import type { CovariateKind, NeededColumn } from './needed-columns.ts'

export type Decimal = 'point' | 'comma'

export interface CovariateDraft {
  readonly column: string
  readonly kind: CovariateKind
  readonly keep: boolean
  /** Kept under the key of the reference standard. */
  readonly sealed: boolean
}

export type Role = 'examinationId' | 'participantId' | 'referenceColumn' | 'site' | 'device' | 'startedAt' | 'endedAt'
export const roles = ['examinationId', 'participantId', 'referenceColumn', 'site', 'device', 'startedAt', 'endedAt'] as const

/** What the person has answered so far. Null is "not asked yet" or "not in this file". */
export interface DatasetDraft {
  readonly columnOf: Readonly<Record<Role, string | null>>
  /** Only values the person gave a meaning; nothing is preselected. */
  readonly meanings: ReadonlyMap<string, ReferenceMeaning>
  readonly covariates: readonly CovariateDraft[]
  readonly covariatesConfirmed: boolean
  /** Null while the file can be read both ways. */
  readonly decimal: Decimal | null
}

const noRoles: DatasetDraft['columnOf'] = {
  examinationId: null,
  participantId: null,
  referenceColumn: null,
  site: null,
  device: null,
  startedAt: null,
  endedAt: null,
}

/**
 * The first draft: no role and no meaning is chosen. Covariates are kept only where the protocol needs them, because a
 * column nobody needs can tell the reference standard in other words.
 */
export function firstDraft(preview: TablePreview, needed: readonly NeededColumn[]): DatasetDraft {
  const covariates = preview.columns.map((column): CovariateDraft => {
    const use = needed.find((each) => each.name === column.name)
    return {
      column: column.name,
      kind: use?.kind ?? (column.looksLike === 'number' ? 'number' : 'category'),
      keep: use !== undefined,
      sealed: use?.isReference === true,
    }
  })
  const draft = { columnOf: noRoles, meanings: new Map(), covariates, covariatesConfirmed: false, decimal: null }
  return { ...draft, decimal: suggestedDecimal(preview, numberColumns(draft)) }
}

/** The mark the columns agree on; null when one is ambiguous or two disagree: then it is asked. */
export function suggestedDecimal(preview: TablePreview, names: readonly string[]): Decimal | null {
  const marks = new Set(preview.columns.filter((each) => names.includes(each.name)).map((each) => each.decimal))
  if (marks.has('ambiguous') || (marks.has('point') && marks.has('comma'))) return null
  return marks.has('comma') ? 'comma' : 'point'
}

/** Columns that have a role and so cannot be covariates; site and device may be both (rule MAP-3). */
export function columnsWithRole(draft: DatasetDraft): ReadonlySet<string> {
  const { site: _site, device: _device, ...own } = draft.columnOf
  return new Set(Object.values(own).filter((name) => name !== null))
}

export const keptCovariates = (draft: DatasetDraft): readonly CovariateDraft[] => {
  const taken = columnsWithRole(draft)
  return draft.covariates.filter((each) => each.keep && !taken.has(each.column))
}

export const numberColumns = (draft: DatasetDraft): readonly string[] =>
  keptCovariates(draft).filter((each) => each.kind === 'number').map((each) => each.column)

export const withRole = (draft: DatasetDraft, role: Role, column: string | null): DatasetDraft => ({
  ...draft,
  columnOf: { ...draft.columnOf, [role]: column },
  // Meanings belong to the values of one column: they never move to another.
  meanings: role === 'referenceColumn' && column !== draft.columnOf.referenceColumn ? new Map() : draft.meanings,
})

export const withMeaning = (draft: DatasetDraft, value: string, meaning: ReferenceMeaning): DatasetDraft => ({
  ...draft,
  meanings: new Map(draft.meanings).set(value, meaning),
})

/** A change of a covariate takes back the confirmation, and asks the decimal mark again where it became unclear. */
export function withCovariate(draft: DatasetDraft, change: CovariateDraft, preview: TablePreview): DatasetDraft {
  const covariates = draft.covariates.map((each) => (each.column === change.column ? change : each))
  const next = { ...draft, covariates, covariatesConfirmed: false }
  const suggested = suggestedDecimal(preview, numberColumns(next))
  return { ...next, decimal: suggested ?? (suggestedDecimal(preview, numberColumns(draft)) === null ? draft.decimal : null) }
}

export interface ReferenceValue {
  readonly value: string
  readonly n: number
}

/** Every distinct value of the reference column, the empty cell included; null when there are too many to be asked. */
export function referenceValues(preview: TablePreview, column: string | null): readonly ReferenceValue[] | null {
  const guess = preview.columns.find((each) => each.name === column)
  if (!guess) return []
  if (guess.nDistinct > guess.distinct.length) return null
  const hasEmpty = guess.distinct.some((each) => each.value === '')
  return guess.nMissing > 0 && !hasEmpty ? [...guess.distinct, { value: '', n: guess.nMissing }] : guess.distinct
}

/** Columns the protocol uses that this import would not keep. `site` and `device` may be roles (rule COH-2). */
export function neededButNotKept(draft: DatasetDraft, needed: readonly NeededColumn[]): readonly string[] {
  const kept = new Set(keptCovariates(draft).map((each) => each.column))
  const byRole = (name: string): boolean =>
    (name === 'site' && draft.columnOf.site !== null) || (name === 'device' && draft.columnOf.device !== null)
  return needed.map((each) => each.name).filter((name) => !kept.has(name) && !byRole(name))
}

/** What still has to be answered, as sentences in the order of the form. Empty: the file can be imported. */
export function unanswered(draft: DatasetDraft, preview: TablePreview): readonly string[] {
  const open: string[] = []
  const { missingAnswers } = words
  if (draft.columnOf.examinationId === null) open.push(missingAnswers['examination-id'])
  if (draft.columnOf.referenceColumn === null) open.push(missingAnswers.reference)
  const values = referenceValues(preview, draft.columnOf.referenceColumn)
  if (values === null) open.push(missingAnswers['reference-too-many'])
  const without = values?.filter((each) => !draft.meanings.has(each.value)).length ?? 0
  if (without > 0) open.push(missingAnswers.values(String(without)))
  const chosen = Object.values(draft.columnOf).filter((name) => name !== null)
  const twice = new Set(chosen.filter((name, at) => chosen.indexOf(name) !== at))
  for (const name of twice) open.push(missingAnswers['column-twice'](name))
  if (keptCovariates(draft).length > 0 && !draft.covariatesConfirmed) open.push(missingAnswers.covariates)
  if (draft.decimal === null) open.push(missingAnswers.decimal)
  return open
}

/** The mapping to send; null while anything is unanswered. */
export function toMapping(draft: DatasetDraft, preview: TablePreview): DatasetMapping | null {
  const { examinationId, participantId, referenceColumn, site, device, startedAt, endedAt } = draft.columnOf
  if (examinationId === null || referenceColumn === null || draft.decimal === null) return null
  if (unanswered(draft, preview).length > 0) return null
  return {
    format: 'probity.dataset-mapping',
    version: 1,
    examinationId,
    ...(participantId === null ? {} : { participantId }),
    reference: { column: referenceColumn, values: Object.fromEntries(draft.meanings) },
    ...(site === null ? {} : { site }),
    ...(device === null ? {} : { device }),
    ...(startedAt === null ? {} : { startedAt }),
    ...(endedAt === null ? {} : { endedAt }),
    covariates: keptCovariates(draft).map(({ column, kind, sealed }) => ({ column, kind, ...(sealed ? { sealed } : {}) })),
    decimal: draft.decimal,
    delimiter: preview.delimiter,
  }
}
