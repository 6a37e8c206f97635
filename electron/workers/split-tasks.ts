import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { type AheadAnswer, type AheadRunner, type AheadTask, answerOf } from '../../shared/evaluation/ahead.ts'

/** Tasks in shared memory: whoever is free takes one. */
export interface SharedTasks {
  readonly tasks: readonly AheadTask[]
  /** FREE, TAKEN, ANSWERED or FAILED, a task. */
  readonly states: Int32Array
  readonly batch: number
}

const FREE = 0
const TAKEN = 1
const ANSWERED = 2
const FAILED = 3

interface Answered {
  readonly batch: number
  readonly i: number
  readonly answer: AheadAnswer
}

const takes = (states: Int32Array, i: number): boolean => Atomics.compareExchange(states, i, FREE, TAKEN) === FREE

/** What a helper does with tasks: one after the other, each answer by message before it is said to be there. */
export function takeTasks({ tasks, states, batch }: SharedTasks, answers: MessagePort): void {
  tasks.forEach((task, i) => {
    if (!takes(states, i)) return
    Atomics.store(states, i, isAnswered({ batch, i, task }, answers) ? ANSWERED : FAILED)
    Atomics.notify(states, i)
  })
}

/** What fails here is computed again by whoever asks, and fails there. */
function isAnswered({ batch, i, task }: { readonly batch: number; readonly i: number; readonly task: AheadTask }, answers: MessagePort): boolean {
  try {
    const answer = answerOf(task)
    answers.postMessage({ batch, i, answer } satisfies Answered, buffersOf(answer))
    return true
  } catch {
    return false
  }
}

/** Lists of counts and of rows change hands, they are not copied. */
function buffersOf(answer: AheadAnswer): ArrayBuffer[] {
  const lists =
    answer.kind === 'levels'
      ? answer.counts.flatMap(({ scores, present, absent, groups }) => [scores, present, absent, groups])
      : answer.kind === 'split'
        ? answer.levels.map(({ rows }) => rows)
        : []
  return [...new Set(lists.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer)
}

/** A helper that took a task and is not heard of for so long is not waited for. */
const PATIENCE_MS = 10_000

/** Below so many rows, sharing them costs more than it saves. */
export const LEAST_ROWS = 20_000

export interface Helper {
  readonly post: (tasks: SharedTasks) => void
  readonly answers: MessagePort
}

/**
 * Begins tasks on helpers (rule BTS-2). Synchronous: who asks for an answer that nobody has begun makes it, and while another
 * is at it makes those still free. Every answer is the same whoever gives it.
 */
export function taskRunner(helpers: () => readonly Helper[], share: Sharing, leastRows = LEAST_ROWS): AheadRunner {
  const received = new Map<string, AheadAnswer>()
  let batches = 0
  const receive = () => {
    for (const { answers } of helpers()) {
      for (let got = receiveMessageOnPort(answers); got !== undefined; got = receiveMessageOnPort(answers)) {
        const { batch, i, answer } = got.message as Answered
        received.set(`${batch}/${i}`, answer)
      }
    }
  }
  return <T extends AheadTask>(tasks: readonly T[], nRows: number) => {
    const batch = batches++
    const states = new Int32Array(new SharedArrayBuffer(4 * tasks.length))
    if (nRows >= leastRows) for (const { post } of helpers()) post({ tasks: tasks.map((task) => share(task) as AheadTask), states, batch })
    const make = (i: number): AheadAnswer => {
      const task = tasks[i]
      if (task === undefined) throw new RangeError(`no task ${i}`)
      return answerOf(task)
    }
    const answerTo = (i: number): AheadAnswer => {
      if (takes(states, i)) return make(i)
      while (Atomics.load(states, i) === TAKEN) {
        const free = tasks.findIndex((_, k) => takes(states, k))
        if (free >= 0) {
          received.set(`${batch}/${free}`, make(free))
          Atomics.store(states, free, ANSWERED)
        } else if (Atomics.wait(states, i, TAKEN, PATIENCE_MS) === 'timed-out') return make(i)
      }
      receive()
      const answer = received.get(`${batch}/${i}`)
      received.delete(`${batch}/${i}`)
      return answer ?? make(i)
    }
    return (i) => {
      const answer = answerTo(i)
      if (answer.kind !== tasks[i]?.kind) throw new RangeError('an answer to another question')
      return answer as Extract<AheadAnswer, { kind: T['kind'] }>
    }
  }
}

export type Sharing = (value: unknown) => unknown

type List = Float64Array | Uint32Array | Int32Array | Uint8Array

/**
 * Plain values with every typed array over shared memory: each buffer is copied once, however often it is shared and with
 * how many. Lists must not change afterwards.
 */
export function sharing(): Sharing {
  const copies = new WeakMap<ArrayBufferLike, SharedArrayBuffer>()
  const copyOf = (buffer: ArrayBufferLike): SharedArrayBuffer => {
    if (buffer instanceof SharedArrayBuffer) return buffer
    const known = copies.get(buffer)
    if (known !== undefined) return known
    const copy = new SharedArrayBuffer(buffer.byteLength)
    new Uint8Array(copy).set(new Uint8Array(buffer))
    copies.set(buffer, copy)
    return copy
  }
  const shared = new WeakMap<object, unknown>()
  const share = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const known = shared.get(value) ?? sharedOf(value)
    // What is one list here is one there.
    shared.set(value, known)
    return known
  }
  const sharedOf = (value: object): unknown => {
    if (Array.isArray(value)) return value.map(share)
    if (!ArrayBuffer.isView(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, share(each)]))
    const list = value as List
    const kind = list.constructor as new (buffer: SharedArrayBuffer, offset: number, length: number) => List
    return new kind(copyOf(list.buffer), list.byteOffset, list.length)
  }
  return share
}
