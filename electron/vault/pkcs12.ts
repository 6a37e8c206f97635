import { webcrypto } from 'node:crypto'
import { CertBag, CryptoEngine, PFX, PKCS8ShroudedKeyBag, type SafeContents } from 'pkijs'

/** What a PKCS#12 file holds: one key (PKCS#8, to be zeroed by the caller) and its certificates, in the file's order. */
export interface Pkcs12 {
  readonly privateKey: Uint8Array
  readonly certificates: readonly Uint8Array[]
}

const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto })

/**
 * Opens a file with its password. null if the password is wrong, the file is damaged, holds no key or several, or is
 * protected by ciphers that are no longer used (RC2, triple DES).
 */
export async function readPkcs12(bytes: Uint8Array, password: string): Promise<Pkcs12 | null> {
  try {
    return await opened(bytes, new TextEncoder().encode(password).buffer)
  } catch {
    return null
  }
}

async function opened(bytes: Uint8Array, password: ArrayBuffer): Promise<Pkcs12 | null> {
  const pfx = PFX.fromBER(new Uint8Array(bytes))
  await pfx.parseInternalValues({ password, checkIntegrity: true }, engine)
  const safe = pfx.parsedValue?.authenticatedSafe
  if (safe === undefined) return null
  const parts = safe.safeContents.map(({ contentType }) => (contentType === ENCRYPTED_DATA ? { password } : {}))
  await safe.parseInternalValues({ safeContents: parts }, engine)
  const contents = (safe.parsedValue as { safeContents: { value: SafeContents }[] }).safeContents
  const bags = contents.flatMap(({ value }) => value.safeBags.map((bag) => bag.bagValue as unknown))
  const keys: Uint8Array[] = []
  const certificates: Uint8Array[] = []
  for (const bag of bags) {
    if (bag instanceof PKCS8ShroudedKeyBag) keys.push(await keyOf(bag, password))
    if (bag instanceof CertBag) certificates.push(new Uint8Array((bag.parsedValue as { toSchema(): { toBER(): ArrayBuffer } }).toSchema().toBER()))
  }
  const [privateKey, ...more] = keys
  return privateKey === undefined || more.length > 0 || certificates.length === 0 ? null : { privateKey, certificates }
}

async function keyOf(bag: PKCS8ShroudedKeyBag, password: ArrayBuffer): Promise<Uint8Array> {
  const shrouded = bag as unknown as { parseInternalValues(given: { password: ArrayBuffer }, engine: unknown): Promise<void> }
  await shrouded.parseInternalValues({ password }, engine)
  if (bag.parsedValue === undefined) throw new Error('no key')
  return new Uint8Array(bag.parsedValue.toSchema().toBER())
}
