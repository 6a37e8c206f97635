import { argon2id } from 'hash-wasm'
import { derive, isHex, macHex, openSealed, sameText, sha256Hex } from './bytes.ts'
import { canonical, readCanonical } from './canonical-json.ts'
import { CannotVerify, finding, type Finding } from './findings.ts'

/** What of `keys.json` is needed here (electron/vault/SPEC.md, VLT-4, VLT-5). Other fields are under digest and MAC. */
export interface Slot {
  readonly slotId: string
  readonly personId: string
  readonly signInName: string
  readonly kind: string
  readonly generation: number
  readonly kdf: { readonly memoryKiB: number; readonly iterations: number; readonly salt: string }
  readonly storeKey: { readonly nonce: string; readonly bytes: string }
  readonly signing: { readonly certificate: string }
  readonly checkpoint: { readonly certificate: string }
}

export interface KeyFile {
  readonly text: string
  readonly storeId: string
  readonly generation: number
  readonly slots: readonly Slot[]
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
  const { format, version, cipher, storeId, generation, slots } = body
  if (format !== 'probity.keys' || version !== 1 || cipher !== 'sqlcipher-4' || !isHex(mac, 64)) return null
  if (!isHex(storeId, 32) || !Number.isSafeInteger(generation) || !Array.isArray(slots)) return null
  return { text, storeId, generation: generation as number, slots: slots as Slot[], body, mac }
}

export const keyFileFinding = (cause: string): Finding => finding('VLT-4', cause, { object: 'keys.json' })

/** The 32-byte store key, from one person's passphrase. */
export async function openStoreKey(file: KeyFile, signInName: string | undefined, passphrase: string): Promise<Uint8Array> {
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
  const key = derive(master, 'probity.vault.v1.kek')
  const { nonce, bytes } = slot.storeKey
  const storeKey = openSealed(key, Buffer.from(nonce, 'hex'), Buffer.from(bytes, 'hex'), slotText(file, slot))
  master.fill(0)
  key.fill(0)
  if (storeKey === null) throw new CannotVerify('the passphrase does not open this slot')
  return storeKey
}

/** With the store key: nobody without it changed anything. */
export const hasItsMac = (file: KeyFile, storeKey: Uint8Array): boolean =>
  sameText(macHex(derive(storeKey, 'probity.keys.header.v1'), canonical(file.body)), file.mac)

/** Associated data of the store key in a slot (VLT-5). */
function slotText({ storeId }: KeyFile, slot: Slot): string {
  const { slotId, personId, signInName, kind, generation, kdf } = slot
  const { fullName } = slot as unknown as { fullName: string }
  const who = { storeId, slotId, personId, signInName, fullName, kind, generation, kdf }
  return canonical({ format: 'probity.keys', version: 1, ...who, part: 'store-key', certificateSha256: null })
}
