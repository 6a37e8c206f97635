import type { EntryDraft } from '../../shared/ledger/entry.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { readStudyState } from '../actions/study-state.ts'
import type { VerifyReport } from '../workspace/verify.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { Engine } from './engine.ts'

const seen = new WeakMap<Workspace, Set<string>>()

/**
 * Who looked at what: an entry for each session and thing, not for each look (rule ENG-18). In read-only service nothing
 * is written, and a store that cannot be written still shows what it holds.
 */
export function recordView(engine: Engine, draft: EntryDraft): void {
  const { workspace } = engine.context()
  if (engine.isReadOnly) return
  const key = JSON.stringify([draft.action, draft.objectId, draft.objectVersion ?? 1])
  const known = seen.get(workspace) ?? new Set<string>()
  if (known.has(key)) return
  if (!unlessUnwritable(() => workspace.store.transact((write) => write.appendEntry(draft)))) return
  seen.set(workspace, known.add(key))
  engine.options.onEvent({ kind: 'changed', studyId: null })
}

/** Results of a study, with the lists of single examinations among them. */
export const resultsViewed = (engine: Engine, studyId: StudyId): void => ofResult(engine, studyId, { action: 'results.viewed' })

/** The report as it is or would be printed. */
export const reportViewed = (engine: Engine, studyId: StudyId): void => ofResult(engine, studyId, { action: 'report.viewed' })

function ofResult(engine: Engine, studyId: StudyId, { action }: Pick<EntryDraft, 'action'>): void {
  const { result } = readStudyState(engine.context().workspace.store, studyId)
  if (result === null) return
  const { id, version, sha256 } = result.record
  recordView(engine, { action, studyId, objectKind: 'result', objectId: id, objectVersion: version, details: { resultSha256: sha256 } })
}

export function trailViewed(engine: Engine): void {
  const { storeId } = engine.context().workspace
  recordView(engine, { action: 'trail.viewed', objectKind: 'workspace', objectId: storeId })
}

/** A verification that somebody asked for; a store that is not whole is in read-only service and stays as it was found. */
export function verificationCompleted({ store, storeId }: Workspace, { ok, isWhole, findings, counts }: VerifyReport): void {
  if (!isWhole) return
  const details = { ok: ok ? 'yes' : 'no', nFindings: findings.length, nEntries: counts.entries }
  unlessUnwritable(() =>
    store.transact((write) => write.appendEntry({ action: 'verification.completed', objectKind: 'workspace', objectId: storeId, details })),
  )
}

/** A full or write-protected disk must not hide what is in the store. */
function unlessUnwritable(write: () => unknown): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
