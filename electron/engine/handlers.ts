import { estimateDetail } from '../../shared/report/detail.ts'
import { compose } from '../../shared/report/compose.ts'
import { findFigure, review } from '../../shared/report/review-blocks.ts'
import { sceneToSvg } from '../../shared/report/svg.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { firstRoles } from '../../shared/vocabulary/people.ts'
import { Refusal, problem, refuse } from '../../shared/vocabulary/problem.ts'
import type { DecisionKind } from '../../shared/vocabulary/signatures.ts'
import { createStudy } from '../actions/create-study.ts'
import { type DecisionRequest, decideOnReport } from '../actions/decide-report.ts'
import { evaluateStudy } from '../actions/evaluate-study.ts'
import { exportCertificate, exportFigure, exportProtocol, exportReport, exportResults, exportTable } from '../actions/export-files.ts'
import { freezeCohort, selectCohort } from '../actions/freeze-cohort.ts'
import { importDataset } from '../actions/import-dataset.ts'
import { importPredictions } from '../actions/import-predictions.ts'
import { approveIntendedUse, newIntendedUseVersion, saveIntendedUseDraft } from '../actions/intended-use.ts'
import { lockProtocol, newProtocolVersion, readProtocolDraft, saveProtocolDraft } from '../actions/protocol.ts'
import { overrideClock } from '../actions/override-clock.ts'
import { gatherReport } from '../actions/report-input.ts'
import { signReport } from '../actions/sign-report.ts'
import { readStudyState } from '../actions/study-state.ts'
import { sha256OfFile } from '../files/digest.ts'
import { readTextFile } from '../files/text.ts'
import { calibrateKdf } from '../vault/calibrate.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { backupHandlers } from './backup-handlers.ts'
import { makeDemoWorkspace } from './demo-workspace.ts'
import { certificateHandlers } from './certificate-handlers.ts'
import type { CommandHandlers } from './dispatch.ts'
import type { Engine } from './engine.ts'
import { peopleHandlers } from './people-handlers.ts'
import { planningView } from './planning-view.ts'
import { retentionHandlers } from './retention-handlers.ts'
import { reportCheckView } from './signing-view.ts'
import { studyView } from './study-view.ts'
import { trailHandlers } from './trail-handlers.ts'
import { reportViewed, resultsViewed } from './viewed.ts'

/** Engine command → what it does. A table of contents: each line calls one action or one view. */
export function commandHandlers(engine: Engine): CommandHandlers {
  const { options } = engine
  const context = () => engine.context()
  const view = (id: string) => studyView(context(), id as StudyId, jobOf(engine, id))
  const progress = (jobId: string, what: string) => (done: number, total: number) =>
    options.onEvent({ kind: 'progress', jobId, what, done, total })
  /** Runs a change and answers with the study as it is then. */
  const changed = (id: string, act: (studyId: StudyId) => void) => {
    act(id as StudyId)
    options.onEvent({ kind: 'changed', studyId: id })
    return view(id)
  }
  const decided = async (kind: DecisionKind, { studyId, ...request }: { studyId: string } & Omit<DecisionRequest, 'studyId'>) => {
    await decideOnReport(context(), kind, { studyId: studyId as StudyId, ...request })
    // What was wrong with the report may have been dealt with.
    engine.verifyAgain()
    return changed(studyId, () => undefined)
  }
  /** Only locking ends a run without asking. */
  const noRun = () => {
    if (engine.runningJobs.some((each) => each.startsWith('evaluation:'))) refuse('order/evaluation-running')
  }
  return {
    'workspace.state': () => engine.view(),
    'workspace.create': async ({ folder, name, signInName, printedName, passphrase, use }) => {
      const { path } = engine.granted(folder, 'folder')
      noRun()
      await engine.selfTested()
      engine.choose(null)
      const kdf = options.kdf ?? (await calibrateKdf())
      const person = { signInName, fullName: printedName, passphrase, roles: firstRoles[use], kdf }
      engine.opened(await createWorkspace(path, { name, person }, engine.surroundings), false)
      return engine.view()
    },
    'workspace.choose': ({ folder }) => {
      noRun()
      engine.choose(engine.granted(folder, 'folder').path)
      return engine.view()
    },
    'workspace.demo': async () => {
      noRun()
      engine.choose(null)
      await makeDemoWorkspace(engine, options.demoFolder)
      engine.choose(options.demoFolder)
      return engine.view()
    },
    'workspace.unlock': async ({ personId, passphrase }) => {
      await engine.unlock(personId, passphrase)
      return engine.view()
    },
    'workspace.lock': async () => {
      await engine.closeClearedAway()
      return engine.view()
    },
    'workspace.close': async () => {
      noRun()
      await engine.closeClearedAway()
      engine.choose(null)
      return engine.view()
    },
    'workspace.verify': async () => {
      const { ok, isWhole, findings, counts, disposed } = await engine.verify()
      return {
        ok,
        isWhole,
        findings: [...findings],
        disposed: [...disposed],
        nEntries: counts.entries,
        nRecords: counts.records,
        nObjects: counts.objects,
        nSegments: counts.segments,
      }
    },
    'workspace.exportCertificate': ({ file }) => ({ sha256: exportCertificate(context(), engine.granted(file, 'write').path) }),
    ...backupHandlers(engine, noRun),
    ...peopleHandlers(engine),
    ...certificateHandlers(engine),
    'study.list': () => {
      const { store } = context().workspace
      const { session } = context().workspace
      const isTheirs = (studyId: StudyId) => store.people.rolesOf(session.personId, studyId).length > 0
      return store.records.list({ kind: 'study' }).filter(({ studyId }) => isTheirs(studyId as StudyId)).map(({ studyId }) => {
        const state = readStudyState(store, studyId as StudyId)
        const steps = studyView(context(), studyId as StudyId, null).steps
        const next = steps.find((each) => each.state !== 'done')
        return { id: String(studyId), name: state.study.value.name, deviceName: state.study.value.deviceName, state: next?.id ?? 'signed' }
      })
    },
    'study.create': (request) => {
      const studyId = createStudy(context(), request)
      options.onEvent({ kind: 'changed', studyId: null })
      return view(studyId)
    },
    'study.get': ({ studyId }) => view(studyId),
    'intendedUse.saveDraft': ({ studyId, content }) => {
      saveIntendedUseDraft(context(), studyId as StudyId, content)
      return {}
    },
    'intendedUse.approve': ({ studyId }) => changed(studyId, (id) => approveIntendedUse(context(), id)),
    'intendedUse.newVersion': ({ studyId, reason }) => changed(studyId, (id) => newIntendedUseVersion(context(), id, reason)),
    'protocol.saveDraft': ({ studyId, json }) => ({ problems: [...saveProtocolDraft(context(), studyId as StudyId, json)] }),
    'protocol.importDraft': ({ studyId, file }) => {
      const { path } = engine.granted(file, 'read')
      return changed(studyId, (id) => void saveProtocolDraft(context(), id, readTextFile(path)))
    },
    'protocol.exportJson': ({ studyId, file }) => {
      const draft = readProtocolDraft(context(), studyId as StudyId)?.json ?? null
      return { sha256: exportProtocol(context(), studyId as StudyId, engine.granted(file, 'write').path, draft) }
    },
    'protocol.lock': ({ studyId }) => changed(studyId, (id) => lockProtocol(context(), id)),
    'protocol.newVersion': ({ studyId, reason }) => changed(studyId, (id) => newProtocolVersion(context(), id, reason)),
    'planning.compute': ({ json }) => planningView(json),
    'dataset.preview': async ({ file, delimiter }) => {
      const job = { kind: 'preview', ...engine.granted(file, 'read'), ...(delimiter ? { delimiter } : {}) } as const
      const answer = await options.host.intake(job).result
      if (answer.kind === 'problems') throw new Refusal(answer.problems)
      return answer.kind === 'preview' ? answer.preview : refuse('engine/internal', { command: 'dataset.preview' })
    },
    'dataset.import': async ({ studyId, file, mapping }) => {
      const jobId = `import:${studyId}`
      const request = { studyId: studyId as StudyId, mapping, ...engine.granted(file, 'read') }
      await engine.run(jobId, importDataset(context(), request, progress(jobId, 'import')))
      return changed(studyId, () => undefined)
    },
    'cohort.preview': ({ studyId }) => {
      const { store } = context().workspace
      try {
        const { rows, flow, nParticipants } = selectCohort(store, readStudyState(store, studyId as StudyId))
        return { flow: [...flow], n: rows.length, nParticipants, problems: rows.length === 0 ? [problem('cohort/empty')] : [] }
      } catch (error) {
        if (error instanceof Refusal) return { flow: [], n: 0, nParticipants: null, problems: [...error.problems] }
        throw error
      }
    },
    'cohort.freeze': ({ studyId }) => changed(studyId, (id) => freezeCohort(context(), id)),
    'predictions.import': async ({ studyId, file, mapping, release }) => {
      const jobId = `import:${studyId}`
      const request = { studyId: studyId as StudyId, mapping, release, ...engine.granted(file, 'read') }
      await engine.run(jobId, importPredictions(context(), request, progress(jobId, 'import')))
      return changed(studyId, () => undefined)
    },
    'release.digestFile': async ({ file }) => {
      const { path, name } = engine.granted(file, 'read')
      return { name, sha256: (await sha256OfFile(path)).sha256 }
    },
    'evaluation.start': ({ studyId, confirmation }) => {
      const jobId = `evaluation:${studyId}`
      if (engine.runningJobs.includes(jobId)) refuse('order/evaluation-running')
      const job = evaluateStudy(context(), { studyId: studyId as StudyId, confirmation }, progress(jobId, 'evaluation'))
      const ended = (outcome: 'completed' | 'aborted' | 'failed', problems: Refusal['problems']) => {
        options.onEvent({ kind: 'job-ended', jobId, outcome, problems: [...problems] })
        options.onEvent({ kind: 'changed', studyId })
      }
      void engine.run(jobId, job).then(
        () => ended('completed', []),
        (error: unknown) => {
          const problems = error instanceof Refusal ? error.problems : [problem('engine/internal', { command: 'evaluation.start' })]
          ended(problems[0]?.code === 'evaluation/cancelled' ? 'aborted' : 'failed', problems)
        },
      )
      // The entry that it was begun stands in the trail.
      options.onEvent({ kind: 'changed', studyId })
      return { jobId }
    },
    'job.cancel': ({ jobId }) => {
      engine.cancel(jobId)
      return {}
    },
    'evaluation.results': ({ studyId }) => {
      const { input, resultSha256 } = gatherReport(context(), studyId as StudyId)
      resultsViewed(engine, studyId as StudyId)
      return { results: input.results, resultSha256, review: review(input) }
    },
    'estimate.detail': ({ studyId, estimateId }) => {
      const { result, protocol } = readStudyState(context().workspace.store, studyId as StudyId)
      const detail = result && protocol ? estimateDetail(result.value, protocol.value, estimateId) : null
      if (detail === null) return refuse('order/no-evaluation')
      resultsViewed(engine, studyId as StudyId)
      return detail
    },
    'results.exportJson': ({ studyId, file }) => ({ sha256: exportResults(context(), studyId as StudyId, engine.granted(file, 'write').path) }),
    'figure.exportSvg': ({ studyId, figure, file }) => {
      const { input } = gatherReport(context(), studyId as StudyId)
      const scene = findFigure(review(input), figure)?.scene
      if (scene === undefined) return refuse('ipc/bad-request', { command: 'figure.exportSvg' })
      return { sha256: exportFigure(context(), studyId as StudyId, engine.granted(file, 'write').path, sceneToSvg(scene)) }
    },
    'table.exportCsv': ({ studyId, what, header, rows, file }) => ({
      sha256: exportTable(context(), studyId as StudyId, engine.granted(file, 'write').path, { what, header, rows }),
    }),
    'report.preview': ({ studyId }) => {
      const { input } = gatherReport(context(), studyId as StudyId)
      reportViewed(engine, studyId as StudyId)
      return compose(input)
    },
    'report.sign': async ({ studyId, ...request }) => {
      await signReport(context(), { studyId: studyId as StudyId, ...request })
      return changed(studyId, () => undefined)
    },
    'report.reject': (request) => decided('rejected', request),
    'report.withdraw': (request) => decided('withdrawn', request),
    'report.supersede': (request) => decided('superseded', request),
    'report.verify': ({ studyId }) => reportCheckView(context().workspace, studyId as StudyId),
    'report.export': ({ studyId, file }) => ({ sha256: exportReport(context(), studyId as StudyId, engine.granted(file, 'write').path) }),
    'clock.override': ({ reason }) => {
      overrideClock(context(), reason)
      return engine.view()
    },
    ...trailHandlers(engine),
    ...retentionHandlers(engine),
  }
}

const jobOf = (engine: Engine, studyId: string): string | null =>
  engine.runningJobs.find((each) => each === `evaluation:${studyId}`) ?? null
