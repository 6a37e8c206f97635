import { MessageChannel, Worker } from 'node:worker_threads'
import type { AheadRunner } from '../../shared/evaluation/ahead.ts'
import { type ReplicateJob, type ReplicateRange, type ReplicateRunner, prepareReplicates } from '../../shared/evaluation/replicates.ts'
import { type Helper, type Sharing, sharing, taskRunner } from './split-tasks.ts'

/** A job in shared memory: whoever is free takes the next chunk and writes its values where they belong. */
export interface SharedJob {
  readonly job: ReplicateJob
  /** Next chunk to take; then, for each chunk, 1 when its values are written. */
  readonly control: Int32Array
  /** Numbers × total. */
  readonly values: Float64Array
  readonly chunk: number
}

/** Takes chunks until none is left. */
export function takeChunks(shared: SharedJob, range: ReplicateRange): void {
  const nChunks = shared.control.length - 1
  for (let i = Atomics.add(shared.control, 0, 1); i < nChunks; i = Atomics.add(shared.control, 0, 1)) writeChunk(shared, range, i)
}

function writeChunk({ job, control, values, chunk }: SharedJob, range: ReplicateRange, i: number): void {
  const from = i * chunk
  range(from, Math.min(job.total, from + chunk)).forEach((list, k) => values.set(list, k * job.total + from))
  Atomics.store(control, 1 + i, 1)
  Atomics.notify(control, 1 + i)
}

/** Below so many visits of a row, starting helpers costs more than it saves. */
const LEAST_VISITS = 3e6
const CHUNKS = 40

export interface Helpers {
  readonly run: ReplicateRunner
  readonly ahead: AheadRunner
  /** Starts them before there is anything to do, where there soon will be. */
  start(): void
  end(): void
}

/**
 * Splits replicates over this thread and so many helpers (rule BTS-2). Synchronous: this thread takes chunks like any
 * helper and then waits for what the others hold; what does not come in time it computes itself, so that a helper that
 * never started or died holds nothing up. Every chunk has the same bytes whoever writes it.
 */
export function replicateHelpers(nHelpers: number, entry: URL, leastVisits = LEAST_VISITS): Helpers {
  let started: StartedHelper[] | null = null
  const helpers = (): StartedHelper[] => (started ??= Array.from({ length: nHelpers }, () => startHelper(entry)))
  const share = sharing()
  const run: ReplicateRunner = (job) => {
    const range = prepareReplicates(job)
    if (nHelpers === 0 || job.total * job.present.length * job.numbers.length < leastVisits) return range(0, job.total)
    const shared = shareJob(job, share)
    for (const { worker } of helpers()) worker.postMessage(shared)
    const begun = performance.now()
    takeChunks(shared, range)
    const patience = Math.max(100, ((performance.now() - begun) / CHUNKS) * 4)
    for (let i = 0; i < shared.control.length - 1; i++) {
      if (Atomics.load(shared.control, 1 + i) === 0 && Atomics.wait(shared.control, 1 + i, 0, patience) === 'timed-out') writeChunk(shared, range, i)
    }
    return job.numbers.map((_, k) => shared.values.slice(k * job.total, (k + 1) * job.total))
  }
  const ahead = taskRunner(helpers, share, leastVisits === LEAST_VISITS ? undefined : leastVisits)
  return { run, ahead, start: () => void helpers(), end: () => started?.forEach(({ worker }) => void worker.terminate()) }
}

interface StartedHelper extends Helper {
  readonly worker: Worker
}

function startHelper(entry: URL): StartedHelper {
  const { port1: answers, port2 } = new MessageChannel()
  const worker = new Worker(entry, { workerData: port2, transferList: [port2] })
  // A helper that fails is one helper less.
  worker.on('error', () => undefined)
  worker.unref()
  return { worker, answers, post: (tasks) => worker.postMessage(tasks) }
}

function shareJob(job: ReplicateJob, share: Sharing): SharedJob {
  const chunk = Math.max(1, Math.ceil(job.total / CHUNKS))
  return {
    job: share(job) as ReplicateJob,
    control: new Int32Array(new SharedArrayBuffer(4 * (1 + Math.ceil(job.total / chunk)))),
    values: new Float64Array(new SharedArrayBuffer(8 * job.numbers.length * job.total)),
    chunk,
  }
}
