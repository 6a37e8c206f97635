import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { checkReports } from '../workspace/verify-reports.ts'
import type { Workspace } from '../workspace/workspace.ts'

interface AboutReport {
  readonly studyId: StudyId
  readonly reportNumber: string
  /** sign: every signature before counts. decide: one by a revoked certificate may be what the decision is about. */
  readonly to: 'sign' | 'decide'
}

/** Nobody signs beside a signature, or decides on a document, that does not verify (rule ACT-97). */
export async function refuseUnsound({ store, vault }: Workspace, { studyId, reportNumber, to }: AboutReport): Promise<void> {
  const checks = await checkReports(store, vault.authorityCertificate, studyId)
  const problems = checks.filter(({ report }) => report.reportNumber === reportNumber).flatMap((each) => each.problems)
  const inTheWay = problems.filter(({ severity, code }) => severity === 'error' && (to === 'sign' || code !== 'signature/revoked'))
  if (inTheWay.length > 0) throw new Refusal(inTheWay)
}
