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
const MOST_KNOWN = 64

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
  if (known.size >= MOST_KNOWN) known.clear()
  const list = readRevocationList(bytes)
  known.set(digest, list)
  return list
}
