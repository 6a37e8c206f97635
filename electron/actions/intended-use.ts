import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { Refusal, problem, refuse } from '../../shared/vocabulary/problem.ts'
import { IntendedUse } from '../../shared/vocabulary/records.ts'
import type { ActionContext } from './context.ts'
import { lockRecord } from './lock-record.ts'
import { draftId, readStudyState } from './study-state.ts'

export const intendedUseFields = [
  'problem',
  'users',
  'careSetting',
  'population',
  'limitations',
  'workflow',
  'riskFileReferences',
] as const

/** Drafts are kept as typed, complete or not. They are encrypted and outside the audit trail. */
export function saveIntendedUseDraft(context: ActionContext, studyId: StudyId, content: Readonly<Record<string, string>>, reason?: string): void {
  context.workspace.store.transact((write) => {
    const old = write.drafts.get(draftId(studyId, 'intended-use'))
    const kept = reason ?? (old ? (JSON.parse(old.bytes) as IntendedUseDraft).reason : null)
    const bytes: IntendedUseDraft = { content, reason: kept }
    write.drafts.put({ id: draftId(studyId, 'intended-use'), studyId, kind: 'intended-use', bytes: JSON.stringify(bytes) })
  })
}

export interface IntendedUseDraft {
  readonly content: Readonly<Record<string, string>>
  /** Why there is to be a new version; null for the first. */
  readonly reason: string | null
}

export function approveIntendedUse(context: ActionContext, studyId: StudyId): void {
  const { store } = context.workspace
  const state = readStudyState(store, studyId)
  if (state.isUnblinded) refuse('order/already-unblinded', { what: 'intended-use' })
  const draft = store.drafts.get(draftId(studyId, 'intended-use'))
  if (draft === null) return refuse('order/incomplete', { what: 'intended-use', missing: intendedUseFields.join(', ') })
  const { content, reason } = JSON.parse(draft.bytes) as IntendedUseDraft
  if (state.intendedUse !== null && reason === null) refuse('order/already-locked')
  const missing = intendedUseFields.filter((field) => (content[field] ?? '').trim() === '')
  if (missing.length > 0) throw new Refusal(missing.map((field) => problem('order/incomplete', { what: 'intended-use', missing: field }, { path: field })))
  const value = IntendedUse.parse({ ...content, format: 'probity.intended-use', version: 1 })
  store.transact((write) => {
    lockRecord(write, { kind: 'intended-use', studyId, value, action: 'intended-use.approved', reason })
    write.drafts.remove(draftId(studyId, 'intended-use'))
  })
}

/** Opens the approved text as a draft again. The approved version stays in force until the new one is approved. */
export function newIntendedUseVersion(context: ActionContext, studyId: StudyId, reason: string): void {
  const state = readStudyState(context.workspace.store, studyId)
  if (state.isUnblinded) refuse('order/already-unblinded', { what: 'intended-use' })
  if (state.intendedUse === null) return refuse('order/intended-use-not-approved')
  const { format: _format, version: _version, ...content } = state.intendedUse.value
  saveIntendedUseDraft(context, studyId, content, reason)
}
