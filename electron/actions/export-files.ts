import { basename, dirname } from 'node:path'
import { writeCsv } from '../../shared/intake/index.ts'
import type { Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256Hex } from '../files/digest.ts'
import { removeParts, writeAtomically } from '../files/write.ts'
import type { ActionContext } from './context.ts'
import { readStudyState } from './study-state.ts'

interface ExportRequest {
  readonly path: string
  readonly contents: Uint8Array | string
  readonly what: string
  readonly studyId: StudyId | null
  /** What the entry of the finished file is called; export.begun goes before it all the same. */
  readonly action?: string
  readonly details?: Readonly<Record<string, string>>
}

/**
 * Copies bytes out of the store. What is to leave is recorded before the first byte is written, so that no crash can
 * leave an unrecorded copy; the file is then written, read back and compared, and that is recorded too.
 */
export function exportBytes(context: ActionContext, request: ExportRequest): Sha256 {
  const digest = sha256Hex(request.contents)
  const about = {
    studyId: request.studyId,
    objectKind: 'export',
    objectId: digest,
    details: { what: request.what, contentSha256: digest, ...request.details },
  }
  const { store } = context.workspace
  store.transact((write) => write.appendEntry({ action: 'export.begun', ...about }))
  // What an export under this name left when the program was killed.
  removeParts(dirname(request.path), [basename(request.path)])
  writeAtomically(request.path, request.contents)
  store.transact((write) => write.appendEntry({ action: request.action ?? 'file.exported', ...about }))
  return digest
}

export function exportReport(context: ActionContext, studyId: StudyId, path: string): Sha256 {
  const { report } = readStudyState(context.workspace.store, studyId)
  if (report === null) return refuse('order/no-report')
  const object = context.workspace.store.objects.get(report.value.objectSha256 as Sha256)
  if (object === null) return refuse('store/damaged', { what: 'signed report' })
  return exportBytes(context, { path, contents: object.bytes, what: 'report', studyId })
}

export function exportResults(context: ActionContext, studyId: StudyId, path: string): Sha256 {
  const { result } = readStudyState(context.workspace.store, studyId)
  if (result === null) return refuse('order/no-evaluation')
  return exportBytes(context, { path, contents: result.record.bytes, what: 'results', studyId })
}

export function exportProtocol(context: ActionContext, studyId: StudyId, path: string, draft: string | null): Sha256 {
  const locked = readStudyState(context.workspace.store, studyId).protocol
  const contents = locked === null ? draft : locked.record.bytes
  if (contents === null) return refuse('order/incomplete', { what: 'protocol', missing: 'protocol' })
  return exportBytes(context, { path, contents, what: locked === null ? 'protocol draft' : 'protocol', studyId })
}

export const exportFigure = (context: ActionContext, studyId: StudyId, path: string, svg: string): Sha256 =>
  exportBytes(context, { path, contents: svg, what: 'figure', studyId })

export function exportTable(
  context: ActionContext,
  studyId: StudyId,
  path: string,
  table: { readonly what: string; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] },
): Sha256 {
  const contents = writeCsv(table.header, table.rows)
  return exportBytes(context, { path, contents, what: `table: ${table.what}`, studyId })
}

/** The workspace's own certificate authority, for whoever checks the signatures elsewhere. */
export function exportCertificate(context: ActionContext, path: string): Sha256 {
  return exportBytes(context, { path, contents: pem(context.workspace.vault.authorityCertificate), what: 'certificate', studyId: null })
}

export function pem(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${base64.join('\n')}\n-----END CERTIFICATE-----\n`
}
