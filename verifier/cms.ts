import { sha256 } from './bytes.ts'
import { at, elementAt, inside, isOid, der, oid, sequence, setOf, type Element } from './der.ts'

/** Object identifiers, as the hexadecimal digits of their content. */
const ids = {
  data: '2a864886f70d010701',
  signedData: '2a864886f70d010702',
  contentType: '2a864886f70d010903',
  messageDigest: '2a864886f70d010904',
  signingCertificateV2: '2a864886f70d010910022f',
  algorithmProtection: '2a864886f70d010934',
  sha256: '608648016503040201',
  ecdsaWithSha256: '2a8648ce3d040302',
} as const

/** What is variable in a report's CMS. */
export interface Cms {
  /** The signer's first. */
  readonly certificates: readonly Buffer[]
  readonly messageDigest: Buffer
  /** The bytes that were signed. */
  readonly attributes: Buffer
  readonly signature: Buffer
}

/** Reads the one form there is (CMS-1, CMS-3): written again from its variable parts it must be the same bytes. Null for any other. */
export function readCms(bytes: Buffer): Cms | null {
  const signedData = at(elementAt(bytes, 0) ?? undefined, 1, 0)
  const [, , , bag, signers] = inside(signedData)
  const [, signer, , attributes, , signature] = inside(at(signers, 0))
  const digest = inside(attributes).find((each) => isOid(at(each, 0), ids.messageDigest))
  const messageDigest = at(digest, 1, 0)?.content
  const certificates = inside(bag)
  const own = certificates.find((each) => Buffer.concat(namesOf(each)).equals(signer?.content ?? Buffer.alloc(0)))
  if (own === undefined || messageDigest === undefined || signature === undefined) return null
  const ordered = [own, ...certificates.filter((each) => each !== own)].map(({ whole }) => whole)
  const said = { certificates: ordered, messageDigest, signature: signature.content }
  const signed = signedAttributes(own, messageDigest)
  return written(own, said, signed).equals(bytes) ? { ...said, attributes: signed } : null
}

/** Issuer and serial number, as they stand in a certificate (RFC 5280, 4.1). */
function namesOf(certificate: Element): Buffer[] {
  const fields = inside(at(certificate, 0))
  const [serial, , issuer] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
  return serial === undefined || issuer === undefined ? [] : [issuer.whole, serial.whole]
}

/** SET of content type, message digest, algorithms (RFC 6211) and the signer's certificate (RFC 5035). */
function signedAttributes(certificate: Element, messageDigest: Uint8Array): Buffer {
  const [issuer, serial] = namesOf(certificate) as [Buffer, Buffer]
  const issuerSerial = sequence(sequence(der(0xa4, issuer)), serial)
  const certificateId = sequence(der(0x04, sha256(certificate.whole)), issuerSerial)
  const attribute = (id: string, value: Uint8Array) => sequence(oid(id), der(0x31, value))
  return setOf(
    0x31,
    attribute(ids.contentType, oid(ids.data)),
    attribute(ids.messageDigest, der(0x04, messageDigest)),
    attribute(ids.algorithmProtection, sequence(sequence(oid(ids.sha256)), der(0xa1, oid(ids.ecdsaWithSha256)))),
    attribute(ids.signingCertificateV2, sequence(sequence(certificateId))),
  )
}

function written(own: Element, { certificates, signature }: Omit<Cms, 'attributes'>, attributes: Buffer): Buffer {
  const digestAlgorithm = sequence(oid(ids.sha256))
  const implicit = Buffer.concat([Buffer.of(0xa0), attributes.subarray(1)])
  const signer = sequence(Buffer.of(2, 1, 1), sequence(...namesOf(own)), digestAlgorithm, implicit, sequence(oid(ids.ecdsaWithSha256)), der(0x04, signature))
  const content = sequence(oid(ids.data))
  const signedData = sequence(Buffer.of(2, 1, 1), der(0x31, digestAlgorithm), content, setOf(0xa0, ...certificates), der(0x31, signer))
  return sequence(oid(ids.signedData), der(0xa0, signedData))
}
