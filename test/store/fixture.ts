import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemSurroundings, type Surroundings } from '../../electron/files/clock.ts'
import { openWorkspace, createWorkspace, readWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import type { Problem } from '../../shared/vocabulary/problem.ts'

export const passphrase = 'a passphrase for tests'
export const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } } as const
export const person = { signInName: 'ada', fullName: 'Ada Example', passphrase, kdf, roles: ['statistician'] }

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'probity-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A clock that moves a second at every look, or where the test puts it. */
export function steppedSurroundings(start = '2026-11-22T09:00:00.000Z'): Surroundings & { set(at: string): void } {
  let at = Date.parse(start)
  let ticks = 0
  return {
    ...systemSurroundings('0.1.0-test'),
    clock: {
      now: () => new Date((at += 1000)).toISOString() as Instant,
      monotonicMs: () => (ticks += 1000),
      tzOffsetMinutes: () => 60,
    },
    set: (to) => {
      at = Date.parse(to)
    },
  }
}

export async function freshWorkspace(surroundings: Surroundings = systemSurroundings('0.1.0-test')): Promise<Workspace> {
  const workspace = await createWorkspace(join(temporaryFolder(), 'ws'), { name: 'Test', person }, surroundings)
  onTestFinished(() => {
    try {
      workspace.close()
    } catch {
      // A test may have broken it on purpose.
    }
  })
  return workspace
}

export const personIdOf = (folder: string): string => readWorkspace(folder).people[0]?.personId ?? ''

export async function reopen(folder: string, surroundings: Surroundings = systemSurroundings('0.1.0-test')): Promise<Workspace> {
  const workspace = await openWorkspace(folder, personIdOf(folder), passphrase, surroundings)
  onTestFinished(() => workspace.close())
  return workspace
}

export { addPerson } from './add-person.ts'

/** The problem codes of what was refused; anything else is thrown on. */
export async function refusal(work: () => unknown): Promise<string[]> {
  const problems = await problemsOf(work)
  return problems?.map((each) => [each.code, each.params?.['cause']].filter(Boolean).join(' ')) ?? ['nothing was refused']
}

/** The code of the first problem alone. */
export async function firstRefusal(work: () => unknown): Promise<string> {
  const problems = await problemsOf(work)
  return problems === null ? 'not refused' : (problems[0]?.code ?? 'none')
}

/** Null where nothing was refused. */
async function problemsOf(work: () => unknown): Promise<readonly Problem[] | null> {
  const { Refusal } = await import('../../shared/vocabulary/problem.ts')
  try {
    await work()
  } catch (error) {
    if (error instanceof Refusal) return error.problems
    throw error
  }
  return null
}
