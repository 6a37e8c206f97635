import type { Columns } from '../vocabulary/columns.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { AheadRunner } from './ahead.ts'
import type { ReplicateRunner } from './replicates.ts'

/** Everything an evaluation reads. Nothing else enters its result. */
export interface EvaluationInput {
  readonly protocol: Protocol
  /** The frozen examinations: ids, covariates and the reference standard, in frozen order. */
  readonly cohort: Columns
  /** The sealed predictions in file order; joined to the cohort by examination id here. */
  readonly predictions: Columns
  readonly digests: InputDigests
  /** True for a run without a store. */
  readonly exploratory: boolean
}

/** Lower-case hex. */
export interface InputDigests {
  readonly protocolSha256: string
  readonly cohortSha256: string
  readonly predictionsSha256: string
}

/** Called between work items, on the thread that computes. */
export interface Hooks {
  readonly onProgress?: (done: number, total: number) => void
  readonly isCancelled?: () => boolean
  /** Splits bootstrap replicates over workers; on this thread when absent. The result does not depend on it (BTS-2). */
  readonly runReplicates?: ReplicateRunner
  /** Begins pieces of a panel of many rows on other workers; everything on this thread when absent. Likewise. */
  readonly runAhead?: AheadRunner
}

/** Throws Refusal evaluation/cancelled when someone asked to stop. */
export function stopIfCancelled(hooks: Hooks): void {
  if (hooks.isCancelled?.() === true) throw new Refusal(problem('evaluation/cancelled'))
}
