import { existsSync, readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { sha256Hex } from '../files/digest.ts'
import { deriveKey, equalInConstantTime, hmac, KDF_CEILING } from './primitives.ts'

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/)
const id = z.string().regex(/^[0-9a-f]{32}$/)
const sealed = z.strictObject({ nonce: z.string().regex(/^[0-9a-f]{24}$/), bytes: hex })
const certifiedKey = z.strictObject({ certificate: hex, key: sealed })
/** An uncompressed point of P-256. */
const point = z.string().regex(/^04[0-9a-f]{128}$/)
/** Opens what somebody sealed to the public key; its private key is wrapped like everything of its slot. */
const exchange = z.strictObject({ publicKey: point, key: sealed })
/** The rows key, sealed to an exchange key by somebody who had it. */
const sealedRowsKey = z.strictObject({ ephemeral: point, sealed })

export const KeySlot = z.strictObject({
  slotId: id,
  personId: id,
  /** What a person types to say who they are; unique in the workspace. */
  signInName: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/),
  fullName: z.string().min(1).max(300),
  kind: z.literal('passphrase'),
  /** Generation of the file in which the slot was made. */
  generation: z.int().min(1),
  /** Somebody else set the passphrase: it opens nothing but the change of it. */
  mustChange: z.boolean(),
  kdf: z.strictObject({
    name: z.literal('argon2id'),
    memoryKiB: z.int().min(8).max(KDF_CEILING.memoryKiB),
    iterations: z.int().min(1).max(KDF_CEILING.iterations),
    parallelism: z.literal(1),
    salt: id,
  }),
  storeKey: sealed,
  /** chain: issuers up to an imported authority, with it; empty for the workspace's own. */
  signing: certifiedKey.extend({ chain: z.array(hex).max(8) }),
  checkpoint: certifiedKey,
  exchange,
  /** null: not released to this person. */
  rowsKey: sealedRowsKey.nullable(),
})

/** What the printed recovery key opens. */
export const RecoverySlot = z.strictObject({
  slotId: id,
  generation: z.int().min(1),
  storeKey: sealed,
  exchange,
  rowsKey: sealedRowsKey.nullable(),
})

export const KeyFileBody = z.strictObject({
  format: z.literal('probity.keys'),
  version: z.literal(1),
  storeId: id,
  cipher: z.literal('sqlcipher-4'),
  generation: z.int().min(1),
  /** Names the one rows key; null until somebody who may read rows has signed in. */
  rowsKeyId: id.nullable(),
  slots: z.array(KeySlot).min(1).max(1000),
  recovery: RecoverySlot.nullable(),
  authority: certifiedKey,
})

const KeyFile = KeyFileBody.extend({
  mac: z.string().regex(/^[0-9a-f]{64}$/),
  /** Without a key: tells damage from a wrong passphrase. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type KeySlot = z.infer<typeof KeySlot>
export type RecoverySlot = z.infer<typeof RecoverySlot>
export type ExchangeKey = z.infer<typeof exchange>
export type SealedRowsKey = z.infer<typeof sealedRowsKey>
export type KeyFileBody = z.infer<typeof KeyFileBody>
export type KeyFile = z.infer<typeof KeyFile>
export type Sealed = z.infer<typeof sealed>

const KEY_FILE_LIMIT = 16 * 1024 * 1024

/** The bytes of a key file: its canonical form and a line feed. Every bit is covered by digest, MAC or shape. */
export function keyFileText(body: KeyFileBody, storeKey: Uint8Array): string {
  const mac = toHex(headerMac(body, storeKey))
  const digest = sha256Hex(canonicalJson({ ...body, mac }))
  return `${canonicalJson({ ...body, mac, sha256: digest })}\n`
}

export function parseKeyFile(text: string): KeyFile {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged('not-json')
  }
  const parsed = KeyFile.safeParse(value)
  if (!parsed.success) throw damaged('shape')
  if (`${canonicalJson(value)}\n` !== text) throw damaged('not-canonical')
  const { sha256, ...rest } = parsed.data
  if (sha256Hex(canonicalJson(rest)) !== sha256) throw damaged('digest')
  return parsed.data
}

export function readKeyFile(path: string): { readonly file: KeyFile; readonly text: string } {
  if (!existsSync(path)) throw new Refusal(problem('vault/key-file-missing'))
  if (statSync(path).size > KEY_FILE_LIMIT) throw damaged('size')
  const text = readFileSync(path, 'utf8')
  return { file: parseKeyFile(text), text }
}

/** With the store key in hand: nobody without it has changed, added or taken away anything. */
export function assertHeaderMac(file: KeyFile, storeKey: Uint8Array): void {
  const { mac, sha256: _digest, ...body } = file
  if (!equalInConstantTime(headerMac(body, storeKey), fromHex(mac))) throw damaged('mac')
}

export const damaged = (cause: string): Refusal => new Refusal(problem('vault/key-file-damaged', { cause }))

const headerMac = (body: KeyFileBody, storeKey: Uint8Array): Uint8Array =>
  hmac(deriveKey(storeKey, 'probity.keys.header.v1'), canonicalJson(body))
