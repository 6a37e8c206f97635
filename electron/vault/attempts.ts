import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { readSignInFile, recordSignIn, refusedSince, type SignIn, type SignInFile, type SignInPurpose } from './sign-in-file.ts'

/** Failures that cost nothing but a line in the file. */
const FREE_FAILURES = 5
const LONGEST_MS = 15 * 60 * 1000

/** 0 for fewer than five failures, then 1 s, doubled by each further one, and never more than 15 minutes. */
export const delayMs = (nFailed: number): number =>
  nFailed < FREE_FAILURES ? 0 : Math.min(LONGEST_MS, 1000 * 2 ** Math.min(nFailed - FREE_FAILURES, 30))

/**
 * How long this person, or anybody unknown (null), still has to wait. Within one start of the computer its uptime
 * counts, which no clock setting changes; after another start the whole delay counts from the start of this process.
 */
export function waitMs(file: SignInFile, personId: string | null, { boot }: Surroundings): number {
  const { n, last } = refusedSince(file, personId)
  const delay = delayMs(n)
  if (last === null || delay === 0) return 0
  const passed = last.boot === boot.id ? boot.uptimeMs() - last.uptimeMs : boot.processMs()
  return Math.max(0, delay - Math.max(0, passed))
}

export interface Attempt {
  readonly signInFile: string
  /** null: nobody has the id that was given. */
  readonly personId: string | null
  readonly purpose: SignInPurpose
  readonly surroundings: Surroundings
  /** Whoever opens a workspace with it records the acceptance once it is open: a refused store stays as it is. */
  readonly acceptedLater?: boolean
}

/** Two people typed: whose passphrase it was has to be said. */
export const secondPerson = { cause: 'second-person' } as const

let queue: Promise<unknown> = Promise.resolve()

/**
 * One try of a secret. It waits its turn, so that many at once gain nothing; is refused untried while a delay runs;
 * and its outcome is written and flushed before it is told. `null` from `open` means that the secret was wrong.
 */
export function attempt<T>(about: Attempt, open: () => Promise<T | null>): Promise<T> {
  const turn = queue.then(() => attemptNow(about, open))
  queue = turn.catch(() => undefined)
  return turn
}

export function recordOutcome({ signInFile, personId, purpose, surroundings }: Attempt, outcome: SignIn['outcome']): void {
  const { clock, boot } = surroundings
  recordSignIn(signInFile, { at: clock.now(), personId, purpose, outcome, boot: boot.id, uptimeMs: boot.uptimeMs() })
}

async function attemptNow<T>(about: Attempt, open: () => Promise<T | null>): Promise<T> {
  const { signInFile, personId, purpose, surroundings } = about
  const ms = waitMs(readSignInFile(signInFile), personId, surroundings)
  if (ms > 0) return refuse('vault/wait', { seconds: Math.ceil(ms / 1000) })
  const opened = await open()
  if (opened === null || about.acceptedLater !== true) recordOutcome(about, opened === null ? 'refused' : 'accepted')
  if (opened !== null) return opened
  if (purpose === 'recovery') return refuse('vault/wrong-recovery-key')
  return purpose === 'witness' ? refuse('vault/wrong-passphrase', secondPerson) : refuse('vault/wrong-passphrase')
}
