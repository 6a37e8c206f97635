import { refuse } from '../../shared/vocabulary/problem.ts'
import { weaknessOf } from './passphrase-strength.ts'

export const MINIMUM_PASSPHRASE_LENGTH = 15
const MAXIMUM_PASSPHRASE_BYTES = 1024

/** What an administrator of the workspace may set, with a reason. */
export interface PassphrasePolicy {
  readonly minimumLength: number
}

/** NFC, then UTF-8: the same passphrase typed on another keyboard gives the same bytes. The caller zeroes them. */
export function passphraseBytes(passphrase: string): Uint8Array {
  if (passphrase.includes('\0') || /\p{Surrogate}/u.test(passphrase)) refuse('vault/passphrase-input')
  const bytes = new TextEncoder().encode(passphrase.normalize('NFC'))
  if (bytes.length > MAXIMUM_PASSPHRASE_BYTES) refuse('vault/passphrase-input')
  return bytes
}

/**
 * A new passphrase is long enough and would not be guessed soon: leaked passwords, names of the person, repetitions,
 * sequences and keyboard walks are counted as what they are worth. No kinds of characters are asked for.
 */
export async function newPassphraseBytes(
  passphrase: string,
  names: readonly string[],
  { minimumLength }: PassphrasePolicy = { minimumLength: MINIMUM_PASSPHRASE_LENGTH },
): Promise<Uint8Array> {
  const length = [...passphrase.normalize('NFC')].length
  if (length < minimumLength) refuse('vault/passphrase-too-short', { minimum: minimumLength, found: length })
  const bytes = passphraseBytes(passphrase)
  const weakness = await weaknessOf(passphrase.normalize('NFC'), names)
  if (weakness === null) return bytes
  bytes.fill(0)
  return refuse('vault/passphrase-weak', { cause: weakness })
}
