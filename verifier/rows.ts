import { sha256Hex } from './bytes.ts'
import { canonical } from './canonical-json.ts'
import type { Database } from './database.ts'
import type { Entry } from './entry.ts'
import { finding, type Finding } from './findings.ts'

/** Kinds of record (STO-5): an entry that says what one became must find it. A new kind is one more word here. */
const recordKinds = ['study', 'intended-use', 'protocol', 'dataset', 'cohort', 'release', 'predictions', 'result', 'run', 'report', 'disposal']

/**
 * The other rows that entries name (STO-16): in the order they were written, with the value whose canonical JSON is
 * digested. A new table is one more element here.
 */
const tables: readonly { readonly kind: string; readonly sql: string }[] = [
  {
    kind: 'workspace',
    sql: 'SELECT store_id AS id, 1 AS version, store_id AS storeId, name, created_at AS createdAt FROM main.workspace ORDER BY pos',
  },
  {
    kind: 'role-assignment',
    sql: `SELECT id, 1 AS version, id AS "=id", person_id AS personId, study_id AS studyId, role, change, at
          FROM main.role_assignment ORDER BY pos`,
  },
  {
    kind: 'trusted',
    sql: 'SELECT id, 1 AS version, id AS "=id", kind, person_id AS personId, sha256, at FROM main.trusted ORDER BY pos',
  },
]

interface Row {
  readonly key: string
  readonly sha256: string
}

/** What the entries say about one object version. */
export interface Said {
  readonly kind: string
  readonly firstSeq: number
  readonly seq: number
  readonly sha256: string
  readonly studyId: string | null
  readonly state: unknown
  readonly createdAt: unknown
}

export interface StoredRecord {
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly studyId: string | null
  readonly originStoreId: string
  readonly state: string
  readonly bytes: string
  readonly sha256: string
  readonly createdAt: string
}

export const keyOf = (kind: string, id: string, version: number): string => `${kind} ${id} v${version}`

/** Collects during the walk what entries say about rows. */
export class Claims {
  readonly said = new Map<string, Said>()

  hear(entry: Entry): void {
    if (entry.afterSha256 === null) return
    const { objectKind: kind, studyId, seq, details } = entry
    const key = keyOf(kind, entry.objectId, entry.objectVersion)
    const firstSeq = this.said.get(key)?.firstSeq ?? seq
    const [state, createdAt] = [details['recordState'], details['recordCreatedAt']]
    this.said.set(key, { kind, firstSeq, seq, sha256: entry.afterSha256, studyId, state, createdAt })
  }
}

export const readRecords = (db: Database): StoredRecord[] =>
  db
    .prepare<[], StoredRecord>(
      `SELECT kind, id, version, study_id AS studyId, origin_store_id AS originStoreId, state, bytes, sha256,
         created_at AS createdAt FROM main.record NOT INDEXED ORDER BY pos`,
    )
    .all()

/** Rows against entries and entries against rows (STO-12), and the order in which both were written (STO-17). */
export function rowFindings(db: Database, storeId: string, records: readonly StoredRecord[], { said }: Claims): Finding[] {
  const recordRows = records.map((each) => ({ key: keyOf(each.kind, each.id, each.version), sha256: sha256Hex(each.bytes) }))
  const others = [...tables.map(({ kind, sql }) => otherRows(db, kind, sql)), personRows(db), countersignatureRows(db)]
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const rows of [recordRows, ...others]) {
    let before = 0
    for (const { key, sha256 } of rows) {
      seen.add(key)
      const claim = said.get(key)
      if (claim === undefined) {
        findings.push(finding('STO-12', 'row-without-entry', { object: key }))
        continue
      }
      if (claim.sha256 !== sha256) findings.push(finding('STO-12', 'row-changed', { seq: claim.seq, object: key }))
      if (claim.firstSeq < before) findings.push(finding('STO-17', 'order', { seq: claim.firstSeq, object: key }))
      before = Math.max(before, claim.firstSeq)
    }
  }
  const kinds = new Set([...recordKinds, 'person', 'countersignature', ...tables.map(({ kind }) => kind)])
  for (const [key, { kind, seq }] of said) {
    if (kinds.has(kind) && !seen.has(key)) findings.push(finding('STO-12', 'entry-without-row', { seq, object: key }))
  }
  return [...findings, ...records.flatMap((record) => recordFindings(record, storeId, said))]
}

/** `=x` is digested as x. */
const otherRows = (db: Database, kind: string, sql: string): Row[] =>
  db
    .prepare<[], Record<string, unknown>>(sql)
    .all()
    .map(({ id, version, ...columns }) => {
      const value = Object.fromEntries(Object.entries(columns).map(([name, part]) => [name.replace(/^=/, ''), part]))
      return { key: keyOf(kind, String(id), Number(version)), sha256: sha256Hex(canonical(value)) }
    })

interface CountersignatureRow {
  readonly id: string
  readonly size: number
  readonly witness: string
  readonly certificate: Uint8Array
  readonly signature: Uint8Array
  readonly at: string
}

/** Digests stand for the long parts (STO-38). What was signed, and by whom, the first verifier checks. */
const countersignatureRows = (db: Database): Row[] =>
  db
    .prepare<[], CountersignatureRow>('SELECT id, size, witness, certificate, signature, at FROM main.countersignature ORDER BY pos')
    .all()
    .map(({ id, size, witness, certificate, signature, at }) => {
      const digests = { statementSha256: sha256Hex(witness), certificateSha256: sha256Hex(certificate), signatureSha256: sha256Hex(signature) }
      return { key: keyOf('countersignature', id, 1), sha256: sha256Hex(canonical({ id, size, ...digests, at })) }
    })

interface SlotRow {
  readonly slotId: string
  readonly kind: string
  readonly generation: number
  readonly certificate: Uint8Array
  readonly checkpoint: Uint8Array
}

/** A person with all keys that ever spoke for it, and since when the account is not in use (STO-8). */
function personRows(db: Database): Row[] {
  const slots = db.prepare<[unknown], SlotRow>(
    `SELECT slot_id AS slotId, kind, generation, certificate, checkpoint_certificate AS checkpoint
     FROM main.key_slot WHERE person_id = ? ORDER BY pos`,
  )
  const retired = db.prepare<[unknown], string>(`SELECT at FROM main.person_state WHERE person_id = ? AND state = 'retired' ORDER BY pos`).pluck()
  return db
    .prepare<[], Record<string, unknown>>('SELECT id, sign_in_name AS signInName, full_name AS fullName, added_at AS addedAt FROM main.person ORDER BY pos')
    .all()
    .map((row) => {
      const keys = slots.all(row['id']).map(({ slotId, kind, generation, certificate, checkpoint }) => {
        return { slotId, kind, generation, certificateSha256: sha256Hex(certificate), checkpointCertificateSha256: sha256Hex(checkpoint) }
      })
      const value = { ...row, slots: keys, retiredAt: retired.get(row['id']) ?? null }
      return { key: keyOf('person', String(row['id']), 1), sha256: sha256Hex(canonical(value)) }
    })
}

/** What the digests of people and of trusted things do not reach: other states of an account, and the bytes trusted. */
export function peopleFindings(db: Database): Finding[] {
  const states = db.prepare<[], { id: string; nRows: number; last: string }>(
    'SELECT person_id AS id, count(*) AS nRows, max(state) AS last FROM main.person_state GROUP BY person_id ORDER BY min(pos)',
  )
  const trusted = db.prepare<[], { id: string; kind: string; sha256: string; bytes: Uint8Array }>('SELECT id, kind, sha256, bytes FROM main.trusted ORDER BY pos')
  return [
    ...states.all().flatMap(({ id, nRows, last }) => (nRows === 1 && last === 'retired' ? [] : [finding('STO-16', 'state', { object: `person ${id}` })])),
    ...trusted.all().flatMap(({ id, kind, sha256, bytes }) => (sha256Hex(bytes) === sha256 ? [] : [finding('STO-16', 'digest', { object: `${kind} ${id}` })])),
  ]
}

/** Columns of a record that its bytes do not hold. */
function recordFindings(record: StoredRecord, storeId: string, said: ReadonlyMap<string, Said>): Finding[] {
  const key = keyOf(record.kind, record.id, record.version)
  const claim = said.get(key)
  const bad = (cause: string) => finding('STO-5', cause, { object: key, ...(claim === undefined ? {} : { seq: claim.seq }) })
  const findings: Finding[] = []
  if (sha256Hex(record.bytes) !== record.sha256) findings.push(bad('lock-digest'))
  if (record.originStoreId !== storeId) findings.push(bad('origin'))
  if (record.state === 'draft') findings.push(bad('not-locked'))
  if (claim === undefined) return findings
  if (claim.studyId !== record.studyId) findings.push(bad('study'))
  if (claim.state !== record.state) findings.push(bad('state'))
  if (claim.createdAt !== record.createdAt) findings.push(bad('created'))
  return findings
}
