import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { describe, expect, test } from 'vitest'
import { checkChain } from '../../shared/evidence/certificates.ts'
import * as second from '../../verifier/certificates.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const provider = webcrypto as unknown as Crypto
const keys = async () => (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as unknown as CryptoKeyPair

interface Wanted {
  readonly subject: string
  readonly key: CryptoKeyPair
  readonly issuer: string
  readonly by: CryptoKeyPair
  readonly until: string
  readonly isAuthority: boolean
}

async function certificate({ subject, key, issuer, by, until, isAuthority }: Wanted): Promise<Uint8Array> {
  const usage = isAuthority ? x509.KeyUsageFlags.keyCertSign : x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation
  const made = await x509.X509CertificateGenerator.create(
    {
      ...{ subject, issuer, publicKey: key.publicKey, signingKey: by.privateKey, signingAlgorithm: algorithm },
      ...{ notBefore: new Date('2026-01-01'), notAfter: new Date(until) },
      extensions: [new x509.KeyUsagesExtension(usage, true), ...(isAuthority ? [new x509.BasicConstraintsExtension(true, undefined, true)] : [])],
    },
    provider,
  )
  return new Uint8Array(made.rawData)
}

describe('authorities one above the other', () => {
  const [root, middle, mia] = ['CN=Root', 'CN=Middle', 'CN=Mia Keeper']
  const world = async () => {
    const [r, m, p] = await Promise.all([keys(), keys(), keys()])
    const of = (subject: string, key: CryptoKeyPair, issuer: string, by: CryptoKeyPair, until = '2036-01-01') => certificate({ subject, key, issuer, by, until, isAuthority: subject !== mia })
    return {
      old: await of(root, r, root, r, '2026-12-31'),
      renewed: await of(root, r, root, r),
      other: await of('CN=Other', m, 'CN=Other', m),
      middle: await of(middle, m, root, r),
      byMiddle: await of(mia, p, middle, m),
      byRoot: await of(mia, p, root, r),
    }
  }
  /** What the two verifiers say of a chain: true where both trust it. */
  const trusted = async (certificates: readonly Uint8Array[], anchors: readonly Uint8Array[], at: string): Promise<boolean> => {
    const one = await checkChain(certificates, anchors, at)
    const [signer, ...others] = certificates.map((each) => second.readCertificate(each) ?? expect.fail('not read'))
    const known = anchors.map((each) => second.readCertificate(each) ?? expect.fail('not read'))
    const fault = second.chainFault(signer ?? expect.fail(), others, known, Date.parse(at))
    expect(fault === null, String(fault)).toBe(one.trusted && one.nUnused === 0)
    return fault === null
  }

  test('PDFVER-11: what was signed before an authority in between was imported is trusted after it too; a stranger beside the chain is not', async () => {
    const { renewed, middle, byMiddle, other } = await world()
    const at = '2026-11-23T09:00:00.000Z'
    expect(await trusted([byMiddle, middle, renewed], [renewed], at)).toBe(true)
    expect(await trusted([byMiddle, middle, renewed], [renewed, middle], at)).toBe(true)
    for (const beside of [renewed, other]) expect(await trusted([byMiddle, middle, beside], [middle], at)).toBe(false)
    expect(await trusted([byMiddle, middle], [other], at)).toBe(false)
  })

  test('PDFVER-11: of an authority that was renewed with its key, the certificate in force at the time speaks', async () => {
    const { old, renewed, byRoot } = await world()
    for (const anchors of [[old, renewed], [renewed, old]]) {
      for (const at of ['2026-11-23T09:00:00.000Z', '2027-06-01T09:00:00.000Z']) expect(await trusted([byRoot, old], anchors, at)).toBe(true)
    }
    expect(await trusted([byRoot, old], [old], '2027-06-01T09:00:00.000Z')).toBe(false)
  })
})
