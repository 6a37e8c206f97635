import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { writeSyntheticStudy } from '../bench/synthetic.ts'
import { demoInput } from './demo-study.ts'

export function approvedStudy(context: ActionContext, name: string): StudyId {
  const studyId = createStudy(context, { name, deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
  approveIntendedUse(context, studyId)
  return studyId
}

/** A study of so many examinations, up to sealed predictions: the next step is its evaluation. The files go into the folder. */
export async function sealedStudy(context: ActionContext, name: string, folder: string, size: number): Promise<StudyId> {
  const studyId = approvedStudy(context, name)
  const files = writeSyntheticStudy(folder, size)
  saveProtocolDraft(context, studyId, demoInput.protocolText())
  lockProtocol(context, studyId)
  await importDataset(context, { studyId, ...demoInput.dataset(), path: files.data }).result
  freezeCohort(context, studyId)
  await importPredictions(context, { studyId, ...demoInput.predictions(), path: files.predictions }).result
  return studyId
}
