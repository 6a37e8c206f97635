import { elementAt } from './der.ts'
import { forbiddenChanges, signatureFields } from './pdf-changes.ts'
import { dictAt, readRevisions, statesOf, type PdfState, type Revision } from './pdf-file.ts'
import { isArray, isDict, PdfFault, PdfRef, PdfStream, PdfText, textOf, type PdfDict, type PdfValue } from './pdf-values.ts'

/** A signed field of a report's file. */
export interface PdfSignature {
  readonly field: string
  readonly printedName: string
  /** The text under PBTY_Binding (PDFVER-15). */
  readonly binding: string
  /** The signing time of /M with its offset; empty where it cannot be read. */
  readonly at: string
  /** End of the bytes that it covers. */
  readonly end: number
  /** What it covers: everything up to there but its own contents. */
  readonly covered: readonly [Buffer, Buffer]
  readonly cms: Buffer
  readonly certifies: boolean
  /** Number of the signature's object. */
  readonly number: number
  /** What is wrong with its form; nothing of what it says counts then. */
  readonly faults: readonly string[]
}

export interface SignedFile {
  /** Where each revision ends; none where the file cannot be read. */
  readonly ends: readonly number[]
  /** In the order of the file. */
  readonly signatures: readonly PdfSignature[]
  /** What is wrong with the file as a whole. */
  readonly faults: readonly string[]
  /** What revisions did that they may not. */
  readonly changes: readonly string[]
}

/** The signatures of a report, and what is wrong with the file that they stand in (VER-7, VER-11). */
export function readSigned(bytes: Buffer): SignedFile {
  try {
    const revisions = readRevisions(bytes)
    const signatures = signaturesIn(bytes, revisions)
    return { ends: revisions.map(({ end }) => end), signatures, faults: formFaults(bytes, revisions, signatures), changes: forbiddenChanges(revisions) }
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error
    return { ends: [], signatures: [], faults: [error.message], changes: [] }
  }
}

function signaturesIn(bytes: Buffer, revisions: readonly Revision[]): PdfSignature[] {
  const state = statesOf(revisions).at(-1) ?? new Map<number, PdfValue>()
  return signatureFields(state, revisions[0]?.trailer.get('Root'))
    .flatMap(({ name, signature }) => (signature === undefined ? [] : [readSignature(bytes, revisions, state, name, signature)]))
    .sort((a, b) => a.end - b.end)
}

function readSignature(bytes: Buffer, revisions: readonly Revision[], state: PdfState, field: string, value: PdfValue): PdfSignature {
  const dict = dictAt(state, value)
  const number = value instanceof PdfRef ? value.number : -1
  const [from, length, next, rest] = byteRange(dict)
  const contents = dict.get('Contents')
  const faults: string[] = []
  if (!(contents instanceof PdfText) || contents.from !== length || contents.to !== next || from !== 0) faults.push('ByteRange leaves out more or less than the signature')
  if (next + rest !== revisions.findLast(({ objects }) => objects.has(number))?.end) faults.push('ByteRange does not end with its revision')
  if (textOf(dict.get('SubFilter')) !== 'ETSI.CAdES.detached') faults.push('another kind of signature')
  const at = timeOf(textOf(dict.get('M')))
  if (at === '') faults.push('no signing time with an offset')
  const cms = contentsOf(bytes, contents, faults)
  const covered = [bytes.subarray(0, Math.max(0, length)), bytes.subarray(Math.max(0, next), Math.max(0, next + rest))] as const
  const [printedName, binding] = [textOf(dict.get('Name')), textOf(dict.get('PBTY_Binding'))]
  return { field, printedName, binding, at, end: next + rest, covered, cms, certifies: certifies(state, dict), number, faults }
}

function byteRange(dict: PdfDict): readonly [number, number, number, number] {
  const range = dict.get('ByteRange')
  const isRange = isArray(range) && range.length === 4 && range.every((each) => Number.isSafeInteger(each) && (each as number) >= 0)
  return isRange ? (range as unknown as [number, number, number, number]) : [-1, -1, -1, -1]
}

/** Lower-case digits of one DER element, then zeros: one spelling of each signature (PDFVER-9). */
function contentsOf(bytes: Buffer, contents: PdfValue | undefined, faults: string[]): Buffer {
  if (!(contents instanceof PdfText) || !contents.isHex) {
    faults.push('no contents')
    return Buffer.alloc(0)
  }
  const held = Buffer.from(contents.bytes, 'latin1')
  const cms = elementAt(held, 0)?.whole ?? Buffer.alloc(0)
  const written = bytes.toString('latin1', contents.from + 1, contents.to - 1)
  if (cms.length === 0 || !/^[0-9a-f]*$/.test(written) || held.subarray(cms.length).some((byte) => byte !== 0)) faults.push('contents of another form')
  return cms
}

/** D:20261122103000+01'00' as an instant with its offset. */
function timeOf(text: string): string {
  const parts = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)'(\d\d)'$/.exec(text)
  return parts === null ? '' : `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}${parts[7]}:${parts[8]}`
}

/** It says that nothing but signatures may be added after it (DocMDP, P = 2). */
function certifies(state: PdfState, dict: PdfDict): boolean {
  const references = dict.get('Reference')
  return (isArray(references) ? references : []).some((each) => {
    const reference = dictAt(state, each)
    return textOf(reference.get('TransformMethod')) === 'DocMDP' && dictAt(state, reference.get('TransformParams')).get('P') === 2
  })
}

/** The file ends signed, each signature hangs on a field of its own, and the first one, and no other, certifies. */
function formFaults(bytes: Buffer, revisions: readonly Revision[], signatures: readonly PdfSignature[]): string[] {
  const state = statesOf(revisions).at(-1) ?? new Map<number, PdfValue>()
  const numbers = new Set(signatures.map(({ number }) => number))
  const faults: string[] = []
  if (signatures.at(-1)?.end !== bytes.length) faults.push('bytes that nobody signed')
  if (numbers.size !== signatures.length) faults.push('one signature in two fields')
  for (const [number, value] of state) {
    const dict = value instanceof PdfStream ? value.dict : value
    if (isDict(dict) && dict.has('ByteRange') && !numbers.has(number)) faults.push(`object ${number} is a signature without a field`)
  }
  const permissions = dictAt(state, dictAt(state, revisions[0]?.trailer.get('Root')).get('Perms'))
  const entered = permissions.get('DocMDP')
  const isEntered = entered instanceof PdfRef && entered.number === signatures[0]?.number
  if (!isEntered || signatures.some((each, i) => each.certifies !== (i === 0))) faults.push('the first signature, and no other, must certify')
  return faults
}
