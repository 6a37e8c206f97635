import { canonicalJson } from '../../shared/ledger/canonical.ts'
import type { Instant, RecordId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import type { RecordKind } from '../../shared/vocabulary/records.ts'
import { sha256Hex } from '../files/digest.ts'
import { changed, type Database } from './database.ts'

export interface RecordKey {
  readonly id: RecordId
  readonly version: number
}

export interface StoredRecord extends RecordKey {
  readonly kind: RecordKind
  readonly studyId: StudyId | null
  readonly originStoreId: string
  readonly state: 'draft' | 'locked' | 'final'
  /** Canonical JSON exactly as it was locked; never written again. */
  readonly bytes: string
  readonly sha256: Sha256
  readonly createdAt: Instant
}

export interface NewRecord {
  readonly kind: RecordKind
  readonly studyId: StudyId | null
  readonly value: unknown
  readonly id?: RecordId
  readonly version?: number
  readonly state?: 'locked' | 'final'
}

export interface ReadRecords {
  get(key: RecordKey): StoredRecord | null
  latest(id: RecordId): StoredRecord | null
  /** In order of writing. */
  list(filter?: { readonly kind?: RecordKind; readonly studyId?: StudyId }): StoredRecord[]
}

export interface WriteRecords extends ReadRecords {
  add(record: NewRecord): StoredRecord
}

const COLUMNS = `kind, id, version, study_id AS studyId, origin_store_id AS originStoreId, state, bytes, sha256,
  created_at AS createdAt`

export function readRecords(db: Database): ReadRecords {
  const one = db.prepare<[string, number], StoredRecord>(`SELECT ${COLUMNS} FROM main.record WHERE id = ? AND version = ?`)
  const last = db.prepare<[string], StoredRecord>(
    `SELECT ${COLUMNS} FROM main.record WHERE id = ? ORDER BY version DESC LIMIT 1`,
  )
  const some = db.prepare<[string | null, string | null, string | null, string | null], StoredRecord>(
    `SELECT ${COLUMNS} FROM main.record WHERE (? IS NULL OR kind = ?) AND (? IS NULL OR study_id = ?) ORDER BY pos`,
  )
  return {
    get: (key) => one.get(key.id, key.version) ?? null,
    latest: (id) => last.get(id) ?? null,
    list: ({ kind = null, studyId = null } = {}) => some.all(kind, kind, studyId, studyId),
  }
}

export interface RecordFrame {
  readonly storeId: string
  readonly newId: () => RecordId
  readonly now: () => Instant
  readonly onAdded: (record: StoredRecord) => void
}

export function writeRecords(db: Database, frame: RecordFrame): WriteRecords {
  const read = readRecords(db)
  return {
    ...read,
    add(record) {
      const id = record.id ?? frame.newId()
      const version = record.version ?? (read.latest(id)?.version ?? 0) + 1
      const bytes = canonicalJson(record.value)
      changed(
        db
          .prepare(
            `INSERT INTO main.record (kind, id, version, study_id, origin_store_id, state, bytes, sha256, created_at)
             VALUES (?, ?, ?, ?, ?, 'draft', ?, ?, ?)`,
          )
          .run(record.kind, id, version, record.studyId, frame.storeId, bytes, sha256Hex(bytes), frame.now()),
      )
      changed(
        db
          .prepare(`UPDATE main.record SET state = ? WHERE id = ? AND version = ? AND state = 'draft'`)
          .run(record.state ?? 'locked', id, version),
      )
      const stored = read.get({ id, version })
      if (stored === null) throw new Error('a record that was written is not there')
      frame.onAdded(stored)
      return stored
    },
  }
}
