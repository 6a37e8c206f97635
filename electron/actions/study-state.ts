import type { z } from 'zod'
import type { RecordId, StudyId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import {
  Cohort,
  Dataset,
  IntendedUse,
  Predictions,
  type RecordKind,
  Release,
  Report,
  Run,
  Study,
} from '../../shared/vocabulary/records.ts'
import { Results } from '../../shared/vocabulary/results.ts'
import type { LedgerEntry } from '../store/ledger-store.ts'
import type { StoredRecord } from '../store/records.ts'
import type { ReadStore } from '../store/store.ts'

/** A locked record with its parsed value and the audit-trail entry that locked it. */
export interface Locked<T> {
  readonly record: StoredRecord
  readonly value: T
  readonly entry: LedgerEntry
}

/**
 * Where a study stands, read from its records. Later things count only if they were made from the current earlier
 * ones: a new protocol version leaves the cohort frozen under the old one in the store, but no longer in force.
 */
export interface StudyState {
  readonly study: Locked<Study>
  readonly intendedUse: Locked<IntendedUse> | null
  readonly protocol: Locked<Protocol> | null
  readonly dataset: Locked<Dataset> | null
  readonly cohort: Locked<Cohort> | null
  readonly predictions: (Locked<Predictions> & { readonly release: Release }) | null
  readonly result: (Locked<Results> & { readonly run: Run }) | null
  /** The report in force: of the current result, and neither rejected, withdrawn nor superseded. */
  readonly report: Locked<Report> | null
  /** Every report as it stands now, oldest first. */
  readonly reports: readonly Locked<Report>[]
  /** True from the first evaluation.started of this study on. */
  readonly isUnblinded: boolean
}

export function readStudyState(store: ReadStore, studyId: StudyId): StudyState {
  const study = last(store, 'study', studyId, Study)
  if (study === null) return refuse('store/damaged', { what: 'study' })
  const intendedUse = last(store, 'intended-use', studyId, IntendedUse)
  const protocol = last(store, 'protocol', studyId, Protocol)
  const dataset = last(store, 'dataset', studyId, Dataset)
  const cohort = keep(
    last(store, 'cohort', studyId, Cohort),
    (each) =>
      each.value.protocolSha256 === protocol?.record.sha256 && each.value.datasetSha256 === dataset?.record.sha256,
  )
  const predictions = keep(
    last(store, 'predictions', studyId, Predictions),
    (each) => each.entry.body.details['cohortSha256'] === cohort?.record.sha256,
  )
  const release = last(store, 'release', studyId, Release)
  const result = keep(
    last(store, 'result', studyId, Results),
    (each) => each.entry.body.details['predictionsSha256'] === predictions?.record.sha256,
  )
  const run = last(store, 'run', studyId, Run)
  const reports = readReports(store, studyId)
  const report = keep(
    reports.at(-1) ?? null,
    (each) => each.value.resultSha256 === result?.record.sha256 && each.value.decisions.length === 0,
  )
  return {
    study,
    intendedUse,
    protocol: keep(protocol, (each) => each.entry.body.details['intendedUseSha256'] === intendedUse?.record.sha256),
    dataset,
    cohort,
    predictions: predictions && release ? { ...predictions, release: release.value } : null,
    result: result && run ? { ...result, run: run.value } : null,
    report,
    reports,
    isUnblinded: store.ledger.count({ studyId, action: 'evaluation.started' }) > 0,
  }
}

function last<T>(store: ReadStore, kind: RecordKind, studyId: StudyId, schema: z.ZodType<T>): Locked<T> | null {
  const record = store.records.list({ kind, studyId }).at(-1)
  return record === undefined ? null : locked(store, record, schema)
}

/** The last version of each report record, in the order in which the reports were begun. */
export function readReports(store: ReadStore, studyId: StudyId): Locked<Report>[] {
  const latest = new Map<string, StoredRecord>()
  for (const record of store.records.list({ kind: 'report', studyId })) latest.set(record.id, record)
  return [...latest.values()].map((record) => locked(store, record, Report))
}

function locked<T>(store: ReadStore, record: StoredRecord, schema: z.ZodType<T>): Locked<T> {
  const entry = store.ledger
    .list({ objectId: record.id, newestFirst: true })
    .find((each) => each.body.afterSha256 === record.sha256)
  if (entry === undefined) return refuse('ledger/rows-differ', { object: `${record.kind} ${record.id}` })
  return { record, value: schema.parse(JSON.parse(record.bytes)), entry }
}

const keep = <T>(value: T | null, holds: (value: T) => boolean): T | null => (value !== null && holds(value) ? value : null)

/** The record id a study uses for one kind: versions of the same record share it. */
export function recordIdOf(store: ReadStore, kind: RecordKind, studyId: StudyId): RecordId | undefined {
  return store.records.list({ kind, studyId }).at(-1)?.id
}

export const draftId = (studyId: StudyId, kind: 'intended-use' | 'protocol'): string => `${studyId}:${kind}`
