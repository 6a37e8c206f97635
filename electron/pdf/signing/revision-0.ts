import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFString,
  type PDFContext,
  type PDFRef,
} from '@cantoo/pdf-lib'
import { refuse } from '../../../shared/vocabulary/problem.ts'
import { pdfDate } from './pdf-date.ts'

export interface SignatureFieldSpec {
  readonly name: string
  readonly tooltip: string
  /** 0-based; a negative number counts from the end (-1 is the last page). */
  readonly page: number
  /** x1, y1, x2, y2 in points from the bottom left. */
  readonly rect: readonly [number, number, number, number]
}

export interface AttachmentSpec {
  readonly name: string
  readonly mediaType: string
  readonly description: string
  readonly bytes: Uint8Array
}

export const signatureFieldNames = {
  author: 'Signature.Author',
  reviewer: 'Signature.Reviewer',
  approver: 'Signature.Approver',
  timeStamp: 'TimeStamp.Document',
} as const

const PRINT_AND_LOCKED = 132

/**
 * Turns a rendered report into revision 0: attachments, every signature field that will ever be used and the PAdES
 * extensions. After it no page is touched again, because a later signer who adds a field rewrites a page.
 * The same input gives the same bytes.
 */
export async function assembleRevision0(
  pdf: Uint8Array,
  options: {
    readonly fields: readonly SignatureFieldSpec[]
    readonly attachments: readonly AttachmentSpec[]
    /** RFC 3339 in UTC; becomes the attachments' date. */
    readonly at: string
  },
): Promise<Uint8Array> {
  const doc = await load(pdf)
  attachAll(doc, options.attachments, pdfDate(options.at, 0))
  const timeStamp: SignatureFieldSpec = {
    name: signatureFieldNames.timeStamp,
    tooltip: 'Document time stamp',
    page: 0,
    rect: [0, 0, 0, 0],
  }
  const refs = [...options.fields, timeStamp].map((field) => addField(doc, field))
  const form = doc.context.obj({ Fields: refs, SigFlags: 1 })
  doc.catalog.set(PDFName.of('AcroForm'), doc.context.register(form))
  const extensions = doc.context.obj({
    ESIC: { BaseVersion: '1.7', ExtensionLevel: 5 },
    ADBE: { BaseVersion: '1.7', ExtensionLevel: 8 },
  })
  doc.catalog.set(PDFName.of('Extensions'), extensions)
  return doc.save({ useObjectStreams: false, updateFieldAppearances: false, addDefaultPage: false })
}

async function load(pdf: Uint8Array): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true })
  } catch {
    return refuse('pdf/not-a-pdf')
  }
}

function addField(doc: PDFDocument, field: SignatureFieldSpec): PDFRef {
  const count = doc.getPageCount()
  const index = field.page < 0 ? count + field.page : field.page
  if (index < 0 || index >= count) throw new RangeError(`no page ${field.page} for field ${field.name}`)
  const page = doc.getPage(index)
  const [x1, y1, x2, y2] = field.rect
  const empty = doc.context.formXObject([], { BBox: doc.context.obj([0, 0, x2 - x1, y2 - y1]) })
  const widget = doc.context.obj({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    F: PRINT_AND_LOCKED,
    Rect: [x1, y1, x2, y2],
    P: page.ref,
    AP: { N: doc.context.register(empty) },
  })
  widget.set(PDFName.of('T'), PDFString.of(field.name))
  widget.set(PDFName.of('TU'), PDFHexString.fromText(field.tooltip))
  const ref = doc.context.register(widget)
  page.node.addAnnot(ref)
  return ref
}

/** Stored uncompressed: an auditor can read them out of the file with any tool, and so does our verifier. */
function attachAll(doc: PDFDocument, attachments: readonly AttachmentSpec[], date: string): void {
  if (attachments.length === 0) return
  const ctx = doc.context
  const sorted = [...attachments].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const names = ctx.obj([])
  const associated = ctx.obj([])
  for (const each of sorted) {
    if (!/^[\x21-\x7e]{1,100}$/.test(each.name)) throw new RangeError(`attachment name ${each.name}`)
    const spec = fileSpecification(ctx, each, date)
    names.push(PDFString.of(each.name))
    names.push(spec)
    associated.push(spec)
  }
  const tree = ctx.obj({ EmbeddedFiles: ctx.register(ctx.obj({ Names: names })) })
  const existing = doc.catalog.lookupMaybe(PDFName.of('Names'), PDFDict)
  if (existing) for (const [key, value] of existing.entries()) if (!tree.has(key)) tree.set(key, value)
  doc.catalog.set(PDFName.of('Names'), tree)
  doc.catalog.set(PDFName.of('AF'), associated satisfies PDFArray)
}

function fileSpecification(ctx: PDFContext, attachment: AttachmentSpec, date: string): PDFRef {
  const params = ctx.obj({ Size: PDFNumber.of(attachment.bytes.length) })
  params.set(PDFName.of('CreationDate'), PDFString.of(date))
  params.set(PDFName.of('ModDate'), PDFString.of(date))
  const stream = ctx.stream(attachment.bytes, { Type: 'EmbeddedFile', Subtype: attachment.mediaType, Params: params })
  const file = ctx.register(stream)
  const spec = ctx.obj({ Type: 'Filespec', AFRelationship: 'Data', EF: { F: file, UF: file } })
  spec.set(PDFName.of('F'), PDFString.of(attachment.name))
  spec.set(PDFName.of('UF'), PDFHexString.fromText(attachment.name))
  spec.set(PDFName.of('Desc'), PDFHexString.fromText(attachment.description))
  return ctx.register(spec)
}
