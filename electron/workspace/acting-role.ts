import { AsyncLocalStorage } from 'node:async_hooks'
import type { Role } from '../../shared/vocabulary/people.ts'

const acting = new AsyncLocalStorage<Role>()

/** Runs `work`, and everything it starts, in a role: each entry written meanwhile says so. */
export const actAs = <T>(role: Role | null, work: () => T): T => (role === null ? work() : acting.run(role, work))

/** `none` where nobody's permission was asked: the program itself, and the first transaction of a workspace. */
export const actingRole = (): string => acting.getStore() ?? 'none'
