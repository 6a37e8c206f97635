import { writeCsv } from '../../shared/intake/index.ts'
import type { TrailFilter } from '../../shared/ipc/trail-views.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { composeTrail, type TrailFilterLine } from '../../shared/report/trail.ts'
import type { PersonId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { mostEntriesOnPaper } from '../../shared/vocabulary/trail.ts'
import { ledgerEvent } from '../../shared/words/en/labels.ts'
import { trailWords } from '../../shared/words/en/screens-trail.ts'
import { sha256OfParts, writePartsAtomically } from '../files/write-stream.ts'
import type { LedgerEntry } from '../store/ledger-store.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import type { ActionContext } from './context.ts'
import { exportBytes } from './export-files.ts'
import { readStudyState } from './study-state.ts'
import { TrailSearches } from './trail-search.ts'

export interface TrailExport {
  readonly path: string
  readonly filter: TrailFilter
  readonly pause: () => Promise<void>
}

const columns = [
  ...['seq', 'at', 'tzOffsetMinutes', 'fullName', 'role', 'action', 'objectKind', 'objectId', 'objectVersion', 'reason'],
  ...['beforeSha256', 'afterSha256', 'details', 'hash'],
]

const header = writeCsv(columns, [])

/** The entries as a table that a spreadsheet cannot mistake for formulas, oldest first. */
export const exportTrailCsv = (context: ActionContext, wanted: TrailExport): Promise<Sha256> =>
  exportEntries(context, wanted, 'audit trail (CSV)', header, (entry) => writeCsv(columns, [cells(entry)]).slice(header.length))

const cells = ({ seq, hash, body }: LedgerEntry): string[] => [
  ...[String(seq), body.at, String(body.tzOffsetMinutes), body.fullName, body.role, body.action, body.objectKind, body.objectId],
  ...[String(body.objectVersion), body.reason ?? '', body.beforeSha256 ?? '', body.afterSha256 ?? '', JSON.stringify(body.details), hash],
]

/** Every field of every entry: one line of canonical JSON each, from which chain and tree can be made again. */
export const exportTrailJson = (context: ActionContext, wanted: TrailExport): Promise<Sha256> =>
  exportEntries(context, wanted, 'audit trail (JSON)', '', ({ prev, hash, body }) => `${canonicalJson({ body, hash, prev })}\n`)

/** Recorded before the first byte and after the last; what is read twice is what there was when it began. */
async function exportEntries(context: ActionContext, wanted: TrailExport, what: string, head: string, line: (entry: LedgerEntry) => string): Promise<Sha256> {
  const { store } = context.workspace
  const upTo = store.ledger.head().seq
  const searches = new TrailSearches(store, context.surroundings.clock.monotonicMs)
  const parts = async function* () {
    if (head !== '') yield head
    for (const seqs of searches.all(wanted.filter, upTo)) {
      yield seqs.flatMap((seq) => store.ledger.get(seq) ?? []).map(line).join('')
      await wanted.pause()
    }
  }
  const sha256 = await sha256OfParts(parts)
  const about = {
    ...(wanted.filter.studyId === undefined ? {} : { studyId: wanted.filter.studyId as StudyId }),
    objectKind: 'export',
    objectId: sha256,
    details: { what, contentSha256: sha256, upToSeq: upTo, filter: canonicalJson(wanted.filter).slice(0, 300) },
  }
  store.transact((write) => write.appendEntry({ action: 'export.begun', ...about }))
  await writePartsAtomically(wanted.path, parts, sha256)
  store.transact((write) => write.appendEntry({ action: 'file.exported', ...about }))
  return sha256
}

export async function exportTrailPdf(context: ActionContext, wanted: TrailExport): Promise<Sha256> {
  const { path, filter } = wanted
  const { workspace, surroundings, host } = context
  const { store } = workspace
  const upTo = store.ledger.head().seq
  const { hash } = store.ledger.head()
  const seqs = await fewEntries(context, wanted, upTo)
  const at = surroundings.clock.now()
  const name = readWorkspace(workspace.folder).name
  const tree = composeTrail({
    workspace: name,
    demo: context.demo,
    createdAt: at,
    tzOffsetMinutes: surroundings.clock.tzOffsetMinutes(),
    person: workspace.session.fullName,
    filter: filterLines(context, filter),
    head: { seq: upTo, hash },
    entries: seqs.flatMap((seq) => store.ledger.get(seq) ?? []),
  })
  const meta = { title: tree.title, author: workspace.session.fullName, createdAt: at, study: name, appVersion: surroundings.appVersion, subject: tree.title }
  const contents = await host.render(tree, meta).result
  return exportBytes(context, { path, contents, what: 'audit trail (PDF)', studyId: (filter.studyId as StudyId | undefined) ?? null })
}

/** Refuses as soon as there are too many, without looking for the rest. */
async function fewEntries({ workspace, surroundings }: ActionContext, { filter, pause }: TrailExport, upTo: number): Promise<number[]> {
  const found: number[] = []
  for (const seqs of new TrailSearches(workspace.store, surroundings.clock.monotonicMs).all(filter, upTo)) {
    found.push(...seqs)
    if (found.length > mostEntriesOnPaper) return refuse('trail/too-many-for-paper', { most: mostEntriesOnPaper })
    await pause()
  }
  return found
}

/** The filter in words: whoever reads the paper sees what is not on it. */
function filterLines({ workspace: { store } }: ActionContext, filter: TrailFilter): TrailFilterLine[] {
  const { text, personId, action, objectKind, objectId, studyId, from, to } = filter
  const { fields } = trailWords
  const lines: [string, string | undefined][] = [
    [fields.text, text === '' ? undefined : text],
    [fields.person, personId && (store.people.get(personId as PersonId)?.fullName ?? personId)],
    [fields.action, action && ledgerEvent(action)],
    [fields.objectKind, objectKind],
    [fields.objectId, objectId],
    [fields.study, studyId && readStudyState(store, studyId as StudyId).study.value.name],
    [fields.from, from],
    [fields.to, to],
  ]
  return lines.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))
}
