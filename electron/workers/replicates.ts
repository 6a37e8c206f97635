import { parentPort } from 'node:worker_threads'
import { prepareReplicates } from '../../shared/evaluation/replicates.ts'
import { type SharedJob, takeChunks } from './split-replicates.ts'

/** Thread that helps the evaluation's thread with bootstrap replicates: it reads and writes shared memory only. */
parentPort?.on('message', (shared: SharedJob) => takeChunks(shared, prepareReplicates(shared.job)))
