import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { type CertificateFault, checkChain, faultText } from '../../shared/evidence/certificates.ts'
import { issuerOf, readRevocationList } from '../../shared/evidence/revocation-lists.ts'
import { fromHex, type Instant, type Sha256 } from '../../shared/vocabulary/ids.ts'
import { fileProblem } from '../files/write.ts'
import { sha256Hex } from '../files/digest.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { ReadStore } from '../store/store.ts'
import { certificatesIn, isIssuedBy, samePublicKey } from '../vault/hospital-certificates.ts'
import { pemBlocks } from '../vault/pem.ts'
import { readPkcs12, type Pkcs12 } from '../vault/pkcs12.ts'
import type { PreparedSlot } from '../vault/vault.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { slotDetails, slotRow } from '../workspace/write-people.ts'
import type { ActionContext } from './context.ts'
import { exportBytes } from './export-files.ts'
import { retireKey } from './passphrases.ts'
import { type WitnessGiven, witnessed } from './witness.ts'

const MOST_BYTES = 8 * 1024 * 1024

/** A request for a certificate of one's own signing key, for the authority of one's organisation. */
export async function requestCertificate(context: ActionContext, wanted: { readonly passphrase: string; readonly path: string }): Promise<Sha256> {
  const contents = await context.workspace.vault.certificateRequest(wanted.passphrase)
  return exportBytes(context, { path: wanted.path, contents, what: 'certificate request', studyId: null })
}

/** The authorities by which a certificate may be issued: the workspace's own and those that were imported. */
export const authorities = (store: ReadStore, own: Uint8Array): Uint8Array[] => [own, ...store.trusted.list('authority').map((each) => each.bytes)]

/** An authority of the organisation, trusted from here on. */
export async function importAuthority(
  { workspace }: ActionContext,
  wanted: { readonly path: string; readonly reason: string; readonly witness?: WitnessGiven | undefined },
): Promise<void> {
  const { store } = workspace
  const [bytes, ...more] = certificatesIn(readSmall(wanted.path))
  if (bytes === undefined || more.length > 0 || !isAuthority(bytes)) return refuse('certificate/not-usable', { cause: 'not-an-authority' })
  if (store.trusted.list('authority').some((each) => each.sha256 === sha256Hex(bytes))) return refuse('certificate/not-usable', { cause: 'already-there' })
  const witness = await witnessed(workspace, wanted.witness)
  store.transact((w) => {
    const row = w.trusted.add({ kind: 'authority', personId: null, bytes })
    w.appendEntry({
      action: 'authority.imported',
      objectKind: 'trusted',
      objectId: row.id,
      afterSha256: row.sha256,
      reason: wanted.reason,
      details: { subject: new X509Certificate(bytes).subject.slice(0, 300), certificateSha256: sha256Hex(bytes), ...witness },
    })
  })
}

const isAuthority = (bytes: Uint8Array): boolean => new X509Certificate(bytes).ca

/** A certificate that an imported authority issued for one's own signing key: the key stays, the certificate is new. */
export async function importCertificate(context: ActionContext, wanted: { readonly passphrase: string; readonly path: string }): Promise<void> {
  const { workspace, surroundings } = context
  const { vault } = workspace
  const [certificate, ...chain] = certificatesIn(readSmall(wanted.path))
  if (certificate === undefined) return refuse('certificate/not-usable', { cause: 'unreadable' })
  if (!samePublicKey(certificate, vault.certificate())) return refuse('certificate/not-usable', { cause: 'other-key' })
  await assertIssued(workspace, [certificate, ...chain], surroundings.clock.now())
  const prepared = await vault.prepareCertificate(wanted.passphrase, { certificate, chain: issuersOf(workspace, certificate, chain) })
  putInForce(workspace, prepared, certificate)
}

/** A key and its certificate that an imported authority issued, from a PKCS#12 file: the signing key is another one then. */
export async function importPkcs12(
  context: ActionContext,
  wanted: { readonly passphrase: string; readonly filePassword: string; readonly path: string },
): Promise<void> {
  const { workspace, surroundings } = context
  const { vault, store, session } = workspace
  const found = await readPkcs12(readSmall(wanted.path), wanted.filePassword)
  if (found === null) return refuse('certificate/pkcs12-unread')
  try {
    const { certificate, chain } = ofKey(found)
    await assertIssued(workspace, [certificate, ...chain], surroundings.clock.now())
    const before = store.people.get(session.personId)
    const prepared = await vault.prepareCertificate(wanted.passphrase, { certificate, chain: issuersOf(workspace, certificate, chain), signingKey: found.privateKey })
    putInForce(workspace, prepared, certificate, before?.slotId)
  } finally {
    found.privateKey.fill(0)
  }
}

/** The certificate of the file's own key, and the others. Evidence is signed with P-256 only. */
function ofKey({ privateKey, certificates }: Pkcs12): { certificate: Uint8Array; chain: Uint8Array[] } {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return refuse('certificate/not-usable', { cause: 'not-p-256' })
  const certificate = certificates.find((each) => new X509Certificate(each).checkPrivateKey(key))
  if (certificate === undefined) return refuse('certificate/not-usable', { cause: 'no-certificate-of-key' })
  return { certificate, chain: certificates.filter((each) => each !== certificate) }
}

/** By an imported authority, for signing evidence, now, and in this person's name. */
async function assertIssued({ store, session }: Workspace, certificates: readonly Uint8Array[], at: Instant): Promise<void> {
  const trusted = store.trusted.list('authority').map((each) => each.bytes)
  const verdict = await checkChain(certificates, trusted, at)
  if (!verdict.trusted) refuse('certificate/not-usable', { cause: causeOf(verdict.faults[0] ?? 'unreadable') })
  if (verdict.commonName.normalize('NFC') !== session.fullName.normalize('NFC')) refuse('certificate/not-usable', { cause: 'other-name' })
}

/** What nobody imported and what somebody else issued is one thing to a person: the authority has to be imported first. */
const causeOf = (fault: CertificateFault): string => (fault === 'no-anchor' || fault === 'unknown-issuer' ? 'not-issued-here' : faultText[fault])

/**
 * The issuers from a certificate up to an imported authority, nearest first. They go into every signature, whether they came
 * with the certificate or were here before; nothing else does, because a verifier refuses what belongs to no chain.
 */
function issuersOf({ store }: Workspace, certificate: Uint8Array, given: readonly Uint8Array[]): Uint8Array[] {
  // The newest first: of an authority that was renewed with the same key, the one in force.
  const trusted = store.trusted.list('authority').map((each) => each.bytes).reverse()
  const path: Uint8Array[] = []
  for (let here = certificate; path.length <= given.length; ) {
    const anchor = trusted.find((each) => isIssuedBy(here, each))
    const issuer = anchor ?? given.find((each) => isIssuedBy(here, each))
    if (issuer === undefined) break
    path.push(issuer)
    if (anchor !== undefined) break
    here = issuer
  }
  return path
}

function putInForce(workspace: Workspace, prepared: PreparedSlot, certificate: Uint8Array, retiredSlotId?: string): void {
  const { session } = workspace
  workspace.changeKeyFile(prepared, (w) => {
    retireKey(w, session.personId, retiredSlotId)
    const kept = w.trusted.add({ kind: 'certificate', personId: session.personId, bytes: certificate })
    w.appendEntry({ action: 'certificate.imported', objectKind: 'trusted', objectId: kept.id, afterSha256: kept.sha256, details: { certificateSha256: sha256Hex(certificate) } })
    const { sha256 } = w.people.addSlot(session.personId, slotRow(prepared.slot))
    w.appendEntry({
      action: 'certificate.changed',
      objectKind: 'person',
      objectId: session.personId,
      afterSha256: sha256,
      details: { ...slotDetails(prepared.slot, prepared.text), issuer: new X509Certificate(certificate).issuer.slice(0, 300) },
    })
  })
}

/** What an authority has revoked, signed by it. */
export async function importRevocationList({ workspace }: ActionContext, wanted: { readonly path: string }): Promise<void> {
  const { store, vault } = workspace
  const list = readRevocationList(derIn(readSmall(wanted.path)))
  if (list === null) return refuse('certificate/not-usable', { cause: 'no-revocation-list' })
  // An authority between an imported one and somebody's certificate came with that certificate.
  const between = vault.slots.flatMap(({ signing }) => signing.chain.map(fromHex))
  const issuer = await issuerOf(list, [...authorities(store, vault.authorityCertificate), ...between])
  if (issuer === null) return refuse('certificate/not-usable', { cause: causeOf('unknown-issuer') })
  store.transact((w) => {
    const row = w.trusted.add({ kind: 'revocation-list', personId: null, bytes: list.bytes })
    w.appendEntry({
      action: 'crl.imported',
      objectKind: 'trusted',
      objectId: row.id,
      afterSha256: row.sha256,
      details: { issuer: list.issuer.slice(0, 300), thisUpdate: list.thisUpdate, nRevoked: list.revoked.size },
    })
  })
}

const derIn = (bytes: Uint8Array): Uint8Array => pemBlocks(bytes, 'X509 CRL')[0] ?? bytes

function readSmall(path: string): Uint8Array {
  try {
    if (statSync(path).size > MOST_BYTES) return refuse('certificate/not-usable', { cause: 'unreadable' })
    return new Uint8Array(readFileSync(path))
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(fileProblem(error, 'certificate'))
  }
}
