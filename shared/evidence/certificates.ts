import * as asn1js from 'asn1js'
import { BasicConstraints, Certificate, CryptoEngine, type RelativeDistinguishedNames } from 'pkijs'
import { equalBytes } from './der.ts'

/** Identity of a signer: read from certificates, apart from the integrity of what was signed. */
export interface ChainVerdict {
  readonly subject: string
  readonly commonName: string
  readonly trusted: boolean
  /** Why not, in the order found. */
  readonly faults: readonly CertificateFault[]
  /** Certificates of the file that are neither the signer's nor part of its chain: they prove nothing. */
  readonly nUnused: number
}

export type CertificateFault =
  | 'unreadable'
  | 'no-anchor'
  | 'unknown-issuer'
  | 'not-valid-at-signing-time'
  | 'key-usage'
  | 'not-an-authority'
  | 'unknown-extension'

/** For the problem's sentence. */
export const faultText: Readonly<Record<CertificateFault, string>> = {
  unreadable: 'it cannot be read',
  'no-anchor': 'no certificate of an authority was given to compare with',
  'unknown-issuer': 'it was not issued by a given authority',
  'not-valid-at-signing-time': 'it was not valid at the time of signing',
  'key-usage': 'its key is not meant for signing evidence',
  'not-an-authority': 'its issuer is not an authority',
  'unknown-extension': 'it has a critical extension that Probity does not know',
}

const oid = { keyUsage: '2.5.29.15', basicConstraints: '2.5.29.19', extendedKeyUsage: '2.5.29.37' } as const
const known: ReadonlySet<string> = new Set(['2.5.29.14', '2.5.29.35', ...Object.values(oid)])
/** digitalSignature and nonRepudiation: a checkpoint key has only the first and never signs evidence. */
const EVIDENCE_SIGNATURE = 0xc0
const KEY_CERT_SIGN = 0x04
const CRL_SIGN = 0x02
const MAX_CHAIN = 5

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
}

const engine = new CryptoEngine({ name: 'webcrypto', crypto: globalThis.crypto })

/** Null if the bytes are not one certificate. */
export function readCertificate(der: Uint8Array): Certificate | null {
  try {
    const parsed = asn1js.fromBER(new Uint8Array(der).buffer)
    return parsed.offset === der.length ? new Certificate({ schema: parsed.result }) : null
  } catch {
    return null
  }
}

/**
 * Follows the chain from the signer to one of the anchors, at the time of signing.
 * @param certificates DER; the signer first
 * @param anchors DER of the authorities whoever verifies has obtained by another way
 * @param at RFC 3339
 */
export async function checkChain(
  certificates: readonly Uint8Array[],
  anchors: readonly Uint8Array[],
  at: string,
): Promise<ChainVerdict> {
  const [signerDer, ...others] = certificates
  const signer = signerDer ? readCertificate(signerDer) : null
  if (!signer) return { subject: '', commonName: '', trusted: false, faults: ['unreadable'], nUnused: others.length }
  const faults: CertificateFault[] = []
  if (!allows(signer, EVIDENCE_SIGNATURE) || isAuthority(signer)) faults.push('key-usage')
  const walked = await walk(signer, others, inForceFirst(anchors, at))
  faults.push(...walked.faults)
  if (walked.path.some((each) => !validAt(each, at))) faults.push('not-valid-at-signing-time')
  if (walked.path.some(hasUnknownCritical)) faults.push('unknown-extension')
  return {
    subject: nameText(signer.subject),
    commonName: commonName(signer.subject),
    trusted: faults.length === 0,
    faults,
    nUnused: walked.nUnused,
  }
}

interface Walk {
  readonly path: readonly Certificate[]
  readonly faults: readonly CertificateFault[]
  readonly nUnused: number
}

async function walk(signer: Certificate, others: readonly Uint8Array[], anchors: readonly Uint8Array[]): Promise<Walk> {
  const path = [signer]
  let unused = [...others]
  for (let here = signer; path.length <= MAX_CHAIN; ) {
    const anchor = await issuerAmong(here, anchors)
    if (anchor) {
      // Another anchor was the way up before this one was imported, or before it was renewed.
      unused = unused.filter((each) => !anchors.some((known) => equalBytes(each, known)))
      const faults = faultsOfIssuer(anchor.certificate, path)
      return { path: [...path, anchor.certificate], faults, nUnused: unused.length }
    }
    const issuer = await issuerAmong(here, unused)
    if (!issuer) {
      if (path.length > 1 && !(await vouchesForItself(here))) return { path, faults: ['unreadable'], nUnused: 1 }
      break
    }
    unused = unused.filter((each) => each !== issuer.der)
    const faults = faultsOfIssuer(issuer.certificate, path)
    if (faults.length > 0) return { path, faults, nUnused: unused.length }
    path.push(issuer.certificate)
    here = issuer.certificate
  }
  return { path, faults: [anchors.length === 0 ? 'no-anchor' : 'unknown-issuer'], nUnused: unused.length }
}

/** Of several certificates of one authority, renewed with the same key, the one that was in force speaks. */
function inForceFirst(anchors: readonly Uint8Array[], at: string): Uint8Array[] {
  const isInForce = (der: Uint8Array): boolean => {
    const certificate = readCertificate(der)
    return certificate !== null && validAt(certificate, at)
  }
  return [...anchors.filter(isInForce), ...anchors.filter((each) => !isInForce(each))]
}

async function issuerAmong(
  certificate: Certificate,
  candidates: readonly Uint8Array[],
): Promise<{ der: Uint8Array; certificate: Certificate } | null> {
  for (const der of candidates) {
    const candidate = readCertificate(der)
    if (!candidate || !sameName(candidate.subject, certificate.issuer)) continue
    const sameAlgorithm = certificate.signature.isEqual(certificate.signatureAlgorithm)
    const good = await certificate.verify(candidate, engine).catch(() => false)
    if (good && sameAlgorithm) return { der, certificate: candidate }
  }
  return null
}

/** The topmost certificate of the file: if it names itself as issuer, its signature must be its own. */
async function vouchesForItself(certificate: Certificate): Promise<boolean> {
  if (!certificate.issuer.isEqual(certificate.subject)) return true
  if (!certificate.signature.isEqual(certificate.signatureAlgorithm)) return false
  return certificate.verify(certificate, engine).catch(() => false)
}

function faultsOfIssuer(issuer: Certificate, path: readonly Certificate[]): CertificateFault[] {
  const constraints = constraintsOf(issuer)
  if (constraints?.cA !== true) return ['not-an-authority']
  if (!allows(issuer, KEY_CERT_SIGN)) return ['key-usage']
  const limit = constraints.pathLenConstraint
  return typeof limit === 'number' && path.length - 1 > limit ? ['not-an-authority'] : []
}

function constraintsOf(certificate: Certificate): BasicConstraints | null {
  const value: unknown = certificate.extensions?.find((each) => each.extnID === oid.basicConstraints)?.parsedValue
  return value instanceof BasicConstraints ? value : null
}

const isAuthority = (certificate: Certificate): boolean => constraintsOf(certificate)?.cA === true

/** True only if the key-usage extension is there and has all the bits. */
function allows(certificate: Certificate, bits: number): boolean {
  const usage: unknown = certificate.extensions?.find((each) => each.extnID === oid.keyUsage)?.parsedValue
  return usage instanceof asn1js.BitString && ((usage.valueBlock.valueHexView[0] ?? 0) & bits) === bits
}

/** RFC 5280, 4.2.1.3: where the extension is not there, every use is meant. */
export const mayIssueLists = (certificate: Certificate): boolean =>
  allows(certificate, CRL_SIGN) || !certificate.extensions?.some((each) => each.extnID === oid.keyUsage)

const hasUnknownCritical = (certificate: Certificate): boolean =>
  certificate.extensions?.some((each) => each.critical && !known.has(each.extnID)) ?? false

function validAt(certificate: Certificate, at: string): boolean {
  const time = Date.parse(at)
  return certificate.notBefore.value.getTime() <= time && time <= certificate.notAfter.value.getTime()
}

/** To the byte: whoever verifies must not depend on how well somebody compares strings of several types. */
const sameName = (a: RelativeDistinguishedNames, b: RelativeDistinguishedNames): boolean =>
  equalBytes(new Uint8Array(a.toSchema().toBER()), new Uint8Array(b.toSchema().toBER()))

const parts = (name: RelativeDistinguishedNames): { type: string; text: string }[] =>
  name.typesAndValues.map((each) => ({ type: each.type, text: String(each.value.valueBlock.value) }))

export const nameText = (name: RelativeDistinguishedNames): string =>
  parts(name)
    .map(({ type, text }) => `${shortNames[type] ?? type}=${text}`)
    .join(', ')

const commonName = (name: RelativeDistinguishedNames): string =>
  parts(name).find(({ type }) => type === '2.5.4.3')?.text ?? ''
