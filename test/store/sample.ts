import { columnSha256, textColumn, type Column, type Columns } from '../../shared/vocabulary/columns.ts'
import { toHex, type StudyId } from '../../shared/vocabulary/ids.ts'
import { sha256 } from '../../electron/files/digest.ts'
import type { Store, StoredRecord, WriteStore } from '../../electron/store/store.ts'

export const studyId = 'ab'.repeat(16) as StudyId
export const salt = new Uint8Array(16).fill(5)

export const openColumns: Columns = new Map<string, Column>([
  ['examination-id', textColumn(['e1', 'e2', 'e3', 'e4'])],
  ['covariate:age', { kind: 'number', values: Float64Array.of(31, Number.NaN, 64, 80) }],
])
export const sealedColumns: Columns = new Map<string, Column>([['reference', textColumn(['present', 'absent', 'absent', null])]])

/** A dataset with a sealed reference column and its entry, as an import writes it. */
export function addDataset(w: WriteStore): StoredRecord {
  const owner = { id: w.newId(), version: 1 }
  w.segments.stage(owner, openColumns, w.segments.createKey(owner, 'data'))
  w.segments.stage(owner, sealedColumns, w.segments.createKey(owner, 'reference'))
  const columns = [...openColumns, ...sealedColumns].map(([name, column]) => ({
    name,
    saltedSha256: toHex(columnSha256(column, sha256, salt)),
  }))
  const record = w.records.add({ kind: 'dataset', id: owner.id, studyId, value: { format: 'sample', columns, salt: toHex(salt) } })
  enter(w, record, 'dataset.imported')
  return record
}

export function enter(w: WriteStore, record: StoredRecord, action: string): number {
  return w.appendEntry({
    action,
    studyId: record.studyId,
    objectKind: record.kind,
    objectId: record.id,
    objectVersion: record.version,
    afterSha256: record.sha256,
  }).seq
}

export const addProtocol = (store: Store, title = 'first'): StoredRecord =>
  store.transact((w) => {
    const record = w.records.add({ kind: 'protocol', studyId, value: { title } })
    enter(w, record, 'protocol.locked')
    return record
  })

/** A started evaluation of a dataset, committed. */
export const startEvaluation = (store: Store, datasetId: string): { seq: number; id: string } =>
  store.transact((w) => {
    const id = w.newId()
    const details = { datasetId }
    return { id, seq: w.appendEntry({ action: 'evaluation.started', objectKind: 'evaluation', objectId: id, details }).seq }
  })

export const endEvaluation = (store: Store, id: string, how: 'completed' | 'aborted'): void => {
  store.transact((w) =>
    w.appendEntry({ action: `evaluation.${how}`, objectKind: 'evaluation', objectId: id, details: { evaluationId: id } }),
  )
}
