import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { fromHex, toHex, type Instant } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import { makeCertifiedKey, type CertifiedKey } from './certificates.ts'
import { makeExchangePair } from './exchange.ts'
import type { KeySlot, Sealed } from './key-file.ts'
import { decrypt, deriveKey, encrypt, NONCE_BYTES, stretch, type KdfParameters } from './primitives.ts'

/** One person's slot: the store key and the person's own keys, each under its own key from one passphrase. */
export interface PersonKeys {
  readonly kek: Uint8Array
  readonly sig: Uint8Array
  readonly checkpoint: Uint8Array
  readonly exchange: Uint8Array
}

/** What a slot wraps, in the open. The caller zeroes it. */
export interface SlotSecrets {
  readonly storeKey: Uint8Array
  /** PKCS#8. */
  readonly signing: Uint8Array
  /** PKCS#8. */
  readonly checkpoint: Uint8Array
  /** 32 bytes. */
  readonly exchange: Uint8Array
}

type RandomBytes = (count: number) => Uint8Array
type SlotHead = Pick<KeySlot, 'slotId' | 'personId' | 'signInName' | 'fullName' | 'kind' | 'generation' | 'mustChange' | 'kdf'>
type SlotPart = 'store-key' | 'signing-key' | 'checkpoint-key' | 'exchange-key'

/** The public halves that stand in a slot beside what is wrapped. */
interface SlotPublic {
  readonly certificate: Uint8Array
  readonly chain: readonly string[]
  readonly checkpointCertificate: Uint8Array
  readonly exchangePublicKey: Uint8Array
}

export async function personKeys(passphrase: Uint8Array, kdf: KeySlot['kdf']): Promise<PersonKeys> {
  const master = await stretch(passphrase, fromHex(kdf.salt), kdf)
  try {
    return {
      kek: deriveKey(master, 'probity.vault.v1.kek'),
      sig: deriveKey(master, 'probity.vault.v1.sig'),
      checkpoint: deriveKey(master, 'probity.vault.v1.checkpoint'),
      exchange: deriveKey(master, 'probity.vault.v1.exchange'),
    }
  } finally {
    master.fill(0)
  }
}

export function zero(...secrets: readonly (Uint8Array | null | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0)
}

export const zeroKeys = (keys: PersonKeys): void => zero(keys.kek, keys.sig, keys.checkpoint, keys.exchange)

export const zeroSecrets = (secrets: SlotSecrets): void =>
  zero(secrets.storeKey, secrets.signing, secrets.checkpoint, secrets.exchange)

export interface NewSlot {
  readonly storeId: string
  readonly personId: string
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: Uint8Array
  readonly kdf: KdfParameters
  readonly generation: number
  readonly mustChange: boolean
  readonly storeKey: Uint8Array
  readonly authority: CertifiedKey
  readonly at: Instant
  readonly randomBytes: RandomBytes
}

/** A slot with new keys and certificates. The rows key is released to it apart. */
export async function makeSlot(wanted: NewSlot): Promise<KeySlot> {
  const { randomBytes, fullName, at, authority } = wanted
  const signing = await makeCertifiedKey({ fullName, purpose: 'signing', at }, authority, randomBytes)
  const checkpoint = await makeCertifiedKey({ fullName, purpose: 'checkpoint', at }, authority, randomBytes)
  const pair = makeExchangePair()
  try {
    return await wrapSlot(
      { ...wanted, slotId: toHex(randomBytes(16)), kind: 'passphrase', rowsKey: null },
      { storeKey: wanted.storeKey, signing: signing.privateKey, checkpoint: checkpoint.privateKey, exchange: pair.privateKey },
      {
        certificate: signing.certificate,
        chain: [],
        checkpointCertificate: checkpoint.certificate,
        exchangePublicKey: pair.publicKey,
      },
    )
  } finally {
    zero(signing.privateKey, checkpoint.privateKey, pair.privateKey)
  }
}

export interface SlotWrapping extends Pick<KeySlot, 'slotId' | 'personId' | 'signInName' | 'fullName' | 'kind' | 'generation' | 'mustChange' | 'rowsKey'> {
  readonly storeId: string
  readonly passphrase: Uint8Array
  readonly kdf: KdfParameters
  readonly randomBytes: RandomBytes
}

/** Wraps the secrets under a passphrase with a salt of its own. */
export async function wrapSlot(wanted: SlotWrapping, secrets: SlotSecrets, open: SlotPublic): Promise<KeySlot> {
  const { randomBytes, storeId, slotId, personId, signInName, fullName, kind, generation, mustChange, rowsKey } = wanted
  const { memoryKiB, iterations } = wanted.kdf
  const kdf: KeySlot['kdf'] = { name: 'argon2id', memoryKiB, iterations, parallelism: 1, salt: toHex(randomBytes(16)) }
  const head: SlotHead = { slotId, personId, signInName, fullName, kind, generation, mustChange, kdf }
  const keys = await personKeys(wanted.passphrase, kdf)
  const wrap = (under: Uint8Array, secret: Uint8Array, part: SlotPart, bound?: Uint8Array) =>
    seal(under, secret, slotAad(storeId, head, part, bound), randomBytes)
  try {
    return {
      ...head,
      storeKey: wrap(keys.kek, secrets.storeKey, 'store-key'),
      signing: {
        certificate: toHex(open.certificate),
        chain: [...open.chain],
        key: wrap(keys.sig, secrets.signing, 'signing-key', open.certificate),
      },
      checkpoint: {
        certificate: toHex(open.checkpointCertificate),
        key: wrap(keys.checkpoint, secrets.checkpoint, 'checkpoint-key', open.checkpointCertificate),
      },
      exchange: {
        publicKey: toHex(open.exchangePublicKey),
        key: wrap(keys.exchange, secrets.exchange, 'exchange-key', open.exchangePublicKey),
      },
      rowsKey,
    }
  } finally {
    zeroKeys(keys)
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

export const openExchangeKey = (storeId: string, slot: KeySlot, keys: PersonKeys): Uint8Array | null =>
  unseal(keys.exchange, slot.exchange.key, slotAad(storeId, slot, 'exchange-key', fromHex(slot.exchange.publicKey)))

/** Everything a slot wraps, or null if the keys are not its own. */
export function openSecrets(storeId: string, slot: KeySlot, keys: PersonKeys): SlotSecrets | null {
  const storeKey = openStoreKey(storeId, slot, keys)
  const signing = openSigningKey(storeId, slot, keys)
  const checkpoint = openCheckpointKey(storeId, slot, keys)
  const exchange = openExchangeKey(storeId, slot, keys)
  if (storeKey !== null && signing !== null && checkpoint !== null && exchange !== null) {
    return { storeKey, signing, checkpoint, exchange }
  }
  zero(storeKey, signing, checkpoint, exchange)
  return null
}

/** Everything readable about a slot is bound to what it wraps. */
function slotAad(storeId: string, slot: SlotHead, part: SlotPart, bound?: Uint8Array): Uint8Array {
  const { slotId, personId, signInName, fullName, kind, generation, mustChange, kdf } = slot
  const publicSha256 = bound === undefined ? null : sha256Hex(bound)
  const person = { personId, signInName, fullName }
  const head = { format: 'probity.keys', version: 1, storeId, slotId, ...person, kind, generation, mustChange, kdf }
  return new TextEncoder().encode(canonicalJson({ ...head, part, publicSha256 }))
}

export function seal(key: Uint8Array, plain: Uint8Array, aad: Uint8Array, randomBytes: RandomBytes): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  return { nonce: toHex(nonce), bytes: toHex(encrypt(key, nonce, plain, aad)) }
}

export const unseal = (key: Uint8Array, sealed: Sealed, aad: Uint8Array): Uint8Array | null =>
  decrypt(key, fromHex(sealed.nonce), fromHex(sealed.bytes), aad)
