import { readPdf, resolve, stateAt } from './pdf-file.ts'
import { fileSpecifications } from './pdf-names.ts'
import { textOf } from './pdf-syntax.ts'

export interface Attachment {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/**
 * The files inside a report. Only uncompressed ones, as Probity writes them; others are left out.
 * Throws PdfSyntaxError if the file cannot be read. Verify first: this checks nothing.
 */
export function listAttachments(pdf: Uint8Array): readonly Attachment[] {
  const file = readPdf(pdf)
  const state = stateAt(file, file.revisions.length - 1)
  return fileSpecifications(file, state).flatMap(({ name, stream }) => {
    const value = resolve(state, stream)
    if (value.kind !== 'stream' || value.dict.entries.has('Filter')) return []
    const mediaType = textOf(value.dict.entries.get('Subtype'))
    return [{ name, mediaType, bytes: pdf.slice(value.start, value.end) }]
  })
}

/** One attachment's bytes, null when there is none of that name. */
export function readAttachment(pdf: Uint8Array, name: string): Uint8Array | null {
  return listAttachments(pdf).find((each) => each.name === name)?.bytes ?? null
}
