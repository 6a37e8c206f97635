import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { type Problem, problem } from '../../shared/vocabulary/problem.ts'
import { Cohort } from '../../shared/vocabulary/records.ts'
import type { RetentionClass } from '../../shared/vocabulary/retention.ts'
import { nextMeanings } from '../../shared/vocabulary/signatures.ts'
import type { StoredRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { disposedProblem } from '../store/disposals.ts'
import { holdsIn, isHolding, keptUntil } from './retention.ts'
import { readReports } from './study-state.ts'

/** Why the rows of a record may not be disposed of at `now`; null if they may (rules RET-3 to RET-6). */
export function disposalBlocker(store: Store, record: StoredRecord & { readonly kind: RetentionClass }, now: string): Problem | null {
  const studyId = record.studyId as StudyId
  if (isDisposed(store, record)) return disposedProblem(store.database, record)
  const hold = holdsIn(store, studyId).find((each) => isHolding(each, record))
  if (hold !== undefined) return problem('retention/held', { what: hold.on === null ? 'study' : record.kind, by: hold.by, at: hold.at.slice(0, 10), reason: hold.reason })
  const kept = keptUntil(store, record)
  if (kept === null) return problem('retention/not-set', { what: record.kind })
  if (now < kept.until) return problem('retention/not-over', { until: kept.until.slice(0, 10), years: kept.period.years, since: kept.since.slice(0, 10) })
  return inUse(store, studyId, record)
}

export const isDisposed = (store: Store, record: StoredRecord): boolean => store.segments.keysOf(record).some((key) => key.isDestroyed)

/** While a run reads them, and while a report that rests on them waits for a signature. */
function inUse(store: Store, studyId: StudyId, record: StoredRecord): Problem | null {
  if (store.ledger.openEvaluations().some(({ body }) => body.studyId === studyId)) return problem('retention/in-use', { cause: 'evaluation-running' })
  const unfinished = readReports(store, studyId).find(
    ({ value }) => value.decisions.length === 0 && nextMeanings(value.signatures.map((each) => each.meaning)).length > 0 && restsOn(store, studyId, value.resultSha256).has(record.sha256),
  )
  return unfinished === undefined ? null : problem('retention/in-use', { cause: 'report-unfinished', report: unfinished.value.reportNumber })
}

/** Digests of the predictions and the data that a result was computed from, by the entries that say so. */
function restsOn(store: Store, studyId: StudyId, resultSha256: string): ReadonlySet<string> {
  const said = (action: string, sha256: unknown, detail: string) =>
    store.ledger.list({ action, studyId }).find(({ body }) => body.afterSha256 === sha256)?.body.details[detail]
  const predictions = said('evaluation.completed', resultSha256, 'predictionsSha256')
  const cohort = said('predictions.sealed', predictions, 'cohortSha256')
  const bytes = store.records.list({ kind: 'cohort', studyId }).find(({ sha256 }) => sha256 === cohort)?.bytes
  return new Set([predictions, bytes === undefined ? undefined : Cohort.parse(JSON.parse(bytes)).datasetSha256].map(String))
}
