import { Disposal } from '../../shared/vocabulary/retention.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import { changed, type Database } from './database.ts'
import type { KeyPurpose } from './data-keys.ts'
import type { RecordKey } from './records.ts'

export interface KeyFacts {
  readonly keyId: string
  readonly purpose: KeyPurpose
  readonly nSegments: number
  readonly isDestroyed: boolean
}

/** A certificate of disposal with the record it stands in. */
export interface StoredDisposal extends RecordKey {
  readonly value: Disposal
}

export function readKeyFacts(db: Database, owner: RecordKey): KeyFacts[] {
  return db
    .prepare<[string, number], Omit<KeyFacts, 'isDestroyed'> & { isDestroyed: number }>(
      `SELECT k.key_id AS keyId, k.purpose AS purpose, length(k.wrapped) = 0 AS isDestroyed,
         (SELECT count(*) FROM main.segment s WHERE s.key_id = k.key_id) AS nSegments
       FROM main.data_key k WHERE k.owner_id = ? AND k.owner_version = ? ORDER BY k.pos`,
    )
    .all(owner.id, owner.version)
    .map((each) => ({ ...each, isDestroyed: each.isDestroyed === 1 }))
}

/** Nonce and wrapped bytes go, the row stays: which key it was, of which record. `secure_delete` overwrites the place. */
export function destroyDataKeys(db: Database, owner: RecordKey): void {
  const update = db.prepare(`UPDATE main.data_key SET nonce = zeroblob(12), wrapped = zeroblob(0) WHERE key_id = ?`)
  for (const { keyId, isDestroyed } of readKeyFacts(db, owner)) if (!isDestroyed) changed(update.run(keyId))
}

/** Every certificate that can be read; what cannot is a finding of the verifier. */
export function readDisposals(db: Database): StoredDisposal[] {
  const rows = db.prepare<[], RecordKey & { bytes: string }>(`SELECT id, version, bytes FROM main.record WHERE kind = 'disposal' ORDER BY pos`).all()
  return rows.flatMap(({ id, version, bytes }) => {
    const value = parseDisposal(bytes)
    return value === null ? [] : [{ id, version, value }]
  })
}

export function parseDisposal(bytes: string): Disposal | null {
  try {
    return Disposal.parse(JSON.parse(bytes))
  } catch {
    return null
  }
}

/** The certificate that names a record's data; null without one. */
export const disposalOf = (db: Database, owner: RecordKey): StoredDisposal | null =>
  readDisposals(db).find(({ value: { data } }) => data.id === owner.id && data.version === owner.version) ?? null

/** Why rows cannot be read any more: disposed of, by whom and when; or, without a certificate, damaged. */
export function disposedProblem(db: Database, owner: RecordKey): Problem {
  const found = disposalOf(db, owner)
  if (found === null) return problem('store/damaged', { object: `data key of ${owner.id}`, cause: 'key-destroyed' })
  const { at, asked, witnessed } = found.value
  return problem('store/disposed', { at: at.slice(0, 10), asked: asked.printedName, witnessed: witnessed.printedName })
}
