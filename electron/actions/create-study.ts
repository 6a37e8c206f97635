import type { StudyId } from '../../shared/vocabulary/ids.ts'
import type { Study } from '../../shared/vocabulary/records.ts'
import type { ActionContext } from './context.ts'

/** A study begins: its name and device are fixed from here on. */
export function createStudy(context: ActionContext, request: { name: string; deviceName: string; manufacturer?: string | undefined }): StudyId {
  const value: Study = {
    format: 'probity.study',
    version: 1,
    name: request.name,
    deviceName: request.deviceName,
    ...(request.manufacturer ? { manufacturer: request.manufacturer } : {}),
  }
  return context.workspace.store.transact((write) => {
    const studyId = write.newId() as string as StudyId
    const record = write.records.add({ kind: 'study', id: write.newId(), studyId, value })
    write.appendEntry({
      action: 'study.created',
      studyId,
      objectKind: 'study',
      objectId: record.id,
      afterSha256: record.sha256,
    })
    return studyId
  })
}
