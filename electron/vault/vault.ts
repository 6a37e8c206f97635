import { createPrivateKey, sign } from 'node:crypto'
import { fromHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { writeAtomically } from '../files/write.ts'
import { openAuthority, sealAuthority } from './authority.ts'
import { makeAuthority } from './certificates.ts'
import {
  assertHeaderMac,
  damaged,
  keyFileText,
  parseKeyFile,
  readKeyFile,
  type KeyFile,
  type KeyFileBody,
  type KeySlot,
} from './key-file.ts'
import { newPassphraseBytes, passphraseBytes } from './passphrase.ts'
import { chosenKdf, deriveKey, type KdfChoice } from './primitives.ts'
import { recordFailedSignIn, type SignInPurpose } from './sign-in-file.ts'
import { makeSlot, openCheckpointKey, openSigningKey, openStoreKey, personKeys, zero } from './slots.ts'

export interface VaultPaths {
  readonly keyFile: string
  readonly signInFile: string
}

/** Keys that follow from the store key, one for each use. */
export interface StoreKeys {
  readonly database: Uint8Array
  readonly anchor: Uint8Array
  readonly dataKeys: Uint8Array
}

/** Handed to whoever signs, for the length of one call. */
export interface SigningKey {
  readonly personId: PersonId
  readonly fullName: string
  readonly certDer: Uint8Array
  /** The workspace's authority. */
  readonly chainDer: readonly Uint8Array[]
  /** ECDSA P-256 over SHA-256 of the bytes, as an ASN.1 Ecdsa-Sig-Value. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export interface NewPerson {
  readonly personId: PersonId
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: string
  readonly kdf?: KdfChoice
}

/** A key file that is ready to be put in force with `adopt`, after the store holds its copy. */
export interface PreparedKeyFile {
  readonly text: string
  readonly generation: number
  readonly slot: KeySlot
}

interface Opened {
  readonly file: KeyFile
  readonly text: string
  readonly storeKey: Uint8Array
  readonly checkpointKey: Uint8Array
  readonly personId: string
}

/** Makes a store key and the first person's slot. Nothing is written yet: `adopt` does. */
export async function createVault(
  paths: VaultPaths,
  wanted: { readonly storeId: string; readonly workspaceName: string; readonly person: NewPerson },
  surroundings: Surroundings,
): Promise<{ readonly vault: Vault; readonly prepared: PreparedKeyFile }> {
  const { randomBytes, clock } = surroundings
  const { storeId, person } = wanted
  const passphrase = newPassphraseBytes(person.passphrase)
  const storeKey = randomBytes(32)
  const authority = await makeAuthority(wanted.workspaceName, clock.now(), randomBytes)
  try {
    const slot = await makeSlot({
      storeId,
      personId: person.personId,
      signInName: person.signInName,
      fullName: person.fullName,
      passphrase,
      kdf: chosenKdf(person.kdf),
      generation: 1,
      storeKey,
      authority,
      at: clock.now(),
      randomBytes,
    })
    const body: KeyFileBody = {
      format: 'probity.keys',
      version: 1,
      storeId,
      cipher: 'sqlcipher-4',
      generation: 1,
      slots: [slot],
      authority: sealAuthority(storeId, authority, storeKey, randomBytes),
    }
    const text = keyFileText(body, storeKey)
    const opened = await openSlot(parseKeyFile(text), text, person.personId, passphrase)
    if (opened === null) throw damaged('self-check')
    return { vault: new Vault(paths, opened, surroundings), prepared: { text, generation: 1, slot } }
  } finally {
    zero(passphrase, storeKey, authority.privateKey)
  }
}

/**
 * Opens a person's slot. A wrong passphrase and an unknown person take the same work and give the same answer, and
 * both are written to the sign-in file before the answer is given.
 */
export async function unlockVault(
  paths: VaultPaths,
  personId: string,
  passphrase: string,
  surroundings: Surroundings,
  purpose: SignInPurpose = 'unlock',
): Promise<Vault> {
  const { file, text } = readKeyFile(paths.keyFile)
  const bytes = passphraseBytes(passphrase)
  try {
    const opened = await openSlot(file, text, personId, bytes)
    if (opened === null) return refuseSignIn(paths, file, personId, purpose, surroundings)
    assertHeaderMac(file, opened.storeKey)
    return new Vault(paths, opened, surroundings)
  } finally {
    zero(bytes)
  }
}

export class Vault {
  readonly storeId: string
  readonly personId: PersonId
  readonly keys: StoreKeys
  readonly #paths: VaultPaths
  readonly #surroundings: Surroundings
  readonly #storeKey: Uint8Array
  readonly #checkpointKey: Uint8Array
  #file: KeyFile
  #text: string

  constructor(paths: VaultPaths, opened: Opened, surroundings: Surroundings) {
    this.#paths = paths
    this.#surroundings = surroundings
    this.#storeKey = opened.storeKey
    this.#checkpointKey = opened.checkpointKey
    this.#file = opened.file
    this.#text = opened.text
    this.storeId = opened.file.storeId
    this.personId = opened.personId as PersonId
    this.keys = {
      database: deriveKey(opened.storeKey, 'probity.store.database.v1'),
      anchor: deriveKey(opened.storeKey, 'probity.store.anchor.v1'),
      dataKeys: deriveKey(opened.storeKey, 'probity.store.data-keys.v1'),
    }
  }

  get signInName(): string {
    return this.#slot(this.personId).signInName
  }

  get fullName(): string {
    return this.#slot(this.personId).fullName
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
    const bytes = passphraseBytes(passphrase)
    const keys = await personKeys(bytes, slot.kdf)
    const secret = openSigningKey(this.storeId, slot, keys)
    zero(bytes, keys.kek, keys.sig, keys.checkpoint)
    if (secret === null) return refuseSignIn(this.#paths, this.#file, this.personId, 'signature', this.#surroundings)
    let isOpen = true
    try {
      return await use({
        personId: this.personId,
        fullName: slot.fullName,
        certDer: fromHex(slot.signing.certificate),
        chainDer: [this.authorityCertificate],
        sign: async (data) => {
          if (!isOpen) throw new Error('the signing key is no longer open')
          return new Uint8Array(sign('sha256', data, privateKey(secret)))
        },
      })
    } finally {
      isOpen = false
      zero(secret)
    }
  }

  /** A key file of the next generation with one more person. Not in force until `adopt`. */
  async prepareWith(person: NewPerson): Promise<PreparedKeyFile> {
    const { randomBytes, clock } = this.#surroundings
    if (this.#file.slots.some((slot) => slot.signInName === person.signInName)) {
      throw new Error('somebody has that sign-in name')
    }
    const passphrase = newPassphraseBytes(person.passphrase)
    const generation = this.#file.generation + 1
    const authority = openAuthority(this.#file, this.#storeKey)
    try {
      const slot = await makeSlot({
        storeId: this.storeId,
        personId: person.personId,
        signInName: person.signInName,
      fullName: person.fullName,
        passphrase,
        kdf: chosenKdf(person.kdf),
        generation,
        storeKey: this.#storeKey,
        authority,
        at: clock.now(),
        randomBytes,
      })
      const { mac: _mac, sha256: _digest, ...body } = this.#file
      const text = keyFileText({ ...body, generation, slots: [...body.slots, slot] }, this.#storeKey)
      return { text, generation, slot }
    } finally {
      zero(passphrase, authority.privateKey)
    }
  }

  /** Writes a key file and works with it from here on. Its MAC is checked first. */
  adopt(text: string): void {
    const file = parseKeyFile(text)
    if (file.storeId !== this.storeId) throw damaged('other-store')
    assertHeaderMac(file, this.#storeKey)
    writeAtomically(this.#paths.keyFile, text)
    this.#file = file
    this.#text = text
  }

  dispose(): void {
    zero(this.#storeKey, this.#checkpointKey, this.keys.database, this.keys.anchor, this.keys.dataKeys)
  }

  #slot(personId: PersonId): KeySlot {
    return this.#file.slots.find((slot) => slot.personId === personId) ?? refuse('vault/unknown-person')
  }
}

async function openSlot(file: KeyFile, text: string, personId: string, passphrase: Uint8Array): Promise<Opened | null> {
  const known = file.slots.find((slot) => slot.personId === personId)
  // Somebody unknown costs as much as somebody known: the first slot is tried and its result thrown away.
  const slot = known ?? file.slots[0]
  if (slot === undefined) return null
  const keys = await personKeys(passphrase, slot.kdf)
  const storeKey = openStoreKey(file.storeId, slot, keys)
  const checkpointKey = openCheckpointKey(file.storeId, slot, keys)
  zero(keys.kek, keys.sig, keys.checkpoint)
  if (known === undefined || storeKey === null || checkpointKey === null) {
    zero(storeKey, checkpointKey)
    return null
  }
  return { file, text, storeKey, checkpointKey, personId }
}

function refuseSignIn(
  paths: VaultPaths,
  file: KeyFile,
  personId: string,
  purpose: SignInPurpose,
  surroundings: Surroundings,
): never {
  const known = file.slots.some((slot) => slot.personId === personId)
  recordFailedSignIn(paths.signInFile, { at: surroundings.clock.now(), personId: known ? personId : null, purpose })
  return refuse('vault/wrong-passphrase')
}

const privateKey = (pkcs8: Uint8Array) => createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
