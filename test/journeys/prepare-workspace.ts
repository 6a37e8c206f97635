import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { demoInput, person } from '../actions/demo-study.ts'
import { prepareBeyond } from './beyond-studies.ts'
import { writeSyntheticStudy } from '../bench/synthetic.ts'

// Run by Node, outside the window: node prepare-workspace.ts FOLDER sealed N | approved | beyond. It makes the workspace of
// a journey, up to sealed predictions of N examinations, up to an approved intended use, or with three studies beyond the
// plain one (beyond-studies.ts), with the engine's own actions.
const [folder = '', upTo = 'sealed', size = '1000'] = process.argv.slice(2)
const surroundings = systemSurroundings('0.0.0-test')
const workspace = await createWorkspace(join(folder, 'workspace'), { name: 'Journey', person }, surroundings)
const context: ActionContext = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
try {
  if (upTo === 'beyond') await prepareBeyond(context)
  const studyId = createStudy(context, { name: 'Journey study', deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
  approveIntendedUse(context, studyId)
  if (upTo === 'sealed') {
    const files = writeSyntheticStudy(folder, Number(size))
    saveProtocolDraft(context, studyId, demoInput.protocolText())
    lockProtocol(context, studyId)
    await importDataset(context, { studyId, ...demoInput.dataset(), path: files.data }).result
    freezeCohort(context, studyId)
    await importPredictions(context, { studyId, ...demoInput.predictions(), path: files.predictions }).result
  }
} finally {
  workspace.close()
}
