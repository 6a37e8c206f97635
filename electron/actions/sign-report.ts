import { compose } from '../../shared/report/compose.ts'
import { agreementText } from '../../shared/report/printed.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import type { Instant, StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Report, SignatureMeaning } from '../../shared/vocabulary/records.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { en } from '../../shared/words/en/index.ts'
import { readFileSync } from 'node:fs'
import { sha256Hex } from '../files/digest.ts'
import { resourcePath } from '../files/resources.ts'
import { signatureFields } from '../pdf/fields.ts'
import { assembleRevision0, signatureFieldNames } from '../pdf/signing/revision-0.ts'
import { signRevision } from '../pdf/signing/sign-revision.ts'
import type { ReadStore } from '../store/store.ts'
import type { ActionContext } from './context.ts'
import { lockRecord } from './lock-record.ts'
import { listEvaluations } from './list-evaluations.ts'
import { gatherReport } from './report-input.ts'
import { readStudyState } from './study-state.ts'

export interface SignRequest {
  readonly studyId: StudyId
  /** The first component, typed by the person. */
  readonly signInName: string
  /** The second component. */
  readonly passphrase: string
  readonly meaning: SignatureMeaning
}

/** Which printed box a signature stands in: nobody's review or approval is shown as the author's. */
const fieldOf: Readonly<Record<SignatureMeaning, string>> = {
  authorship: signatureFieldNames.author,
  responsibility: signatureFieldNames.author,
  review: signatureFieldNames.reviewer,
  approval: signatureFieldNames.approver,
}

/** The unsigned document: the report tree on paper, with its machine-readable copies attached and empty signature fields. */
export async function renderRevision0(context: ActionContext, studyId: StudyId) {
  const { input, resultSha256 } = gatherReport(context, studyId)
  const tree = compose(input)
  const page = await context.host.render(tree, {
    title: tree.title,
    author: context.workspace.session.fullName,
    createdAt: input.generatedAt,
    study: input.study.name,
    appVersion: input.appVersion,
  }).result
  const json = (value: unknown) => new TextEncoder().encode(canonicalJson(value))
  const revision0 = await assembleRevision0(page, {
    fields: visibleFields(),
    attachments: [
      { name: 'results.json', mediaType: 'application/json', description: 'Results with full precision (RFC 8785)', bytes: json(input.results) },
      { name: 'protocol.json', mediaType: 'application/json', description: 'Locked protocol (RFC 8785)', bytes: json(input.protocol) },
    ],
    at: input.generatedAt,
  })
  return { input, resultSha256, revision0 }
}

/** Two engines for one number may differ by rounding; beyond this one of them is wrong and nothing is signed. */
const mostDifference = 1e-9

export function refuseDisagreement({ engineAgreement }: Pick<Results, 'engineAgreement'>): void {
  const { at, largestRelativeDifference } = engineAgreement
  if (largestRelativeDifference <= mostDifference) return
  refuse('evaluation/engines-disagree', { at: at ?? '', difference: agreementText(largestRelativeDifference) })
}

/** First signature: it certifies the document. The signed bytes and their audit-trail entry are one transaction. */
export async function signReport(context: ActionContext, request: SignRequest): Promise<void> {
  const { workspace, surroundings } = context
  const { session, store, vault } = workspace
  if (readStudyState(store, request.studyId).report !== null) refuse('order/already-signed')
  if (request.signInName !== session.signInName) refuse('vault/not-signing-person', { found: request.signInName })
  const field = fieldOf[request.meaning]
  refuseDisagreement(gatherReport(context, request.studyId).input.results)
  workspace.checkpoints.write()
  await vault.withSigningKey(request.passphrase, async (key) => {
    const { input, resultSha256, revision0 } = await renderRevision0(context, request.studyId)
    const at = surroundings.clock.now()
    const signed = await signRevision(revision0, {
      field,
      printedName: session.fullName,
      meaning: en.signatureMeaningNames[request.meaning],
      at,
      tzOffsetMinutes: surroundings.clock.tzOffsetMinutes(),
      certify: true,
      font: new Uint8Array(readFileSync(resourcePath('fonts', 'IBMPlexSans-Regular.ttf'))),
      randomBytes: surroundings.randomBytes,
      signer: key,
    })
    const value: Report = {
      format: 'probity.report',
      version: 1,
      reportNumber: input.reportNumber,
      resultSha256,
      revision0Sha256: sha256Hex(revision0),
      objectSha256: sha256Hex(signed.pdf),
      signatures: [
        {
          field,
          personId: session.personId,
          printedName: session.fullName,
          meaning: request.meaning,
          at,
          tzOffsetMinutes: surroundings.clock.tzOffsetMinutes(),
          signatureSha256: signed.signatureSha256,
          certificateSha256: signed.certificateSha256,
        },
      ],
      checkpoint: input.checkpoint,
      independence: input.independence,
      demo: input.demo,
    }
    writeSigned(context, request.studyId, value, signed.pdf, at)
  })
}

function writeSigned(context: ActionContext, studyId: StudyId, value: Report, pdf: Uint8Array, at: Instant): void {
  const { store } = context.workspace
  const signature = value.signatures[0]
  store.transact((write) => {
    // The result must still be the one that was printed: someone may have run again while the page was rendered.
    const { result, report } = readStudyState(write, studyId)
    if (result?.record.sha256 !== value.resultSha256) refuse('order/stale-report')
    if (report !== null) refuse('order/already-signed')
    refuseIfRunsDiffer(write, studyId)
    write.objects.add('application/pdf', pdf)
    lockRecord(write, {
      kind: 'report',
      studyId,
      value,
      action: 'report.signed',
      details: {
        objectSha256: value.objectSha256,
        signatureSha256: signature?.signatureSha256 ?? '',
        meaning: signature?.meaning ?? '',
        printedName: signature?.printedName ?? '',
        signedAt: at,
      },
    })
  })
}

/** Inputs cannot change after unblinding, so completed runs have one digest; two of them mean that no number can be trusted. */
function refuseIfRunsDiffer(store: ReadStore, studyId: StudyId): void {
  const digests = new Set(listEvaluations(store, studyId).flatMap((each) => each.resultSha256 ?? []))
  if (digests.size > 1) refuse('evaluation/runs-differ', { n: digests.size })
}

function visibleFields() {
  const names: Readonly<Record<string, string>> = {
    Author: signatureFieldNames.author,
    Reviewer: signatureFieldNames.reviewer,
    Approver: signatureFieldNames.approver,
  }
  return signatureFields().flatMap((field) => {
    const name = names[field.name]
    return name === undefined ? [] : [{ name, tooltip: field.name, page: field.page, rect: field.rect }]
  })
}
