import { readFileSync } from 'node:fs'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import type { Role } from '../../shared/vocabulary/people.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { Report, ReportSignature } from '../../shared/vocabulary/records.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import type { SignatureMeaning } from '../../shared/vocabulary/signatures.ts'
import { en } from '../../shared/words/en/index.ts'
import { agreementText, countText } from '../../shared/report/printed.ts'
import { sha256Hex } from '../files/digest.ts'
import { resourcePath } from '../files/resources.ts'
import { signatureFieldNames } from '../pdf/signing/revision-0.ts'
import { type PdfSigner, signRevision } from '../pdf/signing/sign-revision.ts'
import type { ReadStore } from '../store/store.ts'
import { actAs } from '../workspace/acting-role.ts'
import { withOwnKey } from './certificate-standing.ts'
import type { ActionContext } from './context.ts'
import { listEvaluations } from './list-evaluations.ts'
import { renderRevision0 } from './render-report.ts'
import { type SigningRequest, refuseOtherPerson, refuseStale, signedNow, writeVersion } from './signed-version.ts'
import { signatureBlocker, signerOf, signingRole } from './signing-laws.ts'
import { refuseUnsound } from './sound-report.ts'
import { type Locked, type StudyState, readStudyState } from './study-state.ts'

export interface SignRequest extends SigningRequest {
  readonly meaning: SignatureMeaning
}

/** Which printed box a signature stands in: nobody's review or approval is shown as the author's. */
const fieldOf: Readonly<Record<SignatureMeaning, string>> = {
  authorship: signatureFieldNames.author,
  responsibility: signatureFieldNames.author,
  review: signatureFieldNames.reviewer,
  approval: signatureFieldNames.approver,
}

/** Two engines for one number may differ by rounding; beyond this one of them is wrong and nothing is signed. */
const mostDifference = 1e-9

export function refuseDisagreement({ engineAgreement }: Pick<Results, 'engineAgreement'>): void {
  const { at, largestRelativeDifference } = engineAgreement
  if (largestRelativeDifference <= mostDifference) return
  refuse('evaluation/engines-disagree', { at: at ?? '', difference: agreementText(largestRelativeDifference) })
}

/**
 * The next signature of a study's report. The first renders the document and certifies it; the others append a revision
 * to the very same bytes. Signed bytes, record version, entry and checkpoint are one transaction.
 */
export async function signReport(context: ActionContext, request: SignRequest): Promise<void> {
  const { workspace } = context
  refuseOtherPerson(workspace, request.signInName)
  const state = readStudyState(workspace.store, request.studyId)
  const role = refuseUnlawful(context, state, request)
  refuseStale(state, request)
  const { report } = state
  if (report !== null) await refuseUnsound(workspace, { studyId: request.studyId, reportNumber: report.value.reportNumber, to: 'sign' })
  await withOwnKey(context, request.passphrase, (key) => {
    // The trail as it stands before the signature, which the document prints, is signed for first.
    workspace.checkpoints.write()
    return actAs(role, () => (report === null ? certify(context, request, role, key) : countersign(context, request, role, key, report)))
  })
}

function refuseUnlawful(context: ActionContext, { report, result }: StudyState, { studyId, meaning }: SignRequest): Role {
  const { workspace } = context
  if (result === null) return refuse('order/no-evaluation')
  const signer = signerOf(workspace.store, studyId, workspace.session)
  const blocker = signatureBlocker(report?.value ?? null, meaning, signer)
  if (blocker !== null) throw new Refusal(blocker)
  refuseDisagreement(result.value)
  return signingRole(meaning, signer.held) ?? refuse('signature/not-permitted', { meaning })
}

/** The author's signature: the document is made, and certified. */
async function certify(context: ActionContext, request: SignRequest, role: Role, key: PdfSigner): Promise<void> {
  const { input, resultSha256, revision0 } = await renderRevision0(context, request.studyId)
  if (resultSha256 !== request.recordSha256) refuse('order/stale-report')
  const { reportNumber } = input
  const { signature, pdf } = await sign(context, revision0, { request, role, key, reportNumber, certify: true })
  const { reports } = readStudyState(context.workspace.store, request.studyId)
  const before = reports.at(-1)
  const value: Report = {
    format: 'probity.report',
    version: 1,
    reportNumber,
    revision: reports.length + 1,
    predecessor: before === undefined ? null : { reportNumber: before.value.reportNumber, recordSha256: before.record.sha256 },
    resultSha256,
    revision0Sha256: sha256Hex(revision0),
    objectSha256: sha256Hex(pdf),
    signatures: [signature],
    decisions: [],
    checkpoint: { size: input.checkpoint.size, head: input.checkpoint.head, rootSha256: input.checkpoint.rootSha256 },
    independence: input.independence.kind,
    demo: input.demo,
  }
  write(context, request, { value, pdf, id: null, signature })
}

/** A reviewer's or approver's signature: one revision more of the same document. */
async function countersign(context: ActionContext, request: SignRequest, role: Role, key: PdfSigner, report: Locked<Report>): Promise<void> {
  const object = context.workspace.store.objects.get(report.value.objectSha256 as Sha256)
  if (object === null) return refuse('store/damaged', { object: `report ${report.value.reportNumber}`, cause: 'missing' })
  const { reportNumber } = report.value
  const { signature, pdf } = await sign(context, object.bytes, { request, role, key, reportNumber, certify: false })
  const value: Report = { ...report.value, objectSha256: sha256Hex(pdf), signatures: [...report.value.signatures, signature] }
  write(context, request, { value, pdf, id: report.record.id, signature })
}

interface Signing {
  readonly request: SignRequest
  readonly role: Role
  readonly key: PdfSigner
  readonly reportNumber: string
  readonly certify: boolean
}

async function sign(context: ActionContext, document: Uint8Array, { request, role, key, reportNumber, certify }: Signing) {
  const { signed, binding } = signedNow(context, request, { meaning: request.meaning, role, reportNumber })
  const field = fieldOf[request.meaning]
  const { pdf, signatureSha256, certificateSha256 } = await signRevision(document, {
    field,
    printedName: signed.printedName,
    meaning: en.signatureMeaningNames[request.meaning],
    at: signed.at,
    tzOffsetMinutes: signed.tzOffsetMinutes,
    certify,
    font: new Uint8Array(readFileSync(resourcePath('fonts', 'IBMPlexSans-Regular.ttf'))),
    extraLines: [`Role: ${en.roleNames[role]}`, `Audit trail: after entry ${countText(signed.seq)}, head ${signed.head.slice(0, 16)}`],
    binding,
    randomBytes: context.surroundings.randomBytes,
    signer: key,
  })
  const signature: ReportSignature = { field, meaning: request.meaning, ...signed, signatureSha256, certificateSha256 }
  return { pdf, signature }
}

function write(
  context: ActionContext,
  request: SignRequest,
  { value, pdf, id, signature }: { value: Report; pdf: Uint8Array; id: Locked<Report>['record']['id'] | null; signature: ReportSignature },
): void {
  const { meaning, recordSha256, seq, head, signatureSha256, printedName, at, role } = signature
  writeVersion(
    context,
    {
      request,
      value,
      id,
      action: 'report.signed',
      signatureSha256,
      details: { objectSha256: value.objectSha256, reportNumber: value.reportNumber, meaning, signingRole: role, printedName, signedAt: at, recordSha256, atSeq: seq, atHead: head },
      refuseIf: (store, now) => {
        if (id === null && now.report !== null) refuse('order/already-signed')
        refuseIfRunsDiffer(store, request)
      },
    },
    (store) => store.objects.add('application/pdf', pdf),
  )
}

/** Inputs cannot change after unblinding, so completed runs have one digest; two of them mean that no number can be trusted. */
function refuseIfRunsDiffer(store: ReadStore, { studyId }: SignRequest): void {
  const digests = new Set(listEvaluations(store, studyId).flatMap((each) => each.resultSha256 ?? []))
  if (digests.size > 1) refuse('evaluation/runs-differ', { n: digests.size })
}
