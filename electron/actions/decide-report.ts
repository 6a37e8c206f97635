import { toHex } from '../../shared/vocabulary/ids.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { roleFor } from '../../shared/ipc/permissions.ts'
import type { Report, ReportDecision } from '../../shared/vocabulary/records.ts'
import { type DecisionKind, decisionRoles, leastReason } from '../../shared/vocabulary/signatures.ts'
import { sha256Hex } from '../files/digest.ts'
import { actAs } from '../workspace/acting-role.ts'
import { withOwnKey } from './certificate-standing.ts'
import type { ActionContext } from './context.ts'
import { nextReportNumber } from './report-history.ts'
import { type SigningRequest, refuseOtherPerson, refuseStale, signedNow, writeVersion } from './signed-version.ts'
import { decisionBlocker, signerOf } from './signing-laws.ts'
import { refuseUnsound } from './sound-report.ts'
import { readStudyState } from './study-state.ts'

export interface DecisionRequest extends SigningRequest {
  readonly reason: string
}

/**
 * Rejects, withdraws or supersedes the report in force. Nothing is deleted: the signed document stays, its record gets a
 * version with the decision, signed by the person's key, and the study's next report names this one.
 */
export async function decideOnReport(context: ActionContext, kind: DecisionKind, request: DecisionRequest): Promise<void> {
  const { workspace } = context
  const reason = request.reason.trim()
  refuseOtherPerson(workspace, request.signInName)
  const { report, reports, ...state } = readStudyState(workspace.store, request.studyId)
  if (report === null) return refuse('order/no-report')
  if (reason.length < leastReason) refuse('signature/reason-too-short', { least: leastReason })
  const signer = signerOf(workspace.store, request.studyId, workspace.session)
  const blocker = decisionBlocker(report.value, kind, signer)
  if (blocker !== null) throw new Refusal(blocker)
  refuseStale({ report, reports, ...state }, request)
  const role = roleFor(decisionRoles[kind], signer.held) ?? refuse('signature/cannot-decide', { decision: kind, cause: 'decided-no-role' })
  const { reportNumber } = report.value
  await refuseUnsound(workspace, { studyId: request.studyId, reportNumber, to: 'decide' })
  await withOwnKey(context, request.passphrase, (key) =>
    actAs(role, async () => {
      const { signed, binding } = signedNow(context, request, { meaning: kind, role, reportNumber, reason })
      const signature = await key.sign(new TextEncoder().encode(binding))
      const successor = nextReportNumber(request.studyId, reports.length)
      const decision: ReportDecision = {
        kind,
        reason,
        ...(kind === 'superseded' ? { successor } : {}),
        signature: toHex(signature),
        ...signed,
        signatureSha256: sha256Hex(signature),
        certificateSha256: sha256Hex(key.certDer),
      }
      const value: Report = { ...report.value, decisions: [decision] }
      writeVersion(context, {
        request,
        value,
        id: report.record.id,
        ...entries[kind],
        signatureSha256: decision.signatureSha256,
        reason,
        details: { reportNumber, printedName: signed.printedName, ...(kind === 'superseded' ? { successor } : {}) },
        refuseIf: (_, now) => {
          if (now.report === null) refuse('order/stale-report')
        },
      })
    }),
  )
}

const entries = {
  rejected: { action: 'report.rejected' },
  withdrawn: { action: 'report.withdrawn' },
  superseded: { action: 'report.superseded' },
} as const satisfies Record<DecisionKind, object>
