import type { Instant, StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { Cohort } from '../../shared/vocabulary/records.ts'
import { isRetentionClass, type RetentionClass, retentionClasses, yearsLater } from '../../shared/vocabulary/retention.ts'
import type { LedgerEntry } from '../store/ledger-store.ts'
import type { RecordKey, StoredRecord } from '../store/records.ts'
import type { ReadStore } from '../store/store.ts'
import type { ActionContext } from './context.ts'

/** How long a class is kept. The last entry that says so is what holds: it is nowhere else. */
export interface Period {
  readonly years: number
  readonly rationale: string
  readonly seq: number
  readonly at: string
  readonly by: string
}

export function periodOf(store: ReadStore, kind: RetentionClass): Period | null {
  const [last] = store.ledger.list({ action: 'retention.set', objectId: kind, newestFirst: true, limit: 1 })
  if (last === undefined) return null
  const { details, reason, at, fullName } = last.body
  return { years: Number(details['years']), rationale: reason ?? '', seq: last.seq, at, by: fullName }
}

/** A period and why it is that long. It holds at once, for what is there already too. */
export function setRetention({ workspace }: ActionContext, wanted: { readonly kind: RetentionClass; readonly years: number; readonly reason: string }): void {
  const before = periodOf(workspace.store, wanted.kind)?.years ?? 'none'
  workspace.store.transact((w) =>
    w.appendEntry({
      action: 'retention.set',
      objectKind: 'retention-class',
      objectId: wanted.kind,
      reason: wanted.reason,
      changedFields: ['years'],
      details: { before, years: wanted.years },
    }),
  )
}

/** What is not disposed of while it is held, whatever its period says. */
export interface Hold {
  readonly id: string
  /** The whole study, or one version of one record. */
  readonly on: RecordKey | null
  readonly reason: string
  readonly seq: number
  readonly at: string
  readonly by: string
}

/** Holds in force, oldest first. */
export function holdsIn(store: ReadStore, studyId: StudyId): Hold[] {
  const released = new Set(store.ledger.list({ action: 'hold.released', studyId }).map(({ body }) => body.objectId))
  return store.ledger.list({ action: 'hold.placed', studyId }).flatMap((entry) => (released.has(entry.body.objectId) ? [] : [holdOf(entry)]))
}

function holdOf({ seq, body }: LedgerEntry): Hold {
  const { recordId, recordVersion } = body.details
  const on = recordId === undefined ? null : { id: String(recordId) as RecordKey['id'], version: Number(recordVersion) }
  return { id: body.objectId, on, reason: body.reason ?? '', seq, at: body.at, by: body.fullName }
}

export const isHolding = (hold: Hold, { id, version }: RecordKey): boolean => hold.on === null || (hold.on.id === id && hold.on.version === version)

export function placeHold({ workspace }: ActionContext, wanted: { readonly studyId: StudyId; readonly on: RecordKey | null; readonly reason: string }): void {
  const { studyId, on, reason } = wanted
  const record = on === null ? null : dataRecord(workspace.store, studyId, on)
  const about: Record<string, string | number> = record === null ? { on: 'study' } : { on: record.kind, recordId: record.id, recordVersion: record.version }
  workspace.store.transact((w) =>
    w.appendEntry({ action: 'hold.placed', studyId, objectKind: 'hold', objectId: w.newId(), reason, details: about }),
  )
}

export function releaseHold({ workspace }: ActionContext, wanted: { readonly studyId: StudyId; readonly holdId: string; readonly reason: string }): void {
  const { studyId, holdId, reason } = wanted
  const hold = holdsIn(workspace.store, studyId).find((each) => each.id === holdId)
  if (hold === undefined) return refuse('retention/no-such-hold')
  workspace.store.transact((w) =>
    w.appendEntry({ action: 'hold.released', studyId, objectKind: 'hold', objectId: holdId, reason, details: { placedSeq: hold.seq } }),
  )
}

/** Everything of a study that has a period, oldest first: each version of its data and of its predictions. */
export const dataOf = (store: ReadStore, studyId: StudyId): StoredRecord[] =>
  retentionClasses.flatMap((kind) => store.records.list({ kind, studyId }))

export function dataRecord(store: ReadStore, studyId: StudyId, key: RecordKey): StoredRecord & { readonly kind: RetentionClass } {
  const record = store.records.get(key)
  if (record === null || record.studyId !== studyId || !isRetentionClass(record.kind)) return refuse('retention/no-such-data')
  return { ...record, kind: record.kind }
}

/** A period counts from the import, or from the last freeze of a cohort of these data, whichever came later. */
export function countsFrom(store: ReadStore, record: StoredRecord): Instant {
  const cohorts = record.kind === 'dataset' ? store.records.list({ kind: 'cohort', studyId: record.studyId as StudyId }) : []
  const frozen = cohorts.filter(({ bytes }) => Cohort.parse(JSON.parse(bytes)).datasetSha256 === record.sha256)
  return [record, ...frozen].map(({ createdAt }) => createdAt).reduce((a, b) => (b > a ? b : a))
}

/** When the period of a record is over; null while nobody has set one. */
export function keptUntil(store: ReadStore, record: StoredRecord & { readonly kind: RetentionClass }): { since: Instant; until: Instant; period: Period } | null {
  const period = periodOf(store, record.kind)
  if (period === null) return null
  const since = countsFrom(store, record)
  return { since, until: yearsLater(since, period.years) as Instant, period }
}
