import { X509Certificate } from 'node:crypto'
import { overdueSince, revocationAt, type RevocationList } from '../../shared/evidence/revocation-lists.ts'
import { type Problem, problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { validityOf } from '../vault/certificate-validity.ts'
import type { Certified, SigningKey } from '../vault/vault.ts'
import { revocationLists } from '../workspace/imported-lists.ts'
import type { ActionContext } from './context.ts'

type Around = Pick<ActionContext, 'workspace' | 'surroundings'>

/**
 * What a verification would say of a signature that is made now: that its certificate is not in force, or revoked (errors),
 * or that this is not known, because the newest list of its authority is out of date (a warning).
 */
function standingOf({ workspace: { store }, surroundings }: Around, { fullName, certDer, chainDer }: Certified): Problem | null {
  const at = surroundings.clock.now()
  for (const each of [certDer, ...chainDer]) {
    const { notBefore, notAfter } = validityOf(new X509Certificate(each))
    if (at < notBefore || at > notAfter) return problem('certificate/not-in-force', { person: fullName, from: notBefore.slice(0, 10), until: notAfter.slice(0, 10) })
  }
  const lists = revocationLists(store).map(({ list }) => list)
  const all = [certDer, ...chainDer].flatMap((each) => revocationAt(each, lists, at) ?? [])
  const found = all.find(({ kind }) => kind === 'revoked') ?? all[0]
  if (found === undefined) return null
  if (found.kind === 'revoked') return problem('certificate/revoked', { person: fullName, since: found.since.slice(0, 10) })
  return overdueProblem(found.issuer, found.dueBy)
}

/** Of the person who is signed in. */
export const ownStanding = (context: Around): Problem | null => standingOf(context, context.workspace.vault.certified())

/** Of a list that is the newest of its authority. */
export function listStanding({ surroundings }: Around, list: RevocationList, lists: readonly RevocationList[]): Problem | null {
  const due = overdueSince(list, lists, surroundings.clock.now())
  return due === null ? null : overdueProblem(list.issuer, due)
}

const overdueProblem = (issuer: string, dueBy: string): Problem =>
  problem('certificate/list-overdue', { issuer, dueBy: dueBy.slice(0, 10) }, undefined, 'warning')

/** Nobody signs what no verification would accept (rule ACT-93). */
export function refuseUnfit(context: Around, certified: Certified): void {
  const found = standingOf(context, certified)
  if (found?.severity === 'error') throw new Refusal(found)
}

/** Lends the key of the person who is signed in for one signature. Every action that signs goes through here. */
export async function withOwnKey<T>(context: Around, passphrase: string, use: (key: SigningKey) => Promise<T> | T): Promise<T> {
  const { vault } = context.workspace
  refuseUnfit(context, vault.certified())
  return await vault.withSigningKey(passphrase, use)
}
