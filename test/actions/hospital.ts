import 'reflect-metadata'
import { createPrivateKey, sign, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { makeAuthority } from '../../electron/vault/certificates.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { objectIdentifier, sequence, smallInteger, tlv } from '../../shared/evidence/der.ts'
import { fromHex, type Instant } from '../../shared/vocabulary/ids.ts'

const { randomBytes } = systemSurroundings('t')
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
const provider = webcrypto as unknown as Crypto

interface ListWanted {
  readonly entries: readonly { readonly serial: string; readonly at: string; readonly extensions?: readonly Uint8Array[] }[]
  readonly at: string
  readonly more?: readonly Uint8Array[]
}

const timeOf = (at: string): Uint8Array => tlv(0x17, new TextEncoder().encode(`${at.slice(2, 19).replace(/[-T:]/g, '')}Z`))
export const pemOf = (list: Uint8Array): string => `-----BEGIN X509 CRL-----\n${Buffer.from(list).toString('base64')}\n-----END X509 CRL-----\n`

/** An authority as a hospital has one: answers requests and lists what it revoked. */
export async function hospital(name: string) {
  const authority = await makeAuthority(name, '2026-01-01T00:00:00.000Z' as Instant, randomBytes)
  const issuer = new x509.X509Certificate(buffer(authority.certificate))
  const signingKey = (await webcrypto.subtle.importKey('pkcs8', authority.privateKey, algorithm, false, ['sign'])) as unknown as CryptoKey
  const both = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation
  /** A revocation list byte by byte: RFC 5280, 5.1. `more` are extensions of the list itself. */
  const list = ({ entries, at, more = [] }: ListWanted): Uint8Array => {
    const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
    const rows = entries.map((each) => sequence(tlv(0x02, fromHex(each.serial)), timeOf(each.at), ...(each.extensions ?? [])))
    const name = new Uint8Array(issuer.subjectName.toArrayBuffer())
    const body = sequence(smallInteger(1), ecdsaWithSha256, name, timeOf(at), timeOf(at), ...(rows.length === 0 ? [] : [sequence(...rows)]), ...more)
    const key = createPrivateKey({ key: Buffer.from(authority.privateKey), format: 'der', type: 'pkcs8' })
    return sequence(body, ecdsaWithSha256, tlv(0x03, Uint8Array.of(0), new Uint8Array(sign('sha256', body, key))))
  }
  return {
    pem: issuer.toString('pem'),
    privateKey: authority.privateKey,
    async issue(csr: string, more: { name?: string; usage?: number; notAfter?: string; serial?: string } = {}) {
      const request = new x509.Pkcs10CertificateRequest(csr)
      if (!(await request.verify(provider))) throw new Error('not signed by its own key')
      const certificate = await x509.X509CertificateGenerator.create(
        {
          serialNumber: more.serial ?? '5a01',
          subject: more.name ?? request.subject,
          issuer: issuer.subject,
          notBefore: new Date('2026-01-01'),
          notAfter: new Date(more.notAfter ?? '2036-01-01'),
          signingAlgorithm: algorithm,
          publicKey: request.publicKey,
          signingKey,
          extensions: [new x509.KeyUsagesExtension(more.usage ?? both, true)],
        },
        provider,
      )
      return certificate.toString('pem')
    },
    /** A revocation list of one entry. `extensions` puts an empty list of them there. */
    revokes: (serial: string, at: string, extensions: readonly Uint8Array[] = []) => pemOf(list({ entries: [{ serial, at, extensions }], at })),
    list,
  }
}
