import { isDict, PdfFault, PdfReader, PdfRef, PdfStream, sameValue, textOf, type PdfDict, type PdfValue } from './pdf-values.ts'

/** What one save appended. It reaches from the end of the one before to behind its own `%%EOF`. */
export interface Revision {
  readonly end: number
  readonly objects: ReadonlyMap<number, PdfValue>
  readonly trailer: PdfDict
}

/** Number of an object → what it is after some revision. */
export type PdfState = ReadonlyMap<number, PdfValue>

interface Table {
  readonly at: number
  readonly end: number
  /** Number of an object → where it begins. */
  readonly places: ReadonlyMap<number, number>
  /** Numbers that it says are not in use. */
  readonly free: readonly number[]
  readonly trailer: PdfDict
}

/**
 * The revisions of a file, read as a viewer reads them: from its last line back along the cross-reference tables. The
 * objects that a table names must fill their revision without a gap, so that nothing stands there that no table names
 * (PDFVER-13). Throws PdfFault for any other file.
 */
export function readRevisions(bytes: Buffer): Revision[] {
  const text = bytes.toString('latin1')
  const tables = tablesOf(text)
  return tables.map((table, i) => {
    const start = tables[i - 1]?.end ?? behindHeader(text)
    const objects = objectsOf(text, start, table)
    const { trailer, free } = table
    if (free.some((number) => objects.has(number) || (i > 0 && number !== 0))) throw new PdfFault('an object is freed')
    const size = trailer.get('Size')
    if (typeof size !== 'number' || [...objects.keys()].some((number) => number >= size)) throw new PdfFault('Size is too small')
    if (trailer.has('Encrypt') || trailer.has('XRefStm')) throw new PdfFault('encrypted or hybrid file')
    if (!(trailer.get('Root') instanceof PdfRef)) throw new PdfFault('no catalog')
    for (const key of ['Root', 'Info', 'ID']) {
      if (i > 0 && !sameValue(trailer.get(key), tables[i - 1]?.trailer.get(key))) throw new PdfFault(`${key} was replaced`)
    }
    return { end: table.end, objects, trailer }
  })
}

const behindHeader = (text: string): number => {
  const reader = new PdfReader(text, 0)
  reader.take(/%PDF-1\.\d{1,10}(?!\d)[\0\t\n\f\r ]*(?:%[^\n\r]*)?/y, 'no PDF')
  return reader.at
}

/** First revision first. */
function tablesOf(text: string): Table[] {
  const last = /startxref[\0\t\n\f\r ]*(\d{1,10})[\0\t\n\f\r ]*%%EOF$/.exec(text.slice(-64))
  if (last === null) throw new PdfFault('bytes behind the end')
  const tables: Table[] = []
  let place: PdfValue | undefined = Number(last[1])
  let before = text.length
  while (place !== undefined) {
    if (typeof place !== 'number' || !Number.isSafeInteger(place) || place < 0 || place >= before) throw new PdfFault('Prev points elsewhere')
    const table = tableAt(text, place)
    if (table.end > before) throw new PdfFault('two revisions overlap')
    tables.unshift(table)
    before = place
    place = table.trailer.get('Prev')
  }
  if (tables.at(-1)?.end !== text.length) throw new PdfFault('bytes behind the end')
  return tables
}

function tableAt(text: string, at: number): Table {
  const reader = new PdfReader(text, at)
  reader.take(/xref[\0\t\n\f\r ]*/y, 'no cross-reference table')
  const places = new Map<number, number>()
  const free: number[] = []
  while (!text.startsWith('trailer', reader.at)) {
    const [, from, count] = reader.take(/(\d{1,10}) (\d{1,10})(?!\d)[\0\t\n\f\r ]*/y, 'no table').map(Number) as [number, number, number]
    for (let number = from; number < from + count; number++) {
      const [, place, , kind] = reader.take(/(\d{1,10}) (\d{1,10}) ([fn])[\0\t\n\f\r ]*/y, 'no line of a table')
      if (kind === 'f') free.push(number)
      else if (places.has(number)) reader.fail(`object ${number} twice`)
      else places.set(number, Number(place))
    }
  }
  reader.take(/trailer/y, 'no trailer')
  const trailer = reader.dict()
  const [, own] = reader.take(/[\0\t\n\f\r ]*startxref[\0\t\n\f\r ]*(\d{1,10})[\0\t\n\f\r ]*%%EOF/y, 'no end')
  if (Number(own) !== at) reader.fail('startxref points elsewhere')
  return { at, end: reader.at, places, free, trailer }
}

/** In the order in which they stand, each up to where the next one begins. */
function objectsOf(text: string, start: number, { at, places }: Table): Map<number, PdfValue> {
  const objects = new Map<number, PdfValue>()
  const reader = new PdfReader(text, start)
  for (const [number, place] of [...places].sort(([, a], [, b]) => a - b)) {
    reader.take(/[\0\t\n\f\r ]*/y, '')
    if (reader.at !== place) reader.fail(`the table is wrong about object ${number}`)
    if (Number(reader.take(/(\d{1,10}) 0 obj/y, 'no object')[1]) !== number) reader.fail(`the table is wrong about object ${number}`)
    const value = reader.value()
    objects.set(number, isDict(value) && /[\0\t\n\f\r ]*stream/y.test(text.slice(reader.at, reader.at + 32)) ? streamOf(reader, value) : value)
    reader.take(/[\0\t\n\f\r ]*endobj/y, 'an object does not end')
  }
  reader.take(/[\0\t\n\f\r ]*/y, '')
  if (reader.at !== at) reader.fail('something that no table names')
  return objects
}

function streamOf(reader: PdfReader, dict: PdfDict): PdfStream {
  const length = dict.get('Length')
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) return reader.fail('a stream without a length of its own')
  if (['ObjStm', 'XRef'].includes(textOf(dict.get('Type')))) return reader.fail('a stream of objects')
  reader.take(/[\0\t\n\f\r ]*stream\r?\n/y, 'no stream')
  const bytes = reader.text.slice(reader.at, reader.at + length)
  reader.at += length
  reader.take(/\r?\n?endstream/y, 'a stream is longer or shorter than it says')
  return new PdfStream(dict, bytes)
}

/** The document after each revision. */
export function statesOf(revisions: readonly Revision[]): PdfState[] {
  const states: Map<number, PdfValue>[] = []
  for (const { objects } of revisions) states.push(new Map([...(states.at(-1) ?? []), ...objects]))
  return states
}

/** A dictionary, also of a stream, also by its number; an empty one where there is none. */
export function dictAt(state: PdfState, value: PdfValue | undefined): PdfDict {
  const found = value instanceof PdfRef ? state.get(value.number) : value
  if (found instanceof PdfStream) return found.dict
  return isDict(found) ? found : new Map()
}
