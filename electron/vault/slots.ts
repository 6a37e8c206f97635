import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { fromHex, toHex, type Instant } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import { makeCertifiedKey, type CertifiedKey } from './certificates.ts'
import type { KeySlot, Sealed } from './key-file.ts'
import { decrypt, deriveKey, encrypt, NONCE_BYTES, stretch, type KdfParameters } from './primitives.ts'

/** One person's slot: the store key, the signing key and the checkpoint key, each under its own key from one passphrase. */
export interface PersonKeys {
  readonly kek: Uint8Array
  readonly sig: Uint8Array
  readonly checkpoint: Uint8Array
}

type SlotHead = Pick<KeySlot, 'slotId' | 'personId' | 'signInName' | 'fullName' | 'kind' | 'generation' | 'kdf'>
type SlotPart = 'store-key' | 'signing-key' | 'checkpoint-key'

export async function personKeys(passphrase: Uint8Array, kdf: KeySlot['kdf']): Promise<PersonKeys> {
  const master = await stretch(passphrase, fromHex(kdf.salt), kdf)
  try {
    return {
      kek: deriveKey(master, 'probity.vault.v1.kek'),
      sig: deriveKey(master, 'probity.vault.v1.sig'),
      checkpoint: deriveKey(master, 'probity.vault.v1.checkpoint'),
    }
  } finally {
    master.fill(0)
  }
}

export function zero(...secrets: readonly (Uint8Array | null | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0)
}

export interface NewSlot {
  readonly storeId: string
  readonly personId: string
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: Uint8Array
  readonly kdf: KdfParameters
  readonly generation: number
  readonly storeKey: Uint8Array
  readonly authority: CertifiedKey
  readonly at: Instant
  readonly randomBytes: (count: number) => Uint8Array
}

export async function makeSlot(wanted: NewSlot): Promise<KeySlot> {
  const { randomBytes, storeId, personId, signInName, fullName, generation } = wanted
  const kdf: KeySlot['kdf'] = { name: 'argon2id', ...wanted.kdf, parallelism: 1, salt: toHex(randomBytes(16)) }
  const slotId = toHex(randomBytes(16))
  const head: SlotHead = { slotId, personId, signInName, fullName, kind: 'passphrase', generation, kdf }
  const keys = await personKeys(wanted.passphrase, kdf)
  const certified = async (purpose: 'signing' | 'checkpoint', under: Uint8Array, part: SlotPart) => {
    const made = await makeCertifiedKey({ fullName, purpose, at: wanted.at }, wanted.authority, randomBytes)
    try {
      const aad = slotAad(storeId, head, part, made.certificate)
      return { certificate: toHex(made.certificate), key: seal(under, made.privateKey, aad, randomBytes) }
    } finally {
      zero(made.privateKey)
    }
  }
  try {
    return {
      ...head,
      storeKey: seal(keys.kek, wanted.storeKey, slotAad(storeId, head, 'store-key'), randomBytes),
      signing: await certified('signing', keys.sig, 'signing-key'),
      checkpoint: await certified('checkpoint', keys.checkpoint, 'checkpoint-key'),
    }
  } finally {
    zero(keys.kek, keys.sig, keys.checkpoint)
  }
}

export const openStoreKey = (storeId: string, slot: KeySlot, keys: PersonKeys): Uint8Array | null =>
  unseal(keys.kek, slot.storeKey, slotAad(storeId, slot, 'store-key'))

export const openSigningKey = (storeId: string, slot: KeySlot, keys: PersonKeys): Uint8Array | null =>
  unseal(keys.sig, slot.signing.key, slotAad(storeId, slot, 'signing-key', fromHex(slot.signing.certificate)))

export const openCheckpointKey = (storeId: string, slot: KeySlot, keys: PersonKeys): Uint8Array | null =>
  unseal(
    keys.checkpoint,
    slot.checkpoint.key,
    slotAad(storeId, slot, 'checkpoint-key', fromHex(slot.checkpoint.certificate)),
  )

/** Everything readable about a slot is bound to what it wraps. */
function slotAad(storeId: string, slot: SlotHead, part: SlotPart, certificate?: Uint8Array): Uint8Array {
  const { slotId, personId, signInName, fullName, kind, generation, kdf } = slot
  const certificateSha256 = certificate === undefined ? null : sha256Hex(certificate)
  const person = { personId, signInName, fullName }
  const head = { format: 'probity.keys', version: 1, storeId, slotId, ...person, kind, generation, kdf }
  return new TextEncoder().encode(canonicalJson({ ...head, part, certificateSha256 }))
}

export function seal(
  key: Uint8Array,
  plain: Uint8Array,
  aad: Uint8Array,
  randomBytes: (count: number) => Uint8Array,
): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  return { nonce: toHex(nonce), bytes: toHex(encrypt(key, nonce, plain, aad)) }
}

export const unseal = (key: Uint8Array, sealed: Sealed, aad: Uint8Array): Uint8Array | null =>
  decrypt(key, fromHex(sealed.nonce), fromHex(sealed.bytes), aad)
