import { decodeCms } from '../../shared/evidence/cms.ts'
import { listSignatures } from '../../shared/evidence/pdf-signatures.ts'
import { PdfSyntaxError } from '../../shared/evidence/pdf-syntax.ts'
import { type PdfVerdict, verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import type { PersonId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { type Problem, problem } from '../../shared/vocabulary/problem.ts'
import type { Report, ReportDecision, ReportSignature } from '../../shared/vocabulary/records.ts'
import { sha256, sha256Hex } from '../files/digest.ts'
import { withProblemsLater } from '../store/database.ts'
import type { StoredRecord } from '../store/records.ts'
import type { ReadStore } from '../store/store.ts'
import { parsedReport } from './verify-agreement.ts'
import { keyHistory } from './verify-ledger.ts'
import { signerProblems } from './verify-signers.ts'
import { type ReportVersion, boundFaults, decisionFaults, turnFault } from './verify-signatures.ts'

/** valid; by a certificate that was revoked; unchanged but by somebody unknown; changed after signing; or it never fitted what it stands under. */
export type SignatureState = 'valid' | 'revoked' | 'identity-unknown' | 'changed' | 'invalid'

export interface ReportCheck {
  readonly report: Report
  readonly signatures: readonly { readonly signature: ReportSignature; readonly state: SignatureState }[]
  readonly problems: readonly Problem[]
}

/** Every signed report of the store, or of one study. */
export const reportFindings = (store: ReadStore, authority: Uint8Array): Promise<Problem[]> =>
  withProblemsLater(async () => (await checkReports(store, authority)).flatMap((each) => each.problems))

/** Reports in the order in which they were begun, each by its last version with all versions before it. */
export async function checkReports(store: ReadStore, authority: Uint8Array, studyId?: StudyId): Promise<ReportCheck[]> {
  const byId = new Map<string, ReportVersion[]>()
  for (const { record, report } of readable(store.records.list({ kind: 'report', ...(studyId === undefined ? {} : { studyId }) }))) {
    byId.set(record.id, [...(byId.get(record.id) ?? []), versionOf(store, record, report)])
  }
  if (byId.size === 0) return []
  const revocationOf = revocations(store)
  const checks: ReportCheck[] = []
  for (const versions of byId.values()) checks.push(await checkReport(store, authority, versions, revocationOf))
  return checks
}

type RevocationOf = (version: ReportVersion | undefined, said: ReportSignature | ReportDecision, more: { readonly issuers?: readonly Uint8Array[] | undefined; readonly isOpen: boolean }) => Problem | null

/** What revocation lists say of the certificate that spoke for a signer at the entry of a signature or decision. */
function revocations(store: ReadStore): RevocationOf {
  const ask = signerProblems(store)
  const keysAt = keyHistory(store)
  return (version, { personId, printedName, at }, { issuers = [], isOpen }) => {
    if (version?.entry == null) return null
    const { seq } = version.entry
    const keys = keysAt(personId as PersonId, seq)
    return keys && ask({ what: `report ${version.report.reportNumber}`, printedName, at, certificates: [keys.certificate, ...issuers], seq, isOpen })
  }
}

/** What cannot be read was changed, and is a finding of the rows already. */
const readable = (records: readonly StoredRecord[]): { readonly record: StoredRecord; readonly report: Report }[] =>
  records.flatMap((record) => {
    const report = parsedReport(record)
    return report === null ? [] : [{ record, report }]
  })

function versionOf(store: ReadStore, record: StoredRecord, report: Report): ReportVersion {
  const entries = store.ledger.list({ objectId: record.id })
  const entry = entries.find(({ body }) => body.objectVersion === record.version && body.afterSha256 === record.sha256) ?? null
  return { record, report, entry }
}

/** The document's bytes, then what each signature is bound to, then decisions and the chain of versions. */
async function checkReport(store: ReadStore, authority: Uint8Array, versions: readonly ReportVersion[], revocationOf: RevocationOf): Promise<ReportCheck> {
  const { report } = versions.at(-1) as ReportVersion
  const object = store.objects.get(report.objectSha256 as Sha256)
  if (object === null) {
    const missing = problem('store/damaged', { object: `report ${report.reportNumber}`, cause: 'missing' })
    return { report, signatures: report.signatures.map((signature) => ({ signature, state: 'invalid' })), problems: [placed(missing, versions.at(-1))] }
  }
  const expectedFields = report.signatures.map((each) => each.field)
  const anchorsDer = [authority, ...store.trusted.list('authority').map((each) => each.bytes)]
  const verdict = await verifyPdf(object.bytes, { anchorsDer, expectedFields })
  const notBound = (person: string, cause: string) => problem('signature/not-bound', { person, report: report.reportNumber, cause })
  const faults = report.signatures.map((signature, i) => signatureFaults(store, versions, verdict, signature, i))
  const others = report.decisions.flatMap((decision) => {
    const version = versions.at(-1) as ReportVersion
    return decisionFaults(store, version, versions.at(-2) ?? null, decision).map((cause) => notBound(decision.printedName, cause))
  })
  const issuers = await issuersIn(object.bytes)
  const revoked = report.signatures.map((signature, i) => revocationOf(versions[i], signature, { issuers: issuers.get(signature.field), isOpen: report.decisions.length === 0 }))
  const { revisionEnds } = verdict
  const unsigned = object.bytes.subarray(0, revisionEnds[0] ?? 0)
  const isWhole = sha256Hex(object.bytes) === report.objectSha256 && sha256Hex(unsigned) === report.revision0Sha256
  const fieldOf = new Map(report.signatures.map(({ field }, i) => [field, versions[i]]))
  const problems = [
    ...verdict.problems,
    ...verdict.signatures.flatMap((each) => each.problems.map((found) => placed(found, fieldOf.get(each.field)))),
    ...report.signatures.flatMap((each, i) => (faults[i] ?? []).map((cause) => placed(notBound(each.printedName, cause), versions[i]))),
    ...others,
    ...[...revoked, ...report.decisions.map((decision) => revocationOf(versions.at(-1), decision, { isOpen: false }))].filter((each) => each !== null),
    ...(verdict.signatures.length === report.signatures.length ? [] : [notBound(report.signatures[0]?.printedName ?? '', 'signature-count')]),
    ...(isWhole ? [] : [notBound(report.signatures[0]?.printedName ?? '', 'signature-bytes')]),
    ...(followOn(store, versions, revisionEnds) ? [] : [notBound(report.signatures[0]?.printedName ?? '', 'signature-history')]),
  ]
  const signatures = report.signatures.map((signature, i) => ({ signature, state: stateOf(verdict, signature, { faults: faults[i] ?? [], isWhole, isRevoked: revoked[i]?.code === 'signature/revoked' }) }))
  return { report, signatures, problems: problems.map((each) => placed(each, versions.at(-1))) }
}

/** What is wrong with a signature is wrong with what its version's entry brought; with the whole document, the newest one's. */
const placed = (found: Problem, version: ReportVersion | undefined): Problem =>
  version?.entry == null || found.params?.['seq'] !== undefined ? found : { ...found, params: { ...found.params, seq: version.entry.seq } }

/** Field → the certificates that stand in its signature beside the signer's. */
async function issuersIn(pdf: Uint8Array): Promise<Map<string, readonly Uint8Array[]>> {
  const found = new Map<string, readonly Uint8Array[]>()
  for (const { field, cms } of signaturesReadable(pdf)) {
    const read = await decodeCms(cms, (bytes) => Promise.resolve(sha256(bytes)))
    found.set(field, read?.certificates.slice(1) ?? [])
  }
  return found
}

/** What cannot be read is told by what else is asked of the document. */
function signaturesReadable(pdf: Uint8Array): ReturnType<typeof listSignatures> {
  try {
    return listSignatures(pdf)
  } catch (error) {
    if (error instanceof PdfSyntaxError) return []
    throw error
  }
}

function signatureFaults(store: ReadStore, versions: readonly ReportVersion[], verdict: PdfVerdict, signature: ReportSignature, index: number): string[] {
  const found = verdict.signatures.find((each) => each.field === signature.field)
  const version = versions[index]
  if (found === undefined || version === undefined) return ['signature-count']
  const isThis = found.signatureSha256 === signature.signatureSha256 && found.certificateSha256 === signature.certificateSha256
  const turn = turnFault(version.report, index)
  return [
    ...(isThis ? [] : ['signature-record']),
    ...boundFaults(store, version, versions[index - 1] ?? null, signature, found.binding),
    ...(turn === null ? [] : [turn]),
  ]
}

interface Judged {
  readonly faults: readonly string[]
  readonly isWhole: boolean
  readonly isRevoked: boolean
}

function stateOf(verdict: PdfVerdict, { field }: ReportSignature, { faults, isWhole, isRevoked }: Judged): SignatureState {
  const found = verdict.signatures.find((each) => each.field === field)
  if (found === undefined) return 'invalid'
  if (!found.integrity || !isWhole || verdict.problems.length > 0) return 'changed'
  if (faults.length > 0) return 'invalid'
  if (!found.trusted) return 'identity-unknown'
  return isRevoked ? 'revoked' : 'valid'
}

/** Each version adds one signature, and with it one revision to the same bytes, or one decision to the same bytes. */
function followOn(store: ReadStore, versions: readonly ReportVersion[], revisionEnds: readonly number[]): boolean {
  return versions.every(({ record, report }, i) => {
    const before = versions[i - 1]?.report
    const document = store.objects.get(report.objectSha256 as Sha256)?.bytes
    if (document?.length !== revisionEnds[report.signatures.length]) return false
    if (record.version !== i + 1 || report.signatures.length + report.decisions.length !== i + 1) return false
    if (before === undefined) return true
    const same = before.signatures.every((each, n) => JSON.stringify(each) === JSON.stringify(report.signatures[n]))
    const fixed = (['reportNumber', 'revision', 'resultSha256', 'revision0Sha256'] as const).every((key) => before[key] === report[key])
    return same && fixed && startsWith(store, report.objectSha256, before.objectSha256)
  })
}

function startsWith(store: ReadStore, later: string, earlier: string): boolean {
  if (later === earlier) return true
  const [long, short] = [later, earlier].map((each) => store.objects.get(each as Sha256)?.bytes)
  return long !== undefined && short !== undefined && Buffer.compare(long.subarray(0, short.length), short) === 0
}
