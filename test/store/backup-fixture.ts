import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { makeBackup } from '../../electron/actions/backup.ts'
import type { ActionContext } from '../../electron/actions/context.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { BackupFacts } from '../../electron/workspace/backup-files.ts'
import { createWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { kdf, passphrase, person, temporaryFolder } from './fixture.ts'
import { addDataset, addProtocol } from './sample.ts'
import { addPerson } from './add-person.ts'

export const surroundings = systemSurroundings('0.1.0-test')
export const ada = { signInName: 'ada', passphrase }
export const bob = { signInName: 'bob', passphrase: 'the passphrase of the witness' }

export const contextOf = (workspace: Workspace): ActionContext => ({
  workspace,
  host: nodeHost(),
  surroundings,
  emit: () => undefined,
  demo: false,
})

/** A workspace of two people with something in it, still open. */
export async function workspaceOfTwo(): Promise<Workspace> {
  const workspace = await createWorkspace(
    join(temporaryFolder(), 'ws'),
    { name: 'Test', person: { ...person, roles: ['administrator', 'statistician'] } },
    surroundings,
  )
  onTestFinished(() => workspace.close())
  await addPerson(workspace, { ...bob, fullName: 'Bob Example', kdf })
  workspace.store.transact(addDataset)
  addProtocol(workspace.store)
  return workspace
}

/** The same with a backup of it in a folder of its own. */
export async function backedUp(): Promise<{ workspace: Workspace; backup: string; facts: BackupFacts }> {
  const workspace = await workspaceOfTwo()
  const backup = join(temporaryFolder(), 'backup')
  return { workspace, backup, facts: await makeBackup(contextOf(workspace), { folder: backup }) }
}
