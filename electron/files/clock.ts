import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
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

/** A start of the computer: its uptime cannot be set back as its clock can. */
export interface Boot {
  readonly id: string
  uptimeMs(): number
  /** Since this process began. */
  processMs(): number
}

/** What a process knows about where it runs. */
export interface Surroundings {
  readonly clock: Clock
  readonly randomBytes: (count: number) => Uint8Array
  readonly workstation: string
  readonly appVersion: string
  /** One for each start of the process: monotonic times compare only within one. */
  readonly bootId: string
  readonly boot: Boot
}

export const systemClock: Clock = {
  now: () => new Date(Date.now()).toISOString() as Instant,
  monotonicMs: () => Math.floor(performance.now()),
  // -0 would not survive a canonical form that tells it from 0.
  tzOffsetMinutes: () => 0 - new Date(Date.now()).getTimezoneOffset(),
}

const bootId = toHex(randomBytes(16))

/** Where the system does not name its starts, each process counts as one: delays then begin anew with it. */
function systemBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 64) || bootId
  } catch {
    return bootId
  }
}

export const systemBoot: Boot = {
  id: systemBootId(),
  uptimeMs: () => Math.floor(uptime() * 1000),
  processMs: () => Math.floor(performance.now()),
}

export function systemSurroundings(appVersion: string): Surroundings {
  return {
    clock: systemClock,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    workstation: hostname().slice(0, 100) || 'unnamed',
    appVersion,
    bootId,
    boot: systemBoot,
  }
}
