/**
 * PDF objects as ISO 32000-1 chapter 7.3 writes them, read strictly and without following anything. Strings keep their
 * place in the file, because a signature is checked by where its bytes stand.
 */
export type PdfValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly value: string }
  | PdfString
  | { readonly kind: 'ref'; readonly object: number }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | PdfDict
  | { readonly kind: 'stream'; readonly dict: PdfDict; readonly start: number; readonly end: number }

export interface PdfString {
  readonly kind: 'string'
  readonly bytes: Uint8Array
  readonly hex: boolean
  /** Where it stands in the file, with its delimiters. */
  readonly start: number
  readonly end: number
}

export interface PdfDict {
  readonly kind: 'dict'
  readonly entries: ReadonlyMap<string, PdfValue>
}

export class PdfSyntaxError extends Error {
  override readonly name = 'PdfSyntaxError'
  readonly offset: number
  constructor(detail: string, offset: number) {
    super(detail)
    this.offset = offset
  }
}

const MAX_DEPTH = 64
const whitespace = new Set([0, 9, 10, 12, 13, 32])
const delimiters = new Set([...'()<>[]{}/%'].map((char) => char.charCodeAt(0)))
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57

/** A cursor over the bytes. Every method throws PdfSyntaxError where the text is not what it must be. */
export class PdfCursor {
  readonly bytes: Uint8Array
  at: number
  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  peek(): number {
    return this.bytes[this.at] ?? -1
  }

  fail(detail: string): never {
    throw new PdfSyntaxError(detail, this.at)
  }

  skipWhitespace(): void {
    while (whitespace.has(this.peek())) this.at++
  }

  startsWith(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.bytes[this.at + i] !== text.charCodeAt(i)) return false
    return true
  }

  expect(text: string): void {
    if (!this.startsWith(text)) this.fail(`expected "${text}"`)
    this.at += text.length
  }

  /** An unsigned integer of at most ten digits. */
  integer(): number {
    const from = this.at
    let value = 0
    while (isDigit(this.peek()) && this.at - from < 10) value = value * 10 + (this.bytes[this.at++] ?? 0) - 48
    if (this.at === from || isDigit(this.peek())) this.fail('expected an integer')
    return value
  }

  value(depth = 0): PdfValue {
    if (depth > MAX_DEPTH) this.fail('nested too deeply')
    this.skipWhitespace()
    if (this.startsWith('<<')) return this.dict(depth)
    switch (String.fromCharCode(Math.max(0, this.peek()))) {
      case '[':
        return this.array(depth)
      case '/':
        return { kind: 'name', value: this.name() }
      case '(':
        return this.literalString()
      case '<':
        return this.hexString()
      default:
        return this.numberOrKeyword()
    }
  }

  dict(depth: number): PdfDict {
    this.expect('<<')
    const entries = new Map<string, PdfValue>()
    for (;;) {
      this.skipWhitespace()
      if (this.startsWith('>>')) break
      const key = this.name()
      if (entries.has(key)) this.fail(`key ${key} twice`)
      entries.set(key, this.value(depth + 1))
    }
    this.at += 2
    return { kind: 'dict', entries }
  }

  private array(depth: number): PdfValue {
    this.at++
    const items: PdfValue[] = []
    for (;;) {
      this.skipWhitespace()
      if (this.peek() === 0x5d) break
      items.push(this.value(depth + 1))
    }
    this.at++
    return { kind: 'array', items }
  }

  private name(): string {
    if (this.peek() !== 0x2f) this.fail('expected a name')
    this.at++
    let text = ''
    for (let byte = this.peek(); byte >= 0 && !whitespace.has(byte) && !delimiters.has(byte); byte = this.peek()) {
      text += String.fromCharCode(byte)
      this.at++
    }
    // "#2F" and "/" must not be two names for one key.
    return text.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }

  private literalString(): PdfValue {
    const start = this.at++
    const out: number[] = []
    for (let depth = 1; ; ) {
      const byte = this.peek()
      if (byte < 0) this.fail('a string never ends')
      this.at++
      if (byte === 0x28) depth++
      if (byte === 0x29 && --depth === 0) break
      if (byte === 0x5c) this.escape(out)
      else out.push(byte)
    }
    return { kind: 'string', bytes: Uint8Array.from(out), hex: false, start, end: this.at }
  }

  private escape(out: number[]): void {
    const byte = this.peek()
    const plain = 'nrtbf'.indexOf(String.fromCharCode(Math.max(0, byte)))
    if (byte >= 48 && byte <= 55) {
      let value = 0
      for (let i = 0; i < 3 && this.peek() >= 48 && this.peek() <= 55; i++) {
        value = value * 8 + (this.bytes[this.at++] ?? 0) - 48
      }
      out.push(value & 255)
      return
    }
    this.at++
    if (plain >= 0) out.push([10, 13, 9, 8, 12][plain] ?? 0)
    else if (byte === 13 && this.peek() === 10) this.at++
    else if (byte !== 13 && byte !== 10) out.push(byte)
  }

  private hexString(): PdfValue {
    const start = this.at
    const end = this.bytes.indexOf(0x3e, start)
    if (end < 0) this.fail('a string never ends')
    const out = new Uint8Array(Math.ceil((end - start - 1) / 2))
    for (let i = start + 1, n = 0; i < end; i++, n++) {
      const digit = hexDigit(this.bytes[i] ?? 0)
      if (digit < 0) throw new PdfSyntaxError('not a hexadecimal digit', i)
      out[n >> 1] = (out[n >> 1] ?? 0) | (n % 2 === 0 ? digit << 4 : digit)
    }
    this.at = end + 1
    return { kind: 'string', bytes: out, hex: true, start, end: this.at }
  }

  private numberOrKeyword(): PdfValue {
    const from = this.at
    let text = ''
    for (let i = from; ; i++) {
      const byte = this.bytes[i] ?? -1
      if (byte < 0 || whitespace.has(byte) || delimiters.has(byte)) break
      text += String.fromCharCode(byte)
    }
    this.at += text.length
    if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' }
    if (text === 'null') return { kind: 'null' }
    if (/^\d+$/.test(text)) return this.reference(text) ?? { kind: 'number', value: Number(text) }
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new PdfSyntaxError('not a PDF object', from)
    return { kind: 'number', value: Number(text) }
  }

  /** "12 0 R"; a generation other than 0 is never written by Probity. */
  private reference(text: string): PdfValue | null {
    const tail = ' 0 R'
    const next = this.bytes[this.at + tail.length] ?? 32
    if (!this.startsWith(tail) || !(whitespace.has(next) || delimiters.has(next))) return null
    this.at += tail.length
    return { kind: 'ref', object: Number(text) }
  }
}

function hexDigit(byte: number): number {
  if (isDigit(byte)) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

export const nothing: PdfValue = { kind: 'null' }

/** One text for each value: keys sorted, strings as bytes. Two values are the same when their texts are. */
export function canonicalText(value: PdfValue): string {
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'boolean':
    case 'number':
      return String(value.value)
    case 'name':
      return `/${JSON.stringify(value.value)}`
    case 'string':
      return `<${[...value.bytes].join(' ')}>`
    case 'ref':
      return `${value.object} R`
    case 'array':
      return `[${value.items.map(canonicalText).join(',')}]`
    case 'dict':
      return dictText(value)
    case 'stream':
      return `${dictText(value.dict)} stream`
  }
}

const dictText = (dict: PdfDict): string =>
  `{${[...dict.entries]
    .map(([key, value]) => `${JSON.stringify(key)}:${canonicalText(value)}`)
    .sort()
    .join(',')}}`

/** The object numbers a value points to, itself not followed. */
export function referencesOf(value: PdfValue): number[] {
  switch (value.kind) {
    case 'ref':
      return [value.object]
    case 'array':
      return value.items.flatMap(referencesOf)
    case 'dict':
      return [...value.entries.values()].flatMap(referencesOf)
    case 'stream':
      return referencesOf(value.dict)
    default:
      return []
  }
}

/** Text of a string object: UTF-16 with byte order mark, else as Latin-1. */
export function textOf(value: PdfValue | undefined): string {
  if (value?.kind === 'name') return value.value
  if (value?.kind !== 'string') return ''
  const { bytes } = value
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2))
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
