import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import type { TablePreview } from '../../shared/ipc/views.ts'
import type { Columns } from '../../shared/vocabulary/columns.ts'
import type { Problem } from '../../shared/vocabulary/problem.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { DatasetMapping, FileFacts, PredictionsMapping } from '../../shared/vocabulary/records.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import type { RenderMeta } from '../pdf/render.ts'
import type { ReportTree } from '../../shared/report/tree.ts'
import type { IntegrityCheck } from '../store/integrity.ts'

/** Work that runs off the engine's thread. Cancelling ends the worker; the promise then rejects with a Refusal. */
export interface Job<T> {
  readonly result: Promise<T>
  cancel(): void
  /** Cancelled, it clears away what it wrote outside the workspace: worth waiting for. */
  readonly clearsAway?: true
}

export type Progress = (done: number, total: number) => void

/** Untrusted bytes are read only in a process that can be killed. */
export type IntakeJob =
  | { readonly kind: 'preview'; readonly path: string; readonly name: string; readonly delimiter?: TablePreview['delimiter'] }
  | { readonly kind: 'dataset'; readonly path: string; readonly name: string; readonly mapping: DatasetMapping }
  | {
      readonly kind: 'predictions'
      readonly path: string
      readonly name: string
      readonly mapping: PredictionsMapping
      readonly protocol: Protocol
    }

export type IntakeAnswer =
  | { readonly kind: 'preview'; readonly preview: TablePreview }
  | {
      readonly kind: 'columns'
      readonly columns: Columns
      readonly facts: FileFacts
      readonly nParticipants: number | null
      readonly missing: readonly { prediction: string; reason: string; n: number }[]
      readonly warnings: readonly Problem[]
    }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[]; readonly nProblems: number }

export interface Runtime {
  /** e.g. "Electron 33.2.1" or "Node 24.21.0" */
  readonly name: string
  readonly versions: Readonly<Record<string, string>>
  readonly platform: string
}

/** How processes and threads are started: one implementation for the window, one for the command line. */
export interface Host {
  readonly runtime: Runtime
  intake(job: IntakeJob, progress?: Progress): Job<IntakeAnswer>
  evaluate(input: EvaluationInput, progress?: Progress): Job<Results>
  render(tree: ReportTree, meta: RenderMeta): Job<Uint8Array>
  /** SQLite's own check of a copy of a store. */
  readonly integrity: IntegrityCheck
}
