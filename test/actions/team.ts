import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import type { CommandName, Request, Response } from '../../shared/ipc/contract.ts'
import type { Role } from '../../shared/vocabulary/people.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { kdf } from '../store/fixture.ts'

export const secret = {
  mia: 'kettle under walnut snow',
  ben: 'seven lanterns drift apart',
  cat: 'orchard of patient glass',
  once: 'only for the first morning',
} as const

export type Ask = <C extends CommandName>(command: C, request: Request<C>) => Promise<Response<C>>

/** A workspace of an engine, with Mia as its administrator, and a way to ask that tells refusals as `code cause`. */
export async function team(roles: readonly Role[] = ['administrator']) {
  const parent = mkdtempSync(join(tmpdir(), 'probity-team-'))
  const folder = join(parent, 'workspace')
  const surroundings = systemSurroundings('0.0.0-test')
  const person = { signInName: 'mia', fullName: 'Mia Keeper', passphrase: secret.mia, kdf, roles }
  ;(await createWorkspace(folder, { name: 'Team', person }, surroundings)).close()
  const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', demoFolder: join(parent, 'demo'), onEvent: () => undefined })
  onTestFinished(() => {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  })
  const token = 'a'.repeat(32)
  engine.grant(token, folder, 'folder')
  const call = dispatcher(engine)
  const ask: Ask = async (command, request) => {
    const reply = await call(command, request)
    if (reply.ok) return reply.value as never
    const [first] = reply.problems
    throw new Error([first?.code, first?.params?.['cause']].filter(Boolean).join(' '))
  }
  const view = await ask('workspace.choose', { folder: token })
  const mia = view.kind === 'locked' ? view.people[0]?.id ?? '' : ''
  const signIn = async (personId: string, passphrase: string) => {
    const opened = await ask('workspace.unlock', { personId, passphrase })
    if (opened.kind !== 'open') throw new Error('not open')
    return opened
  }
  const lock = () => ask('workspace.lock', {})
  await signIn(mia, secret.mia)
  /** Adds somebody, who then signs in once and takes a passphrase of their own. Mia is signed in again after it. */
  const join_ = async (signInName: string, printedName: string, passphrase: string, held: readonly Role[]) => {
    const { people } = await ask('people.add', { signInName, printedName, passphrase: secret.once, roles: held.map((role) => ({ role, studyId: null })) })
    const id = people.find((each) => each.signInName === signInName)?.id as PersonId
    await lock()
    await signIn(id, secret.once)
    await ask('passphrase.change', { current: secret.once, passphrase })
    await lock()
    await signIn(mia, secret.mia)
    return id
  }
  return { engine, ask, signIn, lock, join: join_, mia: mia as PersonId, folder, workspace: () => engine.context().workspace }
}
