import type { TrailEntryView } from '../../shared/ipc/views.ts'
import type { Countersignatures, CountersignatureView, TrailEntryDetail, TrailFacets, TrailFilter, TrailPage } from '../../shared/ipc/trail-views.ts'
import { parseStatement, reviewedUpTo } from '../../shared/ledger/countersigned.ts'
import { fromHex, type PersonId, type RecordId, type StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { RecordKind } from '../../shared/vocabulary/records.ts'
import { fieldChanges } from '../actions/field-changes.ts'
import { TrailSearches } from '../actions/trail-search.ts'
import { sha256Hex } from '../files/digest.ts'
import type { Countersignature } from '../store/countersignatures.ts'
import type { LedgerEntry } from '../store/ledger-store.ts'
import type { ReadStore, Store } from '../store/store.ts'
import { everything } from '../store/trail.ts'
import { countersignatureFindings } from '../workspace/verify-countersignatures.ts'
import type { Workspace } from '../workspace/workspace.ts'

const searches = new WeakMap<Workspace, TrailSearches>()

export function trailSearches(workspace: Workspace, monotonicMs: () => number): TrailSearches {
  const known = searches.get(workspace) ?? new TrailSearches(workspace.store, monotonicMs)
  searches.set(workspace, known)
  return known
}

/** A page of the audit trail, newest first. */
export function listTrail({ store }: Workspace, found: TrailSearches, { filter = {}, offset, limit }: { filter?: TrailFilter | undefined; offset: number; limit: number }): TrailPage {
  const { seqs, ...counts } = found.page(filter, offset, limit)
  return { ...counts, entries: seqs.flatMap((seq) => entryIn(store, seq)) }
}

function entryIn(store: ReadStore, seq: number): TrailEntryView[] {
  const entry = store.ledger.get(seq)
  return entry === null ? [] : [entryView(entry)]
}

export function trailFacets({ store, session }: Workspace): TrailFacets {
  const { actions, objectKinds, personIds } = store.trail.facets()
  const studies = store.records.list({ kind: 'study' }).filter(({ studyId }) => store.people.rolesOf(session.personId, studyId as StudyId).length > 0)
  return {
    people: personIds.map((id) => ({ id, name: store.people.get(id as PersonId)?.fullName ?? id })),
    actions,
    objectKinds,
    studies: [...new Map(studies.map(({ studyId, bytes }) => [String(studyId), nameIn(bytes)]))].map(([id, name]) => ({ id, name })),
  }
}

const nameIn = (bytes: string): string => (JSON.parse(bytes) as { name: string }).name

/** Records that hold no rows of patients and nothing counted from them: their values may stand in the open. */
const open = new Set<string>(['study', 'intended-use', 'protocol', 'release', 'report'] satisfies RecordKind[])

/** One entry with every field, and what it changed. Digests stay digests where patient data stand behind them. */
export function entryDetail({ store, session }: Workspace, seq: number): TrailEntryDetail {
  const entry = store.ledger.get(seq)
  if (entry === null) return refuse('trail/no-such-entry', { seq })
  const { body, prev } = entry
  const { studyId, sessionId, bootId, monotonicMs, appVersion, workstation, changedFields, signatureSha256 } = body
  const isTheirs = studyId !== null && store.people.rolesOf(session.personId, studyId as StudyId).length > 0
  const changes = isTheirs && body.afterSha256 !== null && open.has(body.objectKind) ? changesOf(store, entry) : null
  return { ...entryView(entry), studyId, sessionId, bootId, monotonicMs, appVersion, workstation, changedFields, signatureSha256, prev, changes }
}

function changesOf(store: ReadStore, { body }: LedgerEntry): TrailEntryDetail['changes'] {
  const valueOf = (version: number): unknown => {
    const record = store.records.get({ id: body.objectId as RecordId, version })
    return record === null ? null : JSON.parse(record.bytes)
  }
  const after = valueOf(body.objectVersion)
  return after === null ? null : fieldChanges(body.objectVersion > 1 ? valueOf(body.objectVersion - 1) : null, after)
}

/** Reviews and witnesses, newest first, and how far reviews reach. */
export function countersignatures({ store, vault }: Workspace): Countersignatures {
  const rows = store.countersignatures.list()
  const list = rows.map((row) => countersignatureView(store, row, vault.authorityCertificate))
  // A review by a revoked certificate does not count: somebody has to review again what it was about.
  const revoked = new Set(countersignatureFindings(store).flatMap(({ code, params }) => (code === 'signature/revoked' ? [params?.['seq']] : [])))
  const ranges = list.flatMap(({ seq, fromSeq, toSeq }) => (fromSeq === null || toSeq === null || revoked.has(seq) ? [] : [{ fromSeq, toSeq }]))
  return { reviewedUpTo: reviewedUpTo(ranges), list: list.reverse() }
}

function countersignatureView(store: Store, row: Countersignature, own: Uint8Array): CountersignatureView {
  const statement = parseStatement(row.statement)
  const seq = store.trail.find({ ...everything, objectId: row.id }, 1, store.ledger.head().seq)[0] ?? 0
  const common = { seq, at: statement.at, size: row.size }
  if (statement.format === 'probity.trail-review') {
    const { printedName, fromSeq, toSeq, note } = statement
    return { ...common, kind: 'review', printedName, fromSeq, toSeq, note, workspace: null, foreignAuthoritySha256: null }
  }
  const { printedName, workspace, authority } = statement.witness
  const issuer = sha256Hex(fromHex(authority))
  const foreignAuthoritySha256 = issuer === sha256Hex(own) ? null : issuer
  return { ...common, kind: 'witness', printedName, fromSeq: null, toSeq: null, note: '', workspace, foreignAuthoritySha256 }
}

const entryView = ({ seq, hash, body }: LedgerEntry): TrailEntryView => ({
  seq,
  hash,
  at: body.at,
  tzOffsetMinutes: body.tzOffsetMinutes,
  fullName: body.fullName,
  role: body.role,
  action: body.action,
  objectKind: body.objectKind,
  objectId: body.objectId,
  objectVersion: body.objectVersion,
  beforeSha256: body.beforeSha256,
  afterSha256: body.afterSha256,
  reason: body.reason,
  details: body.details,
})
