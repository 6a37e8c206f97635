import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { rawToDer } from './raw-to-der.ts'
import type { PdfSigner } from '../../electron/pdf/signing/sign-revision.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const provider = webcrypto as unknown as Crypto
const flags = x509.KeyUsageFlags

export interface TestAuthority {
  readonly der: Uint8Array
  readonly keys: CryptoKeyPair
}

export interface TestPerson extends PdfSigner {
  readonly name: string
}

const generate = async (): Promise<CryptoKeyPair> =>
  (await provider.subtle.generateKey(P256, true, ['sign', 'verify'])) as CryptoKeyPair

let serialNumber = 0x4000
const nextSerial = (): string => (serialNumber++).toString(16)

/** An organisation's authority, as the vault makes it. */
export async function makeTestAuthority(name = 'St Example Hospital evidence authority'): Promise<TestAuthority> {
  const keys = await generate()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: nextSerial(),
      name: [{ O: ['St Example Hospital'] }, { CN: [name] }],
      notBefore: new Date('2026-11-01T00:00:00Z'),
      notAfter: new Date('2046-11-01T00:00:00Z'),
      signingAlgorithm: P256,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(flags.keyCertSign | flags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, provider),
      ],
    },
    provider,
  )
  return { der: new Uint8Array(certificate.rawData), keys }
}

export interface PersonOptions {
  readonly usage?: number
  readonly notAfter?: string
  readonly authority?: boolean
}

/** A person with a key and a certificate by the authority. */
export async function makeTestPerson(
  name: string,
  authority: TestAuthority,
  options: PersonOptions = {},
): Promise<TestPerson> {
  const keys = await generate()
  const issuer = new x509.X509Certificate(Uint8Array.from(authority.der).buffer)
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: nextSerial(),
      subject: [{ CN: [name] }],
      issuer: issuer.subjectName.toJSON(),
      notBefore: new Date('2026-11-01T00:00:00Z'),
      notAfter: new Date(options.notAfter ?? '2036-11-01T00:00:00Z'),
      signingAlgorithm: P256,
      publicKey: keys.publicKey,
      signingKey: authority.keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(options.authority ?? false, undefined, true),
        new x509.KeyUsagesExtension(options.usage ?? flags.digitalSignature | flags.nonRepudiation, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, provider),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, provider),
      ],
    },
    provider,
  )
  return {
    name,
    certDer: new Uint8Array(certificate.rawData),
    chainDer: [authority.der],
    sign: async (bytes) =>
      rawToDer(new Uint8Array(await provider.subtle.sign(P256, keys.privateKey, Uint8Array.from(bytes)))),
  }
}
