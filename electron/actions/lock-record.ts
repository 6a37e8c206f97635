import type { RecordId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import type { RecordKind } from '../../shared/vocabulary/records.ts'
import type { StoredRecord } from '../store/records.ts'
import type { WriteStore } from '../store/store.ts'
import { recordIdOf } from './study-state.ts'

interface LockRequest {
  readonly kind: RecordKind
  readonly studyId: StudyId
  /** Default: the study's record of that kind, or a new one. */
  readonly id?: RecordId
  readonly value: unknown
  readonly action: string
  readonly reason?: string | null
  readonly signatureSha256?: Sha256
  readonly details?: Readonly<Record<string, string | number>>
}

/** Writes one immutable record and the audit-trail entry that says so. A later one of the same kind is a new version. */
export function lockRecord(write: WriteStore, request: LockRequest): StoredRecord {
  const id = request.id ?? recordIdOf(write, request.kind, request.studyId)
  const before = id === undefined ? null : write.records.latest(id)
  const record = write.records.add({
    kind: request.kind,
    studyId: request.studyId,
    value: request.value,
    ...(id === undefined ? {} : { id }),
  })
  write.appendEntry({
    action: request.action,
    studyId: request.studyId,
    objectKind: request.kind,
    objectId: record.id,
    objectVersion: record.version,
    beforeSha256: before?.sha256 ?? null,
    afterSha256: record.sha256,
    reason: request.reason ?? null,
    signatureSha256: request.signatureSha256 ?? null,
    ...(request.details ? { details: request.details } : {}),
  })
  return record
}
