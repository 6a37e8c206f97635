import { isHex, openSealed, sha256Hex } from './bytes.ts'
import { canonical, readCanonical } from './canonical-json.ts'
import { columnDigest } from './columns.ts'
import type { Database } from './database.ts'
import type { Entry } from './entry.ts'
import { finding, warning, type Finding } from './findings.ts'
import { keyOf, type StoredRecord } from './rows.ts'

interface SegmentRow {
  readonly column: string
  readonly no: number
  readonly nSegments: number
  readonly keyId: string
  readonly sha256: string
  readonly nonce: Uint8Array
  readonly bytes: Uint8Array
}

interface KeyRow {
  readonly keyId: string
  readonly ownerId: string
  readonly ownerVersion: number
  readonly purpose: string
  readonly nonce: Uint8Array
  readonly wrapped: Uint8Array
}

/** The rows key (VLT-12), which opens the data keys; null where it was not released to the person who verifies. */
export type WrappingKey = Uint8Array | null

export interface Columns {
  readonly n: number
  readonly findings: readonly Finding[]
}

/** STO-6: every column that a record names is there, whole, sealed as it was, with the digest that was locked. */
export function columnFindings(
  db: Database,
  storeId: string,
  records: readonly StoredRecord[],
  wrapping: WrappingKey,
): Columns {
  const findings: Finding[] = []
  const keys = new Map(
    db
      .prepare<[], KeyRow>(
        'SELECT key_id AS keyId, owner_id AS ownerId, owner_version AS ownerVersion, purpose, nonce, wrapped FROM main.data_key',
      )
      .all()
      .map((row) => [row.keyId, row]),
  )
  const used = new Set<string>()
  const select = db.prepare<[string, number], SegmentRow>(
    `SELECT column_name AS "column", no, n_segments AS nSegments, key_id AS keyId, sha256, nonce, bytes
     FROM main.segment WHERE owner_id = ? AND owner_version = ? ORDER BY column_name, no`,
  )
  let n = 0
  let nUnchecked = 0
  for (const record of records) {
    const key = keyOf(record.kind, record.id, record.version)
    const bad = (column: string, cause: string) => finding('STO-6', cause, { object: `${key} column ${column}` })
    const present = byColumn(select.all(record.id, record.version))
    const expected = expectedColumns(record)
    for (const name of expected.keys()) if (!present.has(name)) findings.push(bad(name, 'column-missing'))
    for (const [name, rows] of present) {
      n += rows.length
      rows.forEach((row) => used.add(row.keyId))
      const wanted = expected.get(name)
      // Of a destroyed key the ciphertext can be checked by anybody; whether it may be gone: disposals.ts.
      const isDestroyed = keys.get(rows[0]?.keyId ?? '')?.wrapped.length === 0
      if (wanted !== undefined && wrapping === null && !isDestroyed) nUnchecked += 1
      const fault = wanted === undefined ? 'column-not-in-record' : columnFault({ storeId, record, rows, wanted, keys, wrapping })
      if (fault !== null) findings.push(bad(name, fault))
    }
  }
  // Said, never passed over: whoever keeps the accounts can verify everything but the patient data.
  if (nUnchecked > 0) findings.push(warning('STO-12', `columns not checked: ${nUnchecked}`, { object: 'segment' }))
  return { n, findings: [...findings, ...staged(db), ...idleKeys(records, keys, used)] }
}

function byColumn(rows: readonly SegmentRow[]): Map<string, SegmentRow[]> {
  const columns = new Map<string, SegmentRow[]>()
  for (const row of rows) columns.set(row.column, [...(columns.get(row.column) ?? []), row])
  return columns
}

interface ColumnCheck {
  readonly storeId: string
  readonly record: StoredRecord
  readonly rows: readonly SegmentRow[]
  readonly wanted: { readonly sha256: unknown; readonly salt: Uint8Array }
  readonly keys: ReadonlyMap<string, KeyRow>
  readonly wrapping: WrappingKey
}

function columnFault({ storeId, record, rows, wanted, keys, wrapping }: ColumnCheck): string | null {
  const first = rows[0]
  const row = keys.get(first?.keyId ?? '')
  const isDestroyed = row?.wrapped.length === 0
  if (first === undefined) return 'segment-missing'
  if (row === undefined || row.ownerId !== record.id || row.ownerVersion !== record.version) return 'no-key'
  if (wrapping === null && !isDestroyed) return null
  if (rows.length !== first.nSegments) return 'segment-missing'
  for (const [no, segment] of rows.entries()) {
    if (segment.no !== no || segment.nSegments !== rows.length) return 'segment-missing'
    if (segment.keyId !== first.keyId) return 'other-key'
    if (sha256Hex(Buffer.concat([segment.nonce, segment.bytes])) !== segment.sha256) return 'segment-digest'
  }
  if (wrapping === null || isDestroyed) return null
  const owner = { ownerId: record.id, ownerVersion: record.version }
  const { keyId, purpose } = row
  const key = openSealed(wrapping, row.nonce, row.wrapped, canonical({ format: 'probity.data-key.v1', storeId, keyId, ...owner, purpose }))
  if (key === null) return 'key'
  const plain: Buffer[] = []
  for (const { column, no, nSegments, nonce, bytes } of rows) {
    const about = canonical({ format: 'probity.segment.v1', storeId, ...owner, column, no, nSegments, keyId })
    const part = openSealed(key, nonce, bytes, about)
    if (part === null) return 'segment-seal'
    plain.push(part)
  }
  const digest = columnDigest(plain, wanted.salt)
  for (const part of [key, ...plain]) part.fill(0)
  return digest === wanted.sha256 ? null : 'column-digest'
}

/** Columns that a record's bytes name (STO-18): salted ones of data and predictions, the rows of a frozen cohort. */
function expectedColumns(record: StoredRecord): Map<string, ColumnCheck['wanted']> {
  const value = readCanonical(record.bytes)
  if (value === null) return new Map()
  if (record.kind === 'cohort') {
    const { rowsSha256 } = value
    return rowsSha256 === undefined ? new Map() : new Map([['rows', { sha256: rowsSha256, salt: Buffer.alloc(0) }]])
  }
  const { salt, columns } = value
  if ((record.kind !== 'dataset' && record.kind !== 'predictions') || !Array.isArray(columns)) return new Map()
  const bytes = typeof salt === 'string' && isHex(salt, salt.length) ? Buffer.from(salt, 'hex') : Buffer.alloc(0)
  const named = columns as readonly { readonly name: string; readonly saltedSha256: unknown }[]
  return new Map(named.map(({ name, saltedSha256 }) => [name, { sha256: saltedSha256, salt: bytes }]))
}

/** Segments of no record: staged by an import that was cut off, nobody's, removed at the next start (STO-10). */
function staged(db: Database): Finding[] {
  const orphans = db
    .prepare(
      `SELECT count(*) FROM main.segment s WHERE NOT EXISTS
         (SELECT 1 FROM main.record r WHERE r.id = s.owner_id AND r.version = s.owner_version)`,
    )
    .pluck()
    .get()
  return orphans === 0 ? [] : [warning('STO-10', `staged: ${String(orphans)}`, { object: 'segment' })]
}

/** A data key that a record has and no column of it uses was put there (STO-18). */
function idleKeys(records: readonly StoredRecord[], keys: ReadonlyMap<string, KeyRow>, used: ReadonlySet<string>): Finding[] {
  const owners = new Map(records.map((each) => [`${each.id} v${each.version}`, each.kind]))
  return [...keys.values()].flatMap(({ keyId, ownerId, ownerVersion }) => {
    const kind = owners.get(`${ownerId} v${ownerVersion}`)
    if (kind === undefined || used.has(keyId)) return []
    return [finding('STO-18', 'data-key-without-column', { object: `${keyOf(kind, ownerId, ownerVersion)} data key ${keyId}` })]
  })
}

/** An object is named by its digest, an entry names it (STO-8) and says of which type it is (STO-16). */
export function objectFindings(
  db: Database,
  isNamed: (digest: string) => boolean,
  broughtBy: ReadonlyMap<unknown, Entry>,
): Columns {
  const findings: Finding[] = []
  let n = 0
  const rows = db.prepare<[], { name: string; type: string; bytes: Uint8Array }>(
    'SELECT sha256 AS name, media_type AS type, bytes FROM main.object ORDER BY pos',
  )
  for (const { name, type, bytes } of rows.iterate()) {
    n += 1
    const entry = broughtBy.get(name)
    const bad = (rule: string, cause: string) => finding(rule, cause, { object: `object ${name}`, ...(entry === undefined ? {} : { seq: entry.seq }) })
    if (sha256Hex(bytes) !== name) findings.push(bad('STO-12', 'digest'))
    if (entry !== undefined && entry.details['objectMediaType'] !== type) findings.push(bad('STO-16', 'media-type'))
    if (!isNamed(name)) findings.push(bad('STO-12', 'row-without-entry'))
  }
  return { n, findings }
}

