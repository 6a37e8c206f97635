import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import type { Report } from '../../shared/vocabulary/records.ts'
import type { ReadStore } from '../store/store.ts'
import { readRevocationList, revocationAt, type RevocationList } from '../vault/hospital-certificates.ts'
import { keyHistory } from './verify-ledger.ts'

type Signature = Pick<Report['signatures'][number], 'field' | 'personId' | 'printedName' | 'at' | 'signatureSha256' | 'certificateSha256'>

/** A version of a report, and the number of the entry that brought it; 0 without one. */
export interface SignedVersion {
  readonly seq: number
  readonly report: Pick<Report, 'reportNumber'> & { readonly signatures: readonly Signature[] }
}

/**
 * No imported revocation list had revoked a signature's certificate by the time of the signature. That it was the
 * certificate which spoke for its person then is asked with what else a signature is bound to (boundFaults). A list that
 * was to be followed by another before that time (RFC 5280, 5.1.2.5) says what it says, and not what came after it: that
 * must be seen, and breaks nothing.
 */
export function signerFindings(store: ReadStore, versions: readonly SignedVersion[]): Problem[] {
  const lists = store.trusted.list('revocation-list').flatMap((each) => readRevocationList(each.bytes) ?? [])
  const keysAt = keyHistory(store)
  const seen = new Set<string>()
  return versions.flatMap(({ seq, report }) => {
    const added = report.signatures.filter(({ signatureSha256 }) => !seen.has(signatureSha256))
    for (const { signatureSha256 } of added) seen.add(signatureSha256)
    return added.flatMap((signature) => {
      const keys = keysAt(signature.personId as PersonId, seq)
      return keys === null ? [] : revocationFindings(keys.certificate, signature, seq, lists)
    })
  })
}

function revocationFindings(certificate: Uint8Array, { field, printedName, at }: Signature, seq: number, lists: readonly RevocationList[]): Problem[] {
  const found = revocationAt(certificate, lists, at)
  if (found === null) return []
  if (found.kind === 'revoked') return [problem('pdf/certificate', { field, printedName, detail: `it had been revoked since ${found.since}`, seq })]
  return [problem('pdf/revocation-outdated', { field, printedName, dueBy: found.dueBy, seq }, undefined, 'warning')]
}
