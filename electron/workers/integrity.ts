import { parentPort, workerData } from 'node:worker_threads'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { integrityHere } from '../store/integrity.ts'

/** Thread that lets SQLite check a copy of a store, while another one reads its entries. */
const port = parentPort
if (port === null) throw new Error('this file is the entry of a worker thread')

const { path, key } = workerData as { readonly path: string; readonly key: Uint8Array }
try {
  port.postMessage({ kind: 'done', value: await integrityHere(path, key) })
} catch (error) {
  const message = error instanceof Error ? error.message.slice(0, 200) : 'the check failed'
  port.postMessage({ kind: 'problems', problems: error instanceof Refusal ? error.problems : [problem('engine/internal', { message })] })
}
