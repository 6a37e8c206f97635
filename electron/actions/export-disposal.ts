import { composeDisposal } from '../../shared/report/disposal.ts'
import type { RecordId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { parseDisposal } from '../store/disposals.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import type { ActionContext } from './context.ts'
import { exportBytes } from './export-files.ts'
import { readStudyState } from './study-state.ts'

/** The certificate of a disposal as a document, with both signatures in full, so that it can be checked without the store. */
export async function exportDisposal(context: ActionContext, wanted: { readonly studyId: StudyId; readonly disposalId: RecordId; readonly path: string }): Promise<Sha256> {
  const { workspace, surroundings, host } = context
  const { store, session } = workspace
  const { studyId, disposalId, path } = wanted
  const record = store.records.get({ id: disposalId, version: 1 })
  const value = record?.kind === 'disposal' && record.studyId === studyId ? parseDisposal(record.bytes) : null
  if (record === null || value === null) return refuse('retention/no-such-data')
  const entry = store.ledger.list({ objectId: record.id, action: 'data.disposed', limit: 1 })[0]
  const study = readStudyState(store, studyId).study.value
  const certificates = [value.asked, value.witnessed].map(({ certificateSha256 }) => certificateSha256.slice(0, 16)).join(', ')
  const tree = composeDisposal({
    workspace: readWorkspace(workspace.folder).name,
    study: study.name,
    device: study.deviceName,
    demo: context.demo,
    disposal: value,
    certificateSha256: record.sha256,
    seq: entry?.seq ?? 0,
    head: entry?.hash ?? '',
  })
  const meta = { title: tree.title, author: session.fullName, createdAt: value.at, study: study.name, appVersion: surroundings.appVersion, subject: certificates }
  const contents = await host.render(tree, meta).result
  return exportBytes(context, { path, contents, what: 'certificate of disposal', studyId })
}
