import { randomBytes } from 'node:crypto'
import type { KdfChoice } from '../../electron/vault/primitives.ts'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import { writePerson, writeRole } from '../../electron/workspace/write-people.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'

export interface SecondPerson {
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: string
  readonly roles?: readonly string[]
  readonly kdf?: KdfChoice
}

/** A second person with a passphrase of their own, as after the first sign-in; `rows` releases the patient rows. */
export async function addPerson(workspace: Workspace, { roles = ['statistician'], ...wanted }: SecondPerson, rows = true): Promise<PersonId> {
  const personId = randomBytes(16).toString('hex') as PersonId
  const prepared = await workspace.vault.prepareWith({ personId, ...wanted }, rows)
  workspace.changeKeyFile(prepared, (w) => {
    writePerson(w, prepared)
    if (rows) for (const role of roles) writeRole(w, { personId, studyId: null, role, change: 'granted' })
  })
  return personId
}
