import { sign } from 'node:crypto'
import { fromHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { writeAtomically } from '../files/write.ts'
import { attempt } from './attempts.ts'
import { certificateRequest } from './hospital-certificates.ts'
import {
  slotOf,
  withCertificate,
  withNewKeys,
  withPassphrase,
  withPerson,
  withRecovery,
  withRowsKeyMade,
  withRowsReleased,
  withRowsReleasedToRecovery,
  withRowsWithdrawn,
  withoutPerson,
  type KeyHolder,
  type NewCertificate,
  type NewPerson,
  type PreparedKeyFile,
  type PreparedSlot,
} from './key-changes.ts'
import { assertHeaderMac, damaged, parseKeyFile, type KeyFile, type KeySlot } from './key-file.ts'
import { passphraseBytes, type PassphrasePolicy } from './passphrase.ts'
import { deriveKey } from './primitives.ts'
import { openRecovery, parseRecoveryKey, recoveryKeyText } from './recovery.ts'
import type { SignInPurpose } from './sign-in-file.ts'
import { type Certified, certified, lendSigningKey, privateKey, type SigningKey } from './signing-key.ts'
import { openCheckpointKey, openSecrets, openSigningKey, personKeys, zero, zeroKeys, zeroSecrets, type PersonKeys } from './slots.ts'

export type { NewPerson, PreparedKeyFile, PreparedSlot } from './key-changes.ts'
export type { Certified, SigningKey } from './signing-key.ts'

export interface VaultPaths {
  readonly keyFile: string
  readonly signInFile: string
}

/** Keys that follow from the store key, one for each use. */
export interface StoreKeys {
  readonly database: Uint8Array
  readonly anchor: Uint8Array
}

/** What a person types to prove who they are. */
export interface Components {
  readonly signInName: string
  readonly passphrase: string
}

/** A second person who was there and gave both components. */
export interface Witness {
  readonly personId: PersonId
  readonly fullName: string
}

export interface Opened {
  readonly file: KeyFile
  readonly text: string
  readonly storeKey: Uint8Array
  readonly checkpointKey: Uint8Array
  /** null: not released to this person. */
  readonly rowsKey: Uint8Array | null
  readonly personId: string
  /** The checkpoint key is that of a slot in a key file which is yet to be adopted. */
  readonly pendingText?: string
}

/** What a key file in preparation will change in the session that adopts it. */
interface Pending {
  readonly text: string
  readonly checkpointKey?: Uint8Array
  readonly rowsKey?: Uint8Array
}

export class Vault {
  readonly storeId: string
  readonly personId: PersonId
  readonly keys: StoreKeys
  readonly #paths: VaultPaths
  readonly #surroundings: Surroundings
  readonly #storeKey: Uint8Array
  #checkpointKey: Uint8Array
  #rowsKey: Uint8Array | null
  #file: KeyFile
  #text: string
  #pending: Pending | null = null
  #isInForce = true

  constructor(paths: VaultPaths, opened: Opened, surroundings: Surroundings) {
    this.#paths = paths
    this.#surroundings = surroundings
    this.#storeKey = opened.storeKey
    this.#checkpointKey = opened.checkpointKey
    this.#rowsKey = opened.rowsKey
    this.#file = opened.file
    this.#text = opened.text
    if (opened.pendingText !== undefined) this.#pending = { text: opened.pendingText, checkpointKey: opened.checkpointKey }
    this.storeId = opened.file.storeId
    this.personId = opened.personId as PersonId
    this.keys = {
      database: deriveKey(opened.storeKey, 'probity.store.database.v1'),
      anchor: deriveKey(opened.storeKey, 'probity.store.anchor.v1'),
    }
  }

  get signInName(): string {
    return this.#slot(this.personId).signInName
  }

  get fullName(): string {
    return this.#slot(this.personId).fullName
  }

  /** Whether the slot in force is the one whose checkpoint key this session has. */
  get isCheckpointKeyInForce(): boolean {
    return this.#isInForce && this.#pending?.checkpointKey === undefined
  }

  get slotId(): string {
    return this.#slot(this.personId).slotId
  }

  /** Somebody else set this person's passphrase. */
  get mustChange(): boolean {
    return this.#slot(this.personId).mustChange
  }

  /** Wraps the data keys; null for whom it was not released to. */
  get rowsKey(): Uint8Array | null {
    return this.#rowsKey
  }

  get hasRowsKeyBeenMade(): boolean {
    return this.#file.rowsKeyId !== null
  }

  /** Who can sign in. */
  get slots(): readonly KeySlot[] {
    return this.#file.slots
  }

  get recovery(): 'none' | 'without-rows' | 'with-rows' {
    if (this.#file.recovery === null) return 'none'
    return this.#file.recovery.rowsKey === null ? 'without-rows' : 'with-rows'
  }

  get generation(): number {
    return this.#file.generation
  }

  /** The key file as it is in force. */
  get keyFileText(): string {
    return this.#text
  }

  get authorityCertificate(): Uint8Array {
    return fromHex(this.#file.authority.certificate)
  }

  certificate(personId: PersonId = this.personId): Uint8Array {
    return fromHex(this.#slot(personId).signing.certificate)
  }

  /** Of the person who is signed in. */
  certified(): Certified {
    return certified(this.#slot(this.personId), this.authorityCertificate)
  }

  checkpointCertificate(personId: PersonId = this.personId): Uint8Array {
    return fromHex(this.#slot(personId).checkpoint.certificate)
  }

  /** ECDSA P-256 over SHA-256 with the session's checkpoint key, never accepted as an evidence signature. */
  signCheckpoint(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(sign('sha256', bytes, privateKey(this.#checkpointKey)))
  }

  /**
   * The person gives the passphrase again; the signing key exists for the length of `use` and is zeroed after it.
   * A wrong passphrase is written to the sign-in file.
   */
  async withSigningKey<T>(passphrase: string, use: (key: SigningKey) => Promise<T> | T): Promise<T> {
    const slot = this.#slot(this.personId)
    const secret = await this.#prove(slot, passphrase, 'signature', (keys) => openSigningKey(this.storeId, slot, keys))
    return lendSigningKey(slot, secret, this.authorityCertificate, use)
  }

  /**
   * Somebody else gives sign-in name and passphrase. A restore leaves the store that it replaces as it was
   * (`acceptedLater`): its own entry names the witness; a wrong answer is recorded all the same.
   */
  async witness(given: Components, { acceptedLater = false } = {}): Promise<Witness> {
    const { slot, secret } = await this.#proveSecond(given, (tried, keys) => openCheckpointKey(this.storeId, tried, keys), acceptedLater)
    zero(secret)
    return { personId: slot.personId as PersonId, fullName: slot.fullName }
  }

  /** Somebody else gives both components, and signs. */
  async withWitnessKey<T>(given: Components, use: (key: SigningKey) => Promise<T> | T): Promise<T> {
    const { slot, secret } = await this.#proveSecond(given, (tried, keys) => openSigningKey(this.storeId, tried, keys))
    return lendSigningKey(slot, secret, this.authorityCertificate, use)
  }

  /** A request (PEM) for a certificate of this person's signing key, from another authority. */
  async certificateRequest(passphrase: string): Promise<string> {
    const slot = this.#slot(this.personId)
    const secret = await this.#prove(slot, passphrase, 'signature', (keys) => openSigningKey(this.storeId, slot, keys))
    try {
      return await certificateRequest(slot.fullName, fromHex(slot.signing.certificate), secret)
    } finally {
      zero(secret)
    }
  }

  /** The same keys, or another signing key, with a certificate from another authority, checked by the caller. */
  async prepareCertificate(passphrase: string, wanted: NewCertificate): Promise<PreparedSlot> {
    const slot = this.#slot(this.personId)
    const secrets = await this.#prove(slot, passphrase, 'signature', (keys) => openSecrets(this.storeId, slot, keys))
    try {
      return await withCertificate(this.#holder(), slot, secrets, { ...wanted, passphrase })
    } finally {
      zeroSecrets(secrets)
    }
  }

  /** A key file of the next generation with one more person. None of these is in force until `adopt`. */
  prepareWith(person: NewPerson, rows: boolean): Promise<PreparedSlot> {
    return withPerson(this.#holder(), person, rows && this.#rowsKey !== null)
  }

  prepareReset(wanted: Pick<NewPerson, 'personId' | 'passphrase' | 'policy'>, rows: boolean): Promise<PreparedSlot> {
    return withNewKeys(this.#holder(), { ...wanted, mustChange: true }, rows && this.#rowsKey !== null)
  }

  prepareRetired(personId: PersonId): PreparedKeyFile {
    return withoutPerson(this.#holder(), personId)
  }

  /**
   * One's own passphrase: the keys stay as they are and are wrapped anew. After a passphrase that somebody else had
   * set, that one could have opened them: then they are new ones too.
   */
  async preparePassphrase(current: string, wanted: string, policy?: PassphrasePolicy): Promise<PreparedSlot> {
    const slot = this.#slot(this.personId)
    const secrets = await this.#prove(slot, current, 'passphrase', (keys) => openSecrets(this.storeId, slot, keys))
    try {
      if (wanted.normalize('NFC') === current.normalize('NFC')) return refuse('vault/passphrase-same')
      const holder = this.#holder()
      if (!slot.mustChange) return await withPassphrase(holder, slot, secrets, { passphrase: wanted, policy })
      const own = { personId: this.personId, passphrase: wanted, ...(policy === undefined ? {} : { policy }) }
      const prepared = await withNewKeys(holder, own, slot.rowsKey !== null)
      const keys = await keysOf(prepared.slot, wanted)
      const checkpointKey = openCheckpointKey(this.storeId, prepared.slot, keys) ?? refuse('vault/key-file-damaged')
      zeroKeys(keys)
      this.#pending = { text: prepared.text, checkpointKey }
      return prepared
    } finally {
      zeroSecrets(secrets)
    }
  }

  /** `recoveryKey`: its rows key is used where this session has none. */
  async prepareRowsReleased(to: PersonId | 'recovery', recoveryKey?: string): Promise<PreparedKeyFile> {
    const holder = this.#holder()
    const recovered = recoveryKey === undefined ? null : await openWithRecoveryKey(this.#paths, this.#file, recoveryKey, this.#surroundings)
    try {
      const rowsKey = holder.rowsKey ?? recovered?.rowsKey ?? refuse('vault/no-rows-key')
      const from = { ...holder, rowsKey }
      return to === 'recovery' ? withRowsReleasedToRecovery(from) : withRowsReleased(from, to)
    } finally {
      zero(recovered?.storeKey, recovered?.rowsKey)
    }
  }

  prepareRowsWithdrawn(personId: PersonId): PreparedKeyFile {
    return withRowsWithdrawn(this.#holder(), personId)
  }

  /** The workspace's rows key, made by the first person who may read rows. */
  prepareRowsKey(): PreparedKeyFile {
    const { text, generation, rowsKey } = withRowsKeyMade(this.#holder(), this.personId)
    this.#pending = { text, rowsKey }
    return { text, generation }
  }

  /** The text is shown once and kept nowhere. */
  prepareRecovery(): PreparedKeyFile & { readonly recoveryKey: string; readonly slotId: string; readonly rows: boolean } {
    const key = this.#surroundings.randomBytes(32)
    try {
      return { ...withRecovery(this.#holder(), key), recoveryKey: recoveryKeyText(key) }
    } finally {
      zero(key)
    }
  }

  /** Writes a key file and works with it from here on. Its MAC is checked first. */
  adopt(text: string): void {
    const file = parseKeyFile(text)
    if (file.storeId !== this.storeId) throw damaged('other-store')
    assertHeaderMac(file, this.#storeKey)
    writeAtomically(this.#paths.keyFile, text)
    const { certificate } = this.#slot(this.personId).checkpoint
    this.#file = file
    this.#text = text
    const pending = this.#pending
    this.#pending = null
    if (this.#slot(this.personId).rowsKey === null) {
      zero(this.#rowsKey)
      this.#rowsKey = null
    }
    const hasItsKey = pending?.text === text && pending.checkpointKey !== undefined
    if (this.#slot(this.personId).checkpoint.certificate !== certificate) this.#isInForce = hasItsKey
    if (pending?.text !== text) return
    if (pending.checkpointKey !== undefined && pending.checkpointKey !== this.#checkpointKey) {
      zero(this.#checkpointKey)
      this.#checkpointKey = pending.checkpointKey
    }
    this.#rowsKey = pending.rowsKey ?? this.#rowsKey
  }

  dispose(): void {
    zero(this.#storeKey, this.#checkpointKey, this.#rowsKey, this.keys.database, this.keys.anchor)
    zero(this.#pending?.checkpointKey, this.#pending?.rowsKey)
  }

  #slot(personId: PersonId): KeySlot {
    return slotOf(this.#file, personId)
  }

  #holder(): KeyHolder {
    return { file: this.#file, storeKey: this.#storeKey, rowsKey: this.#rowsKey, surroundings: this.#surroundings }
  }

  /** An unknown name costs and answers what a wrong passphrase does. */
  async #proveSecond(given: Components, open: (slot: KeySlot, keys: PersonKeys) => Uint8Array | null, acceptedLater = false) {
    const slot = this.#file.slots.find((each) => each.signInName === given.signInName)
    if (slot?.personId === this.personId) return refuse('vault/witness', { cause: 'same-person' })
    if (slot?.mustChange === true) return refuse('vault/witness', { cause: 'one-time-passphrase' })
    const tried = slot ?? this.#slot(this.personId)
    const proof = (keys: PersonKeys) => (slot === undefined ? null : open(tried, keys))
    return { slot: tried, secret: await this.#prove(tried, given.passphrase, 'witness', proof, { personId: slot?.personId ?? null, acceptedLater }) }
  }

  /** One try of a slot's passphrase, with delays and a line in the sign-in file. */
  #prove<T>(
    slot: KeySlot,
    passphrase: string,
    purpose: SignInPurpose,
    open: (keys: PersonKeys) => T | null,
    recorded: { readonly personId?: string | null; readonly acceptedLater?: boolean } = {},
  ): Promise<T> {
    const about = { signInFile: this.#paths.signInFile, personId: slot.personId, purpose, surroundings: this.#surroundings, ...recorded }
    return attempt(about, async () => {
      const keys = await keysOf(slot, passphrase)
      try {
        return open(keys)
      } finally {
        zeroKeys(keys)
      }
    })
  }
}

export async function keysOf(slot: KeySlot, passphrase: string): Promise<PersonKeys> {
  const bytes = passphraseBytes(passphrase)
  try {
    return await personKeys(bytes, slot.kdf)
  } finally {
    zero(bytes)
  }
}

/** One try of the printed recovery key. The caller zeroes what it gets. */
export function openWithRecoveryKey(paths: VaultPaths, file: KeyFile, typed: string, surroundings: Surroundings, acceptedLater = false) {
  const about = { signInFile: paths.signInFile, personId: null, purpose: 'recovery', surroundings, acceptedLater } as const
  return attempt(about, async () => {
    const key = parseRecoveryKey(typed)
    try {
      return key && openRecovery(file, key)
    } finally {
      zero(key)
    }
  })
}
