import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface WitnessGiven {
  readonly signInName: string
  readonly passphrase: string
}

/**
 * A second person for what nobody does alone, as details of the entry. It can be left out only where nobody else could
 * be one: `apartFrom` is somebody whom the change is about.
 */
export async function witnessed(
  { vault, session }: Workspace,
  given: WitnessGiven | undefined,
  apartFrom: string | null = null,
): Promise<{ witnessId?: string; witnessName?: string }> {
  const others = vault.slots.filter((each) => ![session.personId as string, apartFrom].includes(each.personId) && !each.mustChange)
  if (given === undefined) return others.length === 0 ? {} : refuse('vault/witness', { cause: 'missing' })
  if (vault.slots.some((each) => each.personId === apartFrom && each.signInName === given.signInName)) {
    return refuse('vault/witness', { cause: 'same-person' })
  }
  const { personId, fullName } = await vault.witness(given)
  return { witnessId: personId, witnessName: fullName }
}
