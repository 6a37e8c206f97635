import { isHex, sha256 } from './bytes.ts'

/**
 * The Merkle tree of RFC 6962 §2.1 while it grows: one finished subtree for each bit that is 1 in the number of leaves,
 * as in a binary counter.
 */
export class Tree {
  /** bits[k] is the root of a finished subtree of 2^k leaves, or null. */
  readonly #bits: (Buffer | null)[] = []
  readonly #leaf = Buffer.alloc(33)
  readonly #node = Buffer.alloc(65, 1)

  add(entryHash: Uint8Array): void {
    this.#leaf.set(entryHash, 1)
    let carry = sha256(this.#leaf)
    let k = 0
    for (let left = this.#bits[k]; left; left = this.#bits[k]) {
      carry = this.#join(left, carry)
      this.#bits[k] = null
      k += 1
    }
    this.#bits[k] = carry
  }

  /** Of no leaves: the digest of nothing. */
  root(): Buffer {
    let right: Buffer | null = null
    for (const left of this.#bits) {
      if (left) right = right === null ? left : this.#join(left, right)
    }
    return right ?? sha256('')
  }

  #join(left: Buffer, right: Buffer): Buffer {
    left.copy(this.#node, 1)
    right.copy(this.#node, 33)
    return sha256(this.#node)
  }
}

/** Root of the tree of `size` leaves whose finished subtrees are noted (LED-8, STO-35); null if the text is no such note. */
export function noteRoot(text: string, size: number): Buffer | null {
  let left = size
  let root: Buffer | null = null
  for (const part of notedParts(text).toReversed()) {
    // Smallest first: each takes the lowest bit that is 1 in what is left of the size.
    const lowest = left & -left
    const { size: leaves, sha256: digest } = part
    if (lowest === 0 || leaves !== lowest || !isHex(digest, 64)) return null
    const hash = Buffer.from(digest, 'hex')
    root = root === null ? hash : sha256(Buffer.concat([Buffer.of(1), hash, root]))
    left -= lowest
  }
  return left === 0 ? root : null
}

function notedParts(text: string): readonly Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? (value as Record<string, unknown>[]).map((part) => part ?? {}) : []
  } catch {
    return []
  }
}
