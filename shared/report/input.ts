import type { IndependenceKind } from '../vocabulary/signatures.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Cohort, Dataset, IntendedUse, Predictions, Release, Run, Study } from '../vocabulary/records.ts'
import type { Results } from '../vocabulary/results.ts'

/** One entry of the audit trail as the report lists it. */
export interface ChainEvent {
  /** The ledger's event, such as protocol.locked. */
  readonly event: string
  readonly label: string
  /** UTC instant. */
  readonly at: string
  readonly seq: number
  readonly by?: string
}

/** One run of the evaluation, also one that was aborted. */
export interface EvaluationRun {
  readonly seq: number
  readonly at: string
  readonly outcome: 'completed' | 'aborted' | 'running'
  readonly reason?: string
  readonly resultSha256?: string
}

/** One person who took part: what the audit trail says they did, the roles they hold, and which of these should be apart. */
export interface Participant {
  readonly name: string
  readonly did: readonly string[]
  readonly roles: readonly string[]
  readonly together: readonly (readonly [string, string])[]
}

/** Computed from the audit trail; names and roles as printed. */
export interface Independence {
  readonly kind: IndependenceKind
  readonly people: readonly Participant[]
}

export interface HistoryEvent {
  readonly reportNumber: string
  readonly seq: number
  readonly at: string
  /** Signed, with the meaning; or rejected, withdrawn, superseded. */
  readonly what: string
  readonly by: string
  readonly role: string
  readonly reason: string
}

export interface PermissionTable {
  readonly roles: readonly string[]
  /** `may` has one answer for each role. */
  readonly rows: readonly { readonly what: string; readonly may: readonly boolean[] }[]
}

/** Everything a report is made from. Records are printed from, never changed. */
export interface ReportInput {
  readonly study: Study
  readonly intendedUse: IntendedUse
  readonly intendedUseVersion: number
  readonly intendedUseSha256: string
  readonly protocol: Protocol
  readonly protocolVersion: number
  readonly protocolSha256: string
  readonly dataset: Dataset
  readonly datasetSha256: string
  readonly cohort: Cohort
  readonly cohortSha256: string
  readonly release: Release
  readonly predictions: Predictions
  readonly predictionsSha256: string
  readonly results: Results
  readonly resultSha256: string
  readonly run: Run
  /** In audit-trail order. Whether the protocol came before the data is computed from it. */
  readonly chain: readonly ChainEvent[]
  readonly evaluations: readonly EvaluationRun[]
  readonly independence: Independence
  /** Every signature and decision on earlier reports of this study, and on this one. */
  readonly history: readonly HistoryEvent[]
  /** Who may do what: the permission table in people's words. */
  readonly permissions: PermissionTable
  readonly demo: boolean
  readonly checkpoint: {
    readonly size: number
    readonly head: string
    readonly rootSha256: string
    /** Names the ledger. */
    readonly storeId: string
  }
  /** UTC instant. */
  readonly generatedAt: string
  readonly tzOffsetMinutes: number
  readonly appVersion: string
  readonly reportNumber: string
}
