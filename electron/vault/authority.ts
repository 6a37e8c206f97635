import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import type { CertifiedKey } from './certificates.ts'
import { damaged, type KeyFileBody } from './key-file.ts'
import { deriveKey } from './primitives.ts'
import { seal, unseal, zero } from './slots.ts'

/** The workspace's certificate authority, its key wrapped under the store key (SPEC.md, VLT-7). The caller zeroes it. */
export function openAuthority(file: KeyFileBody, storeKey: Uint8Array): CertifiedKey {
  const certificate = fromHex(file.authority.certificate)
  const key = deriveKey(storeKey, 'probity.vault.v1.authority')
  const secret = unseal(key, file.authority.key, authorityAad(file.storeId, certificate))
  zero(key)
  if (secret === null) throw damaged('authority')
  return { certificate, privateKey: secret }
}

export function sealAuthority(
  storeId: string,
  authority: CertifiedKey,
  storeKey: Uint8Array,
  randomBytes: (count: number) => Uint8Array,
): KeyFileBody['authority'] {
  const key = deriveKey(storeKey, 'probity.vault.v1.authority')
  try {
    const aad = authorityAad(storeId, authority.certificate)
    return { certificate: toHex(authority.certificate), key: seal(key, authority.privateKey, aad, randomBytes) }
  } finally {
    zero(key)
  }
}

const authorityAad = (storeId: string, certificate: Uint8Array): Uint8Array =>
  new TextEncoder().encode(
    canonicalJson({ format: 'probity.keys', version: 1, storeId, part: 'authority', certificate: toHex(certificate) }),
  )
