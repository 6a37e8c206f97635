import { createPrivateKey, sign } from 'node:crypto'
import { fromHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import type { KeySlot } from './key-file.ts'
import { zero } from './slots.ts'

/** Who signs, by which certificate. */
export interface Certified {
  readonly personId: PersonId
  readonly fullName: string
  readonly certDer: Uint8Array
  /** The issuers, nearest first: the workspace's authority, or those of an imported certificate. */
  readonly chainDer: readonly Uint8Array[]
}

/** Handed to whoever signs, for the length of one call. */
export interface SigningKey extends Certified {
  /** ECDSA P-256 over SHA-256 of the bytes, as an ASN.1 Ecdsa-Sig-Value. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** `authority` issued what has no chain of its own. */
export function certified(slot: KeySlot, authority: Uint8Array): Certified {
  const chain = slot.signing.chain.map(fromHex)
  return {
    personId: slot.personId as PersonId,
    fullName: slot.fullName,
    certDer: fromHex(slot.signing.certificate),
    chainDer: chain.length > 0 ? chain : [authority],
  }
}

/** Lends a person's signing key for the length of `use` and zeroes it. */
export async function lendSigningKey<T>(
  slot: KeySlot,
  secret: Uint8Array,
  authority: Uint8Array,
  use: (key: SigningKey) => Promise<T> | T,
): Promise<T> {
  let isOpen = true
  try {
    return await use({
      ...certified(slot, authority),
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

export const privateKey = (pkcs8: Uint8Array) => createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
