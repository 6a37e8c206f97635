import { applyRules, countParticipants } from '../../shared/cohort/index.ts'
import { checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import { type Columns, columnSha256, combineColumnDigests, takeRows } from '../../shared/vocabulary/columns.ts'
import { type StudyId, toHex } from '../../shared/vocabulary/ids.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { type Cohort, type FlowStep, sealedColumns } from '../../shared/vocabulary/records.ts'
import { covariateColumn } from '../../shared/vocabulary/roles.ts'
import { sha256 } from '../files/digest.ts'
import type { ReadStore } from '../store/store.ts'
import type { ActionContext } from './context.ts'
import { type Locked, type StudyState, readStudyState } from './study-state.ts'
import type { Dataset } from '../../shared/vocabulary/records.ts'

interface Selection {
  readonly rows: Uint32Array
  readonly flow: readonly FlowStep[]
  readonly columns: Columns
  readonly nParticipants: number | null
}

/** The protocol's rules applied to the imported data. The reference standard stays sealed: rules cannot see it. */
export function selectCohort(store: ReadStore, state: StudyState): Selection {
  if (state.protocol === null) return refuse('order/protocol-not-locked')
  if (state.dataset === null) return refuse('order/no-dataset')
  const problems = checkProtocolAgainstColumns(state.protocol.value, state.dataset.value.columns)
  if (problems.some((each) => each.severity === 'error')) throw new Refusal(problems)
  const onset = state.protocol.value.repeated?.onset
  // When it came tells who had it: an onset in the open would unblind whoever imports predictions.
  if (onset !== undefined && !sealedColumns(state.dataset.value.mapping).has(covariateColumn(onset))) refuse('protocol/onset-not-sealed', { column: onset })
  const columns = openColumns(store, state.dataset)
  const { rows, flow } = applyRules(state.protocol.value, columns)
  return { rows, flow, columns, nParticipants: countParticipants(columns, rows) }
}

/** All columns of the dataset but those of the reference standard, which has a key of its own. */
export function openColumns(store: ReadStore, dataset: Locked<Dataset>): Columns {
  const isSealed = sealedColumns(dataset.value.mapping)
  const names = dataset.value.columns.map((each) => each.name).filter((name) => !isSealed.has(name))
  return store.segments.readColumns(dataset.record, names, store.segments.openKey(dataset.record))
}

export function freezeCohort(context: ActionContext, studyId: StudyId): void {
  const { store } = context.workspace
  const state = readStudyState(store, studyId)
  if (state.isUnblinded) refuse('order/already-unblinded', { what: 'cohort' })
  if (state.cohort !== null) refuse('order/already-frozen')
  const { rows, flow, columns, nParticipants } = selectCohort(store, state)
  const { protocol, dataset } = state
  if (protocol === null || dataset === null) return refuse('order/no-dataset')
  if (rows.length === 0) refuse('cohort/empty')
  const salt = context.surroundings.randomBytes(16)
  store.transact((write) => {
    const id = write.newId()
    const owner = { id, version: 1 }
    const rowColumn = { kind: 'number', values: Float64Array.from(rows) } as const
    write.segments.stage(owner, new Map([['rows', rowColumn]]), write.segments.createKey(owner, 'data'))
    const digests = new Map<string, Uint8Array>()
    for (const [name, column] of columns) digests.set(name, columnSha256(takeRows(column, rows), sha256, salt))
    for (const name of sealedColumns(dataset.value.mapping)) digests.set(name, write.segments.digestSealed(dataset.record, name, rows, salt))
    const value: Cohort = {
      format: 'probity.cohort',
      version: 1,
      protocolSha256: protocol.record.sha256,
      datasetSha256: dataset.record.sha256,
      flow: [...flow],
      nExaminations: rows.length,
      nParticipants,
      salt: toHex(salt),
      saltedSha256: toHex(combineColumnDigests(digests, sha256)),
      rowsSha256: toHex(columnSha256(rowColumn, sha256)),
      frozenAt: write.now(),
      disclosures: [{ what: 'examinations', n: rows.length }],
    }
    const record = write.records.add({ kind: 'cohort', studyId, id, value })
    write.appendEntry({
      action: 'cohort.frozen',
      studyId,
      objectKind: 'cohort',
      objectId: record.id,
      afterSha256: record.sha256,
      details: { datasetId: dataset.record.id, n: rows.length, protocolSha256: protocol.record.sha256 },
    })
  })
}

/** Rows of the frozen cohort in file order. */
export function frozenRows(store: ReadStore, cohort: Locked<Cohort>): Uint32Array {
  const column = store.segments.readColumn(cohort.record, 'rows', store.segments.openKey(cohort.record))
  return column.kind === 'number' ? Uint32Array.from(column.values) : refuse('store/damaged', { what: 'cohort rows' })
}
