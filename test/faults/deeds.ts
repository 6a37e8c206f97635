import { createStudy } from '../../electron/actions/create-study.ts'
import { disposeData } from '../../electron/actions/dispose-data.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { setRetention } from '../../electron/actions/retention.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import { writeRole } from '../../electron/workspace/write-people.ts'
import type { PersonId, RecordId, StudyId } from '../../shared/vocabulary/ids.ts'
import { seen } from '../actions/demo-study.ts'
import { ada, bob } from '../store/backup-fixture.ts'
import { contextIn, datasetRequest, intendedUse, predictionsRequest, protocolText } from './small-study.ts'

const STUDY = 'Small study'

export const studyIn = (workspace: Workspace): StudyId => workspace.store.records.list({ kind: 'study' })[0]?.studyId as StudyId
export const import_ = (workspace: Workspace, root: string) => importDataset(contextIn(workspace), { studyId: studyIn(workspace), ...datasetRequest(root) }).result
export const seal = (workspace: Workspace, root: string) => importPredictions(contextIn(workspace), { studyId: studyIn(workspace), ...predictionsRequest(root) }).result
export const evaluate_ = (workspace: Workspace) => evaluateStudy(contextIn(workspace), { studyId: studyIn(workspace), confirmation: STUDY }).result
export const sign = (workspace: Workspace) => {
  const [context, studyId] = [contextIn(workspace), studyIn(workspace)]
  return signReport(context, { studyId, ...ada, meaning: 'authorship', ...seen(context, studyId) })
}
export const draft = (workspace: Workspace) => {
  const context = contextIn(workspace)
  const studyId = createStudy(context, { name: STUDY, deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, intendedUse())
  saveProtocolDraft(context, studyId, protocolText())
}
export const lock = (workspace: Workspace) => {
  approveIntendedUse(contextIn(workspace), studyIn(workspace))
  lockProtocol(contextIn(workspace), studyIn(workspace))
}
export const freeze = (workspace: Workspace) => freezeCohort(contextIn(workspace), studyIn(workspace))

/** Half of it would be a key gone without its certificate, or a certificate without its end: both verifiers would say so. */
export const dispose = (workspace: Workspace) => {
  const [context, studyId] = [contextIn(workspace), studyIn(workspace)]
  const id = workspace.store.records.list({ kind: 'dataset' })[0]?.id as RecordId
  const personId = workspace.store.people.list()[1]?.id as PersonId
  workspace.store.transact((w) => writeRole(w, { personId, studyId: null, role: 'reviewer', change: 'granted' }))
  setRetention(context, { kind: 'dataset', years: 0, reason: 'a trial of the rules' })
  return disposeData(context, { studyId, data: { id, version: 1 }, reason: 'no longer needed', confirmation: STUDY, ...ada, witness: bob })
}
