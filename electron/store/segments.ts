import { canonicalJson } from '../../shared/ledger/canonical.ts'
import {
  canonicalSegment,
  columnLength,
  columnSha256,
  concatBytes,
  joinSegments,
  parseSegment,
  SEGMENT_ROWS,
  takeRows,
  textAt,
  type Column,
  type Columns,
} from '../../shared/vocabulary/columns.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { sha256, sha256Hex } from '../files/digest.ts'
import { decrypt, encrypt, NONCE_BYTES } from '../vault/primitives.ts'
import { createDataKey, unwrapDataKey, type DataKey, type KeyFrame, type KeyPurpose } from './data-keys.ts'
import { changed, type Database } from './database.ts'
import { destroyDataKeys, type KeyFacts, readKeyFacts } from './disposals.ts'
import type { RecordKey } from './records.ts'

export interface ColumnFacts {
  readonly name: string
  readonly keyId: string
  readonly purpose: KeyPurpose
  readonly nSegments: number
  /** The key is one of the record that the column belongs to. */
  readonly isOwnKey: boolean
  /** Its key was destroyed: the ciphertext is all there is. */
  readonly isDisposed: boolean
}

export interface ReadSegments {
  columnsOf(owner: RecordKey): ColumnFacts[]
  /** Every data key of a record, in the order in which they were made. */
  keysOf(owner: RecordKey): KeyFacts[]
  /** What is wrong with the ciphertext of a column, which can be said without its key; null if nothing is. */
  ciphertextFault(owner: RecordKey, column: string): string | null
  /** The key of the columns that may be seen. The reference key comes from `store.releaseReferenceKey` alone. */
  openKey(owner: RecordKey): DataKey
  readColumn(owner: RecordKey, column: string, key: DataKey): Column
  readColumns(owner: RecordKey, names: readonly string[], key: DataKey): Columns
}

export interface WriteSegments extends ReadSegments {
  createKey(owner: RecordKey, purpose: KeyPurpose): DataKey
  /** Columns of a record that is added later: nobody's until then, removed at the next start if it never is. */
  stage(owner: RecordKey, columns: Columns, key: DataKey): void
  /** Digest (COL-2) of a sealed column's rows; null means all. The values stay in the store. */
  digestSealed(owner: RecordKey, column: string, rows: Uint32Array | null, salt: Uint8Array): Uint8Array
  /** How often each text occurs in rows of a sealed column ('' is missing). The transaction must disclose it. */
  countSealed(owner: RecordKey, column: string, rows: Uint32Array | null): Readonly<Record<string, number>>
  /** Crypto-erase: every data key of the record. Its certificate of disposal is in the store already, or SQLite refuses. */
  destroyKeys(owner: RecordKey): void
}

interface SegmentRow {
  readonly no: number
  readonly nSegments: number
  readonly keyId: string
  readonly nonce: Uint8Array
  readonly bytes: Uint8Array
  readonly sha256: string
}

export function readSegments(db: Database, frame: KeyFrame): ReadSegments {
  const facts = db.prepare<[string, number], Omit<ColumnFacts, 'isDisposed' | 'isOwnKey'> & { isDisposed: number; isOwnKey: number }>(
    `SELECT s.column_name AS name, s.key_id AS keyId, k.purpose AS purpose, count(*) AS nSegments, length(k.wrapped) = 0 AS isDisposed,
       k.owner_id = s.owner_id AND k.owner_version = s.owner_version AS isOwnKey
     FROM main.segment s JOIN main.data_key k ON k.key_id = s.key_id
     JOIN main.record r ON r.id = s.owner_id AND r.version = s.owner_version
     WHERE s.owner_id = ? AND s.owner_version = ? GROUP BY s.column_name ORDER BY min(s.pos)`,
  )
  const readColumn = (owner: RecordKey, column: string, key: DataKey) => readSealedColumn(db, frame, owner, column, key)
  return {
    columnsOf: (owner) => facts.all(owner.id, owner.version).map((each) => ({ ...each, isDisposed: each.isDisposed === 1, isOwnKey: each.isOwnKey === 1 })),
    keysOf: (owner) => readKeyFacts(db, owner),
    ciphertextFault: (owner, column) => ciphertextFault(segmentRows(db, owner, column)),
    openKey(owner) {
      const key = unwrapDataKey(db, frame, owner, 'data')
      if (key === null) throw new Refusal(problem('store/damaged', { object: owner.id, cause: 'no-data-key' }))
      return key
    },
    readColumn,
    readColumns: (owner, names, key) => new Map(names.map((name) => [name, readColumn(owner, name, key)])),
  }
}

export function writeSegments(db: Database, frame: KeyFrame, onCounted: () => void): WriteSegments {
  const sealed = (owner: RecordKey, column: string, rows: Uint32Array | null): Column => {
    const key = unwrapDataKey(db, frame, owner, 'reference')
    if (key === null) throw new Refusal(problem('store/damaged', { object: owner.id, cause: 'no-reference-key' }))
    const whole = readSealedColumn(db, frame, owner, column, key)
    key.bytes.fill(0)
    return rows === null ? whole : takeRows(whole, rows)
  }
  return {
    ...readSegments(db, frame),
    createKey: (owner, purpose) => createDataKey(db, frame, owner, purpose),
    destroyKeys: (owner) => destroyDataKeys(db, owner),
    stage(owner, columns, key) {
      if (key.owner.id !== owner.id || key.owner.version !== owner.version) throw new Error('the key is of another record')
      for (const [name, column] of columns) stageColumn(db, frame, owner, name, column, key)
    },
    digestSealed: (owner, column, rows, salt) => columnSha256(sealed(owner, column, rows), sha256, salt),
    countSealed(owner, column, rows) {
      onCounted()
      return countTexts(sealed(owner, column, rows))
    },
  }
}

/** At start-up nothing is being imported: whatever belongs to no record is left over from a crash. */
export function removeLeftovers(db: Database): number {
  return db
    .transaction(() => {
      const { changes } = db
        .prepare(
          `DELETE FROM main.segment WHERE NOT EXISTS (SELECT 1 FROM main.record r
             WHERE r.id = segment.owner_id AND r.version = segment.owner_version)`,
        )
        .run()
      db.prepare(
        `DELETE FROM main.data_key WHERE NOT EXISTS (SELECT 1 FROM main.record r
           WHERE r.id = data_key.owner_id AND r.version = data_key.owner_version)`,
      ).run()
      return changes
    })
    .immediate()
}

function stageColumn(db: Database, frame: KeyFrame, owner: RecordKey, name: string, column: Column, key: DataKey): void {
  const insert = db.prepare(
    `INSERT INTO main.segment (owner_id, owner_version, column_name, no, n_segments, key_id, sha256, nonce, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const nRows = columnLength(column)
  const nSegments = Math.max(1, Math.ceil(nRows / SEGMENT_ROWS))
  for (let no = 0; no < nSegments; no++) {
    const plain = canonicalSegment(column, no * SEGMENT_ROWS, Math.min(nRows, (no + 1) * SEGMENT_ROWS))
    const nonce = frame.randomBytes(NONCE_BYTES)
    const aad = segmentAad(frame.storeId, owner, name, { no, nSegments, keyId: key.keyId })
    const bytes = encrypt(key.bytes, nonce, plain, aad)
    plain.fill(0)
    const digest = sha256Hex(concatBytes([nonce, bytes]))
    changed(insert.run(owner.id, owner.version, name, no, nSegments, key.keyId, digest, nonce, bytes))
  }
}

function readSealedColumn(db: Database, frame: KeyFrame, owner: RecordKey, column: string, key: DataKey): Column {
  const rows = segmentRows(db, owner, column)
  const parts: Column[] = []
  let expected = 0
  const damaged = (cause: string) =>
    new Refusal(problem('store/damaged', { object: `${owner.id} v${owner.version} ${column} #${parts.length}`, cause }))
  for (const row of rows) {
    expected = row.nSegments
    if (row.no !== parts.length) throw damaged('segment-missing')
    if (row.keyId !== key.keyId) throw new Refusal(problem('store/sealed', { cause: 'other-key', column }))
    if (sha256Hex(concatBytes([row.nonce, row.bytes])) !== row.sha256) throw damaged('segment-digest')
    const plain = decrypt(key.bytes, row.nonce, row.bytes, segmentAad(frame.storeId, owner, column, row))
    if (plain === null) throw damaged('segment-seal')
    parts.push(parseSegment(plain))
  }
  if (parts.length === 0 || parts.length !== expected) throw damaged('segment-missing')
  return joinSegments(parts)
}

const segmentRows = (db: Database, owner: RecordKey, column: string): Iterable<SegmentRow> =>
  db
    .prepare<[string, number, string], SegmentRow>(
      `SELECT no, n_segments AS nSegments, key_id AS keyId, nonce, bytes, sha256 FROM main.segment
       WHERE owner_id = ? AND owner_version = ? AND column_name = ? ORDER BY no`,
    )
    .iterate(owner.id, owner.version, column)

function ciphertextFault(rows: Iterable<SegmentRow>): string | null {
  let n = 0
  let expected = 0
  let keyId: string | undefined
  for (const row of rows) {
    expected = row.nSegments
    keyId ??= row.keyId
    if (row.no !== n) return 'segment-missing'
    if (row.keyId !== keyId) return 'other-key'
    if (sha256Hex(concatBytes([row.nonce, row.bytes])) !== row.sha256) return 'segment-digest'
    n += 1
  }
  return n === 0 || n !== expected ? 'segment-missing' : null
}

function segmentAad(
  storeId: string,
  owner: RecordKey,
  column: string,
  at: { readonly no: number; readonly nSegments: number; readonly keyId: string },
): Uint8Array {
  const { no, nSegments, keyId } = at
  const head = { format: 'probity.segment.v1', storeId, ownerId: owner.id, ownerVersion: owner.version, column }
  return new TextEncoder().encode(canonicalJson({ ...head, no, nSegments, keyId }))
}

function countTexts(column: Column): Record<string, number> {
  if (column.kind !== 'text') throw new Error('only text can be counted')
  const counts = new Map<string, number>()
  for (let row = 0; row < column.codes.length; row++) {
    const text = textAt(column, row) ?? ''
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}
