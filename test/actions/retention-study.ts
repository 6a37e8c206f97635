import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { type DisposalRequest, disposeData } from '../../electron/actions/dispose-data.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { lockRecord } from '../../electron/actions/lock-record.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { setRetention } from '../../electron/actions/retention.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import type { Host } from '../../electron/hosts/host.ts'
import type { StoredRecord } from '../../electron/store/records.ts'
import { createWorkspace, openWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import type { PersonId, StudyId } from '../../shared/vocabulary/ids.ts'
import { Report } from '../../shared/vocabulary/records.ts'
import { retentionClasses } from '../../shared/vocabulary/retention.ts'
import { datasetRequest, intendedUse, predictionsRequest, protocolText, quickHost, writeSmallStudy } from '../faults/small-study.ts'
import { writeRole } from '../../electron/workspace/write-people.ts'
import { adm, cus, rev, STUDY, val } from './retention-people.ts'
import { addPerson, steppedSurroundings } from '../store/fixture.ts'

const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }
const people = { cus, rev, val, adm }

export { adm, cus, rev, STUDY, val } from './retention-people.ts'

export const START = '2026-11-22T09:00:00.000Z'

/** A small study with its data, up to the stage asked for, in a workspace of four people under a clock that the test moves. */
export async function retentionStudy(stage: 'imported' | 'frozen' | 'sealed' | 'evaluated' = 'evaluated') {
  const root = mkdtempSync(join(tmpdir(), 'probity-retention-'))
  writeSmallStudy(root)
  const surroundings = steppedSurroundings(START)
  const host: Host = quickHost()
  const folder = join(root, 'ws')
  let workspace: Workspace = await createWorkspace(folder, { name: 'Retention', person: { ...cus, kdf } }, surroundings)
  const ids: Record<string, PersonId> = { cus: workspace.session.personId }
  for (const name of ['rev', 'val'] as const) ids[name] = await addPerson(workspace, { ...people[name], roles: [...people[name].roles], kdf })
  // Whoever keeps accounts only cannot open rows.
  const personId = await addPerson(workspace, { ...adm, roles: [], kdf }, false)
  ids['adm'] = personId
  workspace.store.transact((w) => writeRole(w, { personId, studyId: null, role: 'administrator', change: 'granted' }))
  const context = (): ActionContext => ({ workspace, host, surroundings, emit: () => undefined, demo: false })
  const studyId = createStudy(context(), { name: STUDY, deviceName: 'Device' })
  saveIntendedUseDraft(context(), studyId, intendedUse())
  approveIntendedUse(context(), studyId)
  saveProtocolDraft(context(), studyId, protocolText())
  lockProtocol(context(), studyId)
  await importDataset(context(), { studyId, ...datasetRequest(root) }).result
  if (stage !== 'imported') freezeCohort(context(), studyId)
  if (stage === 'sealed' || stage === 'evaluated') await importPredictions(context(), { studyId, ...predictionsRequest(root) }).result
  if (stage === 'evaluated') await evaluateStudy(context(), { studyId, confirmation: STUDY }).result
  const record = (kind: 'dataset' | 'predictions'): StoredRecord => workspace.store.records.list({ kind, studyId }).at(-1) as StoredRecord
  return {
    root,
    folder,
    surroundings,
    studyId: studyId as StudyId,
    idOf: (name: keyof typeof people) => ids[name] as PersonId,
    context,
    workspace: () => workspace,
    record,
    /** Closes the workspace; the next call of `as` opens it again. */
    close: () => workspace.close(),
    as: async (name: keyof typeof people) => {
      workspace = await openWorkspace(folder, ids[name] as PersonId, people[name].passphrase, surroundings)
      return context()
    },
    periods: (years: number) => {
      for (const kind of retentionClasses) setRetention(context(), { kind, years, reason: 'as the plan of this site says' })
    },
    request: (kind: 'dataset' | 'predictions', other: Partial<DisposalRequest> = {}): DisposalRequest => {
      const { id, version } = record(kind)
      const { signInName, passphrase } = cus
      const witness = { signInName: rev.signInName, passphrase: rev.passphrase }
      return { studyId: studyId as StudyId, data: { id, version }, reason: 'the period is over', confirmation: STUDY, signInName, passphrase, witness, ...other }
    },
    /** A report that its author has signed, as a record: nobody here looks into its document. */
    beginReport(): StoredRecord {
      const { result } = readStudyState(workspace.store, studyId)
      const digest = '0'.repeat(64)
      const signature = { field: 'Author', meaning: 'authorship', personId: ids['cus'], printedName: cus.fullName, role: 'statistician', at: surroundings.clock.now(), tzOffsetMinutes: 0, recordSha256: digest, seq: 1, head: digest, signatureSha256: digest, certificateSha256: digest }
      const value = { format: 'probity.report', version: 1, reportNumber: 'R-1', revision: 1, predecessor: null, resultSha256: result?.record.sha256, revision0Sha256: digest, objectSha256: digest, signatures: [signature], decisions: [], checkpoint: { size: 1, head: digest, rootSha256: digest }, independence: 'separated', demo: false }
      return workspace.store.transact((write) => lockRecord(write, { kind: 'report', studyId, value: Report.parse(value), action: 'report.signed' }))
    },
    dispose(kind: 'dataset' | 'predictions', other: Partial<DisposalRequest> = {}) {
      return disposeData(context(), this.request(kind, other))
    },
    end: () => {
      try {
        workspace.close()
      } catch {
        // Closed by the test.
      }
      rmSync(root, { recursive: true, force: true })
    },
  }
}
