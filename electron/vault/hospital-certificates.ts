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

/** A certificate that an authority issued, and an authority that is one. */
export function isIssuedBy(certificate: Uint8Array, authority: Uint8Array): boolean {
  const issuer = new X509Certificate(authority)
  const subject = new X509Certificate(certificate)
  return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
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

/** What revocation lists say of a certificate at a time; null if there is nothing to say. */
export type Revocation = { readonly kind: 'revoked'; readonly since: string } | { readonly kind: 'list-overdue'; readonly issuer: string; readonly dueBy: string }

/**
 * By lists whose signature was checked when they were imported. The CMS library ignores revocation lists, so this is
 * asked apart. A list that was to be followed by another (RFC 5280, 5.1.2.5) says what it says, and not what came after it.
 */
export function revocationAt(certificate: Uint8Array, lists: readonly RevocationList[], at: string): Revocation | null {
  const named = namesIn(certificate)
  if (named === null) return null
  const { issuer, serialNumber } = named
  const theirs = lists.filter((list) => list.issuer === issuer)
  const [since] = theirs.flatMap(({ revoked }) => revoked.filter((each) => plain(each.serial) === plain(serialNumber)).map((each) => each.at)).sort()
  if (since !== undefined && since <= at) return { kind: 'revoked', since }
  const dueBy = newestOf(theirs)?.nextUpdate ?? null
  return dueBy !== null && dueBy < at ? { kind: 'list-overdue', issuer, dueBy } : null
}

/** By when a list was to be followed by another one, if it is the newest of its authority and that was before `at`. */
export function overdueSince(list: RevocationList, lists: readonly RevocationList[], at: string): string | null {
  const isNewest = newestOf(lists.filter(({ issuer }) => issuer === list.issuer)) === list
  return isNewest && list.nextUpdate !== null && list.nextUpdate < at ? list.nextUpdate : null
}

const newestOf = (lists: readonly RevocationList[]): RevocationList | undefined => [...lists].sort((a, b) => (a.thisUpdate < b.thisUpdate ? -1 : 1)).at(-1)

/** null for bytes that are no certificate: who verifies a damaged store asks about such ones too. */
function namesIn(certificate: Uint8Array): Pick<x509.X509Certificate, 'issuer' | 'serialNumber'> | null {
  try {
    return new x509.X509Certificate(buffer(certificate))
  } catch {
    return null
  }
}

const plain = (serial: string): string => serial.toLowerCase().replace(/^0+/, '')
