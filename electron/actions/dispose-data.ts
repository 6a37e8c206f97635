import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex, type PersonId, type StudyId } from '../../shared/vocabulary/ids.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { Dataset, Predictions } from '../../shared/vocabulary/records.ts'
import { type Disposal, DisposalStatement, notCovered, type RetentionClass } from '../../shared/vocabulary/retention.ts'
import { sha256Hex } from '../files/digest.ts'
import type { RecordKey, StoredRecord } from '../store/records.ts'
import type { WriteStore } from '../store/store.ts'
import type { SigningKey } from '../vault/vault.ts'
import { refuseUnfit, withOwnKey } from './certificate-standing.ts'
import type { ActionContext } from './context.ts'
import { disposalBlocker } from './disposal-laws.ts'
import { dataRecord, keptUntil } from './retention.ts'
import { refuseOtherPerson } from './signed-version.ts'
import { readStudyState } from './study-state.ts'
import type { WitnessGiven } from './witness.ts'

export interface DisposalRequest {
  readonly studyId: StudyId
  readonly data: RecordKey
  readonly reason: string
  /** The study's name, typed. */
  readonly confirmation: string
  /** Both components of whoever asks, typed for this. */
  readonly signInName: string
  readonly passphrase: string
  /** A second person, a reviewer of the study, who signs too. */
  readonly witness: WitnessGiven
}

/**
 * Destroys the data keys of one version of a study's data or predictions: two people sign a certificate, and record,
 * entry and destruction are one transaction. Ciphertext, digests, counts, results, reports and trail stay.
 */
export async function disposeData(context: ActionContext, request: DisposalRequest): Promise<void> {
  const { workspace } = context
  refuseOtherPerson(workspace, request.signInName)
  const { name } = readStudyState(workspace.store, request.studyId).study.value
  if (request.confirmation !== name) refuse('order/confirmation-mismatch', { expected: name })
  refuseUnlawful(context, request)
  await withOwnKey(context, request.passphrase, (own) =>
    workspace.vault.withWitnessKey(request.witness, (second) => {
      refuseNoReviewer(context, request.studyId, second)
      refuseUnfit(context, second)
      return destroy(context, request, own, second)
    }),
  )
  workspace.store.emptyLog()
}

function refuseUnlawful({ workspace: { store }, surroundings }: ActionContext, { studyId, data }: DisposalRequest): StoredRecord & { readonly kind: RetentionClass } {
  const record = dataRecord(store, studyId, data)
  const blocker = disposalBlocker(store, record, surroundings.clock.now())
  if (blocker !== null) throw new Refusal(blocker)
  return record
}

function refuseNoReviewer({ workspace: { store } }: ActionContext, studyId: StudyId, { personId, fullName }: SigningKey): void {
  if (!store.people.rolesOf(personId, studyId).includes('reviewer')) refuse('retention/witness-role', { person: fullName })
}

async function destroy(context: ActionContext, request: DisposalRequest, own: SigningKey, second: SigningKey): Promise<void> {
  const { store } = context.workspace
  const statement = statementOf(context, request, own, second)
  const bytes = new TextEncoder().encode(canonicalJson(statement))
  const [asked, witnessed] = [await own.sign(bytes), await second.sign(bytes)]
  store.transact((write) => {
    // Both people took their time.
    const record = refuseUnlawful(context, request)
    writeDisposal(write, record, { ...statement, signatures: { asked: toHex(asked), witnessed: toHex(witnessed) } })
    write.segments.destroyKeys(record)
  })
}

function writeDisposal(write: WriteStore, data: StoredRecord, value: Disposal): void {
  const record = write.records.add({ kind: 'disposal', studyId: data.studyId, id: write.newId(), value })
  const [asked, witnessed] = [value.signatures.asked, value.signatures.witnessed].map((hex) => sha256Hex(Buffer.from(hex, 'hex')))
  write.appendEntry({
    action: 'data.disposed',
    studyId: data.studyId,
    objectKind: 'disposal',
    objectId: record.id,
    afterSha256: record.sha256,
    signatureSha256: asked ?? null,
    reason: value.reason,
    details: {
      dataKind: data.kind,
      dataId: data.id,
      dataVersion: data.version,
      dataSha256: data.sha256,
      nRows: value.data.nRows,
      nKeys: value.keys.length,
      years: value.rule.years,
      keptUntil: value.rule.until,
      witnessId: value.witnessed.personId,
      witnessName: value.witnessed.printedName,
      witnessSignatureSha256: witnessed ?? '',
    },
  })
}

function statementOf(context: ActionContext, { studyId, data, reason }: DisposalRequest, own: SigningKey, second: SigningKey): DisposalStatement {
  const { workspace, surroundings } = context
  const { store, storeId } = workspace
  const record = dataRecord(store, studyId, data)
  const kept = keptUntil(store, record) ?? refuse('retention/not-set', { what: record.kind })
  const { seq, hash } = store.ledger.head()
  const value = record.kind === 'dataset' ? Dataset.parse(JSON.parse(record.bytes)) : Predictions.parse(JSON.parse(record.bytes))
  const { id, version, sha256 } = record
  return DisposalStatement.parse({
    format: 'probity.disposal',
    version: 1,
    storeId,
    studyId,
    data: { kind: record.kind, id, version, sha256, nRows: value.file.rows, nColumns: value.columns.length },
    keys: store.segments.keysOf(record).map(({ keyId, purpose, nSegments }) => ({ keyId, purpose, nSegments })),
    rule: { years: kept.period.years, setAtSeq: kept.period.seq, since: kept.since, until: kept.until },
    reason,
    notCovered: [...notCovered],
    atSeq: seq,
    atHead: hash,
    at: surroundings.clock.now(),
    tzOffsetMinutes: surroundings.clock.tzOffsetMinutes(),
    asked: { ...signerOf(own), role: 'data-custodian' },
    witnessed: { ...signerOf(second), role: 'reviewer' },
  })
}

const signerOf = ({ personId, fullName, certDer }: SigningKey): { personId: PersonId; printedName: string; certificateSha256: string } => ({
  personId,
  printedName: fullName,
  certificateSha256: sha256Hex(certDer),
})
