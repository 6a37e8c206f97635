import { type PersonId } from '../../shared/vocabulary/ids.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { secondPerson } from './attempts.ts'
import { readKeyFile } from './key-file.ts'
import type { SignInPurpose } from './sign-in-file.ts'
import { unlockVault } from './open-vault.ts'
import type { Vault, VaultPaths } from './vault.ts'

/** What a person types to say who they are. */
export interface Credentials {
  readonly signInName: string
  readonly passphrase: string
}

export interface KnownPerson {
  readonly personId: PersonId
  readonly signInName: string
  readonly fullName: string
}

/** Opens the slot of whoever has that sign-in name. An unknown name costs and answers what a wrong passphrase does. */
export function unlockByName(paths: VaultPaths, who: Credentials, surroundings: Surroundings, purpose: SignInPurpose): Promise<Vault> {
  const slot = readKeyFile(paths.keyFile).file.slots.find((each) => each.signInName === who.signInName)
  return unlockVault(paths, slot?.personId ?? 'unknown', who.passphrase, surroundings, purpose)
}

/** Whether a second person is who they say: a wrong answer is refused and written to the sign-in file. No key outlives it. */
export async function verifyPassphraseOf(paths: VaultPaths, who: Credentials, surroundings: Surroundings, purpose: SignInPurpose): Promise<KnownPerson> {
  const vault = await unlockByName(paths, who, surroundings, purpose).catch((error: unknown) => {
    if (error instanceof Refusal && error.problems[0]?.code === 'vault/wrong-passphrase') return refuse('vault/wrong-passphrase', secondPerson)
    throw error
  })
  try {
    return { personId: vault.personId, signInName: vault.signInName, fullName: vault.fullName }
  } finally {
    vault.dispose()
  }
}

/** A witness is a second person. */
export function refuseSamePerson(actor: PersonId, witness: PersonId): void {
  if (actor === witness) refuse('vault/same-person')
}
