import { once } from 'node:events'
import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { isSqliteError, openBeside } from './database.ts'

/** What SQLite says of pages, constraints and indexes: "ok", or what it met first. */
export function integrityOf(path: string, key: Uint8Array): string {
  try {
    const db = openBeside(path, key)
    try {
      return String(db.pragma('integrity_check', { simple: true }))
    } finally {
      db.close()
    }
  } catch (error) {
    if (isSqliteError(error)) return error instanceof Error ? error.message : 'unreadable'
    throw error
  }
}

/** Below this a thread takes longer to start than the check. */
const THREAD_FROM_BYTES = 20e6

/** From source beside this file; built into the folder of all threads. */
const entry = import.meta.url.endsWith('.ts') ? new URL('./integrity-thread.ts', import.meta.url) : new URL('../workers/second-integrity.js', import.meta.url)

/** The same in a thread, while this one follows the entries. */
export async function integrityMeanwhile(path: string, key: Uint8Array, fromBytes: number = THREAD_FROM_BYTES): Promise<string> {
  if (statSync(path).size < fromBytes) return integrityOf(path, key)
  // In memory that both see, so that the caller's clearing it clears all there is.
  const shared = new Uint8Array(new SharedArrayBuffer(key.length))
  shared.set(key)
  const worker = new Worker(entry, { workerData: { path, key: shared } })
  try {
    const [answer] = (await once(worker, 'message')) as [string]
    return answer
  } finally {
    shared.fill(0)
    await worker.terminate()
  }
}
