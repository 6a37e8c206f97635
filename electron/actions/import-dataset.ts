import { likelyDuplicates } from '../../shared/cohort/index.ts'
import { columnSha256 } from '../../shared/vocabulary/columns.ts'
import type { Columns } from '../../shared/vocabulary/columns.ts'
import { type StudyId, toHex } from '../../shared/vocabulary/ids.ts'
import { type Problem, Refusal, problem, refuse } from '../../shared/vocabulary/problem.ts'
import { type Dataset, type DatasetMapping, sealedColumns } from '../../shared/vocabulary/records.ts'
import { sha256 } from '../files/digest.ts'
import type { Job, Progress } from '../hosts/host.ts'
import type { ActionContext } from './context.ts'
import { readStudyState, recordIdOf } from './study-state.ts'

/** Reads the file in the intake process; the engine sees typed columns or problems, and writes all of it or nothing. */
export function importDataset(
  context: ActionContext,
  request: { readonly studyId: StudyId; readonly path: string; readonly name: string; readonly mapping: DatasetMapping },
  progress?: Progress,
): Job<void> {
  const { studyId, mapping } = request
  checkOrder(context, studyId)
  const job = context.host.intake({ kind: 'dataset', path: request.path, name: request.name, mapping }, progress)
  return {
    cancel: job.cancel,
    result: job.result.then((answer) => {
      if (answer.kind === 'problems') throw new Refusal(answer.problems)
      if (answer.kind !== 'columns') return refuse('engine/internal', { command: 'dataset.import' })
      checkOrder(context, studyId)
      const { columns, facts } = answer
      const salt = context.surroundings.randomBytes(16)
      context.workspace.store.transact((write) => {
        const id = recordIdOf(write, 'dataset', studyId) ?? write.newId()
        const owner = { id, version: (write.records.latest(id)?.version ?? 0) + 1 }
        const isSealed = sealedColumns(mapping)
        const open: Columns = new Map([...columns].filter(([name]) => !isSealed.has(name)))
        const sealed: Columns = new Map([...columns].filter(([name]) => isSealed.has(name)))
        write.segments.stage(owner, open, write.segments.createKey(owner, 'data'))
        write.segments.stage(owner, sealed, write.segments.createKey(owner, 'reference'))
        const value: Dataset = {
          format: 'probity.dataset',
          version: 1,
          file: facts,
          mapping,
          columns: [...columns].map(([name, column]) => ({
            name,
            kind: column.kind,
            role: name.split(':')[0] ?? name,
            saltedSha256: toHex(columnSha256(column, sha256, salt)),
          })),
          salt: toHex(salt),
          nExaminations: facts.rows,
          nParticipants: answer.nParticipants,
          importedAt: write.now(),
          warnings: warningsOf(columns, answer.warnings),
        }
        const record = write.records.add({ kind: 'dataset', studyId, id, version: owner.version, value })
        write.appendEntry({
          action: 'dataset.imported',
          studyId,
          objectKind: 'dataset',
          objectId: record.id,
          objectVersion: record.version,
          beforeSha256: write.records.get({ id, version: owner.version - 1 })?.sha256 ?? null,
          afterSha256: record.sha256,
          details: { fileSha256: facts.sha256, rows: facts.rows },
        })
      })
    }),
  }
}

/**
 * What the record keeps of the warnings: where and how many, never a value of the file. Examinations that may be one
 * and the same are told here; nothing is removed.
 */
function warningsOf(columns: Columns, warnings: readonly Problem[]): Problem[] {
  const kept = warnings.map((each): Problem => {
    const { value: _value, ...params } = each.params ?? {}
    return { ...each, params }
  })
  const groups = likelyDuplicates(columns)
  if (groups.length === 0) return kept
  const n = groups.reduce((sum, group) => sum + group.rows.length, 0)
  return [...kept, problem('intake/likely-duplicates', { n, groups: groups.length }, undefined, 'warning')]
}

function checkOrder(context: ActionContext, studyId: StudyId): void {
  const state = readStudyState(context.workspace.store, studyId)
  if (state.intendedUse === null) refuse('order/intended-use-not-approved')
  if (state.isUnblinded) refuse('order/already-unblinded', { what: 'reference-data' })
}

