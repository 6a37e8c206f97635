import { createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto'
import { hex } from './bytes.ts'
import { at, elementAt, elementsIn, inside, isOid, timeOf, type Element } from './der.ts'

/** What of a certificate (RFC 5280) decides whether it may sign evidence. */
export interface Certificate {
  readonly bytes: Buffer
  readonly x509: X509Certificate
  readonly serial: string
  readonly issuer: Buffer
  readonly subject: Buffer
  /** First common name of the subject. */
  readonly commonName: string
  readonly notBefore: number
  readonly notAfter: number
  /** First byte of the key usage; 0 without that extension. */
  readonly usage: number
  readonly isAuthority: boolean
  /** How many authorities may stand below; null: any number. */
  readonly pathLength: number | null
  /** No extension is critical that is not known here. */
  readonly isUnderstood: boolean
}

const ids = { commonName: '550403', keyUsage: '551d0f', constraints: '551d13', reason: '551d15', part: '551d1c' } as const
/** Also subject and authority key identifier, and extended key usage. */
const known: readonly string[] = [ids.keyUsage, ids.constraints, '551d0e', '551d23', '551d25']
const EVIDENCE = 0xc0
const CERTIFICATES = 0x04
const MOST_ISSUERS = 5

/** Null if the bytes are not one certificate. */
export function readCertificate(bytes: Uint8Array): Certificate | null {
  const whole = Buffer.from(bytes)
  const fields = inside(at(elementAt(whole, 0) ?? undefined, 0))
  const [serial, , issuer, validity, subject, , ...more] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
  if (serial === undefined || issuer === undefined || subject === undefined) return null
  const extensions = inside(at(more.find(({ tag }) => tag === 0xa3), 0)).map(extensionOf)
  const valueOf = (id: string) => extensions.find((each) => each.id === id)?.value
  const constraints = inside(valueOf(ids.constraints))
  try {
    return {
      bytes: whole,
      x509: new X509Certificate(whole),
      serial: serialText(serial),
      issuer: issuer.whole,
      subject: subject.whole,
      commonName: commonNameOf(subject),
      notBefore: timeOf(at(validity, 0)),
      notAfter: timeOf(at(validity, 1)),
      usage: valueOf(ids.keyUsage)?.content[1] ?? 0,
      isAuthority: constraints[0]?.tag === 0x01 && constraints[0].content[0] !== 0,
      pathLength: constraints[1] === undefined ? null : Number.parseInt(hex(constraints[1].content), 16),
      isUnderstood: extensions.every(({ id, isCritical }) => !isCritical || known.includes(id)),
    }
  } catch {
    return null
  }
}

const serialText = (element: Element): string => hex(element.content).replace(/^0+/, '')

function extensionOf(element: Element) {
  const [id, second, third] = inside(element)
  const isCritical = second?.tag === 0x01 && second.content[0] !== 0
  const held = (third ?? second)?.content ?? Buffer.alloc(0)
  return { id: id === undefined ? '' : hex(id.content), isCritical, value: elementAt(held, 0) ?? undefined }
}

function commonNameOf(subject: Element): string {
  const value = at(
    inside(subject).flatMap(inside).find((each) => isOid(at(each, 0), ids.commonName)),
    1,
  )
  if (value === undefined) return ''
  if (value.tag === 0x1e) return Buffer.from(value.content).swap16().toString('utf16le')
  return value.content.toString(value.tag === 0x0c ? 'utf8' : 'latin1')
}

const keyOf = (x509: X509Certificate): KeyObject => createPublicKey(x509.publicKey.export({ format: 'pem', type: 'spki' }))

/** ECDSA with SHA-256 by the certificate's key, which lies on P-256. */
export function isSignedBy(certificate: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = keyOf(new X509Certificate(certificate))
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' && verify('sha256', signed, key, signature)
  } catch {
    return false
  }
}

/** A certificate that the other one issued, which is an authority's. */
export function isIssuedBy(certificate: Uint8Array, authority: Uint8Array): boolean {
  const [subject, issuer] = [readCertificate(certificate), readCertificate(authority)]
  return subject !== null && issuer !== null && issuer.isAuthority && isFrom(subject, issuer)
}

function isFrom(subject: Certificate, issuer: Certificate): boolean {
  try {
    return subject.issuer.equals(issuer.subject) && subject.x509.verify(keyOf(issuer.x509))
  } catch {
    return false
  }
}

/**
 * Why a signer's certificate does not lead to an authority that the store knows; null if it does. `others` came with it and
 * must all be on the way.
 */
export function chainFault(signer: Certificate, others: readonly Certificate[], authorities: readonly Certificate[], time: number): string | null {
  if ((signer.usage & EVIDENCE) !== EVIDENCE || signer.isAuthority) return 'its key is not meant for signing evidence'
  const path = [signer]
  let unused = others
  // Of several certificates of one authority, renewed with the same key, the one that was in force speaks.
  const isInForce = ({ notBefore, notAfter }: Certificate) => notBefore <= time && time <= notAfter
  const anchors = [...authorities.filter(isInForce), ...authorities.filter((each) => !isInForce(each))]
  while (path.length <= MOST_ISSUERS) {
    const here = path.at(-1) ?? signer
    const anchor = anchors.find((each) => isFrom(here, each))
    const issuer = anchor ?? unused.find((each) => isFrom(here, each))
    if (issuer === undefined) break
    if (!issuer.isAuthority || (issuer.usage & CERTIFICATES) === 0) return 'its issuer is not an authority'
    if (issuer.pathLength !== null && path.length - 1 > issuer.pathLength) return 'its issuer is not an authority'
    path.push(issuer)
    unused = unused.filter((each) => !each.bytes.equals(issuer.bytes))
    // Another known authority was the way up before this one was imported, or before it was renewed.
    if (anchor !== undefined) return pathFault(path, unused.filter((each) => !authorities.some(({ bytes }) => bytes.equals(each.bytes))).length, time)
  }
  return 'it was not issued by a known authority'
}

function pathFault(path: readonly Certificate[], nUnused: number, time: number): string | null {
  if (nUnused > 0) return 'another certificate stands beside it'
  if (path.some(({ notBefore, notAfter }) => !(notBefore <= time && time <= notAfter))) return 'it was not valid at the time of signing'
  return path.every((each) => each.isUnderstood) ? null : 'it has a critical extension that is not known'
}

/** The revoked certificates of a list (RFC 5280, 5.1). */
export interface RevocationList {
  readonly issuer: Buffer
  /** Its issuing distribution point: a newer list of another part does not follow it. */
  readonly part: string
  readonly made: number
  /** By when the next one was to be there; null if it does not say. */
  readonly next: number | null
  readonly revoked: readonly { readonly serial: string; readonly time: number; readonly isHold: boolean }[]
}

/** From DER or PEM; null if the bytes are no list. */
export function readRevocationList(bytes: Uint8Array): RevocationList | null {
  const [, pem] = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/.exec(Buffer.from(bytes).toString('latin1')) ?? []
  const list = elementsIn(pem === undefined ? Buffer.from(bytes) : Buffer.from(pem, 'base64'))
  const fields = inside(at(list?.[0], 0))
  const [, issuer, thisUpdate, ...more] = fields[0]?.tag === 0x02 ? fields.slice(1) : fields
  if (issuer === undefined || Number.isNaN(timeOf(thisUpdate))) return null
  const next = more[0] === undefined || more[0].tag === 0x30 ? Number.NaN : timeOf(more[0])
  const entries = inside(more.find(({ tag }) => tag === 0x30))
  const part = inside(at(more.find(({ tag }) => tag === 0xa0), 0)).find((each) => isOid(at(each, 0), ids.part))
  return { issuer: issuer.whole, part: hex(inside(part).at(-1)?.content ?? Buffer.alloc(0)), made: timeOf(thisUpdate), next: Number.isNaN(next) ? null : next, revoked: entries.map(revokedIn) }
}

/** A certificate that is on hold (reason code 6) is suspended: that lasts as long as the newest list says so. */
function revokedIn(entry: Element): RevocationList['revoked'][number] {
  const [serial, time, extensions] = inside(entry)
  const isHold = inside(extensions).some((each) => isOid(at(each, 0), ids.reason) && hex(inside(each).at(-1)?.content ?? Buffer.alloc(0)) === '0a0106')
  return { serial: serialText(serial ?? entry), time: timeOf(time), isHold }
}

export function isRevoked({ issuer, serial }: Certificate, lists: readonly RevocationList[], time: number): boolean {
  const theirs = lists.filter((list) => list.issuer.equals(issuer))
  return theirs.some((list) => list.revoked.some((each) => each.serial === serial && each.time <= time && (!each.isHold || isNewest(list, theirs))))
}

/** Of those about the same part, all of one authority. */
const isNewest = (list: RevocationList, theirs: readonly RevocationList[]): boolean =>
  theirs.filter(({ part }) => part === list.part).toSorted((a, b) => a.made - b.made).at(-1) === list

/** Whether the newest list of its authority was to be followed by another one before that time. */
export function isListOutdated({ issuer }: Certificate, lists: readonly RevocationList[], time: number): boolean {
  const theirs = lists.filter((list) => list.issuer.equals(issuer))
  return theirs.some((list) => isNewest(list, theirs) && list.next !== null && list.next < time)
}
