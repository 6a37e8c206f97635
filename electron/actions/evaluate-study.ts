import { inputDigests } from '../../shared/evaluation/digests.ts'
import { takeRows } from '../../shared/vocabulary/columns.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import type { Instant, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { type Problem, Refusal, problem, refuse } from '../../shared/vocabulary/problem.ts'
import { type Run, sealedColumns } from '../../shared/vocabulary/records.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { sha256 } from '../files/digest.ts'
import type { Job, Progress } from '../hosts/host.ts'
import type { ActionContext } from './context.ts'
import { frozenRows, openColumns } from './freeze-cohort.ts'
import { isDisposed } from './disposal-laws.ts'
import { disposedProblem } from '../store/disposals.ts'
import { readStudyState } from './study-state.ts'

interface Started {
  readonly evaluationId: string
  readonly startedSeq: number
  readonly startedAt: Instant
}

/**
 * Start → run → complete. The started entry is committed before the reference key is released; whatever happens then,
 * a completed or an aborted entry follows. Nothing of an aborted run is shown.
 */
export function evaluateStudy(
  context: ActionContext,
  request: { readonly studyId: StudyId; readonly confirmation: string },
  progress?: Progress,
): Job<Sha256> {
  const { store } = context.workspace
  const { study, protocol, dataset, cohort, predictions } = readStudyState(store, request.studyId)
  if (protocol === null) return refuse('order/protocol-not-locked')
  if (dataset === null) return refuse('order/no-dataset')
  if (cohort === null) return refuse('order/cohort-not-frozen')
  if (predictions === null) return refuse('order/predictions-not-sealed')
  // Before anything is started: an evaluation that cannot read its rows is none.
  for (const { record } of [dataset, predictions]) if (isDisposed(store, record)) throw new Refusal(disposedProblem(store.database, record))
  if (store.ledger.openEvaluations().length > 0) refuse('order/evaluation-running')
  if (request.confirmation !== study.value.name) refuse('order/confirmation-mismatch', { expected: study.value.name })

  const started = startEvaluation(context, request.studyId, {
    datasetId: dataset.record.id,
    protocolSha256: protocol.record.sha256,
    cohortSha256: cohort.record.sha256,
    predictionsSha256: predictions.record.sha256,
  })
  const end = { context, studyId: request.studyId, started, predictionsSha256: predictions.record.sha256 }
  try {
    const rows = frozenRows(store, cohort)
    const key = store.releaseReferenceKey(dataset.record, started.startedSeq)
    const columns = new Map<string, Column>()
    for (const [name, column] of openColumns(store, dataset)) columns.set(name, takeRows(column, rows))
    for (const name of sealedColumns(dataset.value.mapping)) columns.set(name, takeRows(store.segments.readColumn(dataset.record, name, key), rows))
    const names = predictions.value.columns.map((each) => each.name)
    const outputs = store.segments.readColumns(predictions.record, names, store.segments.openKey(predictions.record))
    const digests = inputDigests({ protocol: protocol.value, cohort: columns, predictions: outputs }, sha256)
    const job = context.host.evaluate(
      { protocol: protocol.value, cohort: columns, predictions: outputs, digests, exploratory: false },
      progress,
    )
    return {
      cancel: job.cancel,
      result: job.result.then(
        (results) => completeEvaluation(end, results),
        (error: unknown) => abortAndThrow(end, error),
      ),
    }
  } catch (error) {
    return abortAndThrow(end, error)
  }
}

function startEvaluation(context: ActionContext, studyId: StudyId, details: Record<string, string>): Started {
  return context.workspace.store.transact((write) => {
    const evaluationId = write.newId()
    const entry = write.appendEntry({
      action: 'evaluation.started',
      studyId,
      objectKind: 'evaluation',
      objectId: evaluationId,
      details,
    })
    return { evaluationId, startedSeq: entry.seq, startedAt: entry.body.at as Instant }
  })
}

interface End {
  readonly context: ActionContext
  readonly studyId: StudyId
  readonly started: Started
  readonly predictionsSha256: Sha256
}

function completeEvaluation({ context, studyId, started, predictionsSha256 }: End, results: Results): Sha256 {
  return context.workspace.store.transact((write) => {
    const record = write.records.add({ kind: 'result', studyId, id: write.newId(), value: results })
    write.appendEntry({
      action: 'evaluation.completed',
      studyId,
      objectKind: 'result',
      objectId: record.id,
      afterSha256: record.sha256,
      details: { evaluationId: started.evaluationId, predictionsSha256, conclusion: results.conclusion },
    })
    const run: Run = {
      format: 'probity.run',
      version: 1,
      evaluationId: started.evaluationId,
      appVersion: context.surroundings.appVersion,
      runtime: context.host.runtime.name,
      platform: context.host.runtime.platform,
      startedAt: started.startedAt,
      endedAt: write.now(),
      outcome: 'completed',
      resultSha256: record.sha256,
    }
    const runRecord = write.records.add({ kind: 'run', studyId, id: write.newId(), value: run })
    write.appendEntry({
      action: 'run.recorded',
      studyId,
      objectKind: 'run',
      objectId: runRecord.id,
      afterSha256: runRecord.sha256,
      details: { evaluationId: started.evaluationId },
    })
    return record.sha256
  })
}

function abortAndThrow(end: End, error: unknown): never {
  const problems: readonly Problem[] =
    error instanceof Refusal
      ? error.problems
      : [problem('evaluation/failed', { message: error instanceof Error ? error.message.slice(0, 200) : 'unknown' })]
  try {
    recordAbort(end.context, end.studyId, end.started.evaluationId, problems[0]?.code ?? 'evaluation/failed')
  } catch {
    // The store is closed or cannot be written: what stays open is closed as aborted at the next start (rule ACT-14).
  }
  throw new Refusal(problems)
}

export function recordAbort(context: ActionContext, studyId: StudyId | null, evaluationId: string, reason: string): void {
  context.workspace.store.transact((write) => {
    write.appendEntry({
      action: 'evaluation.aborted',
      studyId,
      objectKind: 'evaluation',
      objectId: evaluationId,
      reason,
      details: { evaluationId },
    })
  })
}

/** An evaluation that nobody will end is closed as aborted, with why, so that every run stays in the trail. */
export function closeOpenEvaluations(context: ActionContext, reason: string): void {
  for (const entry of context.workspace.store.ledger.openEvaluations()) {
    recordAbort(context, (entry.body.studyId ?? null) as StudyId | null, entry.body.objectId, reason)
  }
}
