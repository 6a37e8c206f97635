import { toHex } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { sealAuthority } from './authority.ts'
import { attempt } from './attempts.ts'
import { makeAuthority } from './certificates.ts'
import { openRowsKey } from './exchange.ts'
import { newSlot, nextKeyFile, replaced, slotOf, withRows, type KeyHolder, type NewPerson, type PreparedSlot } from './key-changes.ts'
import { assertHeaderMac, damaged, keyFileText, parseKeyFile, readKeyFile, type KeyFile, type KeyFileBody, type KeySlot } from './key-file.ts'
import type { SignInPurpose } from './sign-in-file.ts'
import { openCheckpointKey, openExchangeKey, openStoreKey, zero, zeroKeys } from './slots.ts'
import { Vault, keysOf, openWithRecoveryKey, type Opened, type VaultPaths } from './vault.ts'

/** Makes a store key and the first person's slot. Nothing is written yet: `adopt` does. */
export async function createVault(
  paths: VaultPaths,
  wanted: {
    readonly storeId: string
    readonly workspaceName: string
    readonly person: NewPerson
    /** The first person may read rows: the rows key is made at once. */
    readonly rows: boolean
  },
  surroundings: Surroundings,
): Promise<{ readonly vault: Vault; readonly prepared: PreparedSlot }> {
  const { randomBytes, clock } = surroundings
  const { storeId, person } = wanted
  const storeKey = randomBytes(32)
  const rowsKey = wanted.rows ? randomBytes(32) : null
  const authority = await makeAuthority(wanted.workspaceName, clock.now(), randomBytes)
  try {
    const empty: KeyFileBody = {
      format: 'probity.keys',
      version: 1,
      storeId,
      cipher: 'sqlcipher-4',
      generation: 0,
      rowsKeyId: wanted.rows ? toHex(randomBytes(16)) : null,
      slots: [],
      recovery: null,
      authority: sealAuthority(storeId, authority, storeKey, randomBytes),
    }
    const holder: KeyHolder = { file: empty, storeKey, rowsKey, surroundings }
    const slot = await newSlot(holder, person, wanted.rows)
    const text = keyFileText({ ...empty, generation: 1, slots: [slot] }, storeKey)
    const opened = await openSlot(parseKeyFile(text), text, person.personId, person.passphrase)
    if (opened === null) throw damaged('self-check')
    return { vault: new Vault(paths, opened, surroundings), prepared: { text, generation: 1, slot } }
  } finally {
    zero(storeKey, rowsKey, authority.privateKey)
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
  const known = file.slots.some((slot) => slot.personId === personId) ? personId : null
  const about = { signInFile: paths.signInFile, personId: known, purpose, surroundings, acceptedLater: true }
  const opened = await attempt(about, () => openSlot(file, text, personId, passphrase))
  assertHeaderMac(file, opened.storeKey)
  return new Vault(paths, opened, surroundings)
}

/** What a person types to say who they are. */
export interface Credentials {
  readonly signInName: string
  readonly passphrase: string
}

/** The slot of whoever has that sign-in name. An unknown name costs and answers what a wrong passphrase does. */
export function unlockByName(paths: VaultPaths, who: Credentials, surroundings: Surroundings, purpose: SignInPurpose): Promise<Vault> {
  const slot = readKeyFile(paths.keyFile).file.slots.find((each) => each.signInName === who.signInName)
  return unlockVault(paths, slot?.personId ?? 'unknown', who.passphrase, surroundings, purpose)
}

/**
 * Break-glass: the printed recovery key gives one person a new passphrase and new keys. The vault that comes back works
 * with the file in force; the prepared one is adopted when the store holds its copy.
 */
export async function recoverVault(
  paths: VaultPaths,
  wanted: Pick<NewPerson, 'personId' | 'passphrase' | 'policy'> & { readonly recoveryKey: string },
  surroundings: Surroundings,
): Promise<{ readonly vault: Vault; readonly prepared: PreparedSlot }> {
  const { file, text } = readKeyFile(paths.keyFile)
  const before = slotOf(file, wanted.personId)
  if (file.recovery === null) return refuse('vault/no-recovery-key')
  const { storeKey, rowsKey } = await openWithRecoveryKey(paths, file, wanted.recoveryKey, surroundings, true)
  assertHeaderMac(file, storeKey)
  const holder: KeyHolder = { file, storeKey, rowsKey, surroundings }
  const { signInName, fullName } = before
  const made = await newSlot(holder, { ...wanted, signInName, fullName }, false)
  const slot = before.rowsKey !== null && rowsKey !== null ? withRows(holder, made) : made
  const prepared = { ...nextKeyFile(holder, { slots: replaced(file, slot) }), slot }
  const keys = await keysOf(slot, wanted.passphrase)
  const checkpointKey = openCheckpointKey(file.storeId, slot, keys) ?? refuse('vault/key-file-damaged')
  zeroKeys(keys)
  if (slot.rowsKey === null) zero(rowsKey)
  const opened = { file, text, storeKey, checkpointKey, rowsKey: slot.rowsKey === null ? null : rowsKey, personId: wanted.personId, pendingText: prepared.text }
  return { vault: new Vault(paths, opened, surroundings), prepared }
}

async function openSlot(file: KeyFile, text: string, personId: string, passphrase: string): Promise<Opened | null> {
  const known = file.slots.find((slot) => slot.personId === personId)
  // Somebody unknown costs as much as somebody known: the first slot is tried and its result thrown away.
  const slot = known ?? file.slots[0]
  if (slot === undefined) return null
  const keys = await keysOf(slot, passphrase)
  const storeKey = openStoreKey(file.storeId, slot, keys)
  const checkpointKey = openCheckpointKey(file.storeId, slot, keys)
  const exchangeKey = openExchangeKey(file.storeId, slot, keys)
  zeroKeys(keys)
  if (known === undefined || storeKey === null || checkpointKey === null || exchangeKey === null) {
    zero(storeKey, checkpointKey, exchangeKey)
    return null
  }
  const rowsKey = rowsKeyOf(file, slot, exchangeKey)
  zero(exchangeKey)
  return { file, text, storeKey, checkpointKey, rowsKey, personId }
}

function rowsKeyOf({ storeId, rowsKeyId }: KeyFile, slot: KeySlot, exchangeKey: Uint8Array): Uint8Array | null {
  if (slot.rowsKey === null || rowsKeyId === null) return null
  return openRowsKey(slot.rowsKey, { storeId, slotId: slot.slotId, rowsKeyId, publicKey: slot.exchange.publicKey }, exchangeKey)
}
