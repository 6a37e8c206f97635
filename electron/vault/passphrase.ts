import { refuse } from '../../shared/vocabulary/problem.ts'

export const MINIMUM_PASSPHRASE_LENGTH = 15
const MAXIMUM_PASSPHRASE_BYTES = 1024

/** NFC, then UTF-8: the same passphrase typed on another keyboard gives the same bytes. The caller zeroes them. */
export function passphraseBytes(passphrase: string): Uint8Array {
  if (passphrase.includes('\0') || /\p{Surrogate}/u.test(passphrase)) refuse('vault/passphrase-input')
  const bytes = new TextEncoder().encode(passphrase.normalize('NFC'))
  if (bytes.length > MAXIMUM_PASSPHRASE_BYTES) refuse('vault/passphrase-input')
  return bytes
}

/** Length alone is asked of a new passphrase, counted in characters as a person counts them. */
export function newPassphraseBytes(passphrase: string): Uint8Array {
  const length = [...passphrase.normalize('NFC')].length
  if (length < MINIMUM_PASSPHRASE_LENGTH) {
    refuse('vault/passphrase-too-short', { minimum: MINIMUM_PASSPHRASE_LENGTH, found: length })
  }
  return passphraseBytes(passphrase)
}
