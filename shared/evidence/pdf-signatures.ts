import { childrenOf, readElement } from './der.ts'
import { dictOf, itemsOf, readPdf, resolve, rootOf, stateAt, type PdfFile, type PdfState } from './pdf-file.ts'
import { textOf, type PdfDict, type PdfValue } from './pdf-syntax.ts'

/** A signed field. Problems of form are listed; a signature that has one is never accepted. */
export interface PdfSignature {
  readonly field: string
  /** Object number of the signature dictionary. */
  readonly object: number
  /** Index of the revision it was written in. */
  readonly revision: number
  readonly subFilter: string
  readonly printedName: string
  readonly meaning: string
  readonly reason: string
  /** Text of signature-binding.ts; empty where the signature has none. */
  readonly binding: string
  /** RFC 3339 with offset; empty when /M cannot be read. */
  readonly at: string
  readonly byteRange: readonly [number, number, number, number]
  /** End of the bytes it covers. */
  readonly coversTo: number
  readonly cms: Uint8Array
  readonly certifies: boolean
  readonly faults: readonly string[]
}

/** Every signed field in the order of the file. Throws PdfSyntaxError if the file cannot be read. */
export function listSignatures(pdf: Uint8Array): readonly PdfSignature[] {
  return signaturesOf(readPdf(pdf))
}

export function signaturesOf(file: PdfFile): readonly PdfSignature[] {
  const state = stateAt(file, file.revisions.length - 1)
  const found: PdfSignature[] = []
  for (const item of signatureFields(file, state)) {
    const value = item.dict.entries.get('V')
    if (value) found.push(readSignature(file, state, item.name, value))
  }
  return found.sort((a, b) => a.coversTo - b.coversTo)
}

/** The form's signature fields, signed or not. */
export function signatureFields(file: PdfFile, state: PdfState): { name: string; object: number; dict: PdfDict }[] {
  const form = dictOf(state, dictOf(state, rootOf(file)).entries.get('AcroForm'))
  return itemsOf(state, form.entries.get('Fields')).flatMap((item) => {
    const dict = dictOf(state, item)
    if (item.kind !== 'ref' || textOf(dict.entries.get('FT')) !== 'Sig') return []
    return [{ name: textOf(dict.entries.get('T')), object: item.object, dict }]
  })
}

function readSignature(file: PdfFile, state: PdfState, field: string, value: PdfValue): PdfSignature {
  const object = value.kind === 'ref' ? value.object : -1
  const dict = dictOf(state, value)
  const revision = file.revisions.findLastIndex((each) => each.objects.has(object))
  const [meaning = '', ...reason] = textOf(dict.entries.get('Reason')).split(': ')
  const faults: string[] = []
  const byteRange = readByteRange(state, dict)
  const { cms, start, end } = readContents(file.bytes, resolve(state, dict.entries.get('Contents')), faults)
  const [zero, before, after, length] = byteRange
  if (zero !== 0 || before !== start || after !== end) faults.push('ByteRange leaves out more than the signature')
  if (after + length !== file.revisions[revision]?.end) faults.push('ByteRange does not end with its revision')
  const at = isoDate(textOf(dict.entries.get('M')))
  if (at === '') faults.push('signing time is not a date with an offset')
  return {
    field,
    object,
    revision,
    subFilter: textOf(dict.entries.get('SubFilter')),
    printedName: textOf(dict.entries.get('Name')),
    meaning,
    reason: reason.join(': '),
    binding: textOf(dict.entries.get('PBTY_Binding')),
    at,
    byteRange,
    coversTo: after + length,
    cms,
    certifies: certifies(state, dict),
    faults,
  }
}

function readByteRange(state: PdfState, dict: PdfDict): [number, number, number, number] {
  const numbers = itemsOf(state, dict.entries.get('ByteRange')).map((item) =>
    item.kind === 'number' && Number.isSafeInteger(item.value) && item.value >= 0 ? item.value : -1,
  )
  const [a = -1, b = -1, c = -1, d = -1] = numbers
  return numbers.length === 4 ? [a, b, c, d] : [-1, -1, -1, -1]
}

/** Lower-case hex, one minimal DER element, then zeros only: there is one way to write each signature. */
function readContents(
  bytes: Uint8Array,
  contents: PdfValue,
  faults: string[],
): { cms: Uint8Array; start: number; end: number } {
  if (contents.kind !== 'string' || !contents.hex) {
    faults.push('no signature contents')
    return { cms: new Uint8Array(), start: -1, end: -1 }
  }
  for (let i = contents.start + 1; i < contents.end - 1; i++) {
    const byte = bytes[i] ?? 0
    if (byte >= 65 && byte <= 70) {
      faults.push('signature contents are not lower-case hex')
      break
    }
  }
  const element = readElement(contents.bytes, 0)
  const cms = contents.bytes.subarray(0, element?.end ?? 0)
  if (!element || !childrenOf(cms)) faults.push('signature is not minimal DER')
  if (contents.bytes.subarray(cms.length).some((byte) => byte !== 0)) faults.push('signature padding is not zero')
  return { cms, start: contents.start, end: contents.end }
}

function certifies(state: PdfState, dict: PdfDict): boolean {
  return itemsOf(state, dict.entries.get('Reference')).some((item) => {
    const reference = dictOf(state, item)
    const permission = dictOf(state, reference.entries.get('TransformParams')).entries.get('P')
    const isDocMdp = textOf(reference.entries.get('TransformMethod')) === 'DocMDP'
    return isDocMdp && permission?.kind === 'number' && permission.value === 2
  })
}

/** D:20261122103000+01'00' → 2026-11-22T10:30:00+01:00. Empty for anything else. */
function isoDate(text: string): string {
  const parts = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-])(\d\d)'(\d\d)'$/.exec(text)
  if (!parts) return ''
  const [, year, month, day, hour, minute, second, sign, offsetHour, offsetMinute] = parts
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${sign}${offsetHour}:${offsetMinute}`
}
