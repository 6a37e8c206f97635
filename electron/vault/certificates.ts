import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { toHex, type Instant } from '../../shared/vocabulary/ids.ts'

/** Certificates of a workspace: its own authority, and for each person one to sign evidence and one for checkpoints. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const AUTHORITY_YEARS = 20
const PERSON_YEARS = 10

export interface CertifiedKey {
  readonly certificate: Uint8Array
  /** PKCS#8; the caller wraps and zeroes it. */
  readonly privateKey: Uint8Array
}

type RandomBytes = (count: number) => Uint8Array

const provider = webcrypto as unknown as Crypto

export async function makeAuthority(name: string, at: Instant, randomBytes: RandomBytes): Promise<CertifiedKey> {
  const keys = await generate()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(randomBytes),
      name: [{ O: [name] }, { CN: [`${name} evidence authority`.slice(0, 64)] }],
      notBefore: new Date(at),
      notAfter: yearsLater(at, AUTHORITY_YEARS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, provider),
      ],
    },
    provider,
  )
  return { certificate: new Uint8Array(certificate.rawData), privateKey: await exported(keys.privateKey) }
}

export interface CertificateRequest {
  readonly fullName: string
  readonly purpose: 'signing' | 'checkpoint'
  readonly at: Instant
}

/** A key pair and its certificate by the authority. A checkpoint key's certificate never allows non-repudiation. */
export async function makeCertifiedKey(
  request: CertificateRequest,
  authority: CertifiedKey,
  randomBytes: RandomBytes,
): Promise<CertifiedKey> {
  const keys = await generate()
  const issuer = new x509.X509Certificate(arrayBuffer(authority.certificate))
  const signingKey = await webcrypto.subtle.importKey('pkcs8', authority.privateKey, ALGORITHM, false, ['sign'])
  const isSigning = request.purpose === 'signing'
  const usage = x509.KeyUsageFlags.digitalSignature | (isSigning ? x509.KeyUsageFlags.nonRepudiation : 0)
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serial(randomBytes),
      subject: [{ CN: [isSigning ? request.fullName : `${request.fullName} (checkpoints)`] }],
      issuer: issuer.subjectName.toJSON(),
      notBefore: new Date(request.at),
      notAfter: earlier(yearsLater(request.at, PERSON_YEARS), issuer.notAfter),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: signingKey as unknown as CryptoKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(usage, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, provider),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, provider),
      ],
    },
    provider,
  )
  return { certificate: new Uint8Array(certificate.rawData), privateKey: await exported(keys.privateKey) }
}

async function generate(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as unknown as CryptoKeyPair
}

const exported = async (key: CryptoKey): Promise<Uint8Array> => new Uint8Array(await provider.subtle.exportKey('pkcs8', key))

/** 128 random bits, the first made 0 so that the integer is positive and the second set so that it is minimal. */
function serial(randomBytes: RandomBytes): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return toHex(bytes)
}

function yearsLater(at: Instant, years: number): Date {
  const date = new Date(at)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
