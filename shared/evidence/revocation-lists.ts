import * as asn1js from 'asn1js'
import { CertificateRevocationList, CryptoEngine, RelativeDistinguishedNames } from 'pkijs'
import { toHex } from '../vocabulary/ids.ts'
import { mayIssueLists, nameText, readCertificate } from './certificates.ts'
import { childrenOf, equalBytes, readElement } from './der.ts'

/** What an authority has revoked: RFC 5280, 5. Read by hand, because readers of ASN.1 give up at some thousand entries. */
export interface RevocationList {
  /** DER. */
  readonly bytes: Uint8Array
  /** For people; certificates are matched by its bytes. */
  readonly issuer: string
  readonly issuerDer: string
  /** Which part of its certificates it is about (issuing distribution point, RFC 5280, 5.2.5): a newer list of another part does not follow it. */
  readonly part: string
  readonly thisUpdate: string
  readonly nextUpdate: string | null
  /** By serial number, as hexadecimal digits. */
  readonly revoked: ReadonlyMap<string, Revoked>
}

interface Revoked {
  readonly at: string
  /** Suspended: it lasts as long as the newest list says so. */
  readonly isHold: boolean
}

const engine = new CryptoEngine({ name: 'webcrypto', crypto: globalThis.crypto })
const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
const tag = { integer: 0x02, bits: 0x03, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, extensions: 0xa0 } as const
const oids = { reason: '0603551d15', certificateIssuer: '0603551d1d', delta: '0603551d1b', part: '0603551d1c' } as const
const HOLD = '0a0106'

/** null if the bytes (DER) are no whole list of one authority: none, one of changes only, or one for others too. */
export function readRevocationList(bytes: Uint8Array): RevocationList | null {
  try {
    return listIn(new Uint8Array(bytes))
  } catch {
    return null
  }
}

function listIn(der: Uint8Array): RevocationList {
  const [tbs = refused(), algorithm, signature, ...beyond] = parts(der)
  if (algorithm === undefined || signature?.[0] !== tag.bits || contentOf(signature)[0] !== 0 || beyond.length > 0) return refused()
  const fields = parts(tbs)
  const [signedAlgorithm = refused(), issuer = refused(), thisUpdate = refused(), ...more] = fields[0]?.[0] === tag.integer ? fields.slice(1) : fields
  // What is signed says by which algorithm (RFC 5280, 5.1.1.2): there is one spelling of a list.
  if (!equalBytes(signedAlgorithm, algorithm)) return refused()
  const [next] = more
  const hasNext = next !== undefined && (next[0] === tag.utcTime || next[0] === tag.generalizedTime)
  const rest = hasNext ? more.slice(1) : more
  const entries = rest[0]?.[0] === tag.sequence ? rest[0] : null
  const extensions = rest[entries === null ? 0 : 1]
  if (rest.length > (entries === null ? 0 : 1) + (extensions === undefined ? 0 : 1)) return refused()
  if (extensions !== undefined && extensions[0] !== tag.extensions) return refused()
  const said = extensions === undefined ? null : extensionsIn(parts(extensions)[0] ?? refused())
  if (said?.has(oids.delta)) return refused()
  return {
    bytes: der,
    issuer: nameText(new RelativeDistinguishedNames({ schema: asn1js.fromBER(buffer(issuer)).result })),
    issuerDer: toHex(issuer),
    part: said?.get(oids.part) ?? '',
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: hasNext ? timeOf(next) : null,
    revoked: new Map(entries === null ? [] : parts(entries).map(entryOf)),
  }
}

function entryOf(entry: Uint8Array): [string, Revoked] {
  const [serial = refused(), time = refused(), extensions, ...beyond] = parts(entry)
  if (serial[0] !== tag.integer || beyond.length > 0) return refused()
  const said = extensions === undefined ? null : extensionsIn(extensions)
  // In a list for others too, an entry need not be about a certificate of the list's own authority.
  if (said?.has(oids.certificateIssuer)) return refused()
  return [plain(contentOf(serial)), { at: timeOf(time), isHold: said?.get(oids.reason) === HOLD }]
}

/** Object identifier → what stands in its octet string; there is at least one (RFC 5280, 4.1). */
function extensionsIn(list: Uint8Array): Map<string, string> {
  const found = parts(list).map((each): [string, string] => {
    const members = parts(each)
    return [toHex(members[0] ?? refused()), toHex(contentOf(members.at(-1) ?? refused()))]
  })
  return found.length === 0 ? refused() : new Map(found)
}

const refused = (): never => {
  throw new RangeError('no revocation list')
}
const parts = (element: Uint8Array): Uint8Array[] => (((element[0] ?? 0) & 0x20) === 0 ? null : childrenOf(element)) ?? refused()

function contentOf(element: Uint8Array): Uint8Array {
  const { content, end } = readElement(element, 0) ?? refused()
  return element.subarray(content, end)
}

/** RFC 5280, 4.1.2.5: seconds and UTC. */
function timeOf(element: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(contentOf(element))
  const full = element[0] === tag.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const [, ...at] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? refused()
  return new Date(`${at.slice(0, 3).join('-')}T${at.slice(3).join(':')}Z`).toISOString()
}

/** The authority that signed the list, among those given; null if none did. */
export async function issuerOf(list: RevocationList, authorities: readonly Uint8Array[]): Promise<Uint8Array | null> {
  const crl = forVerification(list)
  if (crl === null) return null
  for (const authority of authorities) {
    const issuerCertificate = readCertificate(authority)
    if (issuerCertificate === null || toHex(new Uint8Array(issuerCertificate.subject.toSchema().toBER())) !== list.issuerDer) continue
    if (!mayIssueLists(issuerCertificate)) continue
    if (await crl.verify({ issuerCertificate }, engine).catch(() => false)) return authority
  }
  return null
}

function forVerification({ bytes }: RevocationList): CertificateRevocationList | null {
  try {
    // Each entry is some nodes; its length bounds how many there are.
    return new CertificateRevocationList({ schema: asn1js.fromBER(buffer(bytes), { maxNodes: bytes.length }).result })
  } catch {
    return null
  }
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
  const theirs = lists.filter(({ issuerDer }) => issuerDer === named.issuerDer)
  const found = theirs.flatMap((list) => {
    const entry = list.revoked.get(named.serial)
    return entry === undefined || (entry.isHold && list !== newestLike(list, lists)) ? [] : [entry.at]
  })
  const [since] = found.sort()
  if (since !== undefined && since <= at) return { kind: 'revoked', since }
  const dueBy = theirs.flatMap((list) => overdueSince(list, lists, at) ?? []).sort()[0]
  return dueBy === undefined ? null : { kind: 'list-overdue', issuer: theirs[0]?.issuer ?? '', dueBy }
}

/** By when a list was to be followed by another one, if it is the newest of its kind and that was before `at`. */
export function overdueSince(list: RevocationList, lists: readonly RevocationList[], at: string): string | null {
  return newestLike(list, lists) === list && list.nextUpdate !== null && list.nextUpdate < at ? list.nextUpdate : null
}

/** Of the same authority, about the same part; of two of one moment the one that was imported later. */
const newestLike = (list: RevocationList, lists: readonly RevocationList[]): RevocationList =>
  lists.reduce((newest, each) => (each.issuerDer === list.issuerDer && each.part === list.part && each.thisUpdate >= newest.thisUpdate ? each : newest), list)

/** Issuer and serial number; null for bytes that are no certificate: who verifies a damaged store asks about such ones too. */
function namesIn(certificate: Uint8Array): { readonly issuerDer: string; readonly serial: string } | null {
  try {
    const fields = parts(parts(certificate)[0] ?? refused())
    const [serial = refused(), , issuer = refused()] = fields[0]?.[0] === tag.extensions ? fields.slice(1) : fields
    return { issuerDer: toHex(issuer), serial: plain(contentOf(serial)) }
  } catch {
    return null
  }
}

const plain = (serial: Uint8Array): string => toHex(serial).replace(/^0+/, '')
