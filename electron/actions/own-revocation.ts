import { type Problem, problem } from '../../shared/vocabulary/problem.ts'
import { revocationAt } from '../vault/hospital-certificates.ts'
import { revocationLists } from './certificates.ts'
import type { ActionContext } from './context.ts'

/**
 * What the imported revocation lists say now of the certificate with which the person who is signed in signs: revoked (an
 * error) or not known, because the newest list is out of date (a warning). The verification says the same of a signature.
 */
export function ownRevocation({ workspace, surroundings }: Pick<ActionContext, 'workspace' | 'surroundings'>): Problem | null {
  const { vault, store } = workspace
  const found = revocationAt(vault.certificate(), revocationLists(store).map(({ list }) => list), surroundings.clock.now())
  if (found === null) return null
  if (found.kind === 'revoked') return problem('certificate/revoked', { since: found.since.slice(0, 10) })
  return overdueProblem(found.issuer, found.dueBy)
}

/** The newest list of an authority is out of date. */
export const overdueProblem = (issuer: string, dueBy: string): Problem =>
  problem('certificate/list-overdue', { issuer, dueBy: dueBy.slice(0, 10) }, undefined, 'warning')
