import { fromHex, type Sha256Function, toHex } from '../vocabulary/ids.ts'
import { addLeaf, fold, isPowerOfTwo, type Subtree } from './merkle.ts'

/** The complete subtrees of a tree in the making, largest first: all that is needed to go on (RFC 6962 §2.1). */
export interface SubtreeNote {
  readonly size: number
  readonly sha256: string
}

export interface GrowingTree {
  readonly size: number
  append(leaf: Uint8Array): void
  root(): Uint8Array
  note(): readonly SubtreeNote[]
}

/**
 * A tree that takes one entry after another in O(log n) memory, from nothing or from a note of an earlier one.
 * Throws RangeError on a note that no tree leaves: sizes are falling powers of two.
 */
export function growTree(sha256: Sha256Function, from: readonly SubtreeNote[] = []): GrowingTree {
  const subtrees: Subtree[] = from.map(({ size, sha256: hash }) => ({ size, hash: fromHex(hash) }))
  for (const [i, { size, hash }] of subtrees.entries()) {
    if (!isPowerOfTwo(size) || hash.length !== 32 || size >= (subtrees[i - 1]?.size ?? Number.POSITIVE_INFINITY)) throw new RangeError('not a note of a tree')
  }
  let size = subtrees.reduce((sum, each) => sum + each.size, 0)
  return {
    get size() {
      return size
    },
    append(leaf) {
      addLeaf(subtrees, leaf, sha256)
      size += 1
    },
    root: () => fold(subtrees, sha256),
    note: () => subtrees.map((each) => ({ size: each.size, sha256: toHex(each.hash) })),
  }
}
