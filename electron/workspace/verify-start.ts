import { z } from 'zod'
import { fromHex, type RecordId, toHex } from '../../shared/vocabulary/ids.ts'
import { type Problem, problem } from '../../shared/vocabulary/problem.ts'
import { recordKinds } from '../../shared/vocabulary/records.ts'
import { withProblems } from '../store/database.ts'
import { isSchemaIntact } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { inspectWith, keyFileFindings, outsideFindings, readEverySmallTable, signInsOf, verdictOf, verifyWorkspace, withFindings, type VerifyReport } from './verify.ts'
import { countersignatureFindings } from './verify-countersignatures.ts'
import { reportFindings } from './verify-reports.ts'
import { disposalFindings } from './verify-disposals.ts'
import { checkpointFindings, factKey, type LedgerFacts, readLedgerFacts, walkInSlices } from './verify-ledger.ts'
import { differs, otherKinds, otherRows, recordRow, type Row } from './verify-rows.ts'
import type { Workspace } from './workspace.ts'

/** How far the last full verification came, and how many records there were then. */
const Mark = z.strictObject({ seq: z.int().min(1), head: z.string(), nRecords: z.int() })
type Mark = z.infer<typeof Mark>
const MARK = 'verified'

/** Up to this many entries everything is verified before anything is written; beyond, what came since the mark. */
export const fullUpTo = 20_000

/** Versions of signed reports that are checked before anybody is let in; more are checked in the background. */
const reportsUpTo = 12

export interface StartReport extends VerifyReport {
  /** Nothing is left to a full verification in the background. */
  readonly isComplete: boolean
  /** 0: everything was verified. Else the entry up to which an earlier verification is relied on. */
  readonly since: number
}

/**
 * At sign-in (rule STO-37): everything, unless the trail is long and an earlier verification left its mark. Then the
 * chain is followed from there, the newest checkpoint and the files beside the store are checked, and the rows that
 * newer entries speak of; the full verification follows in the background. Signed reports are checked too, where there are many
 * in the background.
 */
export async function verifyAtStart(workspace: Workspace, limit: number = fullUpTo): Promise<StartReport> {
  const trail = trailAtStart(workspace, limit)
  const { store, vault } = workspace
  if (store.records.list({ kind: 'report' }).length > reportsUpTo) return { ...trail, isComplete: false }
  return { ...withFindings(trail, await reportFindings(store, vault.authorityCertificate)), since: trail.since, isComplete: trail.since === 0 }
}

function trailAtStart(workspace: Workspace, limit: number): Omit<StartReport, 'isComplete'> {
  const { store } = workspace
  const mark = store.ledger.head().seq > limit ? readMark(store) : null
  if (mark === null) return { ...verifyWorkspace(workspace), since: 0 }
  return withProblems(() => {
    const facts = readLedgerFacts(store, { seq: mark.seq, head: fromHex(mark.head) })
    const signIns = signInsOf(workspace.paths)
    const disposals = disposalFindings(store)
    readEverySmallTable(store.database)
    const findings: Problem[] = [
      ...(headAt(store, mark.seq) === mark.head ? [] : [problem('ledger/broken', { seq: mark.seq, cause: 'hash' })]),
      ...facts.findings,
      ...newRowFindings(store, facts, mark),
      ...checkpointFindings(store, facts, mark.seq),
      ...countersignatureFindings(store),
      ...disposals.findings,
      ...(isSchemaIntact(store.database) ? [] : [problem('store/damaged', { object: 'schema', cause: 'schema' })]),
      ...keyFileFindings(store, workspace.vault),
      ...signIns.findings,
      ...(signIns.file === null ? [] : outsideFindings(store, workspace.vault, workspace.paths, signIns.file, null)),
    ]
    const counts = { entries: facts.nEntries, records: 0, segments: 0, objects: 0, people: store.people.list().length, checkpoints: store.checkpoints.list().length, signIns: signIns.file?.entries.length ?? 0 }
    return { ...verdictOf(findings), findings, counts, head: store.ledger.head(), disposed: disposals.disposed, since: mark.seq }
  })
}

/**
 * Everything verifyWorkspace checks, with a pause after every few thousand entries so that the window stays awake.
 * Entries that are written meanwhile are taken along at the end.
 */
export async function verifyInSlices(workspace: Workspace, pause: () => Promise<void>, told: (done: number, total: number) => void = () => undefined): Promise<VerifyReport> {
  const { store, vault, paths } = workspace
  const walk = await walkInSlices(store, pause, (done) => told(done, store.ledger.head().seq))
  // No pause from here on: what is in the store is what the entries speak of.
  const { rest, mark } = withProblems(() => ({ rest: inspectWith(walk.rest(), store, vault, paths), mark: markOf(store) }))
  const report = withFindings(rest, await reportFindings(store, vault.authorityCertificate))
  if (report.isWhole) leaveMark(store, mark)
  return report
}

function readMark(store: Store): Mark | null {
  const text = store.settings.get(MARK)
  if (text === null) return null
  const mark = Mark.safeParse(JSON.parse(text))
  return mark.success && mark.data.seq <= store.ledger.head().seq ? mark.data : null
}

function markOf(store: Store): Mark {
  const { seq, hash } = store.ledger.head()
  return { seq, head: hash, nRecords: nRecords(store) }
}

function leaveMark(store: Store, mark: Mark): void {
  store.transact((w) => w.settings.put(MARK, JSON.stringify(mark)))
}

/** The rows that entries since the mark speak of are what they say, and as many rows came as they speak of. */
function newRowFindings(store: Store, facts: LedgerFacts, mark: Mark): Problem[] {
  const findings: Problem[] = []
  const kinds = new Set<string>(recordKinds)
  const others = new Map(otherRows(store).map((row) => [keyOf(row), row]))
  let nNewRecords = 0
  for (const [key, entry] of facts.last) {
    const isRecord = kinds.has(entry.objectKind)
    const record = isRecord ? store.records.get({ id: entry.objectId as RecordId, version: entry.objectVersion }) : null
    const row = record === null ? others.get(key) : recordRow(record)
    if (isRecord) nNewRecords += 1
    if (row === undefined && (isRecord || otherKinds.has(entry.objectKind))) findings.push(differs(entry.seq, key, 'entry-without-row'))
    else if (row !== undefined && row.sha256 !== entry.afterSha256) findings.push(differs(entry.seq, key, 'row-changed'))
  }
  if (nRecords(store) !== mark.nRecords + nNewRecords) findings.push(differs(0, 'record', 'row-without-entry'))
  return findings
}

const keyOf = ({ kind, id, version }: Row): string => factKey(kind, id, version)
const nRecords = (store: Store): number => Number(store.database.prepare('SELECT count(*) FROM main.record').pluck().get())

function headAt(store: Store, seq: number): string | null {
  for (const row of store.ledger.rowsFrom(seq)) return row.seq === seq ? toHex(row.hash) : null
  return null
}
