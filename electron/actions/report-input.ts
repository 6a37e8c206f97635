import type { ReportInput } from '../../shared/report/input.ts'
import { parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { type StudyId, toHex } from '../../shared/vocabulary/ids.ts'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Report } from '../../shared/vocabulary/records.ts'
import { en } from '../../shared/words/en/index.ts'
import type { ReadStore } from '../store/store.ts'
import type { ActionContext } from './context.ts'
import { listEvaluations } from './list-evaluations.ts'
import { independenceOf } from './independence.ts'
import { nextReportNumber, reportHistory } from './report-history.ts'
import { permissionTable } from './permission-rows.ts'
import { signingRole } from './signing-laws.ts'
import { readStudyState, type StudyState } from './study-state.ts'

const chainActions = [
  'intended-use.approved',
  'protocol.locked',
  'dataset.imported',
  'cohort.frozen',
  'release.recorded',
  'predictions.sealed',
  'evaluation.started',
  'evaluation.completed',
  'evaluation.aborted',
]

/** Signing writes one first, so that the printed one is no older than the signature. */
function newestCheckpoint({ checkpoints }: ReadStore): Report['checkpoint'] {
  const latest = checkpoints.latest()
  if (latest === null) return refuse('order/no-evaluation')
  const { size, head, root } = parseCheckpoint(latest.text)
  return { size, head: toHex(head), rootSha256: toHex(root) }
}

/** Everything the report says, gathered from the records in force and the audit trail. */
export function gatherReport(context: ActionContext, studyId: StudyId): { input: ReportInput; resultSha256: Sha256; author: string } {
  const { store } = context.workspace
  const state = readStudyState(store, studyId)
  const { study, intendedUse, protocol, dataset, cohort, predictions, result } = state
  if (intendedUse === null) return refuse('order/intended-use-not-approved')
  if (protocol === null) return refuse('order/protocol-not-locked')
  if (dataset === null) return refuse('order/no-dataset')
  if (cohort === null) return refuse('order/cohort-not-frozen')
  if (predictions === null) return refuse('order/predictions-not-sealed')
  if (result === null) return refuse('order/no-evaluation')
  const { personId } = context.workspace.session
  // Whoever may sign as author and looks at a report that nobody has signed sees it as it would be signed.
  const mayWrite = signingRole('authorship', store.people.rolesOf(personId, studyId)) !== null
  const author = state.report === null && mayWrite ? personId : null
  const input: ReportInput = {
    study: study.value,
    intendedUse: intendedUse.value,
    intendedUseVersion: intendedUse.record.version,
    intendedUseSha256: intendedUse.record.sha256,
    protocol: protocol.value,
    protocolVersion: protocol.record.version,
    protocolSha256: protocol.record.sha256,
    dataset: dataset.value,
    datasetSha256: dataset.record.sha256,
    cohort: cohort.value,
    cohortSha256: cohort.record.sha256,
    release: predictions.release,
    predictions: predictions.value,
    predictionsSha256: predictions.record.sha256,
    results: result.value,
    resultSha256: result.record.sha256,
    run: result.run,
    chain: store.ledger
      .list({ studyId })
      .filter((entry) => chainActions.includes(entry.body.action))
      .map((entry) => ({
        event: entry.body.action,
        label: en.ledgerEvent(entry.body.action),
        at: entry.body.at,
        seq: entry.seq,
        by: entry.body.fullName,
      })),
    evaluations: listEvaluations(store, studyId).map((each) => ({
      seq: each.startedSeq,
      at: each.startedAt,
      outcome: each.outcome,
      ...(each.reason === null ? {} : { reason: each.reason }),
      ...(each.resultSha256 === null ? {} : { resultSha256: each.resultSha256 }),
    })),
    independence: independenceOf(store, studyId, author),
    history: reportHistory(store, studyId),
    permissions: permissionTable(),
    demo: context.demo,
    checkpoint: { storeId: store.storeId, ...(state.report?.value.checkpoint ?? newestCheckpoint(store)) },
    ...madeAt(context, state),
    appVersion: context.surroundings.appVersion,
    // Once signed, the screen shows the number that was printed, not the next one.
    reportNumber: state.report?.value.reportNumber ?? nextReportNumber(studyId, state.reports.length),
  }
  return { input, resultSha256: result.record.sha256, author: context.workspace.session.fullName }
}

/** Now, for a report that is to be signed; one that was signed tells when, whoever looks at it later. */
function madeAt({ surroundings: { clock } }: ActionContext, { report }: StudyState): Pick<ReportInput, 'generatedAt' | 'tzOffsetMinutes'> {
  const [first] = report?.value.signatures ?? []
  return { generatedAt: first?.at ?? clock.now(), tzOffsetMinutes: first?.tzOffsetMinutes ?? clock.tzOffsetMinutes() }
}
