import type { ReportCheckView, ReportView, StudyView } from '../../shared/ipc/views.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import type { Report } from '../../shared/vocabulary/records.ts'
import { decisionKinds, nextMeanings } from '../../shared/vocabulary/signatures.ts'
import { reportCheckWords } from '../../shared/words/en/signing.ts'
import type { ActionContext } from '../actions/context.ts'
import { ownWork } from '../actions/independence.ts'
import { ownStanding } from '../actions/certificate-standing.ts'
import { decisionBlocker, signatureBlocker, signedMeanings, signerOf } from '../actions/signing-laws.ts'
import type { Locked, StudyState } from '../actions/study-state.ts'
import { checkReports } from '../workspace/verify-reports.ts'
import type { Workspace } from '../workspace/workspace.ts'

export function reportView({ record, value, entry }: Locked<Report>): ReportView {
  const [decision] = value.decisions
  return {
    reportNumber: value.reportNumber,
    objectSha256: value.objectSha256,
    recordSha256: record.sha256,
    version: record.version,
    revision: value.revision,
    signatures: value.signatures.map(({ field, printedName, role, meaning, at, tzOffsetMinutes }) => ({ field, printedName, role, meaning, at, tzOffsetMinutes })),
    decision: decision === undefined ? null : decisionView(decision),
    at: entry.body.at,
  }
}

const decisionView = ({ kind, reason, successor, printedName, role, at, tzOffsetMinutes }: Report['decisions'][number]) => ({
  kind,
  reason,
  successor: successor ?? null,
  printedName,
  role,
  at,
  tzOffsetMinutes,
})

/** Which signature is next and whose, and what the person who is signed in may do, with the sentence why not. */
export function signingView(context: ActionContext, studyId: StudyId, state: StudyState): StudyView['signing'] {
  const { session, store } = context.workspace
  const report = state.report?.value ?? null
  const next = state.result === null ? [] : nextMeanings(signedMeanings(report))
  const me = signerOf(store, studyId, session)
  const mine = next.filter((meaning) => signatureBlocker(report, meaning, me) === null)
  const [wanted] = next
  const others = store.people
    .list()
    .filter(({ id }) => id !== session.personId)
    .filter((each) => next.some((meaning) => signatureBlocker(report, meaning, signerOf(store, studyId, { personId: each.id, fullName: each.fullName })) === null))
  return {
    next: [...next],
    mine,
    others: others.map((each) => each.fullName),
    blocker: mine.length > 0 || wanted === undefined ? null : signatureBlocker(report, wanted, me),
    ownWork: mine.includes('review') || mine.includes('approval') ? ownWork(store, studyId, session.personId) : [],
    certificate: mine.length === 0 ? null : ownStanding(context),
    decisions: report === null ? [] : decisionKinds.map((kind) => ({ kind, blocker: decisionBlocker(report, kind, me) })),
  }
}

/** What each signature of each report is worth now, as one sentence. */
export async function reportCheckView({ store, vault }: Workspace, studyId: StudyId): Promise<ReportCheckView[]> {
  const checks = await checkReports(store, vault.authorityCertificate, studyId)
  return checks.map(({ report, signatures, problems }) => ({
    reportNumber: report.reportNumber,
    signatures: signatures.map(({ signature, state }) => ({ field: signature.field, state, sentence: reportCheckWords[state](signature.printedName) })),
    problems: [...problems],
  }))
}
