import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { fileProblem, flushFolder, removeQuietly } from './write.ts'

export interface FileFacts {
  readonly name: string
  readonly bytes: number
  readonly sha256: Sha256
}

const PART = 1 << 20

/** Copies a file that nobody may meet half: flushed, read back, compared. The folder is flushed by whoever writes the last one. */
export function copyFlushed(from: string, to: string): FileFacts {
  return told(basename(to), () => {
    const source = openSync(from, 'r')
    let written: FileFacts
    try {
      const target = openSync(to, 'wx', 0o600)
      try {
        written = { name: basename(to), ...pump(source, target) }
        fsyncSync(target)
      } finally {
        closeSync(target)
      }
    } finally {
      closeSync(source)
    }
    const { sha256, bytes } = factsOf(to)
    if (sha256 !== written.sha256 || bytes !== written.bytes) throw new Refusal(problem('export/differs', undefined, { file: basename(to) }))
    return written
  })
}

/** What another program has written becomes durable. */
export function flushFile(path: string): void {
  told(basename(path), () => {
    const handle = openSync(path, 'r+')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  })
}

/** Size and digest of a file as it stands on the disk. */
export function factsOf(path: string): FileFacts {
  return told(basename(path), () => {
    const source = openSync(path, 'r')
    try {
      return { name: basename(path), ...pump(source, null) }
    } finally {
      closeSync(source)
    }
  })
}

function pump(source: number, target: number | null): { readonly bytes: number; readonly sha256: Sha256 } {
  const hash = createHash('sha256')
  const part = Buffer.alloc(PART)
  let bytes = 0
  for (;;) {
    const n = readSync(source, part, 0, PART, null)
    if (n === 0) return { bytes, sha256: hash.digest('hex') as Sha256 }
    hash.update(part.subarray(0, n))
    for (let at = 0; target !== null && at < n; ) at += writeSync(target, part, at, n - at)
    bytes += n
  }
}

/** Room for more files in a folder, in bytes; null where the system does not say. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}

/** Makes a folder that is absent or takes one that is empty; says how to take back what was made here. */
export function claimFolder(folder: string): { readonly abandon: (names: readonly string[]) => void } {
  const isNew = !existsSync(folder)
  told(basename(folder), () => {
    if (!isNew && readdirSync(folder).length > 0) throw new Refusal(problem('store/folder-not-empty'))
    // Making a folder on a read-only disk is answered with something else.
    refuseUnwritable([nearest(folder)])
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // Else all that is flushed inside could still vanish with the folder's own name.
    if (isNew) flushFolder(dirname(folder))
  })
  return {
    // What cannot be removed now stays behind without the file that would make it a whole: see the callers.
    abandon: (names) => {
      try {
        for (const name of names) rmSync(join(folder, name), { force: true })
        if (isNew) rmdirSync(folder)
      } catch {
        // The reason why it is abandoned is what has to be said.
      }
    },
  }
}

const nearest = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearest(dirname(path)))

/** Moves a folder within its parent, durably. */
export function moveFolder(from: string, to: string): void {
  told(basename(from), () => {
    renameSync(from, to)
    flushFolder(dirname(to))
  })
}

export const removeEmptyFolder = (folder: string): void => told(basename(folder), () => rmdirSync(folder))

export { flushFolder }

/**
 * Remembers which file stands at a path. Asked later, refuses if it is gone or another: an open file goes on taking
 * writes after its name is lost, and nobody would ever see them again.
 */
export function sameFile(path: string): () => void {
  const { dev, ino } = statSync(path, { bigint: true })
  return () => {
    const now = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (now === undefined || now.dev !== dev || now.ino !== ino) throw new Refusal(problem('store/gone'))
  }
}

/** Before anything is tried there: what a database says about a read-only disk would help nobody. */
export function refuseUnwritable(paths: readonly string[]): void {
  for (const path of paths.filter((each) => existsSync(each))) told(basename(path), () => accessSync(path, constants.R_OK | constants.W_OK))
}

/** Gives the file a second name for as long as `look` takes; null where the system has no hard links. */
export function underSecondName<T>(path: string, name: string, look: (second: string) => T): T | null {
  const second = join(dirname(path), name)
  try {
    // One that a crash left would be an older file's name.
    removeQuietly(second)
    linkSync(path, second)
  } catch {
    return null
  }
  try {
    return look(second)
  } finally {
    removeQuietly(second)
  }
}

function told<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(fileProblem(error, file))
  }
}
