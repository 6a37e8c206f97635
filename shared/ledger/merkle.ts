import type { Sha256Function } from '../vocabulary/ids.ts'
import { sameBytes } from './chain.ts'

/**
 * Merkle tree of RFC 6962 §2.1 over the hashes of the ledger's entries: compact proofs that an entry is in the ledger
 * of a checkpoint, and that one checkpoint's ledger continues another's. A leaf is an entry's 32-byte hash.
 */
const leafBytes = new Uint8Array(33)
const nodeBytes = new Uint8Array(65).fill(1, 0, 1)

/** What is hashed is put together in the same bytes each time: a million entries make two million of them. */
export function leafHash(leaf: Uint8Array, sha256: Sha256Function): Uint8Array {
  const bytes = leaf.length === 32 ? leafBytes : new Uint8Array(1 + leaf.length)
  bytes.set(leaf, 1)
  return sha256(bytes)
}

function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256Function): Uint8Array {
  nodeBytes.set(left, 1)
  nodeBytes.set(right, 33)
  return sha256(nodeBytes)
}

/** Root over the leaves in order; of no leaves it is SHA-256 of nothing. O(n) time, O(log n) memory beyond the input. */
export function merkleRoot(leaves: Iterable<Uint8Array>, sha256: Sha256Function): Uint8Array {
  const subtrees: Subtree[] = []
  for (const leaf of leaves) addLeaf(subtrees, leaf, sha256)
  return fold(subtrees, sha256)
}

/** Roots of the trees of the given sizes in one walk. A size beyond the leaves has none. */
export function merkleRootsAt(
  leaves: Iterable<Uint8Array>,
  sizes: ReadonlySet<number>,
  sha256: Sha256Function,
): Map<number, Uint8Array> {
  const roots = new Map<number, Uint8Array>()
  const subtrees: Subtree[] = []
  let n = 0
  for (const leaf of leaves) {
    addLeaf(subtrees, leaf, sha256)
    n += 1
    if (sizes.has(n)) roots.set(n, fold(subtrees, sha256))
  }
  return roots
}

/** A complete subtree; a tree in the making is a list of them, largest first. */
export interface Subtree {
  readonly hash: Uint8Array
  readonly size: number
}

export function addLeaf(subtrees: Subtree[], leaf: Uint8Array, sha256: Sha256Function): void {
  let right: Subtree = { hash: leafHash(leaf, sha256), size: 1 }
  for (let left = subtrees.at(-1); left?.size === right.size; left = subtrees.at(-1)) {
    subtrees.pop()
    right = { hash: nodeHash(left.hash, right.hash, sha256), size: 2 * right.size }
  }
  subtrees.push(right)
}

export function fold(subtrees: readonly Subtree[], sha256: Sha256Function): Uint8Array {
  let root: Uint8Array | undefined
  for (const { hash } of subtrees.toReversed()) root = root === undefined ? hash : nodeHash(hash, root, sha256)
  return root ?? sha256(new Uint8Array(0))
}

/** Hashes that lead from leaf `index` (0 is the first) to the root of all leaves, nearest first. */
export function inclusionProof(leaves: readonly Uint8Array[], index: number, sha256: Sha256Function): Uint8Array[] {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError('no such leaf')
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  const left = leaves.slice(0, k)
  const right = leaves.slice(k)
  return index < k
    ? [...inclusionProof(left, index, sha256), merkleRoot(right, sha256)]
    : [...inclusionProof(right, index - k, sha256), merkleRoot(left, sha256)]
}

/** True if the proof leads from the leaf at `index` to the root of a tree of `size` leaves (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  claim: { leaf: Uint8Array; index: number; size: number; proof: readonly Uint8Array[]; root: Uint8Array },
  sha256: Sha256Function,
): boolean {
  if (!(claim.index >= 0 && claim.index < claim.size)) return false
  let fn = claim.index
  let sn = claim.size - 1
  let hash = leafHash(claim.leaf, sha256)
  for (const step of claim.proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(step, hash, sha256)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      hash = nodeHash(hash, step, sha256)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && sameBytes(hash, claim.root)
}

/** Hashes that show that the first `size` leaves are what a tree of all leaves begins with. */
export function consistencyProof(leaves: readonly Uint8Array[], size: number, sha256: Sha256Function): Uint8Array[] {
  if (!(size >= 1 && size <= leaves.length)) throw new RangeError('no such tree')
  return subproof(leaves, size, true, sha256)
}

function subproof(leaves: readonly Uint8Array[], m: number, whole: boolean, sha256: Sha256Function): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [merkleRoot(leaves, sha256)]
  const k = split(leaves.length)
  const left = leaves.slice(0, k)
  const right = leaves.slice(k)
  return m <= k
    ? [...subproof(left, m, whole, sha256), merkleRoot(right, sha256)]
    : [...subproof(right, m - k, false, sha256), merkleRoot(left, sha256)]
}

/** True if the proof shows that the tree of `size` leaves continues that of `oldSize` (RFC 9162 §2.1.4.2). */
export function verifyConsistency(
  claim: { oldSize: number; oldRoot: Uint8Array; size: number; root: Uint8Array; proof: readonly Uint8Array[] },
  sha256: Sha256Function,
): boolean {
  if (claim.oldSize < 1 || claim.oldSize > claim.size) return false
  if (claim.oldSize === claim.size) return claim.proof.length === 0 && sameBytes(claim.oldRoot, claim.root)
  let fn = claim.oldSize - 1
  let sn = claim.size - 1
  const steps = isPowerOfTwo(claim.oldSize) ? [claim.oldRoot, ...claim.proof] : [...claim.proof]
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  const first = steps.shift()
  if (first === undefined) return false
  let old = first
  let now = first
  for (const step of steps) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      old = nodeHash(step, old, sha256)
      now = nodeHash(step, now, sha256)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      now = nodeHash(now, step, sha256)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && sameBytes(old, claim.oldRoot) && sameBytes(now, claim.root)
}

/** Largest power of two below n (n ≥ 2). */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

export function isPowerOfTwo(n: number): boolean {
  let k = 1
  while (k < n) k *= 2
  return k === n
}
