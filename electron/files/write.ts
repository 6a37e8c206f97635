import { randomBytes } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Problem } from '../../shared/vocabulary/problem.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { errorCode } from './digest.ts'

/**
 * Writes a file so that a reader sees the old bytes or all of the new ones: a temporary file beside it is written,
 * flushed, read back, compared and renamed, and the folder is flushed. Nothing is left behind when it fails.
 */
export function writeAtomically(
  path: string,
  contents: Uint8Array | string,
  options: { readonly mustNotExist?: boolean } = {},
): void {
  const bytes = typeof contents === 'string' ? Buffer.from(contents, 'utf8') : Buffer.from(contents)
  const file = basename(path)
  if (options.mustNotExist === true && existsSync(path)) throw new Refusal(problem('export/exists', undefined, { file }))
  const temporary = join(dirname(path), `.${file}.${randomBytes(6).toString('hex')}.part`)
  try {
    writeFlushed(temporary, bytes)
    compare(temporary, bytes, file)
    renameSync(temporary, path)
    flushFolder(dirname(path))
  } catch (error) {
    removeQuietly(temporary)
    if (error instanceof Refusal) throw error
    throw new Refusal(fileProblem(error, file))
  }
  compare(path, bytes, file)
}

/**
 * Appends to a file and flushes it and its folder. What stands behind `keepBytes` was cut off by a crash while it was
 * written, was never acknowledged, and goes.
 */
export function appendFlushed(path: string, contents: string, keepBytes: number): void {
  try {
    if (existsSync(path) && statSync(path).size > keepBytes) truncateSync(path, keepBytes)
    writeFlushed(path, Buffer.from(contents, 'utf8'), 'a')
    flushFolder(dirname(path))
  } catch (error) {
    throw new Refusal(fileProblem(error, basename(path)))
  }
}

/** Copies those of the files that are there into a folder, under their names. */
export function copyInto(folder: string, files: readonly string[]): void {
  for (const file of files) {
    try {
      if (existsSync(file)) copyFileSync(file, join(folder, basename(file)))
    } catch (error) {
      throw new Refusal(fileProblem(error, basename(file)))
    }
  }
}

/** Removes what `writeAtomically` left of these files when the program was killed: never read, and never a whole of anything. */
export function removeParts(folder: string, files: readonly string[]): void {
  if (!existsSync(folder)) return
  const isPart = (name: string) => files.some((file) => name.startsWith(`.${file}.`)) && /\.[0-9a-f]{12}\.part$/.test(name)
  for (const name of readdirSync(folder).filter(isPart)) removeQuietly(join(folder, name))
}

/** What failed first is what has to be said: a disk that refuses to write refuses to clean up too. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // It stays behind under a name that nothing reads.
  }
}

function writeFlushed(path: string, bytes: Uint8Array, flags: 'wx' | 'a' = 'wx'): void {
  const handle = openSync(path, flags, 0o600)
  try {
    let at = 0
    while (at < bytes.length) at += writeSync(handle, bytes, at)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A rename is durable only when the folder is. Windows cannot open a folder; there the rename is journalled. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

export function fileProblem(error: unknown, file: string): Problem {
  const cause = errorCode(error)
  if (cause === 'ENOSPC' || cause === 'EDQUOT') return problem('store/full', undefined, { file })
  if (cause === 'EROFS' || cause === 'EACCES' || cause === 'EPERM') return problem('store/read-only', undefined, { file })
  return problem('store/io', { cause }, { file })
}

/** In the system's folder for them, named after this process; those of processes that were killed are removed first. */
export function freshTemporaryFolder(what: (typeof temporaryFolders)[number]): string {
  removeStaleTemporaries()
  return mkdtempSync(join(tmpdir(), `probity-${what}-${process.pid}-`))
}

const temporaryFolders = ['verify', 'replaced', 'drill'] as const

/** Encrypted copies of a store that a killed process left. */
export function removeStaleTemporaries(): void {
  const name = new RegExp(`^probity-(?:${temporaryFolders.join('|')})-(\\d+)-[A-Za-z0-9]{6}$`)
  try {
    for (const each of readdirSync(tmpdir())) {
      const [, pid] = name.exec(each) ?? []
      if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(tmpdir(), each), { recursive: true, force: true })
    }
  } catch {
    // Somebody else's, or not readable: it is encrypted, and the next one tries again.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}

function compare(path: string, bytes: Buffer, file: string): void {
  if (!readFileSync(path).equals(bytes)) throw new Refusal(problem('export/differs', undefined, { file }))
}
