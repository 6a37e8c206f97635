import type { EvaluationView } from '../../shared/ipc/views.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { conclusions } from '../../shared/vocabulary/results.ts'
import type { ReadStore } from '../store/store.ts'

/** Every run of a study in the order they were started, aborted ones too: read from the audit trail, never from memory. */
export function listEvaluations(store: ReadStore, studyId: StudyId): EvaluationView[] {
  const runs = new Map<string, EvaluationView>()
  for (const { seq, body } of store.ledger.list({ studyId })) {
    if (body.action === 'evaluation.started') {
      runs.set(body.objectId, {
        id: body.objectId,
        startedAt: body.at,
        startedSeq: seq,
        endedAt: null,
        outcome: 'running',
        reason: null,
        resultSha256: null,
        conclusion: null,
      })
    }
    const id = String(body.details['evaluationId'] ?? '')
    const run = runs.get(id)
    if (run === undefined) continue
    if (body.action === 'evaluation.aborted') runs.set(id, { ...run, endedAt: body.at, outcome: 'aborted', reason: body.reason })
    if (body.action === 'evaluation.completed') {
      const conclusion = conclusions.find((each) => each === body.details['conclusion']) ?? null
      runs.set(id, { ...run, endedAt: body.at, outcome: 'completed', resultSha256: body.afterSha256, conclusion })
    }
  }
  return [...runs.values()]
}
