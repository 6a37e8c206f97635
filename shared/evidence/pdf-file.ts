import { canonicalText, nothing, PdfCursor, PdfSyntaxError, type PdfDict, type PdfValue } from './pdf-syntax.ts'

export interface PdfObject {
  readonly number: number
  readonly value: PdfValue
  readonly start: number
  readonly end: number
}

/** One revision: its objects in file order, cross-reference table and trailer. `end` is behind its %%EOF. */
export interface PdfRevision {
  readonly start: number
  readonly end: number
  readonly objects: ReadonlyMap<number, PdfObject>
  readonly tableStart: number
  readonly trailer: PdfDict
}

export interface PdfFile {
  readonly bytes: Uint8Array
  readonly revisions: readonly PdfRevision[]
  /** What stands behind the last revision that could be read; null when the file ends there. */
  readonly rest: { readonly start: number; readonly offset: number; readonly detail: string } | null
}

/** Object number → object, as it stands after some revision. */
export type PdfState = ReadonlyMap<number, PdfObject>

/**
 * Reads a file front to back: every byte of a revision belongs to the header, an object, the table or the trailer, and
 * the table names exactly the objects that stand there. So a reader that follows the table and one that scans the file
 * see the same document. Throws PdfSyntaxError if not even revision 0 can be read.
 */
export function readPdf(bytes: Uint8Array): PdfFile {
  const cursor = new PdfCursor(bytes)
  readHeader(cursor)
  const revisions = [readRevision(cursor, 0, null)]
  while (cursor.at < bytes.length) {
    const start = cursor.at
    try {
      revisions.push(readRevision(cursor, start, revisions.at(-1) ?? null))
    } catch (error) {
      if (!(error instanceof PdfSyntaxError)) throw error
      return { bytes, revisions, rest: { start, offset: error.offset, detail: error.message } }
    }
  }
  return { bytes, revisions, rest: null }
}

/** The document after revision `index`. */
export function stateAt(file: PdfFile, index: number): PdfState {
  const state = new Map<number, PdfObject>()
  for (const revision of file.revisions.slice(0, index + 1)) {
    for (const [number, object] of revision.objects) state.set(number, object)
  }
  return state
}

/** Follows a reference (one step: an object that is only a reference is not written by anybody). */
export const resolve = (state: PdfState, value: PdfValue | undefined): PdfValue =>
  value?.kind === 'ref' ? (state.get(value.object)?.value ?? nothing) : (value ?? nothing)

/** The value as a dictionary (a stream's own); an empty one when it is none. */
export function dictOf(state: PdfState, value: PdfValue | undefined): PdfDict {
  const resolved = resolve(state, value)
  if (resolved.kind === 'dict') return resolved
  return resolved.kind === 'stream' ? resolved.dict : { kind: 'dict', entries: new Map() }
}

export function itemsOf(state: PdfState, value: PdfValue | undefined): readonly PdfValue[] {
  const resolved = resolve(state, value)
  return resolved.kind === 'array' ? resolved.items : []
}

export const rootOf = (file: PdfFile): PdfValue | undefined => file.revisions[0]?.trailer.entries.get('Root')

function readHeader(cursor: PdfCursor): void {
  cursor.expect('%PDF-1.')
  cursor.integer()
  cursor.skipWhitespace()
  if (cursor.peek() === 0x25) {
    while (cursor.peek() >= 0 && cursor.peek() !== 10 && cursor.peek() !== 13) cursor.at++
  }
}

function readRevision(cursor: PdfCursor, start: number, previous: PdfRevision | null): PdfRevision {
  const objects = new Map<number, PdfObject>()
  for (cursor.skipWhitespace(); !cursor.startsWith('xref'); cursor.skipWhitespace()) {
    const object = readObject(cursor)
    if (objects.has(object.number)) throw new PdfSyntaxError(`object ${object.number} twice`, object.start)
    objects.set(object.number, object)
  }
  const tableStart = cursor.at
  checkTable(cursor, objects, previous === null)
  cursor.skipWhitespace()
  cursor.expect('trailer')
  cursor.skipWhitespace()
  const trailerStart = cursor.at
  const trailer = cursor.dict(0)
  checkTrailer(trailer, trailerStart, objects, previous)
  cursor.skipWhitespace()
  cursor.expect('startxref')
  cursor.skipWhitespace()
  if (cursor.integer() !== tableStart) cursor.fail('startxref points elsewhere')
  cursor.skipWhitespace()
  cursor.expect('%%EOF')
  return { start, end: cursor.at, objects, tableStart, trailer }
}

function readObject(cursor: PdfCursor): PdfObject {
  const start = cursor.at
  const number = cursor.integer()
  cursor.expect(' 0 obj')
  const value = cursor.value()
  cursor.skipWhitespace()
  const whole = value.kind === 'dict' && cursor.startsWith('stream') ? readStream(cursor, value) : value
  cursor.skipWhitespace()
  cursor.expect('endobj')
  return { number, value: whole, start, end: cursor.at }
}

function readStream(cursor: PdfCursor, dict: PdfDict): PdfValue {
  const length = dict.entries.get('Length')
  const type = dict.entries.get('Type')
  if (length?.kind !== 'number' || !Number.isSafeInteger(length.value) || length.value < 0) {
    return cursor.fail('a stream without a direct length')
  }
  if (type?.kind === 'name' && (type.value === 'ObjStm' || type.value === 'XRef')) cursor.fail('a stream of objects')
  cursor.expect('stream')
  if (cursor.peek() === 13) cursor.at++
  cursor.expect('\n')
  const start = cursor.at
  cursor.at += length.value
  const end = cursor.at
  if (cursor.peek() === 13) cursor.at++
  if (cursor.peek() === 10) cursor.at++
  cursor.expect('endstream')
  return { kind: 'stream', dict, start, end }
}

/** The table lists the objects of this revision at their offsets, and only object 0 as free. */
function checkTable(cursor: PdfCursor, objects: ReadonlyMap<number, PdfObject>, first: boolean): void {
  cursor.expect('xref')
  cursor.skipWhitespace()
  const listed = new Set<number>()
  while (!cursor.startsWith('trailer')) {
    const from = cursor.integer()
    cursor.expect(' ')
    const count = cursor.integer()
    cursor.skipWhitespace()
    for (let number = from; number < from + count; number++) {
      const offset = cursor.integer()
      cursor.expect(' ')
      cursor.integer()
      cursor.expect(' ')
      const free = cursor.peek() === 0x66
      if (!free) cursor.expect('n')
      else cursor.expect('f')
      const object = objects.get(number)
      if (free ? object !== undefined || (number !== 0 && !first) : object?.start !== offset) {
        cursor.fail(`the table is wrong about object ${number}`)
      }
      if (!free) listed.add(number)
      cursor.skipWhitespace()
    }
  }
  if (listed.size !== objects.size) cursor.fail('the table leaves out an object')
}

function checkTrailer(
  trailer: PdfDict,
  at: number,
  objects: ReadonlyMap<number, PdfObject>,
  previous: PdfRevision | null,
): void {
  const wrong = (detail: string): never => {
    throw new PdfSyntaxError(detail, at)
  }
  const { entries } = trailer
  const size = entries.get('Size')
  if (entries.has('Encrypt') || entries.has('XRefStm')) wrong('encrypted or hybrid file')
  if (entries.get('Root')?.kind !== 'ref') wrong('no catalog')
  let largest = 0
  for (const number of objects.keys()) largest = Math.max(largest, number)
  if (size?.kind !== 'number' || largest >= size.value) wrong('Size is too small')
  const before = entries.get('Prev')
  if (!previous) {
    if (before) wrong('Prev without an earlier revision')
    return
  }
  if (before?.kind !== 'number' || before.value !== previous.tableStart) wrong('Prev points elsewhere')
  for (const key of ['Root', 'Info', 'ID']) {
    const now = canonicalText(entries.get(key) ?? nothing)
    if (now !== canonicalText(previous.trailer.entries.get(key) ?? nothing)) wrong(`${key} was replaced`)
  }
}
