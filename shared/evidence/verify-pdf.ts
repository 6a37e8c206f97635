import { problem, type Problem } from '../vocabulary/problem.ts'
import { toHex } from '../vocabulary/ids.ts'
import { checkChain, faultText } from './certificates.ts'
import { decodeCms, signedAttributes } from './cms.ts'
import { equalBytes } from './der.ts'
import { sha256 } from './digest.ts'
import { verifyEcdsa } from './ecdsa.ts'
import { forbiddenChanges } from './pdf-changes.ts'
import { dictOf, readPdf, rootOf, stateAt, type PdfFile } from './pdf-file.ts'
import { signaturesOf, type PdfSignature } from './pdf-signatures.ts'
import { parseBinding, type SignatureBinding } from './signature-binding.ts'
import { PdfSyntaxError } from './pdf-syntax.ts'

export interface SignatureVerdict {
  readonly field: string
  readonly printedName: string
  readonly meaning: string
  readonly reason: string
  /** RFC 3339 with offset: the signing workstation's clock. */
  readonly at: string
  /** Subject of the certificate. */
  readonly signer: string
  readonly certificateSha256: string
  /** Of the CMS; empty when it cannot be read. */
  readonly signatureSha256: string
  /** Which record, place of the audit trail, person and role it is bound to; null where it says none. */
  readonly binding: SignatureBinding | null
  /** True for the last signature of a file that ends with it. */
  readonly coversWholeFile: boolean
  /** The bytes it covers are those that were signed, and nothing forbidden came after. */
  readonly integrity: boolean
  /** The certificate leads to one of the anchors. */
  readonly trusted: boolean
  readonly problems: readonly Problem[]
}

export interface PdfVerdict {
  readonly verdict: 'valid' | 'changed' | 'unsigned' | 'untrusted'
  readonly signatures: readonly SignatureVerdict[]
  readonly problems: readonly Problem[]
  /** Where each revision ends that could be read; a signature covers the file up to there. */
  readonly revisionEnds: readonly number[]
}

export interface VerifyOptions {
  /** DER certificates of authorities obtained apart from the file. Without any the best verdict is "untrusted". */
  readonly anchorsDer: readonly Uint8Array[]
  /** Fields that are signed according to the audit trail: a file cut back to an earlier revision lacks one. */
  readonly expectedFields?: readonly string[]
}

/**
 * Checks a signed report: form of the file, each signature, what every revision changed, and who signed.
 * Integrity stands apart from identity: "untrusted" means unchanged, signer not known.
 */
export async function verifyPdf(pdf: Uint8Array, options: VerifyOptions): Promise<PdfVerdict> {
  const file = readOrProblem(pdf)
  if ('code' in file) {
    return { verdict: looksSigned(pdf) ? 'changed' : 'unsigned', signatures: [], problems: [file], revisionEnds: [] }
  }
  const found = signaturesOf(file)
  const revisionEnds = file.revisions.map(({ end }) => end)
  if (found.length === 0 && !looksSigned(pdf)) {
    return { verdict: 'unsigned', signatures: [], problems: [problem('pdf/no-signature')], revisionEnds }
  }
  const changes = changeProblems(file)
  const signatures: SignatureVerdict[] = []
  for (const each of found) signatures.push(await verifySignature(file, each, changes, options.anchorsDer))
  const fileProblems = [
    ...changes.flatMap((change) => change.problems),
    ...formProblems(file, found),
    ...missingFields(found, options.expectedFields ?? []),
  ]
  const integrity = fileProblems.length === 0 && signatures.every((each) => each.integrity)
  const trusted = signatures.every((each) => each.trusted)
  return {
    verdict: !integrity ? 'changed' : trusted ? 'valid' : 'untrusted',
    signatures,
    problems: fileProblems,
    revisionEnds,
  }
}

function readOrProblem(pdf: Uint8Array): PdfFile | Problem {
  try {
    return readPdf(pdf)
  } catch (error) {
    if (!(error instanceof PdfSyntaxError)) throw error
    const isPdf = new TextDecoder('latin1').decode(pdf.subarray(0, 5)) === '%PDF-'
    if (!isPdf) return problem('pdf/not-a-pdf')
    return problem('pdf/malformed', { detail: `${error.message} at byte ${error.offset}` })
  }
}

/** Traces of a signature in the bytes, also when damage keeps the reader from finding it. */
function looksSigned(pdf: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(pdf)
  return ['/ByteRange', '/ETSI.CAdES.detached', '/Adobe.PPKLite'].some((trace) => text.includes(trace))
}

interface RevisionChanges {
  readonly revision: number
  readonly problems: readonly Problem[]
}

function changeProblems(file: PdfFile): RevisionChanges[] {
  return file.revisions.map((_, revision) => ({
    revision,
    problems: forbiddenChanges(file, revision).map((change) =>
      problem('pdf/forbidden-change', {
        object: change.object,
        detail: `${change.object} ${change.how}${change.keys.length > 0 ? `: ${change.keys.join(', ')}` : ''}`,
        revision,
      }),
    ),
  }))
}

/** What concerns the file as a whole: every revision ends signed, every signature hangs on a field, one certifies. */
function formProblems(file: PdfFile, signatures: readonly PdfSignature[]): Problem[] {
  const found: Problem[] = []
  const covered = signatures.reduce((largest, each) => Math.max(largest, each.coversTo), 0)
  const after = file.bytes.length - covered
  if (after > 0) found.push(problem('pdf/changed', { nBytes: after, offset: covered }))
  if (file.rest) {
    found.push(problem('pdf/malformed', { detail: `${file.rest.detail} at byte ${file.rest.offset}` }))
  }
  const state = stateAt(file, file.revisions.length - 1)
  const known = new Set(signatures.map((each) => each.object))
  for (const object of state.values()) {
    if (dictOf(state, object.value).entries.has('ByteRange') && !known.has(object.number)) {
      found.push(problem('pdf/malformed', { detail: `object ${object.number} is a signature without a field` }))
    }
  }
  if (known.size !== signatures.length) found.push(problem('pdf/malformed', { detail: 'one signature in two fields' }))
  const permitted = dictOf(state, dictOf(state, rootOf(file)).entries.get('Perms')).entries.get('DocMDP')
  const [first, ...later] = signatures
  const certified = first?.certifies === true && permitted?.kind === 'ref' && permitted.object === first.object
  if (!certified) found.push(problem('pdf/malformed', { detail: 'the first signature does not certify the file' }))
  if (later.some((each) => each.certifies)) found.push(problem('pdf/malformed', { detail: 'two signatures certify' }))
  return found
}

const missingFields = (found: readonly PdfSignature[], expected: readonly string[]): Problem[] =>
  expected
    .filter((field) => !found.some((each) => each.field === field))
    .map((field) => problem('pdf/signature-missing', { field }))

async function verifySignature(
  file: PdfFile,
  signature: PdfSignature,
  changes: readonly RevisionChanges[],
  anchors: readonly Uint8Array[],
): Promise<SignatureVerdict> {
  const { field, printedName, meaning, reason, at } = signature
  const broken: Problem[] = signature.faults.map((detail) => problem('pdf/malformed', { field, detail }))
  // A binding that nobody can read must not pass for a signature that has none.
  if (signature.binding !== '' && parseBinding(signature.binding) === null) {
    broken.push(problem('pdf/malformed', { field, detail: 'the signature is bound to something that cannot be read' }))
  }
  const isCades = signature.subFilter === 'ETSI.CAdES.detached'
  const cms = isCades ? await decodeCms(signature.cms, (bytes) => sha256(bytes)) : null
  const [certificate] = cms?.certificates ?? []
  if (!cms || !certificate) {
    broken.push(problem('pdf/malformed', { field, detail: 'the signature is not in the form Probity writes' }))
  } else {
    const digest = await sha256(...coveredBytes(file.bytes, signature))
    if (!equalBytes(digest, cms.messageDigest)) broken.push(problem('pdf/digest-mismatch', { field }))
    const attributes = signedAttributes(cms.messageDigest, certificate, await sha256(certificate))
    if (!(await verifyEcdsa(certificate, attributes, cms.signature))) {
      broken.push(problem('pdf/digest-mismatch', { field, detail: 'signature value' }))
    }
  }
  const laterChanges = changes.filter((each) => each.revision > signature.revision && each.problems.length > 0)
  const identity = await checkIdentity(signature, cms?.certificates ?? [], anchors)
  return {
    field,
    printedName,
    meaning,
    reason,
    at,
    signer: identity.subject,
    certificateSha256: certificate ? toHex(await sha256(certificate)) : '',
    signatureSha256: cms ? toHex(await sha256(signature.cms)) : '',
    binding: parseBinding(signature.binding),
    coversWholeFile: signature.coversTo === file.bytes.length,
    integrity: broken.length === 0 && laterChanges.length === 0 && identity.damage.length === 0,
    trusted: identity.problems.length === 0 && identity.damage.length === 0,
    problems: [...broken, ...laterChanges.flatMap((each) => each.problems), ...identity.damage, ...identity.problems],
  }
}

function coveredBytes(bytes: Uint8Array, { byteRange: [start, length, next, rest] }: PdfSignature): Uint8Array[] {
  return [bytes.subarray(start, start + length), bytes.subarray(next, next + rest)]
}

async function checkIdentity(
  signature: PdfSignature,
  certificates: readonly Uint8Array[],
  anchors: readonly Uint8Array[],
): Promise<{ subject: string; problems: Problem[]; damage: Problem[] }> {
  const { field, printedName, at } = signature
  const chain = await checkChain(certificates, anchors, at)
  const problems = chain.faults.map((fault) => {
    // Nothing was given to compare with: that speaks neither for nor against the signer.
    const severity = fault === 'no-anchor' ? 'warning' : 'error'
    return problem('pdf/certificate', { field, fault, detail: faultText[fault] }, undefined, severity)
  })
  if (chain.commonName.normalize('NFC') !== printedName.normalize('NFC') || printedName === '') {
    problems.push(problem('pdf/name-differs', { field, printedName, certificateName: chain.commonName }))
  }
  // Bytes of the file that no signature protects would be a place to hide a change.
  const unused = { field, fault: 'unused', detail: 'one in the file belongs to no chain' }
  const damage = chain.nUnused > 0 ? [problem('pdf/certificate', unused)] : []
  return { subject: chain.subject, problems, damage }
}
