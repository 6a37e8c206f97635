import { composeDisposal } from '../../shared/report/disposal.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import type { PersonId, RecordId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { type Disposal, DisposalFile } from '../../shared/vocabulary/retention.ts'
import { sha256Hex } from '../files/digest.ts'
import { parseDisposal } from '../store/disposals.ts'
import type { ReadStore } from '../store/store.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import type { ActionContext } from './context.ts'
import { exportBytes, pem } from './export-files.ts'
import { readStudyState } from './study-state.ts'

interface DisposalWanted {
  readonly studyId: StudyId
  readonly disposalId: RecordId
  readonly path: string
}

function certificateOf(store: ReadStore, { studyId, disposalId }: DisposalWanted) {
  const record = store.records.get({ id: disposalId, version: 1 })
  const value = record?.kind === 'disposal' && record.studyId === studyId ? parseDisposal(record.bytes) : null
  if (record === null || value === null) return refuse('retention/no-such-data')
  const [entry] = store.ledger.list({ objectId: record.id, action: 'data.disposed', limit: 1 })
  if (entry === undefined) return refuse('store/damaged', { object: 'certificate of disposal', cause: 'row-without-entry' })
  return { record, value, entry }
}

/** The same as bytes that a program checks: statement, signatures, certificates of both people, place in the audit trail. */
export function exportDisposalFile(context: ActionContext, wanted: DisposalWanted): Sha256 {
  const { store } = context.workspace
  const { record, value, entry } = certificateOf(store, wanted)
  const pemOf = ({ personId, certificateSha256 }: Disposal['asked'] | Disposal['witnessed']): string => {
    const slot = store.people.slots(personId as PersonId).find(({ certificate }) => sha256Hex(certificate) === certificateSha256)
    return slot === undefined ? refuse('store/damaged', { object: 'certificate of disposal', cause: 'signature-certificate' }) : pem(slot.certificate)
  }
  const file = DisposalFile.parse({
    format: 'probity.disposal-file',
    version: 1,
    disposal: value,
    recordSha256: record.sha256,
    entry: { seq: entry.seq, hash: entry.hash },
    certificates: { asked: pemOf(value.asked), witnessed: pemOf(value.witnessed) },
  })
  return exportBytes(context, { path: wanted.path, contents: `${canonicalJson(file)}\n`, what: 'certificate of disposal', studyId: wanted.studyId })
}

/** The certificate of a disposal as a document, with both signatures in full, so that it can be checked without the store. */
export async function exportDisposal(context: ActionContext, wanted: DisposalWanted): Promise<Sha256> {
  const { workspace, surroundings, host } = context
  const { store, session } = workspace
  const { studyId, path } = wanted
  const { record, value, entry } = certificateOf(store, wanted)
  const study = readStudyState(store, studyId).study.value
  const certificates = [value.asked, value.witnessed].map(({ certificateSha256 }) => certificateSha256.slice(0, 16)).join(', ')
  const tree = composeDisposal({
    workspace: readWorkspace(workspace.folder).name,
    study: study.name,
    device: study.deviceName,
    demo: context.demo,
    disposal: value,
    certificateSha256: record.sha256,
    seq: entry.seq,
    head: entry.hash,
  })
  const meta = { title: tree.title, author: session.fullName, createdAt: value.at, study: study.name, appVersion: surroundings.appVersion, subject: certificates }
  const contents = await host.render(tree, meta).result
  return exportBytes(context, { path, contents, what: 'certificate of disposal', studyId })
}
