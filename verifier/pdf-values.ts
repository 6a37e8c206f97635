/** Values of a PDF (ISO 32000-1, 7.3), as far as reports use them. Dictionaries are maps, arrays are arrays. */
export type PdfValue = null | boolean | number | PdfName | PdfRef | PdfText | PdfStream | readonly PdfValue[] | PdfDict
export type PdfDict = ReadonlyMap<string, PdfValue>

export class PdfName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

export class PdfRef {
  readonly number: number
  constructor(number: number) {
    this.number = number
  }
}

/** One character for each byte; where it stands in the file, with its delimiters. */
export class PdfText {
  readonly bytes: string
  readonly isHex: boolean
  readonly from: number
  readonly to: number
  constructor(bytes: string, isHex: boolean, from: number, to: number) {
    this.bytes = bytes
    this.isHex = isHex
    this.from = from
    this.to = to
  }
}

export class PdfStream {
  readonly dict: PdfDict
  /** One character for each byte. */
  readonly bytes: string
  constructor(dict: PdfDict, bytes: string) {
    this.dict = dict
    this.bytes = bytes
  }
}

/** The file is not of the form that reports have. */
export class PdfFault extends Error {}

export const isDict = (value: PdfValue | undefined): value is PdfDict => value instanceof Map
export const isArray = (value: PdfValue | undefined): value is readonly PdfValue[] => Array.isArray(value)

/** Two values that say the same, however they are spelled; where strings stand does not count. */
export function sameValue(a: PdfValue | undefined, b: PdfValue | undefined): boolean {
  if (a instanceof PdfName) return b instanceof PdfName && a.name === b.name
  if (a instanceof PdfRef) return b instanceof PdfRef && a.number === b.number
  if (a instanceof PdfText) return b instanceof PdfText && a.bytes === b.bytes
  if (a instanceof PdfStream) return b instanceof PdfStream && a.bytes === b.bytes && sameValue(a.dict, b.dict)
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((each, i) => sameValue(each, b[i]))
  if (isDict(a)) return isDict(b) && a.size === b.size && [...a].every(([key, each]) => b.has(key) && sameValue(each, b.get(key)))
  return a === b
}

/** Numbers of the objects that a value names itself. */
export function refsIn(value: PdfValue | undefined): number[] {
  if (value instanceof PdfRef) return [value.number]
  if (value instanceof PdfStream) return refsIn(value.dict)
  if (isArray(value)) return value.flatMap(refsIn)
  return isDict(value) ? [...value.values()].flatMap(refsIn) : []
}

/** A text string: UTF-16 behind its mark, else one byte a character. */
export function textOf(value: PdfValue | undefined): string {
  if (value instanceof PdfName) return value.name
  if (!(value instanceof PdfText)) return ''
  if (!value.bytes.startsWith('\xfe\xff')) return value.bytes
  return Buffer.from(value.bytes.slice(2, 2 + 2 * Math.floor((value.bytes.length - 2) / 2)), 'latin1').swap16().toString('utf16le')
}

const space = '\\0\\t\\n\\f\\r '
const end = `(?![^${space}()<>[\\]{}/%])`
/** The next piece: a bracket, a name, a reference, a number, a word, a hexadecimal string, or the beginning of a literal one. */
const piece = new RegExp(
  `[${space}]*(?:(<<|>>|\\[|\\])|/([^${space}()<>[\\]{}/%]*)|(\\d+) 0 R${end}|([+-]?(?:\\d+\\.?\\d*|\\.\\d+))${end}|(true|false|null)${end}|<([0-9A-Fa-f]*)>|(\\())`,
  'y',
)
const words: Readonly<Record<string, PdfValue>> = { true: true, false: false, null: null }
const MOST_DEPTH = 64

/** Reads values one after another from a file that is given as one character for each byte. */
export class PdfReader {
  readonly text: string
  at: number
  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  fail(what: string): never {
    throw new PdfFault(`${what} at byte ${this.at}`)
  }

  /** Goes on behind what fits here, and gives it. */
  take(pattern: RegExp, what: string): RegExpExecArray {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return this.fail(what)
    this.at = pattern.lastIndex
    return found
  }

  value(depth = 0): PdfValue {
    const closed = this.next(depth)
    return closed === ']' || closed === '>>' ? this.fail('a bracket closed that was not opened') : closed
  }

  dict(depth = 0): PdfDict {
    const value = this.value(depth)
    return isDict(value) ? value : this.fail('no dictionary')
  }

  /** A value, or the bracket that closes what is being read. */
  private next(depth: number): PdfValue | ']' | '>>' {
    if (depth > MOST_DEPTH) this.fail('nested too deeply')
    const from = this.at
    const [whole, bracket, name, ref, number, word, digits] = this.take(piece, 'no value')
    if (name !== undefined) return new PdfName(name.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))))
    if (ref !== undefined) return new PdfRef(Number(ref))
    if (number !== undefined) return Number(number)
    if (word !== undefined) return words[word] ?? null
    if (digits !== undefined) return new PdfText(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex').toString('latin1'), true, from + whole.indexOf('<'), this.at)
    if (bracket === undefined) return this.literal(this.at - 1)
    if (bracket === ']' || bracket === '>>') return bracket
    return bracket === '[' ? this.array(depth) : this.members(depth)
  }

  private array(depth: number): PdfValue[] {
    const items: PdfValue[] = []
    for (;;) {
      const item = this.next(depth + 1)
      if (item === ']') return items
      if (item === '>>') return this.fail('an array is not closed')
      items.push(item)
    }
  }

  private members(depth: number): PdfDict {
    const members = new Map<string, PdfValue>()
    for (;;) {
      const key = this.next(depth + 1)
      if (key === '>>') return members
      if (!(key instanceof PdfName) || members.has(key.name)) return this.fail('a key that is no name, or stands twice')
      members.set(key.name, this.value(depth + 1))
    }
  }

  /** Behind the opening bracket: brackets come in pairs, a backslash says how the next character is meant. */
  private literal(from: number): PdfText {
    let out = ''
    for (let open = 1; open > 0; ) {
      const [run = '', escape, bracket] = this.take(/([^\\()]*)(?:\\(\r\n|[0-7]{1,3}|[^])|([()]))/y, 'a string never ends').slice(1)
      out += run
      if (escape !== undefined) out += unescaped(escape)
      else open += bracket === '(' ? 1 : -1
      if (bracket !== undefined && open > 0) out += bracket
    }
    return new PdfText(out, false, from, this.at)
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\n': '', '\r': '', '\r\n': '' }

const unescaped = (text: string): string => (/^[0-7]/.test(text) ? String.fromCharCode(Number.parseInt(text, 8) & 255) : (escapes[text] ?? text))
