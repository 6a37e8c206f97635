import { revocationAt, type RevocationList } from '../../shared/evidence/revocation-lists.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import type { ReadStore } from '../store/store.ts'
import { revocationLists } from './imported-lists.ts'

/** Something that somebody signed. */
export interface Signing {
  /** For the sentence: “report R-3”. */
  readonly what: string
  readonly printedName: string
  readonly at: string
  /** The signer's, and the issuers that stand with the signature: of those too revocation is asked. */
  readonly certificates: readonly Uint8Array[]
  /** Number of the entry that brought the signature. */
  readonly seq: number
  /** Something is to be done about it; false where nobody can, or where it was done: a warning for good. */
  readonly isOpen?: boolean
}

/**
 * Whether an imported revocation list had revoked a signature's certificate by the time of the signature (rule ACT-51): then
 * it does not count, although nothing was changed: an error as long as something rests on it that can be withdrawn. That it was the certificate which spoke for its person then is asked with
 * what else a signature is bound to. A list that was to be followed by another before that time (RFC 5280, 5.1.2.5) says what
 * it says, and not what came after it: that must be seen, and is a warning.
 */
export function signerProblems(store: ReadStore): (signing: Signing) => Problem | null {
  let lists: readonly RevocationList[] | null = null
  return ({ what, printedName: person, at, certificates, seq, isOpen = false }) => {
    lists ??= revocationLists(store).map(({ list }) => list)
    const all = certificates.flatMap((each) => revocationAt(each, lists ?? [], at) ?? [])
    const found = all.find(({ kind }) => kind === 'revoked') ?? all[0]
    if (found === undefined) return null
    if (found.kind === 'revoked') return problem('signature/revoked', { person, what, since: found.since.slice(0, 10), seq }, undefined, isOpen ? 'error' : 'warning')
    return problem('signature/list-overdue', { person, what, dueBy: found.dueBy.slice(0, 10), seq }, undefined, 'warning')
  }
}
