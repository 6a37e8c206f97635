import { verify, X509Certificate } from 'node:crypto'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import type { PersonId, RecordId, StudyId } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import type { Disposal } from '../../shared/vocabulary/retention.ts'
import { sha256Hex } from '../files/digest.ts'
import { parseDisposal, readKeyFacts } from '../store/disposals.ts'
import type { StoredRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { rolesThen } from './people-then.ts'
import { factKey, keyHistory } from './verify-ledger.ts'
import { signerProblems } from './verify-signers.ts'

/** Data that were disposed of as they should be: told, and neither damage nor unchecked. */
export interface DisposedData {
  /** kind, id and version of the record whose rows are gone. */
  readonly object: string
  readonly at: string
  readonly asked: string
  readonly witnessed: string
  readonly certificateSha256: string
}

/** Certificates against destroyed keys, both ways (rules STO-46, STO-47). */
export function disposalFindings(store: Store): { readonly findings: readonly Problem[]; readonly disposed: readonly DisposedData[] } {
  const findings: Problem[] = []
  const disposed: DisposedData[] = []
  const certified = new Set<string>()
  for (const record of store.records.list({ kind: 'disposal' })) {
    const value = parseDisposal(record.bytes)
    const seq = entrySeq(store, record)
    const cause = value === null ? 'disposal-unreadable' : disposalFault(store, record, value, seq)
    if (value === null || cause !== null) {
      findings.push(problem('ledger/rows-differ', { seq, object: factKey(record.kind, record.id, record.version), cause: cause ?? '' }))
    } else {
      findings.push(...revoked(store, value, seq))
      const { data, at, asked, witnessed } = value
      disposed.push({ object: factKey(data.kind, data.id, data.version), at, asked: asked.printedName, witnessed: witnessed.printedName, certificateSha256: record.sha256 })
    }
    // A destruction that some certificate speaks for is told by what is wrong with that certificate.
    for (const { keyId } of value?.keys ?? []) certified.add(keyId)
  }
  return { findings: [...findings, ...uncertified(store, certified)], disposed }
}

function entrySeq(store: Store, { id }: StoredRecord): number {
  return store.ledger.list({ objectId: id, action: 'data.disposed', limit: 1 })[0]?.seq ?? 0
}

function disposalFault(store: Store, record: StoredRecord, value: Disposal, seq: number): string | null {
  const { data, rule, at } = value
  if (value.storeId !== store.storeId || value.studyId !== record.studyId) return 'disposal-elsewhere'
  const target = store.records.get({ id: data.id as RecordId, version: data.version })
  if (target?.sha256 !== data.sha256 || target.kind !== data.kind || target.studyId !== value.studyId) return 'disposal-other-data'
  if (store.ledger.hashAt(value.atSeq) !== value.atHead || value.atSeq >= seq) return 'disposal-position'
  if (at < rule.until) return 'disposal-too-early'
  const keys = readKeyFacts(store.database, target)
  const named = (all: readonly { readonly keyId: string; readonly purpose: string; readonly nSegments: number }[]) =>
    canonicalJson(all.map(({ keyId, purpose, nSegments }) => ({ keyId, purpose, nSegments })))
  if (named(keys) !== named(value.keys)) return 'disposal-other-keys'
  if (keys.some((key) => !key.isDestroyed)) return 'disposal-key-still-there'
  return signatureFault(store, value, seq)
}

/** Two people, each with the certificate and the role that they had when the entry was written. */
function signatureFault(store: Store, { signatures, ...statement }: Disposal, seq: number): string | null {
  if (statement.asked.personId === statement.witnessed.personId) return 'disposal-one-person'
  const keysAt = keyHistory(store)
  const text = Buffer.from(canonicalJson(statement))
  const signed: boolean[] = []
  for (const part of ['asked', 'witnessed'] as const) {
    const { personId, printedName, role, certificateSha256 } = statement[part]
    const keys = keysAt(personId as PersonId, seq)
    if (keys === null || sha256Hex(keys.certificate) !== certificateSha256) return 'signature-certificate'
    if (store.people.get(personId as PersonId)?.fullName !== printedName) return 'signature-person'
    if (!rolesThen(store, personId as PersonId, statement.studyId as StudyId, seq).includes(role)) return 'signature-role'
    signed.push(isSigned(text, keys.certificate, signatures[part]))
  }
  return signed.every(Boolean) ? null : 'signature'
}

/** Of a certificate of disposal that holds. */
function revoked(store: Store, { data, at, asked, witnessed }: Disposal, seq: number): Problem[] {
  const ask = signerProblems(store)
  const keysAt = keyHistory(store)
  return [asked, witnessed].flatMap(({ personId, printedName }) => {
    const keys = keysAt(personId as PersonId, seq)
    return (keys && ask({ what: `the disposal of ${data.kind} v${data.version}`, printedName, at, certificates: [keys.certificate], seq })) ?? []
  })
}

function isSigned(text: Uint8Array, certificate: Uint8Array, signature: string): boolean {
  try {
    return verify('sha256', text, new X509Certificate(certificate).publicKey, Buffer.from(signature, 'hex'))
  } catch {
    return false
  }
}

interface DestroyedKey {
  readonly keyId: string
  readonly owner: string
  readonly nonce: Uint8Array
}

/** A key without its bytes that no certificate names; and one with a nonce left, which no disposal leaves. */
const uncertified = ({ database }: Store, certified: ReadonlySet<string>): Problem[] =>
  database
    .prepare<[], DestroyedKey>(
      `SELECT k.key_id AS keyId, coalesce(r.kind, 'record') || ' ' || k.owner_id || ' v' || k.owner_version AS owner, k.nonce AS nonce
       FROM main.data_key k LEFT JOIN main.record r ON r.id = k.owner_id AND r.version = k.owner_version
       WHERE length(k.wrapped) = 0 ORDER BY k.pos`,
    )
    .all()
    .filter(({ keyId, nonce }) => !certified.has(keyId) || nonce.some((byte) => byte !== 0))
    .map(({ keyId, owner }) => problem('store/damaged', { object: `${owner} data key ${keyId}`, cause: 'key-destroyed' }))
