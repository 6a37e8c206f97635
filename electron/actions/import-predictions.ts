import { columnSha256, textAt } from '../../shared/vocabulary/columns.ts'
import type { Columns } from '../../shared/vocabulary/columns.ts'
import { type StudyId, toHex } from '../../shared/vocabulary/ids.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { Predictions, PredictionsMapping, Release } from '../../shared/vocabulary/records.ts'
import { EXAMINATION_ID } from '../../shared/vocabulary/roles.ts'
import { sha256 } from '../files/digest.ts'
import type { Job, Progress } from '../hosts/host.ts'
import type { ActionContext } from './context.ts'
import { frozenRows, openColumns } from './freeze-cohort.ts'
import { lockRecord } from './lock-record.ts'
import { readStudyState, recordIdOf } from './study-state.ts'

/** Predictions and the release that made them, sealed together: after this neither can be changed or joined to labels early. */
export function importPredictions(
  context: ActionContext,
  request: {
    readonly studyId: StudyId
    readonly path: string
    readonly name: string
    readonly mapping: PredictionsMapping
    readonly release: Release
  },
  progress?: Progress,
): Job<void> {
  const { studyId, mapping, release } = request
  const { protocol, cohort: cohortAtStart } = checkOrder(context, studyId)
  const job = context.host.intake(
    { kind: 'predictions', path: request.path, name: request.name, mapping, protocol: protocol.value },
    progress,
  )
  return {
    cancel: job.cancel,
    result: job.result.then((answer) => {
      if (answer.kind === 'problems') throw new Refusal(answer.problems)
      if (answer.kind !== 'columns') return refuse('engine/internal', { command: 'predictions.import' })
      const { cohort, dataset } = checkOrder(context, studyId)
      // The file was read as the protocol then had it; a cohort that is frozen again meanwhile has another protocol or other data.
      if (cohort.record.sha256 !== cohortAtStart.record.sha256) refuse('order/cohort-not-frozen')
      const { columns, facts } = answer
      const { store } = context.workspace
      const match = matchExaminations(columns, openColumns(store, dataset), frozenRows(store, cohort))
      if (match.nMatched === 0) refuse('intake/no-matching-examination', { rows: facts.rows }, { file: facts.name })
      const salt = context.surroundings.randomBytes(16)
      store.transact((write) => {
        const releaseRecord = lockRecord(write, { kind: 'release', studyId, value: release, action: 'release.recorded' })
        const id = recordIdOf(write, 'predictions', studyId) ?? write.newId()
        const owner = { id, version: (write.records.latest(id)?.version ?? 0) + 1 }
        write.segments.stage(owner, columns, write.segments.createKey(owner, 'data'))
        const value: Predictions = {
          format: 'probity.predictions',
          version: 1,
          file: facts,
          mapping,
          releaseSha256: releaseRecord.sha256,
          columns: [...columns].map(([name, column]) => ({
            name,
            kind: column.kind,
            saltedSha256: toHex(columnSha256(column, sha256, salt)),
          })),
          salt: toHex(salt),
          nRows: facts.rows,
          ...match,
          missing: [...answer.missing],
          sealedAt: write.now(),
        }
        const record = write.records.add({ kind: 'predictions', studyId, id, version: owner.version, value })
        write.appendEntry({
          action: 'predictions.sealed',
          studyId,
          objectKind: 'predictions',
          objectId: record.id,
          objectVersion: record.version,
          beforeSha256: write.records.get({ id, version: owner.version - 1 })?.sha256 ?? null,
          afterSha256: record.sha256,
          details: { cohortSha256: cohort.record.sha256, fileSha256: facts.sha256, rows: facts.rows },
        })
      })
    }),
  }
}

function checkOrder(context: ActionContext, studyId: StudyId) {
  const { protocol, dataset, cohort, isUnblinded } = readStudyState(context.workspace.store, studyId)
  if (isUnblinded) refuse('order/already-unblinded', { what: 'predictions' })
  if (protocol === null) return refuse('order/protocol-not-locked')
  if (dataset === null) return refuse('order/no-dataset')
  if (cohort === null) return refuse('order/cohort-not-frozen')
  return { protocol, dataset, cohort }
}

/**
 * How the file's examinations meet the frozen ones: examinations that have a row (over time, several), rows of others.
 * Extra rows are set aside and counted, never dropped silently.
 */
function matchExaminations(predictions: Columns, dataset: Columns, rows: Uint32Array) {
  const theirs = predictions.get(EXAMINATION_ID)
  const ours = dataset.get(EXAMINATION_ID)
  if (theirs?.kind !== 'text' || ours?.kind !== 'text') return refuse('store/damaged', { what: EXAMINATION_ID })
  const wanted = new Set<string>()
  for (const row of rows) wanted.add(textAt(ours, row) ?? '')
  const isWanted = theirs.levels.map((id) => wanted.has(id))
  let nExtra = 0
  for (const code of theirs.codes) if (code === 0 || isWanted[code - 1] !== true) nExtra += 1
  const nMatched = isWanted.reduce((n, each) => n + (each ? 1 : 0), 0)
  return { nMatched, nExtra, nExaminationsWithout: wanted.size - nMatched }
}
