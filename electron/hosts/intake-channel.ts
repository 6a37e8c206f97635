import { readFileSync } from 'node:fs'
import { Refusal, problem } from '../../shared/vocabulary/problem.ts'
import type { IntakeAnswer, IntakeJob, Job, Progress } from './host.ts'

/** Limits of the process that reads untrusted files. */
export const intakeLimits = {
  /** Killed when it says nothing for so long. */
  silenceMs: 30_000,
  /** Killed when its resident memory grows beyond this. */
  residentBytes: 1_500_000_000,
  watchMs: 200,
} as const

export interface IntakeChannel {
  readonly pid: number | undefined
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: () => void): void
  kill(): void
}

type IntakeMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'answer'; readonly answer: IntakeAnswer }

/** Runs one job in a fresh intake process and ends the process whatever happens. */
export function runIntakeOver(opening: Promise<IntakeChannel>, job: IntakeJob, progress?: Progress): Job<IntakeAnswer> {
  let channel: IntakeChannel | undefined
  let stop: (refusal: Refusal) => void = () => undefined
  const result = new Promise<IntakeAnswer>((resolve, reject) => {
    let heardAt = performance.now()
    const watch = setInterval(() => {
      if (performance.now() - heardAt > intakeLimits.silenceMs) return stop(stopped('no progress', job))
      if (residentBytes(channel?.pid) > intakeLimits.residentBytes) stop(stopped('memory', job))
    }, intakeLimits.watchMs)
    let isSettled = false
    const settle = (act: () => void) => {
      isSettled = true
      clearInterval(watch)
      channel?.kill()
      act()
    }
    stop = (refusal) => settle(() => reject(refusal))
    opening.then(
      (opened) => {
        channel = opened
        // Cancelled before the process was there: it must not outlive the job.
        if (isSettled) return opened.kill()
        opened.onMessage((raw) => {
          const message = raw as IntakeMessage
          heardAt = performance.now()
          if (message.kind === 'progress') progress?.(message.done, message.total)
          else settle(() => resolve(message.answer))
        })
        opened.onExit(() => stop(stopped('ended', job)))
        opened.post(job)
      },
      () => stop(stopped('could not start', job)),
    )
  })
  result.catch(() => undefined)
  return { result, cancel: () => stop(new Refusal(problem('intake/stopped', { why: 'cancelled' }, { file: job.name }))) }
}

const stopped = (why: string, job: IntakeJob) => new Refusal(problem('intake/stopped', { why }, { file: job.name }))

/** Resident memory of another process, where the system shows it (Linux); 0 elsewhere. */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return pages * 4096
  } catch {
    return 0
  }
}
