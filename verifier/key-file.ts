import { createECDH } from 'node:crypto'
import { argon2id } from 'hash-wasm'
import { derive, isHex, macHex, openSealed, sameText, sha256Hex } from './bytes.ts'
import { canonical, readCanonical } from './canonical-json.ts'
import { CannotVerify, finding, type Finding } from './findings.ts'

interface Sealed {
  readonly nonce: string
  readonly bytes: string
}

/** What of `keys.json` is needed here (electron/vault/SPEC.md, VLT-4, VLT-5). Other fields are under digest and MAC. */
export interface Slot {
  readonly slotId: string
  readonly personId: string
  readonly signInName: string
  readonly kind: string
  readonly generation: number
  readonly mustChange: boolean
  readonly kdf: { readonly memoryKiB: number; readonly iterations: number; readonly salt: string }
  readonly storeKey: Sealed
  readonly signing: { readonly certificate: string }
  readonly checkpoint: { readonly certificate: string }
  readonly exchange: { readonly publicKey: string; readonly key: Sealed }
  /** null: not released to this person (VLT-12). */
  readonly rowsKey: { readonly ephemeral: string; readonly sealed: Sealed } | null
}

export interface KeyFile {
  readonly text: string
  readonly storeId: string
  readonly generation: number
  readonly rowsKeyId: string | null
  readonly slots: readonly Slot[]
  /** Certificate of the workspace's own authority; empty where there is none. */
  readonly authority: Uint8Array
  readonly body: Readonly<Record<string, unknown>>
  readonly mac: string
}

/** Every byte is covered: the text is canonical, and its digest stands in it. */
export function readKeyFile(text: string): KeyFile | null {
  const value = text.endsWith('\n') ? readCanonical(text.slice(0, -1)) : null
  if (value === null) return null
  const { sha256, ...digested } = value
  if (!isHex(sha256, 64) || sha256Hex(canonical(digested)) !== sha256) return null
  const { mac, ...body } = digested
  const { format, version, cipher, storeId, generation, rowsKeyId, slots } = body
  if (format !== 'probity.keys' || version !== 1 || cipher !== 'sqlcipher-4' || !isHex(mac, 64)) return null
  if (!isHex(storeId, 32) || !Number.isSafeInteger(generation) || !Array.isArray(slots)) return null
  if (rowsKeyId !== null && !isHex(rowsKeyId, 32)) return null
  return { text, storeId, generation: generation as number, rowsKeyId, slots: slots as Slot[], authority: certificateOf(body['authority']), body, mac }
}

function certificateOf(authority: unknown): Uint8Array {
  const { certificate } = (authority ?? {}) as { certificate?: unknown }
  return Buffer.from(typeof certificate === 'string' ? certificate : '', 'hex')
}

export const keyFileFinding = (cause: string): Finding => finding('VLT-4', cause, { object: 'keys.json' })

/** What one person's passphrase opens. The rows key opens the columns; null for whom it was not released to. */
export interface Keys {
  readonly storeKey: Uint8Array
  readonly rowsKey: Uint8Array | null
}

export async function openKeys(file: KeyFile, signInName: string | undefined, passphrase: string): Promise<Keys> {
  const slot = signInName === undefined ? file.slots[0] : file.slots.find((each) => each.signInName === signInName)
  if (slot === undefined) throw new CannotVerify('nobody has that sign-in name')
  const { memoryKiB, iterations, salt } = slot.kdf
  if (memoryKiB > 1_048_576 || iterations > 64) throw new CannotVerify('the key file asks for more work than VLT-2 allows')
  const master = await argon2id({
    password: Buffer.from(passphrase.normalize('NFC'), 'utf8'),
    salt: Buffer.from(salt, 'hex'),
    memorySize: memoryKiB,
    iterations,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  })
  try {
    const storeKey = openPart(master, 'probity.vault.v1.kek', slot.storeKey, slotText(file, slot, 'store-key', null))
    if (storeKey === null) throw new CannotVerify('the passphrase does not open this slot')
    return { storeKey, rowsKey: openRowsKey(file, slot, master) }
  } finally {
    master.fill(0)
  }
}

/** VLT-12: the x coordinate that the slot's exchange key and the ephemeral key agree on opens the rows key. */
function openRowsKey(file: KeyFile, slot: Slot, master: Uint8Array): Uint8Array | null {
  const { storeId, rowsKeyId } = file
  if (slot.rowsKey === null || rowsKeyId === null) return null
  const { publicKey, key } = slot.exchange
  const secret = openPart(master, 'probity.vault.v1.exchange', key, slotText(file, slot, 'exchange-key', publicKey))
  if (secret === null) throw new CannotVerify('the passphrase does not open this slot')
  const { ephemeral, sealed } = slot.rowsKey
  const own = createECDH('prime256v1')
  try {
    own.setPrivateKey(secret)
    const agreed = own.computeSecret(Buffer.from(ephemeral, 'hex'))
    const about = { format: 'probity.keys', version: 1, storeId, slotId: slot.slotId, part: 'rows-key', rowsKeyId, publicKey, ephemeral }
    const rowsKey = openPart(agreed, 'probity.vault.v1.rows', sealed, canonical(about))
    agreed.fill(0)
    if (rowsKey !== null) return rowsKey
  } catch {
    // A point that is not on the curve.
  } finally {
    secret.fill(0)
  }
  throw new CannotVerify('the key file holds a rows key that does not open')
}

function openPart(secret: Uint8Array, label: string, { nonce, bytes }: Sealed, about: string): Uint8Array | null {
  const key = derive(secret, label)
  const plain = openSealed(key, Buffer.from(nonce, 'hex'), Buffer.from(bytes, 'hex'), about)
  key.fill(0)
  return plain
}

/** With the store key: nobody without it changed anything. */
export const hasItsMac = (file: KeyFile, storeKey: Uint8Array): boolean =>
  sameText(macHex(derive(storeKey, 'probity.keys.header.v1'), canonical(file.body)), file.mac)

/** Associated data of what a slot wraps (VLT-5); `bound` is the public half as hexadecimal digits. */
function slotText({ storeId }: KeyFile, slot: Slot, part: string, bound: string | null): string {
  const { slotId, personId, signInName, kind, generation, mustChange, kdf } = slot
  const { fullName } = slot as unknown as { fullName: string }
  const who = { storeId, slotId, personId, signInName, fullName, kind, generation, mustChange, kdf }
  const publicSha256 = bound === null ? null : sha256Hex(Buffer.from(bound, 'hex'))
  return canonical({ format: 'probity.keys', version: 1, ...who, part, publicSha256 })
}
