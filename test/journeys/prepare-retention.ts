import { join } from 'node:path'
import { makeBackup } from '../../electron/actions/backup.ts'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { adm, cus, rev, STUDY } from '../actions/retention-people.ts'
import { datasetRequest, intendedUse, predictionsRequest, protocolText, quickHost, writeSmallStudy } from '../faults/small-study.ts'
import { addPerson } from '../store/add-person.ts'

// Run by Node, outside the window: node prepare-retention.ts FOLDER. A small study with its data, the people who may dispose of
// them, an administrator, and a backup from before.
const [folder = ''] = process.argv.slice(2)
const surroundings = systemSurroundings('0.0.0-test')
const workspace = await createWorkspace(join(folder, 'workspace'), { name: 'Retention', person: { ...cus, roles: ['data-custodian', 'statistician', 'validator'] } }, surroundings)
const context: ActionContext = { workspace, host: quickHost(), surroundings, emit: () => undefined, demo: false }
try {
  await addPerson(workspace, { ...rev, roles: [...rev.roles] })
  await addPerson(workspace, { ...adm, roles: [...adm.roles] })
  writeSmallStudy(folder)
  const studyId = createStudy(context, { name: STUDY, deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, intendedUse())
  approveIntendedUse(context, studyId)
  saveProtocolDraft(context, studyId, protocolText())
  lockProtocol(context, studyId)
  await importDataset(context, { studyId, ...datasetRequest(folder) }).result
  freezeCohort(context, studyId)
  await importPredictions(context, { studyId, ...predictionsRequest(folder) }).result
  await makeBackup(context, { folder: join(folder, 'backup') })
} finally {
  workspace.close()
}
