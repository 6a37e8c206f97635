import { parentPort, workerData } from 'node:worker_threads'
import { integrityOf } from './integrity.ts'

const { path, key } = workerData as { readonly path: string; readonly key: Uint8Array }
parentPort?.postMessage(integrityOf(path, key))
