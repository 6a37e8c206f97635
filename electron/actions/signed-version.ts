import { bindingText } from '../../shared/evidence/signature-binding.ts'
import type { RecordId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import type { Role } from '../../shared/vocabulary/people.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Report } from '../../shared/vocabulary/records.ts'
import type { DecisionKind, SignatureMeaning } from '../../shared/vocabulary/signatures.ts'
import { sha256Hex } from '../files/digest.ts'
import type { WriteStore } from '../store/store.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { ActionContext } from './context.ts'
import { lockRecord } from './lock-record.ts'
import { type StudyState, readStudyState } from './study-state.ts'

/** Both components, typed for this one signature, and what the person saw. */
export interface SigningRequest {
  readonly studyId: StudyId
  /** The first component. */
  readonly signInName: string
  /** The second component. */
  readonly passphrase: string
  /** Digest of the result (version 0: nothing is signed yet) or of the report's record as it was shown. */
  readonly recordSha256: string
  readonly reportVersion: number
}

/** Another person's name is refused before any passphrase is tried. */
export function refuseOtherPerson({ session }: Workspace, signInName: string): void {
  if (signInName !== session.signInName) refuse('vault/not-signing-person', { found: signInName })
}

/** Nobody signs anything but what was shown. */
export function refuseStale({ report, result }: StudyState, seen: Pick<SigningRequest, 'recordSha256' | 'reportVersion'>): void {
  const now = report === null ? { sha256: result?.record.sha256, version: 0 } : report.record
  if (now.sha256 !== seen.recordSha256 || now.version !== seen.reportVersion) refuse('order/stale-report')
}

/** Person, role, time and the ledger's head: what every signature and decision says, and the text that binds it. */
export function signedNow(context: ActionContext, request: SigningRequest, said: { meaning: SignatureMeaning | DecisionKind; role: Role; reportNumber: string; reason?: string }) {
  const { workspace, surroundings } = context
  const { session, store, storeId } = workspace
  const { seq, hash } = store.ledger.head()
  const at = surroundings.clock.now()
  const signed = {
    personId: session.personId,
    printedName: session.fullName,
    role: said.role,
    at,
    tzOffsetMinutes: surroundings.clock.tzOffsetMinutes(),
    recordSha256: request.recordSha256,
    seq,
    head: hash,
  }
  const reasonSha256 = said.reason === undefined ? null : sha256Hex(said.reason)
  const { studyId, recordSha256 } = request
  const { meaning, role, reportNumber } = said
  const binding = bindingText({ storeId, studyId, reportNumber, recordSha256, seq, head: hash, meaning, role, personId: session.personId, at, reasonSha256 })
  return { signed, binding }
}

interface NewVersion {
  readonly request: SigningRequest
  readonly value: Report
  /** Null: a report of its own. */
  readonly id: RecordId | null
  readonly action: string
  readonly signatureSha256: string
  readonly reason?: string
  readonly details: Readonly<Record<string, string | number>>
  /** Asked again inside the transaction: the page took its time to render. */
  readonly refuseIf: (write: WriteStore, now: StudyState) => void
}

/** One transaction: the new version of the report's record and its entry. */
export function writeVersion(context: ActionContext, wanted: NewVersion, also: (write: WriteStore) => void = () => undefined): void {
  const { request, value, id, action, signatureSha256, reason, details } = wanted
  context.workspace.store.transact((write) => {
    const now = readStudyState(write, request.studyId)
    wanted.refuseIf(write, now)
    refuseStale(now, request)
    also(write)
    lockRecord(write, {
      kind: 'report',
      studyId: request.studyId,
      id: id ?? write.newId(),
      value,
      action,
      signatureSha256: signatureSha256 as Sha256,
      ...(reason === undefined ? {} : { reason }),
      details,
    })
  })
}
