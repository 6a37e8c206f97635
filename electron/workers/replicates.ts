import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { prepareReplicates } from '../../shared/evaluation/replicates.ts'
import { type SharedJob, takeChunks } from './split-replicates.ts'
import { type SharedTasks, takeTasks } from './split-tasks.ts'

/** Thread that helps the evaluation's thread: with bootstrap replicates in shared memory, and with pieces of a panel. */
const answers = workerData as MessagePort
parentPort?.on('message', (shared: SharedJob | SharedTasks) => {
  if ('job' in shared) takeChunks(shared, prepareReplicates(shared.job))
  else takeTasks(shared, answers)
})
