import { sha256Hex } from '../files/digest.ts'
import type { ReadStore } from '../store/store.ts'
import { readRevocationList, type RevocationList } from '../../shared/evidence/revocation-lists.ts'

export interface ImportedList {
  readonly list: RevocationList
  readonly sha256: string
  readonly at: string
}

/** By the digest of their bytes: they are asked for at every look at a study, and may be long. */
const known = new Map<string, RevocationList | null>()
let nBytes = 0
/** Of the lists themselves; what is kept of them takes some times that. */
const MOST_BYTES = 64e6

/** The imported lists that can be read, oldest first. */
export const revocationLists = (store: ReadStore): ImportedList[] =>
  store.trusted.list('revocation-list').flatMap(({ bytes, sha256, at }) => {
    const list = knownList(bytes)
    return list === null ? [] : [{ list, sha256, at }]
  })

function knownList(bytes: Uint8Array): RevocationList | null {
  const digest = sha256Hex(bytes)
  const before = known.get(digest)
  if (before !== undefined) return before
  const list = readRevocationList(bytes)
  known.set(digest, list)
  nBytes += list?.bytes.length ?? 0
  for (const [oldest, each] of known) {
    if (nBytes <= MOST_BYTES || oldest === digest) break
    known.delete(oldest)
    nBytes -= each?.bytes.length ?? 0
  }
  return list
}
