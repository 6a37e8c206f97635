import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { pemBlocks } from './pem.ts'

/** Certificates that come from another authority: asking for one, and reading what came back. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const provider = webcrypto as unknown as Crypto
const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** A PKCS#10 request (PEM) for the key that a person signs with, signed by that key. */
export async function certificateRequest(fullName: string, certificate: Uint8Array, privateKey: Uint8Array): Promise<string> {
  const publicKey = await new x509.X509Certificate(buffer(certificate)).publicKey.export(ALGORITHM, ['verify'], provider)
  const signingKey = await webcrypto.subtle.importKey('pkcs8', privateKey, ALGORITHM, false, ['sign'])
  const usage = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: [{ CN: [fullName] }],
      keys: { publicKey, privateKey: signingKey as unknown as CryptoKey },
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.KeyUsagesExtension(usage, true)],
    },
    provider,
  )
  return `${request.toString('pem')}\n`
}

/** Every certificate of a PEM text, or the one of DER bytes; none if there is something else. */
export function certificatesIn(bytes: Uint8Array): Uint8Array[] {
  const blocks = pemBlocks(bytes, 'CERTIFICATE')
  const ders = blocks.length > 0 ? blocks : [bytes]
  try {
    return ders.map((der) => new Uint8Array(new X509Certificate(der).raw))
  } catch {
    return []
  }
}

/** A certificate that an authority issued, and an authority that is one. */
export function isIssuedBy(certificate: Uint8Array, authority: Uint8Array): boolean {
  const issuer = new X509Certificate(authority)
  const subject = new X509Certificate(certificate)
  return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
}

export const samePublicKey = (a: Uint8Array, b: Uint8Array): boolean => spki(a).equals(spki(b))

const spki = (certificate: Uint8Array): Buffer => new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
