import {
  childrenOf,
  equalBytes,
  objectIdentifier,
  octets,
  readElement,
  sequence,
  setOf,
  smallInteger,
  tlv,
} from './der.ts'

/**
 * The one form of CMS that Probity writes and accepts (SPEC.md, CMS rules): detached CAdES, one signer, ECDSA P-256
 * over SHA-256. Writing and reading share this encoder, so reading is "take out the four variable parts, encode again,
 * compare": no byte is left that could differ unnoticed.
 */
const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  algorithmProtection: '1.2.840.113549.1.9.52',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const

export interface CmsParts {
  /** Signer first, then its chain. */
  readonly certificates: readonly Uint8Array[]
  /** SHA-256 of the signed bytes of the file. */
  readonly messageDigest: Uint8Array
  /** DER ECDSA over SHA-256 of the signed attributes. */
  readonly signature: Uint8Array
}

interface CertificateNames {
  readonly issuer: Uint8Array
  readonly serial: Uint8Array
}

/** Issuer and serial number as they stand in a certificate (RFC 5280 4.1). Null if it is no certificate. */
export function certificateNames(der: Uint8Array): CertificateNames | null {
  const tbs = childrenOf(der)?.[0]
  const fields = tbs ? childrenOf(tbs) : null
  const skip = fields?.[0]?.[0] === 0xa0 ? 1 : 0
  const serial = fields?.[skip]
  const issuer = fields?.[skip + 2]
  return serial?.[0] === 0x02 && issuer?.[0] === 0x30 ? { issuer, serial } : null
}

const namesOf = (der: Uint8Array): CertificateNames => {
  const names = certificateNames(der)
  if (!names) throw new RangeError('not a certificate')
  return names
}

/**
 * The bytes that are signed: content type, message digest, algorithm protection (RFC 6211) and signing-certificate-v2
 * (RFC 5035). No signing time: in a PDF it stands in /M (EN 319 142-1, 6.3).
 * @param certificateSha256 SHA-256 of the signer's certificate
 */
export function signedAttributes(
  messageDigest: Uint8Array,
  certificate: Uint8Array,
  certificateSha256: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { issuer, serial } = namesOf(certificate)
  const attribute = (type: string, value: Uint8Array) => sequence(objectIdentifier(type), setOf(value))
  const protection = sequence(
    sequence(objectIdentifier(oid.sha256)),
    tlv(0xa1, objectIdentifier(oid.ecdsaWithSha256)),
  )
  // ESSCertIDv2 leaves out the hash algorithm: SHA-256 is the default and DER forbids writing a default.
  const issuerSerial = sequence(sequence(tlv(0xa4, issuer)), serial)
  const certificateId = sequence(sequence(sequence(octets(certificateSha256), issuerSerial)))
  return setOf(
    attribute(oid.contentType, objectIdentifier(oid.data)),
    attribute(oid.messageDigest, octets(messageDigest)),
    attribute(oid.algorithmProtection, protection),
    attribute(oid.signingCertificateV2, certificateId),
  )
}

/** The complete ContentInfo. */
export function encodeCms(parts: CmsParts, certificateSha256: Uint8Array): Uint8Array<ArrayBuffer> {
  const [signer] = parts.certificates
  if (!signer) throw new RangeError('no certificate')
  const { issuer, serial } = namesOf(signer)
  const sha256 = sequence(objectIdentifier(oid.sha256))
  const attributes = signedAttributes(parts.messageDigest, signer, certificateSha256)
  const certificates = setOf(...parts.certificates)
  const signerInfo = sequence(
    smallInteger(1),
    sequence(issuer, serial),
    sha256,
    retag(0xa0, attributes),
    sequence(objectIdentifier(oid.ecdsaWithSha256)),
    octets(parts.signature),
  )
  const signedData = sequence(
    smallInteger(1),
    tlv(0x31, sha256),
    sequence(objectIdentifier(oid.data)),
    retag(0xa0, certificates),
    tlv(0x31, signerInfo),
  )
  return sequence(objectIdentifier(oid.signedData), tlv(0xa0, signedData))
}

/** IMPLICIT tagging: another tag on the same length and content. */
const retag = (tag: number, element: Uint8Array): Uint8Array => {
  const out = new Uint8Array(element)
  out[0] = tag
  return out
}

/**
 * Takes the variable parts out and accepts them only if encoding them again gives the same bytes.
 * Null for anything else: another algorithm, several signers, unsigned attributes, BER, bytes left over.
 */
export async function decodeCms(
  der: Uint8Array,
  sha256: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<CmsParts | null> {
  const signedData = path(der, [1, 0])
  const signerInfo = signedData ? path(signedData, [4, 0]) : null
  const bag = signedData ? childrenOf(signedData)?.[3] : null
  const certificates = bag ? childrenOf(bag) : null
  const fields = signerInfo ? childrenOf(signerInfo) : null
  const [, sid, , attributes, , signatureOctets] = fields ?? []
  if (!certificates || !sid || !attributes || !signatureOctets) return null
  const signer = certificates.find((each) => {
    const names = certificateNames(each)
    return names !== null && equalBytes(sequence(names.issuer, names.serial), sid)
  })
  const digest = (childrenOf(attributes) ?? []).find((each) => {
    const type = childrenOf(each)?.[0]
    return type !== undefined && equalBytes(type, objectIdentifier(oid.messageDigest))
  })
  const digestOctets = digest ? path(digest, [1, 0]) : null
  if (!signer || !digestOctets) return null
  const parts: CmsParts = {
    certificates: [signer, ...certificates.filter((each) => each !== signer)],
    messageDigest: contentOf(digestOctets),
    signature: contentOf(signatureOctets),
  }
  const again = encodeCms(parts, await sha256(signer))
  return equalBytes(again, der) ? parts : null
}

function path(element: Uint8Array, steps: readonly number[]): Uint8Array | null {
  let here: Uint8Array | undefined = element
  for (const step of steps) here = here ? childrenOf(here)?.[step] : undefined
  return here ?? null
}

function contentOf(element: Uint8Array): Uint8Array {
  const head = readElement(element, 0)
  return head ? element.subarray(head.content, head.end) : new Uint8Array()
}
