import { sha256 } from './bytes.ts'
import { chainFault, isRevoked, isSignedBy, readCertificate, type Certificate, type RevocationList } from './certificates.ts'
import { readCms } from './cms.ts'
import type { PdfSignature } from './pdf-signatures.ts'

/** What certificates are held against. */
export interface Trust {
  readonly authorities: readonly Certificate[]
  readonly lists: readonly RevocationList[]
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

/** VER-9: the signer's certificate leads to a known authority, carries the printed name, and was not revoked by `signedAt`. */
export function identityFault(certificates: readonly Buffer[], found: PdfSignature, { authorities, lists }: Trust, signedAt: number): string | null {
  const [signer, ...others] = certificates.map(readCertificate)
  if (signer === undefined || signer === null || others.includes(null)) return 'it cannot be read'
  if (found.printedName === '' || signer.commonName.normalize('NFC') !== found.printedName.normalize('NFC')) return 'it names somebody else'
  if (isRevoked(signer, lists, signedAt)) return 'it had been revoked'
  return chainFault(signer, others as Certificate[], authorities, Date.parse(found.at))
}
