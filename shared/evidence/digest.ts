import { concatBytes } from './der.ts'

/** SHA-256 over WebCrypto, which both Node and the auditor's browser have. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const whole = parts.length === 1 && parts[0] ? parts[0] : concatBytes(parts)
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(whole)))
}
