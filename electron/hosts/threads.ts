import { Worker } from 'node:worker_threads'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import type { ReportTree } from '../../shared/report/tree.ts'
import type { Column, Columns } from '../../shared/vocabulary/columns.ts'
import { type Problem, Refusal, problem } from '../../shared/vocabulary/problem.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import type { RenderMeta } from '../pdf/render.ts'
import type { IntegrityCheck } from '../store/integrity.ts'
import type { Job, Progress } from './host.ts'

/** Built entries stand beside each other under out/; from source the .ts files are run as they are. */
const workerUrl = (name: string): URL =>
  import.meta.url.endsWith('.ts') ? new URL(`../workers/${name}.ts`, import.meta.url) : new URL(`../workers/${name}.js`, import.meta.url)

type Message<T> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }

function startThread<T>(name: string, data: unknown, progress?: Progress): Job<T> {
  const worker = new Worker(workerUrl(name), { workerData: data })
  let cancelled = false
  const result = new Promise<T>((resolve, reject) => {
    worker.on('message', (message: Message<T>) => {
      if (message.kind === 'progress') progress?.(message.done, message.total)
      else if (message.kind === 'done') resolve(message.value)
      else reject(new Refusal(message.problems))
    })
    worker.on('error', (error) => reject(new Refusal(problem('evaluation/failed', { message: error.message.slice(0, 200) }))))
    worker.on('exit', () =>
      reject(new Refusal(cancelled ? problem('evaluation/cancelled') : problem('evaluation/failed', { message: `${name} ended` }))),
    )
  })
  // Whoever cancels may not be listening any more; an unhandled rejection must not end the engine.
  result.catch(() => undefined)
  void result.finally(() => worker.terminate()).catch(() => undefined)
  return {
    result,
    cancel: () => {
      cancelled = true
      void worker.terminate()
    },
  }
}

/** Columns as shared memory, so that a worker reads them without a copy. */
function shared(column: Column): Column {
  if (column.kind === 'number') {
    const values = new Float64Array(new SharedArrayBuffer(column.values.byteLength))
    values.set(column.values)
    return { kind: 'number', values }
  }
  const codes = new Uint32Array(new SharedArrayBuffer(column.codes.byteLength))
  codes.set(column.codes)
  return { kind: 'text', levels: column.levels, codes }
}

const sharedColumns = (columns: Columns): Columns => new Map([...columns].map(([name, column]) => [name, shared(column)]))

export const evaluateInThread = (input: EvaluationInput, progress?: Progress): Job<Results> =>
  startThread<Results>(
    'evaluation',
    { ...input, cohort: sharedColumns(input.cohort), predictions: sharedColumns(input.predictions) },
    progress,
  )

/** The key is in memory that both threads see, and is gone from it when the answer is there. */
export const integrityInThread: IntegrityCheck = async (path, key, signal) => {
  const shared = new Uint8Array(new SharedArrayBuffer(key.length))
  shared.set(key)
  const job = startThread<boolean>('integrity', { path, key: shared })
  signal?.addEventListener('abort', job.cancel)
  try {
    return await job.result
  } finally {
    signal?.removeEventListener('abort', job.cancel)
    shared.fill(0)
  }
}

export const renderInThread = (tree: ReportTree, meta: RenderMeta): Job<Uint8Array> =>
  startThread<Uint8Array>('rendering', { kind: 'render', tree, meta })
