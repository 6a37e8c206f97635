import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'

/** Time is handed in everywhere else, so that it can be tested and its steps seen. */
export interface Clock {
  now(): Instant
  /** Milliseconds that never run backwards while the process lives. */
  monotonicMs(): number
  /** Minutes east of UTC. */
  tzOffsetMinutes(): number
}

/** What a process knows about where it runs. */
export interface Surroundings {
  readonly clock: Clock
  readonly randomBytes: (count: number) => Uint8Array
  readonly workstation: string
  readonly appVersion: string
  /** One for each start of the process: monotonic times compare only within one. */
  readonly bootId: string
}

export const systemClock: Clock = {
  now: () => new Date(Date.now()).toISOString() as Instant,
  monotonicMs: () => Math.floor(performance.now()),
  // -0 would not survive a canonical form that tells it from 0.
  tzOffsetMinutes: () => 0 - new Date(Date.now()).getTimezoneOffset(),
}

const bootId = toHex(randomBytes(16))

export function systemSurroundings(appVersion: string): Surroundings {
  return {
    clock: systemClock,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    workstation: hostname().slice(0, 100) || 'unnamed',
    appVersion,
    bootId,
  }
}
