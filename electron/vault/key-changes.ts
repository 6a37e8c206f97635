import { fromHex, toHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { openAuthority } from './authority.ts'
import { sealRowsKey } from './exchange.ts'
import { keyFileText, type KeyFileBody, type KeySlot } from './key-file.ts'
import { newPassphraseBytes, passphraseBytes, type PassphrasePolicy } from './passphrase.ts'
import { chosenKdf, type KdfChoice } from './primitives.ts'
import { makeRecoverySlot } from './recovery.ts'
import { makeSlot, type SlotSecrets, wrapSlot, zero } from './slots.ts'

/** What a change of the key file starts from: the file in force and the keys of whoever makes it. */
export interface KeyHolder {
  readonly file: KeyFileBody
  readonly storeKey: Uint8Array
  readonly rowsKey: Uint8Array | null
  readonly surroundings: Surroundings
}

export interface NewPerson {
  readonly personId: PersonId
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: string
  /** Somebody else chose the passphrase: it must be changed at the first sign-in. */
  readonly mustChange?: boolean
  readonly kdf?: KdfChoice
  readonly policy?: PassphrasePolicy
}

/** A key file that is ready to be put in force with `adopt`, after the store holds its copy. */
export interface PreparedKeyFile {
  readonly text: string
  readonly generation: number
}

export interface PreparedSlot extends PreparedKeyFile {
  readonly slot: KeySlot
}

/** The next generation. The last one who can open the rows is never taken out of it. */
export function nextKeyFile(holder: KeyHolder, change: Partial<KeyFileBody>): PreparedKeyFile {
  const { mac: _mac, sha256: _digest, ...before } = holder.file as KeyFileBody & { mac?: string; sha256?: string }
  const body: KeyFileBody = { ...before, ...change, generation: before.generation + 1 }
  if (hasRowsHolder(before) && !hasRowsHolder(body)) refuse('vault/last-rows-holder')
  return { text: keyFileText(body, holder.storeKey), generation: body.generation }
}

const hasRowsHolder = ({ slots, recovery }: KeyFileBody): boolean =>
  slots.some((slot) => slot.rowsKey !== null) || (recovery !== null && recovery.rowsKey !== null)

/** A slot with new keys for a person, whether new or known. `rows`: the rows key is released to it at once. */
export async function newSlot(holder: KeyHolder, person: NewPerson, rows: boolean): Promise<KeySlot> {
  const { file, storeKey, surroundings } = holder
  const { personId, signInName, fullName, mustChange = false } = person
  const passphrase = await newPassphraseBytes(person.passphrase, [signInName, fullName], person.policy)
  const authority = openAuthority(file, storeKey)
  try {
    const slot = await makeSlot({
      storeId: file.storeId,
      personId,
      signInName,
      fullName,
      passphrase,
      kdf: person.kdf === undefined ? usualKdf(file) : chosenKdf(person.kdf),
      generation: file.generation + 1,
      mustChange,
      storeKey,
      authority,
      at: surroundings.clock.now(),
      randomBytes: surroundings.randomBytes,
    })
    return rows ? withRows(holder, slot) : slot
  } finally {
    zero(passphrase, authority.privateKey)
  }
}

/** New slots cost what the first one was measured to cost. */
const usualKdf = ({ slots }: KeyFileBody) => {
  const [first] = slots
  return first === undefined ? chosenKdf() : { memoryKiB: first.kdf.memoryKiB, iterations: first.kdf.iterations }
}

/** The slot with the rows key sealed to it. Throws Refusal vault/no-rows-key without one. */
export function withRows(holder: KeyHolder, slot: KeySlot, rowsKeyId = holder.file.rowsKeyId): KeySlot {
  const { rowsKey, file, surroundings } = holder
  if (rowsKey === null || rowsKeyId === null) return refuse('vault/no-rows-key')
  const to = { storeId: file.storeId, slotId: slot.slotId, rowsKeyId, publicKey: slot.exchange.publicKey }
  return { ...slot, rowsKey: sealRowsKey(rowsKey, to, surroundings.randomBytes) }
}

export const slotOf = (file: KeyFileBody, personId: string): KeySlot =>
  file.slots.find((slot) => slot.personId === personId) ?? refuse('vault/unknown-person')

export const replaced = (file: KeyFileBody, slot: KeySlot): KeySlot[] =>
  file.slots.map((each) => (each.personId === slot.personId ? slot : each))

/** Adds a person. Sign-in names are checked against the store by the caller: retired ones are not in this file. */
export async function withPerson(holder: KeyHolder, person: NewPerson, rows: boolean): Promise<PreparedSlot> {
  const { slots } = holder.file
  if (slots.some((slot) => slot.signInName === person.signInName)) refuse('people/name-taken', { name: person.signInName })
  const slot = await newSlot(holder, person, rows)
  return { ...nextKeyFile(holder, { slots: [...slots, slot] }), slot }
}

/** New keys and certificates for a person who is there: nobody learns the old ones. */
export async function withNewKeys(
  holder: KeyHolder,
  wanted: Pick<NewPerson, 'personId' | 'passphrase' | 'mustChange' | 'policy'>,
  rows: boolean,
): Promise<PreparedSlot> {
  const { signInName, fullName } = slotOf(holder.file, wanted.personId)
  const slot = await newSlot(holder, { ...wanted, signInName, fullName }, rows)
  return { ...nextKeyFile(holder, { slots: replaced(holder.file, slot) }), slot }
}

/** The same keys under another passphrase. */
export async function withPassphrase(
  holder: KeyHolder,
  before: KeySlot,
  secrets: SlotSecrets,
  wanted: { readonly passphrase: string; readonly policy: PassphrasePolicy | undefined },
): Promise<PreparedSlot> {
  const { file, surroundings } = holder
  const passphrase = await newPassphraseBytes(wanted.passphrase, [before.signInName, before.fullName], wanted.policy)
  try {
    const { storeId } = file
    const { randomBytes } = surroundings
    const slot = await wrapSlot({ ...before, storeId, passphrase, mustChange: false, randomBytes }, secrets, publicPartsOf(before))
    return { ...nextKeyFile(holder, { slots: replaced(file, slot) }), slot }
  } finally {
    zero(passphrase)
  }
}

export interface NewCertificate {
  readonly certificate: Uint8Array
  /** Its issuers, as DER. */
  readonly chain: readonly Uint8Array[]
  /** PKCS#8, where the certificate came with a key of its own. */
  readonly signingKey?: Uint8Array
}

/** The same keys with another certificate, in a slot of its own: what was signed before has the old one. */
export async function withCertificate(
  holder: KeyHolder,
  before: KeySlot,
  secrets: SlotSecrets,
  wanted: NewCertificate & { readonly passphrase: string },
): Promise<PreparedSlot> {
  const { file, surroundings } = holder
  const { randomBytes } = surroundings
  const passphrase = passphraseBytes(wanted.passphrase)
  try {
    const head = { ...before, storeId: file.storeId, slotId: toHex(randomBytes(16)), generation: file.generation + 1, rowsKey: null }
    const open = { ...publicPartsOf(before), certificate: wanted.certificate, chain: wanted.chain.map(toHex) }
    const held = { ...secrets, signing: wanted.signingKey ?? secrets.signing }
    const made = await wrapSlot({ ...head, passphrase, randomBytes }, held, open)
    const slot = before.rowsKey === null ? made : withRows(holder, made)
    return { ...nextKeyFile(holder, { slots: replaced(file, slot) }), slot }
  } finally {
    zero(passphrase)
  }
}

export const publicPartsOf = (slot: KeySlot) => ({
  certificate: fromHex(slot.signing.certificate),
  chain: slot.signing.chain,
  checkpointCertificate: fromHex(slot.checkpoint.certificate),
  exchangePublicKey: fromHex(slot.exchange.publicKey),
})

export const withoutPerson = (holder: KeyHolder, personId: string): PreparedKeyFile => {
  slotOf(holder.file, personId)
  return nextKeyFile(holder, { slots: holder.file.slots.filter((slot) => slot.personId !== personId) })
}

/** Releases the rows key to a person. A passphrase that somebody else chose would hand it to that one too. */
export function withRowsReleased(holder: KeyHolder, personId: string): PreparedKeyFile {
  const slot = slotOf(holder.file, personId)
  if (slot.mustChange) refuse('vault/not-yet-signed-in', { person: slot.fullName })
  return nextKeyFile(holder, { slots: replaced(holder.file, withRows(holder, slot)) })
}

export const withRowsWithdrawn = (holder: KeyHolder, personId: string): PreparedKeyFile =>
  nextKeyFile(holder, { slots: replaced(holder.file, { ...slotOf(holder.file, personId), rowsKey: null }) })

/** The workspace's first rows key, sealed to one person. */
export function withRowsKeyMade(holder: KeyHolder, personId: string): PreparedKeyFile & { readonly rowsKey: Uint8Array } {
  const { randomBytes } = holder.surroundings
  if (holder.file.rowsKeyId !== null) throw new Error('there is a rows key')
  const rowsKeyId = toHex(randomBytes(16))
  const rowsKey = randomBytes(32)
  const slot = withRows({ ...holder, rowsKey }, slotOf(holder.file, personId), rowsKeyId)
  return { ...nextKeyFile(holder, { rowsKeyId, slots: replaced(holder.file, slot) }), rowsKey }
}

/** A new recovery key in place of any other. It opens the rows if whoever makes it does. */
export function withRecovery(holder: KeyHolder, recoveryKey: Uint8Array): PreparedKeyFile & { readonly slotId: string; readonly rows: boolean } {
  const { file, storeKey, rowsKey, surroundings } = holder
  const { storeId, rowsKeyId } = file
  const rows = rowsKey === null || rowsKeyId === null ? null : { rowsKey, rowsKeyId }
  const generation = file.generation + 1
  const recovery = makeRecoverySlot({ storeId, generation, recoveryKey, storeKey, rows, randomBytes: surroundings.randomBytes })
  return { ...nextKeyFile(holder, { recovery }), slotId: recovery.slotId, rows: rows !== null }
}

/** Releases the rows key to the recovery key in force. */
export function withRowsReleasedToRecovery(holder: KeyHolder): PreparedKeyFile {
  const { file, rowsKey, surroundings } = holder
  const { recovery, rowsKeyId, storeId } = file
  if (recovery === null) return refuse('vault/no-recovery-key')
  if (rowsKey === null || rowsKeyId === null) return refuse('vault/no-rows-key')
  const to = { storeId, slotId: recovery.slotId, rowsKeyId, publicKey: recovery.exchange.publicKey }
  return nextKeyFile(holder, { recovery: { ...recovery, rowsKey: sealRowsKey(rowsKey, to, surroundings.randomBytes) } })
}
