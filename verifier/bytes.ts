import { createDecipheriv, createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto'

/** The few functions of bytes that everything here is made of. */
/** By way of text: a buffer that the runtime makes for each digest takes longer than the digest. */
export const sha256 = (data: Uint8Array | string): Buffer => Buffer.from(hash('sha256', data, 'binary'), 'binary')
export const sha256Hex = (data: Uint8Array | string): string => hash('sha256', data, 'hex')

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')

export const isHex = (text: unknown, digits: number): text is string =>
  typeof text === 'string' && text.length === digits && /^[0-9a-f]*$/.test(text)

/** HKDF-SHA-256, empty salt, the label as info, 32 bytes (VLT-1). */
export const derive = (secret: Uint8Array, label: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, Buffer.alloc(0), label, 32))

export const macHex = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('hex')

export const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** AES-256-GCM with the 16-byte tag behind the ciphertext; null if anything is not what was sealed. */
export function openSealed(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, associated: string): Buffer | null {
  const end = sealed.length - 16
  if (end < 0 || nonce.length !== 12) return null
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
  cipher.setAAD(Buffer.from(associated, 'utf8'))
  cipher.setAuthTag(sealed.subarray(end))
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, end)), cipher.final()])
  } catch {
    return null
  }
}
