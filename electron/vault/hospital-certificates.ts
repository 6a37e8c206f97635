import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import * as asn1js from 'asn1js'
import { CertificateRevocationList } from 'pkijs'

/** Certificates that come from another authority: asking for one, reading what came back, and what was revoked. */
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

export const samePublicKey = (a: Uint8Array, b: Uint8Array): boolean => spki(a).equals(spki(b))

const spki = (certificate: Uint8Array): Buffer => new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })

function pemBlocks(bytes: Uint8Array, label: string): Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1')
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g')
  return [...text.matchAll(pattern)].map((match) => new Uint8Array(Buffer.from(match[1] ?? '', 'base64')))
}

export interface RevocationList {
  readonly bytes: Uint8Array
  readonly issuer: string
  readonly thisUpdate: string
  readonly nextUpdate: string | null
  readonly revoked: readonly { readonly serial: string; readonly at: string }[]
}

/** null if the bytes (PEM or DER) are no revocation list. */
export function readRevocationList(bytes: Uint8Array): RevocationList | null {
  try {
    const der = pemBlocks(bytes, 'X509 CRL')[0] ?? bytes
    const crl = new x509.X509Crl(buffer(der))
    // That reader drops a list of entries that it does not understand: a second one must count as many.
    if (crl.entries.length !== countRevoked(der)) return null
    return {
      bytes: new Uint8Array(crl.rawData),
      issuer: crl.issuer,
      thisUpdate: crl.thisUpdate.toISOString(),
      nextUpdate: crl.nextUpdate?.toISOString() ?? null,
      revoked: crl.entries.map((entry) => ({ serial: entry.serialNumber.toLowerCase(), at: entry.revocationDate.toISOString() })),
    }
  } catch {
    return null
  }
}

function countRevoked(der: Uint8Array): number {
  const parsed = asn1js.fromBER(buffer(der))
  return new CertificateRevocationList({ schema: parsed.result }).revokedCertificates?.length ?? 0
}

/** The authority that signed the list, among those given; null if none did. */
export async function issuerOf(list: RevocationList, authorities: readonly Uint8Array[]): Promise<Uint8Array | null> {
  const crl = new x509.X509Crl(buffer(list.bytes))
  for (const authority of authorities) {
    const certificate = new x509.X509Certificate(buffer(authority))
    if (certificate.subject !== crl.issuer) continue
    const usage = certificate.getExtension(x509.KeyUsagesExtension)
    if (usage !== null && (usage.usages & x509.KeyUsageFlags.cRLSign) === 0) continue
    if (await crl.verify({ publicKey: certificate }, provider).catch(() => false)) return authority
  }
  return null
}

/**
 * Since when a certificate is revoked, by lists whose signature was checked when they were imported; null if it is not.
 * The CMS library ignores revocation lists, so this is asked apart.
 */
export function revokedSince(certificate: Uint8Array, lists: readonly RevocationList[]): string | null {
  const named = namesIn(certificate)
  const found = lists
    .filter((list) => list.issuer === named?.issuer)
    .flatMap((list) => list.revoked.filter((each) => plain(each.serial) === plain(named?.serialNumber ?? '')))
    .map((each) => each.at)
    .sort()
  return found[0] ?? null
}

/** By when the next list of a certificate's issuer was to be there; null without a list, or if the newest names no time. */
export function nextListDue(certificate: Uint8Array, lists: readonly RevocationList[]): string | null {
  const newest = lists.filter((list) => list.issuer === namesIn(certificate)?.issuer).sort((a, b) => (a.thisUpdate < b.thisUpdate ? -1 : 1)).at(-1)
  return newest?.nextUpdate ?? null
}

/** null for bytes that are no certificate: who verifies a damaged store asks about such ones too. */
function namesIn(certificate: Uint8Array): Pick<x509.X509Certificate, 'issuer' | 'serialNumber'> | null {
  try {
    return new x509.X509Certificate(buffer(certificate))
  } catch {
    return null
  }
}

const plain = (serial: string): string => serial.toLowerCase().replace(/^0+/, '')
