import type { Problem } from '../shared/vocabulary/problem.ts'
import { problemsOf } from './client.ts'

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed'

export interface Autosave<T> {
  /** Keeps the newest value and saves it after a pause. */
  readonly put: (value: T) => void
  /** Saves now; resolves when nothing waits. */
  readonly flush: () => Promise<void>
  /** Forgets what waits. */
  readonly drop: () => void
}

const pause = 500
/** Of every autosave that has something to save. */
const unsaved = new Set<() => Promise<void>>()

/** Saves at once whatever waits anywhere; never fails, for what could not be saved is shown where it was typed. */
export async function flushAll(): Promise<void> {
  await Promise.allSettled([...unsaved].map((flush) => flush()))
}

/** One save at a time, the newest value wins, order is kept. A failed value stays and is tried again with the next one. */
export function createAutosave<T>(
  save: (value: T) => Promise<void>,
  onState: (state: SaveState, problems: readonly Problem[]) => void,
): Autosave<T> {
  let waiting: { readonly value: T } | null = null
  let timer: number | undefined
  let running: Promise<void> | null = null

  const work = async (): Promise<void> => {
    while (waiting) {
      const { value } = waiting
      waiting = null
      onState('saving', [])
      try {
        await save(value)
      } catch (thrown) {
        waiting ??= { value }
        onState('failed', problemsOf(thrown))
        return
      }
    }
    unsaved.delete(flush)
    onState('saved', [])
  }
  const flush = async (): Promise<void> => {
    window.clearTimeout(timer)
    while (running) await running
    if (!waiting) return
    running = work().finally(() => {
      running = null
    })
    await running
  }
  return {
    put(value) {
      waiting = { value }
      unsaved.add(flush)
      onState('waiting', [])
      window.clearTimeout(timer)
      timer = window.setTimeout(() => void flush(), pause)
    },
    flush,
    drop() {
      window.clearTimeout(timer)
      waiting = null
      unsaved.delete(flush)
    },
  }
}
