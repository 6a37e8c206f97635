import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { argon2id } from 'hash-wasm'

/** The one cipher suite: argon2id, HKDF-SHA-256, AES-256-GCM, HMAC-SHA-256 (SPEC.md, VLT-1). */
export interface KdfParameters {
  readonly memoryKiB: number
  readonly iterations: number
}

/** Never below the floor by accident: a test says so by name. */
export type KdfChoice = KdfParameters | { readonly belowFloorForTests: KdfParameters }

export const KDF_FLOOR: KdfParameters = { memoryKiB: 65_536, iterations: 3 }
/** A crafted key file must not exhaust the machine. */
export const KDF_CEILING: KdfParameters = { memoryKiB: 1_048_576, iterations: 64 }

export function chosenKdf(choice: KdfChoice = KDF_FLOOR): KdfParameters {
  if ('belowFloorForTests' in choice) return choice.belowFloorForTests
  if (choice.memoryKiB < KDF_FLOOR.memoryKiB || choice.iterations < KDF_FLOOR.iterations) {
    throw new RangeError('argon2id parameters are below the floor')
  }
  assertAcceptable(choice)
  return choice
}

export function assertAcceptable(kdf: KdfParameters): void {
  if (kdf.memoryKiB > KDF_CEILING.memoryKiB || kdf.iterations > KDF_CEILING.iterations) {
    throw new RangeError('argon2id parameters are above the ceiling')
  }
}

export async function stretch(passphrase: Uint8Array, salt: Uint8Array, kdf: KdfParameters): Promise<Uint8Array> {
  assertAcceptable(kdf)
  return argon2id({
    password: passphrase,
    salt,
    memorySize: kdf.memoryKiB,
    iterations: kdf.iterations,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  })
}

export const deriveKey = (secret: Uint8Array, label: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), label, 32))

export const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Ciphertext with the 16-byte tag behind it. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, aad: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(aad)
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
}

/** null if key, bytes or metadata are not the ones that were encrypted. */
export function decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | null {
  if (sealed.length < TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
  try {
    decipher.final()
  } catch {
    plain.fill(0)
    return null
  }
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.length)
}

export const hmac = (key: Uint8Array, bytes: Uint8Array | string): Uint8Array =>
  new Uint8Array(createHmac('sha256', key).update(bytes).digest())

export const equalInConstantTime = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)
