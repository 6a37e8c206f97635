import { hex, isHex, sha256Hex } from './bytes.ts'
import { canonical, readCanonical } from './canonical-json.ts'
import { isSignedBy } from './certificates.ts'
import type { Database } from './database.ts'
import { finding, type Finding } from './findings.ts'
import type { PeopleHeard } from './people.ts'
import { keyOf, type StoredRecord } from './rows.ts'
import { revocationFindings, type Trust } from './signature-checks.ts'

/** Rows that are gone as they should be: told, not a fault (VER-13). */
export interface Disposed {
  readonly object: string
  readonly at: string
  readonly asked: string
  readonly witnessed: string
}

interface KeyRow {
  readonly keyId: string
  readonly purpose: string
  readonly nSegments: number
  readonly nonce: Uint8Array
  readonly length: number
}

interface Place {
  readonly db: Database
  readonly storeId: string
  readonly records: readonly StoredRecord[]
  readonly people: PeopleHeard
  readonly trust: Trust
  /** Number of the `data.disposed` of a certificate. */
  readonly entryOf: (id: string) => number | undefined
  readonly headOf: (seq: number) => string | undefined
}

/** STO-46, STO-47: certificates against destroyed keys, both ways. */
export function disposalFindings(place: Place): { readonly findings: readonly Finding[]; readonly disposed: readonly Disposed[] } {
  const findings: Finding[] = []
  const disposed: Disposed[] = []
  const certified = new Set<unknown>()
  for (const record of place.records.filter(({ kind }) => kind === 'disposal')) {
    const value = readCanonical(record.bytes)
    const seq = place.entryOf(record.id)
    const object = keyOf(record.kind, record.id, record.version)
    const cause = value === null || !isCertificate(value) ? 'disposal-unreadable' : fault(place, record, value, seq ?? 0)
    if (cause !== null) findings.push(finding('STO-46', cause, { object, ...(seq === undefined ? {} : { seq }) }))
    if (value === null || !isCertificate(value)) continue
    for (const { keyId } of value.keys) certified.add(keyId)
    if (cause !== null) continue
    const { data, at, asked, witnessed } = value
    for (const { personId } of [asked, witnessed]) {
      findings.push(...revocationFindings([place.people.certificateAt(place.db, personId, seq ?? 0, 'signing')], place.trust, at, { object, ...(seq === undefined ? {} : { seq }) }))
    }
    disposed.push({ object: keyOf(data.kind, data.id, data.version), at, asked: asked.printedName, witnessed: witnessed.printedName })
  }
  return { findings: [...findings, ...uncertified(place.db, certified)], disposed }
}

interface Signer {
  readonly personId: string
  readonly printedName: string
  readonly role: string
  readonly certificateSha256: string
}

interface Certificate extends Record<string, unknown> {
  readonly data: { readonly kind: string; readonly id: string; readonly version: number; readonly sha256: string }
  readonly keys: readonly { readonly keyId: string }[]
  readonly rule: { readonly until: string }
  readonly at: string
  readonly atSeq: number
  readonly atHead: string
  readonly asked: Signer
  readonly witnessed: Signer
  readonly signatures: { readonly asked: string; readonly witnessed: string }
}

const members = 'asked at atHead atSeq data format keys notCovered reason rule signatures storeId studyId tzOffsetMinutes version witnessed'
const object = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
const has = (value: unknown, names: string): boolean => Object.keys(object(value)).sort().join(' ') === names

/** The shape of RET-8, as far as anything here depends on it. */
function isCertificate(value: Record<string, unknown>): value is Certificate {
  const { keys, signatures, rule, data, asked, witnessed } = value
  const people = [asked, witnessed].every((each) => has(each, 'certificateSha256 personId printedName role') && isHex(object(each)['personId'], 32))
  const signed = has(signatures, 'asked witnessed') && Object.values(object(signatures)).every((each) => typeof each === 'string' && /^(?:[0-9a-f]{2})+$/.test(each))
  return (
    has(value, members) &&
    value['format'] === 'probity.disposal' &&
    value['version'] === 1 &&
    has(data, 'id kind nColumns nRows sha256 version') &&
    has(rule, 'setAtSeq since until years') &&
    Array.isArray(keys) &&
    keys.every((each) => has(each, 'keyId nSegments purpose')) &&
    people &&
    signed
  )
}

function fault({ db, storeId, records, people, headOf }: Place, record: StoredRecord, value: Certificate, seq: number): string | null {
  const { data, rule, at, atSeq, atHead } = value
  if (value['storeId'] !== storeId || value['studyId'] !== record.studyId) return 'disposal-elsewhere'
  const target = records.find(({ id, version }) => id === data.id && version === data.version)
  if (target === undefined || sha256Hex(target.bytes) !== data.sha256 || target.kind !== data.kind || target.studyId !== record.studyId) return 'disposal-other-data'
  if (headOf(atSeq) !== atHead || atSeq >= seq) return 'disposal-position'
  if (at < rule.until) return 'disposal-too-early'
  const keys = db
    .prepare<[string, number], KeyRow>(
      `SELECT key_id AS keyId, purpose, nonce, length(wrapped) AS length,
         (SELECT count(*) FROM main.segment s WHERE s.key_id = k.key_id) AS nSegments
       FROM main.data_key k WHERE owner_id = ? AND owner_version = ? ORDER BY pos`,
    )
    .all(data.id, data.version)
  if (canonical(keys.map(({ keyId, purpose, nSegments }) => ({ keyId, purpose, nSegments }))) !== canonical(value.keys)) return 'disposal-other-keys'
  if (keys.some(({ length }) => length !== 0)) return 'disposal-key-still-there'
  return signatureFault(db, people, value, seq)
}

/** Two people, each with the certificate and the role of then; both sign everything but the signatures. */
function signatureFault(db: Database, people: PeopleHeard, { signatures, ...statement }: Certificate, seq: number): string | null {
  const { asked, witnessed } = statement as Pick<Certificate, 'asked' | 'witnessed'>
  if (asked.personId === witnessed.personId) return 'disposal-one-person'
  if (asked.role !== 'data-custodian' || witnessed.role !== 'reviewer') return 'disposal-unreadable'
  const text = Buffer.from(canonical(statement))
  const signed: boolean[] = []
  for (const [signer, signature] of [[asked, signatures.asked], [witnessed, signatures.witnessed]] as const) {
    const certificate = people.certificateAt(db, signer.personId, seq, 'signing')
    if (certificate === null || sha256Hex(certificate) !== signer.certificateSha256) return 'signature-certificate'
    const name = db.prepare<[string], string>('SELECT full_name FROM main.person WHERE id = ?').pluck().get(signer.personId)
    if (name !== signer.printedName) return 'signature-person'
    if (!people.held(db, signer, statement['studyId'] as string | null, seq)) return 'signature-role'
    signed.push(isSignedBy(certificate, text, Buffer.from(signature, 'hex')))
  }
  return signed.every(Boolean) ? null : 'signature'
}

/** STO-47: a key without its bytes has its certificate, and no nonce is left of it. */
function uncertified(db: Database, certified: ReadonlySet<unknown>): Finding[] {
  return db
    .prepare<[], { keyId: string; owner: string; nonce: Uint8Array }>(
      `SELECT k.key_id AS keyId, coalesce(r.kind, 'record') || ' ' || k.owner_id || ' v' || k.owner_version AS owner, k.nonce
       FROM main.data_key k LEFT JOIN main.record r ON r.id = k.owner_id AND r.version = k.owner_version
       WHERE length(k.wrapped) = 0 ORDER BY k.pos`,
    )
    .all()
    .filter(({ keyId, nonce }) => !certified.has(keyId) || /[^0]/.test(hex(nonce)))
    .map(({ keyId, owner }) => finding('STO-47', 'key-destroyed', { object: `${owner} data key ${keyId}` }))
}
