import { sha256Hex } from './bytes.ts'
import { isSignedBy } from './certificates.ts'
import type { Database } from './database.ts'
import type { Entry } from './entry.ts'
import { finding, type Finding, type Where } from './findings.ts'
import { readSigned, type PdfSignature, type SignedFile } from './pdf-signatures.ts'
import type { PeopleHeard } from './people.ts'
import { readReport, type Decision, type Report, type Signature, type Signed } from './report-record.ts'
import { keyOf, type StoredRecord } from './rows.ts'
import { identityFault, revocationFindings, valueFaults, type Trust } from './signature-checks.ts'

/** The entries that brought versions of reports. */
export class ReportHearing {
  readonly #entries = new Map<string, Entry>()

  hear(entry: Entry): void {
    if (entry.objectKind !== 'report' || entry.afterSha256 === null) return
    const key = `${keyOf('report', entry.objectId, entry.objectVersion)} ${entry.afterSha256}`
    if (!this.#entries.has(key)) this.#entries.set(key, entry)
  }

  entryOf({ id, version, sha256: digest }: StoredRecord): Entry | null {
    return this.#entries.get(`${keyOf('report', id, version)} ${digest}`) ?? null
  }
}

/** Numbers of the entries after which something was signed. */
export const signedPlaces = (records: readonly StoredRecord[]): number[] =>
  records.flatMap((record) => {
    const report = record.kind === 'report' ? readReport(record.bytes) : null
    return report === null ? [] : [...report.signatures, ...report.decisions].map(({ seq }) => seq)
  })

interface Place {
  readonly db: Database
  readonly storeId: string
  readonly records: readonly StoredRecord[]
  readonly people: PeopleHeard
  readonly entryOf: (record: StoredRecord) => Entry | null
  readonly headOf: (seq: number) => string | undefined
  readonly trust: Trust
}

/** A version of a report with the entry that brought it. */
interface Version {
  readonly record: StoredRecord
  readonly report: Report
  readonly entry: Entry | null
}

/** VER-7 to VER-11: each report by its newest version, with all versions before it. */
export function signedReportFindings(place: Place): Finding[] {
  const findings: Finding[] = []
  const reports = new Map<string, Version[]>()
  for (const record of place.records.filter(({ kind }) => kind === 'report')) {
    const report = readReport(record.bytes)
    if (report === null) findings.push(finding('VER-10', 'unreadable', { object: keyOf(record.kind, record.id, record.version) }))
    else reports.set(record.id, [...(reports.get(record.id) ?? []), { record, report, entry: place.entryOf(record) }])
  }
  return [...findings, ...[...reports.values()].flatMap((versions) => findingsOf(place, versions).map((each) => placed(each, versions)))]
}

/** What is wrong with the whole document is wrong with what its newest version's entry brought. */
const placed = (found: Finding, versions: readonly Version[]): Finding => ({ ...found, seq: found.seq ?? versions.at(-1)?.entry?.seq ?? null })

function findingsOf(place: Place, versions: readonly Version[]): Finding[] {
  const { report } = versions.at(-1) as Version
  const name = `report ${report.reportNumber}`
  const documentOf = place.db.prepare<[string], Buffer>('SELECT bytes FROM main.object WHERE sha256 = ?').pluck()
  const document = (digest: string) => documentOf.get(digest) as Buffer | undefined
  const bytes = document(report.objectSha256)
  if (bytes === undefined) return [finding('VER-7', 'missing', { object: name })]
  const file = readSigned(bytes)
  const found = report.signatures.map(({ field }) => file.signatures.find((each) => each.field === field))
  return [
    ...[...file.faults, ...documentFaults(file, bytes, versions, document)].map((cause) => finding('VER-7', cause, { object: name })),
    ...file.changes.map((cause) => finding('VER-11', cause, { object: name })),
    ...report.signatures.flatMap((signature, i) => signatureFindings({ place, versions, object: `${name}, ${signature.field}` }, signature, found[i], i)),
    ...report.decisions.flatMap((decision) => decisionFindings(place, versions, decision, name)),
  ]
}

/** The file, and what it was when each signature was given, is what the versions of the record say. */
function documentFaults(file: SignedFile, bytes: Buffer, versions: readonly Version[], document: (digest: string) => Buffer | undefined): string[] {
  const { report } = versions.at(-1) as Version
  const isWhole = sha256Hex(bytes) === report.objectSha256 && sha256Hex(bytes.subarray(0, file.ends[0] ?? 0)) === report.revision0Sha256
  const [first] = versions as readonly [Version]
  const isFollowing = versions.every(({ record, report: { signatures, decisions, ...each } }, i) => {
    const before = versions[i - 1]?.report
    const fixed = (['reportNumber', 'revision', 'resultSha256', 'revision0Sha256'] as const).every((key) => each[key] === first.report[key])
    const kept = before === undefined || before.signatures.every((one, n) => JSON.stringify(one) === JSON.stringify(signatures[n]))
    const then = document(each.objectSha256)
    const isBeginning = then !== undefined && then.length === file.ends[signatures.length] && then.equals(bytes.subarray(0, then.length))
    return record.version === i + 1 && signatures.length + decisions.length === i + 1 && fixed && kept && isBeginning
  })
  const isCounted = file.signatures.length === report.signatures.length
  return [...(isWhole ? [] : ['signature-bytes']), ...(isCounted ? [] : ['signature-count']), ...(isFollowing ? [] : ['signature-history'])]
}

interface About {
  readonly place: Place
  readonly versions: readonly Version[]
  readonly object: string
}

function signatureFindings({ place, versions, object }: About, signature: Signature, found: PdfSignature | undefined, index: number): Finding[] {
  const version = versions[index]
  if (version === undefined) return [finding('VER-7', 'signature-count', { object })]
  const where = whereOf(version, object)
  const { faults, certificates } = found === undefined ? { faults: [], certificates: [] } : valueFaults(found)
  const revoked = revocationFindings([signerAt(place, version, signature), ...certificates.slice(1)], place.trust, signature.at, { ...where, isOpen: versions.at(-1)?.report.decisions.length === 0 })
  if (found === undefined) return [finding('VER-7', 'signature-count', where), ...revoked]
  const identity = identityFault(certificates, found, place.trust)
  const isSame = sha256Hex(found.cms) === signature.signatureSha256 && sha256Hex(certificates[0] ?? '') === signature.certificateSha256
  const binding = expectedBinding(place, versions, index, { ...signature, reason: null })
  const bound = [
    ...(found.binding === binding && isSame ? [] : ['signature-record']),
    ...boundFaults(place, versions, index, signature),
    ...turnFaults(version.report, index),
  ]
  return [
    ...faults.map((cause) => finding('VER-8', cause, where)),
    ...(identity === null ? [] : [finding('VER-9', `signature-certificate: ${identity}`, where)]),
    ...revoked,
    ...[...new Set(bound)].map((cause) => finding('VER-10', cause, where)),
  ]
}

/** The certificate that spoke for a signer at the entry of a version. */
const signerAt = ({ db, people }: Place, { entry }: Version, { personId }: Signed): Uint8Array | null =>
  entry === null ? null : people.certificateAt(db, personId, entry.seq, 'signing')

const whereOf = ({ entry }: Version, object: string): Where => ({ object, ...(entry === null ? {} : { seq: entry.seq }) })

/** PDFVER-15: the one text that binds a signature or decision to its record, its place in the trail and its person. */
function expectedBinding({ storeId }: Place, versions: readonly Version[], index: number, said: Signed & { readonly meaning: string; readonly reason: string | null }): string {
  const { record, report } = versions[index] as Version
  return [
    'probity-signature 1',
    `store ${storeId}`,
    `study ${record.studyId ?? ''}`,
    `report ${report.reportNumber}`,
    `record ${signedRecord(versions, index)}`,
    `trail ${said.seq} ${said.head}`,
    `meaning ${said.meaning}`,
    `role ${said.role}`,
    `person ${said.personId}`,
    `at ${said.at}`,
    `reason ${said.reason === null ? '-' : sha256Hex(said.reason)}`,
    '',
  ].join('\n')
}

/** The first signature is under the result, every other and every decision under the version before. */
const signedRecord = (versions: readonly Version[], index: number): string =>
  versions[index - 1]?.record.sha256 ?? (versions[index] as Version).report.resultSha256

/** VER-10: against the trail, and the people, keys and roles of that time. */
function boundFaults(place: Place, versions: readonly Version[], index: number, said: Signed & { readonly meaning: string }): string[] {
  const { db, people, headOf } = place
  const { record, entry } = versions[index] as Version
  const faults: string[] = []
  const must = (holds: boolean, cause: string) => {
    if (!holds) faults.push(cause)
  }
  must(said.recordSha256 === signedRecord(versions, index), 'signature-record')
  must(headOf(said.seq) === said.head && entry !== null && entry.seq > said.seq, 'signature-position')
  if (entry === null) return faults
  must(entry.personId === said.personId && entry.fullName === said.printedName, 'signature-person')
  must(entry.signatureSha256 === said.signatureSha256, 'signature-record')
  const certificate = signerAt(place, versions[index] as Version, said)
  must(certificate !== null && sha256Hex(certificate) === said.certificateSha256, 'signature-certificate')
  must(people.held(db, said, record.studyId, entry.seq) && entry.role === said.role, 'signature-role')
  must(rolesFor[said.meaning]?.includes(said.role) ?? false, 'signature-meaning')
  return faults
}

/** ACT-59, ACT-62, ACT-63: whose a meaning or a decision is. */
const rolesFor: Readonly<Record<string, readonly string[]>> = {
  authorship: ['statistician', 'validator'],
  responsibility: ['statistician', 'validator'],
  review: ['reviewer'],
  approval: ['approver'],
  rejected: ['reviewer', 'approver'],
  withdrawn: ['statistician', 'validator', 'approver'],
  superseded: ['statistician', 'validator', 'approver'],
}

/** ACT-57, ACT-58: author, reviewer, approver, each once, and three people. */
function turnFaults({ signatures }: Report, index: number): string[] {
  const turns = [['authorship', 'responsibility'], ['review'], ['approval']]
  const { meaning, personId } = signatures[index] as Signature
  return [
    ...(turns[index]?.includes(meaning) ? [] : ['signature-order']),
    ...(signatures.findIndex((each) => each.personId === personId) < index ? ['signature-apart'] : []),
  ]
}

/** A decision stands in the record alone: its signature is over its binding text (ACT-65, ACT-69). */
function decisionFindings(place: Place, versions: readonly Version[], decision: Decision, object: string): Finding[] {
  const index = versions.length - 1
  const said = { ...decision, meaning: decision.kind }
  const faults = boundFaults(place, versions, index, said)
  const version = versions[index] as Version
  const certificate = signerAt(place, version, decision)
  const value = Buffer.from(decision.signature, 'hex')
  const text = Buffer.from(expectedBinding(place, versions, index, said))
  const holds = certificate !== null && sha256Hex(value) === decision.signatureSha256 && isSignedBy(certificate, text, value)
  return [
    ...[...faults, ...(holds ? [] : ['signature-decision'])].map((cause) => finding('VER-10', cause, { object })),
    ...revocationFindings([certificate], place.trust, decision.at, whereOf(version, object)),
  ]
}
