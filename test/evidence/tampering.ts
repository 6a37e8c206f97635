import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef, type DocumentSnapshot } from '@cantoo/pdf-lib'
import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'

/** Appends a revision with another program's writer, as somebody who tampers would. */
export async function appendRevision(
  pdf: Uint8Array,
  change: (doc: PDFDocument, snapshot: DocumentSnapshot) => void,
): Promise<Uint8Array> {
  const doc = await PDFDocument.load(pdf, { forIncrementalUpdate: true, updateMetadata: false })
  const snapshot = doc.takeSnapshot()
  change(doc, snapshot)
  return Buffer.concat([pdf, await doc.saveIncremental(snapshot, { useObjectStreams: false })])
}

export function appendPage(doc: PDFDocument, snapshot: DocumentSnapshot): void {
  doc.addPage([595, 842])
  const pages = doc.catalog.get(PDFName.of('Pages'))
  if (pages instanceof PDFRef) snapshot.markRefForSave(pages)
}

export function drawOverlay(doc: PDFDocument, snapshot: DocumentSnapshot): void {
  const page = doc.getPage(1)
  page.drawText('Sensitivity 0.99', { x: 60, y: 760, size: 14 })
  snapshot.markRefForSave(page.ref)
}

export function swapAttachment(doc: PDFDocument, snapshot: DocumentSnapshot): void {
  for (const [ref, object] of doc.context.enumerateIndirectObjects()) {
    const isFile = object instanceof PDFRawStream && object.dict.get(PDFName.of('Type')) === PDFName.of('EmbeddedFile')
    if (!isFile || !Buffer.from(object.getContents()).toString().includes('endpoints')) continue
    const forged = doc.context.stream('{"endpoints":[]}', { Type: 'EmbeddedFile', Subtype: 'application/json' })
    doc.context.assign(ref, forged)
    snapshot.markRefForSave(ref)
  }
}

export const changeField =
  (index: number, change: (field: PDFDict, doc: PDFDocument) => void) =>
  (doc: PDFDocument, snapshot: DocumentSnapshot): void => {
    const form = doc.catalog.lookup(PDFName.of('AcroForm'), PDFDict)
    const fields = form.lookup(PDFName.of('Fields'), PDFArray)
    change(fields.lookup(index, PDFDict), doc)
    const ref = fields.get(index)
    if (ref instanceof PDFRef) snapshot.markRefForSave(ref)
  }

export function changeCatalog(doc: PDFDocument, snapshot: DocumentSnapshot): void {
  doc.catalog.set(PDFName.of('OpenAction'), doc.context.obj({ S: 'JavaScript' }))
  if (doc.context.trailerInfo.Root instanceof PDFRef) snapshot.markRefForSave(doc.context.trailerInfo.Root)
}

export function flipped(pdf: Uint8Array, at: number, mask: number): Uint8Array {
  const out = new Uint8Array(pdf)
  out[at] = (out[at] ?? 0) ^ mask
  return out
}

export function replaced(pdf: Uint8Array, from: number, text: string): Uint8Array {
  const out = new Uint8Array(pdf)
  out.set(Buffer.from(text, 'latin1'), from)
  return out
}

/** The offsets at which a change of one byte was not noticed. */
export async function acceptedFlips(
  offsets: readonly number[],
  pdf: Uint8Array,
  mask: number,
  authority: Uint8Array,
): Promise<number[]> {
  const found: number[] = []
  for (const at of offsets) {
    const { verdict } = await verifyPdf(flipped(pdf, at, mask), { anchorsDer: [authority] })
    if (verdict !== 'changed' && verdict !== 'unsigned') found.push(at)
  }
  return found
}
