import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFString,
  type DocumentSnapshot,
} from '@cantoo/pdf-lib'
import { encodeCms, signedAttributes } from '../../../shared/evidence/cms.ts'
import { sha256 } from '../../../shared/evidence/digest.ts'
import { verifyEcdsa } from '../../../shared/evidence/ecdsa.ts'
import { toHex } from '../../../shared/vocabulary/ids.ts'
import { refuse } from '../../../shared/vocabulary/problem.ts'
import { localText, offsetText, pdfDate } from './pdf-date.ts'
import {
  BYTE_RANGE_SLOT,
  contentsMarker,
  contentsPlaceholder,
  reserve,
  writeContents,
  type Reservation,
} from './placeholder.ts'
import { drawSignatureBlock, type BlockLine } from './signature-block.ts'

/** Whoever holds a key: the vault, later a smart card. `sign` returns DER ECDSA P-256 over SHA-256 of the bytes. */
export interface PdfSigner {
  readonly certDer: Uint8Array
  readonly chainDer: readonly Uint8Array[]
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export interface SignatureBlockWords {
  readonly signedBy: string
  readonly meaning: string
  readonly reason: string
  readonly certificate: string
}

export interface SignRequest {
  readonly field: string
  readonly printedName: string
  /** As people read it, e.g. Review. No colon: the file stores "meaning: reason". */
  readonly meaning: string
  readonly reason?: string
  /** RFC 3339 in UTC. */
  readonly at: string
  readonly tzOffsetMinutes: number
  /** True for the first signature only: it certifies the file (DocMDP P=2). */
  readonly certify: boolean
  /** TrueType bytes of IBM Plex Sans Regular. */
  readonly font: Uint8Array
  readonly extraLines?: readonly string[]
  /** Goes into the signature dictionary as it is (shared/evidence/signature-binding.ts). */
  readonly binding?: string
  readonly words?: SignatureBlockWords
  readonly randomBytes: (n: number) => Uint8Array
  readonly signer: PdfSigner
}

export interface SignedRevision {
  readonly pdf: Uint8Array
  readonly pdfSha256: string
  /** Of the CMS bytes. */
  readonly signatureSha256: string
  readonly certificateSha256: string
  /** Of the bytes the signature covers. */
  readonly signedBytesSha256: string
}

const englishWords: SignatureBlockWords = {
  signedBy: 'Signed electronically by',
  meaning: 'Meaning of signature',
  reason: 'Reason',
  certificate: 'Certificate SHA-256',
}

/** Appends one signed revision. Refuses a signed or unknown field; the given bytes are left as they are. */
export async function signRevision(pdf: Uint8Array, request: SignRequest): Promise<SignedRevision> {
  if (request.meaning.includes(':')) throw new RangeError('a meaning has no colon')
  const certificateDigest = await sha256(request.signer.certDer)
  const certificateSha256 = toHex(certificateDigest)
  const reserved = await appendRevision(pdf, request, certificateSha256)
  const messageDigest = await sha256(
    reserved.pdf.subarray(0, reserved.contentsStart),
    reserved.pdf.subarray(reserved.contentsEnd),
  )
  const toSign = signedAttributes(messageDigest, request.signer.certDer, certificateDigest)
  const signature = await request.signer.sign(toSign)
  if (!(await verifyEcdsa(request.signer.certDer, toSign, signature))) {
    refuse('pdf/certificate', { detail: 'it does not belong to the key that signed' })
  }
  const certificates = [request.signer.certDer, ...request.signer.chainDer]
  const cms = encodeCms({ certificates, messageDigest, signature }, certificateDigest)
  const signed = writeContents(reserved, cms)
  return {
    pdf: signed,
    pdfSha256: toHex(await sha256(signed)),
    signatureSha256: toHex(await sha256(cms)),
    certificateSha256,
    signedBytesSha256: toHex(messageDigest),
  }
}

async function appendRevision(pdf: Uint8Array, request: SignRequest, certificateSha256: string): Promise<Reservation> {
  const doc = await loadForUpdate(pdf)
  const snapshot = doc.takeSnapshot()
  const { form, field, fieldRef } = findField(doc, request.field)
  if (field.has(PDFName.of('V'))) refuse('pdf/field-signed', { field: request.field })
  if (request.certify && doc.catalog.has(PDFName.of('Perms'))) refuse('pdf/field-signed', { field: request.field })
  const marker = contentsMarker(request.randomBytes)
  const signature = signatureDictionary(doc, request, contentsPlaceholder(marker))
  const signatureRef = doc.context.register(signature)
  field.set(PDFName.of('V'), signatureRef)
  field.set(PDFName.of('AP'), doc.context.obj({ N: await drawBlock(doc, field, request, certificateSha256) }))
  snapshot.markRefForSave(fieldRef)
  markFormSigned(doc, form, snapshot)
  if (request.certify) {
    doc.catalog.set(PDFName.of('Perms'), doc.context.obj({ DocMDP: signatureRef }))
    if (doc.context.trailerInfo.Root instanceof PDFRef) snapshot.markRefForSave(doc.context.trailerInfo.Root)
  }
  const appended = await doc.saveIncremental(snapshot, { useObjectStreams: false })
  return reserve(pdf, appended, marker)
}

async function loadForUpdate(pdf: Uint8Array): Promise<PDFDocument> {
  try {
    const options = { forIncrementalUpdate: true, updateMetadata: false, throwOnInvalidObject: true }
    return await PDFDocument.load(pdf, options)
  } catch {
    return refuse('pdf/not-a-pdf')
  }
}

/** From the first signature on, the form says that it has signatures and may only be appended to. */
function markFormSigned(doc: PDFDocument, form: PDFDict, snapshot: DocumentSnapshot): void {
  const flags = form.lookup(PDFName.of('SigFlags'))
  if (flags instanceof PDFNumber && flags.asNumber() === 3) return
  const ref = doc.catalog.get(PDFName.of('AcroForm'))
  if (!(ref instanceof PDFRef)) return refuse('pdf/malformed', { detail: 'AcroForm' })
  form.set(PDFName.of('SigFlags'), PDFNumber.of(3))
  snapshot.markRefForSave(ref)
}

function findField(doc: PDFDocument, name: string): { form: PDFDict; field: PDFDict; fieldRef: PDFRef } {
  const form = doc.catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)
  const fields = form?.lookupMaybe(PDFName.of('Fields'), PDFArray)
  if (!form || !fields) return refuse('pdf/no-such-field', { field: name })
  for (let i = 0; i < fields.size(); i++) {
    const fieldRef = fields.get(i)
    const field = fields.lookup(i, PDFDict)
    const title = field.lookup(PDFName.of('T'))
    const matches = title instanceof PDFString && title.decodeText() === name
    if (matches && fieldRef instanceof PDFRef) return { form, field, fieldRef }
  }
  return refuse('pdf/no-such-field', { field: name })
}

function signatureDictionary(doc: PDFDocument, request: SignRequest, contents: PDFHexString): PDFDict {
  const ctx = doc.context
  const signature = ctx.obj({ Type: 'Sig', Filter: 'Adobe.PPKLite', SubFilter: 'ETSI.CAdES.detached' })
  const slot = PDFName.of(BYTE_RANGE_SLOT)
  signature.set(PDFName.of('ByteRange'), ctx.obj([0, slot, slot, slot]))
  signature.set(PDFName.of('Contents'), contents)
  signature.set(PDFName.of('M'), PDFString.of(pdfDate(request.at, request.tzOffsetMinutes)))
  signature.set(PDFName.of('Name'), PDFHexString.fromText(request.printedName))
  const reason = request.reason ? `${request.meaning}: ${request.reason}` : request.meaning
  signature.set(PDFName.of('Reason'), PDFHexString.fromText(reason))
  // A key of our own (ISO 32000-1 annex E): the standard ones are for people.
  if (request.binding !== undefined) signature.set(PDFName.of('PBTY_Binding'), PDFHexString.fromText(request.binding))
  signature.set(PDFName.of('Prop_Build'), ctx.obj({ App: { Name: 'Probity' } }))
  if (request.certify) {
    const params = { Type: 'TransformParams', P: 2, V: PDFName.of('1.2') }
    signature.set(
      PDFName.of('Reference'),
      ctx.obj([{ Type: 'SigRef', TransformMethod: 'DocMDP', TransformParams: params }]),
    )
  }
  return signature
}

async function drawBlock(
  doc: PDFDocument,
  field: PDFDict,
  request: SignRequest,
  certificateSha256: string,
): Promise<PDFRef> {
  const rect = field.lookup(PDFName.of('Rect'), PDFArray).asRectangle()
  const words = request.words ?? englishWords
  const local = localText(request.at, request.tzOffsetMinutes).replace('T', ' ')
  const groups = certificateSha256.match(/.{8}/g) ?? []
  const lines: BlockLine[] = [
    { text: words.signedBy, scale: 1 },
    { text: request.printedName, scale: 1.35 },
    { text: `${local} ${offsetText(request.tzOffsetMinutes)}`, scale: 1 },
    { text: `${words.meaning}: ${request.meaning}`, scale: 1 },
    ...(request.reason ? [{ text: `${words.reason}: ${request.reason}`, scale: 1 } as const] : []),
    ...(request.extraLines ?? []).map((text) => ({ text, scale: 1 }) as const),
    { text: `${words.certificate}: ${groups.join(' ')}`, scale: 1 },
  ]
  const font = { bytes: request.font, tag: subsetTag(certificateSha256, request.field) }
  return drawSignatureBlock(doc, rect, lines, font)
}

/** Six capitals, as ISO 32000-1 9.6.4 wants for a subset; differs between the blocks of one file. */
function subsetTag(certificateSha256: string, field: string): string {
  let state = Number.parseInt(certificateSha256.slice(0, 8), 16)
  for (const char of field) state = (state * 31 + (char.codePointAt(0) ?? 0)) % 4_294_967_291
  let tag = ''
  for (let i = 0; i < 6; i++) {
    tag += String.fromCharCode(65 + (state % 26))
    state = Math.floor(state / 26)
  }
  return tag
}
