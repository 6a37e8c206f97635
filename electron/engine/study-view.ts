import type { StepView, StudyView } from '../../shared/ipc/views.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { isRole } from '../../shared/vocabulary/people.ts'
import { type ProblemCode, problem } from '../../shared/vocabulary/problem.ts'
import { reportView, signingView } from './signing-view.ts'
import { permittedTo } from './permitted.ts'
import type { ActionContext } from '../actions/context.ts'
import type { IntendedUseDraft } from '../actions/intended-use.ts'
import { isDisposed } from '../actions/disposal-laws.ts'
import { independenceOf } from '../actions/independence.ts'
import { signedMeanings } from '../actions/signing-laws.ts'
import { nextMeanings } from '../../shared/vocabulary/signatures.ts'
import { listEvaluations } from '../actions/list-evaluations.ts'
import { protocolProblems, readProtocolDraft } from '../actions/protocol.ts'
import { type Locked, type StudyState, draftId, readStudyState } from '../actions/study-state.ts'

/** Everything the study's screens show, read from the store. */
export function studyView(context: ActionContext, studyId: StudyId, runningJob: string | null): StudyView {
  const { store } = context.workspace
  const state = readStudyState(store, studyId)
  const intendedUseDraft = store.drafts.get(draftId(studyId, 'intended-use'))
  const protocolDraft = readProtocolDraft(context, studyId)
  const { intendedUse, protocol, dataset, cohort, predictions, report } = state
  return {
    id: studyId,
    name: state.study.value.name,
    deviceName: state.study.value.deviceName,
    roles: store.people.rolesOf(context.workspace.session.personId, studyId).filter(isRole),
    permitted: permittedTo(context.workspace, studyId),
    independence: independenceOf(store, studyId, null).kind,
    steps: steps(state, {
      intendedUse: intendedUseDraft !== null,
      protocol: protocolDraft !== null,
      running: runningJob !== null,
      disposed: [dataset, predictions].some((each) => each !== null && isDisposed(store, each.record)),
    }),
    intendedUse: {
      draft: intendedUseDraft === null ? null : { ...(JSON.parse(intendedUseDraft.bytes) as IntendedUseDraft).content },
      approved: intendedUse && { ...locked(intendedUse), content: intendedUse.value },
    },
    protocol: {
      draft: protocolDraft?.json ?? null,
      problems: protocolDraft === null ? [] : [...protocolProblems(protocolDraft.json, dataset?.value ?? null)],
      locked: protocol && {
        ...locked(protocol),
        content: protocol.value,
        beforeDataReceipt: protocol.entry.body.details['dataReceived'] === 'no',
      },
    },
    dataset: dataset && { ...locked(dataset), content: dataset.value, unblinded: state.isUnblinded, disposed: isDisposed(store, dataset.record) },
    cohort: cohort && { ...locked(cohort), content: cohort.value },
    predictions: predictions && { ...locked(predictions), content: predictions.value, release: predictions.release, disposed: isDisposed(store, predictions.record) },
    evaluations: listEvaluations(store, studyId),
    runningJob,
    report: report && reportView(report),
    reports: state.reports.map(reportView),
    signing: signingView(context, studyId, state),
  }
}

const locked = (each: Locked<unknown>) => ({
  at: each.entry.body.at,
  by: each.entry.body.fullName,
  sha256: each.record.sha256,
  seq: each.entry.seq,
  recordVersion: each.record.version,
})

interface Begun {
  readonly intendedUse: boolean
  readonly protocol: boolean
  readonly running: boolean
  /** Rows that the next step would read. */
  readonly disposed: boolean
}

/** The life cycle: each step's state and, where it is blocked, the one thing that must come first. */
function steps(state: StudyState, begun: Begun): StepView[] {
  const { intendedUse, protocol, dataset, cohort, predictions, result, report } = state
  const beforeData: ProblemCode | null = intendedUse ? null : 'order/intended-use-not-approved'
  const gone: ProblemCode | null = begun.disposed ? 'store/disposed' : null
  const beforeCohort: ProblemCode | null = !protocol ? 'order/protocol-not-locked' : !dataset ? 'order/no-dataset' : gone
  return [
    step('intended-use', intendedUse, null, begun.intendedUse),
    step('protocol', protocol, beforeData, begun.protocol),
    step('reference-data', dataset, beforeData),
    step('cohort', cohort, beforeData ?? beforeCohort),
    step('predictions', predictions, beforeData ?? beforeCohort ?? (cohort ? null : 'order/cohort-not-frozen')),
    begun.running
      ? { id: 'evaluate', state: 'running' }
      : step('evaluate', result, beforeData ?? beforeCohort ?? (predictions ? gone : 'order/predictions-not-sealed')),
    result ? { ...step('review', result, null), state: report ? 'done' : 'ready' } : step('review', null, 'order/no-evaluation'),
    signStep(report, result ? null : 'order/no-evaluation'),
  ]
}

/** Done when it is approved; until then the next signer is waited for. */
function signStep(report: StudyState['report'], blocker: ProblemCode | null): StepView {
  const isApproved = report !== null && nextMeanings(signedMeanings(report.value)).length === 0
  return isApproved ? step('sign', report, null) : step('sign', null, blocker, report !== null)
}

function step(id: StepView['id'], done: Locked<unknown> | null, blocker: ProblemCode | null, isDraft = false): StepView {
  if (done !== null) return { id, state: 'done', at: done.entry.body.at, by: done.entry.body.fullName, sha256: done.record.sha256 }
  if (blocker !== null) return { id, state: 'blocked', blocker: problem(blocker) }
  return { id, state: isDraft ? 'draft' : 'ready' }
}
