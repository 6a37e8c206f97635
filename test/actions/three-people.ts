import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { type Workspace, createWorkspace, openWorkspace } from '../../electron/workspace/workspace.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { type Role, firstRoles } from '../../shared/vocabulary/people.ts'

const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }

interface Someone {
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: string
  readonly roles: readonly Role[]
}

/** Ana may do everything, as somebody who began alone; the others have one duty each. */
export const people = {
  ana: { signInName: 'ana', fullName: 'Ana Author', passphrase: 'correct horse battery staple', roles: firstRoles.alone },
  rui: { signInName: 'rui', fullName: 'Rui Reviewer', passphrase: 'nine purple umbrellas waiting', roles: ['reviewer'] },
  mia: { signInName: 'mia', fullName: 'Mia Approver', passphrase: 'seventeen quiet lighthouses', roles: ['approver'] },
  noa: { signInName: 'noa', fullName: 'Noa Nobody', passphrase: 'a lantern under the staircase', roles: ['auditor'] },
} as const satisfies Record<string, Someone>
export type Name = keyof typeof people

/** A workspace with these people, one of them signed in; `as` lets another one sign in. */
export async function threePeople(): Promise<{ as: (name: Name) => Promise<ActionContext>; idOf: (name: Name) => PersonId; end: () => void }> {
  const parent = mkdtempSync(join(tmpdir(), 'probity-signing-'))
  const folder = join(parent, 'workspace')
  const surroundings = systemSurroundings('0.0.0-test')
  let workspace: Workspace = await createWorkspace(folder, { name: 'Three', person: { ...people.ana, kdf } }, surroundings)
  const ids = new Map<Name, PersonId>([['ana', workspace.session.personId]])
  for (const name of ['rui', 'mia', 'noa'] as const) ids.set(name, await workspace.addPerson({ ...people[name], kdf }))
  const idOf = (name: Name): PersonId => ids.get(name) as PersonId
  return {
    idOf,
    as: async (name) => {
      if (workspace.session.signInName !== name) {
        workspace.close()
        workspace = await openWorkspace(folder, idOf(name), people[name].passphrase, surroundings)
      }
      return { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
    },
    end: () => {
      workspace.close()
      rmSync(parent, { recursive: true, force: true })
    },
  }
}
