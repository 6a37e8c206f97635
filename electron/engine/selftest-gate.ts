import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import type { Clock } from '../files/clock.ts'
import type { ReadVector } from '../selftest/known-answer.ts'
import { systemSelftest } from '../selftest/system-selftest.ts'

export interface SelftestPassed {
  readonly at: Instant
  readonly nAnswers: number
}

interface GateOptions {
  readonly clock: Clock
  readonly readVector?: ReadVector
  readonly onPassed?: (passed: SelftestPassed) => void
}

/**
 * The quick self-test, once in the life of a process and not before a workspace is to be opened or made: starting the
 * window does not wait for it. A program that computes wrongly is refused for good.
 */
export function selftestGate({ clock, readVector, onPassed }: GateOptions): () => Promise<void> {
  let result: ReturnType<typeof systemSelftest> | undefined
  return async () => {
    const isFirst = result === undefined
    result ??= systemSelftest({ quick: true, ...(readVector === undefined ? {} : { readVector }) })
    const { ok, checks, nAnswers, nFailed } = await result
    const failed = checks.find((check) => !check.ok)
    if (!ok) refuse('engine/self-test-failed', { nFailed, nAnswers, check: failed?.name ?? '' })
    if (isFirst) onPassed?.({ at: clock.now(), nAnswers })
  }
}
