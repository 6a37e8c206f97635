import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256 } from '../files/digest.ts'
import { makeExchangePair, openRowsKey, sealRowsKey } from './exchange.ts'
import type { KeyFileBody, RecoverySlot } from './key-file.ts'
import { deriveKey } from './primitives.ts'
import { seal, unseal, zero } from './slots.ts'

/**
 * The printed recovery key: 256 random bits, written in Crockford's base 32 (no I, L, O, U) with 20 bits of SHA-256
 * behind them, in groups of four (SPEC.md, VLT-16). It opens the store and, where it was released to it, the rows key;
 * it is nobody's signature.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const KEY_BYTES = 32
const KEY_LETTERS = 52
const CHECK_LETTERS = 4

export function recoveryKeyText(key: Uint8Array): string {
  const letters = base32(key).slice(0, KEY_LETTERS) + checkOf(key)
  return (letters.match(/.{4}/g) ?? []).join('-')
}

/** null: not 56 letters of the alphabet, or the check does not fit. Lower case, spaces and look-alikes are understood. */
export function parseRecoveryKey(text: string): Uint8Array | null {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  if (letters.length !== KEY_LETTERS + CHECK_LETTERS) return null
  const key = new Uint8Array(KEY_BYTES)
  let bits = 0n
  for (const letter of letters.slice(0, KEY_LETTERS)) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) return null
    bits = (bits << 5n) | BigInt(value)
  }
  // 260 bits hold 256: the last four are zero.
  if ((bits & 15n) !== 0n) return null
  bits >>= 4n
  for (let i = KEY_BYTES - 1; i >= 0; i--, bits >>= 8n) key[i] = Number(bits & 255n)
  return letters.slice(KEY_LETTERS) === checkOf(key) ? key : null
}

function base32(bytes: Uint8Array): string {
  let letters = ''
  let buffer = 0
  let nBits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    nBits += 8
    while (nBits >= 5) {
      nBits -= 5
      letters += ALPHABET[(buffer >> nBits) & 31] ?? ''
    }
    buffer &= (1 << nBits) - 1
  }
  return nBits === 0 ? letters : letters + (ALPHABET[(buffer << (5 - nBits)) & 31] ?? '')
}

/** The first 20 bits of SHA-256("probity.recovery.v1\0" ‖ key). */
const checkOf = (key: Uint8Array): string =>
  base32(sha256(Buffer.concat([Buffer.from('probity.recovery.v1\0'), key]))).slice(0, CHECK_LETTERS)

export function makeRecoverySlot(wanted: {
  readonly storeId: string
  readonly generation: number
  readonly recoveryKey: Uint8Array
  readonly storeKey: Uint8Array
  readonly rows: { readonly rowsKeyId: string; readonly rowsKey: Uint8Array } | null
  readonly randomBytes: (count: number) => Uint8Array
}): RecoverySlot {
  const { storeId, generation, rows, randomBytes } = wanted
  const slotId = toHex(randomBytes(16))
  const pair = makeExchangePair()
  const publicKey = toHex(pair.publicKey)
  const kek = deriveKey(wanted.recoveryKey, 'probity.vault.v1.recovery')
  const wrap = (secret: Uint8Array, part: Part) => seal(kek, secret, recoveryAad(storeId, { slotId, generation }, part, publicKey), randomBytes)
  try {
    return {
      slotId,
      generation,
      storeKey: wrap(wanted.storeKey, 'store-key'),
      exchange: { publicKey, key: wrap(pair.privateKey, 'exchange-key') },
      rowsKey: rows && sealRowsKey(rows.rowsKey, { storeId, slotId, rowsKeyId: rows.rowsKeyId, publicKey }, randomBytes),
    }
  } finally {
    zero(kek, pair.privateKey)
  }
}

export interface Recovered {
  readonly storeKey: Uint8Array
  readonly rowsKey: Uint8Array | null
}

/** Which slot this key opens, and its text as it is printed. Refused for any other key than the one in force. */
export function recoverySlotOf(file: KeyFileBody, typed: string): { readonly slotId: string; readonly rows: boolean; readonly text: string } {
  const slot = file.recovery ?? refuse('vault/no-recovery-key')
  const key = parseRecoveryKey(typed) ?? refuse('vault/wrong-recovery-key')
  try {
    const opened = openRecovery(file, key) ?? refuse('vault/wrong-recovery-key')
    zero(opened.storeKey, opened.rowsKey)
    return { slotId: slot.slotId, rows: opened.rowsKey !== null, text: recoveryKeyText(key) }
  } finally {
    zero(key)
  }
}

/** null if it is not the recovery key in force. The caller zeroes what it gets. */
export function openRecovery(file: KeyFileBody, recoveryKey: Uint8Array): Recovered | null {
  const { storeId, recovery, rowsKeyId } = file
  if (recovery === null) return null
  const kek = deriveKey(recoveryKey, 'probity.vault.v1.recovery')
  const { publicKey } = recovery.exchange
  const open = (part: Part, from: RecoverySlot['storeKey']) => unseal(kek, from, recoveryAad(storeId, recovery, part, publicKey))
  const storeKey = open('store-key', recovery.storeKey)
  const secret = open('exchange-key', recovery.exchange.key)
  zero(kek)
  if (storeKey === null || secret === null) {
    zero(storeKey, secret)
    return null
  }
  const rowsKey =
    recovery.rowsKey === null || rowsKeyId === null
      ? null
      : openRowsKey(recovery.rowsKey, { storeId, slotId: recovery.slotId, rowsKeyId, publicKey }, secret)
  zero(secret)
  return { storeKey, rowsKey }
}

type Part = 'store-key' | 'exchange-key'

function recoveryAad(storeId: string, slot: Pick<RecoverySlot, 'slotId' | 'generation'>, part: Part, publicKey: string): Uint8Array {
  const { slotId, generation } = slot
  const publicSha256 = part === 'store-key' ? null : toHex(sha256(fromHex(publicKey)))
  const head = { format: 'probity.keys', version: 1, storeId, slotId, kind: 'recovery', generation, part, publicSha256 }
  return new TextEncoder().encode(canonicalJson(head))
}
