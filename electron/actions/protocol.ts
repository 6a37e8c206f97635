import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { type Problem, Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { Dataset } from '../../shared/vocabulary/records.ts'
import type { ActionContext } from './context.ts'
import { lockRecord } from './lock-record.ts'
import { draftId, readStudyState } from './study-state.ts'

export interface ProtocolDraft {
  /** The text as typed or imported: nothing is lost, valid or not. */
  readonly json: string
  readonly reason: string | null
}

export function readProtocolDraft(context: ActionContext, studyId: StudyId): ProtocolDraft | null {
  const draft = context.workspace.store.drafts.get(draftId(studyId, 'protocol'))
  return draft === null ? null : (JSON.parse(draft.bytes) as ProtocolDraft)
}

export function saveProtocolDraft(context: ActionContext, studyId: StudyId, json: string, reason?: string): readonly Problem[] {
  const kept = reason ?? readProtocolDraft(context, studyId)?.reason ?? null
  const bytes: ProtocolDraft = { json, reason: kept }
  context.workspace.store.transact((write) => {
    write.drafts.put({ id: draftId(studyId, 'protocol'), studyId, kind: 'protocol', bytes: JSON.stringify(bytes) })
  })
  return protocolProblems(json, readStudyState(context.workspace.store, studyId).dataset?.value ?? null)
}

/** The protocol check, and against the data's columns where data are there. Values are never looked at. */
export function protocolProblems(json: string, dataset: Dataset | null): readonly Problem[] {
  const { protocol, problems } = checkProtocol(json)
  if (protocol === null || dataset === null) return problems
  return [...problems, ...checkProtocolAgainstColumns(protocol, dataset.columns)]
}

export function lockProtocol(context: ActionContext, studyId: StudyId): void {
  const { store } = context.workspace
  const state = readStudyState(store, studyId)
  if (state.isUnblinded) refuse('order/already-unblinded', { what: 'protocol' })
  if (state.intendedUse === null) return refuse('order/intended-use-not-approved')
  const draft = readProtocolDraft(context, studyId)
  if (draft === null) return refuse('order/incomplete', { what: 'protocol', missing: 'protocol' })
  // A later version is an amendment: it is opened as one, with its reason, even if the one before is out of force.
  if (draft.reason === null && store.records.list({ kind: 'protocol', studyId }).length > 0) refuse('order/already-locked')
  const errors = protocolProblems(draft.json, state.dataset?.value ?? null).filter((each) => each.severity === 'error')
  const { protocol } = checkProtocol(draft.json)
  if (errors.length > 0 || protocol === null) throw new Refusal(errors)
  const intendedUseSha256 = state.intendedUse.record.sha256
  store.transact((write) => {
    lockRecord(write, {
      kind: 'protocol',
      studyId,
      value: protocol,
      action: 'protocol.locked',
      reason: draft.reason,
      details: { intendedUseSha256, dataReceived: state.dataset === null ? 'no' : 'yes' },
    })
    write.drafts.remove(draftId(studyId, 'protocol'))
  })
}

/** Opens the locked protocol as a draft again; the locked version stays in force until the new one is locked. */
export function newProtocolVersion(context: ActionContext, studyId: StudyId, reason: string): void {
  const state = readStudyState(context.workspace.store, studyId)
  if (state.isUnblinded) refuse('order/already-unblinded', { what: 'protocol' })
  const latest = context.workspace.store.records.list({ kind: 'protocol', studyId }).at(-1)
  if (latest === undefined) return refuse('order/protocol-not-locked')
  saveProtocolDraft(context, studyId, JSON.stringify(JSON.parse(latest.bytes), null, 2), reason)
}
