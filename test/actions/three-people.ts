import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { addPerson } from '../store/add-person.ts'
import { type Workspace, createWorkspace, openWorkspace } from '../../electron/workspace/workspace.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { type Name, people } from './three-names.ts'

export { type Name, people } from './three-names.ts'

const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }

/** A workspace with these people, one of them signed in; `as` lets another one sign in. */
export async function threePeople(): Promise<{ as: (name: Name) => Promise<ActionContext>; idOf: (name: Name) => PersonId; end: () => void }> {
  const parent = mkdtempSync(join(tmpdir(), 'probity-signing-'))
  const folder = join(parent, 'workspace')
  const surroundings = systemSurroundings('0.0.0-test')
  let workspace: Workspace = await createWorkspace(folder, { name: 'Three', person: { ...people.ana, kdf } }, surroundings)
  const ids = new Map<Name, PersonId>([['ana', workspace.session.personId]])
  for (const name of ['rui', 'mia', 'noa'] as const) ids.set(name, await addPerson(workspace, { ...people[name], kdf }))
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
