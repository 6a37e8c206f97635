import { roleFor } from '../../shared/ipc/permissions.ts'
import type { PersonId, StudyId } from '../../shared/vocabulary/ids.ts'
import type { Role } from '../../shared/vocabulary/people.ts'
import { type Problem, problem } from '../../shared/vocabulary/problem.ts'
import type { Report } from '../../shared/vocabulary/records.ts'
import { type DecisionKind, type SignatureMeaning, decisionRoles, nextMeanings, signatureRoles } from '../../shared/vocabulary/signatures.ts'
import { listOfRoles } from '../../shared/words/en/people.ts'
import type { ReadStore } from '../store/store.ts'

/** Who wants to sign or decide, and which roles that person holds in the study. */
export interface Signer {
  readonly personId: PersonId
  readonly fullName: string
  readonly held: readonly string[]
}

export const signerOf = (store: ReadStore, studyId: StudyId, { personId, fullName }: { personId: PersonId; fullName: string }): Signer => ({
  personId,
  fullName,
  held: store.people.rolesOf(personId, studyId),
})

const isAuthorship = (meaning: SignatureMeaning): boolean => meaning === 'authorship' || meaning === 'responsibility'

export const signedMeanings = (report: Report | null): readonly SignatureMeaning[] => (report?.signatures ?? []).map((each) => each.meaning)

export const signingRole = (meaning: SignatureMeaning, held: readonly string[]): Role | null => roleFor(signatureRoles[meaning], held)

/** Why a person may not sign with a meaning now; null if the person may. Author, reviewer, approver: in turn, three people. */
export function signatureBlocker(report: Report | null, meaning: SignatureMeaning, signer: Signer): Problem | null {
  const signed = signedMeanings(report)
  const isTaken = signed.some((each) => each === meaning || (isAuthorship(each) && isAuthorship(meaning)))
  if (isTaken) return problem('order/already-signed')
  const next = nextMeanings(signed)
  if (!next.includes(meaning)) return problem('signature/out-of-order', { meaning, next: next.join(', ') || 'none' })
  if (signingRole(meaning, signer.held) === null) {
    return problem('signature/not-permitted', { person: signer.fullName, meaning, roles: listOfRoles(signatureRoles[meaning]) })
  }
  const own = report?.signatures.find((each) => each.personId === signer.personId)
  return own === undefined ? null : problem('signature/not-independent', { person: signer.fullName, did: own.meaning })
}

/** Why a person may not decide so on a report now; null if the person may. */
export function decisionBlocker(report: Report, kind: DecisionKind, signer: Signer): Problem | null {
  const no = (cause: string) => problem('signature/cannot-decide', { decision: kind, cause })
  if (roleFor(decisionRoles[kind], signer.held) === null) return no('decided-no-role')
  const isAuthor = report.signatures.some((each) => each.personId === signer.personId && isAuthorship(each.meaning))
  if (kind === 'rejected' && isAuthor) return no('decided-own')
  if (kind === 'rejected' && signedMeanings(report).includes('approval')) return no('decided-approved')
  if (kind !== 'rejected' && !isAuthor && !signer.held.includes('approver')) return no('decided-not-own')
  return null
}
