import { hex } from './bytes.ts'

/** DER (X.690): one element, with its whole encoding and what stands inside. */
export interface Element {
  readonly tag: number
  readonly whole: Buffer
  readonly content: Buffer
}

/** The elements that the bytes consist of; null if they are not such elements alone, each with the shortest length. */
export function elementsIn(bytes: Buffer): Element[] | null {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at)
    if (element === null) return null
    found.push(element)
    at += element.whole.length
  }
  return found
}

export function elementAt(bytes: Buffer, at: number): Element | null {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined || (tag & 31) === 31) return null
  const nMore = first < 128 ? 0 : first - 128
  if (first === 128 || nMore > 4 || at + 2 + nMore > bytes.length) return null
  const length = nMore === 0 ? first : bytes.readUIntBE(at + 2, nMore)
  if (nMore > 0 && (length < 128 || length < 256 ** (nMore - 1))) return null
  const from = at + 2 + nMore
  const end = from + length
  return end > bytes.length ? null : { tag, whole: bytes.subarray(at, end), content: bytes.subarray(from, end) }
}

/** What stands inside an element, in its order; nothing where it is no element made of others. */
export const inside = (element: Element | undefined): readonly Element[] => (element === undefined ? [] : (elementsIn(element.content) ?? []))

/** Follows places: `at(element, 1, 0)` is the first part of its second part. */
export function at(element: Element | undefined, ...places: readonly number[]): Element | undefined {
  let here = element
  for (const place of places) here = inside(here)[place]
  return here
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 128) return Buffer.concat([Buffer.of(tag, content.length), content])
  const digits = content.length.toString(16)
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.of(tag, 128 + length.length), length, content])
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)

/** SET OF: in the order of the encodings. */
export const setOf = (tag: number, ...parts: readonly Uint8Array[]): Buffer => der(tag, ...parts.toSorted((a, b) => Buffer.compare(a, b)))

/** An object identifier from the hexadecimal digits of its content. */
export const oid = (digits: string): Buffer => der(0x06, Buffer.from(digits, 'hex'))

export const isOid = (element: Element | undefined, digits: string): boolean => element?.tag === 0x06 && hex(element.content) === digits

/** UTCTime and GeneralizedTime as certificates write them (RFC 5280, 4.1.2.5): milliseconds; NaN for anything else. */
export function timeOf(element: Element | undefined): number {
  const text = element?.content.toString('latin1') ?? ''
  const full = element?.tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full)
  return parts === null ? Number.NaN : Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
}
