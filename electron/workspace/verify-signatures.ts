import { verify, X509Certificate } from 'node:crypto'
import { type SignatureBinding, bindingText } from '../../shared/evidence/signature-binding.ts'
import { type PersonId, type StudyId, fromHex } from '../../shared/vocabulary/ids.ts'
import type { Report, ReportDecision, ReportSignature } from '../../shared/vocabulary/records.ts'
import { type DecisionKind, type SignatureMeaning, decisionRoles, nextMeanings, signatureRoles } from '../../shared/vocabulary/signatures.ts'
import type { EntryBody } from '../../shared/ledger/entry.ts'
import { sha256Hex } from '../files/digest.ts'
import type { StoredRecord } from '../store/records.ts'
import type { ReadStore } from '../store/store.ts'
import { rolesThen } from './people-then.ts'
import { keyHistory } from './verify-ledger.ts'

/** A version of a report's record with the entry that brought it. */
export interface ReportVersion {
  readonly record: StoredRecord
  readonly report: Report
  readonly entry: { readonly seq: number; readonly body: EntryBody } | null
}

type Said = Omit<ReportSignature, 'field' | 'meaning'> & { readonly meaning: SignatureMeaning | DecisionKind; readonly reason?: string }

/** What a signature or decision must be bound to, from the record and the version before it. */
export function expectedBinding(store: ReadStore, { record, report }: ReportVersion, before: ReportVersion | null, said: Said): SignatureBinding {
  return {
    storeId: store.storeId,
    studyId: record.studyId ?? '',
    reportNumber: report.reportNumber,
    recordSha256: before?.record.sha256 ?? report.resultSha256,
    seq: said.seq,
    head: said.head,
    meaning: said.meaning,
    role: said.role as SignatureBinding['role'],
    personId: said.personId,
    at: said.at,
    reasonSha256: said.reason === undefined ? null : sha256Hex(said.reason),
  }
}

/** Faults of one signature or decision against the audit trail and the people of that time; nothing about its bytes. */
export function boundFaults(store: ReadStore, version: ReportVersion, before: ReportVersion | null, said: Said, bound: SignatureBinding | null): string[] {
  const { entry, record } = version
  const expected = expectedBinding(store, version, before, said)
  if (bound === null) return ['signature-record']
  if (bound.personId !== said.personId) return ['signature-person']
  if (bindingText(bound) !== bindingText(expected) || said.recordSha256 !== expected.recordSha256) return ['signature-record']
  const faults: string[] = []
  if (store.ledger.get(said.seq)?.hash !== said.head || entry === null || entry.seq <= said.seq) faults.push('signature-position')
  if (entry === null) return faults
  const { personId, signatureSha256 } = entry.body
  if (personId !== said.personId || entry.body.fullName !== said.printedName) faults.push('signature-person')
  if (signatureSha256 !== said.signatureSha256) faults.push('signature-record')
  const keys = keyHistory(store)(said.personId as PersonId, entry.seq)
  if (keys === null || sha256Hex(keys.certificate) !== said.certificateSha256) faults.push('signature-certificate')
  const held = rolesThen(store, said.personId as PersonId, record.studyId as StudyId, entry.seq)
  if (!held.includes(said.role) || entry.body.role !== said.role) faults.push('signature-role')
  const allowed: readonly string[] = { ...signatureRoles, ...decisionRoles }[said.meaning]
  if (!allowed.includes(said.role)) faults.push('signature-meaning')
  return faults
}

/** Author, then reviewer, then approver: three people. */
export function turnFault(report: Report, index: number): string | null {
  const signature = report.signatures[index]
  const earlier = report.signatures.slice(0, index)
  if (signature === undefined) return null
  if (!nextMeanings(earlier.map((each) => each.meaning)).includes(signature.meaning)) return 'signature-order'
  return earlier.some((each) => each.personId === signature.personId) ? 'signature-apart' : null
}

/** The decision's own signature, by the certificate that its person had then. */
export function decisionFaults(store: ReadStore, version: ReportVersion, before: ReportVersion | null, decision: ReportDecision): string[] {
  const said: Said = { ...decision, meaning: decision.kind }
  const expected = expectedBinding(store, version, before, said)
  const faults = boundFaults(store, version, before, said, expected)
  const slot = store.people.slots(decision.personId as PersonId).find((each) => sha256Hex(each.certificate) === decision.certificateSha256)
  const signature = fromHex(decision.signature)
  const holds =
    slot !== undefined &&
    sha256Hex(signature) === decision.signatureSha256 &&
    verify('sha256', Buffer.from(bindingText(expected)), new X509Certificate(slot.certificate).publicKey, signature)
  return holds ? faults : [...faults, 'signature-decision']
}
