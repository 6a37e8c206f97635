import type { ReadStore } from '../store/store.ts'
import { readRevocationList, type RevocationList } from '../vault/hospital-certificates.ts'

export interface ImportedList {
  readonly list: RevocationList
  readonly sha256: string
  readonly at: string
}

/** The imported lists that can be read, oldest first. */
export const revocationLists = (store: ReadStore): ImportedList[] =>
  store.trusted.list('revocation-list').flatMap(({ bytes, sha256, at }) => {
    const list = readRevocationList(bytes)
    return list === null ? [] : [{ list, sha256, at }]
  })
