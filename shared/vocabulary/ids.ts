/** Branded text: a plain string at run time that the compiler will not let you mix up. */
declare const brand: unique symbol
export type Branded<Name extends string> = string & { readonly [brand]: Name }

/** 128 random bits as 32 lower-case hex digits. Never reused. */
export type RecordId = Branded<'RecordId'>
export type StudyId = Branded<'StudyId'>
export type PersonId = Branded<'PersonId'>
/** 64 lower-case hex digits. */
export type Sha256 = Branded<'Sha256'>
/** RFC 3339 in UTC with milliseconds, e.g. 2026-11-22T09:30:00.000Z. */
export type Instant = Branded<'Instant'>

/** SHA-256 is handed in (node:crypto or WebCrypto through a synchronous port), so shared code stays pure. */
export type Sha256Function = (bytes: Uint8Array) => Uint8Array

export const isSha256 = (text: string): text is Sha256 => /^[0-9a-f]{64}$/.test(text)
export const isRecordId = (text: string): text is RecordId => /^[0-9a-f]{32}$/.test(text)

const digits = '0123456789abcdef'

/** Lower-case hex of any bytes. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits.charAt(byte >> 4) + digits.charAt(byte & 15)
  return text
}

/** Bytes of lower-case hex; throws on anything else. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw new RangeError('not lower-case hex')
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}
