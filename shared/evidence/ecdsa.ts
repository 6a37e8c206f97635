import { childrenOf } from './der.ts'

/** ECDSA P-256 over SHA-256 with the certificate's key. False for any other key or form. */
export async function verifyEcdsa(
  certificate: Uint8Array,
  signed: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const fields = childrenOf(childrenOf(certificate)?.[0] ?? new Uint8Array()) ?? []
  const publicKey = fields[fields[0]?.[0] === 0xa0 ? 6 : 5]
  const raw = ecdsaToRaw(signature)
  if (!publicKey || !raw) return false
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  try {
    const { subtle } = globalThis.crypto
    const key = await subtle.importKey('spki', new Uint8Array(publicKey), algorithm, false, ['verify'])
    return await subtle.verify(algorithm, key, raw, new Uint8Array(signed))
  } catch {
    return false
  }
}

/** DER ECDSA signature to the r‖s form that WebCrypto takes (32 bytes each). Null unless both are minimal integers. */
export function ecdsaToRaw(signature: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const members = childrenOf(signature)
  if (signature[0] !== 0x30 || members?.length !== 2) return null
  const raw = new Uint8Array(64)
  for (const [i, member] of members.entries()) {
    const value = member[0] === 0x02 ? minimalUnsigned(member.subarray(2)) : null
    if (!value || value.length > 32) return null
    raw.set(value, 32 * (i + 1) - value.length)
  }
  return raw
}

function minimalUnsigned(content: Uint8Array): Uint8Array | null {
  const [first = 0x80, second = 0] = content
  if (first >= 0x80) return null
  if (first !== 0) return content
  return content.length > 1 && second >= 0x80 ? content.subarray(1) : null
}
