import { sha256Hex } from '../files/digest.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import type { Report } from '../../shared/vocabulary/records.ts'
import type { ReadStore } from '../store/store.ts'
import { readRevocationList, revokedSince, type RevocationList } from '../vault/hospital-certificates.ts'
import { factKey, keyHistory, type KeyHistory, type LedgerFacts } from './verify-ledger.ts'

type Signature = Pick<Report['signatures'][number], 'field' | 'personId' | 'printedName' | 'at' | 'signatureSha256' | 'certificateSha256'>

/** A version of a report, as it was recorded. */
export interface SignedVersion {
  readonly id: string
  readonly version: number
  readonly report: Pick<Report, 'reportNumber'> & { readonly signatures: readonly Signature[] }
}

/**
 * Each signature was made with the certificate that spoke for its person when its entry was written, and which no
 * imported revocation list had revoked by then.
 */
export function signerFindings(store: ReadStore, facts: Pick<LedgerFacts, 'last'>, versions: readonly SignedVersion[]): Problem[] {
  const lists = store.trusted.list('revocation-list').flatMap((each) => readRevocationList(each.bytes) ?? [])
  const keysAt = keyHistory(store)
  const seen = new Set<string>()
  return versions.flatMap(({ id, version, report }) => {
    const seq = facts.last.get(factKey('report', id, version))?.seq ?? 0
    const added = report.signatures.filter(({ signatureSha256 }) => !seen.has(signatureSha256))
    for (const { signatureSha256 } of added) seen.add(signatureSha256)
    return added.flatMap((signature) => {
      const cause = signerFault(keysAt, signature, seq, lists)
      const { field, printedName } = signature
      return cause === null ? [] : [problem('pdf/certificate', { field, printedName, detail: cause, seq })]
    })
  })
}

function signerFault(keysAt: KeyHistory, signature: Signature, seq: number, lists: readonly RevocationList[]): string | null {
  const keys = keysAt(signature.personId as PersonId, seq)
  if (keys === null || sha256Hex(keys.certificate) !== signature.certificateSha256) return 'it was not the signer’s at that entry of the audit trail'
  const since = revokedSince(keys.certificate, lists)
  if (since === null) return null
  return since <= signature.at ? `it had been revoked since ${since}` : null
}
