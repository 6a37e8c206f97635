import { sha256 } from './bytes.ts'
import { chainFault, isListOutdated, isRevoked, isSignedBy, readCertificate, readRevocationList, type Certificate, type RevocationList } from './certificates.ts'
import { readCms } from './cms.ts'
import type { Database } from './database.ts'
import { finding, warning, type Finding, type Where } from './findings.ts'
import type { PdfSignature } from './pdf-signatures.ts'

/** What certificates are held against. */
export interface Trust {
  readonly authorities: readonly Certificate[]
  readonly lists: readonly RevocationList[]
}

/** @param authority the workspace's own, DER */
export function readTrust(db: Database, authority: Uint8Array): Trust {
  const select = db.prepare<[string], Uint8Array>('SELECT bytes FROM main.trusted WHERE kind = ? ORDER BY pos').pluck()
  const trusted = (kind: string) => select.all(kind) as Uint8Array[]
  return {
    authorities: [authority, ...trusted('authority')].flatMap((each) => readCertificate(each) ?? []),
    lists: trusted('revocation-list').flatMap((each) => readRevocationList(each) ?? []),
  }
}

/**
 * VER-9: what the imported lists say of certificates, DER, the signer's and its issuers', at the time (RFC 3339) of a signature:
 * an error where something can be done about it.
 */
export function revocationFindings(certificates: readonly (Uint8Array | null)[], { lists }: Pick<Trust, 'lists'>, at: string, { isOpen = false, ...where }: Where & { readonly isOpen?: boolean }): Finding[] {
  const all = certificates.flatMap((each) => (each === null ? null : readCertificate(each)) ?? [])
  const time = Date.parse(at)
  if (all.some((each) => isRevoked(each, lists, time))) return [(isOpen ? finding : warning)('VER-9', 'signature-certificate: it had been revoked', where)]
  return all.some((each) => isListOutdated(each, lists, time)) ? [warning('VER-9', 'revocation list out of date', where)] : []
}

/** VER-8: the digest is that of the bytes, the value that of the attributes. Certificates, the signer's first. */
export function valueFaults(found: PdfSignature): { readonly faults: readonly string[]; readonly certificates: readonly Buffer[] } {
  const cms = readCms(found.cms)
  const [signer] = cms?.certificates ?? []
  if (cms === null || signer === undefined) return { faults: [...found.faults, 'signature: another form'], certificates: [] }
  const isDigest = sha256(Buffer.concat(found.covered)).equals(cms.messageDigest)
  const faults = [
    ...found.faults,
    ...(isDigest ? [] : ['digest: the signed bytes were changed']),
    ...(isSignedBy(signer, cms.attributes, cms.signature) ? [] : ['signature: its value does not fit']),
  ]
  return { faults, certificates: cms.certificates }
}

/** VER-9: the signer's certificate leads to a known authority and carries the printed name. */
export function identityFault(certificates: readonly Buffer[], found: PdfSignature, { authorities }: Trust): string | null {
  const [signer, ...others] = certificates.map(readCertificate)
  if (signer === undefined || signer === null || others.includes(null)) return 'it cannot be read'
  if (found.printedName === '' || signer.commonName.normalize('NFC') !== found.printedName.normalize('NFC')) return 'it names somebody else'
  return chainFault(signer, others as Certificate[], authorities, Date.parse(found.at))
}
