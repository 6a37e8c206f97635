import type { EngineEvent, Reply } from '../../shared/ipc/contract.ts'

/** Which engines run an evaluation, as what passes through the main process tells. */
export interface EvaluationWatch<E extends object> {
  /** Asks the engine to start one: from the request on it counts as running, for the start may be recorded before the answer. */
  starting(engine: E, answer: Promise<Reply<unknown>>): Promise<Reply<unknown>>
  heard(engine: E, event: EngineEvent): void
  isRunning(engine: E): boolean
}

interface Evaluations {
  nStarting: number
  readonly jobs: Set<string>
  /** Jobs that ended before their start was answered. */
  readonly over: Set<string>
}

const jobOf = (reply: Reply<unknown>): string | null => {
  const value = reply.ok ? (reply.value as { readonly jobId?: unknown } | null) : null
  return typeof value?.jobId === 'string' ? value.jobId : null
}

/** onQuiet: nothing runs in this engine any more. */
export function watchEvaluations<E extends object>(onQuiet: (engine: E) => void): EvaluationWatch<E> {
  const known = new WeakMap<E, Evaluations>()
  const of = (engine: E): Evaluations => {
    const found = known.get(engine) ?? { nStarting: 0, jobs: new Set(), over: new Set() }
    known.set(engine, found)
    return found
  }
  const isRunning = (engine: E) => of(engine).nStarting > 0 || of(engine).jobs.size > 0
  const settle = (engine: E) => {
    if (isRunning(engine)) return
    of(engine).over.clear()
    onQuiet(engine)
  }
  return {
    isRunning,
    starting: async (engine, answer) => {
      const own = of(engine)
      own.nStarting += 1
      const reply = await answer
      own.nStarting -= 1
      const job = jobOf(reply)
      if (job !== null && !own.over.has(job)) own.jobs.add(job)
      settle(engine)
      return reply
    },
    heard: (engine, event) => {
      if (event.kind !== 'job-ended') return
      const own = of(engine)
      own.jobs.delete(event.jobId)
      if (own.nStarting > 0) own.over.add(event.jobId)
      settle(engine)
    },
  }
}
