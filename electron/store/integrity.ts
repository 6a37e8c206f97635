import { openToRead, withProblems } from './database.ts'

/** Asks SQLite for its own check of a copy that other connections may read (letOthersRead). A thread of its own ends when the signal is given. */
export type IntegrityCheck = (path: string, key: Uint8Array, signal?: AbortSignal) => Promise<boolean>

const MB = 2 ** 20

/**
 * SQLite's own check: every page, every row against the constraints of its table, every row in every index and the
 * reverse. One index of the ledger is in the order of hashes, so that each row is looked for in another page of it:
 * what does not fit into memory is read and decrypted anew a million times.
 */
export const integrityHere: IntegrityCheck = async (path, key) => {
  const db = openToRead(path, key)
  try {
    const bytes = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
    const memory = Math.min(256 * MB, Math.max(16 * MB, bytes / 8))
    db.pragma(`cache_size=-${Math.ceil(memory / 1024)}`)
    return withProblems(() => db.pragma('integrity_check', { simple: true }) === 'ok')
  } finally {
    db.close()
  }
}
