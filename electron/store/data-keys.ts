import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { decrypt, encrypt, NONCE_BYTES } from '../vault/primitives.ts'
import { changed, type Database } from './database.ts'
import { disposedProblem } from './disposals.ts'
import type { RecordKey } from './records.ts'

/** A key for the segments of one record: `data` for what may be seen, `reference` for what stays sealed until a run. */
export type KeyPurpose = 'data' | 'reference'

export interface DataKey {
  readonly keyId: string
  readonly owner: RecordKey
  readonly purpose: KeyPurpose
  readonly bytes: Uint8Array
}

interface KeyRow {
  readonly keyId: string
  readonly nonce: Uint8Array
  readonly wrapped: Uint8Array
}

export interface KeyFrame {
  readonly storeId: string
  /** Wraps the data keys; null for whom it was not released to. */
  readonly rowsKey: () => Uint8Array | null
  readonly randomBytes: (count: number) => Uint8Array
}

export function createDataKey(db: Database, frame: KeyFrame, owner: RecordKey, purpose: KeyPurpose): DataKey {
  const key: DataKey = { keyId: toHex(frame.randomBytes(16)), owner, purpose, bytes: frame.randomBytes(32) }
  const nonce = frame.randomBytes(NONCE_BYTES)
  const wrapped = encrypt(rowsKeyOf(frame), nonce, key.bytes, keyAad(frame.storeId, key))
  changed(
    db
      .prepare(
        `INSERT INTO main.data_key (key_id, owner_id, owner_version, purpose, nonce, wrapped) VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(key.keyId, owner.id, owner.version, purpose, nonce, wrapped),
  )
  return key
}

/** null if the record has no key of that purpose (any more). */
export function unwrapDataKey(db: Database, frame: KeyFrame, owner: RecordKey, purpose: KeyPurpose): DataKey | null {
  const row = db
    .prepare<[string, number, string], KeyRow>(
      `SELECT key_id AS keyId, nonce, wrapped FROM main.data_key
       WHERE owner_id = ? AND owner_version = ? AND purpose = ?`,
    )
    .get(owner.id, owner.version, purpose)
  if (row === undefined) return null
  const head = { keyId: row.keyId, owner, purpose }
  if (row.wrapped.length === 0) throw new Refusal(disposedProblem(db, owner))
  const bytes = decrypt(rowsKeyOf(frame), row.nonce, row.wrapped, keyAad(frame.storeId, head))
  if (bytes === null) throw new Refusal(problem('store/damaged', { object: `data key of ${owner.id}`, cause: 'key' }))
  return { ...head, bytes }
}

/** Throws Refusal vault/no-rows-key: this person was not given what opens patient rows. */
const rowsKeyOf = (frame: KeyFrame): Uint8Array => frame.rowsKey() ?? refuse('vault/no-rows-key')

function keyAad(storeId: string, key: Omit<DataKey, 'bytes'>): Uint8Array {
  const { keyId, owner, purpose } = key
  const text = canonicalJson({ format: 'probity.data-key.v1', storeId, keyId, ownerId: owner.id, ownerVersion: owner.version, purpose })
  return new TextEncoder().encode(text)
}

