/** A small DER encoder: enough for a CMS signature, definite minimal lengths only. */
export const concatBytes = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

/** Order of DER SET OF: byte by byte, a prefix first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** One element with the given tag byte around the parts. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatBytes(parts)
  return concatBytes([Uint8Array.of(tag), lengthBytes(content.length), content])
}

function lengthBytes(length: number): Uint8Array {
  if (length < 128) return Uint8Array.of(length)
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(128 + bytes.length, ...bytes)
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => tlv(0x30, ...parts)
export const octets = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => tlv(0x04, bytes)
export const smallInteger = (value: number): Uint8Array<ArrayBuffer> => tlv(0x02, Uint8Array.of(value))

/** SET OF in DER: sorted by encoding. */
export const setOf = (...members: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  tlv(0x31, ...[...members].sort(compareBytes))

export function objectIdentifier(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(128 + (left % 128))
    bytes.push(...groups)
  }
  return tlv(0x06, Uint8Array.from(bytes))
}

/** The element at `at`: where its content starts and where it ends. Null if it is not minimal DER or runs over. */
export function readElement(bytes: Uint8Array, at: number): { tag: number; content: number; end: number } | null {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || (tag & 31) === 31) return null
  if (first < 128) return bounded(bytes, tag, at + 2, first)
  const count = first - 128
  if (count < 1 || count > 4) return null
  let length = 0
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0)
  if (lengthBytes(length).length !== count + 1) return null
  return bounded(bytes, tag, at + 2 + count, length)
}

const bounded = (bytes: Uint8Array, tag: number, content: number, length: number) =>
  content + length <= bytes.length ? { tag, content, end: content + length } : null

/** The members of a constructed element, each as its complete encoding. Null if they do not tile it. */
export function childrenOf(element: Uint8Array): Uint8Array[] | null {
  const outer = readElement(element, 0)
  if (!outer || outer.end !== element.length) return null
  const members: Uint8Array[] = []
  for (let at = outer.content; at < outer.end; ) {
    const inner = readElement(element, at)
    if (!inner) return null
    members.push(element.subarray(at, inner.end))
    at = inner.end
  }
  return members
}
