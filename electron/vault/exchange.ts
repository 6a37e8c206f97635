import { createECDH } from 'node:crypto'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { damaged, type SealedRowsKey } from './key-file.ts'
import { decrypt, deriveKey, encrypt, NONCE_BYTES } from './primitives.ts'

/**
 * The rows key is sealed to a person without that person being there: a fresh pair of keys agrees with the person's
 * exchange key, and only its public half is kept (SPEC.md, VLT-12).
 */
const CURVE = 'prime256v1'
const PRIVATE_BYTES = 32

export interface ExchangePair {
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array
  /** 32 bytes, most significant first. The caller wraps and zeroes it. */
  readonly privateKey: Uint8Array
}

/** For whom: the slot and the rows key it names. */
export interface RowsRecipient {
  readonly storeId: string
  readonly slotId: string
  readonly rowsKeyId: string
  readonly publicKey: string
}

export function makeExchangePair(): ExchangePair {
  const pair = createECDH(CURVE)
  const publicKey = new Uint8Array(pair.generateKeys())
  const raw = pair.getPrivateKey()
  const privateKey = new Uint8Array(PRIVATE_BYTES)
  privateKey.set(raw, PRIVATE_BYTES - raw.length)
  raw.fill(0)
  return { publicKey, privateKey }
}

export function sealRowsKey(
  rowsKey: Uint8Array,
  to: RowsRecipient,
  randomBytes: (count: number) => Uint8Array,
): SealedRowsKey {
  const pair = makeExchangePair()
  const ephemeral = toHex(pair.publicKey)
  const key = agreedKey(pair.privateKey, fromHex(to.publicKey))
  try {
    const nonce = randomBytes(NONCE_BYTES)
    const bytes = encrypt(key, nonce, rowsKey, rowsAad(to, ephemeral))
    return { ephemeral, sealed: { nonce: toHex(nonce), bytes: toHex(bytes) } }
  } finally {
    key.fill(0)
    pair.privateKey.fill(0)
  }
}

export function openRowsKey(found: SealedRowsKey, to: RowsRecipient, privateKey: Uint8Array): Uint8Array {
  const key = agreedKey(privateKey, fromHex(found.ephemeral))
  try {
    const { nonce, bytes } = found.sealed
    const rowsKey = decrypt(key, fromHex(nonce), fromHex(bytes), rowsAad(to, found.ephemeral))
    if (rowsKey === null) throw damaged('rows-key')
    return rowsKey
  } finally {
    key.fill(0)
  }
}

/** HKDF over the x coordinate of the agreed point. A point that is not on the curve is damage. */
function agreedKey(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const own = createECDH(CURVE)
  own.setPrivateKey(privateKey)
  let shared: Buffer
  try {
    shared = own.computeSecret(publicKey)
  } catch {
    throw damaged('exchange-key')
  }
  try {
    return deriveKey(shared, 'probity.vault.v1.rows')
  } finally {
    shared.fill(0)
  }
}

function rowsAad(to: RowsRecipient, ephemeral: string): Uint8Array {
  const { storeId, slotId, rowsKeyId, publicKey } = to
  const head = { format: 'probity.keys', version: 1, storeId, slotId, part: 'rows-key', rowsKeyId, publicKey, ephemeral }
  return new TextEncoder().encode(canonicalJson(head))
}
